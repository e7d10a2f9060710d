"""The entrance as a program sees it: what each form answers and which cookies it sets."""

import asyncio
import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("starlette", reason="the app is an extra")

from app_pages.entrance.gate import Gate
from app_pages.entrance.steps import Entrance
from campaign.folder import Campaign
from campaign.server.accounts import add_account, change_password
from campaign.server.login import new_throttle
from campaign.server.visits import IDLE, EntryTokens, Visits
from people_base.access.login_throttle import PATIENCE
from people_base.access.second_factor import (
    STEP_S,
    code_at,
    new_nonce,
    set_second_factor,
    shared_secret,
)

GOOD = "une phrase de passe longue"
WRONG = "another long sentence"


class Browser:
    """Cookies, an address of the network, and what the last answer was."""

    def __init__(self, server: "Server", origin: str = "192.0.2.7") -> None:
        self.server = server
        self.origin = origin
        self.cookies: dict[str, str] = {}
        self.status = 0
        self.text = ""

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> "Browser":
        body = urlencode(form or {}).encode()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = {
            "type": "http",
            "method": "GET" if form is None else "POST",
            "path": path.partition("?")[0],
            "query_string": path.partition("?")[2].encode(),
            "headers": [
                (b"host", b"localhost"),
                (b"accept", b"text/html"),
                (b"cookie", cookie.encode()),
            ],
            "client": (self.origin, 1),
            "scheme": "http",
            "server": ("localhost", 80),
        }
        started, self.text = asyncio.run(_answer(self.server.gate, asked, body))
        self.status = started["status"]
        for name, value in started["headers"]:
            if name == b"set-cookie":
                self.cookies |= {k: m.value for k, m in SimpleCookie(value.decode()).items()}
        return self

    def enter(self, name: str, password: str = GOOD) -> "Browser":
        return self.ask("/entrer", {"name": name, "password": password})

    @property
    def inside(self) -> bool:
        return self.ask("/").text == "inside"

    @property
    def said(self) -> str:
        found = re.search(r'<p role="alert">(.*?)</p>', self.text)
        return html.unescape(found[1]) if found else ""


async def _answer(app: Any, asked: dict[str, Any], body: bytes) -> tuple[dict[str, Any], str]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(asked, receive, send)
    return sent[0], b"".join(m.get("body", b"") for m in sent[1:]).decode()


