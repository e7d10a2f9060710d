"""Where to write on the map, so that nothing covers anything else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: Radius of a numbered disc, and how far from its door it may stand (mm on paper).
DISC_MM = 2.0
_RINGS_MM = (0.0, 3.2, 4.6, 6.4, 8.6)
_DIRECTIONS = 16


@dataclass
class Room:
    """What is already written on a map of ``width`` by ``height`` millimetres, as discs."""

    width: float
    height: float
    centres: list[Points] = field(default_factory=list)
    radii: list[NDArray[np.float64]] = field(default_factory=list)

    def take(self, centres: Points, radius: float) -> None:
        """Keep room around points."""
        self.centres.append(np.atleast_2d(centres))
        self.radii.append(np.full(len(self.centres[-1]), radius))

    def is_free(self, points: Points, radius: float) -> NDArray[np.bool_]:
        """Tell which discs would touch nothing and stay on the paper."""
        most = np.array([self.width - radius, self.height - radius])
        inside: NDArray[np.bool_] = np.all((points >= radius) & (points <= most), axis=1)
        if not self.centres:
            return inside
        taken, radii = np.vstack(self.centres), np.concatenate(self.radii)
        gaps = np.linalg.norm(points[:, None] - taken[None], axis=2) - radii[None]
        free: NDArray[np.bool_] = inside & (gaps.min(axis=1) >= radius)
        return free


def place_discs(doors: Points, order: Sequence[int], walk: shapely.Geometry, room: Room) -> Points:
    """Give the centre of the numbered disc of each door; NaN where there is no room.

    Doors are served in ``order``. A disc stands on its door if it can, else beside it, away from
    the walk; every placed disc is taken from the ``room``.
    """
    angles = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    offsets = np.vstack([np.zeros((1, 2)), *(r * ring for r in _RINGS_MM[1:])])
    dots = shapely.points(doors)
    placed = np.full_like(doors, np.nan)
    shapely.prepare(walk)
    for i in order:
        spots = doors[i] + offsets
        others = np.delete(dots, i)
        free = room.is_free(spots, DISC_MM)
        if len(others):
            near = shapely.distance(shapely.points(spots)[:, None], others[None]).min(axis=1)
            free &= near >= DISC_MM * 0.9
        if not free.any():
            continue
        to_walk = shapely.distance(shapely.points(spots), walk)
        cost = np.linalg.norm(offsets, axis=1) + 4 * np.maximum(0, DISC_MM - to_walk)
        cost[~free] = np.inf
        placed[i] = spots[int(cost.argmin())]
        room.take(placed[i], DISC_MM + 0.15)
    return placed


@dataclass(frozen=True, slots=True)
class Line:
    """One name to write: where its middle stands, and how it leans (degrees, upright)."""

    x: float
    y: float
    angle: float


def place_name(
    line: shapely.LineString,
    length_mm: float,
    room: Room,
    *,
    half_height_mm: float,
    shift_mm: float,
) -> Line | None:
    """Find where a name of ``length_mm`` fits along a line of the map; ``None`` if nowhere."""
    for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
        middle = share * line.length
        low, high = middle - length_mm / 2, middle + length_mm / 2
        if low < 0 or high > line.length:
            low, high = max(0.0, low), min(line.length, high)
        if high - low < 0.7 * length_mm:
            continue
        a, m, b = (np.array(line.interpolate(d).coords[0]) for d in (low, (low + high) / 2, high))
        chord = b - a
        size = float(np.linalg.norm(chord))
        if size < 0.6 * length_mm:
            continue
        along = (
            chord
            / size
            * (1 if chord[0] > 1e-9 or (abs(chord[0]) <= 1e-9 and chord[1] < 0) else -1)
        )
        above = np.array([along[1], -along[0]])
        for side in (shift_mm, -shift_mm) if shift_mm else (0.0,):
            centre = m + side * above
            steps = np.arange(-length_mm / 2, length_mm / 2 + half_height_mm, half_height_mm)
            text = centre + steps[:, None] * along
            if room.is_free(text, half_height_mm).all():
                room.take(text, half_height_mm)
                return Line(
                    float(centre[0]),
                    float(centre[1]),
                    float(np.degrees(np.arctan2(along[1], along[0]))),
                )
    return None
