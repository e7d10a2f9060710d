"""One row a turf: its name, doors, minutes, and whether one walks from door to door of it."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from routing.network.walk_network import Network
from routing.ways.distances import walk_matrix
from turf.door_graph import NeighbourGraph, neighbour_graph
from turf.names import turf_labels
from turf.neighbours import FARTHEST_PAST_M, Ints, components, tree_lengths
from turf.partition.walk_estimate import walk_estimate
from turf.settings import CutSettings


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
        "connected": connected,
        "strictly_connected": strict,
    }


def _one_walk(ground: DoorNetwork, rows: Ints, piece: Ints) -> bool:
    """Tell whether one walks between the pieces of a turf, a reasonable way past other doors."""
    metres = walk_matrix(ground.network, ground.doors.iloc[rows]).length_m
    together = piece[rows][:, None] == piece[rows][None, :]
    pieces, _ = connected_components((metres <= FARTHEST_PAST_M) | together, directed=False)
    return int(pieces) == 1


def faces_whole(turf_id: pd.Series, face: Ints) -> float:
    """Return the share of block faces whose doors are in one turf."""
    covered = (turf_id != "").to_numpy()
    if not covered.any():
        return 1.0
    of_face = turf_id[covered].groupby(face[covered])
    return float((of_face.min() == of_face.max()).mean())
