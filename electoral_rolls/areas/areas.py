"""Bureaux and quartiers from any file of polygons, and the area in which each point lies."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from canvass.codes import is_bureau_of, spellings
from canvass.errors import BadInputError, Fault
from canvass.words import Words
from electoral_rolls.areas.area_columns import Named, commune_column, name_bureaux, name_quartiers
from electoral_rolls.areas.area_files import in_metric_crs, read_shapes
from electoral_rolls.areas.area_shapes import one_per_id, overlaps, sound_polygons

Kind = Literal["bureau", "quartier"]


@dataclass(frozen=True)
class Areas:
    """Areas ready for use, and what had to be done to them.

    ``table`` is a BUREAUX or QUARTIERS table in the metric CRS, sorted by id. ``repairs`` lists
    the shapes repaired, joined or left aside, and the overlaps, which are left as they are.
    """

    table: gpd.GeoDataFrame
    repairs: tuple[Fault, ...]


def read_areas(
    path: Path,
    *,
    kind: Kind,
    crs: str,
    communes: Collection[str] = (),
    id_column: str | None = None,
    declared_crs: str | None = None,
    layer: str | None = None,
    commune_of: Callable[[gpd.GeoSeries], pd.Series] | None = None,
) -> Areas:
    """Read the contours of bureaux or quartiers.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or shapefile, zipped or not.
    kind
        What the areas are.
    crs
        Metric CRS of the territory (see ``canvass.crs``), which the table comes in.
    communes
        INSEE codes to keep, where the file says which commune an area is of; a single one also
        serves bureaux that are merely numbered.
    id_column
        Name of the column of codes, where it is not recognised.
    declared_crs
        What the coordinates are, where the file says otherwise or nothing.
    layer
        Which layer of a file of several.
    commune_of
        Where quartiers are of several communes: tells the commune of shapes in ``crs`` whose file
        does not. Ids then begin with it and ``_``, as those of bureaux do.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file cannot be read, if its coordinates belie its CRS or lie elsewhere, if no
        column holds the codes, or if there is no polygon left.
    """
    raw = read_shapes(path, layer=layer, communes=communes)
    placed, faults = in_metric_crs(raw, crs=crs, declared_crs=declared_crs, name=path.name)
    _refuse_lines(placed, path.name)
    table = pd.DataFrame(placed.drop(columns=placed.geometry.name))
    if kind == "bureau":
        named = name_bureaux(
            table,
            communes=communes,
            id_column=id_column,
            name=path.name,
        )
        owners: pd.Series | None = named.ids.str.partition("_")[0]
    else:
        named = name_quartiers(table, id_column=id_column, name=path.name)
        owners = commune_column(table)
        if commune_of is not None:
            owners = _all_owned(owners, placed, commune_of)
            own = named.ids.str.partition("_")[0] == owners
            ids = named.ids.where(own | (named.ids == ""), owners + "_" + named.ids)
            named = replace(named, ids=ids)
    areas = _assembled(placed, named, owners, kind)
    areas, more = _without_id_or_elsewhere(areas, communes, path.name)
    areas, repairs = sound_polygons(areas, name=path.name)
    areas, joined = one_per_id(areas, name=path.name)
    if areas.empty:
        raise BadInputError(
            Words(
                f"{path.name} : aucun contour utilisable pour cette commune.",
                f"{path.name}: no usable contour for this commune.",
            ),
            [*faults, *more, *repairs],
        )
    told = (*faults, *more, *repairs, *joined, *overlaps(areas, name=path.name))
    columns = ["label", "commune_id", "geometry"] if kind == "bureau" else ["label", "geometry"]
    return Areas(areas[columns], told)


def _all_owned(
    owners: pd.Series | None,
    placed: gpd.GeoDataFrame,
    commune_of: Callable[[gpd.GeoSeries], pd.Series],
) -> pd.Series:
    """Complete the communes that a file names by those in which its shapes lie."""
    told = pd.Series("", index=placed.index, dtype="str") if owners is None else owners.copy()
    bare = ((told == "") & ~(placed.is_empty | placed.geometry.isna())).to_numpy()
    if bare.any():
        told[bare] = commune_of(placed.geometry[bare]).to_numpy()
    return told


def _assembled(
    placed: gpd.GeoDataFrame, named: Named, owners: pd.Series | None, kind: Kind
) -> gpd.GeoDataFrame:
    columns = pd.DataFrame({"label": named.labels, "commune_id": "" if owners is None else owners})
    index = pd.Index(named.ids, name=f"{kind}_id", dtype="str")
    return gpd.GeoDataFrame(
        columns.astype("str").set_axis(index, axis=0),
        geometry=placed.geometry.to_numpy(),
        crs=placed.crs,
    )


def _without_id_or_elsewhere(
    areas: gpd.GeoDataFrame, communes: Collection[str], name: str
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Leave aside, and count, the areas without an id and those of other communes."""
    nameless = areas.index == ""
    known = areas["commune_id"] != ""
    # A campaign of all Paris keeps the contours of its arrondissements, one of an arrondissement
    # does not keep the bureaux of the others.
    ours = areas["commune_id"].isin(spellings(communes))
    if areas.index.name == "bureau_id":
        ours = pd.Series([is_bureau_of(one, communes) for one in areas.index], index=areas.index)
    elsewhere = known & ~ours if communes else known & False
    faults = []
    if nameless.any():
        count = int(nameless.sum())
        faults.append(
            Fault(
                Words(
                    "{n:contour sans code, laissé|contours sans code, laissés} de côté",
                    "{n:area|areas} without a code, left aside",
                    n=count,
                ),
                name,
            )
        )
    others = int((elsewhere & ~nameless).sum())
    if others:
        faults.append(
            Fault(
                Words(
                    "{n:contour d'une autre commune, laissé|contours d'autres communes, laissés} "
                    "de côté",
                    "{n:area of another commune|areas of other communes}, left aside",
                    n=others,
                ),
                name,
            )
        )
    return areas[~nameless & ~elsewhere.to_numpy()], faults


