"""Which tolls a sweep counts at each step: what it costs to cross a border more often than twice.

A linear programme puts a toll on the border of some sets of stops. Every walk crosses a border
twice; each further time it lies a toll above the bound. So the sweep counts the crossings of each
border from its first edge to its last.

Prices of a relaxation that guide an exact search are those of Held & Karp (1970), *The traveling-
salesman problem and minimum spanning trees*; here they stand on sets of stops, not on stops.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled
from routing.order.proof.frontier_plan import EDGE

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Borders counted at a time, two bits each in two words. Beyond, the cheapest are left out, which
#: makes the sweep slower, not wrong.
COUNTERS = 64


@dataclass(frozen=True, eq=False)
class CutDuals:
    """Borders that cost more than nothing.

    ``sets`` (k, n) the stops inside each, ``price`` (k,) the toll of one crossing beyond two.
    """

    sets: Bools
    price: Ints


@dataclass(frozen=True, eq=False)
class DualPlan:
    """Rows of (counter, toll, count at the first edge or -1 later, whether it is the last edge).

    The rows of step ``k`` are ``rows[begins[k] : begins[k + 1]]``.
    """

    rows: Ints
    begins: Ints

    def at(self, step: int) -> Ints:
        """Return the rows of one step."""
        return self.rows[self.begins[step] : self.begins[step + 1]]


def plan_duals(
    steps: Ints, pairs: Ints, tolls: CutDuals, *, fixed: Ints, free_ends: int
) -> DualPlan:
    """Find the borders that each step crosses, and a counter for each.

    Parameters
    ----------
    steps
        As in ``SweepPlan``; the finish of a stop crosses a border where the walk may end there.
    fixed
        (n,) 1 where the walk must begin or end: such an end has crossed the border beforehand.
    """
    edge = steps[:, 0] == EDGE
    # dearest first: where counters run out, the borders that prune least go without
    sets = tolls.sets[np.argsort(-tolls.price, kind="stable")]
    price = -np.sort(-tolls.price)
    sets, price = sets[price > 0], price[price > 0]
    crossed = np.zeros((len(sets), len(steps)), dtype=np.bool_)
    ends = pairs[steps[edge, 1]]
    crossed[:, edge] = sets[:, ends[:, 0]] != sets[:, ends[:, 1]]
    # an end inside counts as a crossing: as if the walk left there for home
    if free_ends:
        crossed[:, ~edge] = sets[:, steps[~edge, 1]]
    counter = _counters(crossed)
    used = counter >= 0
    crossed, price, counter = crossed[used], price[used], counter[used]
    # a walk that must begin inside has crossed once before any edge is looked at
    before = sets[used].astype(np.int64) @ fixed
    # argmax finds the first true; of the reversed row, the last
    first, last = crossed.argmax(axis=1), len(steps) - 1 - crossed[:, ::-1].argmax(axis=1)
    # transposed, so that the rows come out by step and one search finds where each begins
    step, border = np.nonzero(crossed.T)
    opening = np.where(step == first[border], before[border], -1)
    rows = np.column_stack([counter[border], price[border], opening, step == last[border]])
    begins = np.searchsorted(step, np.arange(len(steps) + 1))
    return DualPlan(rows.astype(np.int64), begins)


@compiled
def _counters(crossed: Bools) -> Ints:
    """Give each border a counter that no other uses meanwhile, or -1 where all are taken."""
    count, steps = crossed.shape
    counter = np.zeros(count, dtype=np.int64) - 1
    taken = np.zeros((COUNTERS, steps), dtype=np.bool_)
    for border in range(count):
        first, last = -1, -1
        for step in range(steps):
            if crossed[border, step]:
                last = step
                if first < 0:
                    first = step
        if first < 0:
            continue
        # first fit: the lowest counter that is free from the first crossing to the last
        choice, step = 0, first
        while choice < COUNTERS and step <= last:
            if taken[choice, step]:
                choice, step = choice + 1, first
            else:
                step += 1
        if choice < COUNTERS:
            counter[border] = choice
            for step in range(first, last + 1):
                taken[choice, step] = True
    return counter
