"""The maps ask nothing of any host, weigh little, and say only what may be said."""

import json
import pickle
import re
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from canvass.words import language
from maps.assets import leaflet_folder
from maps.concern_map import concern_drawing
from maps.drawing import Drawing, as_folium
from maps.masking import masked
from maps.palette import MASKED, SHADES, STEP_WORDS, STEPS, step
from maps.shapes import Shapes, script_safe, shapes
from maps.town_map import MANY_STREETS, TownLayers, town_drawing
from maps.turf_map import turf_drawing


def layer(drawing: Drawing, name: str) -> dict:
    (found,) = [one for one in drawing.layers if one.name == name]
    return json.loads(found.data)


def town(
    turfs: gpd.GeoDataFrame, quartiers: gpd.GeoDataFrame, streets: gpd.GeoDataFrame
) -> Drawing:
    made = town_drawing(TownLayers(turfs=turfs, quartiers=quartiers, streets=streets))
    assert made is not None
    return made


def test_a_map_links_to_no_host(turfs, quartiers, streets) -> None:
    html = as_folium(town(turfs, quartiers, streets)).get_root().render()
    assert not re.findall(r"https?://[^\s\"'<>]*", html)
    sources = re.findall(r"(?:src|href)=\"([^\"]*)\"", html)
    assert {s.rsplit("/", 1)[-1] for s in sources} == {"leaflet.js", "leaflet.css"}
    assert all(source.startswith("../../assets/") for source in sources)


def test_leaflet_is_an_installed_package() -> None:
    for name in ("leaflet.js", "leaflet.css", "images/layers.png"):
        assert (leaflet_folder() / name).is_file()


def test_names_cannot_become_script_nor_html(turfs, quartiers, streets, evil: str) -> None:
    drawing = town(turfs, quartiers, streets)
    html = as_folium(drawing).get_root().render()
    assert "<img" not in html
    assert html.count("</script>") == html.count("<script")
    assert layer(drawing, "Secteurs")["rows"][0][2][1] == evil


def test_names_are_no_templates_of_folium(turfs, quartiers, streets) -> None:
    name = "{{ 7 * 7 }} {{{ 1 }}} {% raw %} {# rue"
    drawing = town(turfs.assign(label=name), quartiers, streets)
    html = as_folium(drawing).get_root().render()
    assert script_safe(name)[1:-1] in html
    assert layer(drawing, "Secteurs")["rows"][0][2][1] == name


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("{%#<"))))
def test_script_safe_json_gives_back_what_went_in(text: str) -> None:
    safe = script_safe({"a": [text]})
    assert json.loads(safe) == {"a": [text]}
    assert not set("<>&\u2028\u2029") & set(safe)
    assert not re.search("{{|{%|{#", safe)


def decoded(moves: list[int]) -> np.ndarray:
    return np.cumsum(np.array(moves).reshape(-1, 2), axis=0) / 1e6


def test_shapes_come_back_where_they_were(turfs) -> None:
    made = shapes(turfs, name=STEP_WORDS[0], kind="area", styles=[MASKED])
    rows = json.loads(made.data)["rows"]
    for row, shape in zip(rows, turfs.to_crs("EPSG:4326").geometry, strict=True):
        ((ring,),) = row[0]
        back = shapely.Polygon(decoded(ring)[:, ::-1])
        assert back.symmetric_difference(shape).area < 1e-6 * shape.length


