"""Streets as lines that share a vertex wherever they meet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from shapely import STRtree
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from . import plan, shapes
from .shapes import XY


@dataclass
class Street:
    """One street: its name as the town writes it, and the line of its middle.

    ``zone`` is a key of ``zones.ZONES``, or empty where nobody lives. ``over`` is true for what
    passes above others without meeting them. ``level`` is what OSM calls ``layer``.
    """

    name: str
    highway: str
    points: list[XY]
    zone: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    over: bool = False
    parent: str = ""

    @property
    def line(self) -> LineString:
        """The middle of the street."""
        return LineString(self.points)

    @property
    def closed(self) -> bool:
        """Whether the street goes around a square."""
        return self.points[0] == self.points[-1]


def river() -> LineString:
    """Return the middle of the river."""
    return LineString(shapes.smooth(plan.RIVER, step=25))


def railway() -> LineString:
    """Return the track."""
    return LineString(shapes.smooth(plan.RAILWAY, step=40))


def skeleton() -> list[Street]:
    """Draw the streets of the plan, snapped and sharing their junctions."""
    water = river()
    streets: list[Street] = []
    for drawn in plan.STREETS:
        if drawn.offset:
            points = shapes.beside(water, drawn.offset, drawn.points[0], drawn.points[-1])
        else:
            points = shapes.smooth(drawn.points)
        street = Street(drawn.name, drawn.highway, points, drawn.frontage, dict(drawn.tags))
        if not street.closed:
            street.points = snapped(street.points, streets)
        streets.append(street)
    share_junctions(streets)
    return streets


def snapped(points: list[XY], others: Sequence[Street], *, reach: float = 34.0) -> list[XY]:
    """Make both ends meet the streets within reach: cut what overshoots, draw what lacks."""
    for _ in range(2):
        points = _snapped_end(points, others, reach)[::-1]
    return points


def _snapped_end(points: list[XY], others: Sequence[Street], reach: float) -> list[XY]:
    line = LineString(points)
    end = Point(points[-1])
    near = [o.line for o in others if o.line.distance(end) < reach]
    if not near:
        return points
    tail_from = max(line.length - reach, line.length / 2)
    tail = substring(line, tail_from, line.length)
    crossings = [line.project(p) for o in near for p in points_of(tail.intersection(o))]
    if crossings:
        return shapes.coords(substring(line, 0, min(crossings)))
    target = min(near, key=end.distance)
    foot = shapes.cm(target.interpolate(target.project(end)).coords[0])
    ends = [shapes.cm(target.coords[i]) for i in (0, -1)]
    corner = min(ends, key=lambda p: math.dist(p, foot))
    foot = corner if math.dist(corner, foot) < 12 else foot
    if math.dist(foot, points[-1]) < 9 and len(points) > 2:
        points = points[:-1]
    return shapes.without_repeats([*points, foot])


def points_of(geometry: BaseGeometry) -> list[Point]:
    """Return the points of an intersection, whatever its type."""
    if geometry.is_empty:
        return []
    if geometry.geom_type == "Point":
        return [geometry]
    if geometry.geom_type in ("MultiPoint", "GeometryCollection", "MultiLineString"):
        return [p for g in geometry.geoms for p in points_of(g)]
    return [Point(geometry.coords[0]), Point(geometry.coords[-1])]


def share_junctions(streets: Sequence[Street]) -> None:
    """Give crossing and touching streets a common vertex, in place."""
    tree = STRtree([s.line.buffer(0.5) for s in streets])
    pairs = sorted(
        (i, int(j)) for i, s in enumerate(streets) for j in tree.query(s.line) if i < int(j)
    )
    for i, j in pairs:
        _meet(streets[i], streets[j])
    weld(streets)


def _meet(one: Street, other: Street) -> None:
    if one.over or other.over:
        ends = {p for s in (one, other) for p in (s.points[0], s.points[-1])}
        for p in sorted(ends):
            if max(one.line.distance(Point(p)), other.line.distance(Point(p))) < 0.3:
                _share(one, other, p)
        return
    found = [shapes.cm(p.coords[0]) for p in points_of(one.line.intersection(other.line))]
    for a, b in ((one, other), (other, one)):
        found += [p for p in (a.points[0], a.points[-1]) if b.line.distance(Point(p)) < 0.3]
    for point in _apart(found):
        _share(one, other, point)


def _apart(points: Sequence[XY]) -> list[XY]:
    kept: list[XY] = []
    for p in points:
        if all(math.dist(p, k) > 1.5 for k in kept):
            kept.append(p)
    return kept


def _share(one: Street, other: Street, point: XY) -> None:
    """Insert a vertex in both, an existing vertex of either winning over a new one."""
    candidates = [v for s in (one, other) for v in s.points if math.dist(v, point) < 0.75]
    vertex = min(candidates, key=lambda v: math.dist(v, point)) if candidates else point
    for street in (one, other):
        if vertex not in street.points:
            street.points = shapes.insert_vertex(street.points, vertex)


def weld(streets: Sequence[Street], *, reach: float = 1.5) -> None:
    """Make one vertex of those that lie within reach of each other, in place."""
    vertices = sorted({p for s in streets for p in s.points})
    tree = STRtree([Point(p) for p in vertices])
    leader = list(range(len(vertices)))
    pairs = tree.query([Point(p) for p in vertices], predicate="dwithin", distance=reach)
    for a, b in sorted(zip(*pairs.tolist(), strict=True)):
        if a < b:
            leader[b] = min(leader[b], leader[a])
    to = {p: vertices[leader[i]] for i, p in enumerate(vertices)}
    for street in streets:
        street.points = shapes.without_repeats([to[p] for p in street.points])


def meeting_count(streets: Sequence[Street]) -> dict[XY, int]:
    """Count how many street ends and passages meet at each vertex."""
    count: dict[XY, int] = {}
    for street in streets:
        for i, p in enumerate(street.points):
            inside = 0 < i < len(street.points) - 1
            count[p] = count.get(p, 0) + (2 if inside else 1)
    return count
