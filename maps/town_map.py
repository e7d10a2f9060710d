"""The town: bureaux, quartiers, main streets, turfs and how far each has come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import geopandas as gpd

from canvass.crs import WGS84
from canvass.words import Words
from maps.drawing import Drawing, Key, bounds_of
from maps.palette import (
    BUILDING,
    BUREAU,
    CROWDED,
    LEGEND,
    MANY_BUREAUX,
    QUARTIER,
    SHADES,
    STEP_WORDS,
    STREET,
    STREETS_CREDIT,
    TURF,
    step,
)
from maps.shapes import Shapes, Style, shapes

#: A screen shows a town in about this many dots across; finer shapes are not seen before one
#: has come close, and weigh in the meantime.
DOTS_ACROSS = 4000
#: Above this many streets only the main ones are drawn, to find one's bearings.
MANY_STREETS = 3000
#: More bureaux, or five times more turfs, are drawn with finer edges.
CROWD = 100
MAIN_STREETS = ("motorway", "trunk", "primary", "secondary", "tertiary")

_Drawn = tuple[Shapes, list[Key]]


@dataclass(frozen=True)
class TownLayers:
    """Tables to draw, all in the metric CRS of the territory; what is None is not drawn.

    ``turfs`` has columns ``label``, ``doors``, ``minutes``, ``share_covered`` (0 to 1) and is
    indexed by ``turf_id``. ``bureaux`` and ``quartiers`` have ``label``; ``streets`` has
    ``highway``.
    """

    turfs: gpd.GeoDataFrame | None = None
    bureaux: gpd.GeoDataFrame | None = None
    quartiers: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None
    streets: gpd.GeoDataFrame | None = None


def town_drawing(layers: TownLayers) -> Drawing | None:
    """Draw the town; None where there is nothing to draw.

    The view fits the town, not its streets: those reach beyond it.
    """
    town = [layers.turfs, layers.bureaux, layers.quartiers, layers.buildings]
    bounds = bounds_of(town) or bounds_of([layers.streets])
    if bounds is None:
        return None
    drawn = list(_layers(layers, _fineness([*town, layers.streets])))
    cut = layers.turfs is not None and len(layers.turfs) > 0
    return Drawing(
        bounds=bounds,
        layers=tuple(layer for layer, _ in drawn),
        keys=tuple(key for _, keys in drawn for key in keys),
        title=str(Words("Portes frappées", "Doors knocked") if cut else LEGEND),
        credit="" if layers.streets is None else str(STREETS_CREDIT),
    )


def _layers(layers: TownLayers, fine_m: float) -> Iterator[_Drawn]:
    """Draw each layer, from the ground up; buildings only until they are in turfs."""
    if layers.streets is not None and len(layers.streets):
        yield _streets(layers.streets, fine_m)
    if layers.turfs is not None and len(layers.turfs):
        yield _turfs(layers.turfs, fine_m)
    elif layers.buildings is not None and len(layers.buildings):
        yield _buildings(layers.buildings)
    if layers.quartiers is not None and len(layers.quartiers):
        yield _outlines(layers.quartiers, Words("Quartiers", "Quartiers"), QUARTIER, fine_m)
    if layers.bureaux is not None and len(layers.bureaux):
        name = Words("Bureaux de vote", "Polling stations")
        style = BUREAU if len(layers.bureaux) <= CROWD else MANY_BUREAUX
        yield _outlines(layers.bureaux, name, style, fine_m)
    if layers.quartiers is not None and len(layers.quartiers):
        yield names(layers.quartiers), []


def _fineness(frames: list[gpd.GeoDataFrame | None]) -> float:
    """Give how far a simplified line may stray, metres."""
    boxes = [frame.total_bounds for frame in frames if frame is not None and len(frame)]
    widest = max(max(box[2] - box[0], box[3] - box[1]) for box in boxes)
    return float(widest) / DOTS_ACROSS


def _turfs(turfs: gpd.GeoDataFrame, fine_m: float) -> _Drawn:
    table = turfs.assign(
        turf=turfs.index.astype(str),
        done=[Words("{part:%}", "{part:%}", part=share) for share in turfs["share_covered"]],
        minutes=turfs["minutes"].round().fillna(0).astype("int64"),
    )
    edge = TURF if len(turfs) <= 5 * CROWD else CROWDED
    styles = [replace(edge, fill=colour) for colour in SHADES]
    told = {
        "turf": Words("Secteur", "Turf"),
        "label": Words("Rues", "Streets"),
        "doors": Words("Portes", "Doors"),
        "minutes": Words("Minutes", "Minutes"),
        "done": Words("Portes frappées", "Doors knocked"),
    }
    keys = [Key(str(words), one) for words, one in zip(STEP_WORDS, styles, strict=True)]
    style_of = turfs["share_covered"].map(step)
    drawn = shapes(
        table,
        name=Words("Secteurs", "Turfs"),
        kind="area",
        styles=styles,
        style_of=style_of,
        told=told,
        simplified_m=fine_m,
    )
    return drawn, keys


def _streets(streets: gpd.GeoDataFrame, fine_m: float) -> _Drawn:
    if len(streets) > MANY_STREETS:
        streets = streets[streets["highway"].str.removesuffix("_link").isin(MAIN_STREETS)]
    joined = gpd.GeoSeries([streets.union_all()], crs=streets.crs).line_merge()
    lines = gpd.GeoDataFrame(geometry=joined)
    name = Words("Rues", "Streets")
    return shapes(lines, name=name, kind="line", styles=[STREET], simplified_m=fine_m), []


def _buildings(buildings: gpd.GeoDataFrame) -> _Drawn:
    name = Words("Adresses", "Buildings")
    return shapes(buildings, name=name, kind="dot", styles=[BUILDING]), [Key(str(name), BUILDING)]


def _outlines(areas: gpd.GeoDataFrame, name: Words, style: Style, fine_m: float) -> _Drawn:
    drawn = shapes(areas, name=name, kind="area", styles=[style], simplified_m=fine_m)
    return drawn, [Key(str(name), style)]


def names(areas: gpd.GeoDataFrame) -> Shapes:
    """Write the labels of areas in their middle, those of the largest first."""
    areas = areas.loc[areas.area.sort_values(ascending=False).index]
    boxes = areas.to_crs(WGS84).bounds
    middle = areas.set_geometry(areas.representative_point())
    return shapes(
        middle.assign(span=boxes["maxx"] - boxes["minx"]),
        name=Words("Noms des quartiers", "Names of quartiers"),
        kind="name",
        styles=[Style()],
        label="label",
    )
