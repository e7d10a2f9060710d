"""A door that objects is on no list made from that moment on, without a cut or a plan in between.

One test a channel: sheets and tables, share, plan --json, what the app lists, other formats.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from campaign.contacts.import_responses import import_responses
from campaign.exchange.export_people import export_to
from campaign.folder import Campaign, open_campaign
from campaign.overview import stops_of, turf_table
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.oppose import oppose
from campaign.sheets.export import export_walk_lists
from campaign.sheets.share_walk import export_shared, share_walk
from campaign.sheets.sheet_recall import said_to_replace, to_replace
from campaign.turfs.publish import withdraw
from campaign.turfs.recut import recut
from campaign.walks.walk_report import describe_walks
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS, HOUSEHOLDS, STOPS
from people_base.people.oppositions import opposed_buildings
from people_base.store import read
from people_base.turfs.cuts import current_turfs
from people_base.turfs.turf_assignment import turf_assignment
from walklists.paper.sheets import file_name

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Objected:
    """A turf with a building that objects, one with a flat that does, and one without a door."""

    campaign: Campaign
    turf: str
    whole: str
    flat_turf: str
    flats: str
    label: str
    doors_before: int
    walk_before: int


@pytest.fixture(scope="module")
def objected(played: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Objected:
    copy = tmp_path_factory.mktemp("objected") / "copie"
    campaign = open_campaign(Path(shutil.copytree(played.folder, copy)))
    with campaign.base() as base:
        stops = read(base, STOPS)
        households = read(base, HOUSEHOLDS)
        buildings = read(base, BUILDINGS)
    named = households[households["door_label"] != ""]
    sizes = named.groupby("building_id").size()
    flats = str(sizes.index[(sizes > 2) & sizes.index.isin(stops["building_id"])][0])
    flat_turf = str(stops.index[stops["building_id"] == flats][0][0])
    turf = next(t for t in stops.index.get_level_values(0).unique() if t != flat_turf)
    done = Objected(
        campaign=campaign,
        turf=turf,
        whole=str(stops.loc[turf, "building_id"].iloc[2]),
        flat_turf=flat_turf,
        flats=flats,
        label=str(named.loc[named["building_id"] == flats, "door_label"].iloc[0]),
        doors_before=int(buildings.loc[flats, "doors"]),
        walk_before=len(stops.loc[turf]),
    )
    for sought in (PersonQuery(address=done.whole), PersonQuery(address=flats, door=done.label)):
        oppose(campaign, sought, channel="porte", who="c", now=NOW)
    return done


def all_but_the_drawing(printed: list[Any]) -> Any:
    """Write what goes out beside the sheets, which are looked at as lists."""

    def write_sheets(lists: list[Any], folder: Path, *, write: Any, **_: Any) -> None:
        printed.extend(lists)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("walklists.paper.sheets.write_sheet", lambda *_: None)
            for one in lists:
                assert write(one, folder / f"{file_name(one)}.pdf")

    return write_sheets


def test_sheets_and_tables(objected: Objected, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr("walklists.paper.sheets.write_sheets", all_but_the_drawing(printed))
    turfs = [objected.turf, objected.flat_turf]
    sent = export_walk_lists(objected.campaign, turfs=turfs, now=NOW)
    first, second = printed
    assert objected.whole not in set(first.stops["building_id"])
    assert list(first.stops.index) == list(range(1, objected.walk_before))
    assert len(first.legs) <= len(first.stops)
    assert first.gap is None, "nothing is proved of a walk that lost a stop"
    stop = second.stops.set_index("building_id").loc[objected.flats]
    assert stop["doors"] < objected.doors_before
    assert objected.label not in stop["door_labels"]
    assert second.doors == second.stops["doors"].sum()
    told = [last for stops, _ in first.directions for last in stops.split("–") if last]
    assert max(map(int, told)) == objected.walk_before - 1
    table = pd.read_csv(sent.folder / f"{objected.turf}-1.csv", sep=";", dtype=str)
    assert objected.whole not in set(table["Adresse (identifiant)"])
    shape = json.loads((sent.folder / f"{objected.turf}-1.geojson").read_text())
    assert objected.whole not in json.dumps(shape)


def test_share(objected: Objected, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr("walklists.paper.sheets.write_sheets", all_but_the_drawing(printed))
    shared = share_walk(objected.campaign, objected.turf, canvassers=2, search_s=0.2)
    walked = {b for outing in shared.outings for b in outing.ids}
    assert objected.whole not in walked
    assert objected.whole not in json.dumps(shared.as_json())
    shared = share_walk(objected.campaign, objected.flat_turf, canvassers=1, search_s=0)
    export_shared(objected.campaign, shared, now=NOW)
    stop = printed[0].stops.set_index("building_id").loc[objected.flats]
    assert stop["doors"] < objected.doors_before
    assert objected.label not in stop["door_labels"]


def test_plan_json(objected: Objected) -> None:
    told = describe_walks(objected.campaign, turfs=[objected.turf])
    assert objected.whole not in json.dumps(told)
    (walk,) = told["turfs"]
    assert len(walk["order"]) == len(walk["leg_m"]) == objected.walk_before - 1
    assert walk["proof"] == "gap"


def test_what_the_app_lists(objected: Objected, played: Campaign) -> None:
    stops = stops_of(objected.campaign, objected.turf)
    assert objected.whole not in set(stops["building_id"])
    assert list(stops["position"]) == list(range(1, objected.walk_before))
    here = stops_of(objected.campaign, objected.flat_turf).set_index("building_id")
    assert here.loc[objected.flats, "doors"] < objected.doors_before
    before, after = turf_table(played)["doors"], turf_table(objected.campaign)["doors"]
    lost = before - after
    assert set(lost.index[lost > 0]) == {objected.turf, objected.flat_turf}


@pytest.mark.parametrize("form", ["csv", "xlsx", "qgis"])
def test_other_formats(objected: Objected, form: str, tmp_path: Path) -> None:
    out = tmp_path / {"csv": "tables", "xlsx": "t.xlsx", "qgis": "t.gpkg"}[form]
    tables = ("buildings", "stops", "households", "contacts") if form != "qgis" else ()
    export_to(objected.campaign, form, out, tables=tables, now=NOW)
    for name in ("buildings", *tables[1:]):
        if form == "csv":
            rows = pd.read_csv(out / f"{name}.csv", sep=";", dtype=str)
        elif form == "xlsx":
            rows = pd.read_excel(out, sheet_name=name, dtype=str)
        else:
            import pyogrio

            rows = pyogrio.read_dataframe(out, layer="buildings")
        assert objected.whole not in set(rows["building_id"]), name
        if name == "buildings":
            here = rows.set_index("building_id").loc[objected.flats]
            assert int(here["doors"]) < objected.doors_before


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    return open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))


def test_a_building_whose_every_door_objects_is_no_stop(mine: Campaign) -> None:
    with mine.base() as base:
        households = read(base, HOUSEHOLDS)
        stops = read(base, STOPS)
    named = households.groupby("building_id")["door_label"].agg(lambda s: (s != "").all())
    sizes = households.groupby("building_id").size()
    here = named.index[named & (sizes.between(2, 3)) & named.index.isin(stops["building_id"])]
    one = str(here[0])
    turf = str(stops.index[stops["building_id"] == one][0][0])
    for label in households.loc[households["building_id"] == one, "door_label"].unique():
        oppose(mine, PersonQuery(address=one, door=label), channel="porte", now=NOW)
    with mine.base() as base:
        assert one in opposed_buildings(base, mine.salt)
    assert one not in set(stops_of(mine, turf)["building_id"])


def test_a_turf_without_any_door_left_stops_no_other(mine: Campaign) -> None:
    turf = str(turf_table(mine)["buildings"].idxmin())
    for building in stops_of(mine, turf)["building_id"]:
        oppose(mine, PersonQuery(address=building), channel="porte", now=NOW)
    assert stops_of(mine, turf).empty
    assert turf not in {walk["turf_id"] for walk in describe_walks(mine)["turfs"]}


def test_sheets_already_out_are_listed_until_they_are_made_anew(mine: Campaign) -> None:
    turf = str(turf_table(mine).index[0])
    sent = export_walk_lists(mine, turfs=[turf], now=NOW)
    table = sent.folder / f"{turf}-1.csv"
    rows = table.read_text("utf-8-sig").splitlines()
    filled = rows[3].split(";")
    filled[9] = "1"
    table.write_text("\r\n".join([*rows[:3], ";".join(filled), *rows[4:]]), "utf-8-sig")
    first, third = rows[1].split(";")[2], filled[2]
    for one in (first, third):
        oppose(mine, PersonQuery(address=one), channel="porte", now=NOW)
    assert list(to_replace(mine)["secteur"]) == [turf]
    assert turf in str(said_to_replace(mine)[0])
    assert not list(sent.folder.glob(f"{turf}-*.pdf"))
    left = table.read_text("utf-8-sig")
    assert first not in left
    assert third in left, "what was filled in is kept"
    again = export_walk_lists(mine, turfs=[turf], now=LATER)
    assert to_replace(mine).empty
    assert not again.to_replace


def test_a_table_that_nobody_filled_goes_with_the_sheet(mine: Campaign) -> None:
    turf = str(turf_table(mine).index[0])
    sent = export_walk_lists(mine, turfs=[turf], now=NOW)
    one = str(stops_of(mine, turf)["building_id"].iloc[0])
    oppose(mine, PersonQuery(address=one), channel="porte", now=NOW)
    assert not list(sent.folder.glob(f"{turf}-*"))


def test_a_recut_leaves_the_building_out_too(mine: Campaign) -> None:
    turf = str(turf_table(mine).index[0])
    with mine.base() as base:
        status = current_turfs(base)["status"]
    withdraw(mine, list(status.index[status == "published"]))
    one = str(stops_of(mine, turf)["building_id"].iloc[0])
    oppose(mine, PersonQuery(address=one), channel="porte", now=NOW)
    recut(mine)
    with mine.base() as base:
        assert one not in turf_assignment(base).index


def test_a_workbook_goes_out_and_comes_back_as_the_table_does(mine: Campaign) -> None:
    """Excel's table and the GPS file are written where asked for, and an objection empties them."""
    turf = str(turf_table(mine).index[0])
    sent = export_walk_lists(mine, turfs=[turf], formats=["xlsx", "gpx"], now=NOW)
    book, gps = sent.folder / f"{turf}-1.xlsx", sent.folder / f"{turf}-1.gpx"
    assert sent.files == 6
    assert gps.read_text("utf-8").count("<wpt ") == len(stops_of(mine, turf))
    sheet = load_workbook(book)
    rows = list(sheet.active.iter_rows(min_row=2))
    header = [cell.value for cell in sheet.active[1]]
    place, day = header.index("Adresse (identifiant)"), header.index("Date")
    rows[2][header.index("Portes frappées")].value = 1
    rows[2][day].value = "20/11/2026"
    first, third = rows[0][place].value, rows[2][place].value
    sheet.save(book)
    for one in (first, third):
        oppose(mine, PersonQuery(address=one), channel="porte", now=NOW)
    assert not gps.exists()
    left = [row[place].value for row in load_workbook(book).active.iter_rows(min_row=2)]
    assert first not in left
    assert third in left, "what was filled in is kept"
    assert import_responses(mine, [book], now=LATER).new == 1


def test_an_unknown_format_is_named_before_anything_goes_out(mine: Campaign) -> None:
    with pytest.raises(BadInputError, match=r"pdfa.*xlsx, gpx"):
        export_walk_lists(mine, formats=["xlsx", "pdfa"], now=LATER)
    assert not (mine.walklists / "2026-11-21").exists()
