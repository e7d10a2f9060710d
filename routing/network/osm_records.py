"""OpenStreetMap files as records, whatever wrote them and in whatever order.

Overpass puts ways before nodes, or places on the ways alone (``out geom``), or no place at all
(``out center``); JOSM gives what is new negative ids, and keeps what was deleted in the file. PBF
is read by pyosmium; XML and JSON here, since libosmium refuses what Overpass adds to them and does
not see JOSM's deletions.
"""

import bz2
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words

Place = tuple[float, float]
Reaches = Callable[[Sequence["Place | None"]], bool]
_TICK = 20_000
_CHUNK = 1 << 20
_GZIP, _BZIP2 = b"\x1f\x8b", b"BZh"


@dataclass
class Line:
    """A way: its node ids, and where each stands (None: not in the file)."""

    tags: dict[str, str]
    refs: list[int]
    places: list[Place | None]


@dataclass
class Area:
    """A relation that has an area: the ways of its outline, by id."""

    tags: dict[str, str]
    ways: list[int]


@dataclass
class Records:
    """What a file holds of the objects that are wanted, in longitude and latitude.

    ``ways`` by id, ``nodes`` the tagged ones. ``deleted`` counts what the file says is gone,
    ``outside`` the ways that are not wanted for where they are.
    """

    ways: dict[int, Line] = field(default_factory=dict)
    nodes: dict[int, dict[str, str]] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    deleted: int = 0
    outside: int = 0


def read_records(
    path: Path,
    *,
    keys: Sequence[str],
    reaches: Reaches,
    on_progress: OnProgress = silent,
) -> Records:
    """Read ways that have one of some keys, the outlines of such relations, and tagged nodes.

    Parameters
    ----------
    reaches
        Says of the places of a way whether it is wanted; outlines of relations are in any case.

    Raises
    ------
    BadInputError
        If the file is damaged, or Overpass says in it that its answer is incomplete.
    """
    import osmium

    with path.open("rb") as file:
        first = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if first[:1] not in {b"<", b"{"} and not first.startswith((_GZIP, _BZIP2)):
            return _read_pbf(path, keys, reaches, on_progress)
        with _opened(path, first) as file:
            start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
        with _opened(path, first) as file:
            text = _Json() if start[:1] == b"{" else _Xml(on_progress)
            text.read(file)
        return text.found(keys, reaches)
    except (RuntimeError, ValueError, LookupError, TypeError, EOFError, expat.ExpatError,
            osmium.InvalidLocationError) as error:  # fmt: skip
        if isinstance(error, BadInputError):
            raise
        raise BadInputError(
            Words(f"{path.name} : fichier illisible.", f"{path.name}: the file cannot be read.")
        ) from error


def _opened(path: Path, first: bytes) -> Any:
    if first.startswith(_GZIP):
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if first.startswith(_BZIP2) else path.open("rb")


class _Text:
    """What a text file holds: everything, since a way may stand before its nodes."""

    def __init__(self) -> None:
        self.place: dict[int, Place] = {}
        self.nodes: dict[int, dict[str, str]] = {}
        self.ways: dict[int, Line] = {}
        self.relations: list[Area] = []
        self.deleted = self.seen = 0
        self._own: dict[Place, int] = {}

    def own_id(self, place: Place) -> int:
        """Return the points of one place one id where the file gives none."""
        return self._own.setdefault(place, -(2**62) + len(self._own))

    def found(self, keys: Sequence[str], reaches: Reaches) -> Records:
        """Keep what is wanted, each point at its place."""
        records = Records(nodes=self.nodes, deleted=self.deleted)
        records.areas = [area for area in self.relations if any(k in area.tags for k in keys)]
        wanted = {ref for area in records.areas for ref in area.ways}
        for ref, line in self.ways.items():
            if ref not in wanted and not any(k in line.tags for k in keys):
                continue
            places = zip(line.refs, line.places, strict=True)
            line.places = [own or self.place.get(node) for node, own in places]
            if ref in wanted or reaches(line.places):
                records.ways[ref] = line
            else:
                records.outside += 1
        return records


