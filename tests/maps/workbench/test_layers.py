"""Layers as a browser gets them: what differs alone, colours that neighbours never share."""

import gzip
import itertools
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from maps.workbench.colours import colours, neighbours
from maps.workbench.ground_layers import (
    areas_layer,
    barriers_layer,
    ground_layer,
    street_tiles,
    tile_of,
)
from maps.workbench.layer import COARSE, Layer
from maps.workbench.turf_layers import blocks_layer, buildings_layer, turfs_layer

CRS = "EPSG:2154"
EVIL = '</script>"‘Évreux’ & {{x}}'
WEST, SOUTH = 574_000, 6_279_000


def told(layer: Layer, since: Layer | None = None) -> dict:
    return json.loads(gzip.decompress(layer.payload(since)))


def grid(side: int) -> gpd.GeoSeries:
    """Squares of 100 m that touch along their sides and at their corners."""
    boxes = [
        shapely.box(WEST + 100 * x, SOUTH + 100 * y, WEST + 100 * x + 100, SOUTH + 100 * y + 100)
        for x in range(side)
        for y in range(side)
    ]
    return gpd.GeoSeries(boxes, index=[f"T{i}" for i in range(side * side)], crs=CRS)


@pytest.fixture
def turfs() -> gpd.GeoDataFrame:
    areas = grid(3)
    table = pd.DataFrame(
        {
            "label": [EVIL, *"ABCDEFGH"],
            "doors": range(9),
            "minutes": [12.34, float("nan"), *range(7)],
            "state": ["locked", "published", *[""] * 7],
        },
        index=areas.index,
    )
    return gpd.GeoDataFrame(table, geometry=areas, crs=CRS)


def buildings(count: int = 4) -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        {
            "number": [str(i) for i in range(count)],
            "street": [EVIL, "Rue B", EVIL, "Rue B"][:count],
            "bureau_id": "99001_0001",
            "quartier_id": "",
            "doors": range(count),
            "voters": 99,
        },
        index=pd.Index([f"b{i}" for i in range(count)], name="building_id"),
    )
    at = gpd.points_from_xy([WEST + 10.0 * i for i in range(count)], [SOUTH] * count)
    return gpd.GeoDataFrame(table, geometry=at, crs=CRS)


def test_only_what_differs_is_written() -> None:
    before = Layer("turfs", {"target": 50}, {"a": "1", "b": "2", "c": "3"})
    after = Layer("turfs", {"target": 50}, {"a": "1", "b": "9", "d": "4"})
    found = told(after, before)
    assert found["rows"] == {"b": 9, "d": 4}
    assert found["gone"] == ["c"]
    assert (found["since"], found["version"]) == (before.version, after.version)
    assert told(after)["rows"] == {"a": 1, "b": 9, "d": 4}


def test_a_version_is_of_the_content() -> None:
    one = Layer("x", {"a": 1}, {"k": "[1]", "l": "[2]"})
    assert one.version == Layer("x", {"a": 1}, {"l": "[2]", "k": "[1]"}).version
    others = [Layer("x", {"a": 2}, one.rows), Layer("x", {"a": 1}, {"k": "[1]", "l": "[3]"})]
    assert len({one.version, *(other.version for other in others)}) == 3
    assert one.payload() == one.payload()


def test_neighbours_never_share_a_colour() -> None:
    areas = grid(12)
    found = colours(areas)
    for i, beside in neighbours(areas).items():
        assert beside
        assert found[areas.index[i]] not in {found[areas.index[j]] for j in beside}
    assert max(found.values()) < 7


def test_colours_stay_unless_two_neighbours_share_one() -> None:
    areas = grid(6)
    before = colours(areas)
    assert colours(areas, kept=before) == before
    clash = before | {"T0": before["T1"]}
    after = colours(areas, kept=clash)
    assert after["T0"] != after["T1"]
    assert sum(after[turf] != before[turf] for turf in areas.index) <= 2


def test_only_some_are_looked_at_where_the_others_still_hold() -> None:
    areas = grid(6)
    before = colours(areas)
    merged = areas.drop("T1")
    merged["T0"] = areas[["T0", "T1"]].union_all()
    kept = {turf: colour for turf, colour in before.items() if turf != "T1"}
    after = colours(merged, kept=kept, anew={"T0"})
    assert {turf for turf in kept if after[turf] != kept[turf]} <= {"T0"}
    for i, beside in neighbours(merged).items():
        assert after[merged.index[i]] not in {after[merged.index[j]] for j in beside}


def test_more_neighbours_than_colours_take_more_colours() -> None:
    areas = grid(2)
    assert len(set(colours(areas, least=1).values())) == 4


