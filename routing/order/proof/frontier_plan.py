"""How a sweep crosses the web of stops: which stop is finished when, and where it waits until then.

Stops are finished one after the other; those with both finished and unfinished neighbours are the
frontier. The work of a sweep grows with the width of its frontier, so the plan keeps it narrow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EDGE, FINISH = 0, 1
#: Starts tried, evenly spread; each gives one plan.
STARTS = 12


@dataclass(frozen=True, eq=False)
class FrontierPlan:
    """Steps of a sweep, rows of (kind, edge or stop, stop, other stop, slot, other slot).

    A slot holds a stop from its first edge to its finish; ``width`` slots are enough.
    """

    steps: Ints
    width: int


def plan_frontier(edge_numbers: Ints) -> FrontierPlan:
    """Lay out a narrow sweep. ``edge_numbers`` (n, n) names the edges, -1 where there is none."""
    n = len(edge_numbers)
    links = edge_numbers >= 0
    starts = np.unique(np.linspace(0, n - 1, min(n, STARTS)).astype(np.int64))
    steps, width = _laid_out(edge_numbers, _narrowest(links, starts))
    return FrontierPlan(steps, width)


@compiled
def _next_stop(links: Bools, done: Bools, front: Bools) -> int:
    """Choose the stop, on or beside the frontier, whose finishing leaves the smallest frontier."""
    n = len(links)
    best, best_grow, best_old = -1, n + 2, -1
    for v in range(n):
        if done[v]:
            continue
        grow, old = (-1 if front[v] else 0), 0
        beside = front[v]
        for u in range(n):
            if links[v, u]:
                if done[u]:
                    old += 1
                elif front[u]:
                    beside = True
                else:
                    grow += 1
        if beside and (grow < best_grow or (grow == best_grow and old > best_old)):
            best, best_grow, best_old = v, grow, old
    return best


@compiled
def _one_order(links: Bools, start: int, order: Ints) -> float:
    """Finish the stops greedily from ``start`` on, into ``order``; give the work it may cost."""
    n = len(links)
    done = np.zeros(n, dtype=np.bool_)
    front = np.zeros(n, dtype=np.bool_)
    front[start] = True
    width, price = 1, 0.0
    for rank in range(n):
        v = _next_stop(links, done, front)
        for u in range(n):
            if (links[v, u] or u == v) and not done[u] and not front[u]:
                front[u] = True
                width += 1
        price += 4.0**width
        front[v], done[v] = False, True
        width -= 1
        order[rank] = v
    return price


@compiled
def _narrowest(links: Bools, starts: Ints) -> Ints:
    """Keep the order that promises the least work."""
    best, least = np.empty(len(links), dtype=np.int64), np.inf
    order = np.empty(len(links), dtype=np.int64)
    for start in starts:
        price = _one_order(links, start, order)
        if price < least:
            least = price
            for rank in range(len(order)):
                best[rank] = order[rank]
    return best


def _laid_out(edge_numbers: Ints, order: Ints) -> tuple[Ints, int]:
    """Write the steps down and give every stop a slot for as long as it waits."""
    steps = np.zeros((int((edge_numbers >= 0).sum()) // 2 + len(order), 6), dtype=np.int64)
    return steps, _write_steps(edge_numbers, order, steps)


@compiled
def _write_steps(edge_numbers: Ints, order: Ints, steps: Ints) -> int:
    """Fill in ``steps``; give the slots taken."""
    n = len(order)
    slot = np.zeros(n, dtype=np.int64) - 1
    taken = np.zeros(n + 1, dtype=np.bool_)
    done = np.zeros(n, dtype=np.bool_)
    row, width = 0, 0
    for v in order:
        for k in range(n + 1):
            u = v if k == 0 else k - 1
            if k > 0 and (edge_numbers[v, u] < 0 or done[u]):
                continue
            if slot[u] < 0:
                free = 0
                while taken[free]:
                    free += 1
                slot[u], taken[free] = free, True
                width = max(width, free + 1)
            if k > 0:
                steps[row, 0], steps[row, 1] = EDGE, edge_numbers[v, u]
                steps[row, 2], steps[row, 3] = v, u
                steps[row, 4], steps[row, 5] = slot[v], slot[u]
                row += 1
        steps[row, 0], steps[row, 1] = FINISH, v
        steps[row, 2], steps[row, 3] = v, -1
        steps[row, 4], steps[row, 5] = slot[v], -1
        row += 1
        done[v], taken[slot[v]] = True, False
    return width
