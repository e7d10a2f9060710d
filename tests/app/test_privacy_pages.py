"""The page of the law, and what each role sees once there are accounts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.shared.pages import PAGES, pages_of
from campaign.folder import Campaign, open_campaign
from campaign.overview import stops_of, turf_table
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.oppose import oppose
from campaign.server.accounts import add_account, end_shift, give_shift, list_accounts
from campaign.server.serve import FOLDER_VARIABLE
from canvass.tables import BUILDINGS, CONCERNS, CONTACTS, VOTERS
from people_base.access.audit import audit_log
from people_base.field.contacts import record
from people_base.store import read

Open = Callable[..., AppTest]
Told = Callable[[AppTest], str]
GOOD = "une phrase de passe longue"
TABS = (
    *("Oppositions", "Droit d'accès", "Rectification"),
    *("Conservation", "Journal", "Papiers", "Comptes"),
)
FRENCH = re.compile(r"\b(des|du|les|une|est|avec|pour|électeurs|secteurs|portes|bureaux|liste)\b")


@pytest.mark.parametrize("state", ["field", "empty"])
@pytest.mark.parametrize("lang", ["", "English"])
def test_the_page_of_the_law_runs(
    app: Open, request: pytest.FixtureRequest, told: Told, state: str, lang: str
) -> None:
    at = app(request.getfixturevalue(state), "privacy", lang=lang)
    assert not at.exception
    assert not at.error
    assert [tab.label for tab in at.tabs] == list(TABS) or lang
    if lang:
        assert not FRENCH.findall(told(at))


def test_an_objection_erases_and_says_so(app: Open, field: Path, told: Told) -> None:
    campaign = open_campaign(field)
    with campaign.base() as base:
        people = read(base, VOTERS, columns=["bureau_id", "order_number"])
    one = people.iloc[0]
    at = app(field, "privacy")
    at.selectbox[0].select(one["bureau_id"])
    number = next(w for w in at.text_input if w.label == "Numéro d'ordre")
    number.input(one["order_number"])
    next(b for b in at.button if b.label == "Noter et effacer").click().run()
    assert not at.exception
    assert "Opposition notée" in told(at)
    with campaign.base() as base:
        assert one.name not in read(base, VOTERS, columns=[]).index
        assert audit_log(base)["who"].iloc[-1] != ""


def test_an_objection_of_nobody_is_refused(app: Open, field: Path) -> None:
    at = app(field, "privacy")
    next(b for b in at.button if b.label == "Noter et effacer").click().run()
    assert "Une opposition vise" in at.error[0].value


def show_one_tab() -> None:
    """What the page shows of one tab: a test cannot open another than the first."""
    from app_pages.parts.rectifying import show_rectification
    from app_pages.shared.layout import opened

    show_rectification(opened())


def test_a_correction_is_made_and_said(
    field: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(field))
    campaign = open_campaign(field)
    with campaign.base() as base:
        one = read(base, VOTERS, columns=["bureau_id", "order_number"]).iloc[0]
    at = AppTest.from_function(show_one_tab, default_timeout=60).run()
    at.selectbox(key="r bureau").select(one["bureau_id"])
    at.text_input(key="r number").input(one["order_number"])
    at.text_input(key="r to street_raw").input("Rue Juste")
    at.button[0].click().run()
    assert not at.exception
    assert "1 donnée rectifiée" in told(at)
    with campaign.base() as base:
        here = read(base, VOTERS, where={"voter_id": [one.name]})
    assert here["street_raw"].iloc[0] == "Rue Juste"


@pytest.fixture
def staffed(field: Path) -> Campaign:
    campaign = open_campaign(field)
    add_account(campaign, "camille", "organiser", GOOD)
    for role in ("analyst", "leader", "canvasser"):
        add_account(campaign, role, role, GOOD)
    return campaign


Enter = Callable[[Path, str], AppTest]


def test_without_a_password_nothing_is_shown(app: Open, staffed: Campaign, told: Told) -> None:
    at = app(staffed.folder)
    for name in PAGES:
        with pytest.raises(ValueError, match="navigation page"):
            at.switch_page(f"{name}.py")
    assert not at.text_input
    assert "visite est finie" in told(at)
    assert not at.dataframe
    assert not at.metric
    assert "électeurs" not in told(at).casefold()


@pytest.mark.parametrize("role", ["analyst", "leader", "canvasser"])
def test_each_role_lands_on_its_page_and_opens_no_other(
    enter: Enter, staffed: Campaign, role: str
) -> None:
    at = enter(staffed.folder, role)
    assert not at.exception
    assert at.title[0].value in {"Bilan", "Table de départ", "Mon secteur"}
    for name in pages_of(role):
        at.switch_page(f"{name}.py").run()
        assert not at.exception
    for name in set(PAGES) - set(pages_of(role)):
        with pytest.raises(ValueError, match="navigation page"):
            at.switch_page(f"{name}.py")


def test_an_organiser_sees_everything(enter: Enter, staffed: Campaign) -> None:
    at = enter(staffed.folder, "camille")
    for page in ("roll", "privacy", "shifts"):
        at.switch_page(f"{page}.py").run()
        assert not at.exception
        assert at.title[0].value in {"Liste électorale", "Vie privée", "Table de départ"}
    assert list_accounts(staffed).table.index[0] == "analyst"


def test_an_analyst_sees_areas_masked_and_no_turf(enter: Enter, staffed: Campaign) -> None:
    at = enter(staffed.folder, "analyst")
    assert [tab.label for tab in at.tabs] == ["Quartiers", "Bureaux de vote", "Préoccupations"]
    assert not at.button or [b.label for b in at.button] == ["Quitter"]
    (table,) = at.dataframe
    assert list(table.value.columns)[:2] == ["label", "doors"]
    at = enter(staffed.folder, "camille")
    at.switch_page("results.py").run()
    assert "Secteurs" in [tab.label for tab in at.tabs]


def test_an_analyst_sees_no_figure_of_one_more_door(
    enter: Enter, staffed: Campaign, told: Told
) -> None:
    before = enter(staffed.folder, "analyst")
    shown = {metric.label: metric.value for metric in before.metric}
    assert set(shown) == {"Portes", "Frappées", "Ouvertes", "Refus"}
    one_more_door(staffed)
    after = enter(staffed.folder, "analyst")
    assert {metric.label: metric.value for metric in after.metric} == shown
    pd.testing.assert_frame_equal(after.dataframe[0].value, before.dataframe[0].value)
    assert told(after) == told(before)


def one_more_door(campaign: Campaign) -> None:
    """Somebody opens where nobody had been."""
    with campaign.base() as base:
        homes = read(base, BUILDINGS, columns=[])
        row: dict[str, object] = {
            c: "" if kind == "text" else 0 for c, kind in CONTACTS.columns.items()
        }
        row |= {"contact_id": "visite-1", "building_id": homes.index[-1], "knocked": 1, "opened": 1}
        row["at"] = pd.Timestamp("2026-12-01 18:00", tz="UTC")
        record(
            base,
            pd.DataFrame([row], index=pd.Index(["e1"], name="event_id")),
            CONCERNS.empty(),
            source="essai",
        )


def test_a_removed_account_is_out_at_once(enter: Enter, staffed: Campaign, told: Told) -> None:
    from campaign.server.accounts import remove_account

    at = enter(staffed.folder, "analyst")
    assert at.title[0].value == "Bilan"
    remove_account(staffed, "analyst")
    at.run()
    assert "visite est finie" in told(at)
    assert not at.metric


def test_a_canvasser_sees_their_turf_in_their_hours(
    enter: Enter, staffed: Campaign, told: Told
) -> None:
    turfs = list(turf_table(staffed).index)
    at = enter(staffed.folder, "canvasser")
    assert "Aucun secteur" in told(at)
    now = datetime.now(UTC)
    given = give_shift(staffed, "canvasser", turfs[0], starts=now, ends=now + timedelta(hours=2))
    at.run()
    assert turfs[0] in told(at)
    (table,) = at.dataframe
    assert set(table.value.columns) == {"position", "address", "doors"}
    end_shift(staffed, given.shift.shift_id)
    assert "Aucun secteur" in told(at.run())


def test_an_objection_is_on_no_list_at_once_and_names_the_sheets(
    enter: Enter, staffed: Campaign, told: Told
) -> None:
    turf = str(turf_table(staffed).index[0])
    now = datetime.now(UTC)
    give_shift(staffed, "canvasser", turf, starts=now, ends=now + timedelta(hours=2))
    at = enter(staffed.folder, "canvasser")
    before = at.dataframe[0].value
    gone = stops_of(staffed, turf).iloc[1]
    oppose(staffed, PersonQuery(address=gone["building_id"]), channel="porte")
    at.run()
    after = at.dataframe[0].value
    assert gone["address"] not in set(after["address"])
    assert len(after) == len(before) - 1
    assert not at.get("download_button"), "the sheet that shows the door is gone"
    at = enter(staffed.folder, "leader")
    for page in ("shifts", "sheets"):
        at.switch_page(f"{page}.py").run()
        assert f"visite : {turf}." in at.warning[0].value
    at = enter(staffed.folder, "camille")
    at.switch_page("walks.py").run()
    at.selectbox[-1].select(turf).run()
    assert gone["address"] not in set(at.dataframe[-1].value["address"])


def test_a_link_opens_one_turf_for_as_long_as_its_shift(
    follow: Callable[[Path, str, str], AppTest], staffed: Campaign, told: Told
) -> None:
    mine, other = turf_table(staffed).index[:2]
    now = datetime.now(UTC)
    hours = {"starts": now, "ends": now + timedelta(hours=2)}
    given = give_shift(staffed, "canvasser", mine, **hours)
    give_shift(staffed, "canvasser", other, **hours)
    at = follow(staffed.folder, "canvasser", given.shift.shift_id)
    assert not at.exception
    assert at.title[0].value == "Mon secteur"
    assert mine in told(at)
    assert other not in told(at)
    end_shift(staffed, given.shift.shift_id)
    assert "visite est finie" in told(at.run())
    assert not at.dataframe


def test_a_leader_gives_a_turf(enter: Enter, staffed: Campaign, told: Told) -> None:
    at = enter(staffed.folder, "leader")
    next(b for b in at.button if b.label == "Confier le secteur").click().run()
    assert not at.exception
    assert "?secteur=" in at.code[0].value
    assert "en cours" in at.dataframe[0].value["etat"].tolist()


@pytest.mark.parametrize(
    ("days", "said"), [(1, "campagne est close"), (-400, "devait être effacée")]
)
@pytest.mark.parametrize("name", ["sheets", "shifts"])
def test_nothing_goes_out_in_the_silence_nor_once_it_is_over(
    enter: Enter, staffed: Campaign, days: int, said: str, name: str
) -> None:
    from dataclasses import replace

    from campaign.settings import save_settings

    poll = datetime.now(UTC).date() + timedelta(days=days)
    save_settings(replace(staffed.settings, election_date=poll), staffed.folder)
    at = enter(staffed.folder, "leader")
    at.switch_page(f"{name}.py").run()
    assert said in "\n".join(error.value for error in at.error)
    assert not at.get("download_button")
