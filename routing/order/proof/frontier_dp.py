"""The shortest walk over a web of neighbours, by sweeping a frontier across it: exact, no search.

Behind the frontier all that matters is which frontier stops are joined there, and which have an odd
number of edges so far; of all walks that agree on this only the shortest goes on. A turf is a thin
web of streets, so the frontier is narrow and the states are few. Dynamic programming over a path
decomposition, in the manner of Cook & Seymour (2003), *Tour merging via branch-decomposition*.

A lower bound thins the states out further: a walk that has already strayed from it by more than the
best known one cannot become shorter (reduced costs of a linear programme).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from routing.order.deadline import Deadline
from routing.order.proof.cut_duals import CutDuals, plan_duals
from routing.order.proof.frontier_plan import EDGE, FrontierPlan
from routing.order.proof.frontier_states import BACK, COLUMNS, COST, WIDEST, finish_stop, use_edge

Ints = NDArray[np.int64]
Kernel: TypeAlias = Callable[[Ints, int, Ints, Ints, Ints, Ints, Ints], int]

FIRST_ROOM = 1 << 10


@dataclass(frozen=True, eq=False)
class FrontierCosts:
    """What a walk pays, in whole numbers; ``e`` edges, ``n`` stops.

    ``edge`` (e,) and ``end`` (n,): cost of walking an edge once and of ending at a stop.
    ``edge_loss``, ``end_loss``: the same above the bound, none negative, and ``tolls`` what borders
    add to that. ``fixed`` (n,): 1 where the walk must begin or end. ``free_ends``: how many more
    ends it has, 0 to 2.
    """

    edge: Ints
    end: Ints
    edge_loss: Ints
    end_loss: Ints
    tolls: CutDuals
    fixed: Ints
    free_ends: int


@dataclass(frozen=True, eq=False)
class FrontierResult:
    """What a sweep found.

    ``found``: the cheapest walk within the loss allowed, ``copies`` (e,) times each edge, ``cost``
    in all. ``none``: there is no such walk. ``gave up``: out of time or room, nothing is known.
    """

    outcome: Literal["found", "none", "gave up"]
    cost: int = 0
    copies: Ints | None = None


def solve_frontier(
    plan: FrontierPlan,
    pairs: Ints,
    costs: FrontierCosts,
    *,
    most_loss: int,
    most_states: int,
    deadline: Deadline,
) -> FrontierResult:
    """Find the cheapest walk whose loss is at most ``most_loss``, or show that there is none.

    ``pairs`` (e, 2) are the ends of the edges; ``most_states`` bounds the states kept at one step.
    """
    if plan.width > WIDEST:
        return FrontierResult("gave up")
    # room grows by need: most turfs stay within the first
    layers = _Layers(min(FIRST_ROOM, most_states))
    trail: list[Ints] = []
    tolls = plan_duals(plan.steps, pairs, costs.tolls, fixed=costs.fixed, free_ends=costs.free_ends)
    for k, (kind, *_) in enumerate(plan.steps):
        kernel = use_edge if kind == EDGE else finish_stop
        row = _step(plan.steps, k, costs)
        # a full table loses states, so the step is taken again with more room, or not at all
        while not layers.advance(kernel, row, tolls.at(k), most_loss):
            if layers.room >= most_states or deadline.over:
                return FrontierResult("gave up")
            layers.grow()
        if layers.count == 0:
            return FrontierResult("none")
        if deadline.over:
            return FrontierResult("gave up")
        # of each layer only the way back is kept: 4 bytes a state instead of a whole row
        trail.append(layers.now[: layers.count, BACK].astype(np.int32))
    best = int(layers.now[: layers.count, COST].argmin())
    return FrontierResult(
        "found", int(layers.now[best, COST]), _traced(plan.steps, trail, best, costs)
    )


class _Layers:
    """The states before and after a step, and the table that finds them again."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.count = 1
        self.now = np.zeros((room, COLUMNS), dtype=np.int64)
        self._next = np.zeros((room, COLUMNS), dtype=np.int64)
        # a quarter full at most: probing stays short
        self._table = np.zeros(4 * room, dtype=np.int64)
        self._stamp = 0

    def advance(self, kernel: Kernel, row: Ints, tolls: Ints, most_loss: int) -> bool:
        """Take one step; tell whether there was room for what it makes."""
        self._stamp += 1
        # a new stamp makes the table empty without writing to it
        limits = np.array([most_loss, self._stamp], dtype=np.int64)
        count = kernel(self.now, self.count, self._next, self._table, row, tolls, limits)
        if count < 0:
            return False
        # two layers take turns: a step reads one and writes the other
        self.now, self._next, self.count = self._next, self.now, count
        return True

    def grow(self) -> None:
        """Make room for four times as many states."""
        self.room *= 4
        kept = self.now[: self.count].copy()
        self.now = np.zeros((self.room, COLUMNS), dtype=np.int64)
        self.now[: self.count] = kept
        self._next = np.zeros((self.room, COLUMNS), dtype=np.int64)
        self._table = np.zeros(4 * self.room, dtype=np.int64)


def _step(steps: Ints, k: int, costs: FrontierCosts) -> Ints:
    """Return the row that the kernels take for step ``k``."""
    kind, item, one, two, slot, other = steps[k]
    if kind == EDGE:
        price = (costs.edge[item], costs.edge_loss[item])
        return np.array([slot, other, *price, costs.fixed[one], costs.fixed[two]])
    ending = (costs.free_ends, costs.end[one], costs.end_loss[one])
    return np.array([slot, *ending, costs.fixed[one], int(k == len(steps) - 1)])


def _traced(steps: Ints, trail: list[Ints], best: int, costs: FrontierCosts) -> Ints:
    """Follow the best state back; give how often its walk uses each edge."""
    copies = np.zeros(len(costs.edge), dtype=np.int64)
    for step, back in zip(steps[::-1], trail[::-1], strict=True):
        # packed as 3 * row + copies
        best, used = divmod(int(back[best]), 3)
        if step[0] == EDGE:
            copies[step[1]] = used
    return copies
