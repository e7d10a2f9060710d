"""Files that are sent: so much of one session, so much in all, whatever a request announces."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from campaign.server.upload_quota import Quota, UploadQuota


class Keeper:
    """A server that keeps in memory what it is sent."""

    def __init__(self, *, session: int, everybody: int) -> None:
        self.files: dict[str, int] = {}
        quota = Quota(session=session, all_sessions=everybody)
        self.door = UploadQuota(self._keep, held=self._held, quota=quota)

    def _held(self, session: str) -> tuple[int, int]:
        return self.files.get(session, 0), sum(self.files.values())

    async def _keep(self, scope: Any, receive: Any, send: Any) -> None:
        got = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError("the visitor left")
            got += len(message["body"])
            if not message.get("more_body"):
                break
        session = scope["path"].split("/")[3]
        self.files[session] = self.files.get(session, 0) + got
        await send({"type": "http.response.start", "status": 204, "headers": []})

    def send(self, session: str, pieces: list[bytes], *, announced: int | None = None) -> int:
        return asyncio.run(self.sending(session, pieces, announced=announced))

    async def sending(
        self, session: str, pieces: list[bytes], *, announced: int | None = None
    ) -> int:
        status: list[int] = []
        left: Iterator[bytes] = iter(pieces)
        last = len(pieces) - 1

        async def receive() -> Any:
            await asyncio.sleep(0)
            receive.number += 1  # type: ignore[attr-defined]
            more = receive.number < last  # type: ignore[attr-defined]
            return {"type": "http.request", "body": next(left), "more_body": more}

        receive.number = -1  # type: ignore[attr-defined]

        async def send(message: Any) -> None:
            status.append(message.get("status", 0))

        told = [] if announced is None else [(b"content-length", str(announced).encode())]
        scope = {"type": "http", "method": "PUT", "headers": told}
        await self.door(scope | {"path": f"/_stcore/upload_file/{session}/f"}, receive, send)
        return status[0]


def test_a_session_holds_no_more_than_its_quota() -> None:
    keeper = Keeper(session=100, everybody=1000)
    assert keeper.send("a", [b"x" * 60]) == 204
    assert keeper.send("a", [b"x" * 60]) == 413
    assert keeper.send("b", [b"x" * 60]) == 204
    assert keeper.files == {"a": 60, "b": 60}
    keeper.files["a"] = 0
    assert keeper.send("a", [b"x" * 100]) == 204, "what was taken away counts no more"


@pytest.mark.parametrize("announced", [None, 1])
def test_what_a_request_announces_is_not_believed(announced: int | None) -> None:
    keeper = Keeper(session=100, everybody=1000)
    assert keeper.send("a", [b"x" * 30] * 4, announced=announced) == 413
    assert keeper.files == {}
    assert keeper.send("a", [b"x" * 90], announced=90) == 204, "a refused file leaves no trace"


def test_a_large_announcement_is_refused_before_anything_is_read() -> None:
    keeper = Keeper(session=100, everybody=1000)
    assert keeper.send("a", [], announced=101) == 413


def test_all_sessions_together_have_a_quota() -> None:
    keeper = Keeper(session=100, everybody=250)
    assert [keeper.send(name, [b"x" * 100]) for name in "abc"] == [204, 204, 413]
    assert keeper.send("c", [b"x" * 50]) == 204


def test_files_on_their_way_at_once_count_together() -> None:
    keeper = Keeper(session=100, everybody=1000)

    async def both() -> list[int]:
        sent = (keeper.sending("a", [b"x" * 20] * 4) for _ in range(3))
        return list(await asyncio.gather(*sent))

    assert sorted(asyncio.run(both())).count(413) >= 1
    assert keeper.files.get("a", 0) <= 100
