"""Which doors are neighbours on foot, and what a border between them would cost.

Built on the walks of ``routing``: the next door on the same side of the street, the first doors
around a crossing, the door across the street where one crosses. What no walk joins is not joined.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from routing.network.walk_network import Network
from routing.ways.door_pairs import door_pairs
from turf.neighbours import FARTHEST_PAST_M, PAST_OTHERS_M, Floats, Ints, Pairs
from turf.settings import CutSettings

#: How much more a border within the atom costs when atoms are asked for, not just preferred.
ASKED_FOR = 4.0

_QUIET = ("residential", "living_street", "service", "unclassified", "pedestrian", "road")
_MIDDLE = ("tertiary",)


@dataclass(frozen=True, eq=False)
class NeighbourGraph:
    """Neighbouring doors as rows of the ``doors`` table, the block face and atom of each door.

    ``pairs.walk_m`` counts crossings as metres walked meanwhile; ``way_m`` has the way alone.
    """

    pairs: Pairs
    way_m: Floats
    face: Ints
    atom: Ints


def neighbour_graph(network: Network, doors: pd.DataFrame, settings: CutSettings) -> NeighbourGraph:
    """Join neighbouring doors.

    Parameters
    ----------
    doors
        As ``routing.ways.snapping.snap_doors`` gives them, the reached ones only.
    """
    found = door_pairs(network, doors)
    face = block_faces(doors)
    i, j = np.asarray(found.i, np.int64), np.asarray(found.j, np.int64)
    kind = np.asarray(found.kind)
    atom = face
    if settings.by == "block":
        atom = blocks(network, doors, face)
    street = network.highway[doors["edge"].to_numpy()[i]]
    cut_m = border_costs(kind, street, atom[i] == atom[j], settings)
    walk_m = np.asarray(found.walk_s, float) * network.pace_m_s
    return NeighbourGraph(Pairs(i, j, walk_m, cut_m), np.asarray(found.walk_m, float), face, atom)


def block_faces(doors: pd.DataFrame) -> Ints:
    """Number the block faces: one side of one street between two crossings."""
    edge, side = doors["edge"].to_numpy(np.int64), doors["side"].to_numpy(np.int64)
    return np.asarray(2 * edge + (side > 0))


def border_costs(
    kind: NDArray[np.str_],
    street: NDArray[np.str_],
    whole: NDArray[np.bool_],
    settings: CutSettings,
) -> Floats:
    """Price a border between each pair of neighbours, in metres.

    Parameters
    ----------
    kind
        ``along``, ``across`` or ``corner``.
    street
        OpenStreetMap's class of the first door's street.
    whole
        Whether both doors are of one atom.
    """
    prices = settings.boundary
    base = np.array([str(s).removesuffix("_link") for s in street])
    across = np.select(
        [np.isin(base, _QUIET), np.isin(base, _MIDDLE)],
        [prices.across_quiet_m, prices.across_middle_m],
        prices.across_wide_m,
    )
    cost = np.select(
        [kind == "along", kind == "across"], [prices.split_face_m, across], prices.corner_m
    )
    if settings.by == "building":
        return cost
    asked = np.maximum(cost, prices.split_face_m) * ASKED_FOR
    return np.asarray(np.where(whole, asked, cost))


def blocks(network: Network, doors: pd.DataFrame, face: Ints) -> Ints:
    """Number the blocks, the areas that streets enclose; a door in none keeps its block face."""
    areas = shapely.get_parts(shapely.polygonize(network.geometry))
    line = network.geometry[doors["edge"].to_numpy()]
    foot = shapely.line_interpolate_point(line, doors["along_m"].to_numpy())
    places = _beside(line, doors, foot)
    door, area = shapely.STRtree(areas).query(places, predicate="within")
    atom = face + len(areas)
    atom[door] = area
    return atom


def _beside(line: NDArray[np.object_], doors: pd.DataFrame, foot: NDArray[np.object_]) -> object:
    """Return a place two metres into the block on each door's side of its street."""
    along, side = doors["along_m"].to_numpy(), doors["side"].to_numpy()
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + 0.5))
    back = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - 0.5, 0)))
    way = (ahead - back) / np.maximum(np.hypot(*(ahead - back).T), 1e-9)[:, None]
    aside = np.column_stack([-way[:, 1], way[:, 0]]) * (2.0 * side)[:, None]
    return shapely.points(shapely.get_coordinates(foot) + aside)


def bridges(pairs: Pairs, zone: Ints, *, limit_m: float = FARTHEST_PAST_M) -> Pairs:
    """Find doors of one zone that are neighbours once the doors of other zones are let through.

    The border of a bureau often runs along the middle of a street, so that its own doors touch
    little. One still walks from one to the next past other people's doors, up to ``limit_m``.
    """
    size = (zone.size, zone.size)
    one_way = coo_array((pairs.walk_m + 1e-6, (pairs.i, pairs.j)), shape=size).tocsr()
    walks = one_way.maximum(one_way.T)
    foreign = zone[pairs.i] != zone[pairs.j]
    found = [_around_zone(walks, pairs, zone == name) for name in np.unique(zone[pairs.i[foreign]])]
    if not found:
        return pairs.where(np.zeros(pairs.i.size, bool))
    table = pd.concat(found).groupby(["i", "j"], sort=True)["walk_m"].min().reset_index()
    table = table[table["walk_m"] <= limit_m]
    i, j = table["i"].to_numpy(np.int64), table["j"].to_numpy(np.int64)
    return Pairs(i, j, table["walk_m"].to_numpy(float) + PAST_OTHERS_M, np.zeros(len(table)))


def _around_zone(walks: csr_array, pairs: Pairs, own: NDArray[np.bool_]) -> pd.DataFrame:
    """Grow the cells of a zone's doors over other doors; pairs of doors whose cells touch there."""
    far, _, owner = dijkstra(
        walks,
        indices=np.flatnonzero(own),
        limit=FARTHEST_PAST_M / 2,
        min_only=True,
        return_predecessors=True,
    )
    i, j = pairs.i, pairs.j
    touch = np.isfinite(far[i]) & np.isfinite(far[j]) & ~(own[i] & own[j])
    one, two = owner[i[touch]], owner[j[touch]]
    table = pd.DataFrame(
        {
            "i": np.minimum(one, two),
            "j": np.maximum(one, two),
            "walk_m": far[i[touch]] + pairs.walk_m[touch] + far[j[touch]],
        }
    )
    return table[table["i"] != table["j"]]