def _refuse_incomplete(remark: str) -> None:
    """Refuse half a map: it gives wrong walks silently."""
    if "error" in remark:
        raise BadInputError(
            Words(
                "Overpass dit que sa réponse est incomplète (« remark ») : téléchargez-la à "
                "nouveau, sur moins d'étendue.",
                "Overpass says that its answer is incomplete (“remark”): download it again, for a "
                "smaller area.",
            )
        )


class _Xml(_Text):
    """Reads OSM XML as it comes."""

    def __init__(self, on_progress: OnProgress) -> None:
        super().__init__()
        self._on_progress = on_progress
        self._kind = ""
        self._attrs: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._refs: list[int] = []
        self._places: list[Place | None] = []
        self._ways: list[int] = []
        self._in_member = False
        self._remark: list[str] | None = None

    def read(self, file: IO[bytes]) -> None:
        """Read a file to its end."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("entities have no place in a map")

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name in {"node", "way", "relation"}:
            self._kind, self._attrs = name, attrs
            self._tags, self._refs, self._places, self._ways = {}, [], [], []
        elif name == "tag":
            self._tags[attrs["k"]] = attrs["v"]
        elif name == "nd" and not self._in_member:
            place = _place(attrs)
            ref = attrs.get("ref")
            if ref is None and place is None:
                return
            self._refs.append(int(ref) if ref is not None else self.own_id(place or (0.0, 0.0)))
            self._places.append(place)
        elif name == "member":
            self._in_member = True
            if attrs.get("type") == "way":
                self._ways.append(int(attrs["ref"]))
        elif name == "remark":
            self._remark = []
        elif name in {"graphml", "html", "osmChange"}:
            raise ValueError(f"{name} is no map")

    def _text(self, text: str) -> None:
        if self._remark is not None:
            self._remark.append(text)

    def _end(self, name: str) -> None:
        if name == "member":
            self._in_member = False
        elif name == "remark":
            _refuse_incomplete("".join(self._remark or ()))
            self._remark = None
        elif name == self._kind:
            self._keep()
            self._kind = ""

    def _keep(self) -> None:
        self.seen += 1
        if self.seen % _TICK == 0:
            self._on_progress(self.seen, 0)
        attrs = self._attrs
        if attrs.get("action") == "delete" or attrs.get("visible") == "false":
            self.deleted += 1
            return
        ref = int(attrs["id"])
        if self._kind == "node":
            place = _place(attrs)
            if place is not None:
                self.place[ref] = place
            if self._tags:
                self.nodes[ref] = self._tags
        elif self._kind == "way":
            self.ways[ref] = Line(self._tags, self._refs, self._places)
        else:
            self.relations.append(Area(self._tags, self._ways))


def _place(attrs: Any) -> Place | None:
    if attrs is None or "lat" not in attrs or "lon" not in attrs:
        return None
    lon, lat = float(attrs["lon"]), float(attrs["lat"])
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError("a place beyond the globe")
    return lon, lat


class _Json(_Text):
    """Reads Overpass's JSON."""

    def read(self, file: IO[bytes]) -> None:
        """Read a file to its end."""
        answer = json.load(file)
        _refuse_incomplete(str(answer.get("remark", "")))
        for item in answer["elements"]:
            self.seen += 1
            tags = {str(k): str(v) for k, v in item.get("tags", {}).items()}
            if item.get("action") == "delete" or item.get("visible") is False:
                self.deleted += 1
            elif item["type"] == "node":
                place = _place(item)
                if place is not None:
                    self.place[int(item["id"])] = place
                if tags:
                    self.nodes[int(item["id"])] = tags
            elif item["type"] == "way":
                self.ways[int(item["id"])] = self._line(item, tags)
            elif item["type"] == "relation":
                ways = [int(m["ref"]) for m in item.get("members", ()) if m["type"] == "way"]
                self.relations.append(Area(tags, ways))

    def _line(self, item: dict[str, Any], tags: dict[str, str]) -> Line:
        places = [_place(point) for point in item.get("geometry", ())]
        refs = [int(ref) for ref in item.get("nodes", ())]
        if not refs:
            places = [place for place in places if place is not None]
            refs = [self.own_id(place) for place in places if place is not None]
        return Line(tags, refs, places or [None] * len(refs))


