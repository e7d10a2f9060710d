"""A program that speaks Streamlit's own language with a canvasser's link, or with nothing."""

import asyncio
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app_pages.shared.layout import escape_markdown
from app_pages.shared.upload_permission import UploadPermission
from campaign.folder import Campaign, open_campaign
from campaign.overview import turf_table
from campaign.server.accounts import add_account, end_shift, give_shift
from campaign.server.origin_check import CLOSED, OriginCheck
from campaign.server.serve import FOLDER_VARIABLE
from canvass.tables import STOPS
from people_base.store import read

ROOT = Path(__file__).parents[2]
GOOD = "une phrase de passe longue"


class Talk:
    """One session with the server, as a browser has."""

    def __init__(self, port: int, query: str = "") -> None:
        """Open the websocket with the cookie that an address gives."""
        from websockets.sync.client import connect

        self.port = port
        self.cookie = entered(port, query)
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        told = {"Cookie": self.cookie}
        self.line = connect(
            address, subprotocols=["streamlit"], max_size=None, additional_headers=told
        )
        self.session = ""

    def run(self, query: str = "", page: str = "", widgets: dict[str, str] | None = None) -> str:
        """Have the page drawn; give all that was sent back."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        for name, value in (widgets or {}).items():
            widget = asked.rerun_script.widget_states.widgets.add()
            widget.id, widget.string_value = name, value
        self.line.send(asked.SerializeToString())
        said = []
        while True:
            message = self._next()
            said.append(str(message))
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
            if message.WhichOneof("type") == "script_finished":
                return "\n".join(said)

    def deferred(self, file_id: str) -> str:
        """Ask for a file that a button promises."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        asked = BackMsg()
        request = asked.backend_operation_request
        request.request_id, request.session_id = "r", self.session
        request.deferred_file.file_id = file_id
        self.line.send(asked.SerializeToString())
        while True:
            message = self._next()
            if message.WhichOneof("type") == "backend_operation_response":
                return str(message)

    def upload(self) -> int:
        """Send a file, with the token that the server gives to whoever asks."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", "/_stcore/health")
        answer = line.getresponse()
        answer.read()
        token = re.search(r"_streamlit_xsrf=([^;]+)", answer.getheader("set-cookie") or "")
        assert token is not None
        body = (
            b'--B\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n'
            b"Content-Type: text/csv\r\n\r\nx\r\n--B--\r\n"
        )
        told = {
            "Content-Type": "multipart/form-data; boundary=B",
            "Cookie": f"{self.cookie}; _streamlit_xsrf={token[1]}",
            "X-Xsrftoken": token[1],
        }
        line.request("PUT", f"/_stcore/upload_file/{self.session}/f", body, told)
        return line.getresponse().status

    def _next(self) -> Any:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = ForwardMsg()
        message.ParseFromString(self.line.recv(timeout=60))
        return message


def entered(port: int, query: str) -> str:
    """Return the cookie of the visit that an address gives; empty where it gives none."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", f"/?{query}", headers={"Accept": "text/html"})
    answer = line.getresponse()
    answer.read()
    return (answer.getheader("set-cookie") or "").partition(";")[0]


@pytest.fixture(scope="module")
def campaign(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    made = tmp_path_factory.mktemp("guarded") / "val-fleuri"
    shutil.copytree(untouched, made)
    campaign = open_campaign(made)
    add_account(campaign, "camille", "organiser", GOOD)
    add_account(campaign, "lea", "canvasser", GOOD)
    return campaign


@pytest.fixture(scope="module")
def port(campaign: Campaign) -> Iterator[int]:
    pytest.importorskip("websockets")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder = str(campaign.folder)
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "campaign.commands",
            "app",
            folder,
            f"--port={port}",
            "--no-browser",
        ],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != FOLDER_VARIABLE},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            line.request("GET", "/_stcore/health")
            line.getresponse().read()
            break
        except OSError:
            time.sleep(0.2)
    else:
        server.kill()
        pytest.fail("the app does not answer")
    yield port
    server.terminate()
    server.wait(timeout=20)