def test_turfs_tell_outline_figures_and_their_addresses(turfs: gpd.GeoDataFrame) -> None:
    turf_id = pd.Series(["T1", "", "T0", "T1"])
    colour = {turf: i for i, turf in enumerate(turfs.index)}
    layer = turfs_layer(turfs, turf_id, asked={"target": 50}, colour=colour)
    found = told(layer)
    assert found["head"] == {"target": 50, "buildings": 4}
    outline, number, label, doors, minutes, state, members = found["rows"]["T1"]
    assert (number, label, doors, minutes, state) == (1, "A", 1, 0, "published")
    assert members == [0, 3]
    assert found["rows"]["T0"][2] == EVIL
    assert found["rows"]["T0"][6] == [2]
    assert found["rows"]["T8"][6] == []
    lat, lon = outline[0][0][:2]
    assert (lat / COARSE, lon / COARSE) == pytest.approx((43.6, 1.44), abs=0.1)
    part = turfs_layer(turfs[:1], turf_id, asked={"target": 50}, colour=colour, rest=layer.rows)
    assert part.version == layer.version


def test_addresses_are_laid_out_by_column_and_no_voter_is_counted() -> None:
    head = buildings_layer(buildings()).head
    assert head["doors"] == [0, 1, 2, 3]
    assert [head["streets"][code] for code in head["street"]] == [EVIL, "Rue B", EVIL, "Rue B"]
    assert sum(head["lon"]) == pytest.approx(144_000, abs=10_000)
    assert all(0 < step < 20 for step in head["lon"][1:])
    assert not {"voters", "households"} & set(head)


def test_blocks_name_the_buildings_that_they_are_of() -> None:
    layer = blocks_layer(grid(1), [0, -1], [4, 5], buildings="v1")
    assert layer.head["buildings"] == "v1"
    assert layer.head["block"] == [0, -1]
    assert len(layer.head["blocks"]) == 1


def test_streets_of_one_name_are_one_line_in_the_tile_of_their_middle() -> None:
    steps = [(WEST + 50 * i, SOUTH) for i in range(5)]
    lines = [shapely.LineString(pair) for pair in itertools.pairwise(steps)]
    streets = gpd.GeoDataFrame(
        {
            "name": ["Rue Longue"] * 3 + [""],
            "highway": ["residential", "residential", "residential", "footway"],
        },
        geometry=lines,
        crs=CRS,
    )
    (tile,) = street_tiles(streets).values()
    assert [row[:2] for row in tile.head["streets"]] == [["", 2], ["Rue Longue", 1]]
    assert len(tile.head["streets"][1][2]) == 1
    assert tile.head["tile"] == tile_of([43.6], [1.44])[0]


def test_a_tile_is_that_of_the_usual_web_map() -> None:
    # the zero meridian on the equator is the corner of the four middle tiles
    assert list(tile_of([1e-6, -1e-6], [1e-6, -1e-6])) == ["8192-8191", "8191-8192"]


def test_the_ground_tells_main_streets_and_what_nobody_crosses() -> None:
    line = shapely.LineString([(WEST, SOUTH), (WEST + 90, SOUTH)])
    streets = gpd.GeoDataFrame(
        {"name": ["Avenue", "Rue"], "highway": ["primary", "residential"]},
        geometry=[line, line],
        crs=CRS,
    )
    uncrossed = gpd.GeoDataFrame({"kind": ["water"]}, geometry=[line], crs=CRS)
    head = ground_layer(streets, uncrossed).head
    assert [row[:2] for row in head["streets"]] == [["Avenue", 0]]
    assert list(head["lines"]) == ["water"]
    nothing = gpd.GeoDataFrame({"kind": []}, geometry=[], crs=CRS)
    assert ground_layer(streets, nothing).head["lines"] == {}


def test_areas_and_barriers_keep_their_place() -> None:
    areas = gpd.GeoDataFrame({"label": [EVIL]}, geometry=grid(1).to_numpy(), crs=CRS, index=["q"])
    assert told(areas_layer("quartiers", areas))["rows"]["q"][0] == EVIL
    box = shapely.box(WEST, SOUTH, WEST + 9, SOUTH + 9)
    line = shapely.LineString([(WEST, SOUTH), (WEST + 90, SOUTH)])
    rows = told(barriers_layer(gpd.GeoSeries([line, box], crs=CRS)))["rows"]
    assert [len(rows[key][0]) for key in "01"] == [4, 10]
    assert told(barriers_layer(gpd.GeoSeries([], crs=CRS)))["rows"] == {}
