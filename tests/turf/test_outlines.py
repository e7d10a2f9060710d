"""Outlines of turfs hold their doors and nobody else's, and never overlap."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from turf.outlines import turf_shapes


def doors(xy: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.array(xy).T), crs="EPSG:2154")


def test_outlines_hold_their_doors_and_do_not_overlap() -> None:
    rng = np.random.default_rng(0)
    buildings = doors(rng.uniform(0, 600, (300, 2)).tolist())
    side = buildings.geometry.x // 150
    turf_id = ("T" + side.astype(int).astype(str)).where(side < 3, "")
    shapes = turf_shapes(buildings, turf_id)
    assert shapes.index.tolist() == ["T0", "T1", "T2"]
    assert shapes.crs == buildings.crs
    assert shapes.area.sum() == pytest.approx(shapes.union_all().area, rel=1e-6)
    for name, shape in shapes.items():
        inside = buildings.within(shape.buffer(6))
        assert inside[turf_id == name].all()
        assert not buildings.within(shape.buffer(-6))[turf_id != name].any()


def test_one_door_two_doors_and_stacked_doors_have_outlines() -> None:
    for places in ([(0, 0)], [(0, 0), (30, 0)], [(0, 0), (0, 0)], [(0, 0), (9, 0), (9, 9), (0, 0)]):
        buildings = doors(places)
        turf_id = pd.Series([f"T{k}" for k in range(len(places))])
        assert (turf_shapes(buildings, turf_id).area > 100).all()
