"""Other sites, other ports, names pointed at this machine: what a request's headers let through."""

from itertools import product

import pytest

from campaign.server.origin_check import HOSTS_VARIABLE, OriginCheck, known_hosts, refusal

OURS = known_hosts({HOSTS_VARIABLE: "campagne.example"})
HOST = "127.0.0.1:8501"


def why(**headers: str) -> str:
    told = {"host": HOST} | headers
    return refusal([(k.replace("_", "-").encode(), v.encode()) for k, v in told.items()], OURS)


@pytest.mark.parametrize(
    "host",
    ["evil@127.0.0.1", "127.0.0.1@evil.example", "a:b@localhost:8501", "@localhost",
     "localhost@", "127.0.0.1:8501@campagne.example", "campagne.example@evil.example", ""],
)  # fmt: skip
def test_a_host_with_somebody_before_it_is_refused(host: str) -> None:
    assert why(host=host)
    assert why(host=host, origin=f"http://{host}")


@pytest.mark.parametrize("host", [HOST, "localhost:8501", "[::1]:8501", "campagne.example"])
def test_our_own_names_pass(host: str) -> None:
    assert why(host=host) == ""
    for scheme in ("http", "https"):
        assert why(host=host, origin=f"{scheme}://{host}") == ""


@pytest.mark.parametrize(
    "origin",
    ["http://127.0.0.1:8502", "http://127.0.0.1", "https://127.0.0.1:1", "http://localhost:8501",
     "http://evil.example:8501", "http://a@127.0.0.1:8501", "file://", "null", ""],
)  # fmt: skip
def test_a_page_of_another_port_or_name_of_this_machine_is_another_site(origin: str) -> None:
    assert why(origin=origin) == "foreign origin"


@pytest.mark.parametrize(
    ("site", "mode", "dest"),
    [
        (site, mode, dest)
        for site, mode, dest in product(
            ("same-site", "cross-site"),
            ("no-cors", "cors", "websocket", "navigate", ""),
            ("image", "script", "iframe", "empty", "document"),
        )
        if (mode, dest) != ("navigate", "document")
    ],
)
def test_requests_of_another_port_are_refused_but_for_links(
    site: str, mode: str, dest: str
) -> None:
    told = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": dest}
    assert why(**told) == "foreign page"
    followed = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert why(**(told | followed)) == ""
    assert why(**(told | {"sec_fetch_site": "same-origin"})) == ""


@pytest.mark.parametrize("host", [HOST, "campagne.example"])
def test_a_page_speaks_to_its_own_host_alone(host: str) -> None:
    """The policy names no other host, and no scheme that would let in any."""
    import asyncio
    from typing import Any

    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", host.encode())]}
    asyncio.run(OriginCheck(app, OURS)(scope, app, send))
    policy = dict(sent[0]["headers"])[b"content-security-policy"].decode()
    allowed = {word for part in policy.split("; ") for word in part.split()[1:]}
    hosts = {word for word in allowed if not word.startswith("'")}
    assert hosts == {"data:", "blob:", f"ws://{host}", f"wss://{host}"}
    assert "default-src 'self'" in policy
