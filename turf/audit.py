"""The audit sheet: what an organiser checks before signing a cut."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.network import Network
from turf.neighbours import Ints, Pairs
from turf.settings import CutSettings
from turf.turf_table import Ground, faces_whole, ground_of, turf_table


@dataclass(frozen=True)
class Spread:
    """How even a quantity is over the turfs."""

    least: float
    mean: float
    most: float
    deviation: float


@dataclass(frozen=True)
class AuditSheet:
    """What is covered, what is odd.

    Attributes
    ----------
    uncovered_buildings, uncovered_doors, uncovered_voters
        In no turf; ``left_out`` counts the buildings by reason.
    unplaced_voters
        Voters without a building, whom no turf can hold.
    overlaps
        Buildings that stand twice in the table, and so may be in two turfs.
    split_buildings
        Addresses (street and number) of several rows that are in more than one turf.
    disconnected
        Turfs with doors that no walk joins, or only one of more than 600 m past other turfs.
    passing
        Turfs in which one walks past doors of another turf.
    barriers_crossed
        Turfs with doors on parts of the network that no walk joins.
    passages
        Turfs with neighbours on either side of a rail, a river or a motorway, over a bridge or
        through an underpass.
    within_tolerance
        Share of turfs whose load is within the tolerance.
    faces_whole
        Share of block faces (one side of a street between crossings) in one turf.
    hull_overlap
        Share of the turfs' convex hulls that lies in another's.
    walk_per_door_m
        Power mean (p = 3) over the turfs, so that one terrible turf counts.
    """

    turfs: int
    buildings: int
    doors: int
    voters: int
    uncovered_buildings: int
    uncovered_doors: int
    uncovered_voters: int
    left_out: Mapping[str, int]
    unplaced_voters: int
    overlaps: int
    split_buildings: int
    disconnected: int
    passing: int
    barriers_crossed: int
    passages: int
    within_tolerance: float
    faces_whole: float
    hull_overlap: float
    walk_per_door_m: float
    doors_per_turf: Spread
    minutes_per_turf: Spread

    def as_json(self) -> dict[str, Any]:
        """Give plain numbers, texts and mappings."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Audit:
    """The sheet, and one row a turf: ``turf_table``'s columns and what the sheet sums up."""

    sheet: AuditSheet
    turfs: pd.DataFrame


def audit(
    buildings: gpd.GeoDataFrame,
    turf_id: pd.Series,
    network: Network,
    doors: pd.DataFrame,
    *,
    settings: CutSettings,
    left_out: pd.DataFrame | None = None,
    unplaced_voters: int = 0,
) -> Audit:
    """Check an assignment, however it was made.

    Parameters
    ----------
    buildings, doors
        As for ``turf.cut.cut_turfs``.
    turf_id
        On the index of ``buildings``; ``""`` for those of no turf.
    left_out
        ``building_id`` and ``reason``, as the cut gives them.
    """
    unique = ~buildings.index.duplicated()
    overlaps = int((~unique).sum())
    buildings, turf_id = buildings[unique], turf_id[~turf_id.index.duplicated()]
    ground = ground_of(buildings, network, doors, settings)
    turfs = turf_table(buildings, turf_id, ground, settings)
    turfs = turfs.assign(**_extras(buildings, turf_id, turfs, ground))
    load = turfs["doors"] if settings.unit == "doors" else turfs["minutes"]
    room = settings.tolerance * settings.target + 1e-9
    turfs["in_range"] = (load - settings.target).abs() <= room
    return Audit(
        _sheet(buildings, turf_id, turfs, ground, left_out, unplaced_voters, overlaps), turfs
    )


def _extras(
    buildings: gpd.GeoDataFrame, turf_id: pd.Series, turfs: pd.DataFrame, ground: Ground
) -> dict[str, NDArray[np.generic]]:
    """Measure per turf: hull overlap, passages, barriers, walk per door."""
    label = turfs.index.get_indexer(turf_id.loc[ground.buildings.index])
    pairs = ground.graph.pairs
    inside = pairs.where((label[pairs.i] == label[pairs.j]) & (label[pairs.i] >= 0))
    part = pd.Series(ground.doors["component"].to_numpy()[label >= 0]).groupby(label[label >= 0])
    parts = part.nunique().reindex(range(len(turfs)), fill_value=0).to_numpy()
    return {
        "hull_overlap": _hull_overlaps(buildings, turf_id, turfs.index),
        "passages": _passages(ground, inside, label, len(turfs)),
        "barriers_crossed": np.maximum(parts - 1, 0),
        "walk_per_door_m": (turfs["walk_estimate_m"] / turfs["doors"].clip(lower=1)).to_numpy(),
    }


