"""The estate of Les Tilleuls: blocks of flats on lawns, reached by footpaths and steps."""

import math
from dataclasses import dataclass

from shapely.geometry import LineString, Point

from . import shapes
from .shapes import XY
from .streets import Street, snapped

ALLEY = "Allée des Tilleuls"
ALLEY_POINTS = ((-928, 500), (-850, 508), (-760, 470), (-680, 415), (-600, 400), (-524, 402))


@dataclass(frozen=True)
class Building:
    """One block of flats.

    ``angle`` is the direction of its length in degrees, its entrances being on the right-hand
    side of that direction. ``numbers`` has one house number per staircase, or a single one.
    """

    label: str
    centre: XY
    angle: float
    length: float
    depth: float
    numbers: tuple[int, ...]
    staircases: int
    floors: int
    per_floor: int

    def place(self, along: float, aside: float) -> XY:
        """Return a point of the building's own axes; ``aside`` is positive at the front."""
        a = math.radians(self.angle)
        return shapes.cm((
            self.centre[0] + along * math.cos(a) + aside * math.sin(a),
            self.centre[1] + along * math.sin(a) - aside * math.cos(a),
        ))  # fmt: skip

    def outline(self) -> list[XY]:
        """Return the closed footprint."""
        x, y = self.length / 2, self.depth / 2
        return [self.place(*p) for p in ((-x, -y), (x, -y), (x, y), (-x, y), (-x, -y))]

    def entrances(self) -> list[XY]:
        """Return the door of every staircase."""
        n = self.staircases
        along = [(k + 0.5) * self.length / n - self.length / 2 for k in range(n)]
        return [self.place(x, self.depth / 2 + 0.5) for x in along]

    def path(self) -> list[XY]:
        """Return the footpath along the front, a vertex before every door."""
        n, aside = self.staircases, self.depth / 2 + 4
        along = [(k + 0.5) * self.length / n - self.length / 2 for k in range(n)]
        half = self.length / 2 + 3
        return [self.place(x, aside) for x in (-half, *along, half)]


BUILDINGS = (
    Building("Bâtiment A", (-775, 532), -8, 95, 12, (1, 3, 5, 7, 9), 5, 5, 3),
    Building("Bâtiment B", (-660, 494), -14, 78, 12, (11, 13, 15, 17), 4, 5, 3),
    Building("Tour Jonquille", (-586, 452), -5, 20, 20, (19,), 1, 10, 4),
    Building("Bâtiment C", (-846, 450), 68, 66, 12, (2,), 4, 4, 2),
    Building("Bâtiment D", (-772, 408), 62, 66, 12, (4,), 3, 5, 3),
    Building("Bâtiment E", (-694, 352), 60, 60, 12, (6,), 3, 5, 3),
    Building("Tour Primevère", (-628, 350), 0, 20, 20, (8,), 1, 10, 4),
    Building("Bâtiment F", (-566, 318), 84, 54, 12, (10, 12, 14), 3, 4, 3),
)


def alley(around: list[Street]) -> Street:
    """Draw the alley, which the rest of the estate hangs on."""
    return Street(ALLEY, "residential", snapped(shapes.smooth(ALLEY_POINTS), around))


def footpaths(main: Street, around: list[Street]) -> list[Street]:
    """Draw the path before every building, and its links to the alley and to the next street."""
    ways = []
    for i, building in enumerate(BUILDINGS):
        path = building.path()
        ways.append(Street(ALLEY, "footway", path, tags={"surface": "asphalt"}))
        ends = sorted((path[0], path[-1]), key=lambda p: main.line.distance(Point(p)))
        ways += _link(ends[0], [main], steps=i in (1, 4))
        near = [s for s in around if s is not main]
        ways += _link(ends[1], near, steps=i == 3, reach=75)
    return ways


def _link(start: XY, targets: list[Street], *, steps: bool, reach: float = 120) -> list[Street]:
    """Draw a footway to the nearest target, with a flight of steps in its middle if asked."""
    line = min((t.line for t in targets), key=lambda t: t.distance(Point(start)))
    if line.distance(Point(start)) > reach:
        return []
    foot = shapes.cm(line.interpolate(line.project(Point(start))).coords[0])
    way = LineString([start, foot])
    if any(way.intersects(LineString(b.outline())) for b in BUILDINGS):
        return []
    if not steps:
        return [Street("", "footway", [start, foot])]
    a, b = (shapes.cm(way.interpolate(t, normalized=True).coords[0]) for t in (0.4, 0.55))
    return [
        Street("", "footway", [start, a]),
        Street("", "steps", [a, b], tags={"step_count": "9", "handrail": "yes"}),
        Street("", "footway", [b, foot]),
    ]
