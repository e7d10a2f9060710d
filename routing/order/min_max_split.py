"""Share one turf among several canvassers so that the last one back is back early.

First the best single walk is cut into consecutive parts of equal length (exactly, by dynamic
programming); OR-tools' guided local search then moves doors between the parts; last, each part is
ordered anew with its proof. A bound tells how far the result can be from the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.order.order import Order, plan_order

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Parts = list[list[int]]


@dataclass(frozen=True)
class Split:
    """Walks of several canvassers.

    ``orders`` has one order each, in indices of the matrix; with a ``start`` each begins there.
    ``total_s`` are their times, walk and doors; ``longest_s`` is the longest, and
    ``lower_bound_s`` what no split of the same doors can undercut. ``dropped`` are doors left out
    for lack of time, ``unreachable`` those that no footpath leads to.
    """

    orders: tuple[Order, ...]
    total_s: tuple[float, ...]
    longest_s: float
    lower_bound_s: float
    gap: float
    dropped: tuple[int, ...]
    unreachable: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Shared:
    """What is shared: ``walk`` and ``door`` in seconds, ``value`` of each door, all (n, …)."""

    walk: Floats
    door: Floats
    value: Floats
    start: int | None

    def time_of(self, part: Sequence[int]) -> float:
        """Give the time of a part walked in its order, from ``start`` and back if there is one."""
        way = list(part) if self.start is None else [self.start, *part, self.start]
        legs = self.walk[way[:-1], way[1:]].sum() if len(way) > 1 else 0.0
        return float(legs + self.door[list(part)].sum())


def min_max_split(
    walk_s: Floats,
    service_s: Floats,
    *,
    k: int,
    start: int | None = None,
    limit_s: float | None = None,
    value: Floats | None = None,
    search_s: float = 1.0,
    seed: int = 0,
) -> Split:
    """Share the doors among ``k`` canvassers.

    Parameters
    ----------
    walk_s
        (n, n) walking seconds; ``inf`` where no footpath leads.
    service_s
        (n,) seconds spent at each stop.
    start
        Meeting point, where all leave and come back; without one each walk is open.
    limit_s
        Most time for each; the doors of least ``value`` are dropped until it is kept.
    value
        (n,) what each door is worth, 1 each unless given.
    search_s
        Seconds for the guided local search; 0 leaves the cut of the single walk, which is the same
        on every machine.

    Raises
    ------
    ValueError
        If ``k`` is below 1.
    """
    if k < 1:
        raise ValueError("a turf is split among one canvasser or more")
    worth = np.ones(len(walk_s)) if value is None else np.asarray(value, dtype=np.float64)
    shared = _Shared(np.asarray(walk_s), np.asarray(service_s, dtype=np.float64), worth, start)
    whole = plan_order(shared.walk, start=start, closed=start is not None, seed=seed)
    doors = [int(stop) for stop in whole.order if stop != start]
    parts = [_fitting(shared, part, limit_s) for part in _even_cut(shared, doors, k)]
    if search_s > 0 and (k > 1 or limit_s is not None) and len(doors) > k:
        parts = _searched(shared, doors, parts, limit_s, search_s)
    return _stated(shared, doors, parts, whole.unreachable, seed)


def _even_cut(shared: _Shared, doors: list[int], k: int) -> Parts:
    """Cut a sequence into ``k`` consecutive parts so that the longest is as short as can be."""
    n = len(doors)
    time = np.array(
        [[shared.time_of(doors[i:j]) if i < j else 0.0 for j in range(n + 1)] for i in range(n + 1)]
    )
    best, cuts = time[0], []
    for _ in range(k - 1):
        longest = np.maximum(best[:, None], time)
        longest[np.tril_indices(n + 1, -1)] = np.inf
        cuts.append(longest.argmin(axis=0))
        best = longest.min(axis=0)
    parts: Parts = []
    end = n
    for cut in reversed(cuts):
        parts.append(doors[cut[end] : end])
        end = int(cut[end])
    return [doors[:end], *reversed(parts)]


def _fitting(shared: _Shared, part: list[int], limit_s: float | None) -> list[int]:
    """Leave out the least valuable doors, of equal ones the most costly, until the time is kept."""
    part = list(part)
    while limit_s is not None and part and shared.time_of(part) > limit_s:
        now = shared.time_of(part)
        saved = [now - shared.time_of(part[:i] + part[i + 1 :]) for i in range(len(part))]
        del part[min(range(len(part)), key=lambda i: (shared.value[part[i]], -saved[i]))]
    return part


def _searched(
    shared: _Shared, doors: list[int], parts: Parts, limit_s: float | None, search_s: float
) -> Parts:
    """Improve on ``parts``; give them back where nothing better is found."""
    from routing.order.or_tools_split import improved_parts

    found = improved_parts(
        shared.walk,
        shared.door,
        shared.value,
        doors=doors,
        parts=parts,
        start=shared.start,
        limit_s=limit_s,
        search_s=search_s,
    )

    def merit(some: Parts) -> tuple[float, float]:
        kept = sum(float(shared.value[part].sum()) for part in some if part)
        return (-kept, max(shared.time_of(part) for part in some))

    return min(found, parts, key=merit)


def _stated(
    shared: _Shared, doors: list[int], parts: Parts, unreachable: tuple[int, ...], seed: int
) -> Split:
    """Order each part and compare the longest with what no split can undercut."""
    orders = [_ordered(shared, part, seed) for part in parts]
    totals = [
        order.walk_s + float(shared.door[part].sum()) if part else 0.0
        for order, part in zip(orders, parts, strict=True)
    ]
    kept = sorted(door for part in parts for door in part)
    longest, bound = max(totals), min(max(totals), _bound(shared, kept, len(parts), seed))
    return Split(
        orders=tuple(orders),
        total_s=tuple(totals),
        longest_s=longest,
        lower_bound_s=bound,
        gap=(longest - bound) / longest if longest > 0 else 0.0,
        dropped=tuple(sorted(set(doors) - set(kept))),
        unreachable=unreachable,
    )


def _ordered(shared: _Shared, part: list[int], seed: int) -> Order:
    """Order one part, in indices of the whole matrix."""
    stops = np.array(part if shared.start is None else [shared.start, *part], dtype=np.int64)
    times = shared.walk[np.ix_(stops, stops)]
    first = None if shared.start is None else 0
    order = plan_order(times, start=first, closed=first is not None, seed=seed)
    return replace(order, order=stops[order.order])


def _bound(shared: _Shared, kept: list[int], k: int, seed: int) -> float:
    """Return a time that the longest of ``k`` walks through the doors cannot undercut.

    Walks from one meeting point make one closed walk together, so they share at least the bound of
    that; each door is also one canvasser's. Open walks are at least a forest of ``k`` trees.
    """
    from scipy.sparse.csgraph import minimum_spanning_tree

    if not kept:
        return 0.0
    spent = float(shared.door[kept].sum())
    if shared.start is None:
        times = np.maximum(shared.walk[np.ix_(kept, kept)], 1e-9)  # scipy reads 0 as no edge
        tree = np.sort(minimum_spanning_tree(times).data)
        walk = float(tree[: max(0, len(kept) - k)].sum())
        return max((spent + walk) / k, float(shared.door[kept].max()))
    stops = [shared.start, *kept]
    whole = plan_order(shared.walk[np.ix_(stops, stops)], start=0, seed=seed)
    alone = 2 * shared.walk[shared.start, kept] + shared.door[kept]
    return max((spent + whole.lower_bound_s) / k, float(alone.max()))