async def _inside(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


class Server:
    """A gate before a page, with a clock and waits that the test sees."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.now = datetime.now(UTC)
        self.waits: list[float] = []
        self.tokens = EntryTokens()
        self.throttle = new_throttle()
        entrance = Entrance(
            folder=lambda: campaign.folder,
            tokens=self.tokens,
            used=lambda: None,
            throttle=lambda: self.throttle,
            sleep=self._sleep,
        )
        visits = Visits(clock=lambda: self.now)
        self.gate = Gate(_inside, visits=visits, entrance=entrance, cookie=lambda: "arpenteur-1")

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def campaign(make_campaign: Callable[..., Campaign]) -> Campaign:
    made = make_campaign()
    add_account(made, "camille", "organiser", GOOD)
    add_account(made, "lea", "canvasser", GOOD)
    return made


@pytest.fixture
def server(campaign: Campaign) -> Server:
    return Server(campaign)


def test_every_refusal_is_the_same_page(server: Server) -> None:
    pages = set()
    for name in ("camille", "lea", "nobody", "", "é" * 300):
        for number in range(15):
            browser = Browser(server, f"192.0.2.{number}").enter(name, WRONG)
            assert browser.status == 401
            assert list(browser.cookies) == []
            pages.add(browser.text)
    assert len(pages) == 1
    (page,) = pages
    assert server.campaign.settings.name not in page
    assert WRONG not in page


def test_a_guess_beyond_the_pace_waits_for_its_turn(server: Server) -> None:
    browser = Browser(server)
    for number in range(30):
        browser.enter(f"name{number}", WRONG)
    waited = [one for one in server.waits if one > 0]
    assert waited, "slow"
    assert all(one <= PATIENCE.total_seconds() for one in waited), "and not for ever"


def test_an_organiser_enters_from_their_browser_while_others_guess(server: Server) -> None:
    mine = Browser(server).enter("camille")
    assert mine.inside
    for number in range(200):
        Browser(server, f"198.51.100.{number}").enter("camille", WRONG)
    server.waits.clear()
    server.now += IDLE
    assert not mine.inside, "nobody did anything for a while"
    assert mine.enter("camille").inside
    assert server.waits == [0]
    stranger = Browser(server, "203.0.113.1").enter("camille")
    assert stranger.status == 401
    assert "camille" not in "".join(mine.cookies)


@pytest.mark.parametrize(("minutes", "inside"), [(29, True), (31, False)])
def test_a_visit_ends_when_nobody_does_anything(server: Server, minutes: int, inside: bool) -> None:
    browser = Browser(server).enter("lea")
    for _ in range(3):
        server.now += timedelta(minutes=20)
        assert browser.inside
    server.now += timedelta(minutes=minutes)
    assert browser.inside == inside


def test_another_password_from_the_folder_makes_the_browser_unknown(server: Server) -> None:
    browser = Browser(server).enter("camille")
    change_password(server.campaign, "camille", WRONG)
    assert browser.enter("camille").status == 401
    assert browser.enter("camille", WRONG).inside


@pytest.fixture
def phone(campaign: Campaign) -> Callable[[], str]:
    """Give a phone to camille; return what it shows, later than what it showed before."""
    nonce = new_nonce()
    secret = shared_secret(campaign.salt, "camille", nonce)
    step = int(datetime.now(UTC).timestamp()) // STEP_S - 1
    with campaign.base() as base:
        set_second_factor(
            base, campaign.salt, "camille", nonce=nonce, code=code_at(secret, step),
            who="camille", at=datetime.now(UTC),
        )  # fmt: skip

    def shown() -> str:
        nonlocal step
        step += 1
        return code_at(secret, step)

    return shown


def test_a_code_is_asked_for_once_in_a_browser(server: Server, phone: Callable[[], str]) -> None:
    browser = Browser(server).enter("camille")
    assert browser.status == 200
    assert browser.cookies == {}
    ticket = re.findall(r'name="ticket" value="(.*?)"', browser.text)[0]
    assert "camille" not in browser.text.replace(ticket, "")
    assert not browser.inside
    browser.ask("/entrer/code", {"ticket": ticket, "code": "000000"})
    assert "code" in browser.said
    assert not browser.inside
    good = phone()
    assert browser.ask("/entrer/code", {"ticket": ticket, "code": good}).status == 303
    assert browser.inside
    other = Browser(server)
    again = other.ask("/entrer/code", {"ticket": ticket, "code": good})
    assert again.status == 401, "a code serves once"
    browser.cookies.pop("arpenteur-1")
    assert browser.enter("camille").inside, "this browser is known"


@pytest.mark.parametrize("ticket", ["", "x", "WyJjYW1pbGxlIl0.x"])
def test_a_code_without_its_password_opens_nothing(
    server: Server, phone: Callable[[], str], ticket: str
) -> None:
    browser = Browser(server).ask("/entrer/code", {"ticket": ticket, "code": phone()})
    assert browser.status == 401
    assert browser.cookies == {}


def test_codes_cannot_be_guessed_for_long(server: Server, phone: Callable[[], str]) -> None:
    browser = Browser(server).enter("camille")
    ticket = re.findall(r'name="ticket" value="(.*?)"', browser.text)[0]
    pages = [
        browser.ask("/entrer/code", {"ticket": ticket, "code": f"{n:06d}"}).said for n in range(9)
    ]
    assert "trop d'essais" in pages[-1]
    browser.ask("/entrer/code", {"ticket": ticket, "code": phone()})
    assert browser.cookies == {}


def test_what_is_wrong_with_the_folder_is_told_to_nobody_outside(
    server: Server, campaign: Campaign
) -> None:
    (campaign.folder / "secret.key").write_bytes(b"x" * 32)
    browser = Browser(server).enter("camille")
    assert browser.status == 401
    assert str(campaign.folder) not in browser.text
    assert "terminal" in browser.said


@pytest.mark.parametrize(
    "token", ["", "x", "WyJhIiwxXQ.x", "../../etc/passwd", "é" * 500, "' OR '1'='1", "%00"]
)
@pytest.mark.parametrize("parameter", ["secteur", "jeton"])
def test_a_forged_link_opens_nothing_and_is_not_kept_in_the_page(
    server: Server, parameter: str, token: str
) -> None:
    server.tokens.new()
    browser = Browser(server).ask(f"/?{urlencode({parameter: token})}")
    assert browser.status in {303, 401, 403}
    assert browser.cookies == {}
    assert server.campaign.settings.name not in browser.text
    assert len(token) < 5 or token not in html.unescape(browser.text)
    assert not browser.inside


def test_an_address_of_the_command_line_serves_once_and_never_beside_accounts(
    make_campaign: Callable[..., Campaign],
) -> None:
    server = Server(make_campaign())
    address = f"/?jeton={server.tokens.new()}"
    mine = Browser(server).ask(address)
    assert mine.inside
    assert not Browser(server).ask(address).inside
    older = f"/?jeton={server.tokens.new()}"
    server.tokens.new()
    assert not Browser(server).ask(older).inside, "one is valid at a time"
