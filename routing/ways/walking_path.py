"""The walk as drawn on the map: the line along the streets from each stop to the next."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from routing.network.walk_network import Network
from routing.ways.walk_moves import Leg, Stretch, walk_moves


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
    legs = [_line(network, leg) for leg in walk_moves(network, doors, order).legs]
    index = pd.RangeIndex(1, len(legs) + 1, name="position")
    return gpd.GeoSeries(np.array(legs, object), index=index, crs=network.crs)


def _line(network: Network, leg: Leg | None) -> shapely.LineString | None:
    """Join the stretches of a leg into one line without repeated vertices."""
    if leg is None:
        return None
    pieces = [vertices_of(network, move) for move in leg if isinstance(move, Stretch)]
    vertices = np.concatenate(pieces)
    new = np.r_[True, (np.diff(vertices, axis=0) != 0).any(axis=1)]
    kept = vertices[new]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))


def vertices_of(network: Network, stretch: Stretch) -> NDArray[np.float64]:
    """Return the (k, 2) vertices of a stretch in the order they are walked."""
    line = network.geometry[stretch.edge]
    scale = line.length / max(1, network.sides.length[stretch.edge]) * 10
    part = substring(line, stretch.start_m * scale, stretch.end_m * scale)
    vertices: NDArray[np.float64] = shapely.get_coordinates(part)
    return vertices
