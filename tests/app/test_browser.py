"""The app in a real browser: nothing leaves the machine, no fault in the console, maps drawn."""

import shutil
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from in_browser import COOKIES, SIZES, Watched, assert_map_is_drawn, open_page, serve, settle, sized
from playwright.sync_api import Browser, Error, Page

from app_pages.shared.pages import FIRST, pages_of
from campaign.contacts.simulated_answers import fill_sheets
from campaign.demo import SAMPLE
from campaign.folder import open_campaign
from campaign.overview import overview, turf_table
from campaign.turfs.publish import withdraw
from people_base.turfs.turf_assignment import turf_assignment

pytestmark = pytest.mark.browser
PAGES = ["" if name == FIRST else name for name in pages_of("organiser")]
WITH_MAP = {"", "cutting", "walks"}


@pytest.fixture(scope="module")
def served(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "val-fleuri"
    shutil.copytree(untouched, folder)
    server, address = serve(folder)
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_stays_at_home(size: str, served: str, browser: Browser) -> None:
    page = sized(browser, size)
    watched = Watched(page)
    for name in PAGES:
        open_page(page, f"{served}/{name}")
        assert not page.query_selector("[data-testid=stException]"), name
        if name in WITH_MAP:
            assert_map_is_drawn(page, name)
        spill = page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]');"
            " return m.scrollWidth - m.clientWidth; }"
        )
        assert spill <= 0, f"{name} is wider than the screen"
        watched.look_at_icons(page)
    page.close()
    assert watched.outside == []
    assert watched.faults == []


def test_maps_come_back_after_a_change_of_page_and_of_language(
    served: str, browser: Browser
) -> None:
    page = sized(browser, "desk")
    watched = Watched(page)
    open_page(page, served)
    for name in ("5. Parcours", "Vue d'ensemble", "4. Découpage", "Vue d'ensemble"):
        page.get_by_role("link", name=name).first.click()
        page.wait_for_timeout(300)
        settle(page)
        assert_map_is_drawn(page, name)
    page.get_by_text("English").click()
    page.get_by_role("link", name="8. Report").click()
    page.get_by_role("tab", name="Concerns").click()
    assert_map_is_drawn(page, "concerns")
    page.close()
    assert watched.outside == []
    assert watched.faults == []


def test_leaflet_is_served_at_home(served: str) -> None:
    name, value = COOKIES[served]
    held = {"Cookie": f"{name}={value}"}
    asked = urllib.request.Request(f"{served}/assets/leaflet.js", headers=held)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.status == 200
        assert b"Leaflet" in answer.read(500)


