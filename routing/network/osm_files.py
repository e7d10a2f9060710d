"""Reads street files: OpenStreetMap in any of its formats, and GraphML (osmnx)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvass.crs import WGS84
from canvass.errors import BadInputError, MissingFileError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from routing.network.osm_records import Area, Line, Place, Records, read_records
from routing.network.walkable import (
    BarrierKind,
    Way,
    barrier_kind,
    is_area,
    is_crossing,
    stops_walkers,
    walkable,
)

OSM_SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".json")
GRAPHML_SUFFIX = ".graphml"
#: Tags that make a way worth looking at; all else (buildings, land use) is skipped in C++.
_KEYS = ("highway", "railway", "waterway")


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Square:
    """Ground that is walked over: the lines of its outline, as node ids."""

    way: Way
    outline: list[list[int]]


@dataclass
class Drawing:
    """Lines as the file holds them: node ids, degrees or metres, one record per way.

    ``ways[i]`` describes the nodes ``refs[i]`` at ``points[i]`` (x or longitude first). Lines
    wholly outside ``box`` (west, south, east, north) are not kept.
    """

    crs: str = WGS84
    box: Box | None = None
    ways: list[Way] = field(default_factory=list)
    refs: list[list[int]] = field(default_factory=list)
    points: list[list[tuple[float, float]]] = field(default_factory=list)
    crossings: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    barriers: list[tuple[BarrierKind, list[tuple[float, float]]]] = field(default_factory=list)
    squares: list[Square] = field(default_factory=list)

    def add(self, way: Way, refs: list[int], points: list[tuple[float, float]]) -> None:
        """Keep a way of at least one segment."""
        if self.holds(points) and len(set(refs)) > 1:
            self.ways.append(way)
            self.refs.append(refs)
            self.points.append(points)

    def holds(self, points: list[tuple[float, float]]) -> bool:
        """Say whether a line has a segment and reaches into the box."""
        return len(points) > 1 and self.reaches(points)

    def reaches(self, points: Sequence[tuple[float, float]]) -> bool:
        """Say whether a line reaches into the box."""
        if self.box is None:
            return True
        west, south, east, north = self.box
        return any(west <= x <= east and south <= y <= north for x, y in points)


def read_drawing(
    path: Path, *, box: Box | None = None, on_progress: OnProgress = silent
) -> Drawing:
    """Read what is walkable in a street file, and the barriers it holds.

    Parameters
    ----------
    box
        West, south, east and north in degrees: lines wholly outside are left out (OpenStreetMap
        files only).

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the format is unknown, the file is damaged, or nothing in it is walkable.
    """
    if not path.is_file():
        raise MissingFileError(path)
    name = path.name.lower()
    if name.endswith(GRAPHML_SUFFIX):
        drawing = _read_graphml(path)
    elif name.endswith(OSM_SUFFIXES):
        drawing = _read_osm(path, box, on_progress)
    else:
        raise BadInputError(
            Words(
                f"{path.name} : format inconnu. Fichiers lus : .osm.pbf, .osm, .osm.gz, .osm.bz2, "
                ".json (Overpass), .graphml.",
                f"{path.name}: unknown format. Files read: .osm.pbf, .osm, .osm.gz, .osm.bz2, "
                ".json (Overpass), .graphml.",
            )
        )
    if not drawing.ways:
        raise BadInputError(
            Words(
                f"{path.name} : aucune rue où marcher. L'extrait couvre-t-il bien la commune ?",
                f"{path.name}: no street to walk on. Does the extract cover the town?",
            )
        )
    return drawing


def _read_osm(path: Path, box: Box | None, on_progress: OnProgress) -> Drawing:
    drawing = Drawing(box=box)
    records = read_records(
        path, keys=_KEYS, reaches=lambda places: _reaches(drawing, places), on_progress=on_progress
    )
    for node, tags in records.nodes.items():
        if is_crossing(tags):
            drawing.crossings.add(node)
        if stops_walkers(tags):
            drawing.closed.add(node)
    for line in records.ways.values():
        _add_way(drawing, line)
    for area in records.areas:
        _add_area(drawing, area, records)
    if not drawing.ways or _mostly_unplaced(records):
        raise BadInputError(_without_streets(path, records))
    return drawing


def _reaches(drawing: Drawing, places: Sequence[Place | None]) -> bool:
    """Say whether a way is wanted for where it is; one without any place is, to be told."""
    known = [place for place in places if place is not None]
    return not known or drawing.reaches(known)


def _streets(records: Records) -> list[Line]:
    return [line for line in records.ways.values() if walkable(line.tags)]


def _mostly_unplaced(records: Records) -> bool:
    """Say whether the file holds streets without their points: most would go unseen."""
    streets = _streets(records)
    return sum(not any(line.places) for line in streets) > len(streets) / 2


def _without_streets(path: Path, records: Records) -> Words:
    """Say why there is nowhere to walk."""
    streets = _streets(records)
    if streets:
        why = Words(
            "ses rues sont sans leurs points. Dans Overpass, finissez la requête par « out geom; » "
            "ou « (._;>;); out; »",
            "its streets are without their points. In Overpass, end the query by “out geom;” or "
            "“(._;>;); out;”",
        )
    elif any("highway" in line.tags for line in records.ways.values()):
        why = Words(
            "toutes celles qu'il contient sont fermées aux piétons",
            "all that it holds are closed to walkers",
        )
    elif records.outside:
        why = Words(
            "toutes celles qu'il contient sont ailleurs. L'extrait couvre-t-il bien la commune ?",
            "all that it holds are elsewhere. Does the extract cover the town?",
        )
    elif records.deleted:
        why = Words(
            "ce qu'il contient y est marqué comme supprimé", "what it holds is marked as deleted"
        )
    else:
        why = Words(
            "il ne contient aucune voie (« highway »). L'extrait couvre-t-il bien la commune ?",
            "it holds no way (“highway”). Does the extract cover the town?",
        )
    return Words(
        f"{path.name} : aucune rue où marcher : {why.fr}.",
        f"{path.name}: no street to walk on: {why.en}.",
    )


def _add_way(drawing: Drawing, line: Line) -> None:
    way = walkable(line.tags)
    kind = None if way else barrier_kind(line.tags)
    if way is None and kind is None:
        return
    # A clipped extract names nodes that it does not hold: the way is cut there, never bridged.
    for refs, points in _runs(line):
        _keep(drawing, way, kind, refs, points)
        if way is not None and is_area(line.tags) and len(refs) == len(line.refs):
            drawing.squares.append(Square(way, [refs]))


def _runs(line: Line) -> Iterator[tuple[list[int], list[Place]]]:
    """Yield the stretches of a way of which all points are known."""
    refs: list[int] = []
    points: list[Place] = []
    for ref, place in zip(line.refs, line.places, strict=True):
        if place is not None:
            refs.append(ref)
            points.append(place)
        elif refs:
            yield refs, points
            refs, points = [], []
    if refs:
        yield refs, points


def _add_area(drawing: Drawing, area: Area, records: Records) -> None:
    """Keep a square drawn as a relation: its outline is walked, and it is crossed."""
    way = walkable(area.tags)
    if way is None or area.tags.get("type") not in {"multipolygon", "boundary"}:
        return
    outline = [records.ways[ref] for ref in area.ways if ref in records.ways]
    rings = []
    for line in outline:
        for refs, points in _runs(line):
            if walkable(line.tags) is None:
                drawing.add(way, refs, points)
            rings.append(refs)
    drawing.squares.append(Square(way, rings))


def _keep(
    drawing: Drawing,
    way: Way | None,
    kind: BarrierKind | None,
    refs: list[int],
    points: list[tuple[float, float]],
) -> None:
    if way is not None:
        drawing.add(way, refs, points)
    elif kind is not None and drawing.holds(points):
        drawing.barriers.append((kind, points))


def _read_graphml(path: Path) -> Drawing:
    """Read a street graph that osmnx has saved; interior vertices get ids of their own."""
    import networkx as nx
    import osmnx

    try:
        graph = osmnx.load_graphml(path)
        drawing = Drawing(crs=str(graph.graph["crs"]))
    except (ValueError, KeyError, SyntaxError, nx.NetworkXException) as error:
        raise BadInputError(
            Words(
                f"{path.name} : ce n'est pas un graphe de rues d'osmnx.",
                f"{path.name}: this is not a street graph of osmnx.",
            )
        ) from error
    place = {n: (float(d["x"]), float(d["y"])) for n, d in graph.nodes(data=True)}
    drawing.crossings = {n for n, d in graph.nodes(data=True) if is_crossing(d)}
    drawing.closed = {n for n, d in graph.nodes(data=True) if stops_walkers(d)}
    areas: dict[str, tuple[Way, list[list[int]]]] = {}
    free_id = -1
    seen: set[tuple[int, int, float]] = set()
    for u, v, data in graph.edges(data=True):
        tags = {k: _first(value) for k, value in data.items()}
        way = walkable(tags)
        points = list(data["geometry"].coords) if "geometry" in data else [place[u], place[v]]
        twin = (min(u, v), max(u, v), round(float(data.get("length", 0.0)), 3))
        kind = None if way else barrier_kind(tags)
        if (way is None and kind is None) or twin in seen:
            continue
        seen.add(twin)
        if way is None:
            _keep(drawing, None, kind, [u, v], [(float(x), float(y)) for x, y in points])
            continue
        inner = list(range(free_id, free_id - len(points) + 2, -1))
        free_id -= len(inner)
        drawing.add(way, [u, *inner, v], [(float(x), float(y)) for x, y in points])
        if is_area(tags):
            areas.setdefault(tags.get("osmid", ""), (way, []))[1].append([u, *inner, v])
    drawing.squares = [Square(way, outline) for way, outline in areas.values()]
    if not all(np.isfinite(points).all() for points in drawing.points):
        raise BadInputError(
            Words(
                f"{path.name} : des points n'ont pas de place.",
                f"{path.name}: some points have no place.",
            )
        )
    return drawing


def _first(value: Any) -> str:
    """Return one value where osmnx has merged several into a list."""
    return str(value[0]) if isinstance(value, list) and value else str(value)


def flat(drawing: Drawing) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return all node ids, their points (n, 2), and the way each belongs to."""
    sizes = [len(r) for r in drawing.refs]
    refs = np.fromiter((r for way in drawing.refs for r in way), np.int64, sum(sizes))
    points = np.array([p for way in drawing.points for p in way], np.float64)
    return refs, points, np.repeat(np.arange(len(sizes)), sizes)
