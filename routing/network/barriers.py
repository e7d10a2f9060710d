"""Lines that no walk may cross: those the organiser draws on the map."""

from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from routing.network.simplification import Edges
from routing.network.walk_network import Network, assemble

#: The kind of these lines among ``network.barriers``: doors open onto the streets of their side.
DRAWN = "drawn"
#: Shorter than this, metres, nothing is left of a street between a wall and its end.
NO_PIECE_M = 0.05


def cut_at(network: Network, lines: gpd.GeoSeries) -> Network:
    """Return the network without any way across ``lines``.

    Every street that meets a line ends there, as at a wall, and so does each street of a crossing
    that lies on one. Rails, rivers and motorways need no such cut: a network holds only the
    streets that pass over or under them.

    Parameters
    ----------
    lines
        Lines or polygons (their outline counts), in the CRS of the network.

    Notes
    -----
    Row numbers change: doors must be placed anew on the network that this gives.
    """
    walls = shapely.union_all([shapely.boundary(g) if _is_area(g) else g for g in lines])
    parts = shapely.get_parts(shapely.line_merge(shapely.force_2d(walls)))
    drawn = gpd.GeoDataFrame({"kind": [DRAWN] * len(parts)}, geometry=parts, crs=network.crs)
    known = pd.concat([network.barriers, drawn], ignore_index=True)
    crossed = shapely.intersects(network.geometry, walls)
    if not crossed.any():
        return replace(network, barriers=known)  # it may still part doors from streets
    pieces = [_pieces(line, walls) for line in network.geometry[crossed]]
    sizes = np.ones(len(network.u), np.intp)
    sizes[crossed] = [len(p) for p in pieces]
    source = np.repeat(np.arange(len(network.u)), sizes)
    lines_now = network.geometry[source]
    lines_now[crossed[source]] = [part for whole in pieces for part in whole]
    first = np.r_[True, source[1:] != source[:-1]]
    last = np.r_[first[1:], True]
    blocked = shapely.dwithin(shapely.points(network.node_xy), walls, NO_PIECE_M)
    u, v = network.u[source], network.v[source]
    free_id = min(0, int(network.node_id.min())) - 1
    edges = Edges(
        _ends(network.node_id[u], own=~first | blocked[u], free_id=free_id),
        _ends(network.node_id[v], own=~last | blocked[v], free_id=free_id - len(source)),
        network.highway[source],
        network.name[source],
        network.private[source],
        lines_now,
        network.node_id[network.is_crossing],
    )
    cut = assemble(edges, crs=network.crs, barriers=known, pace_m_s=network.pace_m_s)
    return replace(cut, crossing_s=network.crossing_s, other_names=network.other_names)


def _is_area(shape: shapely.Geometry) -> bool:
    return shape.geom_type in {"Polygon", "MultiPolygon"}


def _pieces(line: shapely.LineString, walls: shapely.Geometry) -> list[shapely.LineString]:
    """Cut a street where it meets a wall, by distance along the street.

    A place computed as the crossing of two lines lies on neither.
    """
    crossed = shapely.points(shapely.get_coordinates(shapely.intersection(line, walls)))
    places = np.unique(np.round(shapely.line_locate_point(line, crossed), 3))
    inner = places[(places > NO_PIECE_M) & (places < line.length - NO_PIECE_M)]
    ends = np.r_[0.0, inner, line.length]
    return [substring(line, start, end) for start, end in pairwise(ends)]


def _ends(ids: NDArray[np.int64], *, own: NDArray[np.bool_], free_id: int) -> NDArray[np.int64]:
    """Return a node of its own to each end that a wall has made."""
    return np.where(own, free_id - np.arange(len(ids)), ids)
