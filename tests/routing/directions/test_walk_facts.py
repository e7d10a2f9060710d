"""Counts of what a canvasser notices, on walks short enough to count by hand."""

from collections.abc import Callable

import pandas as pd
import pytest

from routing.directions.walk_facts import WalkFacts, walk_facts
from routing.network.walk_network import Network

# One street of 100 m (edge 0) that goes on for 100 m (edge 1), and another at right angles.
LONG = [
    ([(0, 0), (100, 0)], "residential", "Rue Longue"),
    ([(100, 0), (200, 0)], "residential", "Rue Longue"),
    ([(100, 0), (100, 80)], "residential", "Rue Courte"),
]
LEFT, RIGHT = 1, -1


@pytest.fixture
def facts(town: Callable[..., Network], doors_at: Callable[..., pd.DataFrame]) -> Callable:
    network = town(LONG)

    def count(places: list[tuple[int, float, int]], *, closed: bool = False) -> WalkFacts:
        doors = doors_at(network, places)
        names = pd.Series([network.name[p[0]] for p in places], doors.index)
        return walk_facts(network, doors, list(doors.index), streets=names, closed=closed)

    return count


def test_one_side_then_the_other(facts: Callable) -> None:
    found = facts([(0, 10, LEFT), (0, 50, LEFT), (0, 50, RIGHT), (0, 10, RIGHT)])
    assert (found.streets, found.returns, found.side_changes) == (1, 0, 1)
    assert found.crossings == {"residential": 1}
    assert found.u_turns == 0, "turning at the far end, across the street, is no U-turn"
    assert found.length_m == pytest.approx(80)


def test_zigzag_crosses_at_every_stop(facts: Callable) -> None:
    found = facts([(0, 10, LEFT), (0, 12, RIGHT), (0, 30, LEFT), (0, 32, RIGHT)])
    assert (found.side_changes, found.crossed, found.u_turns) == (3, 3, 0)


def test_sides_go_on_across_a_junction(facts: Callable) -> None:
    assert facts([(0, 90, LEFT), (1, 10, LEFT)]).side_changes == 0
    assert facts([(0, 90, LEFT), (1, 10, RIGHT)]).side_changes == 1


def test_coming_back_to_a_street_counts_each_time(facts: Callable) -> None:
    found = facts([(0, 50, LEFT), (2, 20, LEFT), (1, 50, LEFT), (2, 40, LEFT), (1, 70, LEFT)])
    assert (found.streets, found.returns) == (2, 3)


def test_an_address_without_street_begins_none(
    town: Callable[..., Network], doors_at: Callable[..., pd.DataFrame]
) -> None:
    network = town(LONG)
    doors = doors_at(network, [(0, 10, LEFT), (2, 10, LEFT), (0, 20, LEFT)])
    names = pd.Series(["Rue Longue", "", "Rue Longue"], doors.index)
    found = walk_facts(network, doors, list(doors.index), streets=names)
    assert (found.streets, found.returns) == (1, 0)


def test_u_turns_go_back_ten_metres(facts: Callable) -> None:
    assert facts([(0, 40, LEFT), (0, 90, LEFT), (0, 20, LEFT)]).u_turns == 1
    assert facts([(0, 40, LEFT), (0, 90, LEFT), (0, 85, LEFT)]).u_turns == 0, "five metres"
    assert facts([(0, 10, LEFT), (0, 40, LEFT), (0, 70, LEFT)], closed=True).u_turns == 1


def test_an_empty_walk_and_a_door_on_no_street(facts: Callable) -> None:
    assert facts([]).length_m == 0.0
    assert facts([(0, 10, LEFT)]).streets == 1


def test_counts_are_plain_numbers(facts: Callable) -> None:
    """They go into JSON as they are."""
    import json
    from dataclasses import asdict

    json.dumps(asdict(facts([(0, 10, LEFT), (0, 50, RIGHT), (0, 20, LEFT)], closed=True)))
