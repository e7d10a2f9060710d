"""How short can a closed tour be at best: the 1-tree bound of Held and Karp.

A tour is a tree on all places but one, plus two edges of that one. The cheapest such 1-tree is no
dearer than the cheapest tour, and stays so when every place gets a toll that each of its two edges
pays. Tolls are moved towards two edges a place. Held & Karp (1970, 1971), *The traveling-salesman
problem and minimum spanning trees*; step rule of Helsgaun (2000).
"""

import math

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROUNDS = 400


def one_tree_bound(cost: Ints, *, upper: int, rounds: int = ROUNDS) -> int:
    """Give a whole number that no closed tour undercuts.

    Parameters
    ----------
    cost
        (n, n) symmetric whole numbers, n >= 3.
    upper
        Cost of a known tour; it sets the length of the steps.
    rounds
        1-trees built; the work is counted, not timed.
    """
    tolls = np.zeros(len(cost))
    bound = _raise_tolls(cost.astype(np.float64), tolls, float(upper), rounds)
    return min(upper, math.ceil(bound - 1e-3))


@compiled
def _one_tree(cost: Floats, tolls: Floats, degree: Ints) -> float:
    """Build the cheapest 1-tree at these tolls (place 0 is the odd one out); give its cost."""
    n = len(cost)
    reach = np.full(n, np.inf)
    parent = np.full(n, -1, dtype=np.int64)
    todo = np.ones(n, dtype=np.bool_)
    degree[:] = 0
    todo[0] = False
    here, total = 1, 0.0
    todo[1] = False
    for _ in range(n - 2):
        closest = -1
        for other in range(1, n):
            if todo[other]:
                price = cost[here, other] + tolls[here] + tolls[other]
                if price < reach[other]:
                    reach[other], parent[other] = price, here
                if closest < 0 or reach[other] < reach[closest]:
                    closest = other
        total += reach[closest]
        degree[closest] += 1
        degree[parent[closest]] += 1
        todo[closest] = False
        here = closest
    first, second = -1, -1
    for other in range(1, n):
        price = cost[0, other] + tolls[other]
        if first < 0 or price < cost[0, first] + tolls[first]:
            first, second = other, first
        elif second < 0 or price < cost[0, second] + tolls[second]:
            second = other
    degree[0] = 2
    degree[first] += 1
    degree[second] += 1
    both = cost[0, first] + cost[0, second] + tolls[first] + tolls[second] + 2 * tolls[0]
    return float(total + both)


@compiled
def _raise_tolls(cost: Floats, tolls: Floats, upper: float, rounds: int) -> float:
    """Climb by subgradients from ``tolls``; leave the best tolls there and give their bound."""
    n = len(cost)
    degree = np.zeros(n, dtype=np.int64)
    before = np.zeros(n, dtype=np.int64)
    now = tolls.copy()
    best = -np.inf
    pace, stale = 1.0, 0
    for turn in range(rounds):
        bound = _one_tree(cost, now, degree) - 2.0 * now.sum()
        if bound > best + 1e-9:
            stale = 0
            best = bound
            tolls[:] = now
        else:
            stale += 1
        if stale > 10:
            pace, stale = pace / 2.0, 0
            now[:] = tolls
        square = 0.0
        for k in range(n):
            slope = 0.7 * (degree[k] - 2) + 0.3 * before[k]
            square += slope * slope
        if square == 0.0 or best >= upper - 0.5:
            break
        length = pace * (upper - bound) / square
        for k in range(n):
            now[k] += length * (0.7 * (degree[k] - 2) + (0.3 * before[k] if turn else 0.0))
            before[k] = degree[k] - 2
    return best
