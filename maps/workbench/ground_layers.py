"""What turfs lie on: streets with their names, areas of the town, what nobody crosses."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from canvass.crs import WGS84
from maps.shapes import encoded
from maps.town_map import MAIN_STREETS
from maps.workbench.layer import COARSE, Layer, as_json

#: Streets are fetched by the tiles of this zoom of the usual web map.
TILE_ZOOM = 14
#: Ways without a name that are no streets: drawn thin.
_PATHS = ("footway", "path", "steps", "cycleway", "track", "service", "corridor", "bridleway")
_MAIN_FINE_M, _FINE_M = 6.0, 1.0


def areas_layer(name: str, areas: gpd.GeoDataFrame) -> Layer:
    """Lay out bureaux or quartiers: outline and ``label``, in a metric CRS, by id."""
    outlines = encoded(areas.geometry, "area", simplified_m=2.0, steps=COARSE)
    rows = zip(areas.index, areas["label"], outlines, strict=True)
    return Layer(name, rows={str(k): as_json([str(label), parts]) for k, label, parts in rows})


def barriers_layer(lines: gpd.GeoSeries) -> Layer:
    """Lay out the lines that were drawn by hand, by their place in the list."""
    drawn = lines.boundary.where(lines.geom_type.isin(["Polygon", "MultiPolygon"]), lines)
    rows = enumerate(encoded(drawn, "line", steps=COARSE))
    return Layer("barriers", rows={str(place): as_json(parts) for place, parts in rows})


def ground_layer(streets: gpd.GeoDataFrame, uncrossed: gpd.GeoDataFrame) -> Layer:
    """Lay out main streets with their names, and what nobody crosses on foot.

    Parameters
    ----------
    streets
        ``highway`` and ``name``, in a metric CRS.
    uncrossed
        ``kind`` (rail, water, motorway).
    """
    main = streets[streets["highway"].str.removesuffix("_link").isin(MAIN_STREETS)]
    joined = _joined(main, _named(main), _MAIN_FINE_M)
    lines = _joined(uncrossed, [uncrossed["kind"].astype(str)], _MAIN_FINE_M)
    return Layer(
        "ground",
        {
            "streets": [[*key, chains] for key, chains in joined],
            "lines": {str(kind): chains for (kind,), chains in lines},
        },
    )


def street_tiles(streets: gpd.GeoDataFrame) -> dict[str, Layer]:
    """Lay out all streets by the tile in which their middle lies, as ``x-y``.

    Each street is one line as far as it goes within its tile, so that its name finds room:
    ``[name, class, chains]``, the class 0 of main streets, 1 of streets, 2 of paths.
    """
    middle = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    at = gpd.GeoSeries(middle, crs=streets.crs).to_crs(WGS84)
    tile = pd.Series(tile_of(at.y.to_numpy(), at.x.to_numpy()), index=streets.index)
    found: dict[str, list[list[Any]]] = {}
    for (name, *told), chains in _joined(streets, [tile, *_named(streets)], _FINE_M):
        found.setdefault(str(name), []).append([*told, chains])
    return {name: Layer("streets", {"tile": name, "streets": rows}) for name, rows in found.items()}


def tile_of(lat: Any, lon: Any) -> Any:
    """Return the tile ``x-y`` of places, degrees WGS 84 (spherical Mercator, as web maps)."""
    size = 2**TILE_ZOOM
    x = np.floor((np.asarray(lon) + 180) / 360 * size).astype(int)
    y = np.floor((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * size).astype(int)
    return pd.Series(x).astype(str).str.cat(pd.Series(y).astype(str), sep="-").to_numpy()


def _named(streets: gpd.GeoDataFrame) -> "list[pd.Series[Any]]":
    """Return the name and the class of each street."""
    base = streets["highway"].str.removesuffix("_link")
    kind = np.select([base.isin(MAIN_STREETS), base.isin(_PATHS)], [0, 2], 1)
    return [streets["name"].fillna("").astype(str), pd.Series(kind, index=streets.index)]


def _joined(
    lines: gpd.GeoDataFrame, keys: "list[pd.Series[Any]]", fine_m: float
) -> Iterator[tuple[tuple[Any, ...], list[list[int]]]]:
    """Join the lines that have the same keys as far as they meet; yield keys and chains."""
    if lines.empty:
        return
    grouped = lines.geometry.groupby(keys, sort=True)
    parts = [shapely.multilinestrings(shapely.get_parts(of.to_numpy())) for _, of in grouped]
    merged = gpd.GeoSeries(shapely.line_merge(np.array(parts)), crs=lines.crs)
    for key, chains in zip(
        grouped.groups, encoded(merged, "line", simplified_m=fine_m, steps=COARSE), strict=True
    ):
        told = key if isinstance(key, tuple) else (key,)
        yield tuple(v if isinstance(v, str) else int(v) for v in told), chains
