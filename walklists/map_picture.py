"""The map of a walk list, drawn by hand as SVG: legible in black and white, at any size."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

import geopandas as gpd
import numpy as np
import shapely
from shapely.affinity import affine_transform

from canvass.words import Words
from walklists._labels import DISC_MM, Line, Points, Room, place_discs, place_name
from walklists.walk_list import WalkList, street_key

WIDTH_MM = 190.0
TALLEST_MM = 182.0
LOWEST_MM = 100.0
#: White space kept around the outermost doors (mm on paper), and the smallest ground shown.
_EDGE_MM = 13.0
_SMALLEST_M = 110.0
#: Largest scale: 1 mm of paper for 0.6 m of ground.
_CLOSEST = 1 / 0.6

_FONTS = "DejaVu Sans, Liberation Sans, Arial, Helvetica, Libertinus Serif, sans-serif"
#: Dark blue that prints as near black, and is told from grey by every eye.
_INK = "#0b2f7a"
_GREY = "#8f8f8f"
#: Real width (m) of what OSM calls each kind of street; the rest are paths.
_STREET_M = {
    "motorway": 16, "trunk": 14, "primary": 13, "secondary": 12, "tertiary": 10,
    "unclassified": 8, "residential": 8, "living_street": 7, "road": 8, "service": 4.5,
    "pedestrian": 6,
}  # fmt: skip
_AREAS = {
    "water": 'fill="#cfdfee" stroke="#8fa9c2" stroke-width="0.2"',
    "green": 'fill="#e6efdc" stroke="none"',
    "building": 'fill="#dedede" stroke="#c4c4c4" stroke-width="0.1"',
}


@dataclass(frozen=True, slots=True)
class Frame:
    """How ground becomes paper: ``scale`` in mm per metre, y downwards."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def paper(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Give a geometry in millimetres of paper."""
        s = self.scale
        return affine_transform(geometry, [s, 0, 0, -s, -self.left * s, self.top * s])


def frame_of(walk: WalkList) -> Frame:
    """Give the frame that shows all the doors and the walk as large as the page allows."""
    bounds = np.array([walk.stops.total_bounds])
    if len(walk.legs) and not walk.legs.is_empty.all():
        bounds = np.vstack([bounds, walk.legs.total_bounds])
    (minx, miny), (maxx, maxy) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    wide, high = max(maxx - minx, 1.0), max(maxy - miny, 1.0)
    usable = (WIDTH_MM - 2 * _EDGE_MM, TALLEST_MM - 2 * _EDGE_MM)
    scale = min(usable[0] / wide, usable[1] / high, _CLOSEST, WIDTH_MM / _SMALLEST_M)
    height = min(TALLEST_MM, max(LOWEST_MM, high * scale + 2 * _EDGE_MM))
    middle = ((minx + maxx) / 2, (miny + maxy) / 2)
    return Frame(
        left=middle[0] - WIDTH_MM / 2 / scale,
        top=middle[1] + height / 2 / scale,
        scale=scale,
        width=WIDTH_MM,
        height=height,
    )


def map_svg(walk: WalkList) -> str:
    """Draw the map of one turf, in millimetres; the SVG holds no address and no link."""
    frame = frame_of(walk)
    path = [frame.paper(leg) for leg in walk.legs if not leg.is_empty]
    doors = np.array([frame.paper(p).coords[0] for p in walk.stops.geometry])
    room = Room(frame.width, frame.height)
    corners = np.array([[x, y] for x in (4, 10, 16) for y in (4, 10, 16)])
    room.take(corners, 3.0)
    names = list(_names(walk, frame, room, doors))
    discs = place_discs(doors, _by_weight(walk), shapely.union_all(path or [shapely.Point()]), room)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:g} {frame.height:.1f}" '
        f'width="{frame.width:g}mm" height="{frame.height:.1f}mm" font-family="{_FONTS}">',
        f'<rect width="{frame.width:g}" height="{frame.height:.1f}" fill="#fbfbfb"/>',
        *_areas(walk, frame),
        *_streets(walk, frame),
        *(_walked(path) if path else _as_the_crow_flies(doors)),
        *names,
        *_stops(doors, discs),
        *_start(doors[0]),
        *_north_and_scale(frame),
        f'<rect x="0.2" y="0.2" width="{frame.width - 0.4:g}" height="{frame.height - 0.4:.1f}" '
        'fill="none" stroke="black" stroke-width="0.4"/>',
        "</svg>",
    ]
    return "\n".join(parts)


