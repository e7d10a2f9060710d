"""Turfs of a real city: every order is proved shortest, quickly."""

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from routing.network.walk_network import read_network
from routing.order.order import plan_order
from routing.ways.distances import walk_matrix
from routing.ways.snapping import snap_doors

DOORS, TURFS = 50, 40


@pytest.fixture(scope="module")
def matrices(shared: Path) -> list[np.ndarray]:
    folder = shared / "toulouse"
    if not (folder / "rues.osm.pbf").exists():
        pytest.skip("the streets of Toulouse are not on this machine")
    table = pd.read_csv(folder / "adresses-31555.csv.gz", sep=";", dtype=str)
    table = table.drop_duplicates("id").set_index("id").rename_axis("building_id")
    lon, lat = table["lon"].astype(float), table["lat"].astype(float)
    points = gpd.GeoSeries.from_xy(lon, lat, index=table.index, crs="EPSG:4326")
    points = points.to_crs("EPSG:2154")
    network = read_network(folder / "rues.osm.pbf", crs="EPSG:2154")
    doors = snap_doors(network, points)
    xy = np.column_stack([points.x, points.y])
    random = np.random.default_rng(3)
    found = []
    while len(found) < TURFS:
        near = np.argsort(np.hypot(*(xy - xy[random.integers(len(xy))]).T))[:DOORS]
        measured = walk_matrix(network, doors.iloc[near])
        if not len(measured.unreachable):
            found.append(measured.walk_s)
    return found


@pytest.mark.city
@pytest.mark.parametrize("ask", [{}, {"closed": False, "start": 0}, {"closed": False}])
def test_turfs_of_fifty_doors_are_proved(matrices: list[np.ndarray], ask: dict) -> None:
    plan_order(matrices[0], **ask)
    started = time.process_time()
    orders = [plan_order(times, **ask) for times in matrices]
    spent = (time.process_time() - started) / len(matrices)
    assert np.mean([order.proof == "optimal" for order in orders]) >= 0.97
    assert max(order.gap for order in orders) < 0.02
    assert spent < 0.2, f"{spent:.3f} CPU seconds a turf"
