"""An app and a browser of its own: what the tests in a real browser share."""

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response

from campaign.server.serve import FOLDER_VARIABLE

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "tests" / "browser"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"desk": (1400, 900), "phone": (390, 844)}
PATIENCE_MS = 240_000


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
        page.add_init_script(path=SCRIPTS / "note_icons.js")

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


def serve(folder: Path, *, cookies: bool = True) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app; ``open_page`` shows the cookie of whoever started it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "campaign.commands", "app", str(folder), f"--port={port}"]
    environment = {k: v for k, v in os.environ.items() if k != FOLDER_VARIABLE}
    said = tempfile.TemporaryFile()  # noqa: SIM115 - read for as long as the server runs
    server = subprocess.Popen(
        [*command, "--no-browser"],
        cwd=ROOT,
        env=environment,
        stdout=said,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    OUTPUT[address] = said
    if cookies:
        COOKIES[address] = cookie_of(shown_address(address))
    else:
        shown_address(address)
    return server, address


#: By the address of a server: what it prints, and the cookie of whoever started it.
OUTPUT: dict[str, IO[bytes]] = {}
COOKIES: dict[str, tuple[str, str]] = {}


def shown_address(address: str) -> str:
    """Return the last address with a token that a server printed, once there is one."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        OUTPUT[address].seek(0)
        if shown := re.findall(rb"http://\S+jeton=\S+", OUTPUT[address].read()):
            return str(shown[-1].decode())
        time.sleep(0.2)
    pytest.fail("the app does not answer")


def cookie_of(address: str) -> tuple[str, str]:
    """Open an address with a token; return the name and the value of the cookie."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=30)
    line.request("GET", f"{parts.path}?{parts.query}")
    told = line.getresponse().getheader("set-cookie") or ""
    line.close()
    name, _, value = told.partition(";")[0].partition("=")
    return name, value


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
    parts = urlsplit(address)
    home = f"{parts.scheme}://{parts.netloc}"
    if home in COOKIES:
        name, value = COOKIES[home]
        page.context.add_cookies([{"name": name, "value": value, "url": home}])
    page.goto(address)
    settle(page)


def assert_map_is_drawn(page: Page, what: str) -> None:
    """Look again and again: a map whose content changes is made anew, in a new frame.

    The map on which turfs are cut stands in the page itself.
    """
    framed = page.frame_locator("iframe[title*=st_folium]").first.locator(".leaflet-container")
    end = time.monotonic() + PATIENCE_MS / 1000
    drawn = (SCRIPTS / "drawn.js").read_text()
    seen = 0
    while time.monotonic() < end:
        here = page.locator(".workbench[data-state=ready] .workbench-map")
        shown = here if here.count() else framed
        try:
            seen = shown.evaluate(drawn, timeout=2000)
        except Error:  # between two frames
            continue
        if seen > 3 and shown.evaluate("map => map.clientHeight", timeout=2000) > 200:
            return
        page.wait_for_timeout(200)
    pytest.fail(f"the map is blank: {what} ({seen} colours and shapes)")
