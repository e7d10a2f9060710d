"""The whole of Toulouse, against networkx and against the clock."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from routing.network.street_names import agreement
from routing.network.walk_network import (
    Network,
    load_network,
    read_network,
    save_network,
    streets,
    with_crossings,
)
from routing.ways.distances import walk_matrix
from routing.ways.door_pairs import door_pairs
from routing.ways.snapping import snap_doors

pytestmark = pytest.mark.city
#: The machine may be busy: limits are several times the seconds measured on two idle cores.
SLACK = 4


@contextmanager
def cpu_under(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    spent = time.process_time() - start
    assert spent < SLACK * seconds, f"{spent:.2f} s, {seconds} s expected"


@pytest.fixture(scope="module")
def network(toulouse: Path) -> Network:
    with cpu_under(12):
        return read_network(toulouse / "rues.osm.pbf", crs="EPSG:2154")


@pytest.fixture(scope="module")
def addresses(toulouse: Path) -> gpd.GeoDataFrame:
    table = pd.read_csv(toulouse / "adresses-31555.csv.gz", sep=";", dtype=str).set_index("id")
    at = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float))
    return gpd.GeoDataFrame(table[["nom_voie"]], geometry=at, crs=4326).to_crs(2154)


@pytest.fixture(scope="module")
def doors(network: Network, addresses: gpd.GeoDataFrame) -> pd.DataFrame:
    with cpu_under(3):
        return snap_doors(network, addresses.geometry, street_names=addresses["nom_voie"])


def test_the_network_is_that_of_the_town(network: Network) -> None:
    assert 2_300_000 < network.length_m.sum() < 2_890_000
    inside = network.length_m[network.edge_component == 0].sum()
    assert inside / network.length_m.sum() > 0.95
    assert streets(network).index.is_unique


def test_a_kept_network_loads_in_a_moment(network: Network, tmp_path: Path) -> None:
    save_network(network, tmp_path / "n.npz")
    with cpu_under(0.5):
        again = load_network(tmp_path / "n.npz")
    assert again.walk_s.sum() == network.walk_s.sum()


def test_nearly_all_addresses_stand_on_a_street_of_their_name(
    network: Network, addresses: gpd.GeoDataFrame, doors: pd.DataFrame
) -> None:
    assert len(doors) == len(addresses)
    assert doors["reached"].mean() > 0.999
    assert doors["gap_m"].median() < 10
    named = agreement(addresses["nom_voie"], network.name[doors["edge"]])
    assert (named > 0).mean() > 0.97


def test_walks_without_sides_are_those_of_networkx(
    network: Network, doors: pd.DataFrame, around: Callable
) -> None:
    flat = with_crossings(network, dict.fromkeys(set(network.highway) | {"residential"}, 0.0))
    graph = nx.MultiGraph()
    graph.add_weighted_edges_from(
        zip(network.u.tolist(), network.v.tolist(), network.walk_s.tolist(), strict=True)
    )
    some = around(doors, 7, 12)
    found = walk_matrix(flat, some)
    for i, door in enumerate(some.itertuples()):
        share = door.along_m / network.length_m[door.edge]
        whole = network.walk_s[door.edge]
        graph.add_edge(("d", i), int(network.u[door.edge]), weight=share * whole)
        graph.add_edge(("d", i), int(network.v[door.edge]), weight=(1 - share) * whole)
    for i in range(len(some)):
        cost = nx.single_source_dijkstra_path_length(graph, ("d", i), cutoff=3600)
        for k in range(len(some)):
            if some["edge"].iloc[i] != some["edge"].iloc[k]:
                assert found.walk_s[i, k] == pytest.approx(cost["d", k], abs=0.2)


@pytest.fixture
def around(addresses: gpd.GeoDataFrame) -> Callable:
    """Return the doors nearest to one of them as the crow flies."""
    xy = np.column_stack([addresses.geometry.x, addresses.geometry.y])

    def chosen(doors: pd.DataFrame, centre: int, count: int) -> pd.DataFrame:
        away = ((xy - xy[centre]) ** 2).sum(axis=1)
        return doors.iloc[np.argsort(away, kind="stable")[:count]]

    return chosen


def test_fifty_doors_in_milliseconds(
    network: Network, doors: pd.DataFrame, around: Callable
) -> None:
    turfs = [around(doors, i * 3_000, 50) for i in range(20)]
    walk_matrix(network, turfs[0])
    spent = []
    for turf in turfs:
        start = time.process_time()
        tenths = np.rint(10 * walk_matrix(network, turf).walk_s)
        spent.append(time.process_time() - start)
        assert (tenths == tenths.T).all()
        assert ((tenths[:, :, None] + tenths[None]).min(axis=1) >= tenths).all()
    assert np.median(spent) < SLACK * 0.005


def test_pairs_join_each_part_of_the_town(network: Network, doors: pd.DataFrame) -> None:
    door_pairs(network, doors.iloc[:2])
    with cpu_under(1):
        pairs = door_pairs(network, doors)
    graph = nx.Graph(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True))
    graph.add_nodes_from(range(len(doors)))
    assert nx.number_connected_components(graph) == doors["component"].nunique()
    part = doors["component"].to_numpy()
    assert (part[pairs.i] == part[pairs.j]).all()
