"""Reading street files: what is merged, what is kept apart, what stops a walk."""

import gzip
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from canvass.errors import BadInputError, MissingFileError
from routing.network.barriers import cut_at
from routing.network.osm_files import read_drawing
from routing.network.walk_network import Network, load_network, read_network, save_network, streets

CRS = "EPSG:2154"
HOME = {"highway": "residential", "name": "Rue A"}


def assert_same(one: Network, other: Network) -> None:
    for field in fields(Network):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b, err_msg=field.name)
        elif field.name != "barriers":
            assert a == b, field.name
    assert list(one.barriers["kind"]) == list(other.barriers["kind"])
    assert one.barriers.geometry.geom_equals(other.barriers.geometry).all()


def test_segments_between_crossings_become_one_street(osm_file: Callable[..., Path]) -> None:
    """Node 2 is a bend of one street drawn as two ways; the merged street keeps its shape."""
    path = osm_file({1: (0, 0), 2: (100, 0), 3: (100, 50)}, [([1, 2], HOME), ([2, 3], HOME)])
    network = read_network(path, crs=CRS)
    assert len(network.u) == 1
    assert network.length_m[0] == pytest.approx(150, abs=0.2)
    assert network.walk_s[0] == pytest.approx(network.length_m[0] / 1.2, abs=0.06)
    assert len(network.geometry[0].coords) == 3
    assert list(streets(network).index) == [(1, 3, 0)]


def test_streets_are_cut_where_name_class_or_a_crossing_says(
    osm_file: Callable[..., Path],
) -> None:
    nodes = {1: (0, 0), 2: (50, 0), 3: (99, 0, {"highway": "crossing"}), 4: (150, 0), 5: (200, 0)}
    ways = [([1, 2], HOME), ([2, 3, 4], HOME | {"name": "Rue B"}), ([4, 5], {"highway": "path"})]
    network = read_network(osm_file(nodes, ways), crs=CRS)
    assert sorted(network.name) == ["", "Rue A", "Rue B", "Rue B"]
    assert list(network.node_id[network.is_crossing]) == [3]


def test_steps_and_private_ways_are_slower(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (300, 0)}
    private = {"highway": "service", "access": "private"}
    ways = [([1, 2], HOME), ([2, 3], {"highway": "steps"}), ([3, 4], private)]
    network = read_network(osm_file(nodes, ways), crs=CRS)
    pace = dict(zip(network.highway, network.walk_s / network.length_m, strict=True))
    assert pace["steps"] == pytest.approx(3 * pace["residential"], rel=0.01)
    assert pace["service"] == pytest.approx(2 * pace["residential"], rel=0.01)


def test_a_locked_gate_parts_the_network(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0, {"barrier": "gate", "locked": "yes"}), 3: (300, 0)}
    network = read_network(osm_file(nodes, [([1, 2, 3], HOME)]), crs=CRS)
    assert len(network.u) == 2
    assert len(set(network.edge_component)) == 2
    assert network.component[network.node_id == 3] == 0, "the longer part comes first"
    assert list(network.is_main) == [True, False]


def test_a_lone_ring_and_a_dead_end_loop_are_kept(osm_file: Callable[..., Path]) -> None:
    nodes = {
        1: (0, 0),
        2: (50, 0),
        3: (50, 50),
        4: (500, 0),
        5: (550, 0),
        6: (550, 50),
        7: (450, 0),
    }
    ways = [([1, 2, 3, 1], HOME), ([4, 5, 6, 4], HOME), ([4, 7], HOME)]
    network = read_network(osm_file(nodes, ways), crs=CRS)
    ring = 50 + 50 + 50 * 2**0.5
    assert network.length_m.sum() == pytest.approx(2 * ring + 50, abs=0.5)
    assert (network.u == network.v).sum() == 1
    assert len(set(network.component)) == 2


def test_parallel_streets_have_keys(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (50, 40), 4: (-20, 0), 5: (120, 0)}
    ways = [([1, 2], HOME), ([1, 3, 2], HOME), ([4, 1], HOME), ([2, 5], HOME)]
    network = read_network(osm_file(nodes, ways), crs=CRS)
    assert streets(network).index.is_unique
    assert sorted(network.key) == [0, 0, 0, 1]


def test_ways_drawn_twice_count_once_and_the_named_one_stays(
    osm_file: Callable[..., Path],
) -> None:
    ways = [([1, 2], {"highway": "footway"}), ([2, 1], HOME)]
    network = read_network(osm_file({1: (0, 0), 2: (100, 0)}, ways), crs=CRS)
    assert list(network.name) == ["Rue A"]


