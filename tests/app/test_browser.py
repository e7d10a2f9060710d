"""The app in a real browser: nothing leaves the machine, no fault in the console, maps drawn."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response, sync_playwright

from campaign.demo import SAMPLE
from campaign.folder import open_campaign
from campaign.overview import overview, turf_table
from campaign.publish import withdraw
from campaign.serve import FOLDER_VARIABLE
from campaign.simulated_answers import fill_sheets
from people_base.membership import membership

pytestmark = pytest.mark.browser
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ROOT = Path(__file__).parents[2]
PAGES = ("", "roll", "places", "addresses", "cutting", "walks", "sheets", "returns", "results")
WITH_MAP = {"", "cutting", "walks"}
SIZES = {"desk": (1400, 900), "phone": (390, 844)}
PATIENCE_MS = 240_000


NOTE_ICONS = """
window.icons = [];
new MutationObserver(() => {
    for (const link of document.querySelectorAll("link[rel~=icon]")) window.icons.push(link.href);
}).observe(document, {subtree: true, childList: true, attributes: true});
"""


class Watched:
    """What a page did that it must not: outside requests, faults in the console."""

    def __init__(self, page: Page) -> None:
        self.outside: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda r: self._look(r.url))
        page.on("websocket", lambda w: self._look(w.url))
        page.on("console", self._listen)
        page.on("response", self._check)
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        # a headless browser fetches no icon of a tab: what it would fetch is noted by the page
        page.add_init_script(NOTE_ICONS)

    def _listen(self, message: ConsoleMessage) -> None:
        # a file that is not there has its own, better check: the message names no address
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _check(self, response: Response) -> None:
        # Streamlit asks below the page's own address first, then at the root
        if response.status >= 400 and "/_stcore/" not in response.url:
            self.faults.append(f"{response.status} {response.url}")

    def look_at_icons(self, page: Page) -> None:
        for url in page.evaluate("window.icons"):
            self._look(url)

    def _look(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            self.outside.append(url)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "campaign.commands", "app", str(folder), f"--port={port}"]
    environment = {k: v for k, v in os.environ.items() if k != FOLDER_VARIABLE}
    server = subprocess.Popen(
        [*command, "--no-browser"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return server, address
        except OSError:
            time.sleep(0.2)
    server.kill()
    pytest.fail("the app does not answer")


@pytest.fixture(scope="module")
def served(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "val-fleuri"
    shutil.copytree(untouched, folder)
    server, address = serve(folder)
    yield address
    server.terminate()
    server.wait(timeout=20)


def sized(browser: Browser, size: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR")
    page.set_default_timeout(PATIENCE_MS)
    return page


def settle(page: Page) -> None:
    """Wait until the page's script has run and is not about to run again."""
    page.wait_for_selector("h1")
    for _ in range(2):
        page.wait_for_timeout(250)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


#: Counts what a map shows: the colours of its canvas, or the shapes that are elements of the page.
DRAWN = """() => {
    const found = new Set();
    const canvas = document.querySelector(".leaflet-overlay-pane canvas");
    if (canvas && canvas.width) {
        const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < dots.length; i += 4) {
            if (dots[i + 3] > 128) found.add(dots[i] + "," + dots[i + 1] + "," + dots[i + 2]);
        }
    }
    const shapes = [...document.querySelectorAll(".leaflet-overlay-pane path")];
    return found.size + shapes.filter(shape => shape.getBoundingClientRect().width > 20).length;
}"""


def assert_map_is_drawn(page: Page, what: str) -> None:
    """Look again and again: a map whose content changes is made anew, in a new frame."""
    shown = page.frame_locator("iframe[title*=st_folium]").first.locator(".leaflet-container")
    end = time.monotonic() + PATIENCE_MS / 1000
    seen = 0
    while time.monotonic() < end:
        try:
            seen = shown.evaluate(DRAWN, timeout=2000)
        except Error:  # between two frames
            continue
        if seen > 3 and shown.evaluate("map => map.clientHeight", timeout=2000) > 200:
            return
        page.wait_for_timeout(200)
    pytest.fail(f"the map is blank: {what} ({seen} colours and shapes)")


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
    with urllib.request.urlopen(f"{served}/assets/leaflet.js", timeout=10) as answer:
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
    assert now.opened > 0
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
        page.get_by_role("button", name="Un secteur de ce dessin").click()
        page.get_by_test_id("stAlertContentSuccess").wait_for()
        assert len(set(members(folder).values())) < len(set(before.values()))
        page.get_by_role("button", name="Annuler").click()
        page.get_by_test_id("stAlertContentSuccess").filter(has_text="Annulé").wait_for()
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
        return dict(membership(base))


def draw_around_everything(page: Page) -> None:
    """Draw most of the map, corner by corner, away from the tools at its edges."""
    shown = page.frame_locator("iframe[title*=st_folium]").first
    ground = shown.locator(".leaflet-container")
    ground.scroll_into_view_if_needed()
    settle(page)
    size = ground.bounding_box()
    assert size
    shown.get_by_role("button", name="Dessiner").click()
    for across, down in ((0.5, 0.1), (0.8, 0.5), (0.6, 0.75), (0.45, 0.5)):
        ground.click(position={"x": size["width"] * across, "y": size["height"] * down})
        page.wait_for_timeout(400)  # two taps in a row would be a double one
    shown.get_by_role("button", name="Terminer").click()
