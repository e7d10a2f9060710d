"""Cut again after the roll or the addresses changed, moving as few doors as possible."""

from collections.abc import Collection
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from canvass.progress import OnProgress, silent
from routing.network.walk_network import Network
from turf.balance import in_range
from turf.cut import Cut, describe_turfs, dropped
from turf.cut_input import check_placed, doors_of, walks, wanted_by, zones
from turf.door_graph import bridges
from turf.neighbours import Ints, Pairs, components, renumbered
from turf.partition.cut_graph import CutResult
from turf.settings import CutSettings
from turf.turf_ids import new_ids
from turf.turf_table import DoorNetwork, door_network
from turf.whole_blocks import cut_doors

NOBODY = -1
#: Reason of a locked turf outside the tolerance: nothing was tried.
LOCKED = "locked"


def recut_turfs(
    buildings: gpd.GeoDataFrame,
    network: Network,
    doors: pd.DataFrame,
    before: pd.Series,
    *,
    settings: CutSettings,
    locked: Collection[str] = (),
    seed: int = 0,
    on_progress: OnProgress = silent,
) -> Cut:
    """Mend a cut where it does not fit any more, and leave the rest as it is.

    New buildings join the turf of the nearest door on foot. Only around turfs that are then
    outside the range is anything cut anew; a turf keeps its id as long as most of its doors
    stay together. Where all turfs are locked, what lies between them is cut as if for the first
    time.

    Parameters
    ----------
    buildings, doors
        As they are now, as for ``turf.cut.cut_turfs``.
    before
        Turf of each building of the cut so far (index ``building_id``); ``""`` or missing for
        buildings of no turf.
    locked
        Turfs that nothing is taken from or added to, such as published ones.

    Raises
    ------
    BadInputError
        As for ``cut_turfs``.
    """
    check_placed(buildings, doors)
    ground = door_network(buildings, network, doors, settings)
    old = before.reindex(ground.buildings.index).fillna("").astype("str")
    free = ~old.isin(set(locked)).to_numpy()
    zone = zones(ground.buildings, settings.within)
    ways = _ways_past_locked(ground.graph.pairs, zone, free)
    known = (old[free] != "").any()
    label = _joined_by_new(renumbered(ways, free), old[free]) if known else None
    open_ground = _only(ground, free)
    result = cut_doors(
        renumbered(ways, free),
        replace(doors_of(open_ground, zone[free], settings), before=label),
        whole=settings.whole,
        wanted=wanted_by(settings),
        seed=seed,
        effort=settings.effort,
        measure=walks(open_ground, settings) if settings.unit == "minutes" else None,
        on_progress=on_progress,
    )
    taken = {*before, *locked} - {""}
    names = _kept_ids(result, old[free], open_ground.buildings["doors"], taken, settings)
    turf_id = before.reindex(buildings.index).fillna("").astype("str").rename("turf_id")
    turf_id = turf_id.where(turf_id.isin(set(locked)), "")
    turf_id[ground.buildings.index[free]] = names[result.label]
    about = pd.DataFrame({"reason": result.reason, "load": result.load}, index=names)
    fixed = _locked_turfs(ground, old[~free], settings)
    return describe_turfs(
        buildings, turf_id, ground, pd.concat([about, fixed]), settings, result.seconds
    )


def _ways_past_locked(pairs: Pairs, zone: Ints, free: NDArray[np.bool_]) -> Pairs:
    """Let the doors of locked turfs be passed, as those of other zones are."""
    apart = np.where(free, zone, zone.max(initial=0) + 1)
    ways = pairs.plus(bridges(pairs, apart)) if apart.any() else pairs
    return ways.where(apart[ways.i] == apart[ways.j])


def _only(ground: DoorNetwork, free: NDArray[np.bool_]) -> DoorNetwork:
    """Return the ground without locked turfs; its graph keeps the atoms alone."""
    graph = replace(ground.graph, face=ground.graph.face[free], atom=ground.graph.atom[free])
    return replace(ground, buildings=ground.buildings[free], doors=ground.doors[free], graph=graph)


def _joined_by_new(ways: Pairs, old: pd.Series) -> Ints:
    """Number the turfs so far; doors of none join the nearest one on foot, or one another."""
    label = np.asarray(pd.factorize(old)[0], np.int64)
    label[(old == "").to_numpy()] = NOBODY
    known = np.flatnonzero(label != NOBODY)
    piece = components(label.size, ways)
    if known.size:
        size = (label.size, label.size)
        walks_m = coo_array((ways.walk_m + 1e-6, (ways.i, ways.j)), shape=size).tocsr()
        far, _, nearest = dijkstra(
            walks_m, directed=False, indices=known, min_only=True, return_predecessors=True
        )
        joined = np.isfinite(far)
        label[joined] = label[nearest[joined]]
    alone = label == NOBODY
    label[alone] = label.max(initial=0) + 1 + piece[alone]
    return label


def _kept_ids(
    result: CutResult, was: pd.Series, doors: pd.Series, used: set[str], settings: CutSettings
) -> NDArray[np.str_]:
    """Return each turf the id of the one most of its doors were in, once each; else a new one."""
    table = pd.DataFrame({"label": result.label, "was": was.to_numpy(), "doors": doors.to_numpy()})
    shared = table[table["was"] != ""].groupby(["label", "was"])["doors"].sum().reset_index()
    shared = shared.sort_values(["doors", "label", "was"], ascending=[False, True, True])
    names = np.full(len(result.load), "", dtype=object)
    gone = dropped(result, settings)
    taken: set[str] = set()
    for label, name in zip(shared["label"], shared["was"], strict=True):
        if names[label] == "" and name not in taken and not gone[label]:
            names[label] = name
            taken.add(name)
    unnamed = np.flatnonzero((names == "") & ~gone)
    names[unnamed] = new_ids(used, len(unnamed))
    return names.astype(str)


def _locked_turfs(ground: DoorNetwork, old: pd.Series, settings: CutSettings) -> pd.DataFrame:
    """Tell how loaded the locked turfs are now."""
    rows = pd.Series(np.flatnonzero(ground.buildings.index.isin(old.index)), index=old.index)
    load = ground.buildings.loc[old.index, "doors"].astype(float).groupby(old).sum()
    if settings.unit == "minutes":
        walk = walks(ground, settings)
        groups = rows.groupby(old)
        walked = walk([np.asarray(group, np.int64) for _, group in groups])
        load = load * settings.door_s / 60 + walked
    reason = np.where(in_range(load, settings), "", LOCKED)
    return pd.DataFrame({"reason": reason, "load": load.to_numpy()}, index=load.index)
