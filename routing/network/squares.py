"""Squares are walked over, not round: their entries are joined by the lines that stay on them.

A line leads from each entry to those it sees, and by the corners that stand in the way of sight
(visibility graph; Lozano-Pérez and Wesley 1979, Communications of the ACM 22(10)). What the map
does not draw (stalls, terraces, works) is not known: such a line is a guess, and its class tells.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import shapely

from routing.network.osm_files import Drawing, Square
from routing.network.walkable import Way

#: Class of these lines, beside those of OpenStreetMap's ``highway``.
ACROSS = "square"
#: Most places of a square that are joined: lines grow with their square.
MOST_PLACES = 60
#: How far a line may leave the square: a straight side is drawn with points not quite on it.
SLACK_M = 0.1

Places = Mapping[int, tuple[float, float]]


@dataclass(frozen=True)
class Link:
    """A line across a square, between two nodes."""

    first: int
    second: int
    way: Way


def links_across(drawing: Drawing, place: Places, same: Mapping[int, int]) -> list[Link]:
    """List the lines across all squares of a drawing.

    Parameters
    ----------
    place
        Where each node stands, in metres.
    same
        The nodes that have become another (see ``routing.network.nodes_at_one_place``).
    """
    if not drawing.squares:
        return []
    ways = [[same.get(ref, ref) for ref in way] for way in drawing.refs]
    through = Counter(ref for way in ways for ref in set(way))
    ends = sorted({ref for way in ways for ref in (way[0], way[-1])})
    tree = shapely.STRtree(shapely.points([place[ref] for ref in ends]))
    found = []
    for square in drawing.squares:
        outline = [[same.get(ref, ref) for ref in line] for line in square.outline]
        ground = _ground(outline, place)
        if not ground.is_empty:
            inside = {ends[k] for k in tree.query(ground, predicate="intersects").tolist()}
            found += list(_links(square, outline, ground, inside, through, place))
    return found


def _ground(outline: list[list[int]], place: Places) -> shapely.Geometry:
    """Make a polygon of lines, with holes; empty where they do not close."""
    lines = [
        shapely.LineString([place[ref] for ref in line])
        for line in outline
        if len(line) > 1 and all(ref in place for ref in line)
    ]
    return shapely.build_area(shapely.GeometryCollection(lines))


def _links(
    square: Square,
    outline: list[list[int]],
    ground: shapely.Geometry,
    inside: set[int],
    through: Counter[int],
    place: Places,
) -> Iterator[Link]:
    """Join the entries of a square, and its corners, where the line stays on it."""
    own = Counter(ref for line in outline for ref in set(line))
    edge = [ref for ref in own if ref in place]
    entries = [ref for ref in edge if through[ref] > own[ref]]
    entries += sorted(inside - set(edge))
    spots = {place[ref]: ref for ref in edge}
    corners = [spots[xy] for xy in _corners(ground) if xy in spots]
    nodes = list(dict.fromkeys([*entries, *corners]))[:MOST_PLACES]
    drawn = {frozenset(pair) for line in outline for pair in pairwise(line)}
    pairs = [pair for pair in combinations(nodes, 2) if frozenset(pair) not in drawn]
    if not entries or not pairs:
        return
    lines = shapely.linestrings([[place[a], place[b]] for a, b in pairs])
    roomy = shapely.buffer(ground, SLACK_M)
    shapely.prepare(roomy)
    way = square.way._replace(highway=ACROSS)
    for (a, b), stays in zip(pairs, shapely.covers(roomy, lines), strict=True):
        if stays:
            yield Link(a, b, way)


def _corners(ground: shapely.Geometry) -> Iterator[tuple[float, float]]:
    """Yield the corners at which the ground reaches more than half way round."""
    for part in shapely.get_parts(ground):
        solid = shapely.orient_polygons(part)
        for ring in (solid.exterior, *solid.interiors):
            xy = np.asarray(ring.coords)[:-1]
            came, goes = xy - np.roll(xy, 1, axis=0), np.roll(xy, -1, axis=0) - xy
            turn = came[:, 0] * goes[:, 1] - came[:, 1] * goes[:, 0]
            yield from map(tuple, xy[turn < 0].tolist())
