"""The shortest walk by branching, where the frontier is too wide to sweep and time is given.

The same walk as in the linear programme, with whole numbers: each edge is walked 0 to 2 times,
every stop has an even number of ends, every set of stops is entered and left. Only edges that a
shorter walk can use take part. OR-tools' CP-SAT finds the cheapest; where that falls into pieces,
each piece is told to be entered and left, and it is asked again (Dantzig, Fulkerson & Johnson
1954).
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from routing.order.deadline import Deadline
from routing.order.neighbours import Neighbours
from routing.order.proof.subtour_lp import SubtourBound, WalkEnds

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CpSatTour:
    """What branching found.

    ``found``: ``copies`` (e,) times each edge of the cheapest walk that costs at most what was
    asked, and its ``cost``. ``none``: there is no such walk. ``gave up``: out of time; no walk
    costs less than ``cost``.
    """

    outcome: Literal["found", "none", "gave up"]
    cost: int = 0
    copies: Ints | None = None


def cp_sat_tour(
    web: Neighbours, ends: WalkEnds, known: SubtourBound, *, most_cost: int, deadline: Deadline
) -> CpSatTour:
    """Find the cheapest walk that costs at most ``most_cost``, stubs not counted."""
    model = _WholeWalk(web, ends, known, most_cost)
    # the sets that the linear programme priced are those that a cheap walk would leave out
    for members in known.tolls.sets:
        model.require(members)
    least = known.bound
    while not deadline.over:
        outcome, bound = model.solve(deadline)
        # rows are only added, so a bound of any round holds for all walks
        least = max(least, bound)
        if outcome != "found":
            return CpSatTour(outcome, least)
        pieces = model.pieces()
        # even ends and one piece: that is a walk (Euler), thus the cheapest one
        if len(pieces) == 1:
            return CpSatTour("found", bound, model.copies())
        for members in pieces:
            model.require(members)
    return CpSatTour("gave up", least)


class _WholeWalk:
    """The model: whole numbers for edges and free ends."""

    def __init__(
        self, web: Neighbours, ends: WalkEnds, known: SubtourBound, most_cost: int
    ) -> None:
        from ortools.sat.python import cp_model

        # reduced-cost fixing: an edge that loses more than the gap is in no walk cheap enough
        loss = most_cost - known.bound
        self._web, self._ends = web, ends
        self._kept = np.flatnonzero(known.edge_loss <= loss)
        self._pairs = web.pairs[self._kept]
        self._model: Any = cp_model.CpModel()
        self._solver: Any = cp_model.CpSolver()
        # the same of a second use; three uses are never needed: two of them can be taken out
        twice = 2 * known.edge_loss[self._kept] <= loss
        self._edges = [self._model.new_int_var(0, 2 if more else 1, "") for more in twice]
        self._ends_at = self._free_ends(known.end_loss <= loss)
        cost = [
            *(int(c) * x for c, x in zip(web.cost[self._kept], self._edges, strict=True)),
            *(int(ends.cost[stop]) * x for stop, x in self._ends_at.items()),
        ]
        self._model.minimize(sum(cost))
        self._model.add(sum(cost) <= most_cost)
        for stop in range(len(web.stub)):
            # even and at least two: twice a whole number from one on
            half = self._model.new_int_var(1, len(self._edges) + 1, "")
            members = np.arange(len(web.stub)) == stop
            self._model.add(self._borders(members) == 2 * half - int(ends.fixed[stop]))

    def _free_ends(self, possible: Bools) -> dict[int, Any]:
        if not self._ends.free:
            return {}
        stops = np.flatnonzero(possible & (self._ends.fixed == 0)).tolist()
        at = {stop: self._model.new_bool_var("") for stop in stops}
        self._model.add(sum(at.values()) == self._ends.free)
        return at

    def _borders(self, members: Bools) -> Any:
        """Count how often the border of a set is walked, free ends within included."""
        across = members[self._pairs[:, 0]] != members[self._pairs[:, 1]]
        edges = [self._edges[k] for k in np.flatnonzero(across)]
        return sum(edges) + sum(x for stop, x in self._ends_at.items() if members[stop])

    def require(self, members: Bools) -> None:
        """Demand that a set of stops be entered and left."""
        # a walk that begins in a set enters it once less; where it does so twice nothing is asked
        need = 2 - int(self._ends.fixed[members].sum())
        if need > 0 and not members.all():
            self._model.add(self._borders(members) >= need)

    def solve(self, deadline: Deadline) -> tuple[Literal["found", "none", "gave up"], int]:
        """Return the outcome and what no walk undercuts."""
        from ortools.sat.python import cp_model

        parameters = self._solver.parameters
        # one worker: the same walk on every machine; the full relaxation: it is what prunes here
        parameters.num_workers, parameters.linearization_level = 1, 2
        parameters.max_time_in_seconds = max(deadline.left_s, 0.01)
        status = self._solver.solve(self._model)
        if status == cp_model.INFEASIBLE:
            return "none", 0
        # costs are whole, the bound is a float: half a unit takes its noise away
        bound = int(np.ceil(self._solver.best_objective_bound - 0.5))
        return ("found" if status == cp_model.OPTIMAL else "gave up"), bound

    def copies(self) -> Ints:
        """Return how often the walk that was found uses each edge."""
        copies = np.zeros(len(self._web.cost), dtype=np.int64)
        copies[self._kept] = [self._solver.value(x) for x in self._edges]
        return copies

    def pieces(self) -> list[Bools]:
        """Part the stops into those that the walk that was found joins."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        n, used = len(self._web.stub), self._web.pairs[self.copies() > 0]
        graph = coo_array((np.ones(len(used)), (used[:, 0], used[:, 1])), shape=(n, n))
        count, piece = connected_components(graph, directed=False)
        return [piece == k for k in range(count)]
