"""Who lands on a page finds it by its name too, whatever the role that the address was for."""

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the app is an extra")

import asyncio
from datetime import UTC, datetime
from typing import Any

from app_pages.entrance.gate import Gate
from app_pages.entrance.steps import Entrance
from app_pages.shared.pages import PAGES
from campaign.folder import Campaign
from campaign.server.accounts import add_account
from campaign.server.visits import EntryTokens, Kind, Visit, Visits

GOOD = "une phrase de passe longue"
ROLES = ("organiser", "analyst", "leader", "canvasser")


@pytest.fixture
def folder(make_campaign: Callable[..., Campaign]) -> Path:
    campaign = make_campaign()
    for role in ROLES:
        add_account(campaign, f"an-{role}", role, GOOD)
    return campaign.folder


@pytest.mark.parametrize(
    ("kind", "who", "first"),
    [
        ("machine", "", "overview"),
        ("link", "an-canvasser", "my_turf"),
        ("account", "an-organiser", "overview"),
        ("account", "an-analyst", "results"),
        ("account", "an-leader", "shifts"),
        ("account", "an-canvasser", "my_turf"),
        ("account", "who was removed", ""),
    ],
)
def test_the_first_page_is_led_to_the_root_and_no_other(
    folder: Path, kind: Kind, who: str, first: str
) -> None:
    visits = Visits(clock=lambda: datetime.now(UTC))
    cookie = visits.begin(Visit(kind, who))
    entrance = Entrance(
        folder=lambda: folder, tokens=EntryTokens(), used=lambda: None, throttle=lambda: None
    )

    async def inside(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    gate = Gate(inside, visits=visits, entrance=entrance, cookie=lambda: "c")

    def asked(path: str, accept: bytes = b"text/html") -> str:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        told = [(b"host", b"localhost"), (b"accept", accept), (b"cookie", f"c={cookie}".encode())]
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"lang=en",
        }
        scope |= {"headers": told}
        asyncio.run(gate(scope, inside, send))
        return str(dict(sent[0]["headers"]).get(b"location", b"").decode())

    led = {name for name in PAGES if asked(f"/{name}") == "/?lang=en"}
    assert led == ({first} - {""})
    assert asked("/") == asked("/static/js/x.js") == asked(f"/{first}", b"*/*") == ""
