"""How much may be sent: by one session, and by all together; Streamlit keeps files in memory.

Streamlit limits one file. Here what a session holds and what is on its way count together, and a
request is cut where it goes on past what is left.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from campaign.server.origin_check import UPLOAD

_MB = 1_000_000
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Quota:
    """Bytes: of one session, of all of them; a département's files are about 300 MB."""

    session: int = 600 * _MB
    all_sessions: int = 1500 * _MB


class UploadQuota:
    """ASGI middleware that refuses files beyond a quota with 413.

    Parameters
    ----------
    app
        What takes the files.
    held
        Gives the bytes kept of a session's files, and of everybody's.
    quota
        How much there may be.
    """

    def __init__(
        self, app: App, *, held: Callable[[str], tuple[int, int]], quota: Quota | None = None
    ) -> None:
        self.app = app
        self.held = held
        self.quota = quota or Quota()
        self._coming: dict[str, int] = {}
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count the file in it."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or scope["method"] != "PUT" or not path.startswith(UPLOAD):
            await self.app(scope, receive, send)
            return
        session = path.removeprefix(UPLOAD).partition("/")[0]
        if not self._take(session, _announced(scope), add=False):
            await _too_large(send)
            return
        taken = 0
        over = False

        async def counted() -> Message:
            nonlocal taken, over
            message = await receive()
            size = len(message.get("body", b""))
            if size and not self._take(session, size, add=True):
                over = True
                return {"type": "http.disconnect"}
            taken += size
            return message

        async def answer(message: Message) -> None:
            if not over:
                await send(message)

        try:
            await self.app(scope, counted, answer)
        except Exception:
            # the reader of forms has its own error for a visitor who left half-way
            if not over:
                raise
        finally:
            self._give_back(session, taken)
        if over:
            await _too_large(send)

    def _take(self, session: str, size: int, *, add: bool) -> bool:
        mine, everybodys = self.held(session)
        with self._lock:
            mine += self._coming.get(session, 0) + size
            everybodys += sum(self._coming.values()) + size
            fits = mine <= self.quota.session and everybodys <= self.quota.all_sessions
            if fits and add:
                self._coming[session] = self._coming.get(session, 0) + size
            return fits

    def _give_back(self, session: str, size: int) -> None:
        with self._lock:
            left = self._coming.get(session, 0) - size
            self._coming.pop(session, None)
            if left > 0:
                self._coming[session] = left


def _announced(scope: Scope) -> int:
    told = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(told[0]) if told and told[0].isdigit() else 0


async def _too_large(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"Trop de fichiers / Too many files\n"})
