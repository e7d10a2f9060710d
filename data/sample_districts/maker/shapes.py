"""Curves through hand-drawn points, and the small tools of a draughtsman."""

import math
from collections.abc import Sequence

from shapely.geometry import LineString, Point
from shapely.ops import substring

XY = tuple[float, float]


def cm(point: Sequence[float]) -> XY:
    """Round to the centimetre, so that equal points are equal."""
    return round(float(point[0]), 2) + 0.0, round(float(point[1]), 2) + 0.0


def coords(line: LineString) -> list[XY]:
    """Return the vertices of a line, to the centimetre, without repeats."""
    return without_repeats([cm(p) for p in line.coords])


def without_repeats(points: Sequence[XY]) -> list[XY]:
    """Drop a vertex equal to the one before it."""
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def smooth(points: Sequence[XY], *, step: float = 14.0) -> list[XY]:
    """Draw a Catmull-Rom curve through the points, a vertex about every ``step`` metres."""
    if len(points) < 3:
        return [cm(p) for p in points]
    first = tuple(2 * a - b for a, b in zip(points[0], points[1], strict=True))
    last = tuple(2 * a - b for a, b in zip(points[-1], points[-2], strict=True))
    way = [first, *points, last]
    curve: list[XY] = []
    for i in range(1, len(way) - 2):
        curve += _arc(way[i - 1], way[i], way[i + 1], way[i + 2], step)
    return without_repeats([*curve, cm(points[-1])])


def _arc(a: XY, b: XY, c: XY, d: XY, step: float) -> list[XY]:
    pieces = max(1, round(math.dist(b, c) / step))
    points = []
    for k in range(pieces):
        t = k / pieces
        weights = (
            -0.5 * t + t**2 - 0.5 * t**3,
            1 - 2.5 * t**2 + 1.5 * t**3,
            0.5 * t + 2 * t**2 - 1.5 * t**3,
            -0.5 * t**2 + 0.5 * t**3,
        )
        points.append(cm([sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True))
                          for k in (0, 1)]))  # fmt: skip
    return points


def bow(start: XY, end: XY, bend: float, *, step: float = 16.0) -> list[XY]:
    """Draw a bent street: ``bend`` is the rise of the arc as a share of its chord."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    middle = ((start[0] + end[0]) / 2 - dy * 2 * bend, (start[1] + end[1]) / 2 + dx * 2 * bend)
    pieces = max(2, round(math.hypot(dx, dy) / step)) if abs(bend) > 0.005 else 1
    points = []
    for k in range(pieces + 1):
        t = k / pieces
        points.append(cm([(1 - t) ** 2 * start[i] + 2 * t * (1 - t) * middle[i] + t**2 * end[i]
                          for i in (0, 1)]))  # fmt: skip
    return without_repeats([cm(start), *points[1:-1], cm(end)])


def beside(line: LineString, distance: float, start: XY, end: XY) -> list[XY]:
    """Follow a line at a distance (left is positive), between the feet of two points."""
    curve = line.offset_curve(distance)
    a, b = (curve.project(Point(p)) for p in (start, end))
    return coords(substring(curve, a, b).simplify(0.3))


def heading(line: LineString, at: float) -> float:
    """Return the direction of a line at a distance along it, in radians."""
    a, b = (line.interpolate(min(max(at + d, 0), line.length)) for d in (-1.5, 1.5))
    return math.atan2(b.y - a.y, b.x - a.x)


def step_aside(line: LineString, at: float, distance: float) -> XY:
    """Return the point at the left (positive) or right (negative) of a place along a line."""
    here, angle = line.interpolate(at), heading(line, at)
    return here.x - distance * math.sin(angle), here.y + distance * math.cos(angle)


def insert_vertex(points: list[XY], vertex: XY) -> list[XY]:
    """Put a vertex at its place along a line."""
    spot = Point(vertex)
    best = min(
        range(len(points) - 1),
        key=lambda i: LineString(points[i : i + 2]).distance(spot),
    )
    return [*points[: best + 1], vertex, *points[best + 1 :]]
