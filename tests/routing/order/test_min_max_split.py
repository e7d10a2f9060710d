"""Shares of a turf: every door once, the longest near its bound, the limit kept."""

import itertools

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from routing.order.min_max_split import Split, min_max_split


def places(seed: int, n: int) -> np.ndarray:
    xy = np.random.default_rng(seed).random((n, 2)) * 500
    return cdist(xy, xy, "cityblock")


def doors_of(split: Split, start: int | None) -> list[int]:
    return sorted(int(s) for order in split.orders for s in order.order if s != start)


@pytest.mark.parametrize("start", [None, 0])
@pytest.mark.parametrize("search_s", [0.0, 0.2])
def test_every_door_is_somebodys(start: int | None, search_s: float) -> None:
    times, at_door = places(1, 40), np.full(40, 90.0)
    split = min_max_split(times, at_door, k=3, start=start, search_s=search_s)
    assert doors_of(split, start) == [i for i in range(40) if i != start]
    assert split.longest_s == max(split.total_s)
    assert 0 < split.lower_bound_s <= split.longest_s
    assert split.gap < 0.35
    assert split.dropped == ()
    if start is not None:
        assert all(order.order[0] == start for order in split.orders)


def test_the_search_does_not_make_it_worse() -> None:
    times, at_door = places(2, 50), np.full(50, 60.0)
    plain = min_max_split(times, at_door, k=4, start=0, search_s=0.0)
    searched = min_max_split(times, at_door, k=4, start=0, search_s=0.5)
    assert searched.longest_s <= plain.longest_s * 1.001


@pytest.mark.parametrize("seed", range(4))
def test_bounds_hold_on_turfs_small_enough_to_enumerate(seed: int) -> None:
    times, at_door = places(seed, 7), np.random.default_rng(seed).random(7) * 100

    def closed(doors: list[int]) -> float:
        ways = [[0, *p, 0] for p in itertools.permutations(doors)]
        return min(times[w[:-1], w[1:]].sum() for w in ways) + at_door[doors].sum()

    best = min(
        max(
            closed([d for d in range(1, 7) if mask >> d & 1]),
            closed([d for d in range(1, 7) if not mask >> d & 1]),
        )
        for mask in range(0, 128, 2)
    )
    split = min_max_split(times, at_door, k=2, start=0, search_s=0.1)
    assert split.lower_bound_s <= best + 0.1
    assert best - 0.1 <= split.longest_s <= 1.5 * best


@pytest.mark.parametrize("search_s", [0.0, 0.2])
def test_the_limit_is_kept_and_the_least_valuable_doors_go(search_s: float) -> None:
    times, at_door = places(3, 30), np.full(30, 120.0)
    worth = np.where(np.arange(30) % 2, 5.0, 1.0)
    split = min_max_split(
        times, at_door, k=2, start=0, limit_s=1800.0, value=worth, search_s=search_s
    )
    assert max(split.total_s) <= 1800.0
    assert split.dropped
    assert sorted([*doors_of(split, 0), *split.dropped]) == list(range(1, 30))
    assert worth[list(split.dropped)].mean() < worth[1:].mean()


def test_more_canvassers_than_doors_and_unreachable_doors() -> None:
    times = places(4, 5)
    times[4, :4] = times[:4, 4] = np.inf
    split = min_max_split(times, np.ones(5), k=6, start=0)
    assert split.unreachable == (4,)
    assert doors_of(split, 0) == [1, 2, 3]
    assert len(split.orders) == 6


def test_nobody_cannot_share() -> None:
    with pytest.raises(ValueError, match="one canvasser or more"):
        min_max_split(np.zeros((2, 2)), np.zeros(2), k=0)
