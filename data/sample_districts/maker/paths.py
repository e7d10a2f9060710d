"""Where one goes on foot: footbridge, towpath, gardens, lanes behind impasses, field tracks."""

from collections.abc import Sequence
from random import Random

from shapely.geometry import LineString, Point

from . import plan, shapes
from .streets import Street, meeting_count, railway, river, snapped

#: The one place that no path leads to on the map: the gap is there on purpose.
ISLET = "L'Étang Neuf"


def drawn_paths(streets: Sequence[Street]) -> list[Street]:
    """Draw the paths of the plan, snapped to the streets and to each other."""
    everything = list(streets)
    made = []
    for drawn in plan.PATHS:
        if drawn.offset:
            points = shapes.beside(river(), drawn.offset, drawn.points[0], drawn.points[-1])
        else:
            points = shapes.smooth(drawn.points)
        points = snapped(points, everything, reach=40)
        path = Street(drawn.name, drawn.highway, points, drawn.frontage, dict(drawn.tags))
        made.append(path)
        everything.append(path)
    return made


def footbridge(streets: Sequence[Street]) -> list[Street]:
    """Draw the footbridge of the station: up the steps, over the track, down the steps."""
    low, up, down, far = (shapes.cm(p) for p in plan.FOOTBRIDGE)
    name = "Passerelle de la Gare"
    steps = {"handrail": "yes", "step_count": "32"}
    above = {"bridge": "yes", "layer": "1"}
    return [
        Street("", "footway", [_foot(streets, low), low]),
        Street(name, "steps", [low, up], tags=steps, over=True),
        Street(name, "footway", [up, down], tags=above, over=True),
        Street(name, "steps", [down, far], tags=steps, over=True),
        Street("", "footway", [far, _foot(streets, far)]),
    ]


def _foot(streets: Sequence[Street], point: shapes.XY) -> shapes.XY:
    """Return the nearest place on any street of this side of the railway."""
    spot, track = Point(point), railway()
    feet = [shapes.cm(s.line.interpolate(s.line.project(spot)).coords[0]) for s in streets]
    return min(
        (f for f in feet if not LineString([point, f]).intersects(track)),
        key=lambda f: spot.distance(Point(f)),
    )


def lanes(streets: Sequence[Street], random: Random) -> list[Street]:
    """Let walkers out of some impasses, towards the next street behind the gardens."""
    count = meeting_count(streets)
    forbidden = [river().buffer(10), railway().buffer(10)]
    made: list[Street] = []
    for street in streets:
        tip = street.points[-1] if count[street.points[-1]] < 2 else street.points[0]
        if count[tip] > 1 or street.zone in ("", "country") or random.random() < 0.45:
            continue
        lane = _lane(tip, street, streets, forbidden)
        if lane and not any(lane.line.intersects(m.line) for m in made):
            made.append(lane)
    return made


def _lane(tip: tuple, own: Street, streets: Sequence[Street], forbidden: list) -> Street | None:
    spot = Point(tip)
    others = [s for s in streets if s is not own and s.line.distance(spot) < 62]
    others.sort(key=lambda s: s.line.distance(spot))
    for other in others[:2]:
        foot = shapes.cm(other.line.interpolate(other.line.project(spot)).coords[0])
        line = LineString([tip, foot])
        crossed = [s for s in others if s is not other and s.line.crosses(line)]
        turned = own.line.distance(line.interpolate(0.6, normalized=True)) > 0.4 * line.length
        if not crossed and turned and not any(f.intersects(line) for f in forbidden):
            return Street("", "footway", [tip, foot], tags={"surface": "gravel"})
    return None


def field_tracks(streets: Sequence[Street], random: Random) -> list[Street]:
    """Join the named places to the nearest road."""
    made = []
    for name, at in plan.PLACES:
        line = min((s.line for s in streets), key=lambda s: s.distance(Point(at)))
        if name == ISLET or line.distance(Point(at)) < 26:
            continue
        foot = shapes.cm(line.interpolate(line.project(Point(at))).coords[0])
        points = shapes.bow(foot, at, random.uniform(-0.15, 0.15))
        made.append(Street("", "track", points, tags={"surface": "compacted"}))
    return made


def islet() -> list[Street]:
    """Draw the two roads of the islet, joined to each other and to nothing else."""
    x, y = dict(plan.PLACES)[ISLET]
    shore = shapes.smooth([(x - 90, y - 30), (x, y), (x + 80, y - 20), (x + 130, y + 40)])
    lane = [(x, y), (x + 20, y + 70)]
    return [
        Street("Chemin de l'Étang", "residential", shore, "country"),
        Street("", "service", [shapes.cm(p) for p in lane]),
    ]
