"""A cut made again after a change moves few doors, keeps ids and leaves locked turfs alone."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from routing.network.walk_network import Network
from turf.cut import Cut, cut_turfs
from turf.recut import recut_turfs
from turf.settings import CutSettings

Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]
SETTINGS = CutSettings(within="bureau")


@pytest.fixture(scope="module")
def cut(small_town: Field) -> Cut:
    buildings, network, doors = small_town
    known = buildings[np.arange(len(buildings)) % 40 != 7]
    return cut_turfs(known, network, doors, settings=SETTINGS)


def moved(before: pd.Series, after: pd.Series) -> float:
    """Share of the buildings of both that changed turf."""
    both = before.index[before != ""].intersection(after.index)
    return float((before[both] != after[both]).mean())


def test_nothing_changed_nothing_moves(small_town: Field, cut: Cut) -> None:
    buildings, network, doors = small_town
    known = buildings.loc[cut.turf_id.index]
    again = recut_turfs(known, network, doors, cut.turf_id, settings=SETTINGS)
    fine = cut.turfs.index[cut.turfs["reason"] == ""]
    assert moved(cut.turf_id[cut.turf_id.isin(fine)], again.turf_id) <= 0.02


def test_new_buildings_join_and_few_doors_move(small_town: Field, cut: Cut) -> None:
    again = recut_turfs(*small_town, cut.turf_id, settings=SETTINGS)
    buildings = small_town[0]
    assert again.turf_id.index.equals(buildings.index)
    assert (again.turf_id != "").mean() > 0.98
    assert again.facts.balance.where_possible >= 0.98
    assert again.facts.connected == 1
    assert moved(cut.turf_id, again.turf_id) < 0.25
    assert set(again.turf_id) - {""} == set(again.turfs.index)
    inside = again.turf_id != ""
    bureaux = buildings["bureau_id"][inside].groupby(again.turf_id[inside])
    assert (bureaux.min() == bureaux.max()).all()


def test_locked_turfs_stay_as_they_are(small_town: Field, cut: Cut) -> None:
    locked = list(cut.turfs.index[::3])
    again = recut_turfs(*small_town, cut.turf_id, settings=SETTINGS, locked=locked)
    for turf in locked:
        was = set(cut.turf_id.index[cut.turf_id == turf])
        assert set(again.turf_id.index[again.turf_id == turf]) == was
    assert again.facts.connected >= 0.97


def test_buildings_that_are_gone_leave_no_trace(small_town: Field, cut: Cut) -> None:
    buildings, network, doors = small_town
    fewer = buildings.loc[cut.turf_id.index][::2]
    again = recut_turfs(fewer, network, doors, cut.turf_id, settings=SETTINGS)
    assert again.turf_id.index.equals(fewer.index)
    assert again.turfs["doors"].sum() + fewer["doors"][again.turf_id == ""].sum() == (
        fewer["doors"].sum()
    )
    assert again.facts.balance.where_possible >= 0.95


def test_without_a_cut_before_everything_is_cut(small_town: Field) -> None:
    nothing = pd.Series("", index=small_town[0].index, dtype="str")
    again = recut_turfs(*small_town, nothing, settings=SETTINGS)
    assert (again.turf_id != "").mean() > 0.95
