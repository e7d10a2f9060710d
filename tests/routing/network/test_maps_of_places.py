"""Maps as they come: Monaco's stairs, Saint-Barthélemy without street names, Toulouse by city."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from routing.directions.directions import directions
from routing.network.walk_network import STEPS_FACTOR, Network, read_network
from routing.order.walk import plan_walk
from routing.ways.snapping import snap_doors


@pytest.fixture(scope="module")
def monaco(shared: Path) -> Network:
    return read_network(shared / "osm" / "monaco.osm.gz", crs="EPSG:32632")


@pytest.fixture(scope="module")
def island(shared: Path) -> Network:
    return read_network(shared / "osm" / "saint_barthelemy.osm.pbf", crs="EPSG:5490")


def doors_along(network: Network, count: int, seed: int) -> gpd.GeoSeries:
    """Put points a few metres beside streets round a random one of the main part."""
    random = np.random.default_rng(seed)
    town = np.flatnonzero(network.edge_component == 0)
    lines = network.geometry
    centre = lines[random.choice(town)].centroid
    near = town[np.argsort(shapely.distance(lines[town], centre))[:count]]
    spots = shapely.line_interpolate_point(lines[near], 0.5, normalized=True)
    moved = shapely.transform(spots, lambda xy: xy + random.uniform(2, 6, xy.shape))
    index = pd.Index([f"d{k}" for k in range(count)], name="building_id")
    return gpd.GeoSeries(moved, index=index, crs=network.crs)


def walked(network: Network, seed: int) -> list[str]:
    """Plan a walk of 30 doors without street names; check it, and tell it."""
    points = doors_along(network, 30, seed)
    doors = snap_doors(network, points)
    addresses = pd.DataFrame({"number": "", "street": ""}, index=doors.index)
    found = plan_walk(network, doors, addresses=addresses)
    assert sorted([*found.ids, *found.unreachable]) == sorted(doors.index)
    assert len(found.ids) >= 25
    assert found.proof == "optimal" or found.guessed, "squares are all that is left unproved"
    told = directions(network, doors, found.ids, addresses=addresses, closed=True)
    named = [p for line in told if line.kind == "doors" for p in line.positions]
    assert named == list(range(1, len(found.ids) + 1))
    assert sum(line.length_m for line in told) == pytest.approx(found.walk_m, abs=1)
    return [line.words.fr for line in told]


@pytest.mark.parametrize("seed", range(3))
def test_a_walk_where_streets_have_no_name(island: Network, seed: int) -> None:
    unnamed = island.length_m[island.name == ""].sum() / island.length_m.sum()
    assert unnamed > 0.5
    assert all(walked(island, seed))


@pytest.mark.parametrize("seed", range(3))
def test_a_walk_over_stairs(monaco: Network, seed: int) -> None:
    assert all(walked(monaco, seed))


def test_stairs_take_longer(monaco: Network) -> None:
    steps = (monaco.highway == "steps") & ~monaco.private & (monaco.length_m > 20)
    assert steps.sum() > 50
    pace = monaco.walk_s[steps] / monaco.length_m[steps]
    assert pace == pytest.approx(STEPS_FACTOR / monaco.pace_m_s, rel=0.02)
    assert set(monaco.barriers["kind"]) <= {"rail", "water", "motorway"}


@pytest.mark.city
def test_a_walk_in_toulouse(toulouse: Path) -> None:
    network = read_network(toulouse / "rues.osm.pbf", crs="EPSG:2154")
    assert network.length_m.sum() > 2_000_000
    assert all(walked(network, 1))
