"""A curious analyst: reads every report, compares them, and learns of no household."""

from collections.abc import Callable
from datetime import UTC

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from campaign.figures_told import FILE
from campaign.folder import Campaign
from campaign.report import read_report
from canvass.tables import BUILDINGS, CONCERNS, CONTACTS
from people_base.contacts import record
from people_base.store import write


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


def visit(campaign: Campaign, houses: list[str], concern: str = "", day: int = 1) -> None:
    """Every door opens; each raises the concern."""
    rows = [
        dict.fromkeys(CONTACTS.columns, 0)
        | {"contact_id": f"{house}-{day}", "turf_id": "", "building_id": house, "team": ""}
        | {"at": pd.Timestamp(2026, 12, day, tz=UTC), "knocked": 1, "opened": 1, "source": ""}
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
    assert (town.report / FILE).stat().st_mode & 0o077 == 0


def test_eleven_visits_to_one_door_are_one_household(town: Campaign) -> None:
    visit(town, houses("B", 0, 20))
    visit(town, ["B21"], "TRA")
    for day in range(1, 13):
        visit(town, ["A00"], "LOG" if day == 1 else "", day=day)
    made = read_report(town)
    assert made.by_area["quartier"].loc["A", "knocked"] == 12
    assert made.by_area["quartier"].loc["A"].isna()[["opened", "absent", "refused"]].all()
    assert made.answered["A"] == 1
    assert pd.isna(made.concerns.loc["A", "Logement"])


def test_forgotten_figures_are_told_anew(town: Campaign) -> None:
    visit(town, houses("A", 0, 20))
    visit(town, houses("B", 0, 20))
    for content in ("", "[1]", '{"A": 3}', '{"A": {"LOG": "x"}}', "\x00"):
        (town.report / FILE).write_text(content)
        assert read_report(town).answered.to_dict() == {"A": 20, "B": 20}


def test_concerns_added_to_the_settings_start_at_nothing(town: Campaign) -> None:
    from dataclasses import replace

    visit(town, houses("A", 0, 20))
    read_report(town)
    more = replace(town, settings=replace(town.settings, concerns={"LOG": "L", "NEW": "N"}))
    made = read_report(more)
    assert made.answered["A"] == 20
    assert list(made.concerns) == ["nom", "L", "N"]
