"""A building that is a turf of its own, shared by staircases and floors; what returns adds up."""

import csv
import shutil
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pytest

from campaign.contacts.import_responses import import_responses
from campaign.folder import Campaign, open_campaign
from campaign.overview import stops_of
from campaign.sheets.share_building import SharedBuilding, export_share, share_turf
from campaign.turfs.publish import withdraw
from campaign.turfs.turf_by_hand import draw
from campaign.walks.plan_walks import plan_walks
from campaign.wording.results import lines
from canvass.tables import BUILDINGS
from people_base.field.totals import totals
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment

DAY = datetime.fromisoformat("2026-11-05T10:00+00:00")


@pytest.fixture
def tower(played: Campaign, tmp_path: Path) -> tuple[Campaign, str, str]:
    """Val-Fleuri with its largest building as a turf of its own, its id, and its turf's."""
    town = open_campaign(Path(shutil.copytree(played.folder, tmp_path / "campagne")))
    with town.base() as base:
        buildings, turf_of = read(base, BUILDINGS), turf_assignment(base)
    building = str(buildings["doors"].idxmax())
    withdraw(town, [str(turf_of[building])])
    area = gpd.GeoDataFrame(geometry=buildings.geometry[[building]].buffer(1), crs=town.crs)
    draw(town, area)
    with town.base() as base:
        return town, building, str(turf_assignment(base)[building])


def test_canvassers_share_the_floors_and_what_they_count_adds_up(
    tower: tuple[Campaign, str, str],
) -> None:
    town, building, turf = tower
    shared = share_turf(town, turf, canvassers=3)
    assert isinstance(shared, SharedBuilding)
    with town.base() as base:
        doors = int(read(base, BUILDINGS).loc[building, "doors"])
        before = totals(base, by="building").loc[building]
    assert sum(shared.doors()) == doors
    assert max(shared.doors()) - min(shared.doors()) <= 3
    told = shared.as_json()
    assert [one["doors"] for one in told["canvassers"]] == shared.doors()
    assert all("portes" in line.fr for line in lines(shared))
    folder = export_share(town, shared, now=DAY).folder
    for copy, count in enumerate(shared.doors(), start=1):
        assert (folder / f"{turf}-{copy}.pdf").is_file()
        table = folder / f"{turf}-{copy}.csv"
        head, row = csv.reader(table.read_text("utf-8-sig").splitlines(), delimiter=";")
        assert row[head.index("Portes")] == str(count)
        for name, value in (("Portes frappées", count), ("Absents", count), ("Date", "06/11/2026")):
            row[head.index(name)] = str(value)
        with table.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out, delimiter=";").writerows([head, row])
    came = import_responses(
        town,
        sorted(folder.glob(f"{turf}-?.csv")),
        now=datetime.fromisoformat("2026-11-07T10:00+00:00"),
    )
    assert (came.new, came.conflicts, came.faults) == (3, 0, ())
    with town.base() as base:
        after = totals(base, by="building").loc[building]
    assert after["knocked"] - before["knocked"] == doors
    assert after["visits"] - before["visits"] == 3


def test_one_canvasser_and_many_addresses_share_as_ever(tower: tuple[Campaign, str, str]) -> None:
    town, _, turf = tower
    assert not isinstance(share_turf(town, turf, canvassers=1), SharedBuilding)
    with town.base() as base:
        many = str(turf_assignment(base).value_counts().idxmax())
    assert not isinstance(share_turf(town, many, canvassers=2), SharedBuilding)


def test_a_canvasser_reads_the_floors_in_the_app(tower: tuple[Campaign, str, str]) -> None:
    town, _, turf = tower
    plan_walks(town, turfs=[turf])
    (floors,) = stops_of(town, turf)["floors"]
    assert "esc" in floors
    assert "portes)" in floors
