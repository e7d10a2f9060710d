"""Login in a real browser: what stands behind it cannot be reached by its address."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from in_browser import serve, settle, shown_address
from playwright.sync_api import Browser, Page

from campaign.folder import open_campaign
from campaign.overview import turf_table
from campaign.server.accounts import add_account, end_shift, give_shift
from canvass.tables import VOTERS
from people_base.store import read

pytestmark = pytest.mark.browser
GOOD = "une phrase de passe longue"
BEHIND = ("roll", "addresses", "sheets", "returns", "shifts", "my_turf", "privacy")
PATIENCE_MS = 30_000


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
    server, found = serve(folder, cookies=False)
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


def asks(page: Page) -> bool:
    return page.get_by_label("Mot de passe").count() == 1


def test_every_address_asks_for_the_password_and_leads_there(page: Page, address: str) -> None:
    for name in ("", *BEHIND):
        page.goto(f"{address}/{name}")
        assert asks(page), name
        assert "Val-Fleuri" not in page.content(), "the form names no campaign"
        assert page.get_by_test_id("stApp").count() == 0
    enter(page, "camille", "not the password")
    page.get_by_role("alert").wait_for()
    assert "not the password" not in page.url
    enter(page, "camille")
    page.get_by_role("heading", name="Vie privée").wait_for()
    assert page.url == f"{address}/privacy"


def test_a_page_loaded_again_is_still_there_and_leaving_ends_it(page: Page, address: str) -> None:
    page.goto(f"{address}/privacy?lang=en")
    page.get_by_label("Account").fill("camille")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Privacy").wait_for()
    settle(page)
    for _ in range(2):
        page.keyboard.press("F5")
        page.get_by_role("heading", name="Privacy").wait_for()
        settle(page)
    second = page.context.new_page()
    second.goto(f"{address}/settings")
    second.get_by_role("heading", name="Réglages").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_label(re.compile("Password|Mot de passe")).wait_for()
    second.get_by_label("Mot de passe").wait_for()
    page.goto(f"{address}/privacy")
    assert asks(page)


def test_the_address_of_the_command_line_opens_nothing_once_there_are_accounts(
    page: Page, address: str
) -> None:
    page.goto(shown_address(address))
    page.get_by_label("Mot de passe").wait_for()
    assert page.url == f"{address}/"


def test_a_leader_never_reaches_the_voter_file(page: Page, address: str, folder: Path) -> None:
    with open_campaign(folder).base() as base:
        names = set(read(base, VOTERS, columns=["birth_name"])["birth_name"])
    page.goto(address)
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


def test_a_link_opens_one_turf_on_a_phone(browser: Browser, address: str, folder: Path) -> None:
    campaign = open_campaign(folder)
    turf = str(turf_table(campaign).index[0])
    now = datetime.now(UTC)
    given = give_shift(campaign, "lea", turf, starts=now, ends=now + timedelta(hours=2))
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?secteur={given.token}&lang=fr")
    for _ in range(2):
        page.get_by_role("heading", name="Mon secteur").wait_for()
        settle(page)
        assert turf in page.locator("[data-testid=stMain]").inner_text()
        assert given.token not in page.url
        page.reload()
    end_shift(campaign, given.shift.shift_id)
    page.reload()
    page.get_by_label("Mot de passe").wait_for()
    for wrong in (given.token, f"{given.token[:-3]}abc"):
        page.goto(f"{address}/?secteur={wrong}")
        page.get_by_text("Ce lien n'ouvre rien").wait_for()
        assert page.get_by_test_id("stDataFrame").count() == 0
    page.close()


@pytest.mark.parametrize(
    ("who", "path"), [("theo", ""), ("camille", "shifts"), ("theo", "shifts?lang=fr")]
)
def test_the_link_that_a_leader_is_given_opens_the_turf(
    page: Page, browser: Browser, address: str, who: str, path: str
) -> None:
    """The launch table is the first page of a leader and has an address of its own for others."""
    page.goto(f"{address}/{path}")
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
