"""Shapes made sound: valid polygons, one per id; what was repaired is told."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from canvass.errors import Fault
from canvass.words import Words

#: Two areas that share more than this part of the smaller one are reported.
OVERLAP_REPORTED_PERCENT = 1
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def sound_polygons(frame: gpd.GeoDataFrame, *, name: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Make every shape a valid polygon, leaving aside what has no area.

    Parameters
    ----------
    frame
        Indexed by the id of the area; ids may repeat.
    name
        File name, for the faults.
    """
    shapes = frame.geometry.array
    valid = shapely.is_valid(shapes)
    repaired = np.array(
        [
            shape if ok and shape.geom_type in {"Polygon", "MultiPolygon"} else _polygonal(shape)
            for shape, ok in zip(shapes, valid, strict=True)
        ],
        dtype=object,
    )
    hollow = np.array([shape is None or shape.is_empty for shape in repaired], dtype=bool)
    faults = [
        *(
            Fault(Words(f"{i} : contour invalide, réparé", f"{i}: invalid contour, repaired"), name)
            for i in frame.index[~valid & ~hollow]
        ),
        *(
            Fault(
                Words(f"{i} : sans surface, laissé de côté", f"{i}: without area, left aside"), name
            )
            for i in frame.index[hollow]
        ),
    ]
    kept = frame[~hollow].copy()
    return kept.set_geometry(repaired[~hollow], crs=frame.crs), faults


def _polygonal(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return the polygons of a shape made valid, or None if nothing of it has an area."""
    if shape is None or shape.is_empty:
        return None
    parts = shapely.get_parts(shapely.make_valid(shape))
    # make_valid gives collections that may hold multipolygons.
    parts = shapely.get_parts(parts)
    polygons = parts[np.isin(shapely.get_type_id(parts), _POLYGONS)]
    return shapely.union_all(polygons) if len(polygons) else None


def one_per_id(frame: gpd.GeoDataFrame, *, name: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Join the polygons of one id into one area; the first row gives the other columns."""
    repeated = frame.index[frame.index.duplicated()].unique()
    if repeated.empty:
        return frame.sort_index(), []
    union = frame.geometry.groupby(level=0).agg(lambda part: shapely.union_all(part.array))
    single = frame[~frame.index.duplicated()].sort_index()
    faults = [
        Fault(
            Words(
                f"{i} : code présent plusieurs fois, contours réunis",
                f"{i}: code found several times, contours joined",
            ),
            name,
        )
        for i in sorted(repeated)
    ]
    shapes = union.reindex(single.index).to_numpy()
    return single.set_geometry(gpd.GeoSeries(shapes, index=single.index, crs=frame.crs)), faults


def overlaps(frame: gpd.GeoDataFrame, *, name: str) -> list[Fault]:
    """List the pairs of areas that share more than 1 % of the smaller one."""
    shapes = frame.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    found = pd.DataFrame({"one": frame.index[one], "other": frame.index[other]})
    found["percent"] = 100 * shared / smaller
    reported = found[found["percent"] > OVERLAP_REPORTED_PERCENT].sort_values(["one", "other"])
    return [
        Fault(
            Words(
                f"{one} et {other} se recouvrent sur {percent:.0f} % du plus petit",
                f"{one} and {other} overlap over {percent:.0f} % of the smaller one",
            ),
            name,
        )
        for one, other, percent in reported.itertuples(index=False)
    ]
