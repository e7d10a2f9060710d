"""The walks between the doors of a turf, beside other programs on the same streets.

Crossings are free here, because the others know no sides of streets. Doors stand inside streets:
the others get them as nodes of their own. networkx does not know how far the farthest door is, and
searches the town; told the longest walk beforehand, which somebody must have measured, it stops.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from routing.network.walk_network import Network, with_crossings
from routing.ways.distances import walk_matrix

DOORS, TURFS = 50, 20
#: Turfs for the slow ones, and pairs of doors for osmnx.
SLOW_TURFS, OSMNX_PAIRS = 2, 10
#: Seconds by which two answers may differ: walks are whole tenths, and rounded at each door.
SAME_S = 0.3


def matrix_measures(
    network: Network, doors: pd.DataFrame, turfs: list[np.ndarray], peers: Path | None
) -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit) for each program, and how many walks differ from networkx's.

    Parameters
    ----------
    turfs
        Rows of ``doors``, one array a turf.
    peers
        An interpreter that has pandana, if there is one.
    """
    flat = with_crossings(network, dict.fromkeys(set(network.highway), 0.0))
    plain = [_timed(walk_matrix, network, doors.iloc[rows]) for rows in turfs]
    yield "matrix, with sides and crossings", _median_ms(plain), "ms"
    found = [_timed(walk_matrix, flat, doors.iloc[rows]) for rows in turfs]
    yield "matrix, without sides", _median_ms(found), "ms"
    few = list(zip(turfs, found, strict=True))[:SLOW_TURFS]
    _graph(network)
    theirs = [_timed(_networkx, network, doors.iloc[rows], None) for rows, _ in few]
    yield "matrix, networkx", _median_ms(theirs), "ms"
    told = [_timed(_networkx, network, doors.iloc[rows], ours.walk_s) for rows, (ours, _) in few]
    yield "matrix, networkx told the longest walk", _median_ms(told), "ms"
    wrong = sum(
        _differ(ours.walk_s, other, doors["edge"].to_numpy()[rows])
        for (rows, (ours, _)), (other, _) in zip(few, theirs, strict=True)
    )
    yield "walks that differ from networkx's", float(wrong), "pairs"
    whole = [_timed(_scipy, network, doors.iloc[rows]) for rows, _ in few]
    yield "matrix, scipy without a limit", _median_ms(whole), "ms"
    yield "matrix, osmnx pair by pair", _osmnx_ms(network, doors.iloc[turfs[0]]), "ms"
    if peers is not None:
        yield from _pandana(network, doors, turfs, peers)


def _timed(work, *given):
    started = time.process_time()
    found = work(*given)
    return found, time.process_time() - started


def _median_ms(measured: list) -> float:
    return 1000 * float(np.median([spent for _, spent in measured]))


def _with_doors(network: Network, doors: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the edges with two more for each door; doors are the nodes after the others."""
    edge = doors["edge"].to_numpy()
    share = (doors["along_m"] / network.length_m[edge]).to_numpy()
    number = len(network.node_id) + np.arange(len(doors))
    whole = network.walk_s[edge]
    return (
        np.concatenate([network.u, number, number]),
        np.concatenate([network.v, network.u[edge], network.v[edge]]),
        np.concatenate([network.walk_s, share * whole, (1 - share) * whole]),
    )


_GRAPHS: dict[int, nx.MultiGraph] = {}


def _graph(network: Network) -> nx.MultiGraph:
    """Return networkx's graph of a town, made once."""
    graph = _GRAPHS.get(id(network))
    if graph is None:
        graph = _GRAPHS[id(network)] = nx.MultiGraph()
        ends = (network.u.tolist(), network.v.tolist(), network.walk_s.tolist())
        graph.add_weighted_edges_from(zip(*ends, strict=True))
    return graph


def _networkx(network: Network, doors: pd.DataFrame, wanted: np.ndarray | None) -> np.ndarray:
    """Search from each door, to the end of the town or as far as the farthest walk wanted."""
    graph = _graph(network)
    u, v, walk_s = (part[-2 * len(doors) :] for part in _with_doors(network, doors))
    graph.add_weighted_edges_from(zip(u.tolist(), v.tolist(), walk_s.tolist(), strict=True))
    names = [len(network.node_id) + k for k in range(len(doors))]
    cutoff = None if wanted is None else float(wanted[np.isfinite(wanted)].max()) + 1.0
    table = []
    for name in names:
        far = nx.single_source_dijkstra_path_length(graph, name, cutoff=cutoff)
        table.append([far.get(other, np.inf) for other in names])
    graph.remove_nodes_from(names)
    return np.array(table)


def _differ(ours: np.ndarray, theirs: np.ndarray, edge: np.ndarray) -> int:
    """Count pairs that differ; doors on one street walk straight along it, which theirs do not."""
    apart = edge[:, None] != edge
    with np.errstate(invalid="ignore"):
        far = np.abs(ours - theirs) > SAME_S
    return int((np.triu(apart, 1) & (far | (np.isfinite(ours) != np.isfinite(theirs)))).sum())


def _scipy(network: Network, doors: pd.DataFrame) -> np.ndarray:
    u, v, walk_s = _with_doors(network, doors)
    n = len(network.node_id) + len(doors)
    links = coo_array((walk_s, (u, v)), shape=(n, n)).tocsr()
    names = np.arange(n - len(doors), n)
    return dijkstra(links, directed=False, indices=names)[:, names]


def _osmnx_ms(network: Network, doors: pd.DataFrame) -> float:
    """Time some pairs one by one, node to node, and count up to all pairs of a turf."""
    import osmnx

    graph = nx.MultiDiGraph(crs=network.crs)
    for k, (x, y) in enumerate(network.node_xy.tolist()):
        graph.add_node(k, x=x, y=y)
    ends = zip(network.u.tolist(), network.v.tolist(), network.walk_s.tolist(), strict=True)
    for u, v, walk_s in ends:
        graph.add_edge(u, v, walk_s=walk_s)
        graph.add_edge(v, u, walk_s=walk_s)
    nodes = network.u[doors["edge"].to_numpy()].tolist()
    started = time.process_time()
    for a, b in zip(nodes[:OSMNX_PAIRS], nodes[-OSMNX_PAIRS:], strict=True):
        osmnx.shortest_path(graph, a, b, weight="walk_s")
    spent = time.process_time() - started
    return 1000 * spent / OSMNX_PAIRS * DOORS * (DOORS - 1) / 2


def _pandana(
    network: Network, doors: pd.DataFrame, turfs: list[np.ndarray], peers: Path
) -> Iterator[tuple[str, float, str]]:
    """Have pandana prepare the town once, every door in it, then answer turf by turf."""
    some = np.concatenate(turfs)
    u, v, walk_s = _with_doors(network, doors.iloc[some])
    asked = {
        "nodes": len(network.node_id) + len(some),
        "u": u.tolist(),
        "v": v.tolist(),
        "walk_s": walk_s.tolist(),
        "turfs": [(len(network.node_id) + k * DOORS, DOORS) for k in range(len(turfs))],
    }
    done = subprocess.run(
        [str(peers), str(Path(__file__).with_name("tour_peers.py")), "pandana"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return
    told = json.loads(done.stdout.splitlines()[-1])
    yield "matrix, pandana", 1000 * float(np.median(told["cpu_s"])), "ms"
    yield "pandana's preparation of the town", told["prepared_s"], "s"
