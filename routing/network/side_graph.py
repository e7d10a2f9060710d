"""The graph of street sides and corners, on which every walk is measured.

Each street has two sides. Around a crossing, two neighbouring streets share a corner; going from
one corner to the next means crossing the street between them, at a cost by its class. So a walk
along one side stays on it, and a change of side is paid wherever it happens. A street for walkers
only has no sides, and the mouth of a driveway is walked past free: there the corners merge.
At a dead end one walks round the end.

All costs are whole numbers: tenths of a second in the high 32 bits, decimetres in the low 32 bits.
Adding and comparing such numbers orders walks by time, then by length, and sums are exact, so
that the times between doors are a metric to the last digit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEFT, RIGHT = 1, -1
#: No walk: larger than any sum of a real one.
UNREACHED = np.int64(2**62)
#: indptr, target, packed cost.
Rows = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]
_SHIFT = 32
_LOW = np.int64(2**_SHIFT - 1)
_NO_EDGE = -1


def packed(time_ds: NDArray[np.int64], length_dm: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put tenths of a second and decimetres into one number."""
    return (time_ds << _SHIFT) + length_dm


def seconds(cost: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the seconds of packed costs; infinite where there is no walk."""
    return np.where(cost >= UNREACHED, np.inf, (cost >> _SHIFT) / 10)


def metres(cost: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the metres of packed costs; infinite where there is no walk."""
    return np.where(cost >= UNREACHED, np.inf, (cost & _LOW) / 10)


@dataclass(frozen=True, eq=False)
class Streets:
    """What the side graph is made of, per edge; vertices in ``coords`` from ``offsets`` on."""

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    length_m: NDArray[np.float64]
    walk_s: NDArray[np.float64]
    coords: NDArray[np.float64]
    offsets: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SideGraph:
    """Corners joined by street sides and crossings.

    Attributes
    ----------
    corners
        (m, 4): the corners of each edge: left at u, left at v, right at u, right at v
        (left and right as seen walking from u to v).
    size
        Number of corners.
    start, end, cost, edge
        (arcs,): each arc once, from corner to corner, packed cost, and the edge walked along
        (-1: a crossing). Arc ``i < 2 m`` is the left side of edge ``i // 2`` if even, else its
        right side.
    rows, arc
        The same as compressed rows (indptr, target, packed cost) in both directions; ``arc`` gives
        the number of the arc of each entry.
    length, time
        (m,): decimetres and tenths of a second of each edge.
    between
        (m,): tenths of a second to cross between the ends; -1 if that is not done.
    """

    corners: NDArray[np.int32]
    size: int
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    cost: NDArray[np.int64]
    edge: NDArray[np.int32]
    rows: Rows
    arc: NDArray[np.int32]
    length: NDArray[np.int64]
    time: NDArray[np.int64]
    between: NDArray[np.int64]


def side_graph(
    streets: Streets, *, between: NDArray[np.int64], at_node: NDArray[np.int64]
) -> SideGraph:
    """Build the graph of sides and corners.

    Parameters
    ----------
    between, at_node
        (m,): tenths of a second to cross each edge between its ends (-1: not done) and at them.
    """
    before = _clockwise_neighbour(streets)
    edges = len(streets.u)
    ends = np.arange(2 * edges)
    crossing = np.repeat(at_node, 2)
    label, size = _merged(before, ends, crossing == 0)
    at_u, at_v = ends[0::2], ends[1::2]
    corners = label[np.column_stack([at_u, before[at_v], before[at_u], at_v])]
    length = np.rint(10 * streets.length_m).astype(np.int64)
    time = np.rint(10 * streets.walk_s).astype(np.int64)
    start = np.concatenate([corners[:, [0, 2]].ravel(), label[before]])
    end = np.concatenate([corners[:, [1, 3]].ravel(), label])
    cost = np.concatenate([np.repeat(packed(time, length), 2), crossing << _SHIFT])
    edge = np.concatenate([np.repeat(np.arange(edges), 2), np.full(2 * edges, _NO_EDGE)])
    indptr, target, arc = compressed(start, end, size)
    return SideGraph(
        corners, size, start, end, cost, edge.astype(np.int32),
        (indptr, target, cost[arc]), arc, length, time, between,
    )  # fmt: skip


def compressed(
    start: NDArray[np.int32], end: NDArray[np.int32], size: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return compressed rows (indptr, target, arc) of undirected arcs, without loops."""
    real = np.flatnonzero(start != end).astype(np.int32)
    source = np.concatenate([start[real], end[real]])
    order = np.argsort(source, kind="stable")
    target = np.concatenate([end[real], start[real]])[order]
    arc = np.concatenate([real, real])[order]
    indptr = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(source, minlength=size), out=indptr[1:])
    return indptr, target.astype(np.int32), arc


def _clockwise_neighbour(streets: Streets) -> NDArray[np.int64]:
    """Give, for each edge end, the end next to it clockwise around the same node.

    End ``2 e`` is edge e at u, end ``2 e + 1`` is edge e at v. The corner just counter-clockwise of
    an end is named after it, so that the one clockwise of it bears the neighbour's number.
    """
    first, last = streets.offsets[:-1], streets.offsets[1:] - 1
    leaving = np.stack(
        [
            streets.coords[first + 1] - streets.coords[first],
            streets.coords[last - 1] - streets.coords[last],
        ],
        axis=1,
    ).reshape(-1, 2)
    node = np.column_stack([streets.u, streets.v]).ravel()
    angle = np.arctan2(leaving[:, 1], leaving[:, 0])
    ring = np.lexsort((angle, node))
    rank = np.arange(len(ring))
    opens = np.r_[True, node[ring][1:] != node[ring][:-1]] if len(ring) else np.empty(0, bool)
    group = np.cumsum(opens) - 1
    last_of_group = np.r_[np.flatnonzero(opens)[1:] - 1, len(ring) - 1]
    earlier = np.where(opens, last_of_group[group], rank - 1)
    before = np.empty(len(ring), np.int64)
    before[ring] = ring[earlier]
    return before


def _merged(
    before: NDArray[np.int64], ends: NDArray[np.int64], free: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], int]:
    """Make one corner of those between which a crossing is free."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = before[free], ends[free]
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(len(ends), len(ends)))
    size, label = connected_components(links.tocsr(), directed=False)
    return label.astype(np.int32), int(size)
