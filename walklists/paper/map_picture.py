"""The map of a walk list, drawn by hand as SVG: legible in black and white, at any size."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

import geopandas as gpd
import numpy as np
import shapely
from shapely.affinity import affine_transform

from canvass.words import Words
from walklists.paper.labels import (
    DISC_MM,
    Line,
    Points,
    Room,
    place_beside,
    place_discs,
    place_name,
)
from walklists.paper.walked_line import offset_towards_doors
from walklists.walk_list import WalkList, street_name_key

WIDTH_MM = 190.0
HEIGHT_MM = 190.0
#: White space kept around the outermost doors (mm on paper), and the smallest ground shown.
_EDGE_MM = 13.0
_SMALLEST_M = 110.0
#: Largest scale: 1 mm of paper for 0.6 m of ground.
_CLOSEST = 1 / 0.6

#: How far from the middle of the street the walk is drawn, on the ground.
_PAVEMENT_M = 2.4
#: Shortest stretch that takes the head of an arrow (mm).
_HEAD_MM = 2.6
#: Height of a house number beside its disc (mm).
_NUMBER_MM = 2.1

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
        """Return a geometry in millimetres of paper."""
        s = self.scale
        return affine_transform(geometry, [s, 0, 0, -s, -self.left * s, self.top * s])


def frame_of(walk: WalkList) -> Frame:
    """Return the frame that shows all the doors and the walk as large as the page allows."""
    bounds = np.array([walk.stops.total_bounds])
    if not (walk.legs.is_empty | walk.legs.isna()).all():
        bounds = np.vstack([bounds, walk.legs.total_bounds])
    (minx, miny), (maxx, maxy) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    wide, high = max(maxx - minx, 1.0), max(maxy - miny, 1.0)
    usable = (WIDTH_MM - 2 * _EDGE_MM, HEIGHT_MM - 2 * _EDGE_MM)
    scale = min(usable[0] / wide, usable[1] / high, _CLOSEST, WIDTH_MM / _SMALLEST_M)
    middle = ((minx + maxx) / 2, (miny + maxy) / 2)
    return Frame(
        left=middle[0] - WIDTH_MM / 2 / scale,
        top=middle[1] + HEIGHT_MM / 2 / scale,
        scale=scale,
        width=WIDTH_MM,
        height=HEIGHT_MM,
    )


def map_svg(walk: WalkList) -> str:
    """Draw the map of one turf, in millimetres; the SVG holds no address and no link."""
    frame = frame_of(walk)
    doors = np.array([frame.paper(p).coords[0] for p in walk.stops.geometry])
    lines = _walk_on_paper(walk, frame, doors)
    path = shapely.MultiLineString(lines or [doors] * (len(doors) > 1))
    room = Room(frame.width, frame.height)
    north, scale = _corners(frame, doors, path)
    room.take(shapely.box(north[0] - 6, north[1] - 8, north[0] + 6, north[1] + 14))
    room.take(shapely.box(scale[0] - 2, scale[1] - 5, scale[0] + 42, scale[1] + 4))
    flag = _flag(doors[0])
    room.take(shapely.box(flag[0] - 8, flag[1] - 0.5, flag[0] + 8, flag[1] + 4.7))
    names = list(_names(walk, frame, room, doors, path))
    discs = place_discs(doors, _by_weight(walk), path, room)
    numbers = list(_house_numbers(walk, room, doors, discs))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:g} {frame.height:.1f}" '
        f'width="{frame.width:g}mm" height="{frame.height:.1f}mm" font-family="{_FONTS}">',
        f'<rect width="{frame.width:g}" height="{frame.height:.1f}" fill="#fbfbfb"/>',
        *_areas(walk, frame),
        *_streets(walk, frame),
        *_walked(lines, doors, closed=walk.stops.index[0] in walk.legs.index),
        *names,
        *_stops(doors, discs),
        *numbers,
        *_start(doors[0]),
        *_north(north),
        *_scale_bar(frame, scale),
        f'<rect x="0.2" y="0.2" width="{frame.width - 0.4:g}" height="{frame.height - 0.4:.1f}" '
        'fill="none" stroke="black" stroke-width="0.4"/>',
        "</svg>",
    ]
    return "\n".join(parts)


def _walk_on_paper(walk: WalkList, frame: Frame, doors: Points) -> list[Points]:
    """Return the walked lines, drawn on the side of the doors; the way back comes last."""
    on_paper = {p: frame.paper(g) for p, g in walk.legs.items() if g is not None}
    away = min(1.5, max(0.75, _PAVEMENT_M * frame.scale))
    order = np.roll(walk.stops.index, -1)
    return offset_towards_doors([on_paper.get(p) for p in order], np.roll(doors, -1, axis=0), away)


def _corners(frame: Frame, doors: Points, path: shapely.Geometry) -> tuple[Points, Points]:
    """Return the places of the north arrow and of the scale bar, where they hide least."""
    right, low = frame.width, frame.height

    def hidden(box: shapely.Polygon) -> float:
        inside = int(shapely.contains_xy(box.buffer(2), doors).sum())
        return 100.0 * inside + float(path.intersection(box).length)

    tops = [shapely.box(1, 1, 15, 25), shapely.box(right - 15, 1, right - 1, 25)]
    feet = [shapely.box(1, low - 10, 45, low), shapely.box(right - 45, low - 10, right, low)]
    x, y = min(tops, key=hidden).bounds[:2]
    u, v = min(feet, key=hidden).bounds[:2]
    return np.array([x + 7, y + 9]), np.array([u + 3, v + 5])


def _by_weight(walk: WalkList) -> list[int]:
    """First and last, then where the street changes, then every fifth, then the rest."""
    street = walk.stops["street"].to_numpy()
    last = len(street) - 1

    def weight(i: int) -> tuple[int, int]:
        turns = (i > 0 and street[i] != street[i - 1]) or (i < last and street[i] != street[i + 1])
        return (0 if i in {0, last} else 1 if turns else 2 if (i + 1) % 5 == 0 else 3), i

    return sorted(range(len(street)), key=weight)


def _d(geometry: shapely.Geometry) -> str:
    """Return the path data of lines and polygons."""
    rings = []
    for part in shapely.get_parts(geometry):
        lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for line in lines:
            points = " ".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(line))
            rings.append(f"M{points}" + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(rings)


def _shown(layer: gpd.GeoDataFrame, frame: Frame) -> list[shapely.Geometry]:
    """Return a layer in millimetres, cut to the paper."""
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
                width = _width(kind, frame) + extra
                yield (
                    f'<path d="{_d(shape)}" fill="none" stroke="{colour}" '
                    f'stroke-width="{width:.2f}" stroke-linecap="round" stroke-linejoin="round"/>'
                )


def _walked(lines: list[Points], doors: Points, *, closed: bool) -> Iterator[str]:
    if not lines:
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in doors)
        yield (
            f'<polyline points="{points}" fill="none" stroke="{_INK}" stroke-width="0.45" '
            'stroke-dasharray="1.6 1"/>'
        )
        return
    d = "".join(_d(shapely.LineString(line)) for line in lines)
    for width, colour in ((1.3, "white"), (0.6, _INK)):
        yield (
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )
    ends = (doors[0], lines[0][0]), (doors[0 if closed else -1], lines[-1][-1])
    for door, (x, y) in ends:
        yield (
            f'<path d="M{door[0]:.2f} {door[1]:.2f}L{x:.2f} {y:.2f}" stroke="{_INK}" '
            'stroke-width="0.5" stroke-dasharray="1 0.6"/>'
        )
    for line in lines:
        yield from _arrows(line)


def _arrows(line: Points, *, every_mm: float = 15.0) -> Iterator[str]:
    """Draw a head every so often along the walk, in the middle of straight stretches."""
    since = every_mm * 0.7
    for a, b in pairwise(line):
        dx, dy = b - a
        length = math.hypot(dx, dy)
        since += length
        if length > _HEAD_MM and since >= every_mm:
            since = 0.0
            yield from _head((a + b) / 2, math.degrees(math.atan2(dy, dx)))


def _head(at: Points, angle: float) -> Iterator[str]:
    yield (
        f'<path d="M1.5 0L-1.1 1.35L-0.5 0L-1.1 -1.35Z" fill="{_INK}" stroke="white" '
        f'stroke-width="0.25" transform="translate({at[0]:.2f} {at[1]:.2f}) rotate({angle:.1f})"/>'
    )


def _names(
    walk: WalkList, frame: Frame, room: Room, doors: Points, path: shapely.Geometry
) -> Iterator[str]:
    """Write each street once, those that are walked first and larger."""
    visited = set(walk.stops["street"].map(street_name_key))
    shapes = _shown(walk.streets, frame)
    pieces: dict[str, list[shapely.Geometry]] = defaultdict(list)
    widths: dict[str, float] = {}
    for name, kind, shape in zip(
        walk.streets["name"], walk.streets["highway"], shapes, strict=True
    ):
        if name and shape.length:
            pieces[name].append(shape)
            widths[name] = max(widths.get(name, 0.0), _width(kind, frame))
    lines = {name: _strung(shapes) for name, shapes in pieces.items()}
    longest = {name: max((line.length for line in lines[name]), default=0.0) for name in lines}
    for name in sorted(lines, key=lambda n: (street_name_key(n) not in visited, -longest[n])):
        walked = street_name_key(name) in visited
        for size in (2.8, 2.3) if walked else (2.3,):
            at = place_name(
                lines[name],
                len(name) * size * (0.64 if walked else 0.58),
                room,
                size_mm=size,
                beside_mm=widths[name] / 2 + size * 0.6,
                walk=path,
                doors=doors,
            )
            if at:
                yield _text(name, at, size, bold=walked)
                break


def _width(kind: str, frame: Frame) -> float:
    return min(7.0, max(1.3, _STREET_M.get(kind, 1.0) * frame.scale))


def _strung(shapes: list[shapely.Geometry]) -> list[shapely.LineString]:
    """Join the pieces of a street into lines as long as can be."""
    merged = shapely.line_merge(shapely.union_all(shapes))
    return [p for p in shapely.get_parts(merged) if p.geom_type == "LineString" and p.length > 2]


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


def _house_numbers(walk: WalkList, room: Room, doors: Points, discs: Points) -> Iterator[str]:
    """Write the house number beside the disc of a stop, leaning, where there is room."""
    numbers = [str(number) for number in walk.stops["number"]]
    widths = [_NUMBER_MM * 0.62 * len(number) for number in numbers]
    spots = place_beside(discs, widths, room, size_mm=_NUMBER_MM, doors=doors)
    for number, (x, y) in zip(numbers, spots, strict=True):
        if not np.isnan(x):
            yield (
                f'<text class="house" x="{x:.2f}" y="{y + _NUMBER_MM * 0.36:.2f}" '
                f'font-size="{_NUMBER_MM}" font-style="italic" text-anchor="middle" '
                'fill="#333333" stroke="white" stroke-width="0.6" stroke-linejoin="round" '
                f'paint-order="stroke">{escape(number)}</text>'
            )


def _flag(door: Points) -> Points:
    """Return the middle of the upper edge of the start flag, and the tip of its arrow."""
    x, y = door
    above = y > 11
    box, tip = (y - 8.2, y - 2.3) if above else (y + 4.0, y + 2.3)
    return np.array([min(max(x, 9.0), WIDTH_MM - 9.0), box, tip])


def _start(door: Points) -> Iterator[str]:
    word = str(Words("DÉPART", "START"))
    x, box, tip = _flag(door)
    base = box + 4.2 if tip > box else box
    yield (
        f'<path d="M{door[0]:.2f} {tip:.2f}L{x - 1.2:.2f} {base:.2f}L{x + 1.2:.2f} {base:.2f}Z"/>'
        f'<rect x="{x - 7.5:.2f}" y="{box:.2f}" width="15" height="4.2" rx="0.5" '
        'stroke="white" stroke-width="0.3"/>'
        f'<text x="{x:.2f}" y="{box + 3.1:.2f}" font-size="2.9" font-weight="bold" '
        f'text-anchor="middle" fill="white">{word}</text>'
    )


def _north(at: Points) -> Iterator[str]:
    yield (
        f'<g transform="translate({at[0]:.2f} {at[1]:.2f})">'
        '<rect x="-5.5" y="-7" width="11" height="20" rx="1" fill="white" fill-opacity="0.9"/>'
        '<path d="M0 -5.6L2.8 3.6L0 1.7L-2.8 3.6Z" fill="black"/>'
        '<text y="9.5" font-size="4" font-weight="bold" text-anchor="middle">N</text></g>'
    )


def _scale_bar(frame: Frame, at: Points) -> Iterator[str]:
    length_m = _round_length(34 / frame.scale)
    length = length_m * frame.scale
    yield (
        f'<g transform="translate({at[0]:.2f} {at[1]:.2f})">'
        f'<rect x="-1.5" y="-4" width="{length + 3:.2f}" height="7.4" rx="1" fill="white" '
        'fill-opacity="0.9"/>'
        f'<path d="M0 0V1.8H{length:.2f}V0" fill="none" stroke="black" stroke-width="0.5"/>'
        f'<text x="{length / 2:.2f}" y="0.4" font-size="2.8" text-anchor="middle">'
        f"{length_m:g} m</text></g>"
    )


def _round_length(most_m: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that fits."""
    power = 10 ** math.floor(math.log10(most_m))
    return float(max(k * power for k in (1, 2, 5) if k * power <= most_m))