def _hull_overlaps(
    buildings: gpd.GeoDataFrame, turf_id: pd.Series, names: pd.Index
) -> NDArray[np.float64]:
    """Give the share of each turf's convex hull that lies in hulls of others."""
    if not len(names):
        return np.zeros(0)
    inside = turf_id != ""
    points = buildings.geometry[inside].to_numpy()
    code = names.get_indexer(pd.Index(turf_id[inside]))
    order = np.argsort(code, kind="stable")
    groups = np.split(points[order], np.searchsorted(code[order], np.arange(1, len(names))))
    hulls = np.array([shapely.convex_hull(shapely.multipoints(group)) for group in groups])
    one, two = shapely.STRtree(hulls).query(hulls, predicate="intersects")
    one, two = one[one != two], two[one != two]
    common = shapely.area(shapely.intersection(hulls[one], hulls[two]))
    area = np.maximum(shapely.area(hulls), 1.0)
    share: NDArray[np.float64] = np.bincount(one, weights=common, minlength=len(names)) / area
    return np.minimum(1.0, share)


def _passages(ground: Ground, inside: Pairs, label: Ints, turfs: int) -> NDArray[np.int64]:
    """Count each turf's neighbours that have a barrier between them."""
    lines = ground.network.barriers.geometry.to_numpy()
    if not len(lines) or not inside.i.size:
        return np.zeros(turfs, np.int64)
    points = shapely.get_coordinates(ground.buildings.geometry.to_numpy())
    sight = shapely.linestrings(np.stack([points[inside.i], points[inside.j]], axis=1))
    seen, _ = shapely.STRtree(lines).query(sight, predicate="intersects")
    return np.bincount(label[inside.i[np.unique(seen)]], minlength=turfs).astype(np.int64)


def _sheet(
    buildings: gpd.GeoDataFrame,
    turf_id: pd.Series,
    turfs: pd.DataFrame,
    ground: Ground,
    left_out: pd.DataFrame | None,
    unplaced_voters: int,
    overlaps: int,
) -> AuditSheet:
    free = buildings[turf_id == ""]
    reasons = {} if left_out is None else left_out["reason"].value_counts().to_dict()
    whole = faces_whole(turf_id.loc[ground.buildings.index], ground.graph.face)
    many = len(turfs) > 0
    return AuditSheet(
        turfs=len(turfs),
        buildings=len(buildings),
        doors=int(buildings["doors"].sum()),
        voters=int(buildings["voters"].sum()),
        uncovered_buildings=len(free),
        uncovered_doors=int(free["doors"].sum()),
        uncovered_voters=int(free["voters"].sum()),
        left_out={str(reason): int(count) for reason, count in reasons.items()},
        unplaced_voters=unplaced_voters,
        overlaps=overlaps,
        split_buildings=_split(buildings, turf_id),
        disconnected=int((~turfs["connected"].astype(bool)).sum()),
        passing=int((~turfs["strictly_connected"].astype(bool)).sum()),
        barriers_crossed=int((turfs["barriers_crossed"] > 0).sum()),
        passages=int((turfs["passages"] > 0).sum()),
        within_tolerance=float(turfs["in_range"].mean()) if many else 1.0,
        faces_whole=whole,
        hull_overlap=float(turfs["hull_overlap"].mean()) if many else 0.0,
        walk_per_door_m=float((turfs["walk_per_door_m"] ** 3).mean() ** (1 / 3)) if many else 0.0,
        doors_per_turf=_spread(turfs["doors"]),
        minutes_per_turf=_spread(turfs["minutes"]),
    )


def _split(buildings: pd.DataFrame, turf_id: pd.Series) -> int:
    """Count addresses of several rows that are in more than one turf."""
    columns = ["commune_id", "street", "number"]
    told = (turf_id != "") & (buildings["number"] != "")
    of_address = turf_id[told].groupby([buildings.loc[told, c] for c in columns])
    return int((of_address.min() != of_address.max()).sum())


def _spread(values: pd.Series) -> Spread:
    if values.empty:
        return Spread(0.0, 0.0, 0.0, 0.0)
    numbers = values.to_numpy(float)
    return Spread(*(float(f(numbers)) for f in (np.min, np.mean, np.max, np.std)))
