"""A walk move by move: along which side of which street, and where each street is crossed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.side_graph import LEFT, RIGHT, UNREACHED
from routing.network.walk_network import Network
from routing.ways.distances import along_street
from routing.ways.door_places import NOWHERE, DoorPlaces, door_places

#: Columns of ``DoorPlaces.gate`` that lie at the edge's u, and those on its left.
_AT_U, _ON_LEFT = (0, 2), (0, 1)
#: Decimetres a metre, tenths a second; times stand in the high bits of a packed cost.
_DM = _DS = 10.0
_TIME_BITS = 32


@dataclass(frozen=True, slots=True)
class Stretch:
    """A walk along one side of a street, from ``start_m`` to ``end_m`` (metres from its u).

    ``side`` is 1 left, -1 right as seen from u to v, 0 on the middle line.
    """

    edge: int
    start_m: float
    end_m: float
    side: int

    @property
    def length_m(self) -> float:
        """Return the metres walked."""
        return abs(self.end_m - self.start_m)

    @property
    def forward(self) -> bool:
        """Tell whether the walk goes from u to v."""
        return self.end_m >= self.start_m


@dataclass(frozen=True, slots=True)
class Crossing:
    """A street crossed: at the node ``node`` of the network, or between its ends (-1)."""

    edge: int
    node: int
    cost_s: float


Move = Stretch | Crossing
Leg = tuple[Move, ...]


@dataclass(frozen=True, eq=False)
class WalkMoves:
    """The moves of a walk through ``n`` stops.

    ``edge`` (n,), ``side`` (n,), ``along_m`` (n,): where each stop stands, -1 for edge where
    nowhere. ``legs``: the moves to the second stop, to the third and so on (for a closed walk, at
    the end those back to the first); None where no walk exists.
    """

    edge: NDArray[np.int32]
    side: NDArray[np.int8]
    along_m: NDArray[np.float64]
    legs: tuple[Leg | None, ...]


def walk_moves(
    network: Network,
    doors: pd.DataFrame,
    order: Sequence[str] | None = None,
    *,
    closed: bool = False,
) -> WalkMoves:
    """Follow the quickest walk from each door to the next.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them.
    order
        Ids of ``doors`` from first to last; all in the order of the rows unless given.
    closed
        Whether the walk goes back to the first door.

    Raises
    ------
    KeyError
        If ``order`` names a door that ``doors`` does not hold.
    """
    stops = doors if order is None else doors.loc[list(order)]
    places = door_places(network, stops)
    n = len(stops)
    way = [*range(n), 0] if closed and n > 1 else range(n)
    legs = tuple(_leg(network, places, i, j) for i, j in pairwise(way))
    return WalkMoves(places.edge, places.side, places.length / _DM, legs)


def _leg(network: Network, places: DoorPlaces, i: int, j: int) -> Leg | None:
    """Find the quickest walk between two doors, straight along their street or by corners."""
    from routing.ways.shortest_paths import way_between

    if min(places.edge[i], places.edge[j]) == NOWHERE:
        return None
    straight = int(UNREACHED)
    if places.edge[i] == places.edge[j]:
        straight = int(along_street(places, np.array([i]), np.array([j]))[0])
    around, way = way_between(
        network.sides.rows, places.gate[i], places.toll[i], places.gate[j], places.toll[j]
    )
    if straight < UNREACHED and straight <= around:
        return _straight(places, i, j)
    return _by_corners(network, places, i, j, way) if len(way) else None


def _straight(places: DoorPlaces, i: int, j: int) -> Leg:
    """Cross first, then walk along, so that the walk goes on at the side it is going to."""
    edge, here, there = int(places.edge[i]), places.length[i] / _DM, places.length[j] / _DM
    along = Stretch(edge, here, there, int(places.side[j]) or int(places.side[i]))
    if places.side[i] * places.side[j] >= 0 or not places.between[i]:
        return (along,)
    return (Crossing(edge, NOWHERE, places.between[i] / _DS), along)


def _by_corners(
    network: Network, places: DoorPlaces, i: int, j: int, way: NDArray[np.int32]
) -> Leg:
    """List the moves of a walk over corners."""
    _, target, _ = network.sides.rows
    last = int(target[way[-1]]) if len(way) > 1 else int(way[0])
    onto = _to_corner(network, places, j, last)
    return (
        _to_corner(network, places, i, int(way[0])),
        *(_along_arc(network, int(position)) for position in way[1:]),
        Stretch(onto.edge, onto.end_m, onto.start_m, onto.side),
    )


def _to_corner(network: Network, places: DoorPlaces, door: int, corner: int) -> Stretch:
    """Walk from a door to the end of its street where a corner lies."""
    tolls = np.where(places.gate[door] == corner, places.toll[door], UNREACHED)
    column, edge = int(np.argmin(tolls)), int(places.edge[door])
    end = 0.0 if column in _AT_U else network.sides.length[edge] / _DM
    side = LEFT if column in _ON_LEFT else RIGHT
    return Stretch(edge, places.length[door] / _DM, end, side)


def _along_arc(network: Network, position: int) -> Move:
    """Turn one step between corners into a walk along a street or a crossing."""
    graph = network.sides
    arc = int(graph.arc[position])
    edge, streets = int(graph.edge[arc]), len(network.u)
    if edge >= 0:
        ends = (0.0, graph.length[edge] / _DM)
        start, end = ends if graph.end[arc] == graph.rows[1][position] else ends[::-1]
        return Stretch(edge, start, end, LEFT if arc % 2 == 0 else RIGHT)
    crossed, at_v = divmod(arc - 2 * streets, 2)
    node = network.v[crossed] if at_v else network.u[crossed]
    return Crossing(crossed, int(node), int(graph.cost[arc] >> _TIME_BITS) / _DS)
