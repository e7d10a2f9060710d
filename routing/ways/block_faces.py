"""The two sides of each street as long as it keeps its name: its faces, numbered.

Edges of the network have a left and a right of their own; a street of several edges has two sides
only once these are matched across the junctions it runs through.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.side_graph import LEFT
from routing.network.walk_network import Network

Ints = NDArray[np.int64]

#: Where a street forks, ends of it that meet at less than this bend go on into each other.
_STRAIGHT_DEG = 60.0
NO_FACE = -1


@dataclass(frozen=True, eq=False)
class StreetFaces:
    """The faces of each edge: ``left`` and ``right`` (m,) as seen from u to v.

    Both are -1 where there are no sides: on ways for walkers only, and on streets that turn so that
    their left becomes their right.
    """

    left: Ints
    right: Ints

    def beside(self, edge: Ints, side: Ints) -> Ints:
        """Return the faces on a side (1 left, -1 right, 0 neither) of edges (-1: none)."""
        at = np.maximum(edge, 0)
        face = np.where(side == LEFT, self.left[at], self.right[at])
        return np.where((edge >= 0) & (side != 0), face, NO_FACE).astype(np.int64)


def street_faces(network: Network) -> StreetFaces:
    """Match left and right of the edges of each named street across its junctions."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    m = len(network.u)
    first, second = _continued(network)
    # End 2 e is edge e at u, end 2 e + 1 at v: one at u and one at v keep left and right.
    turned = ((first % 2) == (second % 2)).astype(np.int64)
    a, b = first // 2, second // 2
    start = np.concatenate([2 * a, 2 * a + 1])
    end = np.concatenate([2 * b + turned, 2 * b + 1 - turned])
    links = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(2 * m, 2 * m))
    label = connected_components(links.tocsr(), directed=False)[1].astype(np.int64)
    left, right = label[0::2], label[1::2]
    sided = (left != right) & (network.sides.between != 0)
    return StreetFaces(np.where(sided, left, NO_FACE), np.where(sided, right, NO_FACE))


def _continued(network: Network) -> tuple[Ints, Ints]:
    """List the pairs of edge ends in which a street goes on under its name, each end once."""
    node = np.column_stack([network.u, network.v]).ravel()
    name = np.repeat(pd.factorize(network.name)[0], 2)
    bearing = _bearings(network)
    named = np.flatnonzero(np.repeat(network.name != "", 2))
    order = named[np.lexsort((name[named], node[named]))]
    # Four ends of one street at a node pair up at distances 1, 2 and 3; more make a square.
    first = np.concatenate([order[:-gap] for gap in (1, 2, 3)])
    second = np.concatenate([order[gap:] for gap in (1, 2, 3)])
    meet = (node[first] == node[second]) & (name[first] == name[second])
    first, second = first[meet], second[meet]
    bend = np.abs((bearing[first] - bearing[second]) % 360 - 180)
    return _straightest(first, second, bend)


def _straightest(first: Ints, second: Ints, bend: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Keep the straightest pairs, each end once; an only pair may bend as it likes."""
    count = np.bincount(np.concatenate([first, second]))
    only = (count[first] == 1) & (count[second] == 1)
    kept: list[int] = []
    taken: set[int] = set()
    for k in np.lexsort((second, first, bend)):
        a, b = int(first[k]), int(second[k])
        if (only[k] or bend[k] <= _STRAIGHT_DEG) and not taken & {a, b}:
            taken |= {a, b}
            kept.append(int(k))
    return first[kept], second[kept]


def _bearings(network: Network) -> NDArray[np.float64]:
    """Return the direction in which each edge end leaves its node, in degrees."""
    start, last = network.offsets[:-1], network.offsets[1:] - 1
    leaving = np.stack(
        [
            network.coords[start + 1] - network.coords[start],
            network.coords[last - 1] - network.coords[last],
        ],
        axis=1,
    ).reshape(-1, 2)
    bearing: NDArray[np.float64] = np.degrees(np.arctan2(leaving[:, 1], leaving[:, 0]))
    return bearing
