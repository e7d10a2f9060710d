"""A short closed tour through all places: iterated local search on a matrix of whole numbers.

2-opt and Or-opt moves over lists of near neighbours, then again and again a small double bridge,
repaired locally and kept when the tour is not longer. Or, I. (1976), *Traveling salesman-type
combinatorial problems*; Martin, Otto & Felten (1991), *Large-step Markov chains*. All kernels take
``cost`` (n, n) int64 symmetric, ``tour`` (n,) int64 the places in order, ``place`` (n,) int64 the
rank of each place in the tour, and change the two latter.
"""

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]

NEIGHBOURS = 10
LONGEST_MOVED = 3
#: Longest of the two stretches that a double bridge swaps.
LONGEST_SWAPPED = 30


def nearest(cost: Ints, *, count: int = NEIGHBOURS) -> Ints:
    """List the ``count`` nearest other places of each place, nearest first: (n, count)."""
    others = cost.copy()
    np.fill_diagonal(others, np.iinfo(np.int64).max)
    return np.ascontiguousarray(np.argsort(others, axis=1, kind="stable")[:, :count])


def short_tour(cost: Ints, *, kicks: int, seed: int) -> Ints:
    """Return a short closed tour through all ``n >= 5`` places.

    Parameters
    ----------
    cost
        (n, n) symmetric, whole numbers.
    kicks
        How many double bridges are tried: the work is counted, not timed, so that the same seed
        gives the same tour on any machine.
    """
    near = nearest(cost, count=min(NEIGHBOURS, len(cost) - 1))
    tour = nearest_neighbour_tour(cost, 0)
    _search(cost, near, tour, kicks, seed)
    return tour


def improve_tour(cost: Ints, tour: Ints, *, kicks: int, seed: int) -> Ints:
    """Return a tour no longer than ``tour``, by ``kicks`` more double bridges."""
    near = nearest(cost, count=min(NEIGHBOURS, len(cost) - 1))
    better = tour.copy()
    _search(cost, near, better, kicks, seed)
    return better


@compiled
def nearest_neighbour_tour(cost: Ints, start: int) -> Ints:
    """Walk each time to the nearest place not yet visited."""
    n = len(cost)
    seen = np.zeros(n, dtype=np.bool_)
    tour = np.empty(n, dtype=np.int64)
    here = start
    for rank in range(n):
        tour[rank] = here
        seen[here] = True
        best = -1
        for other in range(n):
            if not seen[other] and (best < 0 or cost[here, other] < cost[here, best]):
                best = other
        here = best
    return tour


@compiled
def tour_cost(cost: Ints, tour: Ints) -> int:
    """Add up the legs of the closed tour."""
    total = cost[tour[-1], tour[0]]
    for rank in range(len(tour) - 1):
        total += cost[tour[rank], tour[rank + 1]]
    return int(total)


