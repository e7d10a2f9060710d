"""A drawing: layers, their legend and the view, as plain values that a cache can keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from canvass.crs import WGS84
from maps.assets import FROM_COMPONENT, local_map
from maps.shapes import Shapes, Style, script_safe


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend."""

    text: str
    style: Style


@dataclass(frozen=True)
class Drawing:
    """What one map shows.

    ``bounds`` is ``((south, west), (north, east))``, degrees WGS 84. ``on_canvas`` draws
    thousands of shapes fast; hatching needs it off.
    """

    bounds: tuple[tuple[float, float], tuple[float, float]]
    layers: tuple[Shapes, ...]
    keys: tuple[Key, ...] = ()
    title: str = ""
    credit: str = ""
    on_canvas: bool = True


def bounds_of(
    frames: Sequence[gpd.GeoDataFrame | None],
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the box around tables of any CRS; None where there is nothing."""
    boxes = pd.DataFrame(
        [f.to_crs(WGS84).total_bounds for f in frames if f is not None and len(f)],
        columns=["west", "south", "east", "north"],
    ).dropna()
    if boxes.empty:
        return None
    south, west = float(boxes["south"].min()), float(boxes["west"].min())
    north, east = float(boxes["north"].max()), float(boxes["east"].max())
    return (south, west), (north, east)


def as_folium(drawing: Drawing, *, base: str = FROM_COMPONENT) -> Any:
    """Make the folium map of a drawing; it asks nothing of any outside host."""
    import folium

    from maps.leaflet_layers import Programs, legend, shapes_layer

    made = local_map(
        bounds=[list(corner) for corner in drawing.bounds], base=base, canvas=drawing.on_canvas
    )
    Programs().add_to(made)
    for layer in drawing.layers:
        shapes_layer(layer).add_to(made)
    keys = [{"text": key.text, **key.style.leaflet()} for key in drawing.keys]
    told = {
        "title": drawing.title,
        "keys": keys,
        "credit": drawing.credit,
        "bounds": drawing.bounds,
    }
    legend(script_safe(told)).add_to(made)
    if len(drawing.layers) > 1:
        folium.LayerControl(collapsed=True).add_to(made)
    return made
