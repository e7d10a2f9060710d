"""The side graph with the doors of a whole town strung along its streets."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.side_graph import LEFT, RIGHT, UNREACHED, Rows, SideGraph, compressed, packed
from routing.network.walk_network import Network
from routing.ways.door_places import NOWHERE, DoorPlaces, door_places

MIDDLE_LANE, LEFT_LANE, RIGHT_LANE = 0, 1, 2
_LANES = 3
#: Columns of ``DoorPlaces.gate``: those at u are even, those at v odd.
_GATES = {LEFT_LANE: (0, 1), RIGHT_LANE: (2, 3), MIDDLE_LANE: (0, 1, 2, 3)}

#: First end, second end, packed cost.
Arcs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class DoorGraph:
    """Corners (numbered first) and doors (from ``first_door`` on) joined by stretches of street.

    Attributes
    ----------
    rows
        All stretches as compressed rows (indptr, target, packed cost), in both directions.
    along, across
        Stretches between doors (numbered from 0): next to each other on one side; nearest to each
        other over a street that is crossed there.
    by_corner
        Stretches of which one end at least is a corner, numbered as in the rows.
    lane
        (n,): side of the street, or the middle; doors of a street without sides share one.
    """

    first_door: int
    rows: Rows
    along: Arcs
    across: Arcs
    by_corner: Arcs
    lane: NDArray[np.int8]
    places: DoorPlaces


@dataclass(frozen=True, eq=False)
class _Lanes:
    """Doors in order along each lane: (edge, lane), then distance from u."""

    door: NDArray[np.int32]
    edge: NDArray[np.int32]
    lane: NDArray[np.int8]
    time: NDArray[np.int64]
    length: NDArray[np.int64]
    between: NDArray[np.int64]


def door_graph(network: Network, doors: pd.DataFrame) -> DoorGraph:
    """String doors (as ``snap_doors`` gives them) along the streets of a network."""
    graph, places = network.sides, door_places(network, doors)
    lane = _lane(places)
    lanes = _in_order(places, lane)
    along, (over, nearest) = _chain(lanes), _across(lanes)
    kept = ~_occupied(lanes, graph)
    door, corner, cost = _to_corners(lanes, places, graph)
    by_corner = _joined(
        [(graph.start[kept], graph.end[kept], graph.cost[kept]), (door + graph.size, corner, cost)]
    )
    between_doors = _joined([along, over])
    start, end, cost = _joined(
        [
            by_corner,
            (between_doors[0] + graph.size, between_doors[1] + graph.size, between_doors[2]),
        ]
    )
    indptr, target, arc = compressed(start, end, graph.size + len(doors))
    return DoorGraph(
        graph.size, (indptr, target, cost[arc]), along, nearest, by_corner, lane, places
    )


def _lane(places: DoorPlaces) -> NDArray[np.int8]:
    sided = np.select(
        [places.side == LEFT, places.side == RIGHT], [LEFT_LANE, RIGHT_LANE], MIDDLE_LANE
    )
    return np.where(places.between == 0, LEFT_LANE, sided).astype(np.int8)


def _in_order(places: DoorPlaces, lane: NDArray[np.int8]) -> _Lanes:
    door = np.flatnonzero(places.edge != NOWHERE)
    keys = (door, places.length[door], places.time[door], lane[door], places.edge[door])
    door = door[np.lexsort(keys)]
    return _Lanes(
        door.astype(np.int32),
        places.edge[door],
        lane[door],
        places.time[door],
        places.length[door],
        places.between[door],
    )


def _joined(parts: Iterable[Arcs]) -> Arcs:
    start, end, cost = (np.concatenate(column) for column in zip(*parts, strict=True))
    return start.astype(np.int32), end.astype(np.int32), cost.astype(np.int64)


def _chain(lanes: _Lanes) -> Arcs:
    """Join each door to the next one on the same lane."""
    a = np.flatnonzero((lanes.edge[1:] == lanes.edge[:-1]) & (lanes.lane[1:] == lanes.lane[:-1]))
    return lanes.door[a], lanes.door[a + 1], _apart(lanes, a, a + 1)


def _apart(lanes: _Lanes, a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the cost of walking along the street between doors of one street."""
    return packed(np.abs(lanes.time[a] - lanes.time[b]), np.abs(lanes.length[a] - lanes.length[b]))


