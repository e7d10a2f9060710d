"""What every cut must keep: each door once, connected turfs, the balance, zones, the seed."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from turf.neighbours import Pairs, components
from turf.partition.cut_graph import Doors, Wanted, cut_graph, divisible

Town = Callable[..., tuple[Pairs, Doors]]


def walkable(ways: Pairs, pairs: Pairs, doors: Doors) -> bool:
    """Tell whether each way that a cut adds is a walk along the given pairs, no shorter than it."""
    size = (doors.load.size, doors.load.size)
    walks = coo_array((pairs.walk_m, (pairs.i, pairs.j)), shape=size).tocsr()
    far = dijkstra(walks, directed=False)
    return bool((far[ways.i, ways.j] <= ways.walk_m + 1e-6).all())


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(3, 8), seed=st.integers(0, 999), zones=st.integers(1, 3))
def test_turfs_are_connected_parts_within_one_zone(
    grid_town: Town, size: int, seed: int, zones: int
) -> None:
    pairs, doors = grid_town(size, seed, zones=zones)
    result = cut_graph(pairs, doors, wanted=Wanted(50), seed=seed, effort=12)
    turfs = result.load.size
    assert set(result.label) == set(range(turfs))
    assert np.allclose(np.bincount(result.label, weights=doors.load), result.load)
    inside = result.ways.where(result.label[result.ways.i] == result.label[result.ways.j])
    assert np.unique(components(doors.load.size, inside)).size == turfs
    assert walkable(result.ways, pairs, doors)
    assert all(np.unique(doors.zone[result.label == t]).size == 1 for t in range(turfs))


def test_a_town_is_balanced_and_keeps_its_streets_whole(grid_town: Town) -> None:
    pairs, doors = grid_town(16, 3)
    result = cut_graph(pairs, doors, wanted=Wanted(50), seed=1)
    assert np.mean(result.reason != "lumpy") >= 0.995
    feasible = result.reason == ""
    assert ((result.load[feasible] >= 45) & (result.load[feasible] <= 55)).all()
    whole = [np.unique(result.label[doors.atom == f]).size == 1 for f in np.unique(doors.atom)]
    assert np.mean(whole) >= 0.85


def test_the_same_seed_gives_the_same_cut(grid_town: Town) -> None:
    pairs, doors = grid_town(12, 5)
    cuts = [
        cut_graph(pairs, doors, wanted=Wanted(50), seed=seed, effort=12).label for seed in (7, 7, 8)
    ]
    assert np.array_equal(cuts[0], cuts[1])
    assert not np.array_equal(cuts[0], cuts[2])


def test_a_building_larger_than_a_turf_is_one_and_lets_its_street_through() -> None:
    """20 – 20 – [200] – 8: the three small ones are a turf of 48 that passes the tower."""
    pairs = Pairs(np.arange(3), np.arange(1, 4), np.full(3, 10.0), np.ones(3))
    doors = Doors(np.array([20.0, 20, 200, 8]), np.zeros((4, 2)), np.zeros(4, int), np.arange(4))
    result = cut_graph(pairs, doors, wanted=Wanted(50))
    assert result.label.tolist() == [0, 0, 1, 0]
    assert result.reason.tolist() == ["", "oversize"]


def test_islets_that_nobody_can_cut_are_named() -> None:
    """Two islets of 70 and 100 doors: the second makes two turfs, the first none in the range."""
    ends = np.r_[np.arange(69), np.arange(70, 169)]
    pairs = Pairs(ends, ends + 1, np.full(168, 9.0), np.ones(168))
    doors = Doors(np.ones(170), np.zeros((170, 2)), np.zeros(170, int), np.arange(170))
    result = cut_graph(pairs, doors, wanted=Wanted(50))
    assert set(result.reason[np.unique(result.label[:70])]) == {"indivisible"}
    assert result.load[np.unique(result.label[70:])].tolist() == pytest.approx([50, 50], abs=5)


def test_minutes_count_the_walk(grid_town: Town) -> None:
    pairs, doors = grid_town(12, 2, flats=False)
    minutes = Doors(doors.load * 1.5, doors.xy, doors.zone, doors.atom)
    result = cut_graph(pairs, minutes, wanted=Wanted(90, load_per_m=1.4 / 72))
    served = np.bincount(result.label, weights=minutes.load)
    assert (result.load > served).all()
    assert np.mean((result.load >= 81) & (result.load <= 99)) >= 0.99


def test_totals_that_can_be_divided() -> None:
    totals = np.array([44.0, 45, 55, 56, 89, 90, 110, 111, 134, 135, 500])
    expected = [False, True, True, False, False, True, True, False, False, True, True]
    assert divisible(totals, 45, 55).tolist() == expected


def test_work_stops_when_the_callback_raises(grid_town: Town) -> None:
    pairs, doors = grid_town(6)

    def stop(done: int, _total: int, /) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cut_graph(pairs, doors, wanted=Wanted(50), on_progress=stop)
