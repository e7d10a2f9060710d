"""Which stops are neighbours: the street network as the matrix of walking times shows it.

A pair of stops with a third on a shortest way between them is left out: whoever walks from one to
the other passes the third. What remains is nearly the street network itself, with few edges and
narrow waists, and a closed walk over its edges that meets every stop is a tour of the same length
(graphical travelling salesman: Cornuéjols, Fonlupt & Naddef 1985). Times are whole numbers, (n, n),
symmetric, and keep the triangle inequality.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Neighbouring stops.

    ``pairs`` (e, 2) are the ends of each edge, lower number first, and ``cost`` (e,) its length
    without the stubs. ``stub`` (n,) is the way from each stop to where others pass; a walk pays it
    twice, except at a stop where it begins or ends.
    """

    stub: Ints
    pairs: Ints
    cost: Ints

    def edge_numbers(self) -> Ints:
        """Return the number of the edge between two stops, (n, n), or -1."""
        number = np.full((len(self.stub), len(self.stub)), -1, dtype=np.int64)
        number[self.pairs[:, 0], self.pairs[:, 1]] = np.arange(len(self.pairs))
        return np.maximum(number, number.T)


def neighbours(times: Ints, *, ends: tuple[int, ...], same: int) -> Neighbours:
    """Find the neighbours among stops.

    Parameters
    ----------
    times
        (n, n) whole numbers.
    ends
        Stops where the walk must begin or end; they keep their whole way.
    same
        Ways that differ by no more than this count as one.
    """
    stub = _stubs(times) if len(times) > 3 else np.zeros(len(times), dtype=np.int64)
    stub[list(ends)] = 0
    core = np.maximum(times - stub[:, None] - stub, 0)
    np.fill_diagonal(core, 0)
    pairs = np.argwhere(np.triu(_needed(core, same), 1)).astype(np.int64)
    return Neighbours(stub, pairs, core[pairs[:, 0], pairs[:, 1]])


@compiled
def _stubs(times: Ints) -> Ints:
    """Measure what every way through a stop walks twice."""
    n = len(times)
    stub = np.empty(n, dtype=np.int64)
    for k in range(n):
        least = np.iinfo(np.int64).max
        for i in range(n):
            if i != k:
                for j in range(i + 1, n):
                    if j != k:
                        least = min(least, times[i, k] + times[k, j] - times[i, j])
        stub[k] = max(0, least // 2)
    return stub


@compiled
def _needed(times: Ints, same: int) -> Bools:
    """Mark the pairs that no third stop shortens.

    A pair yields only to two that come before it, by length and then by number: of stops at one
    place, one keeps the links to the others.
    """
    n = len(times)
    needed = np.zeros((n, n), dtype=np.bool_)
    for i in range(n):
        for j in range(i + 1, n):
            needed[i, j] = needed[j, i] = True
            direct = times[i, j]
            for k in range(n):
                one, two = times[i, k], times[k, j]
                if one + two > direct + same or k in (i, j):
                    continue
                first = one < direct or (one == direct and k < j)
                second = two < direct or (two == direct and k < i)
                if first and second:
                    needed[i, j] = needed[j, i] = False
                    break
    return needed