def _by_weight(walk: WalkList) -> list[int]:
    """First and last, then where the street changes, then every fifth, then the rest."""
    street = walk.stops["street"].to_numpy()
    last = len(street) - 1

    def weight(i: int) -> tuple[int, int]:
        turns = (i > 0 and street[i] != street[i - 1]) or (i < last and street[i] != street[i + 1])
        return (0 if i in {0, last} else 1 if turns else 2 if (i + 1) % 5 == 0 else 3), i

    return sorted(range(len(street)), key=weight)


def _d(geometry: shapely.Geometry) -> str:
    """Give the path data of lines and polygons."""
    rings = []
    for part in shapely.get_parts(geometry):
        lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for line in lines:
            points = " ".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(line))
            rings.append(f"M{points}" + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(rings)


def _shown(layer: gpd.GeoDataFrame, frame: Frame) -> list[shapely.Geometry]:
    """Give a layer in millimetres, cut to the paper."""
    s, low = frame.scale, frame.top - frame.height / frame.scale
    cut = shapely.clip_by_rect(
        layer.geometry.to_numpy(), frame.left, low, frame.left + frame.width / s, frame.top
    )
    return [frame.paper(g) for g in cut]


def _areas(walk: WalkList, frame: Frame) -> Iterator[str]:
    for kind, shape in zip(walk.areas["kind"], _shown(walk.areas, frame), strict=True):
        if kind in _AREAS and not shape.is_empty:
            yield f'<path d="{_d(shape)}" {_AREAS[kind]}/>'


def _streets(walk: WalkList, frame: Frame) -> Iterator[str]:
    """Casings first, then fillings, so that crossings open into one another."""
    shapes = [
        (str(kind), shape)
        for kind, shape in zip(walk.streets["highway"], _shown(walk.streets, frame), strict=True)
        if not shape.is_empty and shape.length
    ]
    for kind, shape in shapes:
        if kind not in _STREET_M:
            dash = "0.35 0.5" if kind == "steps" else "1.3 0.7"
            yield (
                f'<path d="{_d(shape)}" fill="none" stroke="{_GREY}" stroke-width="0.4" '
                f'stroke-dasharray="{dash}"/>'
            )
    for extra, colour in ((0.5, "#9a9a9a"), (0.0, "white")):
        for kind, shape in shapes:
            if kind in _STREET_M:
                width = min(7.0, max(1.3, _STREET_M[kind] * frame.scale)) + extra
                yield (
                    f'<path d="{_d(shape)}" fill="none" stroke="{colour}" '
                    f'stroke-width="{width:.2f}" stroke-linecap="round" stroke-linejoin="round"/>'
                )


def _walked(path: list[shapely.LineString]) -> Iterator[str]:
    d = "".join(_d(leg) for leg in path)
    for width, colour in ((1.5, "white"), (0.65, _INK)):
        yield (
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )
    yield from _arrows(path)


def _as_the_crow_flies(doors: Points) -> Iterator[str]:
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in doors)
    yield (
        f'<polyline points="{points}" fill="none" stroke="{_INK}" stroke-width="0.45" '
        'stroke-dasharray="1.6 1"/>'
    )


def _arrows(path: list[shapely.LineString], *, every_mm: float = 16.0) -> Iterator[str]:
    """Draw a head every so often along the walk, in the middle of straight stretches."""
    since = every_mm / 2
    for leg in path:
        points = shapely.get_coordinates(leg)
        for a, b in pairwise(points):
            dx, dy = b - a
            length = math.hypot(dx, dy)
            since += length
            if length > 3.0 and since >= every_mm:
                since = 0.0
                yield from _head((a + b) / 2, math.degrees(math.atan2(dy, dx)))


def _head(at: Points, angle: float) -> Iterator[str]:
    yield (
        f'<path d="M1.5 0L-1.1 1.35L-0.5 0L-1.1 -1.35Z" fill="{_INK}" stroke="white" '
        f'stroke-width="0.25" transform="translate({at[0]:.2f} {at[1]:.2f}) rotate({angle:.1f})"/>'
    )


def _names(walk: WalkList, frame: Frame, room: Room, doors: Points) -> Iterator[str]:
    """Write each street once, those that are walked first and larger."""
    visited = set(walk.stops["street"].map(street_key))
    shown = gpd.GeoDataFrame(
        {"name": walk.streets["name"], "shape": _shown(walk.streets, frame)},
        geometry=walk.streets.geometry,
    )
    shown = shown[(shown["name"] != "") & ~shapely.is_empty(shown["shape"].to_numpy())]
    lines = {
        str(name): _longest(group.to_numpy()) for name, group in shown.groupby("name")["shape"]
    }
    ordered = sorted(lines, key=lambda n: (street_key(n) not in visited, -lines[n].length))
    room_of_doors = Room(frame.width, frame.height, [*room.centres], [*room.radii])
    room_of_doors.take(doors, 0.8)
    for name in ordered:
        walked = street_key(name) in visited
        size = 2.9 if walked else 2.3
        length = len(name) * size * 0.6
        if lines[name].length < 0.5 * length:
            continue
        at = place_name(
            lines[name], length, room_of_doors, half_height_mm=size * 0.55, shift_mm=0.0
        )
        if at:
            room.centres, room.radii = room_of_doors.centres[:], room_of_doors.radii[:]
            yield _text(name, at, size, bold=walked)


