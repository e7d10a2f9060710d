"""Other programs' cuts, run by an interpreter that has them: ``turf_peers.py PEER IN.npz OUT.npy``.

IN holds ``xy`` (metres), ``load``, ``target``, and the door graph: ``i``, ``j``, ``walk_m``. OUT
gets a number per door. Prints one line of JSON: ``{"cpu_s": ..., "wall_s": ..., "peak_gb": ...}``.
PEER: metis, constrained, gerrychain, skater, maxp. Each gets what it can use of the same town; a
graph of several pieces is cut piece by piece.
"""

import json
import re
import sys
import time
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

TOLERANCE = 0.1


def metis(town, parts):
    """METIS k-way, contiguous, on closeness as edge weight, four tries."""
    import pymetis

    graph = _both_ways(town)
    close = np.maximum(1, np.rint(1000 / (5 + graph.data))).astype(int)
    options = pymetis.Options(contig=True, ncuts=4, seed=0, ufactor=30)
    return pymetis.part_graph(
        parts,
        xadj=graph.indptr.tolist(),
        adjncy=graph.indices.tolist(),
        vweights=town["load"].astype(int).tolist(),
        eweights=close.tolist(),
        recursive=False,
        options=options,
    )[1]


def constrained(town, parts):
    """k-means-constrained: as many addresses in each, give or take the tolerance."""
    from k_means_constrained import KMeansConstrained

    mean = len(town["load"]) / parts
    low, high = int(np.floor(mean * (1 - TOLERANCE))), int(np.ceil(mean * (1 + TOLERANCE)))
    return KMeansConstrained(
        parts, size_min=low, size_max=high, random_state=0, n_init=2
    ).fit_predict(town["xy"] - town["xy"].mean(axis=0))


def gerrychain(town, parts):
    """GerryChain: a partition by random spanning trees, cut one part at a time."""
    import random

    import networkx as nx
    from gerrychain import Graph
    from gerrychain.tree import recursive_tree_part

    random.seed(0)
    plain = nx.Graph()
    plain.add_nodes_from((k, {"load": float(w)}) for k, w in enumerate(town["load"]))
    plain.add_edges_from(zip(town["i"].tolist(), town["j"].tolist(), strict=True))
    cut = recursive_tree_part(
        Graph.from_networkx(plain), range(parts), town["load"].sum() / parts, "load", TOLERANCE
    )
    return [cut[k] for k in range(len(town["load"]))]


def _frame(town):
    import geopandas as gpd
    from libpysal.weights import W

    frame = gpd.GeoDataFrame(
        {"x": town["xy"][:, 0], "y": town["xy"][:, 1], "load": town["load"]},
        geometry=gpd.points_from_xy(*town["xy"].T),
    )
    graph = _both_ways(town)
    near = {
        k: graph.indices[graph.indptr[k] : graph.indptr[k + 1]].tolist() for k in range(len(frame))
    }
    return frame, W(near, silence_warnings=True)


def skater(town, parts):
    """PySAL's SKATER: the spanning tree of coordinates, cut where it is longest."""
    from spopt.region import Skater

    frame, near = _frame(town)
    least = int(0.9 * len(frame) / parts)
    model = Skater(frame, near, ["x", "y"], n_clusters=parts, floor=least, islands="ignore")
    model.solve()
    return model.labels_


def maxp(town, _parts):
    """PySAL's max-p: as many parts as there can be of at least 0.9 turfs each."""
    from spopt.region import MaxPHeuristic

    frame, near = _frame(town)
    np.random.seed(0)  # noqa: NPY002 - the library draws from it
    least = (1 - TOLERANCE) * float(town["target"])
    model = MaxPHeuristic(frame, near, ["x", "y"], "load", least, 2, max_iterations_construction=5)
    model.solve()
    return model.labels_


def _both_ways(town):
    size = (len(town["load"]),) * 2
    pairs = (np.r_[town["i"], town["j"]], np.r_[town["j"], town["i"]])
    return coo_array((np.r_[town["walk_m"], town["walk_m"]] + 1e-3, pairs), shape=size).tocsr()


def _piece(town, rows):
    number = np.full(len(town["load"]), -1)
    number[rows] = np.arange(len(rows))
    inside = (number[town["i"]] >= 0) & (number[town["j"]] >= 0)
    return {
        "xy": town["xy"][rows],
        "load": town["load"][rows],
        "target": town["target"],
        "i": number[town["i"][inside]],
        "j": number[town["j"][inside]],
        "walk_m": town["walk_m"][inside],
    }


def cut(solve, town, whole):
    """Cut each piece into as many turfs as its load asks for."""
    if whole:
        return np.asarray(solve(town, max(1, round(town["load"].sum() / float(town["target"])))))
    _, piece = connected_components(_both_ways(town), directed=False)
    label = np.zeros(len(piece), int)
    for name in np.unique(piece):
        rows = np.flatnonzero(piece == name)
        part = _piece(town, rows)
        parts = max(1, round(part["load"].sum() / float(town["target"])))
        found = np.zeros(len(rows), int) if parts == 1 else np.asarray(solve(part, parts))
        label[rows] = label.max() + 1 + found
    return label


def peak_gb():
    """Give the most memory taken since this program began (Linux)."""
    told = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(told[1]) / 1e6 if told else float("nan")


def main():
    """Cut one town."""
    name, source, goal = sys.argv[1:]
    solve = {f.__name__: f for f in (metis, constrained, gerrychain, skater, maxp)}[name]
    town = dict(np.load(source))
    began, clock = time.process_time(), time.perf_counter()
    label = cut(solve, town, whole=name == "constrained")
    spent = {
        "cpu_s": time.process_time() - began,
        "wall_s": time.perf_counter() - clock,
        "peak_gb": peak_gb(),
    }
    np.save(goal, label)
    sys.stdout.write(json.dumps(spent) + "\n")


if __name__ == "__main__":
    main()
