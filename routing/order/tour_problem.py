"""Every kind of walk as one closed tour on whole numbers: what the search and the proof work on.

A walk with a free end closes through one more place, *nowhere*, at no distance of any door. A
fixed end is a door tied to *nowhere* by a leg so cheap that no short tour leaves it out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvass.errors import BadInputError
from canvass.words import Words
from routing.compiled import compiled
from routing.order.neighbours import Neighbours, neighbours

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Whole numbers are hundredths of a millisecond: finer than any clock or tape, so that rounding
#: never decides between two orders.
UNITS_PER_S = 100_000
#: Two ways that differ by no more than a millisecond are the same way.
SAME = UNITS_PER_S // 1000


@dataclass(frozen=True, eq=False)
class TourProblem:
    """A closed tour through ``cost`` (m, m), in hundredths of a millisecond.

    ``stops`` (n,) are the indices of the caller's matrix behind places 0 to n - 1; place n, if
    ``m > n``, is *nowhere*. ``tied`` are the places tied to *nowhere*; each tie lowers the cost of
    a tour by ``tie``. ``web`` is the net of neighbouring places, on which ``cost`` is measured.
    """

    cost: Ints
    stops: Ints
    tied: tuple[int, ...]
    tie: int
    web: Neighbours

    @property
    def closed(self) -> bool:
        """Whether the walk comes back, so that there is no extra place."""
        return len(self.cost) == len(self.stops)

    def to_order(self, tour: Ints, *, start: int | None, end: int | None) -> Ints:
        """Turn a closed tour of places into the caller's indices, in walking order.

        Where the ends leave it open, the walk begins and turns so that it always reads the same.
        """
        n = len(self.stops)
        if not self.closed:
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
    """Return the matrix as float64 with an empty diagonal, or say all that is wrong with it.

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
    if not np.allclose(times, times.T, rtol=1e-5, atol=1e-3):
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

    A time longer than the detour by other stops is replaced by that detour: one may always walk
    past a door.
    """
    n = len(stops)
    far = 2**50
    seconds = np.minimum(times[np.ix_(stops, stops)], far / UNITS_PER_S)
    cost = np.rint(seconds * UNITS_PER_S).astype(np.int64)
    _take_detours(cost)
    fixed = () if closed else [index for index in (start, end) if index is not None]
    tied = tuple(int(np.searchsorted(stops, index)) for index in dict.fromkeys(fixed))
    web = neighbours(cost, ends=tied, same=SAME)
    cost = _measured_on(web)
    if closed:
        return TourProblem(cost, stops, (), 0, web)
    tie = int(cost.max(initial=0)) * (n + 1) + 1
    wide = np.zeros((n + 1, n + 1), dtype=np.int64)
    wide[:n, :n] = cost
    for place in tied:
        wide[n, place] = wide[place, n] = -tie
    return TourProblem(wide, stops, tied, tie, web)


def _measured_on(web: Neighbours) -> Ints:
    """Measure all ways along the web and its stubs, so that its edges add up to them exactly."""
    n = len(web.stub)
    cost = np.full((n, n), 2**50, dtype=np.int64)
    np.fill_diagonal(cost, 0)
    cost[web.pairs[:, 0], web.pairs[:, 1]] = cost[web.pairs[:, 1], web.pairs[:, 0]] = web.cost
    _take_detours(cost)
    cost += web.stub[:, None] + web.stub
    np.fill_diagonal(cost, 0)
    return cost


@compiled
def _take_detours(cost: Ints) -> None:
    """Replace each time by that of the shortest detour (Floyd 1962; Warshall 1962)."""
    n = len(cost)
    for k in range(n):
        for i in range(n):
            here = cost[i, k]
            for j in range(n):
                cost[i, j] = min(cost[i, j], here + cost[k, j])