@compiled
def _reverse(tour: Ints, place: Ints, first: int, last: int) -> None:
    """Turn the stretch of ranks ``first`` to ``last`` round, or its complement if shorter."""
    n = len(tour)
    length = (last - first) % n + 1
    if 2 * length > n:
        first, last = (last + 1) % n, (first - 1) % n
        length = n - length
    for _ in range(length // 2):
        left, right = tour[first], tour[last]
        tour[first], place[right] = right, first
        tour[last], place[left] = left, last
        first = first + 1 if first + 1 < n else 0
        last = last - 1 if last > 0 else n - 1


@compiled
def _two_opt(cost: Ints, near: Ints, tour: Ints, place: Ints, a: int, ends: Ints) -> int:
    """Make the first shortening 2-opt move at ``a``; give its gain and the ``ends`` it touched."""
    n = len(tour)
    for step in (1, n - 1):
        b = tour[(place[a] + step) % n]
        for c in near[a]:
            saved = cost[a, b] - cost[a, c]
            if saved <= 0:
                break
            d = tour[(place[c] + step) % n]
            gain = saved + cost[c, d] - cost[b, d]
            if gain > 0 and c != b and d != a:
                if step == 1:
                    _reverse(tour, place, place[b], place[c])
                else:
                    _reverse(tour, place, place[c], place[b])
                ends[0], ends[1], ends[2], ends[3] = a, b, c, d
                return int(gain)
    return 0


@compiled
def _put_between(
    tour: Ints, place: Ints, spare: Ints, first: int, length: int, before: int, flip: bool
) -> None:
    """Move the stretch of ``length`` ranks from ``first`` on to just after place ``before``."""
    n = len(tour)
    written = 0
    for offset in range(length, n):
        here = tour[(first + offset) % n]
        spare[written] = here
        written += 1
        if here == before:
            for k in range(length):
                source = length - 1 - k if flip else k
                spare[written] = tour[(first + source) % n]
                written += 1
    for rank in range(n):
        tour[rank] = spare[rank]
        place[spare[rank]] = rank


@compiled
def _or_opt(
    cost: Ints, near: Ints, tour: Ints, place: Ints, spare: Ints, a: int, ends: Ints
) -> int:
    """Move one to three places, ``a`` first among them, next to a near neighbour of ``a``."""
    n = len(tour)
    for length in range(1, min(LONGEST_MOVED, n - 3) + 1):
        for step in (1, n - 1):
            z = tour[(place[a] + step * (length - 1)) % n]
            p = tour[(place[a] - step) % n]
            q = tour[(place[z] + step) % n]
            freed = cost[p, a] + cost[z, q] - cost[p, q]
            for c in near[a]:
                if cost[a, c] >= freed:
                    break
                if ((place[c] - place[a]) * (1 if step == 1 else -1)) % n < length:
                    continue
                for side in (1, n - 1):
                    d = tour[(place[c] + side) % n]
                    if d in (a, z):
                        continue
                    gain = freed - cost[a, c] - cost[z, d] + cost[c, d]
                    if gain > 0:
                        first = place[a] if step == 1 else place[z]
                        before = c if side == 1 else d
                        _put_between(tour, place, spare, first, length, before, step != side)
                        ends[0], ends[1], ends[2] = p, q, a
                        ends[3], ends[4], ends[5] = z, c, d
                        return int(gain)
    return 0


@compiled
def _descend(
    cost: Ints, near: Ints, tour: Ints, place: Ints, spare: Ints, queue: Ints, waiting: int
) -> int:
    """Improve round the ``waiting`` places of ``queue`` until no move helps; give the gain."""
    n = len(tour)
    queued = np.zeros(n, dtype=np.bool_)
    for k in range(waiting):
        queued[queue[k]] = True
    ends = np.empty(6, dtype=np.int64)
    total = 0
    while waiting > 0:
        waiting -= 1
        a = queue[waiting]
        queued[a] = False
        while True:
            touched = 4
            gain = _two_opt(cost, near, tour, place, a, ends)
            if gain == 0:
                touched = 6
                gain = _or_opt(cost, near, tour, place, spare, a, ends)
            if gain == 0:
                break
            total += gain
            for k in range(touched):
                if not queued[ends[k]]:
                    queued[ends[k]] = True
                    queue[waiting] = ends[k]
                    waiting += 1
    return total


@compiled
def _random(state: Ints, below: int) -> int:
    """Draw a whole number under ``below`` (xorshift; Marsaglia 2003)."""
    x = state[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    state[0] = x
    return int(((x >> 11) & 0x001FFFFFFFFFFFFF) % below)


@compiled
def _double_bridge(tour: Ints, place: Ints, spare: Ints, state: Ints, queue: Ints) -> int:
    """Swap two short stretches at a random rank; ``queue`` the ends, give how many they are."""
    n = len(tour)
    longest = min(LONGEST_SWAPPED, (n - 2) // 2)
    first = _random(state, n)
    one = 1 + _random(state, longest)
    two = 1 + _random(state, longest)
    p, a = tour[(first - 1) % n], tour[first]
    b, c = tour[(first + one - 1) % n], tour[(first + one) % n]
    d, q = tour[(first + one + two - 1) % n], tour[(first + one + two) % n]
    _put_between(tour, place, spare, first, one, d, False)
    queue[0], queue[1], queue[2] = p, a, q
    waiting = 3
    for end in (b, c, d):
        fresh = True
        for k in range(waiting):
            fresh = fresh and queue[k] != end
        if fresh:
            queue[waiting] = end
            waiting += 1
    return waiting


@compiled
def _search(cost: Ints, near: Ints, tour: Ints, kicks: int, seed: int) -> int:
    """Iterate: kick, repair, keep if not longer. Leaves the best tour in ``tour``."""
    n = len(tour)
    place = np.empty(n, dtype=np.int64)
    for rank in range(n):
        place[tour[rank]] = rank
    spare = np.empty(n, dtype=np.int64)
    queue = np.empty(n + 8, dtype=np.int64)
    for k in range(n):
        queue[k] = tour[n - 1 - k]
    _descend(cost, near, tour, place, spare, queue, n)
    now = tour_cost(cost, tour)
    kept = tour.copy()
    state = np.array([seed * 2654435761 + 88172645463325252 | 1], dtype=np.int64)
    for _ in range(kicks):
        waiting = _double_bridge(tour, place, spare, state, queue)
        _descend(cost, near, tour, place, spare, queue, waiting)
        after = tour_cost(cost, tour)
        if after <= now:
            now = after
            for rank in range(n):
                kept[rank] = tour[rank]
        else:
            for rank in range(n):
                tour[rank] = kept[rank]
                place[tour[rank]] = rank
    return now
