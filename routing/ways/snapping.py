"""Where on the network each door stands: which street, how far along, on which side."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.network.barriers import DRAWN
from routing.network.street_names import OTHER_KIND, agreement
from routing.network.walk_network import Network

#: A door farther than this from every street is not on the network.
MAX_GAP_M = 150.0
#: A street of the address's own name wins over another that is nearer by up to this: half a wide
#: avenue and a front garden. Beyond it, the door opens on the nearer way (a lane of a residence).
NAME_WORTH_M = 40.0
#: Nearer to the middle line than this, a door is on neither side.
ON_THE_LINE_M = 0.05
#: Half the stretch of street that tells left from right.
_PROBE_M = 0.5
#: So far inside a street its side of a line is told; the very end of a street may lie on it.
_AT_THE_WALL_M = 0.1
_NOWHERE = -1

DOOR_COLUMNS = ("edge", "along_m", "side", "gap_m", "component", "reached", "reason")


def snap_doors(
    network: Network,
    points: gpd.GeoSeries,
    *,
    street_names: pd.Series | None = None,
    max_gap_m: float = MAX_GAP_M,
) -> pd.DataFrame:
    """Place doors on the network.

    The nearest street wins, except that one whose name agrees with the address may be up to
    ``NAME_WORTH_M`` farther, and that streets of the town win over islets (parts of the network
    that no walk joins to it) as long as they are within ``max_gap_m``.

    Parameters
    ----------
    points
        One point a building, index ``building_id``, in the CRS of the network.
    street_names
        The street of each address, same index; empty where unknown.

    Returns
    -------
    DataFrame
        Index ``building_id``; ``edge`` (row of the network's edge arrays, -1 if too far),
        ``along_m`` from the edge's u, ``side`` (1 left of u to v, -1 right, 0 on the line),
        ``gap_m`` to the street (NaN if too far), ``component``, ``reached``, and ``reason`` where
        not reached: ``too_far``, ``no_point`` (missing or empty), or ``islet`` (``edge`` is then
        the islet's street).

    Raises
    ------
    ValueError
        If the points are in another CRS than the network.
    """
    if points.crs is not None and points.crs != network.crs:
        raise ValueError(f"points are in {points.crs}, the network is in {network.crs}")
    place = np.asarray(points.array)
    names = None if street_names is None else street_names.reindex(points.index).fillna("")
    on_main = network.is_main[network.edge_component]
    edge = _best_edge(network, place, np.flatnonzero(on_main), names, max_gap_m)
    lost = np.flatnonzero(edge == _NOWHERE)
    islets = np.flatnonzero(~on_main)
    lost_names = None if names is None else names.iloc[lost]
    edge[lost] = _best_edge(network, place[lost], islets, lost_names, max_gap_m)
    _keep_to_their_side(network, place, edge, names, max_gap_m)
    return _on_edges(network, place, edge, points.index)


def _best_edge(
    network: Network,
    place: NDArray[np.object_],
    allowed: NDArray[np.intp],
    names: pd.Series | None,
    max_gap_m: float,
) -> NDArray[np.int64]:
    """Choose the edge of each point among ``allowed``; -1 if none is within ``max_gap_m``."""
    best = np.full(len(place), _NOWHERE, np.int64)
    if not len(place) or not len(allowed):
        return best
    lines = network.geometry[allowed]
    tree = shapely.STRtree(lines)
    (point, line), gap = tree.query_nearest(
        place, max_distance=max_gap_m, return_distance=True, all_matches=True
    )
    if names is not None and len(point):
        near, first = np.unique(point, return_index=True)
        reach = np.minimum(gap[first] + NAME_WORTH_M, max_gap_m)
        found, line = tree.query(place[near], predicate="dwithin", distance=reach)
        point = near[found]
        gap = shapely.distance(place[point], lines[line])
        wanted = names.iloc[point]
        gap = gap - NAME_WORTH_M * _agreement(network, wanted, allowed[line], point)
    order = np.lexsort((line, gap, point))
    winner = order[np.r_[True, point[order][1:] != point[order][:-1]]] if len(order) else order
    best[point[winner]] = allowed[line[winner]]
    return best


def _agreement(
    network: Network, wanted: pd.Series, edge: NDArray[np.intp], point: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Score the names of streets near points.

    Beside the street itself, its namesake of another kind (the impasse off the rue) is any other
    street.
    """
    score = agreement(wanted, network.name[edge], also=network.other_names)
    best = np.zeros(point.max(initial=0) + 1)
    np.maximum.at(best, point, score)
    return np.where((score <= OTHER_KIND) & (best[point] > OTHER_KIND), 0.0, score)


def _keep_to_their_side(
    network: Network,
    place: NDArray[np.object_],
    edge: NDArray[np.int64],
    names: pd.Series | None,
    max_gap_m: float,
) -> None:
    """Give doors that open across a drawn line a street on their own side, or none.

    A street that the line has cut off from the town is still theirs.
    """
    walls = network.barriers.geometry[network.barriers["kind"] == DRAWN].to_numpy()
    if not len(walls):
        return
    walls = shapely.union_all(walls)
    found = np.flatnonzero(edge != _NOWHERE)
    across = found[_crosses(place[found], network.geometry[edge[found]], walls)]
    door, line = shapely.STRtree(network.geometry).query(
        place[across], predicate="dwithin", distance=max_gap_m
    )
    door = across[door]
    clear = ~_crosses(place[door], network.geometry[line], walls)
    door, line = door[clear], line[clear]
    gap = shapely.distance(place[door], network.geometry[line])
    if names is not None and len(door):
        gap = gap - NAME_WORTH_M * _agreement(network, names.iloc[door], line, door)
    order = np.lexsort((line, gap, ~network.is_main[network.edge_component[line]], door))
    winner = order[np.r_[True, door[order][1:] != door[order][:-1]]] if len(order) else order
    edge[across] = _NOWHERE
    edge[door[winner]] = line[winner]


def _crosses(
    place: NDArray[np.object_], street: NDArray[np.object_], walls: shapely.Geometry
) -> NDArray[np.bool_]:
    """Tell doors whose way to a street crosses a line.

    Where a street ends at a line, the way goes to a place just before its end: that tells on which
    side of the line the street lies.
    """
    length = shapely.length(street)
    margin = np.minimum(_AT_THE_WALL_M, length / 2)
    along = np.clip(shapely.line_locate_point(street, place), margin, length - margin)
    to = shapely.line_interpolate_point(street, along)
    ends = np.stack([shapely.get_coordinates(place), shapely.get_coordinates(to)], axis=1)
    crosses: NDArray[np.bool_] = shapely.intersects(shapely.linestrings(ends), walls)
    return crosses


def _on_edges(
    network: Network, place: NDArray[np.object_], edge: NDArray[np.int64], index: pd.Index
) -> pd.DataFrame:
    """Measure where each point falls on its edge."""
    found = edge != _NOWHERE
    missing = shapely.is_missing(place) | shapely.is_empty(place)
    line, spot = network.geometry[edge[found]], place[found]
    drawn = shapely.line_locate_point(line, spot)
    length = network.length_m[edge[found]]
    along, gap = np.full(len(edge), np.nan), np.full(len(edge), np.nan)
    side, component = np.zeros(len(edge), np.int8), np.full(len(edge), _NOWHERE, np.int32)
    along[found] = np.clip(drawn * length / shapely.length(line), 0, length)
    gap[found] = shapely.distance(line, spot)
    side[found] = np.where(gap[found] > ON_THE_LINE_M, _side(line, drawn, spot), 0)
    component[found] = network.edge_component[edge[found]]
    islet = found & ~network.is_main[component]
    return pd.DataFrame(
        {
            "edge": edge,
            "along_m": along,
            "side": side,
            "gap_m": gap,
            "component": component,
            "reached": found & ~islet,
            "reason": np.select([missing, ~found, islet], ["no_point", "too_far", "islet"], ""),
        },
        index=index.rename("building_id"),
    )


def _side(
    line: NDArray[np.object_], along: NDArray[np.float64], spot: NDArray[np.object_]
) -> NDArray[np.int8]:
    """Tell left (1) from right (-1) by the direction of the street around the nearest place."""
    back = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.maximum(along - _PROBE_M, 0))
    )
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + _PROBE_M))
    way = ahead - back
    to = shapely.get_coordinates(spot) - (back + ahead) / 2
    return np.where(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0] >= 0, 1, -1).astype(np.int8)
