"""What one team takes into the street: the content of a walk list, whatever its form."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from canvass.errors import BadInputError
from canvass.text import fold_accents
from canvass.words import Words
from walklists.floors import Floor, floors_of

#: Root of the deterministic contact ids (RFC 9562, version 5).
_NAMESPACE = uuid.UUID("5b0c1f0e-8b7e-5d0b-9c55-2f6a3b8f1d40")
#: Metres of map kept around what a turf's map shows, which is more than doors and walk: the map has
#: white edges.
MARGIN_M = 60.0
_SHOWN = 1.2
#: Least gap of a walk that is not proved the shortest.
_NOT_NONE = 1e-4


class Concern(NamedTuple):
    """A topic of the campaign's own list; ``code`` is what fits in a box of the sheet."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What all the sheets of one export share.

    ``export_id`` names the export: with it contact ids are the same each time it is written.
    ``campaign_key`` tells campaigns apart: of the same turf and day, each has its own contact ids.
    ``notice`` is the information of residents (GDPR art. 14) from ``walklists.notice``.
    """

    export_id: str
    campaign: str
    notice: str
    expires: date
    concerns: tuple[Concern, ...] = ()
    bureau_labels: Mapping[str, str] = field(default_factory=dict)
    quartier_labels: Mapping[str, str] = field(default_factory=dict)
    campaign_key: str = ""

    def contact_id(self, turf_id: str, building_id: str) -> str:
        """Return the UUID of one line of this export."""
        return contact_id(self.export_id, turf_id, building_id, self.campaign_key)


@dataclass(frozen=True, kw_only=True)
class MapBackground:
    """What the map shows under the doors, in the metric CRS of the territory.

    ``streets`` has ``name`` and ``highway`` (OSM's words); ``areas`` has ``kind``: ``water``,
    ``green`` or ``building``; ``legs`` is a GeoSeries of lines on (turf_id, position), each the
    walk to that stop; to the first stop, it is the way back. ``directions`` tells each walk, by
    turf, in the order of the walk: stops ("3–7", or nothing) and sentence.
    """

    streets: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame | None = None
    legs: gpd.GeoSeries | None = None
    directions: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WalkList:
    """One turf, ready to be printed or loaded.

    ``stops`` is a GeoDataFrame on ``position``: building_id, contact_id, number, street, postcode,
    doors, voters, door_labels (tuple), floors (tuple of ``walklists.floors.Floor``), leg_m, side
    (``pair``, ``impair`` or empty), crossing (the street is crossed to reach the stop from the one
    before), geometry. ``gap`` is how much longer
    than the shortest walk the order may be (0.02 for 2 %), ``None`` when nothing is proved,
    0 only when the walk is proved the shortest.
    ``legs`` is empty when the walked lines are unknown, ``directions`` when the way is not told.
    """

    turf_id: str
    label: str
    bureau: str
    quartier: str
    doors: int
    walk_m: float
    minutes: float
    gap: float | None
    start: str
    copy: int
    stops: gpd.GeoDataFrame = field(repr=False)
    legs: gpd.GeoSeries = field(repr=False)
    streets: gpd.GeoDataFrame = field(repr=False)
    areas: gpd.GeoDataFrame = field(repr=False)
    edition: Edition
    directions: tuple[tuple[str, str], ...] = ()

    @property
    def crs(self) -> str:
        """The metric CRS of every geometry."""
        return str(self.stops.crs.to_string())


def contact_id(export_id: str, turf_id: str, building_id: str, campaign_key: str = "") -> str:
    """Return the UUID of one line of one export, the same each time it is asked for."""
    whose = (campaign_key,) if campaign_key else ()
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join((*whose, export_id, turf_id, building_id))))


def walk_list(
    turf_id: str,
    *,
    turfs: pd.DataFrame,
    stops: pd.DataFrame,
    buildings: gpd.GeoDataFrame,
    households: pd.DataFrame,
    ground: MapBackground,
    edition: Edition,
    copy: int = 1,
) -> WalkList:
    """Gather what the sheet of one turf says.

    Parameters
    ----------
    turfs, stops, buildings, households
        Shapes of ``canvass.tables``. ``stops`` may bring ``side`` and ``crossing``, which win over
        what the house numbers tell; ``turfs`` may bring ``start``, a sentence.
    copy
        Number of the printed copy, from 1.

    Raises
    ------
    BadInputError
        If the turf is unknown, has no door, or names buildings that are not in the table.
    """
    lines = _lines_of(turf_id, turfs=turfs, stops=stops, buildings=buildings)
    row: Mapping[Any, Any] = turfs.loc[[turf_id]].iloc[0].to_dict()
    table = _stop_table(turf_id, lines, buildings, households, edition)
    legs = _legs_of(turf_id, ground.legs, table)
    shown = _shown_ground(table, legs)
    streets = _around(ground.streets, shown)
    table["side"] = _given(lines, "side", _sides(table))
    table["crossing"] = _given(lines, "crossing", _crossings(table, streets))
    return WalkList(
        turf_id=turf_id,
        label=str(row["label"]) or turf_id,
        bureau=edition.bureau_labels.get(row["bureau_id"], str(row["bureau_id"])),
        quartier=edition.quartier_labels.get(row["quartier_id"], str(row["quartier_id"])),
        doors=int(table["doors"].sum()),
        walk_m=float(row["walk_m"]),
        minutes=float(row["minutes"]),
        gap=_gap(row),
        start=str(row.get("start", "") or _place(table.iloc[0])),
        copy=copy,
        stops=table,
        legs=legs,
        streets=streets,
        areas=_around(ground.areas, shown, crs=table.crs),
        edition=edition,
        directions=tuple(ground.directions.get(turf_id, ())),
    )


def share_of(walk: WalkList, shares: Mapping[str, tuple[Floor, ...]]) -> WalkList:
    """Return one canvasser's copy of a walk list whose buildings several share, floor by floor.

    Parameters
    ----------
    walk
        Bears the number of the copy, and the walk and minutes of this canvasser.
    shares
        The floors of this copy, by building, which ``door_labels`` names. Its contact ids are its
        own there, so that what two canvassers count adds up.
    """
    stops = walk.stops.copy()
    floors = [shares.get(b, f) for b, f in zip(stops["building_id"], stops["floors"], strict=True)]
    mine = stops["building_id"].isin(list(shares)).to_numpy()
    copy = f"{walk.turf_id}\x1f{walk.copy}"
    for column, values in (
        ("doors", [sum(floor.doors for floor in of) for of in floors]),
        ("door_labels", [tuple(one.name() for one in of) for of in floors]),
        ("contact_id", [walk.edition.contact_id(copy, b) for b in stops["building_id"]]),
    ):
        stops[column] = pd.Series(values, index=stops.index).where(mine, stops[column])
    stops["floors"] = floors
    stops["doors"] = stops["doors"].astype(int)
    return replace(walk, stops=stops, doors=int(stops["doors"].sum()))


def _lines_of(
    turf_id: str, *, turfs: pd.DataFrame, stops: pd.DataFrame, buildings: gpd.GeoDataFrame
) -> pd.DataFrame:
    if turf_id not in turfs.index:
        raise BadInputError(Words(f"Secteur inconnu : {turf_id}.", f"Unknown turf: {turf_id}."))
    here = stops.index.get_level_values("turf_id") == turf_id
    lines: pd.DataFrame = stops.loc[here].droplevel("turf_id").sort_index()
    if lines.empty:
        raise BadInputError(
            Words(
                f"Le secteur {turf_id} n'a aucune adresse dans son ordre de passage : "
                "calculez les parcours, ou supprimez ce secteur.",
                f"Turf {turf_id} has no address in its walking order: "
                "plan the walks, or delete this turf.",
            )
        )
    unknown = int((~lines["building_id"].isin(buildings.index)).sum())
    if unknown:
        raise BadInputError(
            Words(
                "Secteur {turf} : {n:arrêt n'existe|arrêts n'existent} pas parmi les immeubles ; "
                "recalculez les parcours.",
                "Turf {turf}: {n:stop is|stops are} not among the buildings; plan the walks again.",
                turf=turf_id,
                n=unknown,
            )
        )
    return lines


def _stop_table(
    turf_id: str,
    lines: pd.DataFrame,
    buildings: gpd.GeoDataFrame,
    households: pd.DataFrame,
    edition: Edition,
) -> gpd.GeoDataFrame:
    at = buildings.loc[lines["building_id"]]
    here = households[households["building_id"].isin(set(lines["building_id"]))]
    labels = {str(b): list(found) for b, found in here.groupby("building_id")["door_label"]}
    columns = ["number", "street", "postcode", "doors", "voters"]
    table = at[columns].set_axis(lines.index)
    table.insert(0, "building_id", lines["building_id"])
    table.insert(1, "contact_id", [edition.contact_id(turf_id, b) for b in table["building_id"]])
    table["door_labels"] = [_in_order(labels.get(b, [])) for b in table["building_id"]]
    table["floors"] = [
        floors_of(labels.get(b, []), int(doors))
        for b, doors in zip(table["building_id"], table["doors"], strict=True)
    ]
    table["leg_m"] = lines["leg_m"].astype(float)
    return gpd.GeoDataFrame(table, geometry=at.geometry.to_numpy(), crs=buildings.crs)


def _in_order(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the flats and staircases of a building, in the order in which one counts."""
    return tuple(sorted(set(labels) - {""}, key=counting_order))


def counting_order(label: str) -> list[tuple[int, int, str]]:
    """Return a sorting key under which 2 comes before 10."""
    parts = re.findall(r"\d+|\D+", label)
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in parts]


