"""Doors in the whole numbers of the side graph: how far along which street, and its corners."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.side_graph import LEFT, RIGHT, packed
from routing.network.walk_network import Network

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class DoorPlaces:
    """Where ``n`` doors stand.

    Attributes
    ----------
    edge, component
        (n,): -1 where the door stands on no street.
    side
        (n,): 1 left, -1 right, 0 on the middle line, half a crossing away from either side.
    time, length
        (n,): tenths of a second and decimetres from the edge's u.
    between
        (n,): tenths of a second to cross the street there; -1 if that is not done.
    gate, toll
        (n, 4): the corners each door opens on (left at u, left at v, right at u, right at v; -1:
        none), and the packed cost of walking there.
    """

    edge: NDArray[np.int32]
    component: NDArray[np.int32]
    side: NDArray[np.int8]
    time: NDArray[np.int64]
    length: NDArray[np.int64]
    between: NDArray[np.int64]
    gate: NDArray[np.int32]
    toll: NDArray[np.int64]


def door_places(network: Network, doors: pd.DataFrame) -> DoorPlaces:
    """Turn the table of ``snap_doors`` into places on the side graph.

    A door on the middle line of a street that is crossed at junctions only counts as on its left.
    """
    graph = network.sides
    edge = doors["edge"].to_numpy(np.int32)
    placed = edge != NOWHERE
    at = np.where(placed, edge, 0)
    along = np.where(placed, doors["along_m"].to_numpy(np.float64), 0.0)
    share = np.clip(along / network.length_m[at], 0, 1)
    time = np.rint(share * graph.time[at]).astype(np.int64)
    length = np.rint(share * graph.length[at]).astype(np.int64)
    between = graph.between[at]
    side = doors["side"].to_numpy(np.int8)
    side = np.where((side == 0) & (between < 0), LEFT, side).astype(np.int8)
    half = np.where(side == 0, between // 2, 0)
    to_u = packed(time + half, length)
    to_v = packed(graph.time[at] - time + half, graph.length[at] - length)
    left, right = placed & (side != RIGHT), placed & (side != LEFT)
    open_on = np.column_stack([left, left, right, right])
    return DoorPlaces(
        edge,
        np.where(placed, network.edge_component[at], NOWHERE).astype(np.int32),
        side,
        time,
        length,
        between,
        np.where(open_on, graph.corners[at], NOWHERE).astype(np.int32),
        np.column_stack([to_u, to_v, to_u, to_v]),
    )
