"""A server on this machine that answers as the Géoplateforme does, its faults included."""

import csv
import email
import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COLUMNS = (
    *("longitude", "latitude", "result_score", "result_score_next", "result_label"),
    *("result_type", "result_id", "result_housenumber", "result_name", "result_street"),
    *("result_postcode", "result_city", "result_context", "result_citycode"),
    *("result_oldcitycode", "result_oldcity", "result_district", "result_status"),
)
#: Address as sent, commune -> the columns of its answer that are not empty.
Gazetteer = Callable[[str, str], dict[str, str]]


@dataclass
class Geoplateforme:
    """What was asked, and how the next calls fail (an empty list: as they should).

    Faults: ``429``, ``429 5``, any other HTTP code, ``truncated``, ``torn``, ``cut``, ``shuffled``,
    ``doubled``, ``other``, ``error``, ``latin``, ``garbage``, ``empty``, ``slow``, ``drip``.
    """

    answer: Gazetteer
    faults: list[str] = field(default_factory=list)
    most_rows: int = 100_000
    poison: str = ""
    bodies: list[bytes] = field(default_factory=list)
    parcels: list[list[dict[str, str]]] = field(default_factory=list)
    fields: list[dict[str, list[str]]] = field(default_factory=list)
    url: str = ""


@contextmanager
def served(service: Geoplateforme) -> Iterator[Geoplateforme]:
    """Run the server as long as the block lasts."""

    class Handler(_Handler):
        state = service

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/geocodage/search/csv"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    state: Geoplateforme
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.state.bodies.append(body)
        rows, fields = _parsed(self.headers["Content-Type"], body)
        self.state.parcels.append(rows)
        self.state.fields.append(fields)
        fault = self.state.faults.pop(0) if self.state.faults else ""
        if len(rows) > self.state.most_rows:
            fault = "504"
        if self.state.poison and any(self.state.poison in row["adresse"] for row in rows):
            fault = "500"
        code, _, seconds = fault.partition(" ")
        if code.isdecimal():
            headers = {"retry-after": seconds} if seconds else {}
            if code.startswith("3"):
                headers["location"] = self.state.url
            self._send(int(code), b"<html>non</html>", headers)
        else:
            self._answer(fault, rows)

    def _answer(self, fault: str, rows: Sequence[dict[str, str]]) -> None:
        lines = [[*row.values(), *self._row(row)] for row in rows]
        if fault == "truncated":
            lines = lines[: len(lines) // 2]
        elif fault == "shuffled":
            lines = lines[::-1]
        elif fault == "doubled":
            lines += [[*lines[0][:3], "0", "0", "1", *lines[0][6:]]]
        elif fault == "other":
            lines = [[one[0], *other[1:]] for one, other in zip(lines, lines[::-1], strict=True)]
        elif fault == "error":
            lines[0] = [*lines[0][:3], *[""] * (len(COLUMNS) - 1), "error"]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*rows[0], *COLUMNS])
        writer.writerows(lines)
        body = out.getvalue().encode("cp1252" if fault == "latin" else "utf-8")
        if fault == "torn":
            body = body[: -len(body) // 3]
        elif fault == "garbage":
            body = b"<!doctype html><title>Oups</title>" + bytes(range(256))
        elif fault == "empty":
            body = b""
        elif fault == "slow":
            time.sleep(0.6)
        self._send(200, body, {}, cut=fault == "cut", drip=fault == "drip")

    def _row(self, row: dict[str, str]) -> list[str]:
        found = self.state.answer(row["adresse"], row["code_insee"])
        return [found.get(c, "ok" if c == "result_status" else "") for c in COLUMNS]

    def _send(
        self, code: int, body: bytes, headers: dict[str, str], *, cut: bool = False,
        drip: bool = False,
    ) -> None:  # fmt: skip
        self.send_response(code)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if drip:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.01)
            else:
                self.wfile.write(body[: len(body) // 2] if cut else body)
        except OSError:
            self.close_connection = True
        if cut:
            self.close_connection = True


def _parsed(kind: str, body: bytes) -> tuple[list[dict[str, str]], dict[str, list[str]]]:
    message = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    rows: list[dict[str, str]] = []
    fields: dict[str, list[str]] = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True).decode()
        if name == "data":
            rows = list(csv.DictReader(io.StringIO(content)))
        else:
            fields.setdefault(name, []).append(content.strip())
    return rows, fields
