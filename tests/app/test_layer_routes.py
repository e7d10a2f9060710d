"""The map's layers over HTTP: for organisers alone, kept by the browser under their version."""

import asyncio
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from app_pages.workbench.layer_routes import layer_routes
from campaign.folder import Campaign, open_campaign
from campaign.overview import turf_table
from campaign.server.accounts import add_account, give_shift, remove_account
from campaign.server.visits import Visit, Visits
from campaign.turfs.workbench.programs import program, programs_version
from campaign.turfs.workbench.store import LayerStore
from maps.browser_files import workbench_files

GOOD = "une phrase de passe longue"
#: A route by the address at which a browser finds it.
LAYERS = ("/layers", "/layers/turfs", "/layers/buildings", "/layers/voters", "/layers/blocks")
VisitOf = Callable[[Campaign, str], Visit]
Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture
def campaign(field: Path) -> Campaign:
    return open_campaign(field)


@pytest.fixture
def visits() -> Visits:
    return Visits()


@pytest.fixture
def ask(campaign: Campaign, visits: Visits) -> Ask:
    routes = layer_routes(
        store=LayerStore(), visits=visits, cookie=lambda: "visite", folder=lambda: campaign.folder
    )
    served = Starlette(routes=routes)

    def asked(
        path: str, cookie: str = "", query: str = "", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask as a browser would, without one: what a route answers, whole."""
        told = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        scope: dict[str, Any] = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2),
            "headers": [(b"host", b"127.0.0.1"), (b"cookie", f"visite={cookie}".encode()), *told],
        }  # fmt: skip
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        asyncio.run(served(scope, receive, send))
        found = {k.decode(): v.decode() for k, v in said[0]["headers"]}
        return said[0]["status"], found, b"".join(m.get("body", b"") for m in said[1:])

    return asked


def test_whoever_started_the_app_gets_the_layers(ask: Ask, visits: Visits) -> None:
    cookie = visits.begin(Visit("machine"))
    status, headers, body = ask("/layers", cookie)
    versions = json.loads(body)
    assert (status, headers["cache-control"]) == (200, "no-store")
    status, headers, body = ask("/layers/turfs", cookie, f"v={versions['turfs']}")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert headers["cache-control"].startswith("private")
    assert json.loads(gzip.decompress(body))["version"] == versions["turfs"]
    again = ask("/layers/turfs", cookie, if_none_match=headers["etag"])
    assert (again[0], again[2]) == (304, b"")
    assert ask("/layers/voters", cookie)[0] == 404


def test_what_is_asked_by_another_version_is_not_kept(ask: Ask, visits: Visits) -> None:
    cookie = visits.begin(Visit("machine"))
    for query in ("v=0000", ""):
        status, headers, _ = ask("/layers/turfs", cookie, query)
        assert (status, headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("path", LAYERS)
def test_nobody_without_the_page_gets_a_layer(
    path: str, ask: Ask, visits: Visits, campaign: Campaign, visit_of: VisitOf
) -> None:
    add_account(campaign, "olga", "organiser", GOOD)
    for name, role in (("cam", "canvasser"), ("ana", "analyst"), ("lea", "leader")):
        add_account(campaign, name, role, GOOD)
        assert ask(path, visits.begin(visit_of(campaign, name)))[0] == 403, role
    # since there are accounts, whoever started the app is nobody
    others = ["", "forged", visits.begin(Visit("machine")), visits.begin(visit_of(campaign, "qui"))]
    for cookie in others:
        status, _, body = ask(path, cookie)
        assert (status, body) == (403, b"")
    assert ask(path, visits.begin(visit_of(campaign, "olga")))[0] in {200, 404}


def test_the_link_of_a_shift_gets_no_layer(ask: Ask, visits: Visits, campaign: Campaign) -> None:
    add_account(campaign, "olga", "organiser", GOOD)
    add_account(campaign, "cam", "canvasser", GOOD)
    now = datetime.now(UTC)
    given = give_shift(
        campaign, "cam", str(turf_table(campaign).index[0]),
        starts=now - timedelta(hours=1), ends=now + timedelta(hours=1),
    )  # fmt: skip
    cookie = visits.begin(Visit("link", "cam", given.shift.shift_id))
    assert ask("/layers/turfs", cookie)[0] == 403


def test_an_account_that_is_removed_gets_nothing_more(
    ask: Ask, visits: Visits, campaign: Campaign, visit_of: VisitOf
) -> None:
    add_account(campaign, "olga", "organiser", GOOD)
    add_account(campaign, "otto", "organiser", GOOD)
    cookie = visits.begin(visit_of(campaign, "otto"))
    assert ask("/layers", cookie)[0] == 200
    remove_account(campaign, "otto")
    assert ask("/layers", cookie)[0] == 403


def test_programs_are_kept_for_good_under_their_version(ask: Ask) -> None:
    version = programs_version()
    for name in workbench_files():
        assert program(name)
    for name in ("layer.py", "__init__.py", "..%2f..%2fpyproject.toml", "none.js"):
        assert ask(f"/workbench/{version}/{name}")[0] == 404
