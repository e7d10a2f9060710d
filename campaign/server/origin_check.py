"""Answer this campaign's own pages alone: no other site may use the app through its visitor.

A browser sends along what it holds for an address whatever page asks. Streamlit checks the origin
of websockets, and asks an outside service for this machine's address to do so; it does not check
the host, so that a name pointed at 127.0.0.1 (DNS rebinding) would pass as its own. Both are
refused here, before Streamlit sees them, and so is a file from whoever has no page to send one:
Streamlit would keep it in memory for any visitor, logged in or not. What is refused is logged
without address or content.
"""

import logging
import os
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

#: Other names, separated by spaces, under which a server of the campaign is reached.
HOSTS_VARIABLE = "ARPENTEUR_HOSTS"
#: What a page may load and where it may speak to: this server alone, so that no name in a file of
#: somebody else's makes a page fetch a picture and tell where it is read. Streamlit and its
#: components run scripts of their own making.
_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' data: blob:",
    "connect-src 'self' {sockets} data: blob:",
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
#: No other site may show the app in a frame, learn where a link was, or guess a file's kind.
HEADERS = (
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)
_POLICY_HEADER = b"content-security-policy"
#: A name or an IPv4 address, or an IPv6 one in brackets, and a port; nothing before or after.
_HOST = re.compile(r"(?P<name>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
#: Doors of Streamlit that the app does not use: figures of the server, programs, other logins.
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2")
UPLOAD = "/_stcore/upload_file/"
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_LOG = logging.getLogger("arpenteur.refused")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class OriginCheck:
    """ASGI middleware that refuses foreign hosts, foreign origins and uninvited files with 403.

    Parameters
    ----------
    app
        What answers our own pages.
    hosts
        Names under which the app is reached; this machine and ``ARPENTEUR_HOSTS`` if not said.
    may_send
        Tells whether the session of an id may send files; none may if not said.
    """

    def __init__(
        self,
        app: App,
        hosts: frozenset[str] | None = None,
        *,
        may_send: Callable[[str], bool] = lambda _session: False,
    ) -> None:
        self.app = app
        self.hosts = known_hosts() if hosts is None else hosts
        self.may_send = may_send

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        why = refusal(scope["headers"], self.hosts) or self._closed(scope)
        if why:
            _LOG.warning("%s: %s %s", why, scope["type"], scope.get("method", ""))
            await _refuse(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_headers(message.get("headers", ()), scope["headers"])
            await send(message)

        await self.app(scope, receive, with_headers)

    def _closed(self, scope: Scope) -> str:
        path = str(scope.get("path", ""))
        if path.startswith(CLOSED):
            return "closed door"
        session = path.removeprefix(UPLOAD).partition("/")[0]
        if path.startswith(UPLOAD) and scope.get("method") == "PUT" and not self.may_send(session):
            return "uninvited file"
        return ""


def known_hosts(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return the names under which the app may be reached."""
    return _THIS_MACHINE | set(environment.get(HOSTS_VARIABLE, "").lower().split())


def own_address(seen: Iterable[str], hosts: frozenset[str]) -> str:
    """Return the scheme, host and port of the first address that is the app's own, else nothing.

    Parameters
    ----------
    seen
        Addresses that a visitor's browser told, the best first; any of them may be made up.
    hosts
        From ``known_hosts``.
    """
    for address in seen:
        if _name(address) not in hosts:
            continue
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"} and "@" not in parts.netloc:
            return f"{parts.scheme}://{parts.netloc}"
    return ""


def refusal(headers: list[tuple[bytes, bytes]], hosts: frozenset[str]) -> str:
    """Say why a request is refused; empty if it comes from one of our own pages.

    Parameters
    ----------
    headers
        Names in lower case, as ASGI gives them. Programs that are no browser send no origin.
    hosts
        From ``known_hosts``.
    """
    found: dict[bytes, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value.decode("latin-1").strip().lower())
    host = found.get(b"host", [])
    if len(host) != 1 or _host_name(host[0]) not in hosts:
        return "foreign host"
    for origin in found.get(b"origin", []):
        # a page of another port of this machine is another site
        if origin not in {f"http://{host[0]}", f"https://{host[0]}"}:
            return "foreign origin"
    # of one site, and of another port or a neighbouring name
    if {"cross-site", "same-site"} & set(found.get(b"sec-fetch-site", [])) and not _follows(found):
        return "foreign page"
    return ""


def _follows(found: Mapping[bytes, list[str]]) -> bool:
    """Tell whether a person follows a link to a page of ours, shown as a page of its own."""
    mode, shown_as = found.get(b"sec-fetch-mode", []), found.get(b"sec-fetch-dest", ["document"])
    return mode == ["navigate"] and shown_as == ["document"]


def _host_name(host: str) -> str:
    """Return the name in a ``Host`` header; empty where there is more in it."""
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]") if found else ""


def _with_headers(
    answered: Iterable[tuple[bytes, bytes]], asked: Iterable[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    """Add ours; an answer with a policy of its own, which is narrower, keeps it."""
    given = [*answered, *HEADERS]
    if not any(name.lower() == _POLICY_HEADER for name, _ in given):
        host = next(value.decode("latin-1") for name, value in asked if name.lower() == b"host")
        policy = "; ".join(_POLICY).format(sockets=f"ws://{host} wss://{host}")
        given.append((_POLICY_HEADER, policy.encode("latin-1")))
    return given


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": 403, "headers": [plain, *HEADERS]})
    await send({"type": "http.response.body", "body": "Refusé / Refused\n".encode()})
