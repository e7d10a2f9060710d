"""Without an account, the app lets in whoever started it, and nobody else of this machine."""

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from in_browser import OUTPUT, cookie_of, serve, settle, shown_address
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PATIENCE_MS = 30_000
TITLE = "Val-Fleuri 2027"


@pytest.fixture(scope="module")
def folder(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("alone") / "val-fleuri"
    shutil.copytree(untouched, made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    process, found = serve(folder, cookies=False)
    yield process, found
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def address(server: tuple[subprocess.Popen[bytes], str]) -> str:
    return server[1]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()


def ask(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    line.request("GET", path, headers={"Accept": "text/html"} | headers)
    answer = line.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    text = answer.read().decode("utf-8", "replace")
    line.close()
    return answer.status, found, text


def test_whoever_opens_the_address_alone_sees_no_campaign(page: Page, address: str) -> None:
    for path in ("", "roll", "privacy", "?jeton=", "?jeton=devine", "?jeton=é&lang=en"):
        page.goto(f"{address}/{path}")
        assert page.get_by_role("heading").inner_text() == "Arpenteur"
        assert re.search("dans le terminal|in the terminal", page.content())
        assert "Val-Fleuri" not in page.content()
        assert page.context.cookies() == []


@pytest.mark.parametrize(
    "path",
    ["/", "/roll", "/static/js/x.js", "/assets/leaflet.js", "/media/x", "/_stcore/host-config",
     "/visite", "/component/x", "/_stcore/upload_file/s/f"],
)  # fmt: skip
def test_nothing_is_served_without_a_visit(address: str, path: str) -> None:
    for cookie in ("", "arpenteur-8501=x", f"arpenteur-{urlsplit(address).port}=ImEi.x"):
        status, headers, text = ask(address, path, Cookie=cookie)
        assert status == 401
        assert "set-cookie" not in headers
        assert "streamlit" not in text.lower()


def test_the_address_opens_once_and_leaves_no_trace(
    page: Page, browser: Browser, address: str
) -> None:
    shown = shown_address(address)
    page.goto(shown)
    page.get_by_role("heading", name=TITLE).wait_for()
    settle(page)
    assert page.url == f"{address}/"
    assert "jeton" not in page.evaluate("JSON.stringify(performance.getEntries())")
    (cookie,) = (c for c in page.context.cookies() if c["name"].startswith("arpenteur"))
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert shown.rpartition("=")[2] not in cookie["value"]
    assert "arpenteur" not in page.evaluate("document.cookie"), "no script reads it"
    other = browser.new_context(locale="fr-FR")
    elsewhere = other.new_page()
    elsewhere.goto(shown)
    assert "dans le terminal" in elsewhere.content()
    other.close()
    # whoever got in loads the used address again, or the page: both stay
    page.goto(shown)
    page.get_by_role("heading", name=TITLE).wait_for()
    assert page.url == f"{address}/"
    page.reload()
    page.get_by_role("heading", name=TITLE).wait_for()
    settle(page)


def test_the_next_address_is_shown_once_one_was_used(address: str) -> None:
    first = shown_address(address)
    name, value = cookie_of(first)
    assert value
    second = shown_address(address)
    assert second != first
    assert cookie_of(first) == ("", "")
    assert ask(address, "/visite", Cookie=f"{name}={value}")[0] == 204
    OUTPUT[address].seek(0)


def test_another_server_of_the_machine_opens_nothing(address: str) -> None:
    """Pages on other ports of this machine are of the same site, and of another origin."""
    name, value = cookie_of(shown_address(address))
    held = {"Cookie": f"{name}={value}"}
    assert ask(address, "/", **held)[0] == 200
    same_site = held | {"Sec-Fetch-Site": "same-site"}
    for mode, dest in (("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe")):
        told = same_site | {"Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert ask(address, "/", **told)[0] == 403
    told = same_site | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert ask(address, "/", **told)[0] == 200, "a link may lead here"
