"""Close the gap between the best known order and what no order undercuts.

First a plain sweep, which is enough on most turfs; where the frontier is too wide for it, a linear
programme gives a bound and tells which edges a shorter walk cannot use, and sweeps run over what
is left, with an allowance that grows until it reaches the best known order. Where they give up, a
longer search may shorten the order, which narrows the frontier; then, if time is given, branching
goes on from there. When room or time run out, the last sweep that ended has still raised the bound.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.order.deadline import Deadline
from routing.order.proof.cp_sat_tour import cp_sat_tour
from routing.order.proof.cut_duals import CutDuals
from routing.order.proof.eulerian import eulerian_order
from routing.order.proof.frontier_dp import FrontierCosts, solve_frontier
from routing.order.proof.frontier_plan import plan_frontier
from routing.order.proof.subtour_lp import SubtourBound, WalkEnds, subtour_bound
from routing.order.tour_problem import TourProblem

Ints = NDArray[np.int64]

#: A plain sweep is tried up to this frontier and this many states a step.
PLAIN_WIDTH = 9
PLAIN_STATES = 1 << 12
#: What a sweep may lose, as shares of the gap: little is little work, raises the bound, and is
#: enough where the best known tour is not the best.
SHARES = (0.3, 0.6, 1.0)


@dataclass(frozen=True, eq=False)
class Proven:
    """The best tour known and a cost (stubs included, ties not) that no tour undercuts."""

    tour: Ints
    upper: int
    lower: int

    def at_least(self, lower: int) -> "Proven":
        """Take note of a bound; no bound lies above the best tour."""
        return Proven(self.tour, self.upper, max(self.lower, min(lower, self.upper)))


def prove(
    problem: TourProblem,
    tour: Ints,
    upper: int,
    *,
    most_states: int,
    deadline: Deadline,
    search_on: Callable[[Ints], tuple[Ints, int]] | None = None,
    branching: bool = False,
) -> Proven:
    """Find a shorter tour or show that there is none, as far as room and time allow.

    Parameters
    ----------
    tour, upper
        The best known tour of places, and its cost without the ties.
    most_states
        States kept at one step of a sweep.
    search_on
        Gives a tour no longer than another, and its cost; asked once, where sweeps give up.
    branching
        Whether to branch until the deadline where nothing else helps.
    """
    ends = _ends(problem)
    now = Proven(tour, upper, 0)
    if plan_frontier(problem.web.edge_numbers()).width <= PLAIN_WIDTH:
        plain = _Search(problem, ends, _nothing_known(problem, ends))
        now = plain.within(1.0, now, min(PLAIN_STATES, most_states), deadline)
    if now.lower >= now.upper:
        return now
    search = _Search(problem, ends, subtour_bound(problem.web, ends, deadline=deadline))
    now = search.sweeps(now.at_least(search.base), most_states, deadline)
    if now.lower < now.upper and search_on is not None:
        better = Proven(*search_on(now.tour), now.lower)
        shorter = better.upper < now.upper
        now = better.at_least(better.lower)
        now = search.sweeps(now, most_states, deadline) if shorter else now
    if now.lower < now.upper and branching:
        now = search.branched(now, deadline)
    return now


def _ends(problem: TourProblem) -> WalkEnds:
    fixed = np.zeros(len(problem.stops), dtype=np.int64)
    fixed[list(problem.tied)] = 1
    free = 0 if problem.closed else 2 - len(problem.tied)
    return WalkEnds(fixed, free, -problem.web.stub)


def _nothing_known(problem: TourProblem, ends: WalkEnds) -> SubtourBound:
    """Return the bound that needs no work: a walk loses what it walks."""
    saved = int(ends.cost.min(initial=0))
    no_tolls = CutDuals(np.zeros((0, len(ends.cost)), dtype=np.bool_), np.zeros(0, dtype=np.int64))
    return SubtourBound(saved * ends.free, problem.web.cost, ends.cost - saved, no_tolls)


@dataclass(frozen=True, eq=False)
class _Search:
    """Sweeps over one problem, measured against one bound."""

    problem: TourProblem
    ends: WalkEnds
    known: SubtourBound

    @property
    def stubs(self) -> int:
        """Return what every walk pays for the stubs, before what its free ends save."""
        return 2 * int(self.problem.web.stub.sum())

    @property
    def base(self) -> int:
        """Return what no walk undercuts before any sweep."""
        return self.known.bound + self.stubs

    def sweeps(self, now: Proven, most_states: int, deadline: Deadline) -> Proven:
        """Sweep with a growing allowance until nothing is left to find, or one gives up."""
        for share in SHARES:
            better = self.within(share, now, most_states, deadline)
            gave_up, now = better is now, better
            if gave_up or now.lower >= now.upper:
                break
        return now

    def branched(self, now: Proven, deadline: Deadline) -> Proven:
        """Branch over what a shorter walk can use."""
        most = now.upper - 1 - self.stubs
        web = self.problem.web
        found = cp_sat_tour(web, self.ends, self.known, most_cost=most, deadline=deadline)
        if found.outcome == "none":
            return now.at_least(now.upper)
        if found.copies is not None:
            now = self._taken(found.copies, found.cost, now)
        return now.at_least(found.cost + self.stubs)

    def _taken(self, copies: Ints, cost: int, now: Proven) -> Proven:
        """Take over a walk if it is shorter."""
        if cost + self.stubs >= now.upper:
            return now
        order = eulerian_order(self.problem.web, copies, fixed=self.ends.fixed)
        tour = order if self.problem.closed else np.append(order, len(order))
        return Proven(tour, cost + self.stubs, now.lower)

    def within(self, share: float, now: Proven, most_states: int, deadline: Deadline) -> Proven:
        """Sweep the walks that lose at most ``share`` of what a shorter one may lose."""
        allowed = int((now.upper - 1 - self.base) * share)
        edges = self._edges_within(allowed)
        if allowed < 0 or not _hangs_together(edges):
            return now.at_least(self.base + allowed + 1)
        swept = solve_frontier(
            plan_frontier(edges),
            self.problem.web.pairs,
            self._costs(),
            most_loss=allowed,
            most_states=most_states,
            deadline=deadline,
        )
        if swept.outcome == "gave up":
            return now
        if swept.copies is not None:
            now = self._taken(swept.copies, swept.cost, now)
        return now.at_least(self.base + allowed + 1)

    def _edges_within(self, allowed: int) -> Ints:
        """Number the edges that such a walk can use, (n, n), -1 elsewhere."""
        edges = self.problem.web.edge_numbers()
        far = np.append(self.known.edge_loss > allowed, True)
        return np.where(far[edges], -1, edges)

    def _costs(self) -> FrontierCosts:
        known, ends = self.known, self.ends
        return FrontierCosts(
            self.problem.web.cost,
            ends.cost,
            known.edge_loss,
            known.end_loss,
            known.tolls,
            ends.fixed,
            ends.free,
        )


def _hangs_together(edges: Ints) -> bool:
    from scipy.sparse.csgraph import connected_components

    return bool(connected_components(edges >= 0, directed=False)[0] == 1)