def test_holes_and_many_parts_survive() -> None:
    hole = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    both = shapely.MultiPolygon([hole, shapely.box(200, 0, 300, 100)])
    frame = gpd.GeoDataFrame(geometry=[both, None, shapely.Point(0, 0)], crs="EPSG:2154")
    rows = json.loads(shapes(frame, name=STEP_WORDS[0], kind="area", styles=[MASKED]).data)["rows"]
    assert [len(part) for part in rows[0][0]] == [2, 1]
    assert len(rows) == 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_done_is_never_a_lighter_shade(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert step(low) <= step(high)
    assert lightness(SHADES[step(low)]) >= lightness(SHADES[step(high)])


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_shades_are_told_apart_in_black_and_white() -> None:
    light = [lightness(colour) for colour in SHADES]
    assert all(a - b > 20 for a, b in pairwise(light))
    assert len(SHADES) == len(STEPS) == len(STEP_WORDS)


def test_not_begun_and_begun_differ() -> None:
    assert [step(share) for share in (0.0, 0.01, 0.4, 0.7, 1.0)] == [0, 1, 2, 3, 4]


def test_turfs_have_the_shade_of_their_progress(turfs, quartiers, streets) -> None:
    drawn = layer(town(turfs, quartiers, streets), "Secteurs")
    assert [drawn["styles"][row[1]]["fillColor"] for row in drawn["rows"]] == list(SHADES)
    assert drawn["rows"][2][2] == ["T3", "B", "50", "82", "50\u00a0%"]


def test_buildings_are_drawn_only_until_they_are_in_turfs(turfs, quartiers) -> None:
    points = gpd.GeoDataFrame(geometry=turfs.centroid, crs=turfs.crs)
    both = town_drawing(TownLayers(turfs=turfs, buildings=points))
    before = town_drawing(TownLayers(turfs=turfs[:0], buildings=points, quartiers=quartiers))
    assert both is not None
    assert before is not None
    assert "Adresses" not in {one.name for one in both.layers}
    assert len(layer(before, "Adresses")["rows"]) == len(points)
    assert before.title == "Légende"


def test_nothing_to_draw_is_no_map(turfs) -> None:
    assert town_drawing(TownLayers()) is None
    assert town_drawing(TownLayers(turfs=turfs[:0])) is None


def test_the_view_fits_the_town_and_not_far_streets(turfs, quartiers, streets) -> None:
    (south, west), (north, east) = town(turfs, quartiers, streets).bounds
    assert east - west < 0.01
    assert north - south < 0.01


def test_only_main_streets_of_a_large_town_are_drawn(turfs, quartiers) -> None:
    lines = [
        shapely.LineString([(574_000, 6_279_000 + i), (574_001, 6_279_000 + i)])
        for i in range(MANY_STREETS + 1)
    ]
    kinds = ["residential"] * MANY_STREETS + ["primary_link"]
    many = gpd.GeoDataFrame({"highway": kinds}, geometry=lines, crs=turfs.crs)
    assert len(layer(town(turfs, quartiers, many), "Rues")["rows"]) == 1


def test_a_city_of_turfs_weighs_little(turfs) -> None:
    one = turfs.iloc[[0]].assign(geometry=turfs.geometry.iloc[:1].buffer(30, quad_segs=8))
    many = pd.concat([one] * 3000)
    made = town_drawing(TownLayers(turfs=gpd.GeoDataFrame(many, crs=turfs.crs)))
    assert made is not None
    assert sum(len(one.data) for one in made.layers) < 1_500_000


def test_a_drawing_can_be_kept_in_a_cache(turfs, quartiers, streets) -> None:
    drawing = town(turfs, quartiers, streets)
    assert pickle.loads(pickle.dumps(drawing)) == drawing


def test_one_turf_shows_numbered_stops_and_the_streets_around(turfs, streets) -> None:
    stops = gpd.GeoDataFrame(
        {"position": [1, 2], "address": ["1 Rue A", "2 Rue A"], "doors": [2, 3]},
        geometry=gpd.points_from_xy([574_010, 574_060], [6_279_050, 6_279_050]),
        crs=turfs.crs,
    )
    walk = gpd.GeoDataFrame(geometry=streets.geometry[:1], crs=turfs.crs)
    drawing = turf_drawing(turfs.iloc[[0]], stops=stops, walk=walk, streets=streets)
    assert drawing is not None
    assert [row[3] for row in layer(drawing, "Arrêts")["rows"]] == ["1", "2"]
    assert [row[2] for row in layer(drawing, "Rues")["rows"]] == [["Rue A"]] or len(
        layer(drawing, "Rues")["rows"]
    ) == 2
    assert "Rue loin" not in drawing.layers[0].data
    assert "OpenStreetMap" in drawing.credit


@pytest.fixture
def concerns(quartiers) -> tuple[pd.DataFrame, pd.Series]:
    doors = pd.Series([5, 37, 40, 0], index=quartiers.index)
    counts = pd.DataFrame({"Logement": [3, 29, 8, 0]}, index=quartiers.index)
    return counts, doors


def test_hidden_areas_are_hatched_and_told_without_a_number(quartiers, concerns) -> None:
    counts, doors = concerns
    drawing = concern_drawing(quartiers, masked(counts, doors)["Logement"], doors, title="Logement")
    assert drawing is not None
    drawn = layer(drawing, "Quartier")
    looks = [drawn["styles"][row[1]]["fillColor"] for row in drawn["rows"]]
    said = [row[2][1] for row in drawn["rows"]]
    assert looks[:2] == ["url(#masked)"] * 2
    assert said == ["masqué", "masqué", "20\u00a0%", "pas encore de chiffre"]
    assert not drawing.on_canvas


def test_what_is_hidden_changes_nothing_on_the_map(quartiers, concerns) -> None:
    """Two towns that differ only in what is hidden look the same, to the last byte."""
    counts, doors = concerns
    other, fewer = counts.copy(), doors.copy()
    other.loc[["1", "2"], "Logement"] = [1, 12]
    fewer.loc[["1", "2"]] = [7, 33]
    maps = [
        concern_drawing(quartiers, masked(c, d)["Logement"], d, title="Logement")
        for c, d in ((counts, doors), (other, fewer))
    ]
    assert maps[0] == maps[1]


def test_concerns_without_quartiers_are_no_map(quartiers, concerns) -> None:
    counts, doors = concerns
    assert concern_drawing(quartiers[:0], counts["Logement"], doors, title="Logement") is None


def test_maps_speak_both_languages(turfs, quartiers, streets) -> None:
    token = language.set("en")
    try:
        drawing = town(turfs, quartiers, streets)
    finally:
        language.reset(token)
    assert {one.name for one in drawing.layers} >= {"Turfs", "Streets"}
    assert drawing.title == "Doors knocked"


def test_shapes_are_values() -> None:
    assert Shapes("a", "{}") == Shapes("a", "{}")