def test_nodes_outside_a_clipped_extract_cut_the_way(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 4: (300, 0), 5: (400, 0)}
    network = read_network(osm_file(nodes, [([1, 2, 3, 4, 5], HOME)]), crs=CRS)
    assert sorted(network.length_m) == [100, 100]


def test_barrier_lines_are_kept_apart(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (0, 9), 4: (100, 9)}
    ways = [([1, 2], HOME), ([3, 4], {"railway": "rail"}), ([4, 3], {"highway": "motorway"})]
    network = read_network(osm_file(nodes, ways), crs=CRS)
    assert len(network.u) == 1
    assert sorted(network.barriers["kind"]) == ["motorway", "rail"]


def test_bounds_keep_what_reaches_into_them(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (900, 0), 4: (999, 0)}
    path = osm_file(nodes, [([1, 2], HOME), ([3, 4], HOME)])
    bounds = (650_050.0, 6_859_950.0, 650_200.0, 6_860_050.0)
    assert len(read_network(path, crs=CRS, bounds=bounds).u) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", b"<osm version='0.6'></osm>"),
        ("a.osm", b"<osm version='0.6'><node"),
        ("a.osm.pbf", b"not a map"),
        ("a.osm.gz", gzip.compress(b"nor this", mtime=0)),
        ("a.graphml", b"<graphml/>"),
        ("a.graphml", b"nothing"),
        ("a.shp", b""),
    ],
)
def test_unusable_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInputError):
        read_network(path, crs=CRS)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"rues\.osm"):
        read_network(tmp_path / "rues.osm", crs=CRS)
    with pytest.raises(MissingFileError):
        load_network(tmp_path / "n.npz")


