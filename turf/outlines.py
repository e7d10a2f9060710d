"""The outline of every turf, for maps: near its doors, and over nobody else's."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

#: How far from its doors a turf's outline may reach, in metres.
REACH_M = 45.0
SMOOTH_M = 3.0
#: Doors nearer than this claim the same ground.
STACKED_M = 0.1

Shapes = NDArray[np.object_]


def turf_shapes(
    buildings: gpd.GeoDataFrame, turf_id: pd.Series, *, reach_m: float = REACH_M
) -> gpd.GeoSeries:
    """Draw an outline around the doors of each turf.

    Every door claims the ground that is nearer to it than to any other (its Voronoi cell) up to
    ``reach_m``, so outlines do not overlap. Only a turf all of whose doors are stacked on doors of
    another gets a small disc over its neighbour's ground.

    Parameters
    ----------
    buildings
        Points in a metric CRS.
    turf_id
        On the same index; buildings with ``""`` claim ground but draw no outline.

    Returns
    -------
    Polygons or multipolygons in the same CRS, indexed by ``turf_id``.
    """
    xy = shapely.get_coordinates(buildings.geometry.to_numpy())
    names, code = np.unique(turf_id.to_numpy(dtype=str), return_inverse=True)
    _, first = np.unique(np.round(xy / STACKED_M), axis=0, return_index=True)
    cells = _cells(xy[first], reach_m)
    ground = _joined(cells, code[first], names.size)
    discs = shapely.buffer(shapely.points(xy), reach_m, quad_segs=4)
    near = np.array([shapely.union_all(part) for part in _grouped(discs, code, names.size)])
    outlines = shapely.intersection(ground, near)
    lost = shapely.is_empty(outlines) | shapely.is_missing(outlines)
    outlines[lost] = shapely.buffer(shapely.centroid(near[lost]), reach_m / 4, quad_segs=4)
    shapes = gpd.GeoSeries(outlines, index=pd.Index(names, name="turf_id"), crs=buildings.crs)
    return shapes.drop(index="", errors="ignore")


def _cells(xy: NDArray[np.float64], reach_m: float) -> Shapes:
    """Give each place its Voronoi cell, cut off well beyond ``reach_m``."""
    places = shapely.points(xy)
    if len(xy) < 3:
        return np.asarray(shapely.buffer(places, reach_m)) if len(xy) == 1 else _two(xy, reach_m)
    sites = shapely.multipoints(places)
    frame = shapely.buffer(shapely.envelope(sites), 2 * reach_m)
    drawn = shapely.voronoi_polygons(sites, extend_to=frame, ordered=True)
    return np.asarray(shapely.get_parts(drawn))


def _two(xy: NDArray[np.float64], reach_m: float) -> Shapes:
    """Part the plane between two places (a Voronoi diagram needs more)."""
    middle = xy.mean(axis=0)
    along = (xy[1] - xy[0]) / np.hypot(*(xy[1] - xy[0]))
    aside = np.array([-along[1], along[0]])
    far = 2 * reach_m + np.hypot(*(xy[1] - xy[0]))
    halves = [
        shapely.Polygon(
            middle + far * np.array([aside, aside + way * along, way * along - aside, -aside])
        )
        for way in (-1, 1)
    ]
    return np.array(halves)


def _joined(cells: Shapes, code: NDArray[np.int64], groups: int) -> Shapes:
    """Unite the cells of each group and smooth the borders, the same way on both sides."""
    ground = np.array([shapely.coverage_union_all(p) for p in _grouped(cells, code, groups)])
    there = ~shapely.is_empty(ground)
    ground[there] = shapely.coverage_simplify(ground[there], SMOOTH_M)
    return ground


def _grouped(shapes: Shapes, code: NDArray[np.int64], groups: int) -> list[Shapes]:
    order = np.argsort(code, kind="stable")
    ends = np.searchsorted(code[order], np.arange(1, groups))
    return np.split(shapes[order], ends)
