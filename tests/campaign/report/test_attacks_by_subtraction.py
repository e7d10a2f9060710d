"""A curious analyst: reads every report, compares them, and learns of no household."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from campaign.base.backup import backup, restore
from campaign.base.database import move
from campaign.folder import Campaign, open_campaign
from campaign.report.published_figures import SEEN, published_figures
from campaign.report.report import read_report, report
from campaign.wording.results import lines
from canvass.tables import BUILDINGS, CONCERNS, CONTACTS
from people_base.field.contacts import record
from people_base.people.retention import purge
from people_base.store import read, write


@pytest.fixture
def town(make_campaign: Callable[..., Campaign]) -> Campaign:
    """Quartiers A and B: forty houses of one door each, numbered through."""
    campaign = make_campaign()
    ids = [f"{quartier}{n:02d}" for quartier in "AB" for n in range(40)]
    frame = pd.DataFrame(index=pd.Index(ids, dtype="str", name="building_id"))
    for column, kind in BUILDINGS.columns.items():
        if kind != "geometry":
            frame[column] = 1 if kind == "int" else ""
    frame["quartier_id"] = [one[0] for one in ids]
    points = [Point(570000 + n, 6270000) for n in range(len(ids))]
    with campaign.base() as base:
        houses = gpd.GeoDataFrame(frame, geometry=points, crs=campaign.crs)
        write(base, BUILDINGS, houses, how="replace")
    return campaign


def visit(
    campaign: Campaign, houses: list[str], concern: str = "", day: int = 1, opened: int = 1
) -> None:
    """Every door opens; each raises the concern."""
    rows = [
        dict.fromkeys(CONTACTS.columns, 0)
        | {"contact_id": f"{house}-{day}", "turf_id": "", "building_id": house, "team": ""}
        | {"at": pd.Timestamp(2026, 12, day, tz=UTC), "knocked": 1, "opened": opened, "source": ""}
        for house in houses
    ]
    told = pd.DataFrame(rows, index=pd.Index(houses, dtype="str", name="event_id"))
    raised = pd.DataFrame(
        {"event_id": houses, "concern": concern, "count": 1} if concern else {"event_id": []},
        columns=["event_id", "concern", "count"],
    )
    with campaign.base() as base:
        record(
            base,
            told.astype(CONTACTS.empty().dtypes.to_dict()),
            raised.astype({"event_id": "str", "concern": "str", "count": "int64"}).set_index(
                list(CONCERNS.index)
            ),
            source="test",
        )


def add_houses(campaign: Campaign, ids: list[str]) -> None:
    with campaign.base() as base:
        homes = read(base, BUILDINGS).iloc[: len(ids)]
        homes.index = pd.Index(ids, dtype="str", name="building_id")
        write(base, BUILDINGS, homes, how="merge")


def houses(quartier: str, first: int, after: int) -> list[str]:
    return [f"{quartier}{n:02d}" for n in range(first, after)]


def test_a_report_before_and_one_after_a_visit_tell_nothing_of_it(town: Campaign) -> None:
    for quartier in "AB":
        visit(town, houses(quartier, 0, 5), "LOG")
        visit(town, houses(quartier, 5, 15))
    before = read_report(town)
    assert before.concerns.loc["A", "Logement"] == 5
    visit(town, ["A20"], "LOG")
    after = read_report(town)
    pd.testing.assert_frame_equal(before.concerns, after.concerns)
    pd.testing.assert_series_equal(before.answered, after.answered)
    visit(town, houses("A", 21, 31))
    assert read_report(town).concerns.loc["A", "Logement"] == 6
    assert (town.report / SEEN).stat().st_mode & 0o077 == 0


def test_eleven_visits_to_one_door_are_one_household(town: Campaign) -> None:
    visit(town, houses("B", 0, 20))
    visit(town, ["B21"], "TRA")
    for day in range(1, 13):
        visit(town, ["A00"], "LOG" if day == 1 else "", day=day)
    made = read_report(town)
    assert made.by_area["quartier"].loc["A", "knocked"] == 12
    assert made.by_area["quartier"].loc["A"].isna()[["opened", "absent", "refused"]].all()
    assert made.answered["A"] == 0
    assert pd.isna(made.concerns.loc["A", "Logement"])


def test_what_the_folder_forgets_the_base_knows(town: Campaign) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    before = read_report(town)
    shutil.rmtree(town.report)
    visit(town, ["A21"], "LOG")
    after = read_report(town)
    assert after.answered["A"] == 20
    pd.testing.assert_frame_equal(before.concerns, after.concerns)


@pytest.mark.parametrize("content", ["", "[1]", '{"number": 3}', "\x00", '{"number": 1, "at": 2}'])
def test_a_folder_that_cannot_say_what_it_saw_gets_nothing_fresh(
    town: Campaign, content: str
) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    (town.report / SEEN).write_text(content)
    assert read_report(town).answered["A"] == 0
    assert read_report(town).concerns.loc["A"].isna().sum() == len(town.settings.concerns)


@pytest.mark.parametrize("emptied", [False, True])
def test_a_base_older_than_what_was_told_tells_nothing_fresh(town: Campaign, emptied: bool) -> None:
    """Somebody puts an old copy of the base back, by hand, and empties the report beside."""
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    read_report(town)
    old = (town.folder / "base.sqlite").read_bytes()
    visit(town, houses("A", 20, 31))
    assert read_report(town).concerns.loc["A", "Logement"] == 5
    assert read_report(town).answered["A"] == 31
    (town.folder / "base.sqlite").write_bytes(old)
    if emptied:
        shutil.rmtree(town.report)
        town.report.mkdir()
    # the sheets come back, and one more
    visit(town, houses("A", 20, 31))
    visit(town, ["A31"], "LOG")
    made = read_report(town)
    assert (made.answered["A"], made.concerns.loc["A", "Logement"]) == (20, 5)


def test_a_restored_backup_tells_nothing_fresh_until_enough_new_doors(
    town: Campaign, tmp_path: Path
) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    read_report(town)
    backup(town, tmp_path / "kept")
    restore(tmp_path / "kept", tmp_path / "back", now=datetime(2026, 12, 10, tzinfo=UTC))
    again = open_campaign(tmp_path / "back")
    visit(again, houses("A", 20, 31))
    visit(again, ["A31"], "LOG")
    assert read_report(again).answered["A"] == 20
    # visited after the backup came back, so in no earlier figure; one door was there before
    visit(again, ["A00", *houses("A", 32, 40)], day=12)
    assert read_report(again).answered["A"] == 20
    more = ["A40", "A41", "A42"]
    add_houses(again, more)
    visit(again, more, day=12)
    made = read_report(again)
    assert (made.answered["A"], made.concerns.loc["A", "Logement"]) == (43, 6)


def test_figures_of_an_earlier_version_move_into_the_base(town: Campaign) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    old = {"A": {"_answered": 15, "LOG": 4}, "B": {"_answered": 12, "LOG": 2}}
    (town.report / "dernier_bilan.json").write_text(json.dumps(old))
    made = read_report(town)
    assert (made.answered["A"], made.concerns.loc["A", "Logement"]) == (15, 4)
    assert made.concerns.loc["B", "Logement"] == 2
    assert not list(town.report.glob("dernier*"))
    visit(town, ["A20"], "LOG")
    pd.testing.assert_frame_equal(read_report(town).concerns, made.concerns)


@pytest.mark.parametrize("content", ["", "[1]", '{"A": 3}', '{"A": {"LOG": "x"}}', "\x00"])
def test_figures_of_an_earlier_version_that_cannot_be_read_are_masked(
    town: Campaign, content: str
) -> None:
    visit(town, houses("A", 0, 20))
    (town.report / "dernier_bilan.json").write_text(content)
    assert read_report(town).answered.to_dict() == {"A": 0, "B": 0}
    assert read_report(town).answered.to_dict() == {"A": 0, "B": 0}


def test_a_telling_that_cannot_be_read_is_masked(town: Campaign) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    visit(town, houses("B", 0, 20))
    read_report(town)
    with town.base() as base, base.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER tellings_no_update")
        connection.exec_driver_sql("UPDATE tellings SET figures = '{' WHERE area_id LIKE '%A%'")
    visit(town, ["A20"], "LOG")
    assert read_report(town).answered.to_dict() == {"A": 0, "B": 20}


def test_two_views_are_never_a_door_apart(town: Campaign) -> None:
    """Bureaux cross the quartiers: eleven new doors in one do not uncover the twelfth's."""
    with town.base() as base:
        homes = read(base, BUILDINGS)
        homes["bureau_id"] = ["0001" if int(b[1:]) < 30 else "0002" for b in homes.index]
        write(base, BUILDINGS, homes, how="replace")
    for quartier in "AB":
        for first in (0, 30):
            visit(town, houses(quartier, first, first + 5))
    for quartier in "AB":
        visit(town, houses(quartier, 5, 15))
    before = read_report(town)
    visit(town, ["A39"])
    for quartier, first in (("A", 15), ("B", 15)):
        visit(town, houses(quartier, first, first + 11))
    after = read_report(town)
    sums = {
        area: (after.by_area[area]["opened"].fillna(0) - before.by_area[area]["opened"].fillna(0))
        for area in ("quartier", "bureau")
    }
    for changes in sums.values():
        assert ((changes == 0) | (changes >= 11)).all()
    assert sums["quartier"].sum() == sums["bureau"].sum()


