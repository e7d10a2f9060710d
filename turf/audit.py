"""The audit sheet: what an organiser checks before signing a cut."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.network.walk_network import Network
from turf.balance import Balance, balance, in_range
from turf.cut_input import walks
from turf.door_graph import blocks
from turf.neighbours import Ints, Pairs
from turf.settings import CutSettings
from turf.turf_table import DoorNetwork, door_network, faces_whole, turf_table
from turf.whole_blocks import split_blocks


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
    longest_gap_m, gap_turf
        The longest way on foot from the doors of a turf to the nearest others of it, and which turf
        it is in.
    long_gaps
        Turfs with such a way above ``gap_m`` of the settings.
    several_bureaux
        Turfs with doors of more than one bureau: none where turfs are cut inside bureaux.
    within_tolerance
        Share of turfs whose load is within the tolerance (``turf.balance.Balance``).
    within_tolerance_where_possible
        The same without those that no cut brings into the range: ``oversize`` and ``indivisible``.
    reasons
        Turfs out of the range by reason: ``oversize``, ``indivisible``, ``lumpy``, or empty where
        none is known, as after changes by hand.
    faces_whole, blocks_whole
        Share of block faces (one side of a street between crossings) in one turf, and of the
        blocks that streets enclose.
    minutes_measured
        Whether minutes are those of ordered walks (always when turfs are cut in minutes), or
        estimates.
    split_blocks
        Blocks in several turfs, by reason (``turf.whole_blocks.split_blocks``).
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
    longest_gap_m: float
    gap_turf: str
    long_gaps: int
    several_bureaux: int
    within_tolerance: float
    within_tolerance_where_possible: float
    reasons: Mapping[str, int]
    faces_whole: float
    blocks_whole: float
    split_blocks: Mapping[str, int]
    hull_overlap: float
    walk_per_door_m: float
    minutes_measured: bool
    doors_per_turf: Spread
    minutes_per_turf: Spread

    def as_json(self) -> dict[str, Any]:
        """Return plain numbers, texts and mappings."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Audit:
    """The sheet, one row a turf (``turf_table``'s columns and what the sheet sums up), the blocks.

    ``blocks`` are those in several turfs, as ``turf.whole_blocks.split_blocks`` lists them.
    """

    sheet: AuditSheet
    turfs: pd.DataFrame
    blocks: pd.DataFrame
    balance: Balance


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the tables do not hold.

    Parameters
    ----------
    left_out
        ``building_id`` and ``reason``, as the cut gives them.
    unplaced_voters
        Voters without a building.
    reasons
        Why turfs are out of the range, as the cut found it, by ``turf_id``.
    minutes
        Those of walks that were ordered, by ``turf_id``; the other turfs' are measured when turfs
        are cut in minutes, and estimated otherwise.
    """

    left_out: pd.DataFrame | None = None
    unplaced_voters: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)
    minutes: pd.Series | None = None


def audit(
    buildings: gpd.GeoDataFrame,
    turf_id: pd.Series,
    network: Network,
    doors: pd.DataFrame,
    *,
    settings: CutSettings,
    known: Known | None = None,
) -> Audit:
    """Check an assignment, however it was made.

    Parameters
    ----------
    buildings, doors
        As for ``turf.cut.cut_turfs``.
    turf_id
        On the index of ``buildings``; ``""`` for those of no turf.
    """
    known = known or Known()
    unique = ~buildings.index.duplicated()
    overlaps = int((~unique).sum())
    buildings, turf_id = buildings[unique], turf_id[~turf_id.index.duplicated()]
    ground = door_network(buildings, network, doors, settings)
    turfs = turf_table(buildings, turf_id, ground, settings)
    turfs["minutes"] = _minutes(turf_id, turfs, ground, settings, known)
    turfs = turfs.assign(**_extras(buildings, turf_id, turfs, ground))
    load = turfs["doors"] if settings.unit == "doors" else turfs["minutes"]
    turfs["long_gap"] = turfs["longest_gap_m"] > settings.gap_m
    turfs["in_range"] = in_range(load, settings)
    why = turfs.index.to_series().map(known.reasons).fillna("").astype("str")
    turfs["reason"] = why.where(~turfs["in_range"], "")
    measured = settings.unit == "minutes" or (
        known.minutes is not None and bool(turfs.index.isin(known.minutes.index).all())
    )
    parted = split_blocks(turf_id, ground, settings)
    facts = _Facts(known, overlaps, measured, parted["reason"])
    even = balance(turfs["in_range"], turfs["reason"])
    return Audit(_sheet(buildings, turf_id, turfs, ground, facts, even), turfs, parted, even)


@dataclass(frozen=True)
class _Facts:
    known: Known
    overlaps: int
    measured: bool
    why_split: "pd.Series[str]"


def _minutes(
    turf_id: pd.Series,
    turfs: pd.DataFrame,
    ground: DoorNetwork,
    settings: CutSettings,
    known: Known,
) -> pd.Series:
    """Take the minutes of ordered walks, measure the others, or leave the estimate."""
    minutes = turfs["minutes"].copy()
    if known.minutes is not None:
        told = known.minutes.reindex(minutes.index)
        minutes = told.where(told.notna(), minutes)
    if settings.unit == "doors":
        return minutes
    rest = turfs.index if known.minutes is None else turfs.index.difference(known.minutes.index)
    code = rest.get_indexer(pd.Index(turf_id.loc[ground.buildings.index]))
    order = np.argsort(code, kind="stable")
    groups = np.split(order, np.searchsorted(code[order], np.arange(len(rest))))[1:]
    walk_min = walks(ground, settings)(groups) if len(rest) else np.zeros(0)
    minutes[rest] = walk_min + turfs.loc[rest, "doors"].to_numpy() * settings.door_s / 60
    return minutes


def _extras(
    buildings: gpd.GeoDataFrame, turf_id: pd.Series, turfs: pd.DataFrame, ground: DoorNetwork
) -> dict[str, NDArray[np.generic]]:
    """Measure per turf: hull overlap, passages, barriers, walk per door."""
    label = turfs.index.get_indexer(turf_id.loc[ground.buildings.index])
    pairs = ground.graph.pairs
    inside = pairs.where((label[pairs.i] == label[pairs.j]) & (label[pairs.i] >= 0))
    part = pd.Series(ground.doors["component"].to_numpy()[label >= 0]).groupby(label[label >= 0])
    parts = part.nunique().reindex(range(len(turfs)), fill_value=0).to_numpy()
    blocks_of = pd.Series(blocks(ground.network, ground.doors, ground.graph.face))
    covered = pd.Series(label)
    reached = np.bincount(label[label >= 0], minlength=len(turfs))
    of_bureau = buildings["bureau_id"].groupby(turf_id).nunique()
    return {
        "bureaux": of_bureau.reindex(turfs.index, fill_value=0).to_numpy(),
        "hull_overlap": _hull_overlaps(buildings, turf_id, turfs.index),
        "passages": _passages(ground, inside, label, len(turfs)),
        "barriers_crossed": np.maximum(parts - 1, 0),
        "unreached": turfs["buildings"].to_numpy() - reached,
        "split_buildings": _split(buildings, turf_id).reindex(turfs.index, fill_value=0).to_numpy(),
        "faces_whole": _whole(covered, pd.Series(ground.graph.face), len(turfs)),
        "blocks_whole": _whole(covered, blocks_of, len(turfs)),
        "walk_per_door_m": (turfs["walk_estimate_m"] / turfs["doors"].clip(lower=1)).to_numpy(),
    }


def _hull_overlaps(
    buildings: gpd.GeoDataFrame, turf_id: pd.Series, names: pd.Index
) -> NDArray[np.float64]:
    """Return the share of each turf's convex hull that lies in hulls of others."""
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


