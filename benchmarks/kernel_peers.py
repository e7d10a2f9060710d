"""Our small kernels beside the library function that does the same: one ratio each.

``python -m benchmarks.kernel_peers``. Ratios stand beside the code.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd

from routing.network.array_file import read_arrays, write_arrays
from routing.order.proof.eulerian import _euler_path
from routing.order.proof.subtour_lp import _cuts_below

#: Stops of a large turf, and rows of a town's network.
STOPS, ROWS = 120, 60_000


def seconds(run: Callable[[], object], times: int) -> float:
    """Time the best of some runs; the first, which compiles, is not counted."""
    run()
    spent = []
    for _ in range(times):
        start = perf_counter()
        run()
        spent.append(perf_counter() - start)
    return min(spent)


def euler() -> tuple[float, float]:
    """Walk all edges of a closed web."""
    rng = np.random.default_rng(0)
    tours = [rng.permutation(STOPS) for _ in range(2)]
    pairs = np.concatenate([np.column_stack([t, np.roll(t, -1)]) for t in tours])
    graph = nx.MultiGraph(pairs.tolist())
    return (
        seconds(lambda: _euler_path(STOPS, pairs, 0), 50),
        seconds(lambda: list(nx.eulerian_circuit(graph, 0)), 5),
    )


def cuts() -> tuple[float, float]:
    """Find light cuts: ours all of a round, networkx' the lightest one."""
    rng = np.random.default_rng(0)
    weights = np.where(rng.uniform(size=(STOPS, STOPS)) < 0.05, rng.uniform(size=(STOPS, STOPS)), 0)
    weights = np.triu(weights, 1) + np.triu(weights, 1).T
    ring = np.arange(STOPS)
    weights[ring, np.roll(ring, 1)] = weights[np.roll(ring, 1), ring] = 1.0
    graph = nx.from_numpy_array(weights)
    return (
        seconds(lambda: _cuts_below(weights, 2.0), 10),
        seconds(lambda: nx.stoer_wagner(graph), 3),
    )


def arrays(write: bool) -> tuple[float, float]:
    """Write, or read, the columns of a network."""
    rng = np.random.default_rng(0)
    table = {f"n{k}": rng.integers(0, 1 << 40, ROWS) for k in range(8)}
    table |= {f"x{k}": rng.uniform(size=ROWS) for k in range(8)}
    words = np.array([f"Rue {k}" for k in range(2_000)])
    table["name"] = words[rng.integers(0, len(words), ROWS)]
    with TemporaryDirectory() as folder:
        ours, peer = Path(folder) / "a.npz", Path(folder) / "a.feather"

        def feather() -> None:
            pd.DataFrame(table).astype({"name": "category"}).to_feather(peer, compression="lz4")

        def npz() -> None:
            write_arrays(ours, table, {"layout": 1})

        npz()
        feather()
        if write:
            return seconds(npz, 5), seconds(feather, 5)

        def columns() -> dict[str, object]:
            frame = pd.read_feather(peer)
            read = {str(name): frame[name].to_numpy() for name in frame}
            return read | {"name": read["name"].astype(np.str_)}

        return seconds(lambda: read_arrays(ours, layout=1), 10), seconds(columns, 10)


def main() -> None:
    """Print a line a kernel."""
    for name, (ours, peer) in {
        "eulerian path | networkx.eulerian_circuit": euler(),
        "light cuts | networkx.stoer_wagner": cuts(),
        "arrays written | feather": arrays(write=True),
        "arrays read | feather": arrays(write=False),
    }.items():
        print(f"{name}: {1000 * ours:.2f} ms, {1000 * peer:.2f} ms, ratio {peer / ours:.1f}")


if __name__ == "__main__":
    main()