def test_doors_that_change_areas_are_not_told_apart(town: Campaign) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    assert read_report(town).answered["A"] == 20
    with town.base() as base:
        homes = read(base, BUILDINGS)
        homes["quartier_id"] = homes["quartier_id"].replace("A", "C")
        write(base, BUILDINGS, homes, how="replace")
    visit(town, ["A20"], "LOG")
    assert read_report(town).answered["C"] == 0


def test_no_file_of_doors_tells_what_was_answered(town: Campaign) -> None:
    visit(town, houses("A", 0, 20))
    made = report(town)
    for path in made.folder.glob("portes_par_*.csv"):
        held = list(pd.read_csv(path, sep=";"))
        assert held[1:] == ["nom", "portes", "frappees", "part_couverte"]


def test_totals_are_told_as_areas_are(town: Campaign) -> None:
    visit(town, houses("A", 0, 20))
    visit(town, houses("A", 20, 24), opened=0)
    before = read_report(town)
    assert before.told["opened"] == 20
    visit(town, ["A25"])
    after = read_report(town)
    assert after.sums["knocked"] == before.sums["knocked"] + 1
    pd.testing.assert_series_equal(before.told, after.told)
    assert str(lines(before)[1]) == str(lines(after)[1])
    assert not {"opened", "refused", "absent"} & set(before.sums.index)


