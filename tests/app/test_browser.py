"""The app in a real browser: nothing leaves the machine, no fault in the console, maps drawn."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from campaign.demo import SAMPLE
from campaign.folder import Campaign
from campaign.serve import FOLDER_VARIABLE

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
PATIENCE_MS = 60_000


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

    def _listen(self, message: ConsoleMessage) -> None:
        # a file that is not there has its own, better check: the message names no address
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _check(self, response: Response) -> None:
        # Streamlit asks below the page's own address first, then at the root
        if response.status >= 400 and "/_stcore/" not in response.url:
            self.faults.append(f"{response.status} {response.url}")

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
    command = [sys.executable, "-m", "campaign.cli", "app", str(folder), f"--port={port}"]
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
def served(played: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "val-fleuri"
    shutil.copytree(played.folder, folder)
    server, address = serve(folder)
    yield address
    server.terminate()
    server.wait(timeout=20)


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1", timeout=PATIENCE_MS)
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget]')", timeout=PATIENCE_MS
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_page_stays_at_home(size: str, served: str, browser: Browser) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR")
    watched = Watched(page)
    for name in PAGES:
        open_page(page, f"{served}/{name}")
        assert not page.query_selector("[data-testid=stException]"), name
        if name in WITH_MAP:
            frame = page.wait_for_selector("iframe", timeout=PATIENCE_MS)
            assert frame
            content = frame.content_frame()
            assert content
            content.wait_for_selector(
                ".leaflet-overlay-pane canvas, .leaflet-interactive",
                timeout=PATIENCE_MS,
                state="attached",
            )
        spill = page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]');"
            " return m.scrollWidth - m.clientWidth; }"
        )
        assert spill <= 0, f"{name} is wider than the screen"
    page.close()
    assert watched.outside == []
    assert watched.faults == []


def test_leaflet_is_served_at_home(served: str) -> None:
    with urllib.request.urlopen(f"{served}/assets/leaflet.js", timeout=10) as answer:
        assert answer.status == 200
        assert b"Leaflet" in answer.read(500)


#: Pages after the roll, and the button that does each one's work: the main one of the page.
JOURNEY = ("addresses", "cutting", "walks", "sheets")


def upload(page: Page, paths: list[Path]) -> None:
    page.locator("input[type=file]").first.set_input_files([str(path) for path in paths])


def press(page: Page) -> None:
    """Press the page's main button and wait until it says that the work is done."""
    button = page.locator(
        "button[kind=primary]:enabled, button[kind=primaryFormSubmit]:enabled"
    ).first
    button.wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    button.click()
    page.wait_for_selector("[data-testid=stAlertContentSuccess]", timeout=PATIENCE_MS)


def test_journey_from_the_roll_to_the_sheets(
    browser: Browser, make_campaign: Callable[..., Campaign]
) -> None:
    """An organiser's Friday night: roll, places, addresses, cut, walks, sheets."""
    from campaign.import_places import PlaceFiles, import_places
    from campaign.overview import overview

    made = make_campaign()
    import_places(
        made,
        PlaceFiles(
            addresses=SAMPLE / "adresses-99.csv.gz",
            bureaux=SAMPLE / "bureaux.geojson",
            streets=SAMPLE / "rues.osm",
        ),
    )
    server, address = serve(made.folder)
    try:
        page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="fr-FR")
        watched = Watched(page)
        open_page(page, f"{address}/roll")
        upload(page, [SAMPLE / "liste_electorale.csv"])
        press(page)
        for name in JOURNEY:
            open_page(page, f"{address}/{name}")
            press(page)
        page.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    now = overview(made)
    assert now.voters > 7000
    assert now.turfs == now.planned > 50
    assert list(made.walklists.glob("*/T001-1.pdf"))
    assert watched.outside == []
    assert watched.faults == []
