"""Every kind of walk as one closed tour on whole numbers: what the search and the proof work on.

A walk with a free end closes through one more place, *nowhere*, at no distance of any door. A
fixed end is a door tied to *nowhere* by a leg so cheap that no short tour leaves it out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvass.errors import BadInputError
from canvass.words import Words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Whole numbers are milliseconds: a rounded tour of 100 legs is at most 0.05 s off.
UNITS_PER_S = 1000
#: Two ways that differ by less are the same way, seconds.
SAME_S = 1e-3


@dataclass(frozen=True)
class TourProblem:
    """A closed tour through ``cost`` (m, m), milliseconds.

    ``stops`` (n,) are the indices of the caller's matrix behind places 0 to n - 1; place n, if
    ``m > n``, is *nowhere*. ``tied`` are the places tied to *nowhere*; each tie lowers the cost of
    a tour by ``tie``. ``walk_s`` (n, n) holds the exact times in seconds.
    """

    walk_s: Floats
    cost: Ints
    stops: Ints
    tied: tuple[int, ...]
    tie: int

    @property
    def has_nowhere(self) -> bool:
        """Whether the walk is open, closed by the extra place."""
        return len(self.cost) > len(self.stops)

    def walk_units(self, tour_cost: int) -> int:
        """Give the milliseconds walked by a tour of this cost, without the ties."""
        return tour_cost + self.tie * len(self.tied)

    def to_order(self, tour: Ints, *, start: int | None, end: int | None) -> Ints:
        """Turn a closed tour of places into the caller's indices, in walking order.

        Where the ends leave it open, the walk begins and turns so that it always reads the same.
        """
        n = len(self.stops)
        if self.has_nowhere:
            order = self.stops[np.roll(tour, -int(np.flatnonzero(tour == n)[0]))[1:]]
            if start is not None:
                return order if order[0] == start else order[::-1]
            if end is not None:
                return order if order[-1] == end else order[::-1]
            return order if order[0] <= order[-1] else order[::-1]
        first = int(self.stops[0]) if start is None else start
        order = self.stops[tour]
        order = np.roll(order, -int(np.flatnonzero(order == first)[0]))
        return np.roll(order[::-1], 1) if n > 2 and order[1] > order[-1] else order


def check_walk(walk_s: Floats, start: int | None, end: int | None, closed: bool) -> Floats:
    """Give the matrix as float64 with an empty diagonal, or say all that is wrong with it.

    Raises
    ------
    ValueError
        For a matrix that is not square, symmetric and free of NaN and negative times, an index
        outside it, or an end asked of a closed walk.
    """
    times = np.array(walk_s, dtype=np.float64)
    if times.ndim != 2 or times.shape[0] != times.shape[1]:
        raise ValueError(f"walk_s must be square, it is {times.shape}")
    np.fill_diagonal(times, 0.0)
    if np.isnan(times).any() or (times < 0).any():
        raise ValueError("walk_s holds times that are negative or not a number")
    if not np.allclose(times, times.T, rtol=1e-5, atol=SAME_S):
        raise ValueError("walk_s must be symmetric")
    for name, index in (("start", start), ("end", end)):
        if index is not None and not 0 <= index < len(times):
            raise ValueError(f"{name} {index} is not a stop of the matrix")
    if closed and end is not None and end != start:
        raise ValueError("a closed walk ends where it starts")
    return np.minimum(times, times.T)


def reachable(times: Floats, start: int | None, end: int | None) -> Ints:
    """List the stops of the largest mutually reachable group, or of the one holding ``start``.

    Raises
    ------
    BadInputError
        If no way leads from ``start`` to ``end``.
    """
    from scipy.sparse.csgraph import connected_components

    if np.isfinite(times).all():
        return np.arange(len(times))
    _, group = connected_components(np.isfinite(times), directed=False)
    anchor = start if start is not None else end
    wanted = group[anchor] if anchor is not None else int(np.bincount(group).argmax())
    if end is not None and group[end] != wanted:
        raise BadInputError(
            Words(
                "Aucun chemin à pied ne mène du départ à l'arrivée.",
                "No footpath leads from the start to the end of the walk.",
            )
        )
    return np.flatnonzero(group == wanted)


def tour_problem(
    times: Floats, stops: Ints, *, start: int | None, end: int | None, closed: bool
) -> TourProblem:
    """Close the walk over ``stops`` of ``times`` (all indices of the caller's matrix).

    A time longer than the detour by another stop is replaced by that detour: one may always walk
    past a door.
    """
    from scipy.sparse.csgraph import shortest_path

    walk = times[np.ix_(stops, stops)]
    if len(stops) > 1:
        graph = np.where(walk == 0.0, 1e-12, walk)
        walk = np.minimum(walk, shortest_path(graph, method="FW", directed=False))
    cost = np.rint(walk * UNITS_PER_S).astype(np.int64)
    if closed:
        return TourProblem(walk, cost, stops, (), 0)
    fixed = [index for index in (start, end) if index is not None]
    tied = tuple(int(np.searchsorted(stops, index)) for index in dict.fromkeys(fixed))
    n = len(stops)
    tie = int(cost.max(initial=0)) * (n + 1) + 1
    wide = np.zeros((n + 1, n + 1), dtype=np.int64)
    wide[:n, :n] = cost
    for place in tied:
        wide[n, place] = wide[place, n] = -tie
    return TourProblem(walk, wide, stops, tied, tie)
