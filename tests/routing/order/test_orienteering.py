"""A walk that must end in time keeps to it, and leaves out what is worth least."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.order.order import Order, plan_order
from routing.order.orienteering import orienteering


def places(seed: int, n: int) -> np.ndarray:
    xy = np.random.default_rng(seed).random((n, 2)) * 400
    return np.abs(xy[:, None] - xy).sum(axis=2)


def planner(times: np.ndarray):
    def plan(stops: np.ndarray) -> Order:
        from dataclasses import replace

        order = plan_order(times[np.ix_(stops, stops)])
        return replace(order, order=stops[order.order])

    return plan


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), n=st.integers(2, 24), limit_s=st.floats(0, 4000))
def test_the_limit_is_kept_and_nothing_more_fits(seed: int, n: int, limit_s: float) -> None:
    times = places(seed, n)
    random = np.random.default_rng(seed)
    service, value = random.random(n) * 200, random.integers(1, 4, n).astype(float)
    kept = orienteering(times, service, limit_s=limit_s, plan=planner(times), value=value)

    def spent(stops: np.ndarray) -> float:
        return planner(times)(stops).walk_s + service[stops].sum()

    assert len(kept) == 0 or spent(kept) <= limit_s + 1e-6
    for stop in np.setdiff1d(np.arange(n), kept):
        assert spent(np.sort(np.append(kept, stop))) > limit_s - 1e-6


def test_the_least_valuable_doors_go_first() -> None:
    times = np.zeros((12, 12))
    value = np.array([1.0, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9])
    kept = orienteering(times, np.full(12, 60.0), limit_s=400, plan=planner(times), value=value)
    assert set(kept[:]) == {1, 3, 5, 7, 9, 11}


def test_where_the_walk_begins_stays() -> None:
    times = places(5, 10)
    kept = orienteering(times, np.full(10, 60.0), limit_s=1.0, plan=planner(times), fixed=[4])
    assert kept.tolist() == [4]


def test_all_stay_where_there_is_time() -> None:
    times = places(6, 9)
    kept = orienteering(times, np.zeros(9), limit_s=1e6, plan=planner(times))
    assert kept.tolist() == list(range(9))


@pytest.mark.parametrize("n", [0, 1])
def test_next_to_nothing(n: int) -> None:
    times = np.zeros((n, n))
    assert len(orienteering(times, np.zeros(n), limit_s=10, plan=planner(times))) == n
