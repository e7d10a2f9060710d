"""Files of polygons, and whether their coordinates can be where they say they are."""

import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from canvass.codes import commune_code, spellings
from canvass.crs import LAMBERT_93, WGS84
from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from electoral_rolls.areas.shape_kinds import refuse_virtual
from files.archives import refuse_bomb
from files.headers import header_key

#: Metropolitan France, tighter than the area of use of Lambert-93 (west, south, east, north).
METROPOLE = (-5.3, 41.2, 9.8, 51.2)
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
    "EPSG:4471",
    "EPSG:3163",
    "EPSG:3297",
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
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        chosen = _layer(layers, layer, path.name)
        where = _where(path, chosen, communes) if path.stat().st_size > LARGE_BYTES else None
        frame: Any = gpd.read_file(path, layer=chosen, engine="pyogrio", where=where)
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


def _where(path: Path, layer: str, communes: Collection[str]) -> str | None:
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


def territory(crs: str) -> tuple[float, float, float, float]:
    """Return the box in which a campaign of this metric CRS lies, in degrees (W, S, E, N)."""
    use = CRS.from_user_input(crs).area_of_use
    if crs == LAMBERT_93 or use is None:
        return METROPOLE
    return use.bounds


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
    seen = f"x {bounds[0]:g} – {bounds[2]:g}, y {bounds[1]:g} – {bounds[3]:g}"
    likely = [code for code in LIKELY_CRS if _would_fit(bounds, code, territory(crs))]
    advice = " / ".join(f"--declared-crs {code}" for code in likely[:3]) or "--declared-crs EPSG:…"
    return BadInputError(
        Words(
            f"{name} : {why.fr}, alors que les coordonnées vont de {seen}. "
            f"Indiquez ce qu'elles sont : {advice}.",
            f"{name}: {why.en}, whereas the coordinates range over {seen}. "
            f"Say what they are: {advice}.",
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
    own = use is None or (use.west <= lon <= use.east and use.south <= lat <= use.north)
    return bool(west <= lon <= east and south <= lat <= north and own)


def _named(crs: CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.name)
