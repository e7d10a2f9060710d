"""A server on this machine that answers as Overpass does, its faults included."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET


@dataclass
class OverpassLike:
    """A map, what was asked of it, and how the next calls fail (an empty list: as they should).

    Faults: any HTTP code, ``hang``, ``remark`` (an answer cut short that says so), ``garbage``,
    ``empty``.
    """

    osm: Path
    faults: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def overpass(service: OverpassLike) -> Iterator[OverpassLike]:
    """Run the server as long as the block lasts."""
    elements = _elements(service.osm)

    class Handler(_Handler):
        state = service
        whole = elements

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/api"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _elements(path: Path) -> list[dict]:
    """Read an .osm file as Overpass's JSON."""
    found = []
    for item in ET.parse(path).getroot():
        tags = {tag.get("k"): tag.get("v") for tag in item.iter("tag")}
        if item.tag == "node":
            at = {"lat": float(item.get("lat", 0)), "lon": float(item.get("lon", 0))}
            found.append({"type": "node", "id": int(item.get("id", 0)), **at, "tags": tags})
        elif item.tag == "way":
            nodes = [int(nd.get("ref", 0)) for nd in item.iter("nd")]
            found.append(
                {"type": "way", "id": int(item.get("id", 0)), "nodes": nodes, "tags": tags}
            )
    return found


class _Handler(BaseHTTPRequestHandler):
    state: OverpassLike
    whole: list[dict]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        self._send(
            200, "Connected as: 1\nCurrent time: now\n\nRate limit: 2\n2 slots available now.\n"
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["data"][0]
        self.state.queries.append(query)
        fault = self.state.faults.pop(0) if self.state.faults else ""
        if fault.isdecimal():
            self._send(int(fault), "<html>busy</html>")
        elif fault == "hang":
            time.sleep(1.5)
            self.close_connection = True
        elif fault == "garbage":
            self._send(200, "<html>maintenance</html>")
        else:
            self._send(200, json.dumps(self._answer(query, fault)))

    def _answer(self, query: str, fault: str) -> dict:
        wanted = re.findall(r'way\["(\w+)"\]', query)
        ways = [e for e in self.whole if e["type"] == "way" and set(wanted) & set(e["tags"])]
        if fault == "empty":
            ways = []
        refs = {ref for way in ways for ref in way["nodes"]}
        nodes = [e for e in self.whole if e["type"] == "node" and e["id"] in refs]
        answer: dict = {"version": 0.6, "elements": [*ways, *nodes]}
        if fault == "remark":
            answer["elements"] = answer["elements"][:40]
            answer["remark"] = 'runtime error: Query timed out in "recurse" at line 1'
        return answer

    def _send(self, code: int, text: str) -> None:
        content = text.encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
