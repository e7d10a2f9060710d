"""Where to write on the map, so that nothing covers anything else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]
Shapes = NDArray[np.object_]

#: Radius of a numbered disc, and how far from its door it may stand (mm on paper).
DISC_MM = 2.0
_RINGS_MM = (3.2, 4.6, 6.4, 8.6)
_DIRECTIONS = 16
#: Where along a street its name may stand, and what leaving its middle costs (mm of hidden walk).
_SHARES = np.linspace(0.06, 0.94, 15)
_AWAY_FROM_MIDDLE, _BESIDE_STREET, _BENT, _NEAR_DOOR = 4.0, 1.5, 0.4, 3.0


@dataclass
class Room:
    """What is already written on a map of ``width`` by ``height`` millimetres."""

    width: float
    height: float
    taken: list[shapely.Geometry] = field(default_factory=list)

    def take(self, *shapes: shapely.Geometry) -> None:
        """Keep room for shapes."""
        self.taken += shapes

    def is_free(self, shapes: Shapes, *, around: float = 0.0) -> NDArray[np.bool_]:
        """Tell which shapes, widened by ``around``, touch nothing and stay on the paper."""
        inner = shapely.box(around, around, self.width - around, self.height - around)
        free: NDArray[np.bool_] = shapely.covered_by(shapes, inner)
        tree = shapely.STRtree(self.taken)
        free[tree.query(shapes, predicate="dwithin", distance=around + 0.01)[0]] = False
        return free


def place_discs(doors: Points, order: Sequence[int], walk: shapely.Geometry, room: Room) -> Points:
    """Return the centre of the numbered disc of each door; NaN where there is no room.

    Doors are served in ``order``. A disc stands on its door if it can, else beside it, away from
    the walk and from other doors; every placed disc is taken from the ``room``.
    """
    angles = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    offsets = np.vstack([np.zeros((1, 2)), *(r * ring for r in _RINGS_MM)])
    how_far = np.linalg.norm(offsets, axis=1)
    placed = np.full_like(doors, np.nan)
    shapely.prepare(walk)
    for i in order:
        spots = doors[i] + offsets
        points = shapely.points(spots)
        gaps = np.linalg.norm(spots[:, None] - np.delete(doors, i, axis=0)[None], axis=2)
        free = room.is_free(points, around=DISC_MM + 0.1)
        free &= gaps.min(axis=1, initial=np.inf) >= DISC_MM * 0.9
        if not free.any():
            continue
        near_walk = np.maximum(0, DISC_MM - shapely.distance(points, walk))
        best = int(np.where(free, how_far + 4 * near_walk, np.inf).argmin())
        placed[i] = spots[best]
        room.take(points[best].buffer(DISC_MM))
    return placed


def place_beside(
    centres: Points, widths: Sequence[float], room: Room, *, size_mm: float, doors: Points
) -> Points:
    """Return where a short text fits beside each disc; NaN where there is no room, or no disc.

    Parameters
    ----------
    centres
        Of the discs, shape (n, 2), NaN where there is none.
    widths
        Of the texts, in millimetres; 0 for none.
    """
    placed = np.full_like(centres, np.nan)
    tree = shapely.STRtree(shapely.points(doors))
    for i, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        if np.isnan(centre[0]) or not width:
            continue
        aside, over = DISC_MM + 0.6 + width / 2, DISC_MM + 0.6 + size_mm / 2
        spots = centre + np.array([[aside, 0], [-aside, 0], [0, -over], [0, over]])
        half = np.array([width, size_mm]) / 2
        boxes = np.asarray(shapely.box(*(spots - half).T, *(spots + half).T), dtype=object)
        free = room.is_free(boxes)
        # its own door may lie under the disc, no other one under the text
        free[tree.query(boxes, predicate="dwithin", distance=0.7)[0]] = False
        if free.any():
            best = int(free.argmax())
            placed[i] = spots[best]
            room.take(boxes[best])
    return placed


@dataclass(frozen=True, slots=True)
class Line:
    """One name to write: where its middle stands, and how it leans (degrees, upright)."""

    x: float
    y: float
    angle: float


def place_name(
    lines: Sequence[shapely.LineString],
    length_mm: float,
    room: Room,
    *,
    size_mm: float,
    beside_mm: float,
    walk: shapely.Geometry,
    doors: Points,
) -> Line | None:
    """Find where a name of ``length_mm`` fits along a street; ``None`` if nowhere.

    It stands in the street or ``beside_mm`` from its middle, rather straight, rather in the middle
    of the street's length, never on a door and as little as possible on the ``walk``.
    """
    chords = [
        (*chord, abs(share - 0.5))
        for line in lines
        for share in _SHARES
        if (chord := _chord(line, share * line.length, length_mm))
    ]
    if not chords:
        return None
    middle, along, bent, off = (np.array(part) for part in zip(*chords, strict=True))
    aside = np.array([0.0, beside_mm, -beside_mm])
    above = np.column_stack([along[:, 1], -along[:, 0]])
    centre = (middle[:, None] + aside[None, :, None] * above[:, None]).reshape(-1, 2)
    along = np.repeat(along, 3, axis=0)
    cost = np.repeat(_BENT * bent + _AWAY_FROM_MIDDLE * off, 3)
    cost += _BESIDE_STREET * np.tile(aside != 0, len(middle))
    boxes = _boxes(centre, along, length_mm, size_mm * 1.1)
    free = room.is_free(boxes)
    tree = shapely.STRtree(shapely.points(doors))
    free[tree.query(boxes, predicate="intersects")[0]] = False
    near = tree.query(boxes, predicate="dwithin", distance=DISC_MM)[0]
    cost += _NEAR_DOOR * np.bincount(near, minlength=len(boxes))
    if not free.any():
        return None
    cost[free] += shapely.length(shapely.intersection(boxes[free], walk))
    best = int(np.where(free, cost, np.inf).argmin())
    room.take(boxes[best])
    (x, y), (dx, dy) = centre[best], along[best]
    return Line(float(x), float(y), float(np.degrees(np.arctan2(dy, dx))))


def _boxes(centre: Points, along: Points, length: float, height: float) -> Shapes:
    """Return the leaning boxes that texts fill."""
    across = np.column_stack([-along[:, 1], along[:, 0]]) * height / 2
    half = along * length / 2
    corners = np.stack(
        [
            centre - half - across,
            centre + half - across,
            centre + half + across,
            centre - half + across,
        ],
        axis=1,
    )
    boxes: Any = shapely.polygons(corners)
    return np.asarray(boxes, dtype=object)


def _chord(
    line: shapely.LineString, middle_mm: float, length_mm: float
) -> tuple[Points, Points, float] | None:
    """Return the middle, the upright direction and the bend of a stretch long enough for a text."""
    low, high = max(0.0, middle_mm - length_mm / 2), min(line.length, middle_mm + length_mm / 2)
    if high - low < 0.75 * length_mm:
        return None
    ends = shapely.line_interpolate_point(line, [low, (low + high) / 2, high])
    a, m, b = shapely.get_coordinates(ends)
    size = float(np.linalg.norm(b - a))
    if size < 0.6 * length_mm:
        return None
    along = (b - a) / size
    if along[0] < -1e-9 or (abs(along[0]) <= 1e-9 and along[1] > 0):
        along = -along
    bent = abs(float(along[0] * (m - a)[1] - along[1] * (m - a)[0]))
    return m, along, bent
