"""Lines that no walk may cross: those the organiser draws on the map."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import split

from routing.network import Network, assemble
from routing.simplification import Edges


def cut_at(network: Network, lines: gpd.GeoSeries) -> Network:
    """Give the network without any way across ``lines``.

    Every street that crosses a line ends on both sides of it, as at a wall. Rails, rivers and
    motorways need no such cut: a network holds only the streets that pass over or under them.

    Parameters
    ----------
    lines
        Lines or polygons (their outline counts), in the CRS of the network.

    Notes
    -----
    Row numbers change: doors must be placed anew on the network that this gives.
    """
    walls = shapely.union_all([shapely.boundary(g) if _is_area(g) else g for g in lines])
    crossed = shapely.intersects(network.geometry, walls)
    if not crossed.any():
        return network
    pieces = [_pieces(line, walls) for line in network.geometry[crossed]]
    sizes = np.ones(len(network.u), np.intp)
    sizes[crossed] = [len(p) for p in pieces]
    source = np.repeat(np.arange(len(network.u)), sizes)
    lines_now = network.geometry[source]
    lines_now[crossed[source]] = [part for whole in pieces for part in whole]
    first = np.r_[True, source[1:] != source[:-1]]
    last = np.r_[first[1:], True]
    free_id = min(0, int(network.node_id.min())) - 1
    edges = Edges(
        _ends(network.node_id[network.u][source], inner=~first, free_id=free_id),
        _ends(network.node_id[network.v][source], inner=~last, free_id=free_id - len(source)),
        network.highway[source],
        network.name[source],
        network.private[source],
        lines_now,
        network.node_id[network.is_crossing],
    )
    cut = assemble(edges, crs=network.crs, barriers=network.barriers, pace_m_s=network.pace_m_s)
    return replace(cut, crossing_s=network.crossing_s)


def _is_area(shape: shapely.Geometry) -> bool:
    return shape.geom_type in {"Polygon", "MultiPolygon"}


def _pieces(line: shapely.LineString, walls: shapely.Geometry) -> list[shapely.LineString]:
    """Cut a street where it meets a wall; what merely ends there stays whole."""
    points = shapely.intersection(line, walls)
    cuts = shapely.MultiPoint(shapely.get_coordinates(points))
    return [part for part in split(line, cuts).geoms if part.length > 0]


def _ends(ids: NDArray[np.int64], *, inner: NDArray[np.bool_], free_id: int) -> NDArray[np.int64]:
    """Give a new node to each end that a cut has made."""
    return np.where(inner, free_id - np.arange(len(ids)), ids)
