"""The shortest closed tour of a few places, by dynamic programming over sets.

Held & Karp (1962), *A dynamic programming approach to sequencing problems*; Bellman (1962).
"""

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]

#: Beyond this many places branch and cut is faster.
FEW = 11


def held_karp(cost: Ints) -> Ints:
    """Return the cheapest closed tour, from place 0 on. ``cost`` (n, n) symmetric, n <= ``FEW``."""
    if len(cost) < 4:
        return np.arange(len(cost), dtype=np.int64)
    return _over_sets(cost)


@compiled
def _over_sets(cost: Ints) -> Ints:
    n = len(cost) - 1
    far = np.iinfo(np.int64).max // 4
    best = np.full((1 << n, n), far, dtype=np.int64)
    came = np.full((1 << n, n), -1, dtype=np.int64)
    for last in range(n):
        best[1 << last, last] = cost[0, last + 1]
    for seen in range(1, 1 << n):
        for last in range(n):
            here = best[seen, last]
            if here >= far:
                continue
            for then in range(n):
                if seen & (1 << then):
                    continue
                wider = seen | (1 << then)
                price = here + cost[last + 1, then + 1]
                if price < best[wider, then]:
                    best[wider, then] = price
                    came[wider, then] = last
    seen = (1 << n) - 1
    last = int((best[seen] + cost[0, 1:]).argmin())
    tour = np.zeros(n + 1, dtype=np.int64)
    for rank in range(n, 0, -1):
        tour[rank] = last + 1
        before = came[seen, last]
        seen ^= 1 << last
        last = before
    return tour
