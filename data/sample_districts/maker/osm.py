"""The street map as an OpenStreetMap extract: nodes shared at junctions, ways with their tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import quoteattr

from shapely.geometry import LineString, Point

from . import estate, plan, shapes
from .project import lonlat
from .shapes import XY
from .streets import Street, meeting_count, points_of, railway, river
from .town import Town

NODE_0, WAY_0 = 9_900_000_001, 990_000_001
STAMP = 'version="1" timestamp="2026-01-01T00:00:00Z" changeset="1" uid="1" user="val-fleuri"'


@dataclass
class Drawing:
    """Nodes and ways as they come."""

    nodes: dict[XY, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[XY], dict[str, str]]] = field(default_factory=list)

    def way(self, points: Iterable[XY], tags: dict[str, str]) -> None:
        """Add a way and the nodes it lacks."""
        points = shapes.without_repeats([shapes.cm(p) for p in points])
        for p in points:
            self.nodes.setdefault(p, {})
        self.ways.append((points, tags))


def draw(town: Town, seed: int) -> str:
    """Write the extract."""
    drawing = Drawing()
    for street in town.ways:
        _street(drawing, street)
    _water_and_rail(drawing, town)
    _buildings(drawing)
    _crossings(drawing, town, Random(f"{seed} crossings"))
    _barriers(drawing, town)
    return _xml(drawing)


def _street(drawing: Drawing, street: Street) -> None:
    tags = {"highway": street.highway}
    if street.name:
        tags["name"] = street.name
    if street.highway in ("primary", "secondary", "tertiary"):
        tags["sidewalk"] = "both"
    if street.highway == "primary":
        tags["ref"] = "D 999"
    if street.closed and street.name.startswith("Place"):
        tags["oneway"] = "yes" if street.highway == "living_street" else "no"
    tags |= street.tags
    for points, over in _at_the_river(street):
        above = {"bridge": "yes", "layer": "1"} if over else {}
        if over and street.name.startswith("Rue du Pont"):
            above["bridge:name"] = "Pont Vieux"
        elif over:
            above["bridge:name"] = "Pont Neuf"
        drawing.way(points, tags | above)


def _at_the_river(street: Street) -> list[tuple[list[XY], bool]]:
    """Cut a street where its bridge begins and ends."""
    water = river().buffer(plan.RIVER_WIDTH / 2 + 3)
    if not street.line.intersects(river()):
        return [(street.points, False)]
    line = street.line
    ends = sorted(line.project(p) for p in points_of(line.intersection(water.exterior)))
    points = street.points
    cuts = [shapes.cm(line.interpolate(d).coords[0]) for d in (ends[0], ends[-1])]
    for c in cuts:
        points = shapes.insert_vertex(points, c)
    a, b = (points.index(c) for c in cuts)
    parts = [(points[: a + 1], False), (points[a : b + 1], True), (points[b:], False)]
    return [p for p in parts if len(p[0]) > 1]


def _water_and_rail(drawing: Drawing, town: Town) -> None:
    stream, track = river(), railway()
    drawing.way(shapes.coords(stream), {"waterway": "river", "name": "La Vève"})
    banks = stream.buffer(plan.RIVER_WIDTH / 2, cap_style="flat").simplify(0.4)
    drawing.way(banks.exterior.coords, {"natural": "water", "water": "river", "name": "La Vève"})
    points = shapes.coords(track)
    for street in town.ways:
        if street.over or not street.line.intersects(track):
            continue
        for p in street.points:
            if Point(p).distance(track) < 0.3:
                points = shapes.insert_vertex(points, p)
                drawing.nodes[p] = {"railway": "level_crossing", "crossing:barrier": "full"}
    drawing.way(points, {"railway": "rail", "usage": "branch", "gauge": "1435"})


def _buildings(drawing: Drawing) -> None:
    for b in estate.BUILDINGS:
        tags = {"building": "apartments", "name": b.label, "building:levels": str(b.floors)}
        drawing.way(b.outline(), tags)
    for outline, tags in plan.LANDMARKS:
        drawing.way([*outline, outline[0]], dict(tags))


def _crossings(drawing: Drawing, town: Town, random: Random) -> None:
    """Paint zebras on the main streets, beside junctions and never on them."""
    count = meeting_count(town.ways)
    for street in town.streets:
        if street.highway not in ("primary", "secondary", "tertiary"):
            continue
        for i in range(1, len(street.points) - 1):
            p = street.points[i]
            beside = max(count[street.points[i - 1]], count[street.points[i + 1]]) > 2
            if beside and count[p] == 2 and not drawing.nodes[p] and random.random() < 0.5:
                drawing.nodes[p] = {"highway": "crossing", "crossing": "marked"}


def _barriers(drawing: Drawing, town: Town) -> None:
    """Put a gate on the private road and bollards on some footways."""
    for street in town.paths:
        if street.tags.get("access") == "private":
            drawing.nodes[street.points[1]] = {"barrier": "gate", "access": "private"}
    lanes = [s for s in town.paths if s.tags.get("surface") == "gravel" and s.highway == "footway"]
    for street in lanes[::2]:
        middle = shapes.cm(LineString(street.points).interpolate(0.5, normalized=True).coords[0])
        if len(street.points) == 2:
            way = next(w for w in drawing.ways if w[0] == street.points)
            way[0].insert(1, middle)
            drawing.nodes[middle] = {"barrier": "bollard", "foot": "yes"}


def _xml(drawing: Drawing) -> str:
    ids = {p: NODE_0 + i for i, p in enumerate(drawing.nodes)}
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6" generator="Val-Fleuri">']
    for p, tags in drawing.nodes.items():
        lon, lat = lonlat(p)
        head = f'<node id="{ids[p]}" lat="{lat:.7f}" lon="{lon:.7f}" {STAMP}'
        lines += [f"{head}>", *_tags(tags), "</node>"] if tags else [f"{head}/>"]
    for i, (points, tags) in enumerate(drawing.ways):
        lines.append(f'<way id="{WAY_0 + i}" {STAMP}>')
        lines += [f'<nd ref="{ids[p]}"/>' for p in points]
        lines += [*_tags(tags), "</way>"]
    return "\n".join([*lines, "</osm>"]) + "\n"


def _tags(tags: dict[str, str]) -> Sequence[str]:
    return [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in sorted(tags.items())]
