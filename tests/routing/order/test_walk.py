"""An outing: every door walked, dropped or listed with its reason; fixed ends kept."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from canvass.errors import BadInputError
from routing.directions.directions import directions
from routing.network.walk_network import Network
from routing.order.walk import Walk, WalkOptions, plan_walk, share_walk

LEFT, RIGHT = 1, -1
STREETS = [
    ([(0, 0), (200, 0)], "residential", "Rue Longue"),
    ([(200, 0), (200, 80)], "residential", "Rue Courte"),
    ([(5000, 0), (7500, 0)], "residential", "Rue du Hameau"),
]
PLACES = [(0, 20.0 + 12 * k, (LEFT, RIGHT)[k % 2]) for k in range(12)] + [(1, 40, LEFT)]


@pytest.fixture
def network(town: Callable[..., Network]) -> Network:
    return town(STREETS)


@pytest.fixture
def doors(network: Network, doors_at: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    return doors_at(network, PLACES)


@pytest.fixture
def addresses(doors: pd.DataFrame) -> pd.DataFrame:
    streets = ["Rue Longue"] * 12 + ["Rue Courte"]
    return pd.DataFrame({"number": [str(k + 1) for k in range(13)], "street": streets}, doors.index)


def spot(network: Network, doors_at: Callable, place: tuple[int, float, int]) -> pd.DataFrame:
    return doors_at(network, [place]).rename({"d0": "rendez-vous"})


def test_a_closed_walk(network: Network, doors: pd.DataFrame, addresses: pd.DataFrame) -> None:
    found = plan_walk(network, doors, addresses=addresses)
    assert sorted(found.ids) == sorted(doors.index)
    assert (found.proof, found.gap, found.parts) == ("optimal", 0.0, 1)
    assert found.leg_m[0] == 0
    assert sum(found.leg_m) < found.walk_m <= found.listed_m


def test_from_a_meeting_point_and_back(
    network: Network,
    doors_at: Callable[..., pd.DataFrame],
    doors: pd.DataFrame,
    addresses: pd.DataFrame,
) -> None:
    start = spot(network, doors_at, (1, 80, RIGHT))
    closed = plan_walk(network, doors, addresses=addresses, start=start)
    assert "rendez-vous" not in closed.ids
    assert sorted(closed.ids) == sorted(doors.index)
    assert closed.leg_m[0] > 0
    open_walk = plan_walk(
        network, doors, addresses=addresses, start=start, choices=WalkOptions(closed=False)
    )
    assert open_walk.walk_m < closed.walk_m
    assert open_walk.walk_m == pytest.approx(sum(open_walk.leg_m))


def test_to_a_fixed_end(
    network: Network,
    doors_at: Callable[..., pd.DataFrame],
    doors: pd.DataFrame,
    addresses: pd.DataFrame,
) -> None:
    start, end = spot(network, doors_at, (0, 0, LEFT)), spot(network, doors_at, (1, 80, LEFT))
    found = plan_walk(network, doors, addresses=addresses, start=start, end=end)
    assert found.ids[-1] == "d12"
    assert found.walk_m > sum(found.leg_m), "the way to the end is walked too"


def test_a_meeting_point_far_from_every_street(
    network: Network,
    doors_at: Callable[..., pd.DataFrame],
    doors: pd.DataFrame,
    addresses: pd.DataFrame,
) -> None:
    with pytest.raises(BadInputError, match="rue connue"):
        plan_walk(network, doors, addresses=addresses, start=spot(network, doors_at, (-1, 0, LEFT)))


def test_too_little_time_drops_the_least_valuable(
    network: Network, doors: pd.DataFrame, addresses: pd.DataFrame
) -> None:
    worth = pd.Series([1.0] * 6 + [4.0] * 7, doors.index)
    service = pd.Series(60.0, doors.index)
    found = plan_walk(
        network, doors, addresses=addresses, service_s=service, value=worth,
        choices=WalkOptions(limit_s=900),
    )  # fmt: skip
    assert found.walk_s + found.service_s <= 900
    assert found.dropped
    assert sorted([*found.ids, *found.dropped]) == sorted(doors.index)
    assert worth[list(found.dropped)].max() == 1.0
    assert found.proof == "optimal", "the walk is proved for the doors that are kept"


def test_sides_one_by_one_or_zigzag(
    network: Network, doors: pd.DataFrame, addresses: pd.DataFrame
) -> None:
    side = dict(zip(doors.index, doors["side"], strict=True))

    def changes(sides: str) -> int:
        choices = replace(WalkOptions(closed=False), sides=sides)
        found = plan_walk(network, doors, addresses=addresses, choices=choices)
        assert found.lower_bound_s <= found.walk_s + 1e-6
        walked = [side[door] for door in found.ids]
        return int((np.diff(walked) != 0).sum())

    assert changes("one_by_one") <= 2
    assert changes("zigzag") >= 8


def test_a_cut_network_is_said_with_reasons(
    network: Network, doors_at: Callable[..., pd.DataFrame], addresses: pd.DataFrame
) -> None:
    table = doors_at(network, [*PLACES[:11], (2, 30, LEFT), (-1, 0, LEFT)])
    found = plan_walk(network, table, addresses=addresses)
    assert found.parts == 2
    assert found.unreachable == {"d11": "cut_off", "d12": "too_far"}
    assert len(found.ids) == 11
    assert np.isfinite(found.walk_m)


def test_the_list_goes_by_street_then_number(
    network: Network, doors_at: Callable[..., pd.DataFrame]
) -> None:
    table = doors_at(network, [(0, 10, LEFT), (0, 90, LEFT), (0, 50, LEFT)])
    addresses = pd.DataFrame(
        {"number": ["2", "10", "4"], "street": ["Rue Longue"] * 3}, table.index
    )
    choices = WalkOptions(closed=False)
    assert plan_walk(network, table, addresses=addresses, choices=choices).listed_m == 80 + 2 * 12


def test_no_door_at_all(network: Network, doors_at: Callable[..., pd.DataFrame]) -> None:
    none = pd.DataFrame({"number": [], "street": []}, index=pd.Index([], name="building_id"))
    found = plan_walk(network, doors_at(network, []), addresses=none)
    assert (found.ids, found.walk_m, found.parts) == ((), 0.0, 0)


@pytest.mark.parametrize("far", [1, 2], ids=["as many", "more"])
def test_doors_on_no_street_are_never_the_walk(
    network: Network, doors_at: Callable[..., pd.DataFrame], far: int
) -> None:
    doors = doors_at(network, [*[(-1, 0, LEFT)] * far, (0, 20, LEFT)])
    addresses = pd.DataFrame({"number": "1", "street": "Rue Longue"}, doors.index)
    lost = dict.fromkeys(doors.index[:far], "too_far")
    found = plan_walk(network, doors, addresses=addresses)
    assert (list(found.ids), found.unreachable) == ([doors.index[-1]], lost)
    outings, split = share_walk(network, doors, canvassers=2, addresses=addresses, search_s=0)
    assert [i for one in outings for i in one.ids] == [doors.index[-1]]
    assert outings[0].unreachable == lost
    assert len(split.unreachable) == far


def test_the_way_to_the_door_counts_there_and_back(
    network: Network, doors_at: Callable[..., pd.DataFrame]
) -> None:
    table = doors_at(network, [(0, 10, LEFT), (0, 50, LEFT), (0, 50, LEFT)])
    table["gap_m"] = [5.0, 120.0, 120.0]
    addresses = pd.DataFrame({"number": ["2", "4", "4"], "street": "Rue Longue"}, table.index)
    found = plan_walk(network, table, addresses=addresses)
    assert found.walk_m == pytest.approx(2 * (40 + 5 + 120))
    assert found.street_m == pytest.approx(80)
    assert found.walk_s == pytest.approx(found.walk_m / network.pace_m_s, abs=1)
    assert sum(found.leg_m) == pytest.approx(165), "two addresses at one place have no way between"
    assert found.proof == "optimal"
    lines = directions(network, table, found.ids, addresses=addresses, closed=True)
    assert sum(line.length_m for line in lines) == pytest.approx(found.walk_m)
    assert any("120 m de la rue" in line.words.fr for line in lines)


def test_a_walk_of_no_metres_is_never_proved(
    network: Network, doors_at: Callable[..., pd.DataFrame]
) -> None:
    for places in ([(0, 10, LEFT)], [(0, 10, LEFT), (0, 10, LEFT)]):
        table = doors_at(network, places)
        addresses = pd.DataFrame({"number": "2", "street": "Rue Longue"}, table.index)
        found = plan_walk(network, table, addresses=addresses)
        assert (found.walk_m, found.proof) == (0, "gap")


def test_no_proof_where_a_square_is_guessed(town: Callable, doors_at: Callable) -> None:
    def planned(across: str) -> Walk:
        network = town([
            ([(0, 0), (100, 0)], "residential", "Rue A"),
            ([(100, 0), (200, 0)], across, "Place B"),
            ([(100, 0), (150, 80), (200, 0)], "pedestrian", "Place B"),
            ([(200, 0), (300, 0)], "residential", "Rue C"),
        ])  # fmt: skip
        table = doors_at(network, [(0, 10, LEFT), (0, 50, LEFT), (3, 50, LEFT)])
        addresses = pd.DataFrame({"number": "2", "street": "Rue A"}, table.index)
        return plan_walk(network, table, addresses=addresses)

    assert planned("pedestrian").proof == "optimal"
    guessed = planned("square")
    assert (guessed.proof, guessed.guessed) == ("gap", True)
