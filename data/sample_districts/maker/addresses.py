"""House numbers: plots along both sides of every street, and the doors of the estate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import unary_union

from . import estate, plan, shapes
from .shapes import XY
from .streets import Street, meeting_count, railway, river
from .town import Town
from .zones import ZONES

COMMUNE = "99001"
#: Share of plots whose number nobody bears, and of numbers borne again as bis (and then ter).
GAP, BIS, TER = 0.04, 0.03, 0.25
#: Nobody builds between a quay and the water.
QUAY = 19.0


@dataclass(frozen=True)
class Address:
    """One address point. ``flats`` are the labels of its doors, empty for a house."""

    id: str
    street_id: str
    number: int
    rep: str
    street: str
    point: XY
    zone: str
    position: str = "entrée"
    place: str = ""
    flats: tuple[tuple[str, ...], ...] = ((),)


def codes(names: Sequence[str], *, first: int, step: int) -> dict[str, str]:
    """Give every street its four-figure code, in the order of the alphabet."""
    return {n: f"{first + step * i:04d}" for i, n in enumerate(sorted(set(names)))}


def build(town: Town, seed: int) -> list[Address]:
    """Number the town."""
    random = Random(f"{seed} addresses")
    ground = _Ground(town)
    found: list[Address] = []
    order = sorted((s for s in town.streets if s.zone), key=_rank)
    for street in order:
        found += _number(street, ground, random)
    found += _estate()
    ids = codes([a.street for a in found], first=10, step=7)
    return sorted((_identified(a, ids[a.street]) for a in found), key=lambda a: a.id)


def _rank(street: Street) -> tuple[int, str]:
    """Main streets take the corner plots."""
    ranks = ("primary", "secondary", "tertiary", "living_street", "residential")
    return ranks.index(street.highway) if street.highway in ranks else 9, street.name


def _identified(address: Address, code: str) -> Address:
    street_id = f"{COMMUNE}_{code}"
    suffix = f"_{address.rep}" if address.rep else ""
    return replace(address, id=f"{street_id}_{address.number:05d}{suffix}", street_id=street_id)


class _Ground:
    """Where a house may stand."""

    def __init__(self, town: Town) -> None:
        self.streets = [s for s in town.ways if s.name or s.highway not in ("footway", "path")]
        self.tree = STRtree([s.line for s in self.streets])
        self.count = meeting_count(town.streets)
        squares = [Polygon(s.points).buffer(3) for s in town.streets if s.closed]
        blocks = [Polygon(b.outline()).buffer(12) for b in estate.BUILDINGS]
        self.closed = unary_union(
            [river().buffer(plan.RIVER_WIDTH / 2 + QUAY), railway().buffer(14), *blocks]
        )
        self.squares = unary_union(squares)
        self.taken: dict[tuple[int, int], list[XY]] = {}

    def free(self, point: XY, own: Street, aside: float, apart: float) -> bool:
        """Tell whether a house of this street may stand here, and note it if so."""
        spot = Point(point)
        if spot.within(self.closed) or (not own.closed and spot.within(self.squares)):
            return False
        if own.line.distance(spot) < 0.8 * aside:
            return False
        for i in self.tree.query(spot.buffer(aside)):
            other = self.streets[i]
            if other is not own and other.line.distance(spot) < aside - 0.3:
                return False
        cell = (int(point[0] // 30), int(point[1] // 30))
        around = [(cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if any(math.dist(point, t) < apart for c in around for t in self.taken.get(c, ())):
            return False
        self.taken.setdefault(cell, []).append(point)
        return True


def _number(street: Street, ground: _Ground, random: Random) -> list[Address]:
    line = LineString(_from_the_centre(street, ground))
    if street.zone == "country" and street.name.startswith(("Route", "Chemin")):
        return _metric(street, line, ground, random)
    sides = (1,) if street.closed else (1, -1)
    return [a for side in sides for a in _side(street, line, side, ground, random)]


def _from_the_centre(street: Street, ground: _Ground) -> list[XY]:
    """Numbers grow away from the church; in an impasse, from its mouth."""
    points = street.points
    if street.closed:
        return points if Polygon(points).exterior.is_ccw is False else points[::-1]
    mouth = ground.count[points[0]] - ground.count[points[-1]]
    dead = min(ground.count[points[0]], ground.count[points[-1]]) < 2
    if dead and mouth:
        return points if mouth > 0 else points[::-1]
    return points if math.hypot(*points[0]) <= math.hypot(*points[-1]) else points[::-1]


def _side(
    street: Street, line: LineString, side: int, ground: _Ground, random: Random
) -> list[Address]:
    """Number one side: the odd ones at the left (1), the even ones at the right (-1)."""
    zone = ZONES[street.zone]
    number = 1 if side > 0 else 2
    step = 1 if street.closed else 2
    at, found = random.uniform(4, zone.front[1]), []
    while at < line.length - 3:
        aside = random.uniform(*zone.aside)
        point = shapes.cm(shapes.step_aside(line, at, side * aside))
        if ground.free(point, street, aside, 0.72 * zone.front[0]):
            if random.random() < GAP:
                number += step
            found += [_house(street, number, "", point, random)]
            at += _repeated(found, street, line, at, side * aside, ground, random)
            number += step
        elif random.random() < 0.3:
            number += step
        at += random.uniform(*zone.front)
    return found


def _repeated(
    found: list[Address], street: Street, line: LineString, at: float, aside: float,
    ground: _Ground, random: Random,
) -> float:  # fmt: skip
    """Add a bis, at times a ter, where a plot was divided; give the length they take."""
    moved = 0.0
    if random.random() >= BIS:
        return moved
    for rep in ("bis", "ter") if random.random() < TER else ("bis",):
        moved += max(9.0, ZONES[street.zone].front[0] * 0.75)
        if at + moved > line.length - 3:
            break
        point = shapes.cm(shapes.step_aside(line, at + moved, aside))
        if not ground.free(point, street, abs(aside), 6):
            break
        found.append(_house(street, found[-1].number, rep, point, random))
    return moved


def _metric(street: Street, line: LineString, ground: _Ground, random: Random) -> list[Address]:
    """Number a country road by the metres from its start, as rural communes do."""
    zone = ZONES["country"]
    at, found = random.uniform(20, 60), []
    while at < line.length - 10:
        side = random.choice((1, -1))
        aside = random.uniform(*zone.aside)
        point = shapes.cm(shapes.step_aside(line, at, side * aside))
        place, gap = _place_near(point)
        number = max(1, round(at / 2) * 2 - (1 if side > 0 else 0))
        if (place or random.random() < 0.35) and ground.free(point, street, aside, 18):
            house = _house(street, number, "", point, random)
            found.append(replace(house, place=place))
        at += random.uniform(14, 30) if gap < 190 else random.uniform(*zone.front)
    return found


def _place_near(point: XY) -> tuple[str, float]:
    name, at = min(plan.PLACES, key=lambda p: math.dist(p[1], point))
    gap = math.dist(at, point)
    return (name if gap < 230 else ""), gap


def _house(street: Street, number: int, rep: str, point: XY, random: Random) -> Address:
    weights = ZONES[street.zone].flats
    doors = random.choices(range(1, len(weights) + 1), weights)[0]
    labels: tuple[tuple[str, ...], ...] = ((),)
    if doors > 1:
        labels = tuple((f"APPT {k + 1}",) for k in range(doors))
    position = random.choices(("entrée", "segment", "parcelle"), (94, 4, 2))[0]
    return Address("", "", number, rep, street.name, point, street.zone, position, "", labels)


def _estate() -> list[Address]:
    """Return the doors of the blocks of flats: a number per staircase, or one for a building."""
    found = []
    for building in estate.BUILDINGS:
        doors = building.entrances()
        per_number = building.staircases // len(building.numbers)
        for i, number in enumerate(building.numbers):
            here = range(i * per_number, (i + 1) * per_number)
            flats = tuple(label for k in here for label in _flats(building, k))
            spot = doors[here[len(here) // 2]]
            position = "cage d’escalier" if len(building.numbers) > 1 else "bâtiment"
            found.append(
                Address("", "", number, "", estate.ALLEY, spot, "estate", position, "", flats)
            )
    return found


def _flats(building: estate.Building, staircase: int) -> list[tuple[str, ...]]:
    """Name the flats of one staircase: building, staircase, flat."""
    names = [building.label]
    if building.staircases > 1:
        names.append(f"Escalier {staircase + 1}")
    return [
        (*names, f"Appt {floor * 10 + k + 1}")
        for floor in range(building.floors)
        for k in range(building.per_floor)
    ]