def _passages(ground: DoorNetwork, inside: Pairs, label: Ints, turfs: int) -> NDArray[np.int64]:
    """Count each turf's neighbours that have a barrier between them."""
    lines = ground.network.barriers.geometry.to_numpy()
    if not len(lines) or not inside.i.size:
        return np.zeros(turfs, np.int64)
    points = shapely.get_coordinates(ground.buildings.geometry.to_numpy())
    sight = shapely.linestrings(np.stack([points[inside.i], points[inside.j]], axis=1))
    seen, _ = shapely.STRtree(lines).query(sight, predicate="intersects")
    return np.bincount(label[inside.i[np.unique(seen)]], minlength=turfs).astype(np.int64)


def _whole(label: pd.Series, group: pd.Series, turfs: int) -> NDArray[np.float64]:
    """Return the share of each turf's block faces or blocks that are in no other turf."""
    inside = label >= 0
    label, group = label[inside], group[inside]
    of_group = label.groupby(group)
    shared = of_group.transform("min") != of_group.transform("max")
    touched = pd.DataFrame({"turf": label, "group": group, "whole": ~shared}).drop_duplicates()
    share = touched.groupby("turf")["whole"].mean().reindex(range(turfs), fill_value=1.0)
    return share.to_numpy(float)


def _sheet(
    buildings: gpd.GeoDataFrame,
    turf_id: pd.Series,
    turfs: pd.DataFrame,
    ground: DoorNetwork,
    facts: _Facts,
    even: Balance,
) -> AuditSheet:
    free = buildings[turf_id == ""]
    left_out = facts.known.left_out
    reasons = {} if left_out is None else left_out["reason"].value_counts().to_dict()
    covered = turf_id.loc[ground.buildings.index]
    block = blocks(ground.network, ground.doors, ground.graph.face)
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
        unplaced_voters=facts.known.unplaced_voters,
        overlaps=facts.overlaps,
        split_buildings=int((_shared_addresses(buildings, turf_id) > 1).sum()),
        disconnected=int((~turfs["connected"].astype(bool)).sum()),
        passing=int((~turfs["strictly_connected"].astype(bool)).sum()),
        barriers_crossed=int((turfs["barriers_crossed"] > 0).sum()),
        passages=int((turfs["passages"] > 0).sum()),
        longest_gap_m=float(turfs["longest_gap_m"].max()) if many else 0.0,
        gap_turf=str(turfs["longest_gap_m"].idxmax()) if many else "",
        long_gaps=int(turfs["long_gap"].sum()),
        several_bureaux=int((turfs["bureaux"] > 1).sum()),
        within_tolerance=even.share,
        within_tolerance_where_possible=even.where_possible,
        reasons=even.reasons,
        faces_whole=faces_whole(covered, ground.graph.face),
        blocks_whole=faces_whole(covered, block),
        split_blocks={str(k): int(n) for k, n in facts.why_split.value_counts().items()},
        hull_overlap=float(turfs["hull_overlap"].mean()) if many else 0.0,
        walk_per_door_m=float((turfs["walk_per_door_m"] ** 3).mean() ** (1 / 3)) if many else 0.0,
        minutes_measured=facts.measured,
        doors_per_turf=_spread(turfs["doors"]),
        minutes_per_turf=_spread(turfs["minutes"]),
    )


def _shared_addresses(buildings: pd.DataFrame, turf_id: pd.Series) -> pd.Series:
    """Count the turfs that each address (street and number) is in."""
    columns = ["commune_id", "street", "number"]
    told = (turf_id != "") & (buildings["number"] != "")
    return turf_id[told].groupby([buildings.loc[told, c] for c in columns]).nunique()


def _split(buildings: pd.DataFrame, turf_id: pd.Series) -> pd.Series:
    """Count, turf by turf, the addresses of several rows that other turfs hold too."""
    counts = _shared_addresses(buildings, turf_id)
    shared = counts.index[counts > 1]
    address = pd.MultiIndex.from_frame(buildings[["commune_id", "street", "number"]])
    inside = turf_id[(turf_id != "") & address.isin(shared)]
    table = buildings.loc[inside.index, ["commune_id", "street", "number"]].assign(turf_id=inside)
    return table.drop_duplicates().groupby("turf_id").size()


def _spread(values: pd.Series) -> Spread:
    if values.empty:
        return Spread(0.0, 0.0, 0.0, 0.0)
    numbers = values.to_numpy(float)
    return Spread(*(float(f(numbers)) for f in (np.min, np.mean, np.max, np.std)))
