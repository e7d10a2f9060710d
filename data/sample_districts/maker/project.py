"""From the metres of the plan to Lambert-93 and to longitude and latitude.

The plan has its origin on the church square, x to the east and y to the north, in metres.
"""

from collections.abc import Iterable

from pyproj import Transformer

#: Longitude and latitude of the church square: farmland of the Berry, far from any such town.
CHURCH = (2.6, 46.8)

_TO_LAMBERT = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
_TO_WGS84 = Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
_ORIGIN = tuple(round(v) for v in _TO_LAMBERT.transform(*CHURCH))


def lambert(point: tuple[float, float]) -> tuple[float, float]:
    """Return the Lambert-93 coordinates, to the centimetre."""
    return round(point[0] + _ORIGIN[0], 2), round(point[1] + _ORIGIN[1], 2)


def lonlat(point: tuple[float, float], *, digits: int = 7) -> tuple[float, float]:
    """Return longitude and latitude, WGS 84."""
    lon, lat = _TO_WGS84.transform(*lambert(point))
    return round(lon, digits), round(lat, digits)


def lonlats(points: Iterable[tuple[float, float]], *, digits: int = 7) -> list[tuple[float, float]]:
    """Return longitude and latitude of a whole line."""
    return [lonlat(p, digits=digits) for p in points]
