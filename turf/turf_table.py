"""One row a turf: its name, doors, minutes, and whether one walks from door to door of it."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from routing.network.walk_network import Network
from routing.ways.distances import walk_matrix
from turf.door_graph import NeighbourGraph, neighbour_graph
from turf.names import turf_labels
from turf.neighbours import FARTHEST_PAST_M, Ints, components, shortest_tree, tree_lengths
from turf.partition.walk_estimate import walk_estimate
from turf.settings import CutSettings

#: A way between neighbours up to this is no gap, whatever shorter one leads past others' doors.
SURE_M = 100.0


@dataclass(frozen=True, eq=False)
class DoorNetwork:
    """What turfs are cut from: the doors that walks reach, and which are neighbours.

    ``buildings`` and ``doors`` have the same index, and ``graph`` numbers their rows.
    """

    network: Network
    buildings: gpd.GeoDataFrame
    doors: pd.DataFrame
    graph: NeighbourGraph


def door_network(
    buildings: gpd.GeoDataFrame, network: Network, doors: pd.DataFrame, settings: CutSettings
) -> DoorNetwork:
    """Keep the buildings that walks reach and find their neighbours."""
    doors = doors.loc[buildings.index]
    reached = doors["reached"].to_numpy(bool)
    inside = doors[reached]
    return DoorNetwork(
        network, buildings[reached], inside, neighbour_graph(network, inside, settings)
    )


def turf_table(
    buildings: gpd.GeoDataFrame, turf_id: pd.Series, ground: DoorNetwork, settings: CutSettings
) -> pd.DataFrame:
    """Describe every turf of an assignment, however it was made.

    Parameters
    ----------
    turf_id
        On the index of ``buildings``; ``""`` for those of no turf.

    Returns
    -------
    The columns of ``turf.cut.Cut.turfs`` but ``reason``; minutes are estimates.
    """
    inside = turf_id[turf_id != ""]
    names, label = np.unique(inside.to_numpy(dtype=str), return_inverse=True)
    members = buildings.loc[inside.index]
    by_turf = members.groupby(label)
    table = pd.DataFrame(
        {
            **{c: _most_doors(members, label, c) for c in ("bureau_id", "quartier_id")},
            "buildings": by_turf.size(),
            "doors": by_turf["doors"].sum(),
            "voters": by_turf["voters"].sum(),
        },
        index=range(len(names)),
    )
    table.index = pd.Index(names, name="turf_id", dtype="str")
    table.insert(0, "label", turf_labels(buildings, turf_id).reindex(table.index))
    return table.assign(**_walks(turf_id, table, ground, settings))


def _most_doors(buildings: pd.DataFrame, label: Ints, column: str) -> pd.Series:
    """Return the value of ``column`` that most of a turf's doors have."""
    doors = buildings["doors"].groupby([label, buildings[column].to_numpy()]).sum()
    largest = doors.sort_values(kind="stable").reset_index(level=1).groupby(level=0).last()
    return largest["level_1"]


def _walks(
    turf_id: pd.Series, table: pd.DataFrame, ground: DoorNetwork, settings: CutSettings
) -> dict[str, NDArray[np.generic]]:
    """Estimate the walk of each turf and tell whether it holds together."""
    turfs, buildings = len(table), table["buildings"].to_numpy()
    # Doors of no turf take the number after the last, which is dropped.
    label = table.index.get_indexer(turf_id.loc[ground.buildings.index])
    label = np.where(label < 0, turfs, label)
    pairs = ground.graph.pairs
    way = replace(pairs, walk_m=ground.graph.way_m)
    estimates = [
        walk_estimate(tree_lengths(p, label, turfs + 1)[:turfs], buildings, closed=settings.closed)
        for p in (way, pairs)
    ]
    reached = np.bincount(label, minlength=turfs + 1)[:turfs] == buildings
    piece = components(label.size, pairs.where(label[pairs.i] == label[pairs.j]))
    _, first = np.unique(piece, return_index=True)
    strict = (np.bincount(label[first], minlength=turfs + 1)[:turfs] == 1) & reached
    connected = strict.copy()
    for turf in np.flatnonzero(reached & ~strict):
        connected[turf] = _one_walk(ground, np.flatnonzero(label == turf), piece)
    served_s = table["doors"].to_numpy() * settings.door_s
    return {
        "minutes": (served_s + estimates[1] / settings.pace_m_s) / 60,
        "walk_estimate_m": estimates[0],
        "longest_gap_m": longest_gaps(ground, label, turfs),
        "connected": connected,
        "strictly_connected": strict,
    }


def _one_walk(ground: DoorNetwork, rows: Ints, piece: Ints) -> bool:
    """Tell whether one walks between the pieces of a turf, a reasonable way past other doors."""
    metres = walk_matrix(ground.network, ground.doors.iloc[rows]).length_m
    together = piece[rows][:, None] == piece[rows][None, :]
    pieces, _ = connected_components((metres <= FARTHEST_PAST_M) | together, directed=False)
    return int(pieces) == 1


def longest_gaps(ground: DoorNetwork, label: Ints, turfs: int) -> NDArray[np.float64]:
    """Measure the longest way on foot from some doors of a turf to the nearest others of it.

    Parameters
    ----------
    label
        Turf of each row of the ground, numbered from 0; ``turfs`` for those of none.

    Returns
    -------
    Array of shape (turfs,), metres from street front to street front; 0 for a turf of one place.
    Parts that no walk joins count as turfs of their own.
    """
    pairs = replace(ground.graph.pairs, walk_m=ground.graph.way_m)
    inside = pairs.where((label[pairs.i] == label[pairs.j]) & (label[pairs.i] < turfs))
    tree = shortest_tree(inside, label.size)
    gaps = np.zeros(turfs)
    np.maximum.at(gaps, label[tree.i], tree.walk_m)
    _, first = np.unique(components(label.size, inside), return_index=True)
    pieces = np.bincount(label[first], minlength=turfs + 1)[:turfs]
    # neighbours past doors of others are no pairs: only a walk of short ways is known from them
    for turf in np.flatnonzero((pieces > 1) | (gaps > SURE_M)):
        rows = np.flatnonzero(label == turf)
        metres = walk_matrix(ground.network, ground.doors.iloc[rows]).length_m
        gaps[turf] = _longest_of_tree(metres)
    return gaps


def _longest_of_tree(metres: NDArray[np.float64]) -> float:
    """Return the longest way of the shortest tree; what no walk joins is not joined."""
    # a length of zero would read as no way, as an infinite one should
    ways = np.where(np.isfinite(metres), metres + 1e-6, 0.0)
    return float(minimum_spanning_tree(ways).data.max(initial=0.0))


def faces_whole(turf_id: pd.Series, face: Ints) -> float:
    """Return the share of block faces whose doors are in one turf."""
    covered = (turf_id != "").to_numpy()
    if not covered.any():
        return 1.0
    of_face = turf_id[covered].groupby(face[covered])
    return float((of_face.min() == of_face.max()).mean())
