"""Nodes drawn twice at one place are one: a street is not cut there, and no segment is empty."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Nodes nearer than this are one place: OpenStreetMap rounds to a centimetre. A wider net would
#: draw whole curves together whose points stand close.
SAME_PLACE_M = 0.02


def joined_nodes(
    refs: NDArray[np.int64],
    xy: NDArray[np.float64],
    levels: Sequence[str],
    way: NDArray[np.int64],
) -> tuple[NDArray[np.int64], dict[int, int]]:
    """Give nodes at one place one id.

    Parameters
    ----------
    refs, xy, way
        (n,), (n, 2), (n,): the node ids of all ways, their places in metres, and the way of each.
    levels
        The level of each way (see ``routing.network.walkable.Way``). Nodes of ways that have none
        in common stay apart: a bridge and the street below.

    Returns
    -------
    refs, same
        The ids anew, the least of each place, and the old ids that have another one now.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    ids, row, number = np.unique(refs, return_index=True, return_inverse=True)
    near = cKDTree(xy[row]).query_pairs(SAME_PLACE_M, output_type="ndarray")
    if not len(near):
        return refs, {}
    found = _levels_of(near, number, np.asarray(levels, object)[way])
    meet = np.array([not found[a].isdisjoint(found[b]) for a, b in near.tolist()], np.bool_)
    a, b = near[meet].T
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(len(ids), len(ids)))
    _, group = connected_components(links.tocsr(), directed=False)
    first = np.full(len(ids), len(ids))
    np.minimum.at(first, group, np.arange(len(ids)))
    least = ids[first[group]]
    moved = np.flatnonzero(least != ids)
    same = dict(zip(ids[moved].tolist(), least[moved].tolist(), strict=True))
    return least[number], same


def _levels_of(
    near: NDArray[np.intp], number: NDArray[np.intp], level: NDArray[np.object_]
) -> dict[int, set[str]]:
    """Return the levels of the ways through each of some nodes."""
    found: dict[int, set[str]] = {int(node): set() for node in np.unique(near)}
    for place in np.flatnonzero(np.isin(number, np.unique(near))).tolist():
        found[int(number[place])].add(str(level[place]))
    return found
