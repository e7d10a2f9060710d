"""The audit sheet finds what is wrong with an assignment."""

import json

import geopandas as gpd
import pandas as pd
import pytest

from routing.network.walk_network import Network
from turf.audit import Audit, Known, audit
from turf.cut import Cut, cut_turfs
from turf.settings import CutSettings

Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]


@pytest.fixture(scope="module")
def cut(small_town: Field) -> Cut:
    return cut_turfs(*small_town, settings=CutSettings())


def audited(field: Field, turf_id: pd.Series) -> Audit:
    buildings, network, doors = field
    return audit(buildings, turf_id, network, doors, settings=CutSettings())


def test_a_cut_passes_its_audit(small_town: Field, cut: Cut) -> None:
    buildings, network, doors = small_town
    found = audit(
        buildings,
        cut.turf_id,
        network,
        doors,
        settings=CutSettings(),
        known=Known(left_out=cut.left_out, unplaced_voters=7),
    )
    sheet = found.sheet
    assert sheet.turfs == cut.facts.turfs
    assert (sheet.disconnected, sheet.barriers_crossed, sheet.overlaps) == (0, 0, 0)
    assert sheet.split_buildings == 0
    assert sheet.uncovered_buildings == len(cut.left_out) == sum(sheet.left_out.values())
    assert sheet.unplaced_voters == 7
    assert sheet.faces_whole == pytest.approx(cut.facts.faces_whole)
    assert sheet.within_tolerance == pytest.approx(cut.facts.balance.share)
    assert found.turfs.index.equals(cut.turfs.index)
    assert json.loads(json.dumps(sheet.as_json()))["turfs"] == sheet.turfs


def test_uncovered_doors_are_counted(small_town: Field, cut: Cut) -> None:
    buildings = small_town[0]
    turf_id = cut.turf_id.copy()
    lost = cut.turfs.index[0]
    turf_id[turf_id == lost] = ""
    sheet = audited(small_town, turf_id).sheet
    before = audited(small_town, cut.turf_id).sheet
    gone = cut.turfs.loc[lost]
    assert sheet.uncovered_doors - before.uncovered_doors == gone["doors"]
    assert sheet.uncovered_voters - before.uncovered_voters == gone["voters"]
    assert sheet.doors == buildings["doors"].sum()


def test_turfs_in_pieces_are_found(small_town: Field, cut: Cut) -> None:
    """The first door of every turf goes to the turf that is farthest in the numbering."""
    turf_id = cut.turf_id.copy()
    names = cut.turfs.index.tolist()
    moved = turf_id.index[turf_id == names[0]][0]
    turf_id[moved] = names[len(names) // 2]
    found = audited(small_town, turf_id)
    assert not found.turfs.loc[names[len(names) // 2], "connected"]
    assert found.sheet.disconnected == 1


def test_interleaved_turfs_overlap(small_town: Field, cut: Cut) -> None:
    buildings = small_town[0]
    odd = pd.Series(range(len(buildings)), index=buildings.index) % 2 == 1
    mixed = cut.turf_id.where(cut.turf_id == "", "A").mask(odd & (cut.turf_id != ""), "B")
    sheet = audited(small_town, mixed).sheet
    assert sheet.hull_overlap > 0.9
    assert sheet.faces_whole < audited(small_town, cut.turf_id).sheet.faces_whole
    assert audited(small_town, cut.turf_id).sheet.hull_overlap < 0.2


def test_two_rows_of_one_address_in_two_turfs_are_a_split_building(
    small_town: Field, cut: Cut
) -> None:
    buildings, network, doors = small_town
    turf_id = cut.turf_id.copy()
    one = turf_id.index[turf_id == cut.turfs.index[0]][0]
    two = turf_id.index[turf_id == cut.turfs.index[1]][0]
    alike = buildings.copy()
    for column in ("street", "number", "commune_id"):
        alike.loc[two, column] = alike.loc[one, column]
    assert audit(alike, turf_id, network, doors, settings=CutSettings()).sheet.split_buildings == 1


def test_nothing_cut_is_an_empty_sheet(small_town: Field, cut: Cut) -> None:
    sheet = audited(small_town, cut.turf_id.where(cut.turf_id == "", "")).sheet
    assert (sheet.turfs, sheet.uncovered_doors) == (0, small_town[0]["doors"].sum())