def _refuse_lines(placed: gpd.GeoDataFrame, name: str) -> None:
    if (shapely.get_dimensions(placed.geometry.array) < 2).all():
        raise BadInputError(
            Words(
                f"{name} contient des lignes ou des points, pas des contours. Si ce sont des rues "
                "avec leur bureau, importez-les comme liste de rues.",
                f"{name} holds lines or points, not contours. If they are streets with their "
                "bureau, import them as a list of streets.",
            )
        )


def areas_of_points(
    points: gpd.GeoSeries, areas: gpd.GeoDataFrame, *, max_gap_m: float = 50
) -> pd.Series:
    """Return the id of the area in which each point lies.

    Parameters
    ----------
    points
        Points in the CRS of ``areas``; empty ones are nowhere.
    areas
        Indexed by id, in a metric CRS.
    max_gap_m
        A point in no area takes the nearest one within this distance.

    Returns
    -------
    Series
        On the index of ``points``; ``""`` for points in no area. A point on a border, or as near
        to two areas, takes the smaller id.
    """
    if points.crs != areas.crs:
        raise ValueError(f"points are in {points.crs}, areas in {areas.crs}")
    found = np.full(len(points), "", dtype=object)
    somewhere = np.flatnonzero(np.isfinite(points.bounds.to_numpy()).all(axis=1))
    places = points.to_numpy()[somewhere]
    # The areas go from the largest id down, so that the smallest one is written last.
    from_last = areas.sort_index(ascending=False)
    shapes = from_last.geometry.to_numpy()
    ids = from_last.index.to_numpy(dtype=object)
    area, point = shapely.STRtree(places).query(shapes, predicate="intersects")
    order = np.argsort(area, kind="stable")
    found[somewhere[point[order]]] = ids[area[order]]
    lost = somewhere[found[somewhere] == ""]
    if len(lost) and len(ids):
        point, area = shapely.STRtree(shapes).query_nearest(
            points.to_numpy()[lost], max_distance=max_gap_m, all_matches=True
        )
        order = np.argsort(area, kind="stable")
        found[lost[point[order]]] = ids[area[order]]
    return pd.Series(found, index=points.index, name=areas.index.name, dtype="str")
