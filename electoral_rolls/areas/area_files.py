"""Files of polygons, and whether their coordinates can be where they say they are."""

import zipfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from canvass.codes import commune_code, spellings
from canvass.crs import LAMBERT_93, WGS84, territory
from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from electoral_rolls.areas.shape_kinds import SHAPES, refuse_virtual
from files.archives import refuse_bomb
from files.headers import header_key

#: Files above this size are filtered while they are read.
LARGE_BYTES = 50 * 1024**2
#: What French files are in, tried to say which declaration would fit.
LIKELY_CRS = (
    WGS84,
    LAMBERT_93,
    "EPSG:3857",
    *(f"EPSG:{3941 + zone}" for zone in range(1, 10)),
    "EPSG:27572",
    "EPSG:5490",
    "EPSG:2972",
    "EPSG:2975",
    "EPSG:4467",
    "EPSG:4471",
    "EPSG:8903",
    "EPSG:3163",
    "EPSG:3297",
)

_PUT_BACK = Words(
    "latitude et longitude sont inversées dans ce fichier ; elles ont été remises en place",
    "latitude and longitude (lon and lat) are swapped in this file; they were put back",
)


def read_shapes(
    path: Path, *, layer: str | None = None, communes: Collection[str] = ()
) -> gpd.GeoDataFrame:
    """Read a GeoJSON, GeoPackage or shapefile (zipped too), as it stands.

    Of a large file (the contours of all of France take 0.6 GB) only the shapes of ``communes``
    are read, where a column of the file names the commune.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is no such file, is empty, or has several layers and none was named.
    """
    if not path.exists():
        raise MissingFileError(path)
    refuse_virtual(path)
    if zipfile.is_zipfile(path):
        refuse_bomb(path, path.name)
    try:
        source, layer = _source(path, layer)
        layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
        chosen = _layer(layers, layer, path.name)
        where = _where(source, chosen, communes) if path.stat().st_size > LARGE_BYTES else None
        frame: Any = gpd.read_file(source, layer=chosen, engine="pyogrio", where=where)
    except BadInputError:
        raise
    except Exception as error:  # GDAL, GEOS and pyogrio each have errors of their own
        raise BadInputError(
            Words(
                f"{path.name} n'est pas un fichier de contours lisible "
                "(GeoJSON, GeoPackage, ou shapefile avec ses .shx, .dbf et .prj).",
                f"{path.name} is not a readable file of contours "
                "(GeoJSON, GeoPackage, or shapefile with its .shx, .dbf and .prj).",
            )
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise BadInputError(Words(f"{path.name} est vide.", f"{path.name} is empty."))
    return frame


def _source(path: Path, layer: str | None) -> tuple[str | Path, str | None]:
    """Return what GDAL opens, and which layer of it: of an archive, its file in whatever folder."""
    if not zipfile.is_zipfile(path):
        return path, layer
    with zipfile.ZipFile(path) as archive:
        members = [PurePosixPath(name) for name in archive.namelist() if _holds_shapes(name)]
    if not members:
        return path, layer
    if len(members) == 1:
        return f"/vsizip/{{{path.resolve()}}}/{members[0]}", layer
    stems = {member.stem: member for member in members}
    member = stems[_layer(sorted(stems), layer, path.name)]
    return f"/vsizip/{{{path.resolve()}}}/{member}", None


def _holds_shapes(member: str) -> bool:
    name = PurePosixPath(member)
    return name.suffix.lower() in SHAPES and not name.name.startswith(".")


def _where(path: str | Path, layer: str, communes: Collection[str]) -> str | None:
    """Return the condition, in OGR's SQL, that keeps the shapes of these communes."""
    info = pyogrio.read_info(path, layer=layer)
    kinds = zip(info["fields"], info["dtypes"], strict=True)
    texts = {header_key(f): str(f) for f, kind in kinds if kind in {"object", "str"}}
    ours = sorted(code for code in map(commune_code, spellings(communes)) if code)
    column = next((texts[key] for key in ("codecommune", "codeinsee") if key in texts), None)
    if not ours or column is None:
        return None
    quoted = column.replace('"', '\\"')
    return f'"{quoted}" IN ({", ".join(repr(code) for code in ours)})'


def _layer(layers: list[str], wanted: str | None, name: str) -> str:
    if wanted in layers:
        return str(wanted)
    if wanted is None and len(layers) == 1:
        return layers[0]
    found = ", ".join(layers) or "–"
    raise BadInputError(
        Words(
            f"{name} : indiquez la couche à lire parmi {found}.",
            f"{name}: say which layer to read among {found}.",
        )
    )


def in_metric_crs(
    frame: gpd.GeoDataFrame, *, crs: str, declared_crs: str | None, name: str
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Bring shapes into the metric CRS of the campaign, unless their coordinates belie their CRS.

    Parameters
    ----------
    frame
        Shapes as read.
    crs
        Metric CRS of the territory.
    declared_crs
        What the coordinates really are, where the file says otherwise or nothing.
    name
        File name, for messages.

    Returns
    -------
    tuple
        The shapes that lie in the territory, and a fault for each that does not.

    Raises
    ------
    BadInputError
        If the file names no CRS, if its coordinates cannot be of its CRS, or if most shapes lie
        outside the territory.
    """
    source = _declared(frame, declared_crs, name)
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        raise BadInputError(
            Words(f"{name} ne contient aucune forme.", f"{name} holds no shape at all.")
        )
    if source is None:
        raise _refused(name, bounds, crs, Words("aucun système de coordonnées", "no CRS"))
    degrees = bool((np.abs(bounds) <= [180, 90, 180, 90]).all())
    if degrees != source.is_geographic:
        raise _refused(name, bounds, crs, Words(f"déclaré {_named(source)}", _named(source)))
    inside = _inside(frame, source, territory(crs))
    if degrees and inside.mean() <= 0.5:
        turned = frame.set_geometry(_exchanged(frame.geometry), crs=frame.crs)
        other = _inside(turned, source, territory(crs))
        if other.all():
            put_back = turned.set_crs(source, allow_override=True).to_crs(crs)
            return put_back, [Fault(_PUT_BACK, file=name)]
        if other.any():
            raise _swapped(name, bounds)
    if inside.mean() <= 0.5:
        raise _refused(
            name,
            bounds,
            crs,
            Words(
                f"déclaré {_named(source)}, mais hors du territoire de la campagne",
                f"declared {_named(source)}, but outside the territory of the campaign",
            ),
        )
    faults = [
        Fault(
            Words(
                "forme vide ou hors du territoire, laissée de côté",
                "shape empty or outside the territory, left aside",
            ),
            file=name,
            row=int(position) + 2,
        )
        for position in np.flatnonzero(~inside)
    ]
    kept = frame[inside].set_crs(source, allow_override=True).to_crs(crs)
    return kept.set_geometry(shapely.force_2d(kept.geometry.array)), faults


def _exchanged(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Return shapes with x and y exchanged, without heights."""
    flat = shapely.force_2d(shapes.to_numpy())
    return np.asarray(shapely.transform(flat, lambda points: points[:, ::-1]))


def _declared(frame: gpd.GeoDataFrame, declared_crs: str | None, name: str) -> CRS | None:
    if declared_crs is None:
        return cast("CRS | None", frame.crs)
    try:
        return CRS.from_user_input(declared_crs)
    except CRSError as error:
        raise BadInputError(
            Words(
                f"{name} : système de coordonnées inconnu « {declared_crs} » "
                "(par exemple EPSG:4326).",
                f"{name}: unknown CRS “{declared_crs}” (for example EPSG:4326).",
            )
        ) from error


def _inside(frame: gpd.GeoDataFrame, source: CRS, box: Collection[float]) -> np.ndarray:
    corners = frame.geometry.bounds.to_numpy()
    middle_x = (corners[:, 0] + corners[:, 2]) / 2
    middle_y = (corners[:, 1] + corners[:, 3]) / 2
    lon, lat = Transformer.from_crs(source, WGS84, always_xy=True).transform(middle_x, middle_y)
    west, south, east, north = box
    inside: np.ndarray = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _refused(name: str, bounds: np.ndarray, crs: str, why: Words) -> BadInputError:
    seen = _seen(bounds)
    likely = [code for code in LIKELY_CRS if _would_fit(bounds, code, territory(crs))]
    turned = bounds[[1, 0, 3, 2]]
    if not likely and any(_would_fit(turned, code, territory(crs)) for code in LIKELY_CRS):
        return _swapped(name, bounds)
    advice = " / ".join(f"--declared-crs {code}" for code in likely[:3]) or "--declared-crs EPSG:…"
    return BadInputError(
        Words(
            f"{name} : {why.fr}, alors que les coordonnées vont de {seen}. "
            f"Indiquez ce qu'elles sont : {advice}.",
            f"{name}: {why.en}, whereas the coordinates range over {seen}. "
            f"Say what they are: {advice}.",
        )
    )


def _seen(bounds: np.ndarray) -> str:
    return f"x {bounds[0]:g} – {bounds[2]:g}, y {bounds[1]:g} – {bounds[3]:g}"


def _swapped(name: str, bounds: np.ndarray) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} : latitude et longitude (x et y) sont inversées dans tout ou partie du "
            f"fichier ({_seen(bounds)}) : échangez-les, puis importez-le de nouveau.",
            f"{name}: latitude and longitude are swapped (lon and lat, x and y) in all or part "
            f"of the file ({_seen(bounds)}): exchange them, then import it again.",
        )
    )


def _would_fit(bounds: np.ndarray, code: str, box: Collection[float]) -> bool:
    candidate = CRS.from_user_input(code)
    degrees = bool((np.abs(bounds) <= [180, 90, 180, 90]).all())
    if degrees != candidate.is_geographic:
        return False
    to_degrees = Transformer.from_crs(candidate, WGS84, always_xy=True)
    lon, lat = to_degrees.transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    west, south, east, north = box
    use = candidate.area_of_use
    # An area across the 180th meridian ends west of where it begins.
    beyond = use is not None and use.west > use.east
    own = use is None or (
        ((lon >= use.west or lon <= use.east) if beyond else use.west <= lon <= use.east)
        and use.south <= lat <= use.north
    )
    return bool(west <= lon <= east and south <= lat <= north and own)


def _named(crs: CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.name)
