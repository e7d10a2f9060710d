"""From placed voters to the doors there are to knock: households and buildings."""

import hashlib
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from canvass.crs import WGS84
from canvass.tables import BUILDINGS, HOUSEHOLDS

#: A placement of these types is a place one can walk to.
KNOCKABLE = ("housenumber", "interpolation", "locality")
#: What marks a label as one flat rather than a whole staircase.
FLAT_MARK = "apt"
ID_BYTES = 8


def knockable(placements: pd.DataFrame, *, accept: float) -> "pd.Series[bool]":
    """Tell which placements name a place to knock at, surely enough.

    Parameters
    ----------
    placements
        PLACEMENTS table.
    accept
        Smallest score (calibrated probability) taken without review.
    """
    return placements["result_type"].isin(KNOCKABLE) & (placements["result_score"] >= accept)


def household_of(voters: pd.DataFrame, building_id: pd.Series, door_label: pd.Series) -> pd.Series:
    """Return each voter the household behind one door.

    A flat named by the roll is one door. Elsewhere, voters of one building (and staircase) who
    share a birth or usage name are one household; a voter without a flat joins the flat of the
    building where alone that name lives.

    Parameters
    ----------
    voters
        VOTERS columns ``birth_name`` and ``usage_name``.
    building_id, door_label
        On the same index; text, ``door_label`` empty where unknown.

    Returns
    -------
    Series of household ids on the same index.
    """
    names = [voters["birth_name"].str.upper(), voters["usage_name"].str.upper()]
    label = _flat_of_namesakes(building_id, door_label, names)
    is_flat = label.str.contains(FLAT_MARK, regex=False)
    place = building_id + "|" + label
    group = _linked(place, [name.mask(is_flat, "·") for name in names])
    first = pd.Series(voters.index, index=voters.index).groupby(group).transform("min")
    key = place + "|" + first.mask(is_flat, "")
    ids = {k: hashlib.blake2b(k.encode(), digest_size=ID_BYTES).hexdigest() for k in key.unique()}
    return key.map(ids).rename("household_id")


def _flat_of_namesakes(
    building_id: pd.Series, door_label: pd.Series, names: Sequence[pd.Series]
) -> pd.Series:
    """Fill empty labels from the only label under which the name lives in that building."""
    label = door_label.copy()
    for name in names:
        known = pd.DataFrame({"b": building_id, "n": name, "label": door_label})
        known = known[(known["label"] != "") & (known["n"] != "")]
        only = known.groupby(["b", "n"])["label"].agg(["first", "nunique"])
        single = only.loc[only["nunique"] == 1, "first"]
        if single.empty:
            continue
        wanted = pd.MultiIndex.from_arrays([building_id, name])
        found = pd.Series(single.reindex(wanted).to_numpy(), index=label.index)
        label = label.where((label != "") | found.isna(), found)
    return label


def _linked(place: pd.Series, names: Sequence[pd.Series]) -> np.ndarray:
    """Number the groups of rows that share a place and any of their names."""
    rows: list[np.ndarray] = []
    keys: list[np.ndarray] = []
    for name in names:
        used = (name != "").to_numpy()
        rows.append(np.flatnonzero(used))
        keys.append((place + "|" + name).to_numpy()[used])
    codes, unique = pd.factorize(np.concatenate(keys))
    count = len(place)
    link = coo_array(
        (np.ones(len(codes), dtype=np.int8), (np.concatenate(rows), codes + count)),
        shape=(count + len(unique),) * 2,
    )
    group: np.ndarray = connected_components(link, directed=False)[1][:count]
    return group


def households_table(
    building_id: pd.Series, door_label: pd.Series, household_id: pd.Series
) -> pd.DataFrame:
    """Sum voters into the HOUSEHOLDS table."""
    frame = pd.DataFrame(
        {"household_id": household_id, "building_id": building_id, "door_label": door_label}
    )
    # The longest label of a household says most about where the door is.
    frame = frame.sort_values("door_label", key=lambda s: s.str.len(), kind="stable")
    table = frame.groupby("household_id").agg(
        building_id=("building_id", "first"),
        door_label=("door_label", "last"),
        voters=("building_id", "size"),
    )
    return table[list(HOUSEHOLDS.columns)]


def buildings_table(
    placed: pd.DataFrame, households: pd.DataFrame, *, commune_id: pd.Series, crs: str
) -> gpd.GeoDataFrame:
    """Sum placed voters into the BUILDINGS table (bureau and quartier left empty).

    Parameters
    ----------
    placed
        Geocoder's answer for the knockable voters: ``result_*`` columns, one row a voter.
    households
        HOUSEHOLDS table of the same voters.
    commune_id
        INSEE code per voter, on the index of ``placed``.
    crs
        Metric CRS wanted.
    """
    first = placed.assign(commune_id=commune_id).groupby("result_id").first()
    doors = households.groupby("building_id").size()
    flats = households["door_label"].str.contains(FLAT_MARK, regex=False)
    named = flats.groupby(households["building_id"]).any()
    points = gpd.GeoSeries(
        gpd.points_from_xy(first["result_longitude"], first["result_latitude"], crs=WGS84),
        index=first.index,
    ).to_crs(crs)
    table = gpd.GeoDataFrame(
        {
            "number": first["result_number"],
            "street": first["result_street"],
            "postcode": first["result_postcode"],
            "commune_id": first["commune_id"],
            "bureau_id": "",
            "quartier_id": "",
            "households": doors.reindex(first.index).astype("int64"),
            "doors": doors.reindex(first.index).astype("int64"),
            "door_source": named.reindex(first.index).map({True: "roll", False: "estimated"}),
            "voters": placed.groupby("result_id").size().reindex(first.index).astype("int64"),
            "placed_by": first["result_type"],
            "geometry": points,
        },
        crs=crs,
    )
    table.index.name = "building_id"
    return table[list(BUILDINGS.columns)]
