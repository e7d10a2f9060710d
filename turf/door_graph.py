"""Which doors are neighbours on foot, and what a border between them would cost.

Built on the walks of ``routing``: the next door on the same side of the street, the first doors
around a crossing, the door across the street where one crosses. What no walk joins is not joined.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from routing.door_pairs import door_pairs
from routing.network import Network
from turf.neighbours import Floats, Ints, Pairs, components
from turf.settings import CutSettings
from turf.tree_cut import Links, spanning_links

#: A bureau or quartier in several pieces is one when a walk of so many metres through its
#: neighbours joins them.
BRIDGE_M = 600.0
#: How much more a border within the atom costs when atoms are asked for, not just preferred.
ASKED_FOR = 4.0

_QUIET = ("residential", "living_street", "service", "unclassified", "pedestrian", "road")
_MIDDLE = ("tertiary",)


@dataclass(frozen=True, eq=False)
class DoorGraph:
    """Neighbouring doors as rows of the ``doors`` table, the block face and atom of each door.

    ``pairs.walk_m`` counts crossings as metres walked meanwhile; ``way_m`` has the way alone.
    """

    pairs: Pairs
    way_m: Floats
    face: Ints
    atom: Ints


def door_graph(network: Network, doors: pd.DataFrame, settings: CutSettings) -> DoorGraph:
    """Join neighbouring doors.

    Parameters
    ----------
    doors
        As ``routing.snapping.snap_doors`` gives them, the reached ones only.
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
    walk_m = np.asarray(found.walk_s, float) * settings.pace_m_s
    return DoorGraph(Pairs(i, j, walk_m, cut_m), np.asarray(found.walk_m, float), face, atom)


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
    """Give a place two metres into the block on each door's side of its street."""
    along, side = doors["along_m"].to_numpy(), doors["side"].to_numpy()
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + 0.5))
    back = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - 0.5, 0)))
    way = (ahead - back) / np.maximum(np.hypot(*(ahead - back).T), 1e-9)[:, None]
    aside = np.column_stack([-way[:, 1], way[:, 0]]) * (2.0 * side)[:, None]
    return shapely.points(shapely.get_coordinates(foot) + aside)


def bridges(pairs: Pairs, zone: Ints, *, limit_m: float = BRIDGE_M) -> Pairs:
    """Find the walks, through doors of other zones, that hold the pieces of each zone together.

    A bureau's border often runs along a street's middle, so that its doors do not all touch. One
    still walks from one piece to the next past other people's doors.
    """
    size = zone.size
    piece = components(size, pairs.where(zone[pairs.i] == zone[pairs.j]))
    walks = coo_array((pairs.walk_m + 1e-6, (pairs.i, pairs.j)), shape=(size, size)).tocsr()
    walks = walks.maximum(walks.T)
    doors_of = pd.Series(np.arange(size)).groupby(piece).indices
    zone_of = pd.Series(zone).groupby(piece).first()
    largest = pd.Series(piece).groupby(piece).size().groupby(zone_of).idxmax()
    found = []
    for name in zone_of.index.difference(pd.Index(largest)):
        own = doors_of[name]
        far, _, source = dijkstra(
            walks, indices=own, limit=limit_m, min_only=True, return_predecessors=True
        )
        reached = np.flatnonzero(np.isfinite(far) & (zone == zone_of[name]) & (piece != name))
        nearest = pd.Series(far[reached], index=reached).groupby(piece[reached]).idxmin()
        found += [(source[door], door, far[door]) for door in nearest]
    return _spanning(found, piece)


def _spanning(found: list[tuple[int, int, float]], piece: Ints) -> Pairs:
    """Keep the shortest bridges that are needed."""
    table = np.array(found, dtype=float).reshape(-1, 3)
    i, j, far = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]
    nothing = np.zeros(len(far))
    links = Links(piece[i], piece[j], far, nothing, nothing.astype(np.int64))
    kept = spanning_links(int(piece.max(initial=0)) + 1, links, np.argsort(far, kind="stable"))
    return Pairs(i[kept], j[kept], far[kept], nothing[kept])
