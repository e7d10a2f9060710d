"""The walk drawn on the side of the street where the doors are, so that there and back differ."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: Where the street is crossed: this far before the door on the other side (mm on paper).
_CROSSING_MM = 3.5
#: Sharpest corner that keeps its point; a turn back gets a flat end.
_TURN_BACK = 0.35


def offset_towards_doors(
    legs: Sequence[shapely.LineString | None], doors: Points, away: float
) -> list[Points]:
    """Move each leg from the middle of the street towards its doors.

    Parameters
    ----------
    legs
        One a door, the walk to it from the door before, along the middle of the streets; ``None``
        or empty where there is none.
    doors
        (n, 2), in the units of the legs: where each leg leads; the last is where the walk begins.
    away
        How far from the middle to draw.

    Returns
    -------
    The lines, unbroken as long as the legs follow one another.
    """
    lines: list[Points] = []
    unbroken = False
    for k, leg in enumerate(legs):
        if leg is None or leg.is_empty:
            unbroken = False
            continue
        middle = _plain(leg)
        if len(middle) < 2:
            continue
        before = doors[k - 1]
        moved = _moved(middle, before, doors[k], away)
        if unbroken:
            lines[-1] = np.vstack([lines[-1], moved])
        else:
            lines.append(moved)
        unbroken = True
    return lines


def _plain(leg: shapely.LineString) -> Points:
    """Return the vertices without repeats and without wiggles finer than a pen."""
    points: Points = shapely.get_coordinates(shapely.simplify(leg, 0.1))
    new = np.r_[True, np.abs(np.diff(points, axis=0)).sum(axis=1) > 1e-6]
    return points[new]


def _moved(middle: Points, before: Points, door: Points, away: float) -> Points:
    start, end = _side(middle[0], middle[1], before), _side(middle[-2], middle[-1], door)
    if start == end:
        return np.vstack(list(_offset(middle, start * away)))
    last = middle[-1] - middle[-2]
    length = float(np.linalg.norm(last))
    turn = middle[-1] - last * min(_CROSSING_MM / length, 0.7)
    kept = np.vstack(list(_offset(np.vstack([middle[:-1], turn]), start * away)))
    normal = np.array([-last[1], last[0]]) / length
    return np.vstack([kept, middle[-1] + end * away * normal])


def _side(a: Points, b: Points, door: Points) -> int:
    """Return 1 where the door lies on the side of the normal (-dy, dx) of a to b, else -1."""
    (ux, uy), (vx, vy) = b - a, door - a
    return 1 if ux * vy - uy * vx >= 0 else -1


def _offset(points: Points, away: float) -> Iterator[Points]:
    along = np.diff(points, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    normals = np.column_stack([-along[:, 1], along[:, 0]])
    yield points[0] + away * normals[0]
    for point, a, b in zip(points[1:-1], normals[:-1], normals[1:], strict=True):
        both = a + b
        size = float(np.linalg.norm(both))
        if size < 2 * _TURN_BACK:
            yield point + away * a
            yield point + away * b
        else:
            mitre = both / size
            yield point + away * mitre / max(float(mitre @ a), 0.5)
    yield points[-1] + away * normals[-1]
