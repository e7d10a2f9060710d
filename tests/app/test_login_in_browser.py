"""Login in a real browser: what stands behind it cannot be reached by its address."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from in_browser import serve, settle
from playwright.sync_api import Browser, Page

from campaign.folder import open_campaign
from campaign.overview import turf_table
from campaign.server.accounts import add_account, give_shift
from canvass.tables import VOTERS
from people_base.store import read

pytestmark = pytest.mark.browser
GOOD = "une phrase de passe longue"
BEHIND = ("roll", "addresses", "sheets", "returns", "shifts", "my_turf", "privacy")
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def folder(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("staffed") / "val-fleuri"
    shutil.copytree(untouched, made)
    campaign = open_campaign(made)
    add_account(campaign, "camille", "organiser", GOOD)
    add_account(campaign, "theo", "leader", GOOD)
    add_account(campaign, "lea", "canvasser", GOOD)
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server, found = serve(folder)
    yield found
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()


def enter(page: Page, name: str, password: str = GOOD) -> None:
    page.get_by_label("Nom du compte").fill(name)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Entrer").click()


def test_every_address_asks_for_the_password(page: Page, address: str) -> None:
    for name in ("", *BEHIND):
        page.goto(f"{address}/{name}")
        settle(page)
        assert page.get_by_label("Mot de passe").count() == 1, name
        assert page.get_by_test_id("stMetric").count() == 0
        assert page.get_by_test_id("stSidebarNavLink").count() == 0
    enter(page, "theo", "not the password")
    page.get_by_text("Nom ou mot de passe inconnu").wait_for()
    assert "not the password" not in page.url


def test_a_leader_never_reaches_the_voter_file(page: Page, address: str, folder: Path) -> None:
    with open_campaign(folder).base() as base:
        names = set(read(base, VOTERS, columns=["birth_name"])["birth_name"])
    page.goto(address)
    settle(page)
    enter(page, "theo")
    page.get_by_role("heading", name="Table de départ").wait_for()
    links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    assert [one.split("\n")[-1] for one in links] == [
        "Table de départ",
        "6. Feuilles de route",
        "7. Passages",
    ]
    for link in ("Feuilles de route", "Passages", "Table de départ"):
        page.get_by_test_id("stSidebarNavLink").filter(has_text=link).click()
        settle(page)
        shown = set(page.locator("body").inner_text().split())
        assert not {name for name in names if name.isupper() and len(name) > 3} & shown
    page.reload()
    settle(page)
    assert page.get_by_label("Mot de passe").count() == 1


def test_a_link_opens_one_turf_on_a_phone(browser: Browser, address: str, folder: Path) -> None:
    campaign = open_campaign(folder)
    turf = str(turf_table(campaign).index[0])
    now = datetime.now(UTC)
    given = give_shift(campaign, "lea", turf, starts=now, ends=now + timedelta(hours=2))
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?secteur={given.token}")
    page.get_by_role("heading", name="Mon secteur").wait_for()
    settle(page)
    assert turf in page.locator("[data-testid=stMain]").inner_text()
    page.goto(f"{address}/?secteur={given.token[:-3]}abc")
    page.get_by_text("Ce lien n'ouvre rien").wait_for()
    assert page.get_by_test_id("stDataFrame").count() == 0
    page.close()


def test_the_link_that_a_leader_is_given_opens_the_turf(
    page: Page, browser: Browser, address: str
) -> None:
    """The launch table is the first page of a leader and has an address of its own for others."""
    for who, path in (("theo", ""), ("camille", "shifts"), ("theo", "shifts?lang=fr")):
        page.goto(f"{address}/{path}")
        settle(page)
        enter(page, who)
        page.get_by_role("heading", name="Table de départ").wait_for()
        settle(page)
        page.get_by_role("button", name="Confier le secteur").click()
        link = page.get_by_test_id("stCode").inner_text().strip()
        assert link.startswith(f"{address}/?secteur="), link
        canvasser = browser.new_page(locale="fr-FR")
        canvasser.set_default_timeout(PATIENCE_MS)
        canvasser.goto(link)
        canvasser.get_by_role("heading", name="Mon secteur").wait_for()
        canvasser.close()
