"""The walk as drawn on the map: the line along the streets from each stop to the next."""

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from routing.distances import along_street
from routing.door_places import DoorPlaces, door_places
from routing.network import Network
from routing.side_graph import UNREACHED

#: Columns of ``DoorPlaces.gate`` that lie at the edge's u; the others lie at v.
_AT_U = (0, 2)


def walking_path(
    network: Network, doors: pd.DataFrame, order: Sequence[str] | None = None
) -> gpd.GeoSeries:
    """Draw the walk through doors.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them.
    order
        Ids of ``doors`` from first to last, the first one again at the end for a closed tour;
        all in the order of the rows unless given.

    Returns
    -------
    GeoSeries
        One leg an entry, index ``position`` from 1 (the walk to the second stop): a LineString
        along the middle of the streets from the front of one door to the front of the next, of
        two equal points if they share one; None where no walk exists.

    Raises
    ------
    KeyError
        If ``order`` names a door that ``doors`` does not hold.
    """
    stops = doors if order is None else doors.loc[list(order)]
    places = door_places(network, stops)
    legs = [_leg(network, places, i, j) for i, j in pairwise(range(len(stops)))]
    index = pd.RangeIndex(1, len(legs) + 1, name="position")
    return gpd.GeoSeries(np.array(legs, object), index=index, crs=network.crs)


def _leg(network: Network, places: DoorPlaces, i: int, j: int) -> shapely.LineString | None:
    """Draw the quickest walk between two doors, straight along their street or by corners."""
    from routing.shortest_paths import way_between

    if min(places.edge[i], places.edge[j]) < 0:
        return None
    straight = int(UNREACHED)
    if places.edge[i] == places.edge[j]:
        straight = int(along_street(places, np.array([i]), np.array([j]))[0])
    around, way = way_between(
        network.sides.rows, places.gate[i], places.toll[i], places.gate[j], places.toll[j]
    )
    if straight < UNREACHED and straight <= around:
        here, there = _spot(network, places, i), _spot(network, places, j)
        return _line([_stretch(network, int(places.edge[i]), here, there)])
    return _line(_pieces(network, places, i, j, way)) if len(way) else None


def _pieces(
    network: Network, places: DoorPlaces, i: int, j: int, way: NDArray[np.int32]
) -> list[NDArray[np.float64]]:
    """List the vertices of each stretch of a walk over corners."""
    graph = network.sides
    _, target, _ = graph.rows
    last = int(target[way[-1]]) if len(way) > 1 else int(way[0])
    pieces = [_to_end(network, places, i, int(way[0]))]
    for position in way[1:]:
        arc = graph.arc[position]
        edge = graph.edge[arc]
        if edge >= 0:
            vertices = network.coords[network.offsets[edge] : network.offsets[edge + 1]]
            forward = graph.end[arc] == target[position]
            pieces.append(vertices if forward else vertices[::-1])
    pieces.append(_to_end(network, places, j, last)[::-1])
    return pieces


def _to_end(network: Network, places: DoorPlaces, door: int, corner: int) -> NDArray[np.float64]:
    """Give the vertices from a door to the end of its street where a corner lies."""
    tolls = np.where(places.gate[door] == corner, places.toll[door], UNREACHED)
    edge = int(places.edge[door])
    end = 0.0 if int(np.argmin(tolls)) in _AT_U else float(network.geometry[edge].length)
    return _stretch(network, edge, _spot(network, places, door), end)


def _spot(network: Network, places: DoorPlaces, door: int) -> float:
    """Give how far along the drawn line of its edge a door stands."""
    edge = places.edge[door]
    share = places.length[door] / max(1, network.sides.length[edge])
    return float(share * network.geometry[edge].length)


def _stretch(network: Network, edge: int, start: float, end: float) -> NDArray[np.float64]:
    """Give the vertices of a part of an edge, backwards if ``end`` comes first."""
    vertices: NDArray[np.float64] = shapely.get_coordinates(
        substring(network.geometry[edge], start, end)
    )
    return vertices


def _line(pieces: list[NDArray[np.float64]]) -> shapely.LineString:
    """Join stretches into one line without repeated vertices."""
    vertices = np.concatenate(pieces)
    new = np.r_[True, (np.diff(vertices, axis=0) != 0).any(axis=1)]
    kept = vertices[new]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))
