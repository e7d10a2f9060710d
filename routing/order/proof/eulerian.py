"""From how often each edge is walked to the order in which the stops are met.

``networkx.eulerian_circuit`` takes over a thousand times as long
(``benchmarks/kernel_peers.py``), and a walk is proved for every turf of a town.
"""

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled
from routing.order.neighbours import Neighbours

Ints = NDArray[np.int64]


def eulerian_order(web: Neighbours, copies: Ints, *, fixed: Ints) -> Ints:
    """Walk every copy of every edge once and list each stop where it is first met.

    Stops with an odd number of edges are the two ends of the walk: one comes first, the other last.

    Parameters
    ----------
    copies
        (e,) times each edge is walked; together they hang together and meet every stop.
    fixed
        (n,) 1 where the walk must begin or end; with one such stop the walk begins there.
    """
    n = len(web.stub)
    pairs = np.repeat(web.pairs, copies, axis=0)
    odd = np.flatnonzero(np.bincount(pairs.ravel(), minlength=n) % 2)
    start = 0 if len(odd) == 0 else int(odd[np.argmax(fixed[odd])])
    path = _euler_path(n, pairs, start)
    last = [stop for stop in odd if stop != start]
    met, first = np.unique(path, return_index=True)
    order = met[np.argsort(first)]
    return np.concatenate([order[~np.isin(order, last)], np.array(last, dtype=np.int64)])


@compiled
def _euler_path(n: int, pairs: Ints, start: int) -> Ints:
    """Hierholzer (1873): walk on until stuck, then insert the loops left out."""
    count = len(pairs)
    first = np.zeros(n, dtype=np.int64) - 1
    after = np.zeros(2 * count, dtype=np.int64) - 1
    for half in range(2 * count):
        stop = pairs[half // 2, half % 2]
        after[half] = first[stop]
        first[stop] = half
    walked = np.zeros(count, dtype=np.bool_)
    stack = np.empty(count + 1, dtype=np.int64)
    path = np.empty(count + 1, dtype=np.int64)
    stack[0] = start
    depth, written = 1, 0
    while depth > 0:
        here = stack[depth - 1]
        while first[here] >= 0 and walked[first[here] // 2]:
            first[here] = after[first[here]]
        if first[here] < 0:
            depth -= 1
            path[written] = here
            written += 1
        else:
            half = first[here]
            walked[half // 2] = True
            stack[depth] = pairs[half // 2, 1 - half % 2]
            depth += 1
    return path[::-1].copy()
