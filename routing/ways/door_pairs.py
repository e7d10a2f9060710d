"""Which doors are neighbours on foot: the graph that turfs are cut from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.side_graph import metres, seconds
from routing.network.walk_network import Network
from routing.ways.distances import along_street
from routing.ways.door_graph import MIDDLE_LANE, DoorGraph, door_graph

ALONG, CORNER, ACROSS = "along", "corner", "across"
_KINDS = np.array([ALONG, ACROSS, CORNER])
_ALONG, _ACROSS, _CORNER = range(3)


@dataclass(frozen=True, eq=False)
class DoorPairs:
    """Neighbouring doors, each pair once.

    Attributes
    ----------
    i, j
        (k,): rows of the doors' table, i < j.
    walk_m, walk_s
        (k,): metres, and seconds with the crossings on the way.
    kind
        (k,): ``along`` (next to each other on one side of a street), ``across`` (facing each
        other over one street), ``corner`` (first doors of two streets that meet, or that streets
        without doors join).
    """

    i: NDArray[np.int32]
    j: NDArray[np.int32]
    walk_m: NDArray[np.float64]
    walk_s: NDArray[np.float64]
    kind: NDArray[np.str_]


def door_pairs(network: Network, doors: pd.DataFrame) -> DoorPairs:
    """Find the doors that are neighbours on foot.

    Two doors are neighbours if their cells of the network's Voronoi diagram touch: from some place
    on the network both are the nearest door. Doors that a walk joins are therefore always joined
    by a chain of neighbours, and doors on either side of a barrier never are. Streets that are
    crossed at junctions only (``crossings.ONLY_AT_JUNCTIONS``) have no pair across between them.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them; a door that stands on no street has no neighbour.
    """
    graph = door_graph(network, doors)
    parts = (_facing(graph), _along(graph), _touching(graph))
    a = np.concatenate([p[0] for p in parts])
    b = np.concatenate([p[1] for p in parts])
    cost = np.concatenate([p[2] for p in parts])
    kind = np.concatenate([p[3] for p in parts])
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((kind, cost, high, low))
    low, high = low[order], high[order]
    first = order[np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])][: len(order)]]
    return DoorPairs(
        np.minimum(a, b)[first],
        np.maximum(a, b)[first],
        metres(cost[first]),
        seconds(cost[first]),
        _KINDS[kind[first]],
    )


Pairs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int8]]


def _along(graph: DoorGraph) -> Pairs:
    a, b, cost = graph.along
    return a, b, cost, np.full(len(a), _ALONG, np.int8)


def _facing(graph: DoorGraph) -> Pairs:
    """Pair doors across a street; one on the middle line counts as beside the others."""
    a, b, cost = graph.across
    beside = (graph.lane[a] == MIDDLE_LANE) | (graph.lane[b] == MIDDLE_LANE)
    return a, b, cost, np.where(beside, _ALONG, _ACROSS).astype(np.int8)


def _touching(graph: DoorGraph) -> Pairs:
    """Pair the doors whose cells touch at or between corners."""
    from routing.ways.shortest_paths import nearest_source

    places = graph.places
    placed = np.flatnonzero(places.edge >= 0) + graph.first_door
    owner, away = nearest_source(graph.rows, placed.astype(np.int32))
    start, end, cost = graph.by_corner
    meet = (owner[start] != owner[end]) & (owner[start] >= 0) & (owner[end] >= 0)
    start, end = start[meet], end[meet]
    a, b = owner[start] - graph.first_door, owner[end] - graph.first_door
    whole = away[start] + cost[meet] + away[end]
    one_street = places.edge[a] == places.edge[b]
    # Walking round is worth a pair of its own only if it beats the chain along their street.
    chained = one_street & (whole >= along_street(places, a, b))
    facing = one_street & (graph.lane[a] != graph.lane[b])
    kind = np.where(facing, _ACROSS, _CORNER).astype(np.int8)
    return a[~chained], b[~chained], whole[~chained], kind[~chained]