def _link(campaign: Campaign, turf: str) -> tuple[str, str]:
    now = datetime.now(UTC)
    given = give_shift(campaign, "lea", turf, starts=now, ends=now + timedelta(hours=1))
    return given.shift.shift_id, f"secteur={given.token}"


@pytest.mark.parametrize("query", ["", "secteur=", "secteur=x.y", "jeton=x", "lang=en"])
def test_a_visitor_without_account_opens_no_websocket(port: int, query: str) -> None:
    from websockets.exceptions import InvalidStatus

    assert entered(port, query) == ""
    with pytest.raises(InvalidStatus):
        Talk(port, query)


def test_names_of_the_session_are_not_the_visitors_to_choose(port: int, campaign: Campaign) -> None:
    _, link = _link(campaign, turf_table(campaign).index[0])
    talk = Talk(port, link)
    talk.run()
    chosen = {"account": "camille", "pages": "", "link": "x", "test cookie": "x"}
    said = talk.run(page="privacy", widgets=chosen)
    assert "Conservation" not in said
    assert talk.upload() == 403


def test_a_link_opens_one_turf_and_no_other_page(port: int, campaign: Campaign) -> None:
    mine, other = turf_table(campaign).index[:2]
    with campaign.base() as base:
        theirs = set(read(base, STOPS, where={"turf_id": [other]})["building_id"])
    assert theirs
    shift, link = _link(campaign, mine)
    talk = Talk(port, link)
    for page in ("", "roll", "shifts", "privacy", "results", "returns"):
        said = talk.run("", page)
        assert mine in said
        assert other not in said
    assert talk.upload() == 403
    end_shift(campaign, shift)
    said = talk.run("")
    assert "visite est finie" in said
    assert mine not in said


def test_the_sheet_is_not_given_once_the_turf_was_taken_back(port: int, campaign: Campaign) -> None:
    shift, link = _link(campaign, turf_table(campaign).index[2])
    talk = Talk(port, link)
    promised = re.search(r'deferred_file_id: "(\w+)"', talk.run())
    assert promised is not None
    assert "/media/" in talk.deferred(promised[1])
    end_shift(campaign, shift)
    assert "/media/" not in talk.deferred(promised[1])


def test_guesses_are_still_counted_after_a_visitor_cleared_the_caches() -> None:
    import streamlit as st

    from app_pages.shared.visitors import throttle

    before = throttle()
    st.cache_data.clear()
    st.cache_resource.clear()
    assert throttle() is before


def test_doors_that_the_app_does_not_use_are_closed() -> None:
    async def answered(path: str, method: str, *sessions: str) -> int:
        status = 0

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def send(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)

        async def receive() -> Any:
            return {}

        scope: Any = {
            "type": "http",
            "path": path,
            "method": method,
            "headers": [(b"host", b"localhost")],
        }
        await OriginCheck(app, may_send=frozenset(sessions).__contains__)(scope, receive, send)
        return status

    for path in CLOSED:
        assert asyncio.run(answered(f"{path}/x", "GET")) == 403
    upload = "/_stcore/upload_file/s1/f1"
    assert asyncio.run(answered(upload, "PUT")) == 403
    assert asyncio.run(answered(upload, "PUT", "s2")) == 403
    assert asyncio.run(answered(upload, "PUT", "s1")) == 200
    assert asyncio.run(answered("/", "GET")) == 200


def test_only_those_whose_pages_take_files_send_some() -> None:
    senders = UploadPermission()
    senders.keep("organiser", None)
    senders.keep("leader", ("shifts", "returns"))
    senders.keep("analyst", ("results",))
    assert [senders.known(one) for one in ("organiser", "leader", "analyst", "nobody")] == [
        True,
        True,
        False,
        False,
    ]
    senders.keep("organiser", ())
    assert not senders.known("organiser")


@pytest.mark.parametrize(
    "name",
    ["![x](http://evil.example/x.png)", "[Mairie](http://evil.example)", "<img src=x>", "$x$ `y`"],
)
def test_no_name_is_a_link_or_a_picture(name: str) -> None:
    shown = escape_markdown(name)
    assert re.sub(r"\\(.)", r"\1", shown) == name
    assert not re.search(r"(?<!\\)[\[\]<$`]", shown)
