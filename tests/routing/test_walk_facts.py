"""Counts of what a canvasser notices, on walks short enough to count by hand."""

import numpy as np

from routing.walk_facts import WalkFacts, facts_of_walk

# Street 0: stops 0-3, both sides; street 1: stops 4 and 5; stop 6 stands on no known street.
STREETS = np.array([0, 0, 0, 0, 1, 1, -1])
SIDES = np.array([1, 1, -1, -1, 1, 0, 0])


def facts(*order: int) -> WalkFacts:
    return facts_of_walk(np.array(order, dtype=int), streets=STREETS, sides=SIDES)


def test_one_side_after_the_other() -> None:
    assert facts(0, 1, 2, 3, 4, 5) == WalkFacts(streets=2, returns=0, crossings=1, u_turns=0)


def test_zigzag_crosses_at_every_stop() -> None:
    assert facts(0, 2, 1, 3).crossings == 3


def test_coming_back_to_a_street_counts_once_each_time() -> None:
    assert facts(0, 4, 1, 5, 2).returns == 3


def test_unknown_streets_and_sides_count_for_nothing() -> None:
    assert facts(0, 6, 1) == WalkFacts(streets=1, returns=0, crossings=0, u_turns=0)
    assert facts(4, 5).crossings == 0


def test_an_empty_walk() -> None:
    assert facts() == WalkFacts(0, 0, 0, 0)


def test_u_turns_are_ways_back_past_the_stop_before() -> None:
    along = np.array([0.0, 10, 20, 30])
    walk_s = np.abs(along[:, None] - along)
    zeros = np.zeros(4, dtype=int)

    def turns(*order: int, closed: bool = False) -> int:
        stops = np.array(order)
        return facts_of_walk(
            stops, streets=zeros, sides=zeros, walk_s=walk_s, closed=closed
        ).u_turns

    assert turns(0, 1, 2, 3) == 0
    assert turns(1, 3, 0, 2) == 1, "back past 1 after 3"
    assert turns(1, 2, 0, 3) == 2
    assert turns(0, 1, 2, 3, closed=True) == 1
