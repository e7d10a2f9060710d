"""The map: nothing covers anything else, there and back can be told apart."""

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from walklists.paper.labels import DISC_MM, Room, place_beside, place_discs, place_name
from walklists.paper.map_picture import _EDGE_MM, HEIGHT_MM, WIDTH_MM, frame_of, map_svg
from walklists.paper.walked_line import offset_towards_doors
from walklists.walk_list import WalkList, _around, _shown_ground

spot = st.tuples(st.floats(5, 185), st.floats(5, 170))


@settings(max_examples=40, deadline=None)
@given(st.lists(spot, min_size=1, max_size=60, unique=True))
def test_numbers_never_overlap_nor_leave_the_paper(spots: list[tuple[float, float]]) -> None:
    doors = np.array(spots)
    walk = shapely.LineString([(0, 0), (190, 178)])
    placed = place_discs(doors, range(len(doors)), walk, Room(WIDTH_MM, HEIGHT_MM))
    kept = placed[~np.isnan(placed[:, 0])]
    assert not np.isnan(placed[0]).any()
    gaps = np.linalg.norm(kept[:, None] - kept[None], axis=2)
    assert (gaps[~np.eye(len(kept), dtype=bool)] >= 2 * DISC_MM).all()
    assert (kept >= DISC_MM).all()
    assert (kept <= [WIDTH_MM - DISC_MM, HEIGHT_MM - DISC_MM]).all()


def test_a_number_stands_on_its_door_if_it_can() -> None:
    doors = np.array([[50.0, 50.0], [80.0, 50.0]])
    placed = place_discs(doors, [0, 1], shapely.LineString([(0, 60), (190, 60)]), Room(190, 178))
    assert (placed == doors).all()


def test_names_avoid_doors_and_the_walk_and_read_from_left_to_right() -> None:
    street = shapely.LineString([(170, 50), (10, 50)])
    room = Room(190, 178)
    how: dict[str, Any] = {"size_mm": 3.0, "beside_mm": 5.0, "doors": np.array([[90.0, 50.0]])}
    walk = shapely.LineString([(90, 50), (170, 50)])
    first = place_name([street], 30.0, room, walk=walk, **how)
    assert first is not None
    assert first.angle == 0.0
    assert first.x < 75 or abs(first.y - 50) == 5.0
    second = place_name([street], 30.0, room, walk=walk, **how)
    assert second is not None
    assert (second.x, second.y) != (first.x, first.y)
    short = shapely.LineString([(10, 50), (20, 50)])
    assert place_name([short], 30.0, room, walk=walk, **how) is None


def test_there_and_back_are_drawn_on_the_sides_of_the_doors() -> None:
    doors = np.array([[0.0, 5.0], [40.0, 5.0], [30.0, -5.0], [0.0, -5.0]])
    legs = [
        None,
        shapely.LineString([(0, 0), (40, 0)]),
        shapely.LineString([(40, 0), (30, 0)]),
        shapely.LineString([(30, 0), (0, 0)]),
    ]
    (line,) = offset_towards_doors(legs, doors, 1.0)
    assert line[0].tolist() == [0, 1]
    assert [40, 1] in line.tolist()
    assert line[-1].tolist() == [0, -1]
    assert shapely.LineString(line).intersection(shapely.LineString([(0, 0), (40, 0)])).length == 0


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=9),
    st.floats(0.5, 2),
)
def test_the_walk_stays_within_reach_of_its_street(
    corners: list[tuple[int, int]], away: float
) -> None:
    street = shapely.LineString(corners)
    if street.length == 0:
        return
    doors = np.array([corners[0], corners[-1]]) + np.array([3.0, 4.0])
    for line in offset_towards_doors([None, street], doors, away):
        assert np.isfinite(line).all()
        far = shapely.hausdorff_distance(shapely.LineString(line), street.simplify(0.1))
        assert far <= 2 * away + 6


