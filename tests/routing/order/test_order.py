"""Orders visit every door once, never beat the true optimum nor lose to nearest neighbour."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from canvass.errors import BadInputError
from routing.order.order import Order, WalkTask, plan_many, plan_order


def walking_times(seed: int, doors: int, *, streets: int = 12) -> np.ndarray:
    """Make times between doors hung on a small random street network with loops and dead ends."""
    random = np.random.default_rng(seed)
    ways = np.full((streets + doors, streets + doors), np.inf)
    for node in range(1, streets):
        for other in {random.integers(node), random.integers(max(0, node - 4), node)}:
            ways[node, other] = random.integers(5, 60)
    for door in range(streets, streets + doors):
        ways[door, random.integers(door)] = random.integers(1, 20)
        if random.random() < 0.4:
            ways[door, random.integers(door)] = random.integers(1, 20)
    return shortest_path(ways, directed=False)[streets:, streets:]


def walked(times: np.ndarray, order: np.ndarray, *, closed: bool) -> float:
    legs = times[order[:-1], order[1:]].sum()
    return float(legs + times[order[-1], order[0]] * closed)


def shortest(times: np.ndarray, start: int | None, end: int | None, closed: bool) -> float:
    return min(
        walked(times, np.array(order), closed=closed)
        for order in itertools.permutations(range(len(times)))
        if start in (None, order[0]) and end in (None, order[-1])
    )


def nearest_neighbour(times: np.ndarray, start: int) -> np.ndarray:
    left, order = set(range(len(times))) - {start}, [start]
    while left:
        order.append(min(left, key=lambda k: times[order[-1], k]))
        left.remove(order[-1])
    return np.array(order)


def check_sound(order: Order, times: np.ndarray, *, closed: bool) -> None:
    assert sorted(order.order) == list(range(len(times)))
    assert order.walk_s == pytest.approx(walked(times, order.order, closed=closed))
    assert 0 <= order.lower_bound_s <= order.walk_s
    assert (order.proof == "optimal") == (order.gap == 0.0)


ENDS = st.sampled_from(["closed", "start", "end", "both", "free"])


def asked(ends: str, n: int) -> dict:
    return {
        "closed": {"start": 0},
        "start": {"closed": False, "start": n - 1},
        "end": {"closed": False, "end": 0},
        "both": {"closed": False, "start": 0, "end": n - 1},
        "free": {"closed": False},
    }[ends]


@given(seed=st.integers(0, 10**6), n=st.integers(1, 7), ends=ENDS)
@settings(max_examples=120, deadline=None)
def test_small_walks_are_the_shortest(seed: int, n: int, ends: str) -> None:
    times, ask = walking_times(seed, n), asked(ends, n)
    order = plan_order(times, **ask)
    check_sound(order, times, closed=ask.get("closed", True))
    best = shortest(times, ask.get("start"), ask.get("end"), ask.get("closed", True))
    assert order.proof == "optimal"
    assert order.walk_s == pytest.approx(best, abs=0.01)


@given(seed=st.integers(0, 10**6), n=st.integers(12, 40), ends=ENDS)
@settings(max_examples=60, deadline=None)
def test_walks_visit_all_and_beat_nearest_neighbour(seed: int, n: int, ends: str) -> None:
    times, ask = walking_times(seed, n), asked(ends, n)
    closed = ask.get("closed", True)
    order = plan_order(times, **ask, seed=seed)
    check_sound(order, times, closed=closed)
    assert ask.get("start") in (None, order.order[0])
    assert ask.get("end") in (None, order.order[-1])
    if ends != "both":
        first = ask.get("start", ask.get("end", 0))
        simple = walked(times, nearest_neighbour(times, first), closed=closed)
        assert order.walk_s <= simple + 0.01


@pytest.mark.parametrize("ends", ["closed", "start", "both", "free"])
def test_the_same_seed_gives_the_same_order(ends: str) -> None:
    times = walking_times(3, 60)
    one, two = (plan_order(times, **asked(ends, 60), seed=5) for _ in range(2))
    assert np.array_equal(one.order, two.order)
    assert one.lower_bound_s == two.lower_bound_s


def test_a_dead_end_street_is_walked_there_and_back() -> None:
    along = np.array([0.0, 10, 25, 40, 90])
    order = plan_order(np.abs(along[:, None] - along))
    assert (order.walk_s, order.proof) == (180.0, "optimal")
    open_order = plan_order(np.abs(along[:, None] - along), closed=False)
    assert open_order.order.tolist() == [0, 1, 2, 3, 4]


def test_doors_at_the_same_place_cost_nothing() -> None:
    order = plan_order(np.zeros((20, 20)))
    assert (order.walk_s, order.gap, len(order.order)) == (0.0, 0.0, 20)


def test_stops_beyond_the_network_are_listed() -> None:
    times = np.full((9, 9), np.inf)
    times[:6, :6] = walking_times(1, 6)
    times[6:, 6:] = walking_times(2, 3)
    assert plan_order(times).unreachable == (6, 7, 8)
    alone = plan_order(times, start=7)
    assert (sorted(alone.order), alone.unreachable) == ([6, 7, 8], (0, 1, 2, 3, 4, 5))
    assert alone.order[0] == 7
    with pytest.raises(BadInputError):
        plan_order(times, start=0, end=8, closed=False)


def test_nothing_to_visit() -> None:
    assert len(plan_order(np.zeros((0, 0))).order) == 0


@pytest.mark.parametrize(
    ("times", "ask"),
    [
        (np.zeros((2, 3)), {}),
        (np.array([[0.0, 1], [2, 0]]), {}),
        (np.array([[0.0, np.nan], [np.nan, 0]]), {}),
        (np.array([[0.0, -1], [-1, 0]]), {}),
        (np.zeros((2, 2)), {"start": 2}),
        (np.zeros((2, 2)), {"start": 0, "end": 1}),
    ],
)
def test_nonsense_is_refused(times: np.ndarray, ask: dict) -> None:
    with pytest.raises(ValueError, match=r"walk_s|stop|closed"):
        plan_order(times, **ask)


def test_many_turfs_come_back_in_their_order() -> None:
    tasks = [WalkTask(walking_times(k, 10 + k)) for k in range(20)]
    seen: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        orders = plan_many(tasks, executor=executor, on_progress=lambda *at: seen.append(at))
    assert [len(o.order) for o in orders] == [10 + k for k in range(20)]
    assert seen[0] == (0, 20)
    assert seen[-1] == (20, 20)
    alone = plan_many(tasks)
    assert all(np.array_equal(a.order, b.order) for a, b in zip(orders, alone, strict=True))


def test_stopping_the_progress_stops_the_work() -> None:
    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan_many([WalkTask(walking_times(k, 10)) for k in range(5)], on_progress=stop)


@given(seed=st.integers(0, 10**6), n=st.integers(5, 30), ends=ENDS)
@settings(max_examples=40, deadline=None)
def test_tidier_orders_are_as_short(seed: int, n: int, ends: str) -> None:
    times, ask = walking_times(seed, n), asked(ends, n)
    faces = np.random.default_rng(seed).integers(0, 3, n)
    plain, tidy = plan_order(times, **ask), plan_order(times, **ask, faces=faces)
    check_sound(tidy, times, closed=ask.get("closed", True))
    assert tidy.walk_s == pytest.approx(plain.walk_s, abs=1e-6)
    changes = [(faces[o.order][1:] != faces[o.order][:-1]).sum() for o in (plain, tidy)]
    assert changes[1] <= changes[0] + ask.get("closed", True)


def test_a_dead_end_is_served_one_side_in_and_the_other_out() -> None:
    along = np.repeat(np.arange(10) * 10.0, 2)
    sides = np.tile([0, 1], 10)
    order = plan_order(np.abs(along[:, None] - along), start=0, faces=sides)
    assert order.walk_s == 180.0
    served = sides[order.order]
    assert (served[1:] != served[:-1]).sum() == 1