def _sides(table: gpd.GeoDataFrame) -> pd.Series:
    """Even or odd side, from the house number; empty where there is no number."""
    numbers = table["number"].str.extract(r"(\d+)")[0]
    odd = pd.to_numeric(numbers, errors="coerce") % 2
    sides: pd.Series = odd.map({0.0: "pair", 1.0: "impair"}).fillna("").astype(str)
    return sides


def _crossings(table: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> pd.Series:
    """Tell where the walker changes sides of one street.

    The house numbers must change parity and, where the map knows the street, the straight line
    between the two doors must cut it: numbers alone mislead in housing estates.
    """
    crossing = np.zeros(len(table), dtype=bool)
    rows = list(zip(table["street"], table["side"], table.geometry, strict=True))
    by_name = {
        n: shapely.union_all(g.to_numpy()) for n, g in streets.geometry.groupby(_keys(streets))
    }
    for i, ((street, side, door), (street2, side2, door2)) in enumerate(pairwise(rows), start=1):
        if street != street2 or not side or not side2 or side == side2:
            continue
        line = by_name.get(street_name_key(street))
        crossing[i] = line is None or shapely.LineString([door, door2]).intersects(line)
    return pd.Series(crossing, index=table.index)


def street_name_key(name: str) -> str:
    """Return what two spellings of one street share: letters and digits only, no accents."""
    return " ".join(re.findall(r"[a-z0-9]+", fold_accents(name)))


def _keys(streets: gpd.GeoDataFrame) -> pd.Series:
    keys: pd.Series = streets["name"].map(street_name_key)
    return keys


def _given(lines: pd.DataFrame, column: str, otherwise: pd.Series) -> pd.Series:
    if column not in lines.columns:
        return otherwise
    given: pd.Series = lines[column]
    return given


def _shown_ground(table: gpd.GeoDataFrame, legs: gpd.GeoSeries) -> shapely.Polygon:
    """Return the square of ground around doors and walk that a map shows, and a margin.

    A map is square: of a long turf it shows much on both sides, and a street that ended there would
    look like a dead end.
    """
    bounds = np.array([table.total_bounds])
    if not (legs.is_empty | legs.isna()).all():
        bounds = np.vstack([bounds, legs.total_bounds])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    half = (high - low).max() * _SHOWN / 2 + MARGIN_M
    (x, y) = (low + high) / 2
    return shapely.box(x - half, y - half, x + half, y + half)


def _around(
    layer: gpd.GeoDataFrame | None, box: shapely.Polygon, *, crs: Any = None
) -> gpd.GeoDataFrame:
    """Cut a layer to a part of the ground."""
    if layer is None:
        return gpd.GeoDataFrame({"kind": []}, geometry=[], crs=crs)
    near = layer.iloc[np.sort(layer.sindex.query(box, predicate="intersects"))]
    return near.reset_index(drop=True)


def _legs_of(turf_id: str, legs: gpd.GeoSeries | None, table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    if legs is None or turf_id not in legs.index.get_level_values(0):
        return gpd.GeoSeries([], index=pd.Index([], name="position"), crs=table.crs)
    return legs.loc[turf_id].sort_index()


def _gap(row: Mapping[Any, Any]) -> float | None:
    """How much longer than the shortest walk, when a lower bound was proved."""
    walk, bound = float(row["walk_s"]), float(row["lower_bound_s"])
    if row["proof"] == "optimal":
        return 0.0
    # Bound and walk are one where the walk is of no metres, or over a square that is guessed.
    if not row["proof"] or not np.isfinite(bound) or bound <= 0 or walk <= bound:
        return None
    return max(_NOT_NONE, walk / bound - 1)


def _place(stop: pd.Series) -> str:
    return " ".join(part for part in (stop["number"], stop["street"]) if part)
