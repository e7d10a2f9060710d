"""The exact method agrees with plain enumeration, and its bounds are bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

import routing.order.order
import routing.order.proof.optimality
from routing.order.deadline import Deadline
from routing.order.held_karp import held_karp
from routing.order.local_search import nearest_neighbour_tour, short_tour, tour_cost
from routing.order.neighbours import neighbours
from routing.order.order import plan_order
from routing.order.proof.cut_duals import CutDuals
from routing.order.proof.eulerian import eulerian_order
from routing.order.proof.frontier_dp import FrontierCosts, solve_frontier
from routing.order.proof.frontier_plan import EDGE, plan_frontier
from routing.order.proof.frontier_states import WIDEST
from routing.order.proof.optimality import prove
from routing.order.proof.subtour_lp import WalkEnds, subtour_bound
from routing.order.tour_problem import TourProblem, tour_problem

FOREVER = Deadline(1e9)
ENDS = st.sampled_from([{"closed": True}, {"start": 1}, {"end": 0}, {"start": 0, "end": 2}, {}])


def times_between(seed: int, doors: int, *, stubs: bool, loops: float = 0.6) -> np.ndarray:
    """Make times on a random web; small whole numbers, so that many ways are equally long."""
    random = np.random.default_rng(seed)
    ways = np.full((doors + 4, doors + 4), np.inf)
    for node in range(1, doors + 4):
        ways[node, random.integers(max(0, node - 4), node)] = random.integers(0, 9) + 1e-9
        if random.random() < loops:
            ways[node, random.integers(node)] = random.integers(1, 15)
    times = shortest_path(ways, directed=False)[4:, 4:]
    if stubs:
        own = random.integers(0, 6, doors)
        times += own[:, None] + own
        np.fill_diagonal(times, 0.0)
    return times


def problem_of(times: np.ndarray, ask: dict) -> TourProblem:
    stops = np.arange(len(times))
    return tour_problem(
        times,
        stops,
        start=ask.get("start"),
        end=ask.get("end"),
        closed=ask.get("closed", False),
    )


def cost_of(problem: TourProblem, tour: np.ndarray) -> int:
    return int(tour_cost(problem.cost, tour)) + problem.tie * len(problem.tied)


@pytest.mark.parametrize("plain_width", [0, 16], ids=["linear programme", "plain sweep"])
@given(seed=st.integers(0, 10**6), n=st.integers(4, 10), ask=ENDS, stubs=st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_proof_agrees_with_enumeration(
    plain_width: int, seed: int, n: int, ask: dict, stubs: bool
) -> None:
    problem = problem_of(times_between(seed, n, stubs=stubs), ask)
    best = cost_of(problem, held_karp(problem.cost))
    long = nearest_neighbour_tour(problem.cost, n if len(problem.cost) > n else 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing.order.proof.optimality, "PLAIN_WIDTH", plain_width)
        proven = prove(problem, long, cost_of(problem, long), most_states=1 << 14, deadline=FOREVER)
    assert proven.lower == proven.upper == best
    assert sorted(proven.tour) == list(range(len(problem.cost)))
    assert cost_of(problem, proven.tour) == best


@given(seed=st.integers(0, 10**6), n=st.integers(4, 10), ask=ENDS, stubs=st.booleans())
@settings(max_examples=60, deadline=None)
def test_branching_agrees_with_enumeration_where_no_sweep_ends(
    seed: int, n: int, ask: dict, stubs: bool
) -> None:
    problem = problem_of(times_between(seed, n, stubs=stubs), ask)
    best = cost_of(problem, held_karp(problem.cost))
    long = nearest_neighbour_tour(problem.cost, n if len(problem.cost) > n else 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing.order.proof.optimality, "PLAIN_WIDTH", 0)
        proven = prove(
            problem,
            long,
            cost_of(problem, long),
            most_states=1,
            deadline=FOREVER,
            branching=True,
        )
    assert proven.lower == proven.upper == best
    assert cost_of(problem, proven.tour) == best


def test_seconds_for_the_proof_are_used_where_the_frontier_is_wide() -> None:
    xy = np.random.default_rng(8).random((60, 2)) * 1000
    times = np.round(np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing.order.order, "STATES_AT_MOST", 1 << 4)
        patch.setattr(routing.order.order, "STATES_AT_ONCE", 1 << 4)
        at_once, given_time = plan_order(times), plan_order(times, proof_s=60)
    assert at_once.proof == "gap"
    assert given_time.proof == "optimal"
    assert at_once.lower_bound_s < given_time.walk_s <= at_once.walk_s


@given(seed=st.integers(0, 10**6), n=st.integers(4, 10), ask=ENDS, stubs=st.booleans())
@settings(max_examples=80, deadline=None)
def test_bounds_are_bounds(seed: int, n: int, ask: dict, stubs: bool) -> None:
    problem = problem_of(times_between(seed, n, stubs=stubs), ask)
    best = cost_of(problem, held_karp(problem.cost))
    ends = routing.order.proof.optimality._ends(problem)
    linear = subtour_bound(problem.web, ends, deadline=FOREVER)
    assert linear.bound + 2 * problem.web.stub.sum() <= best
    assert min(linear.edge_loss.min(), linear.end_loss.min(), linear.tolls.price.min()) >= 0


@given(seed=st.integers(0, 10**6), n=st.integers(12, 30), ask=ENDS)
@settings(max_examples=40, deadline=None)
def test_both_ways_to_prove_agree(seed: int, n: int, ask: dict) -> None:
    problem = problem_of(times_between(seed, n, stubs=False, loops=0.3), ask)
    tour = short_tour(problem.cost, kicks=0, seed=seed)
    found = []
    for plain_width in (0, 16):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(routing.order.proof.optimality, "PLAIN_WIDTH", plain_width)
            upper = cost_of(problem, tour)
            found.append(prove(problem, tour, upper, most_states=1 << 16, deadline=FOREVER))
    assert found[0].upper == found[1].upper
    assert found[0].lower == found[1].lower == found[0].upper
    for proven in found:
        assert cost_of(problem, proven.tour) == proven.upper


def test_without_time_or_room_a_bound_remains() -> None:
    problem = problem_of(times_between(5, 40, stubs=True, loops=0.9), {"closed": True})
    tour = short_tour(problem.cost, kicks=500, seed=1)
    upper = cost_of(problem, tour)
    best = prove(problem, tour, upper, most_states=1 << 18, deadline=FOREVER)
    assert best.lower == best.upper
    for most_states, seconds in ((4, 1e9), (1 << 18, 0.0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(routing.order.proof.optimality, "PLAIN_WIDTH", 0)
            part = prove(problem, tour, upper, most_states=most_states, deadline=Deadline(seconds))
        assert part.lower <= best.lower
        assert best.upper <= part.upper <= upper
    assert part.lower > 0.5 * upper


def test_redundant_pairs_are_left_out_and_lengths_kept() -> None:
    along = np.array([0, 10, 25, 40, 90]) * 1000
    web = neighbours(np.abs(along[:, None] - along), ends=(0, 4), same=1)
    assert web.pairs.tolist() == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert web.cost.tolist() == [10_000, 15_000, 15_000, 50_000]


def test_doors_set_back_from_the_street_leave_their_stubs() -> None:
    along, back = np.arange(6) * 1000, np.array([10, 20, 30, 40, 50, 60])
    times = np.abs(along[:, None] - along) + back[:, None] + back
    np.fill_diagonal(times, 0)
    web = neighbours(times, ends=(), same=1)
    assert web.stub.tolist() == [1010, 20, 30, 40, 50, 1060]
    assert len(web.pairs) == 5


def test_doors_at_one_place_stay_linked() -> None:
    times = np.zeros((6, 6), dtype=np.int64)
    times[:3, 3:] = times[3:, :3] = 500
    web = neighbours(times, ends=(0,), same=1)
    assert len(web.pairs) == 5
    order = eulerian_order(web, np.full(5, 2), fixed=np.zeros(6, dtype=np.int64))
    assert sorted(order) == list(range(6))


def test_a_plan_finishes_every_stop_once_and_uses_every_edge_once() -> None:
    web = problem_of(times_between(2, 30, stubs=False), {"closed": True}).web
    plan = plan_frontier(web.edge_numbers())
    edges = plan.steps[plan.steps[:, 0] == EDGE, 1]
    stops = plan.steps[plan.steps[:, 0] != EDGE, 1]
    assert sorted(edges) == list(range(len(web.pairs)))
    assert sorted(stops) == list(range(30))
    assert plan.steps[:, 4:].max() < plan.width


def test_too_wide_a_frontier_is_given_up() -> None:
    n = WIDEST + 4
    random = np.random.default_rng(1)
    times = random.integers(600, 1000, (n, n))
    times = np.minimum(times, times.T)
    np.fill_diagonal(times, 0)
    web = neighbours(times, ends=(), same=1)
    nothing = np.zeros(n, dtype=np.int64)
    no_tolls = CutDuals(np.zeros((0, n), dtype=bool), np.zeros(0, dtype=np.int64))
    costs = FrontierCosts(web.cost, nothing, web.cost, nothing, no_tolls, nothing, 0)
    plan = plan_frontier(web.edge_numbers())
    swept = solve_frontier(
        plan, web.pairs, costs, most_loss=10**9, most_states=1 << 10, deadline=FOREVER
    )
    assert swept.outcome == "gave up"
    ends = WalkEnds(nothing, 0, nothing)
    assert subtour_bound(web, ends, deadline=FOREVER).bound > 0
