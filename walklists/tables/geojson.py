"""Stops and walk for a phone or a map program, in WGS 84 (RFC 7946)."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from canvass.crs import WGS84
from files.writing.whole import write_whole
from walklists.walk_list import WalkList

#: Six decimals of a degree are 11 cm: finer than any address point.
_GRID = 1e-6


def write_geojson(walk: WalkList, path: Path) -> None:
    """Write one turf as GeoJSON: a point per stop, and the walk as one line where it is known.

    Holds no name and no count of voters, only what one reads on the street, and door counts.
    """
    points = _placed(walk.stops.geometry)
    features = [
        _feature(
            point,
            kind="stop",
            position=int(position),
            contact_id=stop.contact_id,
            number=stop.number,
            street=stop.street,
            doors=int(stop.doors),
            leg_m=round(float(stop.leg_m), 1),
        )
        for position, stop, point in zip(
            walk.stops.index, walk.stops.itertuples(), points, strict=True
        )
    ]
    legs = [leg for leg in _placed(walk.legs) if leg is not None and not leg.is_empty]
    if legs:
        line = shapely.MultiLineString(legs)
        features.append(_feature(line, kind="walk", walk_m=round(walk.walk_m)))
    collection = {
        "type": "FeatureCollection",
        "name": walk.label,
        "turf_id": walk.turf_id,
        "expires": walk.edition.expires.isoformat(),
        "features": features,
    }
    content = json.dumps(collection, ensure_ascii=False).encode()
    write_whole(path, content, private=True, durable=False)


def _placed(geometries: gpd.GeoSeries) -> list[shapely.Geometry]:
    return list(shapely.set_precision(geometries.to_crs(WGS84).to_numpy(), _GRID, mode="pointwise"))


def _feature(geometry: shapely.Geometry, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(geometry),
        "properties": properties,
    }
