"""Walks between doors against a second, slower way of working them out."""

import math
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.network.walk_network import Network, with_crossings
from routing.ways.distances import walk_matrix
from routing.ways.door_pairs import door_pairs
from routing.ways.walking_path import walking_path

CLASSES = ("residential", "footway", "service", "tertiary", "secondary", "primary")
QUIET = {"footway", "service"}
NO_CROSSING_BETWEEN = {"secondary", "primary"}
CROSSING_M = {
    "footway": 0, "service": 10, "residential": 15, "tertiary": 35, "secondary": 60, "primary": 100,
}  # fmt: skip
MODEL = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Place = tuple[int, float, int]


@st.composite
def streets_and_doors(draw: st.DrawFn) -> tuple[list, list[tuple[int, float, int]]]:
    """Draw a jittered grid with gaps, second ways, loops, and doors at shares of their streets."""
    rnd = draw(st.randoms(use_true_random=False))
    size = draw(st.integers(2, 4))
    at = {
        (i, j): (100.0 * i + rnd.uniform(-30, 30), 100.0 * j + rnd.uniform(-30, 30))
        for i in range(size)
        for j in range(size)
    }
    near = [(a, b) for a in at for b in ((a[0] + 1, a[1]), (a[0], a[1] + 1)) if b in at]
    kept = [pair for pair in near if rnd.random() < 0.75] or near[:1]
    lines = [[at[a], at[b]] for a, b in kept]
    for a, b in rnd.sample(lines, k=len(lines) // 4):
        away = rnd.uniform(-60, 60), rnd.uniform(-60, 60)
        bend = (a[0] + away[0], a[1] + away[1])
        lines.append(rnd.choice([[a, bend, b], [a, bend, (bend[0] + 9, bend[1] - 5), a]]))
    streets = [(line, rnd.choice(CLASSES), "") for line in lines]
    doors = [
        (rnd.randrange(len(streets)), rnd.choice([0.0, 1.0, rnd.random()]), rnd.choice([1, -1, 0]))
        for _ in range(draw(st.integers(2, 9)))
    ]
    return streets, doors


class Ladders:
    """Every street as a ladder: two rails, a rung at each door, corners at the ends.

    A weight is tenths of a second times 10**7 plus decimetres.
    """

    def __init__(self, network: Network, doors: pd.DataFrame) -> None:
        self.graph = nx.Graph()
        self.network = network
        for node in range(len(network.node_id)):
            self.corners(node)
        for edge in range(len(network.u)):
            rows = [i for i, e in enumerate(doors["edge"]) if e == edge]
            self.ladder(edge, {i: doors.iloc[i] for i in rows})

    def join(self, a: object, b: object, time: int, length: int = 0) -> None:
        weight = time * 10**7 + length
        if a != b and weight < self.graph.get_edge_data(a, b, {"weight": math.inf})["weight"]:
            self.graph.add_edge(a, b, weight=weight)

    def crossing(self, edge: int) -> int:
        return 2 * round(5 * CROSSING_M[self.network.highway[edge]] / 1.2)

    def corners(self, node: int) -> None:
        ring = []
        for e, line in enumerate(self.network.geometry):
            xy = list(line.coords)
            for end, a, b in (("u", xy[0], xy[1]), ("v", xy[-1], xy[-2])):
                if (self.network.u if end == "u" else self.network.v)[e] == node:
                    ring.append((math.atan2(b[1] - a[1], b[0] - a[0]), e, end))
        ring.sort()
        for (_, e, end), (_, f, other) in zip(ring, ring[1:] + ring[:1], strict=True):
            # Counter-clockwise of a street is its left as one leaves the node.
            here, there = "L" if end == "u" else "R", "R" if other == "u" else "L"
            self.join((e, end, here), (f, other, there), 0)
        for _, e, end in ring:
            quiet = self.network.highway[e] in QUIET
            self.join((e, end, "L"), (e, end, "R"), 0 if quiet else self.crossing(e) // 2)

    def ladder(self, edge: int, doors: dict[int, pd.Series]) -> None:
        crossing = self.crossing(edge)
        crossed = self.network.highway[edge] not in NO_CROSSING_BETWEEN
        whole = tuple(round(10 * x[edge]) for x in (self.network.walk_s, self.network.length_m))
        spots = {(0, 0): "u", whole: "v"}
        middle = {}
        for i, door in doors.items():
            share = door["along_m"] / self.network.length_m[edge]
            spot = tuple(round(share * x) for x in whole)
            name = spots.setdefault(spot, f"at{spot}")
            if crossed:
                self.join((edge, name, "L"), (edge, name, "R"), crossing)
            if door["side"] == 0 and crossed:
                middle[i] = spot
                for side in "LR":
                    self.join(("door", i), (edge, name, side), crossing // 2)
            else:
                self.join(("door", i), (edge, name, "R" if door["side"] < 0 else "L"), 0)
        for (i, a), (k, b) in combinations(middle.items(), 2):
            self.join(("door", i), ("door", k), abs(a[0] - b[0]), abs(a[1] - b[1]))
        for (a, here), (b, there) in pairwise(sorted(spots.items())):
            for side in "LR":
                self.join((edge, here, side), (edge, there, side), b[0] - a[0], b[1] - a[1])


def built(town: Callable, doors_at: Callable, drawn: tuple) -> tuple[Network, pd.DataFrame]:
    streets, places = drawn
    network = town(streets)
    scaled = [(e, share * network.length_m[e], side) for e, share, side in places]
    return network, doors_at(network, scaled)


def slow_matrix(network: Network, doors: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    graph = Ladders(network, doors).graph
    n = len(doors)
    walk_s, length_m = np.full((n, n), np.inf), np.full((n, n), np.inf)
    for i in range(n):
        cost = nx.single_source_dijkstra_path_length(graph, ("door", i))
        for k in range(n):
            if ("door", k) in cost:
                walk_s[i, k], length_m[i, k] = (x / 10 for x in divmod(cost["door", k], 10**7))
    return walk_s, length_m


@MODEL
@given(drawn=streets_and_doors())
def test_walks_are_the_shortest_ones(town: Callable, doors_at: Callable, drawn: tuple) -> None:
    network, doors = built(town, doors_at, drawn)
    found = walk_matrix(network, doors)
    walk_s, length_m = slow_matrix(network, doors)
    np.testing.assert_array_equal(found.walk_s, walk_s)
    np.testing.assert_array_equal(found.length_m, length_m)
    missing = {(i, k) for i, k in zip(*np.nonzero(np.isinf(walk_s)), strict=True) if i < k}
    assert {tuple(pair) for pair in found.unreachable} == missing


@MODEL
@given(drawn=streets_and_doors())
def test_walks_are_a_metric(town: Callable, doors_at: Callable, drawn: tuple) -> None:
    network, doors = built(town, doors_at, drawn)
    tenths = 10 * walk_matrix(network, doors).walk_s
    whole = np.where(np.isinf(tenths), np.inf, np.rint(tenths))
    assert (whole == whole.T).all()
    assert (np.diag(whole) == 0).all()
    detour = (whole[:, :, None] + whole[None, :, :]).min(axis=1)
    assert (detour >= whole).all()


@MODEL
@given(drawn=streets_and_doors())
def test_pairs_join_all_that_a_walk_joins(town: Callable, doors_at: Callable, drawn: tuple) -> None:
    network, doors = built(town, doors_at, drawn)
    pairs = door_pairs(network, doors)
    walk_s = walk_matrix(network, doors).walk_s
    assert (pairs.i < pairs.j).all()
    assert len(set(zip(pairs.i, pairs.j, strict=True))) == len(pairs.i)
    graph = nx.Graph(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True))
    graph.add_nodes_from(range(len(doors)))
    for part in nx.connected_components(graph):
        inside = sorted(part)
        outside = sorted(set(range(len(doors))) - part)
        assert np.isfinite(walk_s[np.ix_(inside, inside)]).all()
        assert np.isinf(walk_s[np.ix_(inside, outside)]).all()
    # A pair is a real walk, never quicker than the quickest; the nearest door is always a pair.
    assert (pairs.walk_s >= walk_s[pairs.i, pairs.j]).all()
    np.fill_diagonal(walk_s, np.inf)
    for i in range(len(doors)):
        if np.isfinite(walk_s[i]).any():
            mine = pairs.walk_s[(pairs.i == i) | (pairs.j == i)]
            assert mine.min() == walk_s[i].min()


@MODEL
@given(drawn=streets_and_doors())
def test_pairs_span_the_shortest_tree(town: Callable, doors_at: Callable, drawn: tuple) -> None:
    """The neighbours of a Voronoi diagram hold a minimum spanning tree of all walks."""
    network, doors = built(town, doors_at, drawn)
    walk_s = walk_matrix(network, doors).walk_s
    pairs = door_pairs(network, doors)
    sparse, whole = nx.Graph(), nx.Graph()
    for i, k, s in zip(pairs.i.tolist(), pairs.j.tolist(), pairs.walk_s, strict=True):
        sparse.add_edge(i, k, weight=round(10 * s))
    for i, k in zip(*np.nonzero(np.isfinite(walk_s)), strict=True):
        if i < k:
            whole.add_edge(int(i), int(k), weight=round(10 * walk_s[i, k]))
    assert tree_cost(sparse) == tree_cost(whole)


def tree_cost(graph: nx.Graph) -> int:
    return sum(d["weight"] for *_, d in nx.minimum_spanning_edges(graph, data=True))


@MODEL
@given(drawn=streets_and_doors())
def test_drawn_walks_are_as_long_as_measured(
    town: Callable, doors_at: Callable, drawn: tuple
) -> None:
    network, doors = built(town, doors_at, drawn)
    measured = walk_matrix(network, doors).length_m
    legs = walking_path(network, doors)
    for leg, (i, k) in zip(legs, pairwise(range(len(doors))), strict=True):
        if np.isinf(measured[i, k]):
            assert leg is None
        else:
            # Each street and each part of one is rounded to a tenth of a metre.
            assert leg.length == pytest.approx(measured[i, k], abs=0.1 * (2 + len(leg.coords)))


def two_sides(town: Callable, highway: str) -> Network:
    return town([([(0, 0), (200, 0)], highway, ""), ([(200, 0), (400, 0)], highway, "")])


@pytest.mark.parametrize(
    ("highway", "seconds"), [("residential", 15 / 1.2), ("footway", 0), ("service", 10 / 1.2)]
)
def test_facing_doors_cost_a_crossing(
    town: Callable, doors_at: Callable, highway: str, seconds: float
) -> None:
    network = two_sides(town, highway)
    doors = doors_at(network, [(0, 100, 1), (0, 100, -1)])
    found = walk_matrix(network, doors)
    assert found.walk_s[0, 1] == pytest.approx(seconds, abs=0.11)
    assert found.length_m[0, 1] == 0
    assert list(door_pairs(network, doors).kind) == ["along" if highway == "footway" else "across"]


def test_a_wide_road_is_crossed_at_the_junction(town: Callable, doors_at: Callable) -> None:
    network = town([
        ([(0, 0), (200, 0)], "primary", ""),
        ([(200, 0), (400, 0)], "primary", ""),
        ([(200, 0), (200, 90)], "residential", ""),
    ])  # fmt: skip
    doors = doors_at(network, [(0, 150, 1), (0, 150, -1)])
    found = walk_matrix(network, doors)
    assert found.length_m[0, 1] == pytest.approx(100)
    assert found.walk_s[0, 1] == pytest.approx(100 / 1.2 + 50 / 1.2, abs=0.3)


def test_other_crossing_costs(town: Callable, doors_at: Callable) -> None:
    network = two_sides(town, "residential")
    doors = doors_at(network, [(0, 100, 1), (0, 100, -1)])
    assert walk_matrix(network, doors, crossing_s={"residential": 4}).walk_s[0, 1] == 4
    assert walk_matrix(with_crossings(network, {"residential": 0}), doors).walk_s[0, 1] == 0


def test_what_no_walk_joins_is_listed(town: Callable, doors_at: Callable) -> None:
    network = town([([(0, 0), (90, 0)], "path", ""), ([(0, 500), (90, 500)], "path", "")])
    doors = doors_at(network, [(0, 5, 1), (1, 5, 1), (-1, np.nan, 0), (0, 9, 1)])
    found = walk_matrix(network, doors)
    assert found.walk_s[0, 3] == pytest.approx(4 / 1.2, abs=0.1)
    assert np.isinf(found.walk_s[0, 1:3]).all()
    assert np.isinf(found.length_m[0, 1:3]).all()
    assert [tuple(p) for p in found.unreachable] == [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
    assert walking_path(network, doors, ["d0", "d3"])[1].length == pytest.approx(4)
    with pytest.raises(KeyError):
        walking_path(network, doors, ["d0", "nowhere"])


@pytest.mark.parametrize("places", [[], [(0, 5.0, 1)], [(-1, np.nan, 0)]])
def test_few_doors(
    town: Callable, doors_at: Callable, places: Sequence[tuple[int, float, int]]
) -> None:
    network = two_sides(town, "residential")
    doors = doors_at(network, places)
    assert walk_matrix(network, doors).walk_s.shape == (len(places), len(places))
    assert len(door_pairs(network, doors).i) == 0
    assert len(walking_path(network, doors)) == 0
