"""A turf split by hand: parts as equal as whole buildings allow, each in one piece."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turf.neighbours import Pairs, components, past
from turf.partition.bipartition import NEARLY, balanced_parts, connect_components, even_level

Graph = tuple[list[int], set[tuple[int, int]]]


@st.composite
def street_plans(draw: st.DrawFn, most: int = 9) -> Graph:
    """Doors on a tree of streets, with some ways across; a tall building here and there."""
    size = draw(st.integers(3, most))
    loads = draw(
        st.lists(st.one_of(st.integers(1, 4), st.integers(5, 60)), min_size=size, max_size=size)
    )
    ways = {(draw(st.integers(0, k - 1)), k) for k in range(1, size)}
    more = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=4))
    return loads, ways | {(min(p), max(p)) for p in more if p[0] != p[1]}


def pairs_of(ways: set[tuple[int, int]]) -> Pairs:
    i, j = np.array(sorted(ways), np.int64).reshape(-1, 2).T
    return Pairs(i, j, np.full(i.size, 20.0), np.full(i.size, 10.0))


def in_one_piece(pairs: Pairs, chosen: np.ndarray) -> bool:
    piece = components(chosen.size, pairs.where(chosen[pairs.i] & chosen[pairs.j]))
    return len(set(piece[chosen])) == 1


def evenest(load: np.ndarray, pairs: Pairs) -> float:
    """Try every connected side against the rest; give how far the best is off the half."""
    size, best = load.size, np.inf
    for count in range(1, size // 2 + 1):
        for side in combinations(range(size), count):
            chosen = np.isin(np.arange(size), side)
            if in_one_piece(pairs, chosen) and in_one_piece(pairs, ~chosen):
                best = min(best, abs(load[chosen].sum() - load.sum() / 2))
    return float(best)


def places(size: int) -> np.ndarray:
    return np.column_stack([np.arange(size) * 10.0, np.zeros(size)])


@given(street_plans())
@settings(deadline=None, max_examples=40)
def test_halves_are_as_even_as_whole_buildings_allow(plan: Graph) -> None:
    loads, ways = plan
    load, pairs = np.array(loads, float), pairs_of(ways)
    half = load.sum() / 2
    label = balanced_parts(connect_components(load, places(load.size), pairs), 2)
    assert set(label) == {0, 1}
    assert in_one_piece(pairs, label == 0)
    assert in_one_piece(pairs, label == 1)
    off = abs(load[label == 0].sum() - half)
    # What is larger than a half counts as one: the rest is what can be even.
    assert off <= evenest(load, pairs) + NEARLY * half + max(0.0, load.max() - half) + 1e-9


@given(street_plans(most=14), st.integers(2, 4))
@settings(deadline=None, max_examples=25)
def test_every_part_is_in_one_piece(plan: Graph, parts: int) -> None:
    loads, ways = plan
    load, pairs = np.array(loads, float), pairs_of(ways)
    parts = min(parts, load.size)
    label = balanced_parts(connect_components(load, places(load.size), pairs), parts)
    assert sorted(set(label)) == list(range(len(set(label))))
    assert 2 <= len(set(label)) <= parts
    assert all(in_one_piece(pairs, label == name) for name in set(label))


def test_a_tall_building_in_the_middle_is_passed() -> None:
    load = np.array([9.0, 9, 24, 7, 5])
    pairs = pairs_of({(0, 1), (1, 2), (2, 3), (3, 4)})
    label = balanced_parts(connect_components(load, places(5), past(pairs, np.array([2]))), 2)
    assert sorted(np.bincount(label, weights=load)) == [24, 30]


def test_others_share_what_a_tower_leaves() -> None:
    load = np.array([60.0, 5, 5, 5, 5, 5, 5])
    assert even_level(load, 3) == 15
    pairs = pairs_of({(0, k) for k in range(1, 7)} | {(k, k + 1) for k in range(1, 6)})
    label = balanced_parts(connect_components(load, places(7), pairs), 3)
    assert sorted(np.bincount(label, weights=load)) == [15, 15, 60]


def test_pieces_that_no_walk_joins_are_parted_first() -> None:
    load = np.array([10.0, 10, 10, 2])
    label = balanced_parts(connect_components(load, places(4), pairs_of({(0, 1), (1, 2)})), 2)
    assert np.array_equal(label == label[3], [False, False, False, True])


def test_the_same_doors_are_cut_the_same() -> None:
    load = np.arange(1.0, 13)
    few = connect_components(
        load, places(12), pairs_of({(k, k + 1) for k in range(11)} | {(0, 11)})
    )
    assert np.array_equal(balanced_parts(few, 2), balanced_parts(few, 2))


@pytest.mark.parametrize(("loads", "level"), [([1, 1, 1, 1], 2), ([9, 1, 1], 2), ([9, 8, 1], 9)])
def test_level(loads: list[int], level: float) -> None:
    assert even_level(np.array(loads, float), 2) == level
