"""One turf: the streets around, the walk and the numbered stops."""

from dataclasses import replace

import geopandas as gpd

from canvass.words import Words
from maps.drawing import Drawing, Key, bounds_of
from maps.palette import LEGEND, STREET, STREETS_CREDIT, TURF, WALK
from maps.shapes import Shapes, shapes

#: Streets drawn around a turf, metres.
AROUND_M = 150.0


def turf_drawing(
    turf: gpd.GeoDataFrame,
    *,
    stops: gpd.GeoDataFrame,
    walk: gpd.GeoDataFrame | None = None,
    streets: gpd.GeoDataFrame | None = None,
) -> Drawing | None:
    """Draw one turf; None where it has no place.

    Parameters
    ----------
    turf
        One row.
    stops
        With columns ``position``, ``address``, ``doors``.
    walk
        Lines.
    streets
        Of the whole town, with ``name``; only those near are drawn.
    """
    bounds = bounds_of([stops, walk]) or bounds_of([turf])
    if bounds is None:
        return None
    layers, keys = [], []
    if streets is not None and len(streets):
        layers.append(_streets(streets, around=turf))
    outline = replace(TURF, fill="#41b6c4", fill_opacity=0.15)
    layers.append(shapes(turf, name=Words("Secteur", "Turf"), kind="area", styles=[outline]))
    if walk is not None and len(walk):
        name = Words("Parcours", "Walk")
        layers.append(shapes(walk, name=name, kind="line", styles=[WALK]))
        keys.append(Key(str(name), WALK))
    layers.append(_stops(stops))
    return Drawing(
        bounds=bounds,
        layers=tuple(layers),
        keys=tuple(keys),
        title=str(LEGEND),
        credit="" if streets is None else str(STREETS_CREDIT),
    )


def _streets(streets: gpd.GeoDataFrame, *, around: gpd.GeoDataFrame) -> Shapes:
    nearby = around.union_all().buffer(AROUND_M)
    near = streets.iloc[streets.sindex.query(nearby, predicate="intersects")]
    unnamed = str(Words("voie sans nom", "unnamed way"))
    return shapes(
        near.assign(name=near["name"].fillna("").replace("", unnamed)),
        name=Words("Rues", "Streets"),
        kind="line",
        styles=[replace(STREET, weight=7.0)],
        told={"name": Words("Rue", "Street")},
    )


def _stops(stops: gpd.GeoDataFrame) -> Shapes:
    return shapes(
        stops,
        name=Words("Arrêts", "Stops"),
        kind="number",
        styles=[WALK],
        told={
            "position": Words("N°", "No."),
            "address": Words("Adresse", "Address"),
            "doors": Words("Portes", "Doors"),
        },
        label="position",
    )
