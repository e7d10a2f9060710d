"""The longest way between doors of one turf is measured, and avoided where a cut can."""

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse.csgraph import connected_components

from routing.network.walk_network import Network
from routing.ways.distances import walk_matrix
from turf.audit import audit
from turf.cut import cut_turfs
from turf.neighbours import Pairs, components
from turf.partition.cut_graph import Doors, Wanted, cut_graph, divisible
from turf.settings import CutSettings
from turf.turf_table import SURE_M, door_network, longest_gaps

Town = tuple[Pairs, Doors]
Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]


def bottleneck(metres: np.ndarray) -> float:
    """Least way length up to which all doors are still joined that any way joins at all."""
    finite = np.unique(metres[np.isfinite(metres)])
    whole, _ = connected_components(np.isfinite(metres), directed=False)
    low, high = 0, len(finite) - 1
    while low < high:
        middle = (low + high) // 2
        parts, _ = connected_components(metres <= finite[middle], directed=False)
        low, high = (low, middle) if parts == whole else (middle + 1, high)
    return float(finite[low])


@pytest.mark.parametrize("seed", range(4))
def test_gaps_are_those_of_all_pairs_of_doors(small_town: Field, seed: int) -> None:
    """Whatever the turfs are: here doors by chance, and compact ones."""
    buildings, network, doors = small_town
    ground = door_network(buildings, network, doors, CutSettings())
    rng = np.random.default_rng(seed)
    turfs = 12
    middle = rng.permutation(len(ground.buildings))[:turfs]
    xy = np.column_stack([ground.buildings.geometry.x, ground.buildings.geometry.y])
    near = np.hypot(*(xy[:, None] - xy[middle][None]).transpose(2, 0, 1)).argmin(axis=1)
    label = np.where(rng.random(len(xy)) < 0.1 * seed, rng.integers(0, turfs + 1, len(xy)), near)
    found = longest_gaps(ground, label, turfs)
    for turf in range(turfs):
        inside = ground.doors[label == turf]
        exact = bottleneck(walk_matrix(network, inside).length_m)
        if max(exact, found[turf]) > SURE_M:
            assert found[turf] == pytest.approx(exact, abs=0.2)


def two_towns(make: Callable[..., Town], seed: int, apart_m: float) -> Town:
    """Two towns that one long way joins, as two banks are by a distant bridge."""
    (one, first), (two, second) = make(4, seed=seed), make(4, seed=seed + 50)
    size = first.load.size
    across = Pairs(np.array([0]), np.array([size]), np.array([apart_m]), np.array([0.0]))
    pairs = one.plus(replace(two, i=two.i + size, j=two.j + size)).plus(across)
    xy = np.vstack([first.xy, second.xy + np.array([0.0, 150.0 + first.xy[:, 1].max()])])
    both = (np.append(a, b) for a, b in ((first.load, second.load), (first.zone, second.zone)))
    return pairs, Doors(next(both), xy, next(both), np.append(first.atom, second.atom + size))


@pytest.mark.parametrize("seed", range(6))
def test_no_turf_lies_on_both_banks_where_each_makes_whole_turfs(
    grid_town: Callable[..., Town], seed: int
) -> None:
    pairs, doors = two_towns(grid_town, seed, 900.0)
    wanted = Wanted(40, 0.15)
    small = doors.load <= 46
    near = components(doors.load.size, pairs.where(pairs.walk_m < 300))
    totals = np.bincount(near, weights=doors.load * small)
    assert divisible(totals[totals > 0], 34, 46).all()
    found = cut_graph(pairs, doors, wanted=wanted, seed=seed)
    bank = pd.Series(near).groupby(found.label).nunique()
    assert bank.max() == 1


def test_the_limit_is_the_organisers(small_town: Field) -> None:
    buildings, network, doors = small_town
    made = cut_turfs(buildings, network, doors, settings=CutSettings())
    far = made.turfs["longest_gap_m"].max()
    for limit in (far - 1, far + 1):
        settings = CutSettings(gap_m=limit)
        sheet = audit(buildings, made.turf_id, network, doors, settings=settings).sheet
        assert (sheet.long_gaps > 0) == (limit < far)
        assert sheet.longest_gap_m == pytest.approx(far)
        assert made.turfs.loc[sheet.gap_turf, "longest_gap_m"] == pytest.approx(far)
