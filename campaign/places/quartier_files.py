"""Quartiers of one commune or several: read from their files, and kept beside one another."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from campaign.folder import Campaign
from canvass.codes import commune_code, spellings
from canvass.errors import BadInputError, Fault
from canvass.next_step import NextStep
from canvass.tables import BUREAUX, QUARTIERS, Table
from canvass.words import Words

if TYPE_CHECKING:
    from geocoding.address_index import AddressIndex
    from people_base.base import Base


def read_quartiers(
    campaign: Campaign,
    paths: Sequence[Path],
    *,
    index: "AddressIndex | None",
    declared_crs: str | None,
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Read files of quartiers into one table, and what had to be done to them.

    In a campaign of several communes each id begins with its commune's code and ``_``, as a
    bureau's does: two communes may each have a "Centre".

    Parameters
    ----------
    index
        Addresses, which tell the commune of an area where its file does not.

    Raises
    ------
    BadInputError
        As ``read_areas``, or if nothing tells which commune an area is of.
    """
    from electoral_rolls.areas.areas import read_areas

    communes = campaign.settings.communes
    tables: list[gpd.GeoDataFrame] = []
    faults: list[Fault] = []
    for path in paths:
        areas = read_areas(
            path,
            kind="quartier",
            crs=campaign.crs,
            communes=communes,
            declared_crs=declared_crs,
            commune_of=(lambda shapes: _communes_of(campaign, shapes, index))
            if len(communes) > 1
            else None,
        )
        tables.append(areas.table)
        faults += areas.repairs
    table = pd.concat(tables)
    twice = table.index[table.index.duplicated()]
    if len(twice):
        raise BadInputError(
            Words(
                "Plusieurs fichiers contiennent les quartiers {names:8} : n'en donnez qu'un par "
                "commune.",
                "Several files hold the quartiers {names:8}: give one a commune.",
                names=sorted(set(twice)),
            )
        )
    return table.sort_index(), faults


def _communes_of(
    campaign: Campaign, shapes: gpd.GeoSeries, index: "AddressIndex | None"
) -> "pd.Series[str]":
    """Find the commune of each area: that of most addresses in it, or of the nearest bureau."""
    from people_base.store import read

    if index is not None:
        points = index.points()
        points = points[points["insee"].isin(spellings(campaign.settings.communes))]
        xy = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=4326)
        return _most_inside(shapes, xy.to_crs(shapes.crs), points["insee"].to_numpy(str))
    with campaign.base() as base:
        bureaux = read(base, BUREAUX)
    if bureaux.empty:
        raise BadInputError(
            Words(
                "Rien ne dit de quelle commune sont ces quartiers : {step}.",
                "Nothing tells which commune these quartiers are of: {step}.",
                step=NextStep.IMPORT_ADDRESSES,
            )
        )
    tree = shapely.STRtree(bureaux.geometry.to_numpy())
    near = tree.nearest(shapely.point_on_surface(shapes.to_numpy()))
    return pd.Series(bureaux["commune_id"].to_numpy(str)[near], index=shapes.index, dtype="str")


def _most_inside(
    shapes: gpd.GeoSeries, points: gpd.GeoSeries, commune: NDArray[np.str_]
) -> "pd.Series[str]":
    """Return the commune of most points within each shape, or else of the nearest one."""
    tree = shapely.STRtree(points.to_numpy())
    near = tree.nearest(shapely.point_on_surface(shapes.to_numpy()))
    shape, point = tree.query(shapes.to_numpy(), predicate="intersects")
    counts = pd.Series(1, index=[shape, commune[point]]).groupby(level=[0, 1]).sum()
    most = counts.sort_values(kind="stable").reset_index().groupby("level_0")["level_1"].last()
    found = pd.Series(commune[near], dtype="str")
    found[most.index] = most
    return found.set_axis(shapes.index)


def keyed(
    campaign: Campaign, stored: gpd.GeoDataFrame, index: "AddressIndex | None"
) -> gpd.GeoDataFrame:
    """Give quartiers that were kept without their commune an id that begins with it."""
    bare = (_owners(stored, "quartier_id") == "").to_numpy()
    if not bare.any():
        return stored
    ids = stored.index.to_series()
    owner = _communes_of(campaign, stored.geometry[bare], index)
    ids[bare] = owner + "_" + ids[bare]
    return stored.set_axis(pd.Index(ids, name="quartier_id", dtype="str"))


def beside_others(
    campaign: Campaign,
    base: "Base",
    table: Table,
    incoming: pd.DataFrame,
    index: "AddressIndex | None",
) -> pd.DataFrame:
    """Keep what the base holds of those of the communes that an import says nothing of.

    Parameters
    ----------
    table
        BUREAUX, QUARTIERS or RESULTS, of whose shape ``incoming`` is; ids begin with the
        commune's code and ``_``.
    """
    from people_base.store import read

    stored: Any = read(base, table)
    if stored.empty:
        return with_names_apart(incoming) if table is QUARTIERS else incoming
    level = "quartier_id" if table is QUARTIERS else "bureau_id"
    if table is QUARTIERS:
        stored = keyed(campaign, stored, index)
    owner, told = _owners(stored, level), set(_owners(incoming, level))
    ours = owner.isin(spellings(campaign.settings.communes)) & ~owner.isin(told)
    whole = pd.concat([stored[ours.to_numpy()], incoming]).sort_index()
    return with_names_apart(whole) if table is QUARTIERS else whole


def with_names_apart(quartiers: pd.DataFrame) -> pd.DataFrame:
    """Add the commune's code to the names that several quartiers bear."""
    alike = quartiers["label"].duplicated(keep=False).to_numpy()
    owner = _owners(quartiers, "quartier_id").to_numpy()
    labels = quartiers["label"].where(~alike, quartiers["label"] + " (" + owner + ")")
    return quartiers.assign(label=labels)


def _owners(table: pd.DataFrame, level: str) -> "pd.Series[str]":
    """Return the commune that each id begins with; empty where it begins with none."""
    ids = [str(one).partition("_") for one in table.index.get_level_values(level)]
    return pd.Series([commune_code(code) if line else "" for code, line, _ in ids], dtype="str")
