"""One GeoPackage for QGIS: the layers of a campaign, nobody in them.

Buildings tell how many doors they have and how many were knocked at; results of the doors are
told by turf, bureau and quartier only, and concerns as the caller has masked them.
"""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from canvass.errors import MissingStepError
from canvass.next_step import NextStep
from canvass.tables import BUILDINGS, BUREAUX, QUARTIERS, RESULTS
from canvass.words import Words
from exchange.writers import beside
from people_base.base import Base
from people_base.field.totals import Area, totals
from people_base.people.do_not_contact import contactable_buildings
from people_base.store import read
from people_base.turfs.cuts import current_turfs
from people_base.turfs.turf_assignment import turf_assignment

#: What happened at the doors of an area.
_OF_AREA = [
    "doors",
    "visited",
    "visits",
    "knocked",
    "opened",
    "absent",
    "refused",
    "come_back",
    "leaflets",
    "covered",
    "share_covered",
]
_OUTCOMES = ["opened", "absent", "refused", "come_back"]
_KINDS: Mapping[str, Area] = {"turfs": "turf", "bureaux": "bureau", "quartiers": "quartier"}
#: Of one building nothing is told that somebody answered: behind one door that is one household.
_OF_BUILDING = ["visits", "knocked", "covered"]


def layers(
    base: Base,
    *,
    salt: bytes,
    walks: gpd.GeoDataFrame | None = None,
    concerns: pd.DataFrame | None = None,
    told: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Make the layers that have anything in them.

    Parameters
    ----------
    base
        The open base.
    salt
        The campaign's secret: buildings that do not want to be visited are left out.
    walks
        Lines walked, one row a turf, in ``base.crs``.
    concerns
        On ``quartier_id``: one column a concern, missing where too few doors answered.
    told
        By kind of area (``turf, bureau, quartier``): outcomes as they may be told.

    Returns
    -------
    dict
        ``buildings, turfs, bureaux, quartiers, walks, results`` -> frame in ``base.crs``, the id
        as first column.
    """
    areas = {
        "turfs": _area(current_turfs(base), base, "turf"),
        "bureaux": _area(read(base, BUREAUX), base, "bureau"),
        "quartiers": _area(read(base, QUARTIERS), base, "quartier"),
    }
    for name, kind in _KINDS.items():
        if told is not None:
            areas[name][_OUTCOMES] = told[kind][_OUTCOMES].reindex(areas[name].index)
    if concerns is not None:
        areas["quartiers"] = areas["quartiers"].join(concerns.add_prefix("concern_"))
    made = {"buildings": _buildings(base, salt), **areas, "results": _results(base)}
    if walks is not None:
        made["walks"] = walks
    return {
        name: gpd.GeoDataFrame(frame, geometry="geometry", crs=base.crs).reset_index()
        for name, frame in made.items()
        if len(frame) and frame["geometry"].notna().any()
    }


def write_geopackage(path: Path, made: Mapping[str, gpd.GeoDataFrame]) -> int:
    """Write layers into one file, whole or not at all; give the number of rows.

    Raises
    ------
    MissingStepError
        If there is nothing to write.
    """
    if not made:
        raise MissingStepError(
            Words(
                "Rien à cartographier : {step}.",
                "Nothing to map yet: {step}.",
                step=NextStep.IMPORT_PLACES,
            )
        )
    with beside(path) as part:
        part.unlink()
        for name, frame in made.items():
            pyogrio.write_dataframe(frame, part, layer=name, driver="GPKG")
    return sum(len(frame) for frame in made.values())


def _buildings(base: Base, salt: bytes) -> pd.DataFrame:
    buildings = read(base, BUILDINGS)
    counted = totals(base, by="building")[_OF_BUILDING]
    buildings = contactable_buildings(base, salt, buildings)
    turf = turf_assignment(base).reindex(buildings.index).fillna("").rename("turf_id")
    return _counted(buildings.join(turf), counted)


def _area(areas: pd.DataFrame, base: Base, by: Area) -> pd.DataFrame:
    """Put what happened beside what an area is; its doors are counted now."""
    counted = totals(base, by=by)[_OF_AREA]
    return _counted(areas.drop(columns=_OF_AREA, errors="ignore"), counted)


def _counted(places: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    here = counted.reindex(places.index)
    whole = here.columns.drop("share_covered", errors="ignore")
    here[whole] = here[whole].fillna(0).astype("int64")
    return places.join(here.fillna(0.0))


def _results(base: Base) -> pd.DataFrame:
    """Return a row per election, bureau and candidate, with the outline of the bureau."""
    results = read(base, RESULTS)
    outlines = read(base, BUREAUX, columns=["geometry"])["geometry"]
    share = results["votes"] / results["cast"].where(results["cast"] > 0)
    bureau = results.index.get_level_values("bureau_id")
    return results.assign(
        share=share.astype("float64"), geometry=outlines.reindex(bureau).to_numpy()
    )
