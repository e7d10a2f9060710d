"""Stops and walk for a phone's map program (GPX 1.1, topografix.com/GPX/1/1)."""

from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import shapely

from canvass.crs import WGS84
from files.writing.whole import write_whole
from walklists.walk_list import WalkList

_NAMESPACE = "http://www.topografix.com/GPX/1/1"


def write_gpx(walk: WalkList, path: Path) -> None:
    """Write one turf as GPX: a waypoint per stop, named by its number, and the walk as a track."""
    root = Element("gpx", version="1.1", creator="Arpenteur", xmlns=_NAMESPACE)
    SubElement(SubElement(root, "metadata"), "name").text = walk.label
    points = walk.stops.geometry.to_crs(WGS84)
    for position, stop, point in zip(
        walk.stops.index, walk.stops.to_dict("records"), points, strict=True
    ):
        waypoint = _point(root, "wpt", point.coords[0])
        SubElement(waypoint, "name").text = f"{position}. {stop['number']} {stop['street']}".strip()
        SubElement(waypoint, "desc").text = str(stop["doors"])
    legs = [leg for leg in walk.legs.to_crs(WGS84) if leg is not None and not leg.is_empty]
    if legs:
        _track(root, walk.label, legs)
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    write_whole(path, content, private=True, durable=False)


def _track(root: Element, name: str, legs: Iterable[shapely.LineString]) -> None:
    track = SubElement(root, "trk")
    SubElement(track, "name").text = name
    segment = SubElement(track, "trkseg")
    for leg in legs:
        for coordinates in leg.coords:
            _point(segment, "trkpt", coordinates)


def _point(parent: Element, tag: str, coordinates: tuple[float, ...]) -> Element:
    longitude, latitude = coordinates[:2]
    return SubElement(parent, tag, lat=f"{latitude:.6f}", lon=f"{longitude:.6f}")
