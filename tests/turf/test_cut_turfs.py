"""Turfs of Val-Fleuri: every door once, in reach, in balance, inside its bureau."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from canvass.errors import BadInputError
from canvass.tables import TURFS
from routing.network.barriers import cut_at
from routing.network.walk_network import Network
from routing.order.order import plan_order
from routing.ways.distances import walk_matrix
from routing.ways.snapping import snap_doors
from turf.audit import audit
from turf.cut import Cut, cut_turfs
from turf.settings import CutSettings

Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]


def holds_every_building_once(cut: Cut, buildings: gpd.GeoDataFrame) -> None:
    assert cut.turf_id.index.equals(buildings.index)
    out = set(cut.turf_id.index[cut.turf_id == ""])
    assert out == set(cut.left_out["building_id"])
    assert set(cut.left_out["reason"]) <= {"unreached", "islet", "too_small_zone"}
    assert set(cut.turf_id) - {""} == set(cut.turfs.index)
    doors = buildings["doors"].groupby(cut.turf_id).sum().drop("", errors="ignore")
    assert doors.to_dict() == cut.turfs["doors"].to_dict()


@pytest.fixture(scope="module")
def in_bureaux(small_town: Field) -> Cut:
    return cut_turfs(*small_town, settings=CutSettings(within="bureau"))


def test_turfs_are_balanced_and_connected(small_town: Field) -> None:
    cut = cut_turfs(*small_town, settings=CutSettings())
    holds_every_building_once(cut, small_town[0])
    assert cut.facts.balance.where_possible >= 0.99
    assert cut.facts.connected == 1
    assert cut.facts.strictly_connected >= 0.95
    assert cut.facts.faces_whole >= 0.85
    fine = cut.turfs[cut.turfs["reason"] == ""]
    assert fine["doors"].between(45, 55).all()
    assert cut.turfs["label"].is_unique
    given = set(cut.turfs.columns)
    later = {"walk_m", "walk_s", "lower_bound_s", "proof", "status", "geometry"}
    assert set(TURFS.columns) - later <= given


def test_no_turf_crosses_the_border_of_a_bureau(small_town: Field, in_bureaux: Cut) -> None:
    holds_every_building_once(in_bureaux, small_town[0])
    inside = in_bureaux.turf_id != ""
    bureaux = small_town[0]["bureau_id"][inside].groupby(in_bureaux.turf_id[inside])
    assert (bureaux.min() == bureaux.max()).all()
    assert in_bureaux.facts.balance.where_possible >= 0.98
    numbers = in_bureaux.turfs.sort_index()["bureau_id"]
    assert numbers.is_monotonic_increasing


def test_minutes_are_those_of_the_walk_that_canvassers_get(small_town: Field) -> None:
    buildings, network, doors = small_town
    settings = CutSettings(target=60, unit="minutes", door_s=60)
    cut = cut_turfs(buildings, network, doors, settings=settings)
    assert cut.facts.balance.where_possible >= 0.99
    for turf, row in cut.turfs.sample(8, random_state=1).iterrows():
        here = doors[cut.turf_id == turf]
        walk_s = plan_order(walk_matrix(network, here).walk_s).walk_s if len(here) > 1 else 0
        assert row["minutes"] == pytest.approx((walk_s + 60 * row["doors"]) / 60)
        assert row["reason"] != "" or 54 <= row["minutes"] <= 66


def test_the_seed_decides(small_town: Field) -> None:
    buildings = small_town[0][:600]
    first, again, other = (
        cut_turfs(buildings, *small_town[1:], settings=CutSettings(), seed=seed).turf_id
        for seed in (3, 3, 4)
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_a_line_drawn_by_the_organiser_is_never_crossed(small_town: Field) -> None:
    buildings, network, _ = small_town
    x = float(buildings.geometry.x.median())
    wall = gpd.GeoSeries.from_wkt([f"LINESTRING ({x} 0, {x} 9999999)"], crs=network.crs)
    parted = cut_at(network, wall)
    doors = snap_doors(parted, buildings.geometry, street_names=buildings["street"])
    cut = cut_turfs(buildings, parted, doors, settings=CutSettings())
    sheet = audit(buildings, cut.turf_id, parted, doors, settings=CutSettings()).sheet
    assert sheet.barriers_crossed == 0
    assert sheet.disconnected == 0
    component = doors["component"][cut.turf_id != ""].groupby(cut.turf_id[cut.turf_id != ""])
    assert (component.min() == component.max()).all()


def test_whole_block_faces_are_kept_when_asked_for(small_town: Field) -> None:
    shares = [
        cut_turfs(*small_town, settings=CutSettings(by=by)).facts.faces_whole
        for by in ("building", "blockface")
    ]
    assert shares[1] > shares[0]


def test_whole_blocks_can_be_asked_for(small_town: Field) -> None:
    cut = cut_turfs(*small_town, settings=CutSettings(by="block"))
    holds_every_building_once(cut, small_town[0])
    assert cut.facts.balance.where_possible >= 0.95


def test_one_building_and_none(small_town: Field) -> None:
    buildings, network, doors = small_town
    one = cut_turfs(buildings[:1], network, doors, settings=CutSettings(leave_below=0))
    assert one.turfs["buildings"].tolist() == [1]
    assert one.turfs["reason"].tolist() == ["indivisible"]
    none = cut_turfs(buildings[:0], network, doors, settings=CutSettings())
    assert none.turfs.empty
    assert none.left_out.empty


def test_buildings_that_are_not_on_the_network_are_refused(small_town: Field) -> None:
    buildings, network, doors = small_town
    with pytest.raises(BadInputError):
        cut_turfs(buildings, network, doors[:10], settings=CutSettings())


def test_unreached_buildings_are_listed(small_town: Field) -> None:
    buildings, network, doors = small_town
    lost = doors.assign(reached=np.arange(len(doors)) >= 5)
    cut = cut_turfs(buildings, network, lost, settings=CutSettings())
    assert set(buildings.index[:5]) <= set(cut.left_out["building_id"])
    assert (cut.left_out["reason"] == "unreached").sum() >= 5


def test_unusable_settings_are_refused_with_all_their_faults() -> None:
    with pytest.raises(BadInputError) as caught:
        CutSettings(target=0, tolerance=0.9, pace_m_s=-1)
    assert [fault.column for fault in caught.value.faults] == ["target", "tolerance", "pace_m_s"]
    assert replace(CutSettings(), target=30).target == 30
