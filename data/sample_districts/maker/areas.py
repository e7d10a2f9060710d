"""Bureaux de vote and quartiers: the faces between streets, gathered around a few places."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, unary_union

from . import plan, shapes
from .shapes import XY
from .streets import Street, railway, river


@dataclass(frozen=True)
class Area:
    """One bureau or quartier: its code, its name and its ground, in metres."""

    code: str
    name: str
    shape: Polygon


#: The voting places: name and where they stand.
BUREAUX = (
    ("Mairie – Salle d'honneur", (-96, 66)), ("Halle du Marché", (80, -100)),
    ("École Jules-Ferry", (60, 330)), ("École Pasteur", (-330, 330)),
    ("Centre social des Tilleuls", (-720, 440)),
    ("École George-Sand", (420, 180)), ("Salle de l'Industrie", (700, -300)),
    ("École Louise-Michel", (-330, -420)), ("Maison de quartier Saint-Martin", (300, -560)),
    ("École des Pinsons", (150, 750)),
)  # fmt: skip
QUARTIERS = (
    ("Centre", (0, 0)), ("Les Tilleuls", (-720, 400)), ("La Gare", (60, 330)),
    ("Faubourg Saint-Jean", (560, 0)), ("Rive Gauche", (30, -560)), ("Les Pinsons", (150, 750)),
)  # fmt: skip
#: How much farther than the nearest voting place an elector may have to go.
DETOUR = 2.0
#: A face with no more electors than this is a verge; fields may have a row of houses.
VERGE, FIELD, FIELD_M2 = 12, 110, 60_000
RING = {
    "Boulevard Victor Hugo", "Boulevard Gambetta", "Boulevard de la Liberté", "Quai des Tanneurs",
    "Quai de la Vève",
}  # fmt: skip


class Ground:
    """The faces of the commune and which of them share a street, not a river or a railway."""

    def __init__(self, streets: Sequence[Street]) -> None:
        barriers = [river(), railway()]
        outline = Polygon(commune_line())
        lines = [s.line for s in streets if not s.over] + barriers + [outline.exterior]
        found = [
            f for f in polygonize(unary_union(lines)) if f.representative_point().within(outline)
        ]
        self.faces = sorted(found, key=lambda f: shapes.cm(f.representative_point().coords[0]))
        self.tree = STRtree(self.faces)
        self.near = self._neighbours(unary_union(barriers).buffer(0.1))
        self.centres = [f.representative_point() for f in self.faces]

    def _neighbours(self, barrier: Polygon) -> list[list[int]]:
        near: list[list[int]] = [[] for _ in self.faces]
        for i, face in enumerate(self.faces):
            for j in sorted(int(j) for j in self.tree.query(face, predicate="touches")):
                if i < j:
                    shared = face.intersection(self.faces[j]).difference(barrier)
                    if shared.length > 5:
                        near[i].append(j)
                        near[j].append(i)
        return near

    def face_of(self, point: XY) -> int:
        """Return the face in which a point lies; on a border, the first."""
        spot = Point(point)
        hits = sorted(int(i) for i in self.tree.query(spot, predicate="intersects"))
        return hits[0] if hits else int(self.tree.nearest(spot))

    def merged(self, owner: Mapping[int, int], places: Sequence[tuple[str, XY]]) -> list[Area]:
        """Unite the faces of each owner."""
        areas = []
        for k, (name, _) in enumerate(places):
            own = [self.faces[i] for i in sorted(owner) if owner[i] == k]
            areas.append(Area(f"{k + 1:04d}", name, unary_union(own)))
        return areas


def bureaux(ground: Ground, points: Sequence[XY]) -> list[Area]:
    """Gather faces around the voting places so that as many electors go to each.

    ``points`` has the home of every elector. The area with the fewest electors takes the next
    face; then faces at the borders pass from the fullest areas to the emptiest.
    """
    weight = [0] * len(ground.faces)
    for p in points:
        weight[ground.face_of(p)] += 1
    owner = _grown(ground, weight)
    for _ in range(400):
        if not _exchange(ground, owner, weight):
            break
    _give_fields_to_the_nearest(ground, owner, weight)
    return ground.merged(owner, BUREAUX)


def _grown(ground: Ground, weight: Sequence[int]) -> dict[int, int]:
    owner = {ground.face_of(at): k for k, (_, at) in enumerate(BUREAUX)}
    while len(owner) < len(ground.faces):
        load = loads(owner, weight)
        ranked = sorted(load, key=lambda k: (load[k], k))
        for k, limit in [(k, DETOUR) for k in ranked] + [(k, math.inf) for k in ranked]:
            edge = {j for i, o in owner.items() if o == k for j in ground.near[i]} - set(owner)
            edge = {j for j in edge if _detour(ground, j, k) <= limit}
            if edge:
                owner[min(edge, key=lambda j: (_detour(ground, j, k), j))] = k
                break
        else:
            break
    return owner


def _detour(ground: Ground, face: int, bureau: int) -> float:
    """Compare the way to a voting place with that to the nearest one."""
    ways = [ground.faces[face].distance(Point(at)) + 150 for _, at in BUREAUX]
    return ways[bureau] / min(ways)


def loads(owner: Mapping[int, int], weight: Sequence[int]) -> dict[int, int]:
    """Count the electors of each area."""
    load = dict.fromkeys(range(len(BUREAUX)), 0)
    for i, k in owner.items():
        load[k] += weight[i]
    return load


def _exchange(ground: Ground, owner: dict[int, int], weight: Sequence[int]) -> bool:
    """Move the one face that evens out two neighbours most, keeping both in one piece."""
    load = loads(owner, weight)
    best, move = 0.0, None
    for i in sorted(owner):
        for to in sorted({owner[j] for j in ground.near[i]} - {owner[i]}):
            if _detour(ground, i, to) > DETOUR:
                continue
            gain = weight[i] * (load[owner[i]] - load[to] - weight[i])
            if gain > best and _stays_whole(ground, owner, i):
                best, move = gain, (i, to)
    if move:
        owner[move[0]] = move[1]
    return move is not None


def _give_fields_to_the_nearest(
    ground: Ground, owner: dict[int, int], weight: Sequence[int]
) -> None:
    """Pass faces where hardly anybody lives to the adjoining bureau that is nearest."""
    seeds = [Point(at) for _, at in BUREAUX]
    homes = {ground.face_of(at) for _, at in BUREAUX}
    for _ in range(4):
        for i in sorted(set(owner) - homes):
            if weight[i] > (FIELD if ground.faces[i].area > FIELD_M2 else VERGE):
                continue
            choice = {owner[j] for j in ground.near[i]} | {owner[i]}
            to = min(choice, key=lambda k: (ground.faces[i].distance(seeds[k]), k))
            if to != owner[i] and _stays_whole(ground, owner, i):
                owner[i] = to


def _stays_whole(ground: Ground, owner: Mapping[int, int], leaving: int) -> bool:
    own = {i for i, k in owner.items() if k == owner[leaving]} - {leaving}
    if not own:
        return False
    seen, queue = set(), [min(own)]
    while queue:
        i = queue.pop()
        if i not in seen:
            seen.add(i)
            queue += [j for j in ground.near[i] if j in own]
    return seen == own


def quartiers(ground: Ground, streets: Sequence[Street]) -> list[Area]:
    """Gather faces by the nearest heart of a quartier; the old town ends at its boulevards."""
    town = unary_union(list(polygonize(unary_union([s.line for s in streets if s.name in RING]))))
    owner = {i: 0 for i, c in enumerate(ground.centres) if c.within(town)}
    queue = [(0.0, ground.face_of(at), k) for k, (_, at) in enumerate(QUARTIERS) if k]
    while queue:
        far, i, k = heapq.heappop(queue)
        if i in owner:
            continue
        owner[i] = k
        for j in ground.near[i]:
            step = ground.centres[i].distance(ground.centres[j])
            heapq.heappush(queue, (far + step, j, k))
    return ground.merged(owner, QUARTIERS)


def commune_line() -> LineString:
    """Return the limit of the commune."""
    return LineString(shapes.smooth(plan.COMMUNE, step=90))
