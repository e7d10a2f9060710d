"""Organisers share the turfs among those who come."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign.folder import open_campaign
from campaign.turfs.cut import CutChoices, cut
from campaign.walks.teams import FILE, plan_teams

Open = Callable[..., AppTest]
Told = Callable[[AppTest], str]


@pytest.fixture
def waiting(field: Path) -> Path:
    """A campaign with turfs that nobody has walked yet."""
    cut(open_campaign(field), CutChoices(bureaux=("99001_0004",)))
    return field


def test_before_a_cut_the_page_says_what_comes_first(app: Open, empty: Path, told: Told) -> None:
    at = app(empty, "teams")
    assert not at.exception
    assert "Aller à **4. Découpage**" in told(at)


def test_pressing_the_button_shares_the_turfs(app: Open, waiting: Path) -> None:
    at = app(waiting, "teams")
    people, by, hours = at.number_input
    people.set_value(6)
    by.set_value(3)
    hours.set_value(3.0)
    at.button[0].click().run()
    assert not at.exception
    assert not at.error
    wanted = plan_teams(open_campaign(waiting), 6, 3.0, by=3)
    (table,) = at.dataframe
    assert len(wanted.table) > 1
    assert table.value["turf_id"].tolist() == wanted.table.index.tolist()
    assert set(table.value["team"]) == {1, 2}
    assert f"{len(wanted.table)} secteurs" in at.success[0].value
    assert (waiting / "review" / FILE).exists()


def test_the_lowest_turnout_may_come_first(app: Open, waiting: Path) -> None:
    at = app(waiting, "teams")
    at.toggle[0].set_value(True)
    at.button[0].click().run()
    assert not at.exception
    wanted = plan_teams(open_campaign(waiting), 10, 2.0, first="abstention")
    assert at.dataframe[0].value["turf_id"].tolist() == wanted.table.index.tolist()
