"""The organiser's map: bureaux, quartiers, turfs and how far each has come."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from canvass.crs import WGS84
from canvass.words import Words
from maps.assets import FROM_COMPONENT, local_map

#: Five steps from nothing done to all done: ColorBrewer YlGnBu, safe for the colour-blind and
#: ordered in lightness, so that it survives a black-and-white print.
SHADES = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
#: A street shown as a grey line under everything else.
STREET_SHADE = "#9a9a9a"
#: Shapes are simplified to what a screen can show at town scale.
SIMPLIFIED_M = 2.0


@dataclass(frozen=True)
class CampaignLayers:
    """Tables to draw, each in any CRS; what is None is not drawn.

    ``turfs`` has columns ``label``, ``doors``, ``minutes``, ``share_covered`` (0 to 1) and
    geometry; ``bureaux`` and ``quartiers`` have ``label``; ``walk`` holds lines, ``stops`` points
    with ``position``.
    """

    turfs: gpd.GeoDataFrame | None = None
    bureaux: gpd.GeoDataFrame | None = None
    quartiers: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None
    walk: gpd.GeoDataFrame | None = None
    stops: gpd.GeoDataFrame | None = None

    def every(self) -> list[gpd.GeoDataFrame]:
        """All layers given that hold something."""
        layers = (
            self.turfs, self.bureaux, self.quartiers, self.buildings, self.walk, self.stops,
        )  # fmt: skip
        return [layer for layer in layers if layer is not None and len(layer)]


def shade(share: float) -> str:
    """Give the colour of a share of doors covered (0 to 1)."""
    return SHADES[min(int(share * len(SHADES)), len(SHADES) - 1)]


def campaign_map(layers: CampaignLayers, *, base: str = FROM_COMPONENT) -> Any:
    """Draw the layers as a folium map that asks nothing of any outside host.

    Returns
    -------
    folium.Map, or None where there is nothing to draw.
    """
    import folium

    given = layers.every()
    if not given:
        return None
    made = local_map(bounds=_bounds(given), base=base)
    if layers.turfs is not None and len(layers.turfs):
        _turf_layer(layers.turfs).add_to(made)
    if layers.quartiers is not None and len(layers.quartiers):
        name = str(Words("Quartiers", "Quartiers"))
        _outline(layers.quartiers, name, colour="#7a3b00", weight=2.5, dash="8 5").add_to(made)
    if layers.bureaux is not None and len(layers.bureaux):
        name = str(Words("Bureaux de vote", "Polling stations"))
        _outline(layers.bureaux, name, colour="#444444", weight=1.2, dash="3 4").add_to(made)
    if layers.walk is not None and len(layers.walk):
        _walk_layer(layers.walk).add_to(made)
    if layers.buildings is not None and len(layers.buildings):
        _points_layer(layers.buildings, str(Words("Adresses", "Buildings"))).add_to(made)
    if layers.stops is not None and len(layers.stops):
        _stops_layer(layers.stops).add_to(made)
    folium.LayerControl(collapsed=True).add_to(made)
    return made


def _bounds(layers: list[gpd.GeoDataFrame]) -> list[list[float]]:
    boxes = pd.DataFrame([layer.to_crs(WGS84).total_bounds for layer in layers])
    west, south = boxes[0].min(), boxes[1].min()
    east, north = boxes[2].max(), boxes[3].max()
    return [[float(south), float(west)], [float(north), float(east)]]


def _thin(layer: gpd.GeoDataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    """Keep what is shown: simplified shapes, six decimals (10 cm), few columns."""
    kept = layer[[*columns, "geometry"]].copy()
    kept["geometry"] = kept.geometry.simplify(SIMPLIFIED_M)
    kept = kept.to_crs(WGS84)
    kept["geometry"] = kept.geometry.set_precision(1e-6)
    return kept[~kept.geometry.is_empty]


def _turf_layer(turfs: gpd.GeoDataFrame) -> Any:
    import folium

    table = _thin(turfs, ["label", "doors", "minutes", "share_covered"])
    table["done"] = (table["share_covered"] * 100).round().astype(int).astype(str) + " %"
    table["minutes"] = table["minutes"].round().astype(int)
    table["colour"] = table["share_covered"].map(shade)
    fields = {
        "label": Words("Secteur", "Turf"),
        "doors": Words("Portes", "Doors"),
        "minutes": Words("Minutes", "Minutes"),
        "done": Words("Portes frappées", "Doors knocked"),
    }
    return folium.GeoJson(
        table[[*fields, "colour", "geometry"]].to_json(drop_id=True),
        name=str(Words("Secteurs", "Turfs")),
        style_function=lambda feature: {
            "fillColor": feature["properties"]["colour"],
            "color": "#1b4965",
            "weight": 1.2,
            "fillOpacity": 0.55,
        },
        tooltip=folium.GeoJsonTooltip(list(fields), [str(w) for w in fields.values()]),
    )


def _outline(areas: gpd.GeoDataFrame, name: str, *, colour: str, weight: float, dash: str) -> Any:
    import folium

    style = {
        "color": colour, "weight": weight, "dashArray": dash, "fill": False, "interactive": False,
    }  # fmt: skip
    return folium.GeoJson(
        _thin(areas, ["label"]).to_json(drop_id=True), name=name, style_function=lambda _: style
    )


def _walk_layer(walk: gpd.GeoDataFrame) -> Any:
    import folium

    style = {"color": "#b30059", "weight": 4, "opacity": 0.85}
    name = str(Words("Parcours", "Walk"))
    return folium.GeoJson(
        _thin(walk, []).to_json(drop_id=True), name=name, style_function=lambda _: style
    )


def _points_layer(points: gpd.GeoDataFrame, name: str) -> Any:
    """One MultiPoint: a tenth of the bytes of one marker per point."""
    import folium

    together = gpd.GeoSeries([points.geometry.union_all()], crs=points.crs).to_crs(WGS84)
    dot = folium.CircleMarker(radius=2, weight=0, fill_color="#222222", fill_opacity=0.8)
    return folium.GeoJson(together.set_precision(1e-6).to_json(drop_id=True), name=name, marker=dot)


def _stops_layer(stops: gpd.GeoDataFrame) -> Any:
    import folium

    table = _thin(stops, ["position", "address", "doors"])
    dot = folium.CircleMarker(
        radius=6, weight=2, color="#b30059", fill_color="#ffffff", fill_opacity=1.0
    )
    labels = [Words("N°", "No."), Words("Adresse", "Address"), Words("Portes", "Doors")]
    return folium.GeoJson(
        table.to_json(drop_id=True),
        name=str(Words("Arrêts", "Stops")),
        marker=dot,
        tooltip=folium.GeoJsonTooltip(
            ["position", "address", "doors"], [str(label) for label in labels]
        ),
    )
