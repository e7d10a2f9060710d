"""What people answered is found again, by organisers alone, and each look-up is noted."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from in_browser import SIZES, Watched, open_page, serve, settle, sized
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from app_pages.shared.pages import pages_of
from campaign.commands.main import app as commands
from campaign.folder import Campaign, open_campaign
from campaign.privacy.consents import (
    add_consent_text,
    answer,
    change_mode,
    give_consent,
    withdraw_consent,
)
from campaign.privacy.find_person import PersonQuery, building_of
from campaign.privacy.oppose import oppose
from campaign.privacy.who_said import SaidQuery, who_said
from canvass.errors import BadInputError, RefusedByLawError
from canvass.tables import BUILDINGS, VOTERS
from people_base.access.audit import audit_log
from people_base.store import read

Open = Callable[..., AppTest]
Told = Callable[[AppTest], str]
NOW = datetime(2027, 2, 3, 18, tzinfo=UTC)


@pytest.fixture
def spoken(field: Path) -> tuple[Campaign, list[PersonQuery], list[str]]:
    """Three people who said something (the third took it back), and their addresses."""
    campaign = open_campaign(field)
    change_mode(campaign, "individual", who="camille", assessment="AIPD du 02/02/2027")
    add_consent_text(campaign, "J'accepte que ma réponse soit notée.", version="v1", who="camille")
    with campaign.base() as base:
        voters = read(base, VOTERS, columns=["bureau_id", "order_number"])
        homes = [home for who in voters.index[:400] if (home := building_of(base, who))]
        places = read(base, BUILDINGS, columns=["number", "street"])
        first = dict.fromkeys(homes)
        chosen = [
            next(who for who in voters.index[:400] if building_of(base, who) == home)
            for home in list(first)[:3]
        ]
    cards = [PersonQuery(bureau=voters.at[w, "bureau_id"], number=voters.at[w, "order_number"])
             for w in chosen]  # fmt: skip
    for card, question, said in zip(
        cards, ("SOUTIEN", "LOG", "LOG"), ("2", "oui", "non"), strict=True
    ):
        give_consent(campaign, card, channel="porte", collector="awa", now=NOW)
        answer(campaign, card, question=question, said=said, collector="awa", now=NOW)
    withdraw_consent(campaign, cards[2], channel="courrier", collector="camille", now=NOW)
    addresses = [" ".join(places.loc[home]).strip() for home in list(first)[:3]]
    return campaign, cards, addresses


def test_who_said_what_is_found_every_way(
    spoken: tuple[Campaign, list[PersonQuery], list[str]],
) -> None:
    campaign, cards, addresses = spoken

    def found(**wanted: object) -> tuple[list[str], list[str]]:
        said = who_said(campaign, SaidQuery(**wanted), who="camille", now=NOW)  # type: ignore[arg-type]
        return said.answers["answer"].tolist(), said.history["act"].tolist()

    assert found(person=cards[0]) == (["2"], ["given"])
    assert found(person=PersonQuery(address=addresses[1])) == (["oui"], ["given"])
    assert found(question="LOG") == (["oui"], ["given"])
    assert found(consent="withdrawn") == ([], ["given", "withdrawn"])
    assert found(person=cards[2]) == ([], ["given", "withdrawn"])
    assert sorted(found(consent="live")[0]) == ["2", "oui"]
    assert found(consent="live", question="LOG")[0] == ["oui"]
    assert found(person=cards[0], question="LOG") == ([], [])
    with campaign.base() as base:
        noted = audit_log(base)
    looked = noted[noted["what"].str.startswith("look up")]
    assert looked["what"].str.removeprefix("look up answers by ").tolist() == [
        "person", "building", "concern", "consent", "person", "consent", "concern, consent",
        "person, concern",
    ]  # fmt: skip
    assert looked["count"].tolist() == [1, 1, 1, 1, 1, 2, 1, 0]
    assert set(looked["who"]) == {"camille"}
    for bad in (SaidQuery(), SaidQuery(question="XXX")):
        with pytest.raises(BadInputError):
            who_said(campaign, bad)
    oppose(campaign, cards[2], channel="mail", now=NOW)
    gone = who_said(campaign, SaidQuery(consent="withdrawn"))
    assert (gone.people, gone.gone, len(gone.history)) == (0, 1, 0)
    change_mode(campaign, "aggregated", who="camille")
    with pytest.raises(RefusedByLawError):
        who_said(campaign, SaidQuery(question="LOG"))


def test_the_command_finds_them_too(
    spoken: tuple[Campaign, list[PersonQuery], list[str]],
) -> None:
    campaign, cards, _ = spoken
    run = CliRunner().invoke
    card = ["--bureau", cards[0].bureau, "--number", cards[0].number]
    done = run(commands, ["who-said", str(campaign.folder), *card, "--who", "camille"])
    assert done.exit_code == 0, done.output
    assert "SOUTIEN = 2" in done.output
    assert "consentement donné" in done.output
    assert run(commands, ["who-said", str(campaign.folder)]).exit_code == 1
    live = run(commands, ["who-said", str(campaign.folder), "--consent", "withdrawn"])
    assert "consentement retiré" in live.output


@pytest.mark.parametrize("role", ["analyst", "leader", "canvasser"])
def test_the_page_is_for_organisers_and_individual_mode(role: str) -> None:
    assert "who_said" not in pages_of(role, individual=True)
    assert "who_said" not in pages_of("organiser")
    assert "who_said" in pages_of("organiser", individual=True)


def test_aggregated_mode_shows_nothing_of_it(app: Open, field: Path, told: Told) -> None:
    at = app(field)
    with pytest.raises(ValueError, match="navigation page"):
        at.switch_page("who_said.py")
    assert "Qui a dit" not in told(at)


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_every_button_of_the_page(
    size: str,
    spoken: tuple[Campaign, list[PersonQuery], list[str]],
    browser: Browser,
) -> None:
    campaign, cards, addresses = spoken
    server, address = serve(campaign.folder)
    try:
        page = sized(browser, size)
        watched = Watched(page)
        open_page(page, f"{address}/who_said")

        def look_up() -> list[str]:
            page.get_by_role("button", name="Chercher", exact=True).click()
            settle(page)
            page.get_by_text("Consentements donnés et retirés").wait_for()
            assert page.url == f"{address}/who_said"
            spill = page.evaluate(
                "() => { const m = document.querySelector('[data-testid=stMain]');"
                " return m.scrollWidth - m.clientWidth; }"
            )
            assert spill <= 0
            return [table.inner_text() for table in page.get_by_test_id("stTable").all()]

        page.get_by_role("combobox", name="Bureau de vote").click()
        page.keyboard.type(f"Bureau {int(cards[0].bureau[-4:])}")
        page.keyboard.press("Enter")
        page.get_by_label("Numéro d'ordre").fill(cards[0].number)
        assert "Soutien" in look_up()[0]
        page.get_by_role("radio", name="Adresse").click()
        settle(page)
        page.get_by_role("textbox", name="Adresse").fill(addresses[1])
        assert "Logement" in look_up()[0]
        page.get_by_role("radio", name="Question").click()
        settle(page)
        page.get_by_role("combobox", name="Question").click()
        page.keyboard.type("Logement")
        page.keyboard.press("Enter")
        assert "oui" in look_up()[0]
        page.get_by_role("radio", name="Consentement").click()
        settle(page)
        page.get_by_text("Retiré", exact=True).click()
        assert "retiré" in look_up()[0]
        page.close()
        assert watched.outside == []
        assert watched.faults == []
    finally:
        server.terminate()
        server.wait(timeout=20)