def test_legs_that_are_missing_or_of_no_length_break_nothing(walk: WalkList) -> None:
    legs = walk.legs.copy()
    legs.iloc[3] = None
    legs.iloc[7] = shapely.LineString()
    legs.iloc[9] = shapely.LineString([legs.iloc[9].coords[0]] * 2)
    ET.fromstring(map_svg(replace(walk, legs=legs)))
    none = gpd.GeoSeries([None] * len(legs), index=legs.index, crs=legs.crs)
    ET.fromstring(map_svg(replace(walk, legs=none)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(3, 97), st.floats(3, 97)), min_size=1, max_size=25),
    st.integers(1, 6),
)
def test_house_numbers_cover_nothing(spots: list[tuple[float, float]], letters: int) -> None:
    doors = np.array(spots)
    room = Room(100, 100)
    discs = place_discs(doors, range(len(doors)), shapely.LineString(), room)
    before = list(room.taken)
    width = 1.3 * letters
    found = place_beside(discs, [width] * len(doors), room, size_mm=2.1, doors=doors)
    half = np.array([width, 2.1]) / 2
    there = ~np.isnan(found[:, 0])
    boxes = [shapely.box(*(spot - half), *(spot + half)) for spot in found[there]]
    assert not np.isnan(discs[there]).any()
    for k, box in enumerate(boxes):
        assert shapely.box(0, 0, 100, 100).contains(box)
        assert not any(box.intersects(other) for other in boxes[:k])
        assert not any(box.intersects(taken) for taken in before)
        assert not any(box.contains(shapely.Point(door)) for door in doors)


def test_house_numbers_stand_on_the_map(walk: WalkList) -> None:
    root = ET.fromstring(map_svg(walk))
    texts = root.iter("{http://www.w3.org/2000/svg}text")
    told = [str(text.text) for text in texts if text.get("class") == "house"]
    assert len(told) > len(walk.stops) / 2
    assert set(told) <= set(walk.stops["number"])


def test_no_street_ends_within_the_frame_of_a_long_turf() -> None:
    """The map is square: it shows far more than the doors of a long row of houses."""
    far = 2_000.0
    points = gpd.points_from_xy(700_000 + np.arange(0, 900, 30.0), [6_600_000.0] * 30)
    table = gpd.GeoDataFrame(geometry=points, crs="EPSG:2154")
    lines = [
        shapely.LineString([(700_000 + x, 6_600_000 + y), (700_000 + x, 6_600_000 + y + 100)])
        for x in range(-200, 1200, 100)
        for y in range(-int(far), int(far), 100)
    ]
    streets = gpd.GeoDataFrame(geometry=lines, crs="EPSG:2154")
    legs = gpd.GeoSeries([], crs="EPSG:2154")
    kept = _around(streets, _shown_ground(table, legs))
    wide = table.total_bounds[2] - table.total_bounds[0]
    reach = wide / (WIDTH_MM - 2 * _EDGE_MM) * HEIGHT_MM / 2
    x, y = table.union_all().envelope.centroid.coords[0]
    frame = shapely.box(x - reach, y - reach, x + reach, y + reach)
    shown = shapely.intersection(streets.geometry, frame).length.sum()
    assert shapely.intersection(kept.geometry, frame).length.sum() == pytest.approx(shown)


def test_every_door_is_on_the_paper(walk: WalkList) -> None:
    frame = frame_of(walk)
    box = shapely.box(0, 0, frame.width, frame.height).buffer(-5)
    assert all(box.contains(frame.paper(p)) for p in walk.stops.geometry)


def test_the_picture_is_plain_and_says_what_it_should(walk: WalkList) -> None:
    svg = map_svg(walk)
    root = ET.fromstring(svg)
    texts = {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"1", "72", "DÉPART", "N", *walk.stops["street"]} <= texts
    assert any(re.fullmatch(r"\d+ m", str(t)) for t in texts)
    assert "href" not in svg
    assert "NaN" not in svg
    assert len(svg) < 200_000


def test_streets_that_stop_at_the_edge_and_names_with_marks(walk: WalkList) -> None:
    streets = walk.streets.assign(name='<b> & "c"')
    assert "<b>" not in map_svg(replace(walk, streets=streets))
    bare = walk.streets.iloc[:0]
    ET.fromstring(map_svg(replace(walk, streets=bare)))


@pytest.mark.parametrize("spread", [1.0, 50.0, 4000.0])
def test_tiny_and_vast_turfs_have_a_map(walk: WalkList, spread: float) -> None:
    stops = walk.stops.iloc[:12].copy()
    x, y = stops.geometry.iloc[0].coords[0]
    angles = np.linspace(0, 6, 12)
    stops["geometry"] = gpd.points_from_xy(
        x + spread * np.cos(angles), y + spread * np.sin(angles), crs=walk.crs
    )
    far = replace(walk, stops=stops, legs=walk.legs.iloc[:0])
    ET.fromstring(map_svg(far))
    one = replace(far, stops=pd.concat([stops.iloc[:1]] * 1))
    ET.fromstring(map_svg(one))
