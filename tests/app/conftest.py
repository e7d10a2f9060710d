"""The app on two campaigns: one just created, one that has been in the field."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the app is an extra")
pytest.importorskip("streamlit_folium", reason="the app is an extra")

import streamlit as st
from in_browser import FLAGS
from playwright.sync_api import Browser, sync_playwright
from streamlit.testing.v1 import AppTest

from app_pages.shared import login, visitors
from app_pages.shared.visitors import VISITS
from campaign.addresses.geocode import geocode
from campaign.contacts.import_responses import import_responses
from campaign.contacts.simulated_answers import fill_sheets
from campaign.demo import SAMPLE, TownFiles
from campaign.folder import Campaign, new_campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import import_places
from campaign.server.accounts import at_the_door
from campaign.server.serve import FOLDER_VARIABLE
from campaign.server.visits import Visit
from campaign.settings import UNDERTAKING, Controller, Provenance, Settings
from campaign.sheets.export import export_walk_lists
from campaign.turfs.cut import CutChoices, cut
from campaign.walks.plan_walks import plan_walks
from canvass.words import language

ROUTER = Path(__file__).parents[2] / "app_pages" / "router.py"
BUREAU = "99001_0003"


def begun(folder: Path) -> Campaign:
    now = datetime.now(UTC)
    return new_campaign(
        folder,
        Settings(
            name="Val-Fleuri 2027",
            election_date=now.date() + timedelta(days=100),
            communes=("99001",),
            provenance=Provenance(
                requester="Camille Exemple",
                received_on=date(2026, 11, 2),
                undertaking=UNDERTAKING,
                signed_at=now,
            ),
            controller=Controller(name="Liste Exemple", contact="droits@exemple.fr"),
        ),
    )


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One bureau of Val-Fleuri taken from the roll to the report."""
    campaign = begun(tmp_path_factory.mktemp("field") / "val-fleuri")
    files = TownFiles.found_in(SAMPLE)
    import_roll(campaign, [files.roll])
    import_places(campaign, files.places)
    geocode(campaign)
    cut(campaign, CutChoices(bureaux=(BUREAU,)))
    plan_walks(campaign)
    sent = export_walk_lists(campaign)
    filled = fill_sheets(
        sent.folder, campaign.walklists / "remplis", day=datetime.now(UTC).date(), share=1.0
    )
    import_responses(campaign, filled)
    return campaign.folder


@pytest.fixture
def field(untouched: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(untouched, tmp_path / "val-fleuri"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return begun(tmp_path / "vide").folder


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open the app on a folder, at a page."""
    token = language.set("fr")
    started = VISITS.begin(Visit("machine"))
    # no browser is there to hold the cookie
    monkeypatch.setattr(
        visitors, "cookie_here", lambda: st.session_state.get("test cookie", started)
    )
    monkeypatch.setattr(login, "cookie_here", visitors.cookie_here)

    def open_at(folder: Path, page: str = "", *, lang: str = "") -> AppTest:
        monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
        at = AppTest.from_file(str(ROUTER), default_timeout=240)
        if lang:
            at.query_params["lang"] = lang
        at.run()
        return at.switch_page(f"{page}.py").run() if page else at

    yield open_at
    language.reset(token)


def as_somebody(at: AppTest, visit: Visit) -> AppTest:
    """Show the page to somebody whose visit began at the gate."""
    at.session_state["test cookie"] = VISITS.begin(visit)
    return at.run()


@pytest.fixture
def enter(app: Callable[..., AppTest]) -> Callable[[Path, str], AppTest]:
    """Open the app on a folder as somebody who gave their password."""
    return lambda folder, name: as_somebody(app(folder), _visit_of(open_campaign(folder), name))


def _visit_of(campaign: Campaign, name: str) -> Visit:
    account = at_the_door(campaign, name).account
    return Visit("account", name, stamp=account.stamp if account is not None else "")


@pytest.fixture
def visit_of() -> Callable[[Campaign, str], Visit]:
    """Return the visit of whoever gave the password of an account."""
    return _visit_of


@pytest.fixture
def follow(app: Callable[..., AppTest]) -> Callable[[Path, str, str], AppTest]:
    """Open the app on a folder as somebody who opened the link of a shift."""
    return lambda folder, name, shift: as_somebody(app(folder), Visit("link", name, shift))


def _told(at: AppTest) -> str:
    kinds = (at.title, at.subheader, at.caption, at.markdown, at.info, at.error, at.success)
    metrics = [f"{metric.label} {metric.value}" for metric in at.metric]
    links = [str(link.proto.label) for link in at.get("page_link")]
    buttons = [button.label for button in at.button]
    return "\n".join([*(str(e.value) for kind in kinds for e in kind), *metrics, *links, *buttons])


@pytest.fixture
def told() -> Callable[[AppTest], str]:
    """Return every word on the page, in one text."""
    return _told


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()