def upload(page: Page, label: str, paths: list[Path]) -> None:
    box = page.get_by_test_id("stFileUploader").filter(has_text=label)
    box.locator("input[type=file]").set_input_files([str(path) for path in paths])
    box.get_by_test_id("stFileChip").first.wait_for()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Type into a list and take what it offers; typed too early, it is typed again."""
    box = page.get_by_test_id("stMultiSelect").filter(has_text=label)
    offered = page.get_by_role("option", name=option).first
    for _ in range(10):
        box.locator("input").fill(option)
        try:
            offered.click(timeout=3000)
        except Error:
            box.locator("input").fill("")
            continue
        page.keyboard.press("Escape")
        return
    pytest.fail(f"{label} does not offer {option}")


def press(page: Page, name: str) -> None:
    """Press a button and wait until the page says that the work is done."""
    settle(page)
    page.get_by_role("button", name=name, exact=False).first.click()
    page.get_by_test_id("stAlertContentSuccess").wait_for()


def go_on(page: Page) -> None:
    """Follow the way that the page shows."""
    page.get_by_text("Étape suivante").click()
    page.get_by_text("Étape suivante").wait_for(state="detached")
    settle(page)


@pytest.mark.parametrize(
    ("size", "doors", "bureau"), [("desk", "90", ""), ("phone", "50", "Bureau 3 ")]
)
def test_journey_from_nothing_to_the_report(
    browser: Browser, tmp_path: Path, size: str, doors: str, bureau: str
) -> None:
    """An organiser's Friday night, from an empty folder, by the buttons alone.

    On the desk, more turfs than one process orders alone.
    """
    folder = tmp_path / "val-fleuri"
    server, address = serve(folder)
    try:
        page = sized(browser, size)
        watched = Watched(page)
        open_page(page, address)
        create(page)
        prepare(page, doors, bureau)
        sheets = come_back(page, address, folder)
        watched.look_at_icons(page)
        page.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    now = overview(open_campaign(folder))
    assert now.voters > 7000
    assert now.turfs == now.planned > (60 if not bureau else 5)
    assert now.knocked > 0
    assert sheets
    assert watched.outside == []
    assert watched.faults == []


def create(page: Page) -> None:
    """Fill the first page; a date is typed as the page shows it."""
    page.get_by_label("Nom de la campagne").fill("Val-Fleuri 2027")
    page.get_by_label("Codes INSEE").fill("99001")
    page.get_by_label("Personne qui").fill("Camille Exemple")
    page.get_by_label("E-mail").fill("droits@exemple.fr")
    poll = datetime.now(UTC).date().replace(day=1).replace(month=12)
    date = page.get_by_test_id("stDateInput").first.locator("[contenteditable], input").first
    date.click()
    page.keyboard.type(f"{poll:%d%m}{poll.year + 1}")
    # the calendar lies over what follows until the field is left
    page.keyboard.press("Escape")
    page.get_by_text("Je m'engage").click()
    page.get_by_role("button", name="Créer la campagne").click()
    page.get_by_text("À faire maintenant").wait_for()


def prepare(page: Page, doors: str, bureau: str) -> None:
    """Take the campaign from the roll to the sheets."""
    page.get_by_text("À faire maintenant").click()
    upload(page, "Fichiers de la liste", [SAMPLE / "liste_electorale.csv"])
    press(page, "Importer")
    go_on(page)
    upload(page, "Adresses", [SAMPLE / "adresses-99.csv.gz"])
    upload(page, "Rues", [SAMPLE / "rues.osm"])
    upload(page, "Contours des bureaux", [SAMPLE / "bureaux.geojson"])
    upload(page, "Contours des quartiers", [SAMPLE / "quartiers.geojson"])
    press(page, "Importer")
    go_on(page)
    press(page, "Placer les électeurs")
    go_on(page)
    assert_map_is_drawn(page, "buildings")
    page.get_by_label("Un secteur fait").fill(doors)
    if bureau:
        choose(page, "Bureaux de vote", bureau)
    press(page, "Découper")
    assert_map_is_drawn(page, "turfs")
    go_on(page)
    press(page, "Calculer")
    assert_map_is_drawn(page, "walk")
    go_on(page)
    choose(page, "Bureaux de vote", "Bureau 3 ")
    press(page, "Préparer")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tous les fichiers").click()
    assert download.value.path().stat().st_size > 10_000


def come_back(page: Page, address: str, folder: Path) -> list[Path]:
    """Bring the filled tables in and look at the report."""
    (day,) = [p for p in (folder / "walklists").iterdir() if p.is_dir()]
    sheets = list(fill_sheets(day, folder.parent / "remplis", day=datetime.now(UTC).date()))
    open_page(page, f"{address}/returns")
    upload(page, "Tableaux remplis", sheets)
    press(page, "Enregistrer")
    go_on(page)
    page.get_by_role("tab", name="Préoccupations").click()
    assert_map_is_drawn(page, "concerns")
    press(page, "Écrire les tableaux")
    assert list((folder / "report").glob("*.csv"))
    return sheets


def test_turfs_are_changed_on_the_map(untouched: Path, browser: Browser, tmp_path: Path) -> None:
    """On a phone an area is drawn, made a turf, and undone."""
    folder = tmp_path / "val-fleuri"
    shutil.copytree(untouched, folder)
    campaign = open_campaign(folder)
    withdraw(campaign, list(turf_table(campaign).index))
    before = members(folder)
    server, address = serve(folder)
    try:
        page = sized(browser, "phone")
        watched = Watched(page)
        open_page(page, f"{address}/cutting")
        assert_map_is_drawn(page, "cutting")
        draw_around_everything(page)
        page.locator(".workbench [data-gesture=make]").click()
        page.wait_for_selector(".workbench-said[data-kind=done]")
        assert len(set(members(folder).values())) < len(set(before.values()))
        page.locator(".workbench [data-gesture=undo]").click()
        page.locator(".workbench-said[data-kind=done]").filter(has_text="Annulé").wait_for()
        assert members(folder) == before
        assert_map_is_drawn(page, "cutting again")
        watched.look_at_icons(page)
        page.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert watched.outside == []
    assert watched.faults == []


def members(folder: Path) -> dict[str, str]:
    with open_campaign(folder).base() as base:
        return dict(turf_assignment(base))


def draw_around_everything(page: Page) -> None:
    """Draw most of the map, corner by corner, away from the tools at its edges."""
    size = page.locator(".workbench-map").bounding_box()
    assert size
    page.locator(".workbench [data-gesture=draw_polygon]").click()
    corners = ((0.5, 0.1), (0.8, 0.5), (0.6, 0.75), (0.3, 0.5))
    for number, (across, down) in enumerate(corners, start=1):
        page.mouse.click(size["x"] + size["width"] * across, size["y"] + size["height"] * down)
        page.wait_for_selector(f".workbench[data-corners='{number}']")
    page.locator(".workbench [data-gesture=finish]").click()