def test_a_kept_network_is_the_same(osm_file: Callable[..., Path], tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (0, 9), 4: (100, 9)}
    path = osm_file(nodes, [([1, 2], HOME), ([3, 4], {"railway": "rail"})])
    network = read_network(path, crs=CRS)
    save_network(network, tmp_path / "n.npz")
    assert_same(load_network(tmp_path / "n.npz"), network)
    whole = (tmp_path / "n.npz").read_bytes()
    for damaged in (b"", b"PK", whole[: len(whole) // 2]):
        (tmp_path / "n.npz").write_bytes(damaged)
        with pytest.raises(BadInputError):
            load_network(tmp_path / "n.npz")


def test_a_drawn_line_cuts_the_streets_it_crosses(town: Callable[..., Network]) -> None:
    network = town([
        ([(0, 0), (100, 0)], "residential", "Rue A"),
        ([(100, 0), (100, 80)], "residential", "Rue B"),
    ])  # fmt: skip
    assert len(set(network.component)) == 1
    wall = gpd.GeoSeries([shapely.LineString([(30, -5), (30, 5)])], crs=CRS)
    cut = cut_at(network, wall)
    assert sorted(cut.length_m) == [30, 70, 80]
    assert len(set(cut.component)) == 2
    twice = gpd.GeoSeries([shapely.box(40, -5, 60, 5)], crs=CRS)
    assert sorted(cut_at(network, twice).length_m) == [20, 40, 40, 80]
    at_crossing = gpd.GeoSeries([shapely.LineString([(100, -9), (100, 0)])], crs=CRS)
    assert len(set(cut_at(network, at_crossing).component)) == 2
    away = gpd.GeoSeries([shapely.Point(500, 500).buffer(9)], crs=CRS)
    assert cut_at(network, away).u is network.u


def test_a_slanted_line_cuts_slanted_streets(town: Callable[..., Network]) -> None:
    """Where the crossing of two lines falls between two floating-point numbers."""
    streets = [
        ([(0.1, 7.3 * k), (97.7, 7.3 * k + 31.9)], "residential", f"Rue {k}") for k in range(9)
    ]
    spine = ([end for k in range(9) for end in [(0.1, 7.3 * k)]], "residential", "Rue du Bord")
    network = town([*streets, spine])
    wall = gpd.GeoSeries([shapely.LineString([(37.3, -99.1), (61.9, 203.7)])], crs=CRS)
    assert len(cut_at(network, wall).u) == len(network.u) + 9


def test_progress_can_stop_the_reading(osm_file: Callable[..., Path]) -> None:
    def stop(done: int, total: int, /) -> None:
        if done:
            raise InterruptedError

    path = osm_file({1: (0, 0), 2: (100, 0)}, [([1, 2], HOME)])
    with pytest.raises(InterruptedError):
        read_network(path, crs=CRS, on_progress=stop)


def test_the_same_map_in_three_formats(shared: Path) -> None:
    first, *others = (
        read_network(shared / "osm" / f"saint_barthelemy.osm.{end}", crs="EPSG:5490")
        for end in ("pbf", "gz", "bz2")
    )
    for other in others:
        assert_same(first, other)


def test_graphml_of_osmnx_gives_the_same_streets(shared: Path, tmp_path: Path) -> None:
    import osmnx

    drawn = read_network(shared / "osm" / "monaco.osm.gz", crs="EPSG:32632")
    table = streets(drawn)[["name", "highway", "length_m", "geometry"]].reset_index()
    table = table.rename(columns={"length_m": "length"})
    table[["u", "v"]] = table[["u", "v"]].astype(int)
    nodes = gpd.GeoDataFrame(
        {"x": drawn.node_xy[:, 0], "y": drawn.node_xy[:, 1]},
        geometry=gpd.points_from_xy(*drawn.node_xy.T),
        index=drawn.node_id,
        crs=drawn.crs,
    )
    nodes["highway"] = np.where(drawn.is_crossing, "crossing", "")
    graph = osmnx.graph_from_gdfs(nodes, table.set_index(["u", "v", "key"]))
    path = tmp_path / "monaco.graphml"
    osmnx.save_graphml(graph, path)
    again = read_network(path, crs="EPSG:32632")
    assert again.length_m.sum() == pytest.approx(drawn.length_m.sum(), rel=1e-3)
    assert sorted(set(again.name)) == sorted(set(drawn.name))
    assert len(np.unique(again.component)) == len(np.unique(drawn.component))


def test_places_beyond_the_globe_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.osm"
    path.write_text(
        '<?xml version="1.0"?><osm version="0.6"><node id="-5" lat="91" lon="999"/>'
        '<node id="6" lat="1" lon="1"/><way id="1"><nd ref="-5"/><nd ref="6"/>'
        '<tag k="highway" v="residential"/></way></osm>'
    )
    with pytest.raises(BadInputError, match="illisible"):
        read_drawing(path)


def test_places_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    import networkx as nx
    import osmnx

    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=1.4, y=43.6)
    graph.add_node(2, x=float("nan"), y=43.6)
    graph.add_edge(1, 2, osmid=1, highway="residential", length=10.0)
    osmnx.save_graphml(graph, tmp_path / "odd.graphml")
    with pytest.raises(BadInputError, match="place"):
        read_drawing(tmp_path / "odd.graphml")


def test_nodes_at_one_place_are_one(osm_file: Callable[..., Path]) -> None:
    """Streets that end at one place meet there; a node drawn twice in a row leaves no segment."""
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0.005), 4: (200, 0), 5: (100, 90), -6: (100, 0)}
    ways = [
        ([1, 2, 3, 4], HOME),
        ([3, 5], HOME | {"name": "Rue B"}),
        ([-6, 2, 4], {"highway": "path"}),
    ]
    network = read_network(osm_file(nodes, ways), crs=CRS)
    assert sorted(network.length_m.round()) == [90, 100, 100]
    assert set(network.component) == {0}


def test_a_bridge_is_not_joined_to_the_street_below(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (50, 0), 3: (90, 0), 4: (50, -40), 5: (50, 0), 6: (50, 60)}
    for above in ({"layer": "1"}, {"bridge": "yes"}, {"tunnel": "yes"}):
        path = osm_file(nodes, [([1, 2, 3], HOME), ([4, 5, 6], HOME | above)])
        assert len(set(read_network(path, crs=CRS).component)) == 2, above


def test_a_gate_at_a_doubled_node_still_stops(osm_file: Callable[..., Path]) -> None:
    gate = {"barrier": "gate", "locked": "yes"}
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0, gate), 4: (300, 0)}
    network = read_network(osm_file(nodes, [([1, 2, 3, 4], HOME)]), crs=CRS)
    assert len(set(network.component)) == 2
    assert len(network.u) == 2


def test_a_crossing_marked_on_one_of_two_nodes(osm_file: Callable[..., Path]) -> None:
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0, {"highway": "crossing"}), 4: (300, 0)}
    network = read_network(osm_file(nodes, [([1, 2], HOME), ([3, 4], HOME)]), crs=CRS)
    assert list(network.node_id[network.is_crossing]) == [2]


def test_streets_of_no_length_are_refused(osm_file: Callable[..., Path]) -> None:
    with pytest.raises(BadInputError, match="aucune longueur"):
        read_network(osm_file({1: (0, 0), 2: (0, 0)}, [([1, 2], HOME)]), crs=CRS)
