"""The smaller streets: each face of the skeleton is cut again and again into blocks.

A cut runs across the longer side of what is left, a little askew and bent, and ends on a street
or stops short of the fields, the river and the railway, where it makes an impasse.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, split, unary_union
from shapely.prepared import prep

from . import plan, shapes
from .shapes import XY
from .streets import Street, railway, river
from .zones import ZONES, Zone

SHORT_OF_EDGE = 20.0


@dataclass
class Ground:
    """What the cutting knows of the town so far."""

    random: Random
    streets: list[Street]
    made: list[Street] = field(default_factory=list)

    def on_street(self, point: XY) -> bool:
        """Tell whether a point lies on the middle of some street."""
        spot = Point(point)
        return any(s.line.distance(spot) < 0.3 for s in [*self.streets, *self.made])


def edges() -> list[LineString]:
    """Return what bounds blocks without being a street."""
    lines = [river().buffer(14).exterior, railway().buffer(15).exterior]
    lines.append(LineString(plan.COMMUNE))
    return lines + [LineString(_stretched(shapes.smooth(drawn))) for drawn in plan.EDGES]


def _stretched(points: list[XY], by: float = 15.0) -> list[XY]:
    """Lengthen both ends, so that an edge surely crosses what it should meet."""
    for _ in range(2):
        (ax, ay), (bx, by_) = points[1], points[0]
        length = math.dist(points[0], points[1])
        points = [(bx + (bx - ax) / length * by, by_ + (by_ - ay) / length * by), *points][::-1]
    return points


def faces(streets: Sequence[Street]) -> list[Polygon]:
    """Return the areas that streets and edges enclose, in a fixed order."""
    lines = [s.line for s in streets if not s.over] + edges()
    found = polygonize(unary_union(lines))
    return sorted(found, key=lambda f: shapes.cm(f.representative_point().coords[0]))


def fill(streets: list[Street], random: Random) -> list[Street]:
    """Cut the faces that the plan fills; give the new streets, unnamed."""
    ground = Ground(random, streets)
    seeds = [(Point(p), zone) for p, zone in plan.FILLED]
    for face in faces(streets):
        zones = [zone for p, zone in seeds if face.contains(p)]
        if zones and zones[0] in ZONES and ZONES[zones[0]].depth:
            _cut(face, zones[0], ground)
    return ground.made


def _cut(face: Polygon, zone_name: str, ground: Ground) -> None:
    zone = ZONES[zone_name]
    for _ in range(40):
        line = _candidate(face, zone, ground.random)
        if line is None:
            return
        ends = _settled_ends(face, line, ground)
        if ends is None:
            continue
        points = shapes.bow(*ends, ground.random.uniform(-zone.bend, zone.bend))
        parts = _parts(face, points)
        if parts is None or not _good(parts, points, face, zone):
            continue
        street = _trimmed(points, zone, ground)
        if street is None:
            continue
        ground.made.append(Street("", "residential", street, zone_name))
        for part in parts:
            _cut(part, zone_name, ground)
        return


def _candidate(face: Polygon, zone: Zone, random: Random) -> LineString | None:
    """Draw a line across a face where it should be cut, or nothing if it is small enough."""
    box = list(face.minimum_rotated_rectangle.exterior.coords)[:4]
    a, b, c = box[0], box[1], box[2]
    long_side, short_side = (a, b), (b, c)
    if math.dist(a, b) < math.dist(b, c):
        long_side, short_side = short_side, long_side
    length, depth = math.dist(*long_side), math.dist(*short_side)
    if depth > 1.75 * zone.depth:
        along = length > 1.15 * depth and depth < 3.2 * zone.depth
    elif length > 1.3 * zone.length:
        along = False
    else:
        return None
    side = short_side if along else long_side
    angle = math.atan2(side[1][1] - side[0][1], side[1][0] - side[0][0]) + math.pi / 2
    angle += random.uniform(-0.22, 0.22) * (2 if zone.depth < 60 else 1)
    shift = random.uniform(-0.14, 0.14) * math.dist(*side)
    middle = face.centroid
    x = middle.x + shift * math.sin(angle)
    y = middle.y - shift * math.cos(angle)
    far = length + depth
    dx, dy = far * math.cos(angle), far * math.sin(angle)
    return LineString([(x - dx, y - dy), (x + dx, y + dy)])


def _settled_ends(face: Polygon, line: LineString, ground: Ground) -> tuple[XY, XY] | None:
    """Find where the cut meets the border of the face, at a junction if one is near."""
    inside = line.intersection(face)
    pieces = list(inside.geoms) if hasattr(inside, "geoms") else [inside]
    pieces = [p for p in pieces if p.geom_type == "LineString"]
    if not pieces:
        return None
    piece = max(pieces, key=lambda p: p.length)
    ends = [_settled(shapes.cm(p), face, ground) for p in (piece.coords[0], piece.coords[-1])]
    if ends[0] is None or ends[1] is None or math.dist(ends[0], ends[1]) < 30:
        return None
    return ends[0], ends[1]


def _settled(point: XY, face: Polygon, ground: Ground) -> XY | None:
    """Move an end to a junction across the street, or refuse one that would be too close."""
    border = face.exterior
    junctions = [p for s in ground.made for p in (s.points[0], s.points[-1])]
    junctions += [p for s in ground.streets for p in (s.points[0], s.points[-1])]
    near = [j for j in junctions if math.dist(j, point) < 26 and border.distance(Point(j)) < 0.3]
    if not near:
        return point
    best = min(near, key=lambda j: (math.dist(j, point), j))
    return best if math.dist(best, point) < 20 else None


def _parts(face: Polygon, points: list[XY]) -> list[Polygon] | None:
    """Cut a face along a line, lengthened a hair so that it surely reaches the border."""
    try:
        pieces = split(face, LineString(_stretched(points, 0.4))).geoms
    except ValueError:
        return None
    pieces = [p for p in pieces if p.area > 1]
    return pieces if len(pieces) == 2 else None


def _good(parts: list[Polygon], points: list[XY], face: Polygon, zone: Zone) -> bool:
    """Refuse slivers, streets that run beside another, and sharp corners."""
    for part in parts:
        box = list(part.minimum_rotated_rectangle.exterior.coords)
        sides = sorted((math.dist(box[0], box[1]), math.dist(box[1], box[2])))
        if sides[0] < 0.62 * zone.depth or part.area < 0.55 * zone.depth**2:
            return False
    line = LineString(points)
    reach = min(0.42 * zone.depth, line.length / 3)
    inner = [line.interpolate(d) for d in (reach, line.length / 2, line.length - reach)]
    room = face.exterior
    return prep(face).contains(inner[1]) and all(room.distance(p) > 0.66 * reach for p in inner)


def _trimmed(points: list[XY], zone: Zone, ground: Ground) -> list[XY] | None:
    """Stop a street before the fields, and make an impasse now and then."""
    on = [ground.on_street(points[0]), ground.on_street(points[-1])]
    if not any(on):
        return None
    if not on[0]:
        points, on = points[::-1], on[::-1]
    line = LineString(points)
    if on[1] and (line.length < 60 or ground.random.random() >= zone.closes):
        return points
    if on[1]:
        stop = line.length * ground.random.uniform(0.5, 0.7)
    else:
        stop = line.length - SHORT_OF_EDGE - ground.random.uniform(0, 15)
    if stop < 35:
        return None
    kept = [p for p in points if line.project(Point(p)) < stop - 6]
    return [*kept, shapes.cm(line.interpolate(stop).coords[0])]
