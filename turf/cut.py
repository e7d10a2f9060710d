"""Cut the buildings of a campaign into turfs."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.progress import OnProgress, silent
from routing.network.walk_network import Network
from turf.balance import Balance, balance
from turf.cut_input import check_placed, doors_of, walks, wanted_by, zones
from turf.door_graph import bridges
from turf.neighbours import Ints
from turf.partition.cut_graph import CutResult
from turf.settings import CutSettings
from turf.turf_ids import numbered
from turf.turf_table import DoorNetwork, door_network, faces_whole, turf_table
from turf.whole_blocks import cut_doors


@dataclass(frozen=True)
class CutFacts:
    """How a cut turned out.

    ``balance`` counts the turfs within the tolerance, and the others by reason. ``connected`` is
    the share of turfs whose doors a walk joins; ``strictly_connected`` that of those where it
    passes no door of another turf. ``long_gaps`` counts turfs in which the doors nearest to some
    others are farther on foot than ``gap_m`` of the settings.
    """

    turfs: int
    balance: Balance
    connected: float
    strictly_connected: float
    long_gaps: int
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
        ``buildings``, ``doors``, ``voters``, ``minutes``, ``walk_estimate_m``, ``longest_gap_m``,
        ``connected``, ``strictly_connected`` and ``reason``: empty in the range, ``oversize`` (one
        building is more than a turf), ``whole`` (a block kept whole is), ``indivisible``
        (nobody can cut its islet into turfs in the range) or ``lumpy`` (no better cut was found).
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
        Where they stand on the network (``routing.ways.snapping.snap_doors``), same index.
    time_s
        Stop searching after so many seconds; without it, the cut depends on ``seed`` alone.

    Raises
    ------
    BadInputError
        If ``buildings`` is not of its shape, or ``doors`` lacks some of them.
    """
    check_placed(buildings, doors)
    ground = door_network(buildings, network, doors, settings)
    pairs = ground.graph.pairs
    zone = zones(ground.buildings, settings.within)
    result = cut_doors(
        pairs.plus(bridges(pairs, zone)) if zone.any() else pairs,
        doors_of(ground, zone, settings),
        whole=settings.whole,
        wanted=wanted_by(settings),
        seed=seed,
        effort=settings.effort,
        time_s=time_s,
        measure=walks(ground, settings) if settings.unit == "minutes" else None,
        on_progress=on_progress,
    )
    return _report(buildings, ground, result, settings)


def _report(
    buildings: gpd.GeoDataFrame, ground: DoorNetwork, result: CutResult, settings: CutSettings
) -> Cut:
    """Name the turfs and leave out what is too little for one."""
    inside = ground.buildings
    names = numbered(inside, result.label, ~dropped(result, settings), settings.within)
    turf_id = pd.Series("", index=buildings.index, name="turf_id", dtype="str")
    turf_id[inside.index] = names[result.label]
    about = pd.DataFrame({"reason": result.reason, "load": result.load}, index=names)
    return describe_turfs(buildings, turf_id, ground, about, settings, result.seconds)


def dropped(result: CutResult, settings: CutSettings) -> NDArray[np.bool_]:
    """Tell which turfs of a result are too little for an outing."""
    least = settings.leave_below * settings.target
    little: NDArray[np.bool_] = (result.reason == "indivisible") & (result.load < least)
    return little


def describe_turfs(
    buildings: gpd.GeoDataFrame,
    turf_id: pd.Series,
    ground: DoorNetwork,
    about: pd.DataFrame,
    settings: CutSettings,
    seconds: Mapping[str, float],
) -> Cut:
    """Describe an assignment whose turfs' ``reason`` and ``load`` are known (index ``turf_id``)."""
    turfs = turf_table(buildings, turf_id, ground, settings)
    about = about[about.index != ""].reindex(turfs.index)
    turfs["reason"] = about["reason"]
    if settings.unit == "minutes":
        turfs["minutes"] = about["load"]
    why = pd.Series("unreached", index=buildings.index)
    why[ground.buildings.index] = "islet" if settings.within == "none" else "too_small_zone"
    out = turf_id.index[turf_id == ""]
    left_out = pd.DataFrame({"building_id": out, "reason": why[out].to_numpy()})
    covered = turf_id[ground.buildings.index]
    facts = _facts(turfs, ground.graph.face, covered, seconds, settings)
    return Cut(turf_id, turfs, left_out, facts)


def _facts(
    turfs: pd.DataFrame,
    face: Ints,
    turf_id: pd.Series,
    seconds: Mapping[str, float],
    settings: CutSettings,
) -> CutFacts:
    return CutFacts(
        turfs=len(turfs),
        balance=balance(turfs["reason"] == "", turfs["reason"]),
        connected=float(turfs["connected"].mean()) if len(turfs) else 1.0,
        strictly_connected=float(turfs["strictly_connected"].mean()) if len(turfs) else 1.0,
        long_gaps=int((turfs["longest_gap_m"] > settings.gap_m).sum()),
        faces_whole=faces_whole(turf_id, face),
        first_s=seconds["first"],
        all_s=seconds["all"],
    )