def _longest(shapes: np.ndarray) -> shapely.LineString:
    merged = shapely.line_merge(shapely.union_all([s for s in shapes if s.length]))
    parts = [p for p in shapely.get_parts(merged) if p.geom_type == "LineString"]
    return max(parts, key=lambda p: p.length, default=shapely.LineString())


def _text(name: str, at: Line, size: float, *, bold: bool) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text transform="translate({at.x:.2f} {at.y:.2f}) rotate({at.angle:.1f})" '
        f'y="{size * 0.36:.2f}" font-size="{size}" text-anchor="middle"{weight} fill="black" '
        f'stroke="white" stroke-width="0.8" stroke-linejoin="round" paint-order="stroke">'
        f"{escape(name)}</text>"
    )


def _stops(doors: Points, discs: Points) -> Iterator[str]:
    for door, disc in zip(doors, discs, strict=True):
        if not np.isnan(disc[0]) and not np.allclose(door, disc):
            yield (
                f'<path d="M{door[0]:.2f} {door[1]:.2f}L{disc[0]:.2f} {disc[1]:.2f}" '
                'stroke="black" stroke-width="0.2"/>'
            )
    for door in doors:
        yield f'<circle cx="{door[0]:.2f}" cy="{door[1]:.2f}" r="0.6" fill="black"/>'
    for number, (x, y) in enumerate(discs, start=1):
        if np.isnan(x):
            continue
        size = 2.35 if number < 100 else 1.8
        yield (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{DISC_MM}" fill="white" stroke="black" '
            'stroke-width="0.3"/>'
            f'<text x="{x:.2f}" y="{y + size * 0.36:.2f}" font-size="{size}" font-weight="bold" '
            f'text-anchor="middle">{number}</text>'
        )


def _start(door: Points) -> Iterator[str]:
    word = str(Words("DÉPART", "START"))
    x, y = door
    down = y > 9
    tip, box = (y - 2.2, y - 7.6) if down else (y + 2.2, y + 3.4)
    base = box + 4.2 if down else box
    x_box = min(max(x, 9.0), WIDTH_MM - 9.0)
    yield (
        f'<path d="M{x:.2f} {tip:.2f}L{x_box - 1.2:.2f} {base:.2f}L{x_box + 1.2:.2f} {base:.2f}Z"/>'
        f'<rect x="{x_box - 7.5:.2f}" y="{box:.2f}" width="15" height="4.2" rx="0.5" '
        'stroke="white" stroke-width="0.3"/>'
        f'<text x="{x_box:.2f}" y="{box + 3.1:.2f}" font-size="2.9" font-weight="bold" '
        f'text-anchor="middle" fill="white">{word}</text>'
    )


def _north_and_scale(frame: Frame) -> Iterator[str]:
    length_m = _round_length(34 / frame.scale)
    length = length_m * frame.scale
    y = frame.height - 4.5
    yield (
        '<g transform="translate(8 12)"><circle r="6" fill="white" fill-opacity="0.85"/>'
        '<path d="M0 -5.2L2.6 3.4L0 1.6L-2.6 3.4Z" fill="black"/>'
        '<text y="-0.6" font-size="0.1"> </text></g>'
        '<text x="8" y="21.5" font-size="3" font-weight="bold" text-anchor="middle" stroke="white" '
        'stroke-width="0.8" paint-order="stroke">N</text>'
        f'<rect x="3" y="{y - 4.5:.2f}" width="{length + 6:.2f}" height="7.4" fill="white" '
        'fill-opacity="0.9"/>'
        f'<path d="M6 {y - 1:.2f}V{y + 0.6:.2f}H{6 + length:.2f}V{y - 1:.2f}" fill="none" '
        'stroke="black" stroke-width="0.5"/>'
        f'<text x="{6 + length / 2:.2f}" y="{y - 0.9:.2f}" font-size="2.7" text-anchor="middle">'
        f"{length_m:g} m</text>"
    )


def _round_length(most_m: float) -> float:
    """Give the largest 1, 2 or 5 times a power of ten that fits."""
    power = 10 ** math.floor(math.log10(most_m))
    return float(max(k * power for k in (1, 2, 5) if k * power <= most_m))