def _to_corners(lanes: _Lanes, places: DoorPlaces, graph: SideGraph) -> Arcs:
    """Join the first and the last door of each lane, and all on the middle line, to corners."""
    turn = (lanes.edge[1:] != lanes.edge[:-1]) | (lanes.lane[1:] != lanes.lane[:-1])
    edge_of_lane = np.r_[True, turn, True][: len(lanes.door) + 1]
    ends = (edge_of_lane[:-1], np.r_[turn, True][: len(lanes.door)])
    arcs = []
    for lane, gates in _GATES.items():
        for gate in gates:
            chosen = (lanes.lane == lane) & (ends[gate % 2] | (lane == MIDDLE_LANE))
            door = lanes.door[chosen]
            arcs.append((door, graph.corners[places.edge[door], gate], places.toll[door, gate]))
    return _joined(arcs)


def _occupied(lanes: _Lanes, graph: SideGraph) -> NDArray[np.bool_]:
    """Mark the sides of streets on which doors stand: there the doors make the chain.

    A street without sides is one line, so that both its sides go.
    """
    gone = np.zeros(len(graph.start), bool)
    one_line = graph.between[lanes.edge] == 0
    gone[2 * lanes.edge[(lanes.lane == LEFT_LANE) | one_line]] = True
    gone[2 * lanes.edge[(lanes.lane == RIGHT_LANE) | one_line] + 1] = True
    return gone


def _across(lanes: _Lanes) -> tuple[Arcs, Arcs]:
    """Join each door to the ones before and after it on the other lanes of its street.

    A walk that crosses anywhere between its two doors may as well cross at the first one, so these
    stretches are enough. Gives all of them, and of each door the cheapest per lane.
    """
    every: list[Arcs] = []
    nearest: list[Arcs] = []
    for lane, other in permutations((LEFT_LANE, RIGHT_LANE, MIDDLE_LANE), 2):
        mine = np.flatnonzero((lanes.lane == lane) & (lanes.between > 0))
        spots = _before_and_after(lanes, mine, other)
        whole = 1 if MIDDLE_LANE not in {lane, other} else 2
        crossing = packed(lanes.between[mine] // whole, np.zeros(len(mine), np.int64))
        cost = np.where(spots >= 0, _apart(lanes, mine, spots) + crossing, UNREACHED)
        first = np.argmin(cost, axis=0) if len(mine) else np.empty(0, np.intp)
        for row in range(2):
            for arcs, wanted in ((every, spots[row] >= 0), (nearest, first == row)):
                found = wanted & (spots[row] >= 0)
                arcs.append(
                    (lanes.door[mine[found]], lanes.door[spots[row][found]], cost[row][found])
                )
    return _joined(every), _joined(nearest)


def _before_and_after(lanes: _Lanes, mine: NDArray[np.intp], other: int) -> NDArray[np.intp]:
    """Find the doors before and after some on another lane of their street: (2, n), -1 for none."""
    spread = np.int64(lanes.time.max(initial=0) + 1)
    lane = lanes.edge.astype(np.int64) * _LANES + lanes.lane
    wanted = lanes.edge[mine].astype(np.int64) * _LANES + other
    after = np.searchsorted(lane * spread + lanes.time, wanted * spread + lanes.time[mine])
    spots = np.stack([after - 1, after])
    inside = (spots >= 0) & (spots < len(lane))
    there = inside & (lane[np.where(inside, spots, 0)] == wanted) if len(lane) else inside
    return np.where(there, spots, -1)
