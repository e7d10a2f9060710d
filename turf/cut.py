"""Cut the buildings of a campaign into turfs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, check
from canvass.words import Words
from routing.distances import walk_matrix
from routing.network import Network
from routing.order import plan_order
from turf.cut_graph import CutResult, Doors, Wanted, cut_graph
from turf.door_graph import bridges
from turf.neighbours import Floats, Ints
from turf.settings import CutSettings, Within
from turf.settle import Measure
from turf.turf_ids import numbered
from turf.turf_table import Ground, ground_of, turf_table
from turf.walk_estimate import CLOSED, OPEN


@dataclass(frozen=True)
class CutFacts:
    """How a cut turned out.

    ``balanced`` is the share of turfs within the tolerance, among those that can be; ``reasons``
    counts the others by reason (see ``Cut``). ``connected`` is the share of turfs whose doors a
    walk joins; ``strictly_connected`` that of those where it passes no door of another turf.
    """

    turfs: int
    balanced: float
    balanced_of_all: float
    reasons: Mapping[str, int]
    connected: float
    strictly_connected: float
    faces_whole: float
    first_s: float
    all_s: float


@dataclass(frozen=True, eq=False)
class Cut:
    """Turfs of a campaign.

    Attributes
    ----------
    turf_id
        On the index of the buildings; ``""`` for those of no turf.
    turfs
        Index ``turf_id``; ``label``, ``bureau_id``, ``quartier_id`` (those of most doors),
        ``buildings``, ``doors``, ``voters``, ``minutes``, ``walk_estimate_m``, ``connected``,
        ``strictly_connected`` and ``reason``: empty in the range, ``oversize`` (one building is
        more than a turf), ``indivisible`` (nobody can cut its islet into turfs in the range) or
        ``lumpy`` (no better cut was found).
    left_out
        ``building_id`` and ``reason``: ``unreached`` (no street near), ``islet`` (no walk joins it
        to enough doors), ``too_small_zone`` (no walk joins it to enough doors of its own zone).
    facts
        Counts and shares.
    """

    turf_id: pd.Series
    turfs: pd.DataFrame
    left_out: pd.DataFrame
    facts: CutFacts


def cut_turfs(
    buildings: gpd.GeoDataFrame,
    network: Network,
    doors: pd.DataFrame,
    *,
    settings: CutSettings,
    seed: int = 0,
    time_s: float | None = None,
    on_progress: OnProgress = silent,
) -> Cut:
    """Cut buildings into connected turfs of equal load.

    Parameters
    ----------
    buildings
        Of the shape ``canvass.tables.BUILDINGS``, metric CRS.
    doors
        Where they stand on the network (``routing.snapping.snap_doors``), same index.
    time_s
        Stop searching after so many seconds; without it, the cut depends on ``seed`` alone.

    Raises
    ------
    BadInputError
        If ``buildings`` is not of its shape, or ``doors`` lacks some of them.
    """
    check(buildings, BUILDINGS)
    if not buildings.index.isin(doors.index).all():
        raise BadInputError(
            Words(
                "Des adresses ne sont pas placées sur le réseau piéton : relancer le placement.",
                "Some addresses are not placed on the pedestrian network: place them again.",
            )
        )
    ground = ground_of(buildings, network, doors, settings)
    pairs = ground.graph.pairs
    zone = _zones(ground.buildings, settings.within)
    result = cut_graph(
        pairs.plus(bridges(pairs, zone)) if zone.any() else pairs,
        Doors(_loads(ground.buildings, settings), _places(ground), zone, ground.graph.atom),
        wanted=_wanted(settings),
        seed=seed,
        effort=settings.effort,
        time_s=time_s,
        measure=_walks(ground, settings) if settings.unit == "minutes" else None,
        on_progress=on_progress,
    )
    return _report(buildings, ground, result, settings)


def _wanted(settings: CutSettings) -> Wanted:
    """Say what a good turf is; minutes, being estimated, are drawn well inside the range."""
    if settings.unit == "doors":
        return Wanted(settings.target, settings.tolerance)
    tour = CLOSED if settings.closed else OPEN
    per_m = 1 / settings.pace_m_s / 60
    return Wanted(settings.target, settings.tolerance, per_m, tour, uneven_cost=20_000.0)


def _walks(ground: Ground, settings: CutSettings) -> Measure:
    """Let the walks be measured that canvassers will be given, in minutes."""
    slower = ground.network.pace_m_s / settings.pace_m_s

    def walk_min(rows: Ints) -> float:
        if rows.size < 2:
            return 0.0
        walk_s = walk_matrix(ground.network, ground.doors.iloc[rows]).walk_s
        return plan_order(walk_s, closed=settings.closed).walk_s * slower / 60

    return lambda turfs: np.array([walk_min(rows) for rows in turfs])


def _zones(buildings: pd.DataFrame, within: Within) -> Ints:
    """Number the bureaux or quartiers that no turf may cross."""
    if within == "none":
        return np.zeros(len(buildings), np.int64)
    return np.asarray(pd.factorize(buildings[f"{within}_id"], sort=True)[0], np.int64)


def _loads(buildings: pd.DataFrame, settings: CutSettings) -> Floats:
    """Give the load of each building: its doors, or the minutes spent at them."""
    doors = buildings["doors"].to_numpy(float)
    return doors if settings.unit == "doors" else doors * settings.door_s / 60


def _places(ground: Ground) -> Floats:
    points = ground.buildings.geometry
    return np.column_stack([points.x, points.y])


def _report(
    buildings: gpd.GeoDataFrame, ground: Ground, result: CutResult, settings: CutSettings
) -> Cut:
    """Name the turfs, leave out what is too little for one, and count."""
    inside = ground.buildings
    least = settings.leave_below * settings.target
    dropped = (result.reason == "indivisible") & (result.load < least)
    names = numbered(inside, result.label, ~dropped, settings.within)
    turf_id = pd.Series("", index=buildings.index, name="turf_id", dtype="str")
    turf_id[inside.index] = names[result.label]
    turfs = turf_table(buildings, turf_id, ground, settings)
    by_name = pd.DataFrame({"reason": result.reason, "load": result.load}, index=names)
    by_name = by_name[by_name.index != ""]
    turfs["reason"] = by_name["reason"].reindex(turfs.index)
    if settings.unit == "minutes":
        turfs["minutes"] = by_name["load"].reindex(turfs.index)
    why = pd.Series("unreached", index=buildings.index)
    why[inside.index] = "islet" if settings.within == "none" else "too_small_zone"
    out = turf_id.index[turf_id == ""]
    left_out = pd.DataFrame({"building_id": out, "reason": why[out].to_numpy()})
    return Cut(turf_id, turfs, left_out, _facts(turfs, ground.graph.face, result))


def _facts(turfs: pd.DataFrame, face: Ints, result: CutResult) -> CutFacts:
    possible = turfs["reason"].isin(["", "lumpy"])
    fine = turfs["reason"] == ""
    turf_of_face = pd.Series(result.label).groupby(face)
    whole = turf_of_face.min() == turf_of_face.max()
    return CutFacts(
        turfs=len(turfs),
        balanced=float(fine[possible].mean()) if possible.any() else 1.0,
        balanced_of_all=float(fine.mean()) if len(turfs) else 1.0,
        reasons=Counter(turfs.loc[~fine, "reason"].tolist()),
        connected=float(turfs["connected"].mean()) if len(turfs) else 1.0,
        strictly_connected=float(turfs["strictly_connected"].mean()) if len(turfs) else 1.0,
        faces_whole=float(whole.mean()) if len(whole) else 1.0,
        first_s=result.seconds["first"],
        all_s=result.seconds["all"],
    )