def _read_pbf(
    path: Path, keys: Sequence[str], reaches: Reaches, on_progress: OnProgress
) -> Records:
    import osmium

    table = _table_of_places(path)
    records = Records(areas=list(_areas_of(path, keys)))
    wanted = {ref for area in records.areas for ref in area.ways}
    for seen, line in enumerate(_objects(path, osmium.osm.WAY, keys)):
        found = _line_of(line, table)
        if line.deleted:
            records.deleted += 1
        elif line.id in wanted or reaches(found.places) or min(found.refs, default=0) < 0:
            records.ways[line.id] = found
        else:
            records.outside += 1
        if seen % _TICK == 0:
            on_progress(seen, 0)
    missing = sorted(ref for ref in wanted - set(records.ways) if ref > 0)
    outline = osmium.FileProcessor(str(path), osmium.osm.WAY)
    for line in outline.with_filter(osmium.filter.IdFilter(missing)) if missing else ():
        records.ways[line.id] = _line_of(line, table)
    for node in _objects(path, osmium.osm.NODE, ("highway", "barrier")):
        if not node.deleted:
            records.nodes[node.id] = dict(node.tags)
    _place_new_nodes(path, records)
    return records


def _table_of_places(path: Path) -> Any:
    """Read where all nodes stand."""
    import osmium

    table = osmium.index.create_map("flex_mem")
    placed = osmium.NodeLocationsForWays(table)
    placed.ignore_errors()
    osmium.apply(osmium.io.Reader(str(path), osmium.osm.NODE), placed)
    # Only at a way does the table sort nodes that came in no order.
    osmium.apply(osmium.io.Reader(str(path), osmium.osm.WAY), placed)
    return table


def _areas_of(path: Path, keys: Sequence[str]) -> Iterator[Area]:
    import osmium

    for relation in _objects(path, osmium.osm.RELATION, keys):
        if not relation.deleted:
            ways = [member.ref for member in relation.members if member.type == "w"]
            yield Area(dict(relation.tags), ways)


def _objects(path: Path, kind: Any, keys: Sequence[str]) -> Iterator[Any]:
    import osmium

    wanted = osmium.FileProcessor(str(path), kind)
    yield from wanted.with_filter(osmium.filter.KeyFilter(*keys))


def _line_of(line: Any, table: Any) -> Line:
    """Return a way of a PBF file, each node at its own place or that of its node."""
    refs: list[int] = []
    places: list[Place | None] = []
    for node in line.nodes:
        place = node.location
        if not place.valid() and node.ref > 0:
            with suppress(KeyError):
                place = table.get(node.ref)
        refs.append(node.ref)
        places.append((place.lon, place.lat) if place.valid() else None)
    return Line(dict(line.tags), refs, places)


def _place_new_nodes(path: Path, records: Records) -> None:
    """Place the nodes with negative ids, of which pyosmium keeps no table."""
    import osmium

    if all(ref > 0 for line in records.ways.values() for ref in line.refs):
        return
    nodes: Iterator[Any] = iter(osmium.FileProcessor(str(path), osmium.osm.NODE))
    new = {
        node.id: (node.location.lon, node.location.lat)
        for node in nodes
        if node.id < 0 and not node.deleted and node.location.valid()
    }
    for line in records.ways.values():
        pairs = zip(line.refs, line.places, strict=True)
        line.places = [place or new.get(ref) for ref, place in pairs]
