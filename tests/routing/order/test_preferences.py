"""Prices that keep a walk explainable: fewer returns and changes of side, bounded all the same."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.order.order import plan_order
from routing.order.preferences import change_prices, faces_of, zigzag_crossings


def plane(seed: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return walking times, streets and sides of stops strewn over a plane."""
    random = np.random.default_rng(seed)
    xy = random.random((n, 2)) * 300
    times = np.abs(xy[:, None] - xy).sum(axis=2)
    return times, random.integers(0, 3, n), random.choice([-1, 1], n)


def total(matrix: np.ndarray, order: np.ndarray) -> float:
    return float(matrix[order, np.roll(order, -1)].sum())


def runs(labels: np.ndarray, order: np.ndarray) -> int:
    return int((labels[order] != labels[np.roll(order, -1)]).sum())


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(4, 7),
    reentry_s=st.floats(0, 200),
    side_s=st.floats(0, 200),
)
def test_walk_and_prices_together_are_least(
    seed: int, n: int, reentry_s: float, side_s: float
) -> None:
    times, streets, sides = plane(seed, n)
    prices = change_prices(streets, sides, reentry_s=reentry_s, side_s=side_s)
    found = plan_order(times, price_s=prices)
    ways = [np.array((0, *rest)) for rest in itertools.permutations(range(1, n))]
    least = min(total(times + prices, way) for way in ways)
    assert found.cost_s == pytest.approx(least, abs=0.01)
    assert found.cost_s == pytest.approx(total(times + prices, found.order), abs=0.01)
    assert found.cost_bound_s == pytest.approx(found.cost_s, abs=0.01)
    shortest = min(total(times, way) for way in ways)
    assert found.lower_bound_s <= shortest + 0.01 <= found.walk_s + 0.02
    assert (found.proof == "optimal") == (found.gap == 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_a_high_price_leaves_each_street_once(seed: int) -> None:
    times, streets, sides = plane(seed, 24)
    found = plan_order(times, price_s=change_prices(streets, sides, reentry_s=5000))
    assert runs(streets, found.order) == len(np.unique(streets))
    free = plan_order(times)
    assert free.walk_s <= found.walk_s
    assert found.lower_bound_s == pytest.approx(free.lower_bound_s, abs=0.01)


def test_one_side_after_the_other() -> None:
    """Forty doors facing each other: crossing is nearly free, the price asks for one side."""
    along = np.repeat(np.arange(20) * 12.0, 2)
    sides = np.tile([1, -1], 20)
    times = np.abs(along[:, None] - along) + 3.0 * (sides[:, None] != sides)
    streets = np.zeros(40, dtype=int)
    prices = change_prices(streets, sides, side_s=300)
    assert runs(sides, plan_order(times, price_s=prices).order) == 2
    zigzag = plan_order(times, closed=False, start=0)
    assert runs(sides, zigzag.order) > 10


def test_prices_are_a_distance() -> None:
    """No detour by a third stop is cheaper, so that the proof holds for walk and prices."""
    _, streets, sides = plane(3, 12)
    prices = change_prices(streets, sides, reentry_s=10, side_s=90)
    assert (prices <= (prices[:, :, None] + prices[None]).min(axis=1) + 1e-9).all()
    assert (prices == prices.T).all()
    with pytest.raises(ValueError, match="0 seconds"):
        change_prices(streets, sides, reentry_s=-1)


def test_faces_and_crossings() -> None:
    faces = faces_of(np.array([4, 4, 4, -1, -1]), np.array([1, -1, 0, 1, 1]))
    assert faces[1] == faces[2] != faces[0]
    assert len(set(faces)) == 4, "each stop on an unknown street stands alone"
    cheap = zigzag_crossings({"residential": 12.0, "primary": 80.0})
    assert cheap == {"residential": 0.0, "primary": 80.0}