def test_the_threshold_never_goes_down(town: Campaign) -> None:
    high = replace(town, settings=replace(town.settings, masked_below=20))
    visit(high, houses("A", 0, 15))
    assert read_report(high).answered["A"] == 0
    visit(high, houses("B", 0, 25))
    assert read_report(high).answered["B"] == 25
    low = read_report(town)
    assert (low.threshold, low.answered["A"]) == (20, 0)


def test_two_machines_on_one_server_tell_the_same(
    town: Campaign, new_postgis: Callable[[], str], tmp_path: Path
) -> None:
    visit(town, houses("A", 0, 5), "LOG")
    visit(town, houses("A", 5, 20))
    before = read_report(town)
    move(town, new_postgis())
    one = open_campaign(town.folder)
    other = open_campaign(Path(shutil.copytree(town.folder, tmp_path / "autre")))
    shutil.rmtree(other.report)
    visit(one, ["A20"], "LOG")
    pd.testing.assert_frame_equal(read_report(other).concerns, before.concerns)
    visit(other, houses("A", 21, 31))
    first = read_report(other)
    assert first.concerns.loc["A", "Logement"] == 6
    visit(one, ["A31"], "LOG")
    pd.testing.assert_frame_equal(read_report(one).concerns, first.concerns)
    pd.testing.assert_series_equal(read_report(one).answered, first.answered)


def test_what_was_told_outlives_the_purge_and_nothing_else(town: Campaign) -> None:
    visit(town, houses("A", 0, 20))
    read_report(town)
    with town.base() as base:
        purge(base, now=datetime(2027, 6, 1, tzinfo=UTC), due=date(2027, 5, 1))
    assert published_figures(town).cells["answered"].tolist() == [20]


def test_concerns_added_to_the_settings_start_at_nothing(town: Campaign) -> None:
    visit(town, houses("A", 0, 20))
    read_report(town)
    more = replace(town, settings=replace(town.settings, concerns={"LOG": "L", "NEW": "N"}))
    made = read_report(more)
    assert made.answered["A"] == 20
    assert list(made.concerns) == ["nom", "L", "N"]
