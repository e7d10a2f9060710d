"""The app as another site, another machine or a rude program sees it: started, asked by HTTP."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.server.origin_check import known_hosts, own_address, refusal
from campaign.server.serve import FOLDER_VARIABLE

ROOT = Path(__file__).parents[2]
FOREIGN = ("https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:1")
UPLOAD = "/_stcore/upload_file/session/file"


class Served:
    """A started app."""

    def __init__(self, folder: Path, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        self.cookie = ""
        self.folder = folder
        command = [sys.executable, "-m", "campaign.commands", "app", str(folder)]
        environment = {k: v for k, v in os.environ.items() if k != FOLDER_VARIABLE}
        self.process = subprocess.Popen(
            [*command, f"--port={self.port}", "--no-browser"],
            cwd=ROOT, env=environment, stdout=log.open("wb"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        end = time.monotonic() + 90
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/_stcore/health")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        else:
            self.process.kill()
            pytest.fail("the app does not answer")
        while not (shown := re.findall(r"(/\?jeton=\S+)", log.read_text())):
            time.sleep(0.2)
        self.cookie = self.ask("GET", shown[-1])[1]["set-cookie"].partition(";")[0]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (names in lower case) and body; ``_`` in a name is ``-``."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        held = {} if "Cookie" in headers else {"Cookie": self.cookie}
        for name, value in (held | headers).items():
            line.putheader(name.replace("_", "-"), value)
        if body:
            line.putheader("Content-Length", str(len(body)))
        line.endheaders(body)
        answer = line.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        content = answer.read()
        line.close()
        return answer.status, found, content

    def upgrade(self, **headers: str) -> int:
        """Ask for the websocket; 101 means that it was opened."""
        said = {"Host": self.host, "Cookie": self.cookie} | headers
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\n{lines}Upgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                "Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
            )
            return int(line.recv(4096).split()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("served")
    app = Served(place / "campagne", place / "log")
    yield app
    app.process.terminate()
    app.process.wait(timeout=20)


def test_our_own_pages_are_served_and_framed_by_nobody(served: Served) -> None:
    status, headers, _ = served.ask("GET", "/", Origin=f"http://{served.host}")
    assert status == 200
    assert headers["x-frame-options"] == "SAMEORIGIN"
    policy = headers["content-security-policy"].split("; ")
    assert {"frame-ancestors 'self'", "default-src 'self'", "img-src 'self' data: blob:"} <= {
        *policy
    }
    sockets = next(part for part in policy if part.startswith("connect-src"))
    assert sockets == f"connect-src 'self' ws://{served.host} wss://{served.host} data: blob:"
    status, headers, _ = served.ask("GET", "/", Cookie="", Accept="text/html")
    assert status == 401
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert served.upgrade(Origin=f"http://{served.host}") == 101
    by_name = f"localhost:{served.port}"
    assert served.upgrade(Host=by_name, Origin=f"http://{by_name}") == 101


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_foreign_page_gets_nothing(served: Served, origin: str, method: str) -> None:
    for path in ("/", UPLOAD, "/_stcore/health", "/_stcore/host-config", "/media/x"):
        status, headers, content = served.ask(method, path, b"x" * 100, Origin=origin)
        assert status == 403, path
        assert not [name for name in headers if name.startswith("access-control")]
        assert "set-cookie" not in headers
        assert len(content) < 30


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_opens_no_websocket(served: Served, origin: str) -> None:
    assert served.upgrade(Origin=origin) == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "", "[", "127.1",
     "evil@127.0.0.1", "127.0.0.1:8501@localhost", "a:b@localhost:8501", "localhost/", "[::1]x",
     "localhost:8501:1", "localhost#", "localhost?x", "localhost, localhost", "-localhost"],
)  # fmt: skip
def test_a_name_pointed_at_this_machine_is_refused(served: Served, host: str) -> None:
    """DNS rebinding: the page and the app then are of one origin, by a name that is not ours."""
    assert served.ask("GET", "/", Host=host, Origin=f"http://{host}")[0] in {400, 403}
    assert served.upgrade(Host=host, Origin=f"http://{host}") in {400, 403}
    assert served.ask("GET", "/", Host=host)[0] in {400, 403}


def test_images_and_forms_of_a_foreign_page_are_refused_and_its_links_are_not(
    served: Served,
) -> None:
    assert served.ask("GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert served.ask("GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200
    assert served.ask("GET", "/", Sec_Fetch_Site="none", Sec_Fetch_Mode="navigate")[0] == 200
    for dest in ("iframe", "embed", "object", "frame"):
        told = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": dest}
        for site in ("cross-site", "same-site"):
            assert served.ask("GET", "/", Sec_Fetch_Site=site, **told)[0] == 403


def test_no_websocket_opens_without_a_visit(served: Served) -> None:
    own = f"http://{served.host}"
    assert served.upgrade(Origin=own, Cookie="") == 403
    assert served.upgrade(Origin=own, Cookie=f"arpenteur-{served.port}=x.y") == 403


def test_an_upload_needs_the_token_of_the_page(served: Served) -> None:
    own = f"http://{served.host}"
    assert served.ask("PUT", UPLOAD, b"x", Origin=own)[0] == 403
    assert served.ask("PUT", UPLOAD, b"x", Origin=own, X_Xsrftoken="2|a|b|1")[0] == 403
    both = f"{served.cookie}; _streamlit_xsrf=forged"
    forged = {"X_Xsrftoken": "forged", "Cookie": both}
    assert served.ask("PUT", UPLOAD, b"x", Origin=own, **forged)[0] in {400, 403}
    assert served.ask("DELETE", UPLOAD, Origin=own)[0] == 403


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    if not status.is_file():
        pytest.skip("this system does not tell the memory of a process")
    found = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return int(found[0].split()[1]) / 1000


@pytest.mark.parametrize("chunked", [False, True])
def test_a_gigabyte_is_refused_without_being_kept(served: Served, chunked: bool) -> None:
    before = _memory_mb(served.process.pid)
    told = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {10**9}"
    piece = bytes(10**6)
    wrapped = f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if chunked else piece
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
        line.sendall(f"PUT {UPLOAD} HTTP/1.1\r\nHost: {served.host}\r\n{told}\r\n\r\n".encode())
        try:
            for _ in range(1000):
                line.sendall(wrapped)
        except OSError:
            pass  # refused while it was still sending
        else:
            assert line.recv(100).split()[1] in {b"400", b"403", b"413"}
    assert _memory_mb(served.process.pid) - before < 100
    assert served.ask("GET", "/_stcore/health")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/static/../../../../etc/passwd",
        "/component/streamlit_folium.st_folium/../../../../../etc/passwd",
        "/component/streamlit_folium.st_folium/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
        "/media/../base.sqlite",
        "/app/static/..%2f..%2fsecret.key",
        "/secret.key",
        "/campaign.toml",
    ],
)
def test_no_path_leads_to_a_file_of_the_machine(served: Served, path: str) -> None:
    status, _, content = served.ask("GET", path)
    assert b"root:" not in content
    assert b"SQLite format" not in content
    # an unknown path gives the app's own page, which holds nothing of the campaign
    assert status in {400, 403, 404} or b"<title>Streamlit" in content


def test_refusals_are_logged_without_address_or_content(served: Served) -> None:
    served.ask("POST", "/secret-path?name=DURAND", b"DURAND", Origin="https://evil.example")
    said = served.log.read_text()
    assert "foreign origin: http POST" in said
    assert "evil" not in said
    assert "DURAND" not in said


def test_nothing_was_written(served: Served) -> None:
    """An app that serves an absent folder makes none unless its own page asks."""
    assert not served.folder.exists()
    assert served.process.poll() is None


def test_names_of_a_server_are_told_by_the_environment() -> None:
    hosts = known_hosts({"ARPENTEUR_HOSTS": "Campagne.example  10.0.0.5"})
    assert {"campagne.example", "10.0.0.5", "localhost"} <= hosts
    told = [(b"host", b"campagne.example"), (b"origin", b"https://campagne.example")]
    assert refusal(told, hosts) == ""
    assert refusal(told, known_hosts({})) == "foreign host"
    assert refusal([(b"host", b"localhost"), (b"host", b"evil.example")], hosts) == "foreign host"


@given(st.text(max_size=40))
def test_no_other_origin_is_ours(text: str) -> None:
    told = text.encode("latin-1", "replace")
    mine = text.strip().lower() in {"http://localhost:8501", "https://localhost:8501"}
    said = refusal([(b"host", b"localhost:8501"), (b"origin", told)], known_hosts({}))
    assert (said == "") == mine


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (["http://127.0.0.1:8501/shifts?lang=en"], "http://127.0.0.1:8501"),
        (["https://porte.example/shifts", "http://127.0.0.1:8501"], "https://porte.example"),
        (["https://evil.example/shifts", "http://[::1]:8501"], "http://[::1]:8501"),
        (["", "http://localhost"], "http://localhost"),
        (["http://evil@127.0.0.1:8501/", "http://", "http://["], ""),
        (["javascript://127.0.0.1/%0aalert(1)"], ""),
    ],
)
def test_a_link_names_a_host_of_ours_alone(seen: list[str], told: str) -> None:
    assert own_address(seen, known_hosts({"ARPENTEUR_HOSTS": "porte.example"})) == told
