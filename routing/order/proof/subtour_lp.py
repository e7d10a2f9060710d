"""How short a walk can be at best, by linear programming, and what each edge would add to that.

Each edge is walked 0 to 2 times; every set of stops is entered and left, so edges across its border
are walked twice in all (subtour inequalities, added while violated). Solved by OR-tools' GLOP, with
the violated sets of each round found by minimum cuts (Stoer & Wagner 1997; the inequalities are
those of Dantzig, Fulkerson & Johnson 1954). The duals are rounded down to whole numbers and the
bound is recomputed from them, so that rounding cannot overstate it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled
from routing.order.deadline import Deadline
from routing.order.neighbours import Neighbours
from routing.order.proof.cut_duals import CutDuals

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Rounds at most, fewer where there are many edges (hundreds of doors without a street network).
MOST_ROUNDS, MOST_EDGE_ROUNDS = 80, 200_000
#: Costs are handed to the solver in this many units, to keep its numbers near one.
SCALE = 100_000.0
#: Rounds add rows only, which the dual simplex takes up where it was.
_PARAMETERS = "use_dual_simplex: true max_number_of_iterations: 20000"
#: Where that gets stuck on a degenerate programme, the plain one without its preparations does not.
_PLAINLY = "use_preprocessing: false use_scaling: false perturb_costs_in_dual_simplex: true"
_SHORT_OF_TWO = 2.0 - 1e-6


@dataclass(frozen=True, eq=False)
class WalkEnds:
    """Where a walk may begin and end.

    ``fixed`` (n,): 1 at stops where it must. ``free``: ends it has besides, 0 to 2. ``cost`` (n,):
    what a free end costs at each stop (the stub it saves, so not above 0).
    """

    fixed: Ints
    free: int
    cost: Ints

    @property
    def closed(self) -> bool:
        """Whether the walk has no ends at all."""
        return self.free == 0 and not self.fixed.any()


@dataclass(frozen=True, eq=False)
class SubtourBound:
    """A walk's cost (without the stubs) is at least ``bound`` plus the losses of what it uses.

    ``edge_loss`` (e,) for each use of an edge, ``end_loss`` (n,) for a free end, and ``tolls`` for
    each crossing of a border beyond the second. None is negative.
    """

    bound: int
    edge_loss: Ints
    end_loss: Ints
    tolls: CutDuals


def subtour_bound(web: Neighbours, ends: WalkEnds, *, deadline: Deadline) -> SubtourBound:
    """Solve the linear programme, or as many of its rounds as the time allows.

    Without a single solved round the bound is that of the duals at zero.
    """
    programme = _Programme(web, ends)
    # stops alone, and clusters that are far from the rest, are the sets most likely violated
    for members in _first_sets(web):
        programme.require(members)
    for _ in range(min(MOST_ROUNDS, 3 + MOST_EDGE_ROUNDS // max(1, len(web.cost)))):
        solution = programme.solve()
        if solution is None:
            break
        # separation: a set whose border is walked less than twice is a cut lighter than two
        cuts = _cuts_below(_support(web, ends, *solution), _SHORT_OF_TWO)
        fresh = [programme.require(members) for members in _sides(cuts, len(web.stub))]
        # no set is violated: this is the bound of all of them together
        if not any(fresh) or deadline.over:
            break
    return programme.rounded()


class _Programme:
    """The linear programme: variables for edges and free ends, a row for each set of stops."""

    def __init__(self, web: Neighbours, ends: WalkEnds) -> None:
        from ortools.linear_solver import pywraplp

        self._web, self._ends = web, ends
        self._solver: pywraplp.Solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(_PARAMETERS)
        objective = self._solver.Objective()
        self._edges = [self._variable(objective, c, 2.0) for c in web.cost]
        free = ends.cost if ends.free else ()
        self._ends_at = [self._variable(objective, c, 1.0) for c in free]
        # an equation, whose dual may have either sign: a free end can earn as well as cost
        self._all_ends = self._solver.Constraint(float(ends.free), float(ends.free))
        for variable, fixed in zip(self._ends_at, ends.fixed, strict=False):
            self._all_ends.SetCoefficient(variable, 1.0)
            if fixed:
                variable.SetUb(0.0)
        self._rows: list[Any] = []
        self._sets: list[Bools] = []
        self._known: set[bytes] = set()
        self._duals: list[float] = []
        self._each_end = 0.0

    def _variable(self, objective: Any, cost: int, most: float) -> Any:
        variable = self._solver.NumVar(0.0, most, "")
        objective.SetCoefficient(variable, float(cost) / SCALE)
        return variable

    def require(self, members: Bools) -> bool:
        """Demand that a set of stops be entered and left; tell whether that is new."""
        need = 2 - int(self._ends.fixed[members].sum())
        name = members.tobytes()
        if need <= 0 or name in self._known or members.all():
            return False
        self._known.add(name)
        row = self._solver.Constraint(float(need), self._solver.infinity())
        for edge in np.flatnonzero(self._across(members)):
            row.SetCoefficient(self._edges[edge], 1.0)
        if self._ends_at:
            for stop in np.flatnonzero(members):
                row.SetCoefficient(self._ends_at[stop], 1.0)
        self._rows.append(row)
        self._sets.append(members)
        return True

    def _across(self, members: Bools) -> Bools:
        first, second = self._web.pairs.T
        across: Bools = members[first] != members[second]
        return across

    def solve(self) -> tuple[Floats, Floats] | None:
        """Return the uses of each edge and the ends at each stop (none without free ends).

        Nothing where the solver gets stuck, as it may on many equally good solutions.
        """
        from ortools.linear_solver import pywraplp

        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            self._solver.SetSolverSpecificParametersAsString(_PLAINLY)
            # from scratch: the basis that it is stuck in would lead back to the same place
            afresh = pywraplp.MPSolverParameters()
            afresh.SetIntegerParam(afresh.INCREMENTALITY, afresh.INCREMENTALITY_OFF)
            if self._solver.Solve(afresh) != pywraplp.Solver.OPTIMAL:
                return None
        self._duals = [row.dual_value() for row in self._rows]
        self._each_end = self._all_ends.dual_value()
        edges = np.array([v.solution_value() for v in self._edges])
        return edges, np.array([v.solution_value() for v in self._ends_at])

    def rounded(self) -> SubtourBound:
        """Round the duals down and recompute what they prove."""
        web, ends = self._web, self._ends
        sets = np.array(self._sets[: len(self._duals)], dtype=np.bool_).reshape(-1, len(web.stub))
        # any prices that are not negative prove a bound (weak duality): rounding them down is safe
        price = np.floor(np.maximum(self._duals, 0.0) * SCALE).astype(np.int64)
        across = sets[:, web.pairs[:, 0]] != sets[:, web.pairs[:, 1]]
        edge = web.cost - price @ across
        # an edge whose reduced cost is negative is walked twice at most: that much is taken back
        bound = int(price @ (2 - sets @ ends.fixed)) + 2 * int(np.minimum(edge, 0).sum())
        end = np.zeros(len(web.stub), dtype=np.int64)
        if ends.free:
            each = int(np.rint(self._each_end * SCALE))
            end = ends.cost - price @ sets - each
            bound += each * ends.free + int(np.minimum(end, 0).sum())
        return SubtourBound(bound, np.maximum(edge, 0), np.maximum(end, 0), CutDuals(sets, price))


def _first_sets(web: Neighbours) -> list[Bools]:
    """Return each stop, and each cluster that arises when the shortest links are joined first."""
    n = len(web.stub)
    cluster = np.arange(n)
    sets = [cluster == stop for stop in range(n)]
    # Kruskal's order: each union is a cluster of single linkage
    for edge in np.argsort(web.cost, kind="stable"):
        one, two = cluster[web.pairs[edge]]
        if one != two:
            cluster[cluster == two] = one
            sets.append(cluster == one)
    return sets[:-1]


def _support(web: Neighbours, ends: WalkEnds, edges: Floats, free_ends: Floats) -> Floats:
    """Return the solution as a weighted graph; an open walk closes through one more node."""
    n = len(web.stub)
    weights = np.zeros((n + 1, n + 1))
    weights[web.pairs[:, 0], web.pairs[:, 1]] = edges
    # the extra node stands for the way home that an open walk does not take
    weights[n, :n] = ends.fixed
    if ends.free:
        weights[n, :n] += free_ends
    weights += weights.T
    return weights[:n, :n].copy() if ends.closed else weights


def _sides(cuts: Bools, stops: int) -> list[Bools]:
    """Return of each cut the side without the extra node; of a closed walk, the smaller side."""
    turned = cuts[:, stops] if cuts.shape[1] > stops else 2 * cuts.sum(axis=1) > stops
    sides = cuts[:, :stops] ^ turned[:, None]
    return list(np.ascontiguousarray(sides))


def _cuts_below(weights: Floats, least: float) -> Bools:
    """List the cuts of phase lighter than ``least``: (k, n) members of one side.

    ``networkx.stoer_wagner`` gives the lightest alone, in over a hundred times as long
    (``benchmarks/kernel_peers.py``).
    """
    n = len(weights)
    cuts = np.zeros((n, n), dtype=np.bool_)
    found = _cuts_of_phase(weights.copy(), np.eye(n, dtype=np.bool_), least, cuts)
    return cuts[:found]


@compiled
def _cuts_of_phase(weights: Floats, member: Bools, least: float, cuts: Bools) -> int:
    """Merge the two nodes last drawn in, again and again; ``member`` says what a node stands for.

    Loops, for they compile many times faster than slices.
    """
    n = len(weights)
    gone = np.zeros(n, dtype=np.bool_)
    found = 0
    # a phase: nodes are drawn in by how strongly they pull; the last one against all others is a
    # minimum cut between it and the one before, which may then be merged
    for left in range(n, 1, -1):
        pull = np.zeros(n)
        drawn = np.zeros(n, dtype=np.bool_)
        before, last, weight = -1, -1, 0.0
        for _ in range(left):
            closest = -1
            for v in range(n):
                if not gone[v] and not drawn[v] and (closest < 0 or pull[v] > pull[closest]):
                    closest = v
            drawn[closest] = True
            before, last, weight = last, closest, pull[closest]
            for v in range(n):
                pull[v] += weights[closest, v]
        for v in range(n):
            if weight < least:
                cuts[found, v] = member[last, v]
            weights[before, v] += weights[last, v]
            weights[v, before] = weights[before, v]
            if member[last, v]:
                member[before, v] = True
        found += weight < least
        # every cut of phase below two is kept, not the least alone: each is a row to add
        gone[last] = True
    return found
