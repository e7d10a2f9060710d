"""Compiled shortest paths (Dijkstra 1959) over whole-number costs. Imported only where used."""

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Costs = NDArray[np.int64]
Nodes = NDArray[np.int32]
#: Compressed rows in both directions: indptr, target, cost.
Graph = tuple[Nodes, Nodes, Costs]
#: Keys and items of a binary heap, with room for all that a search may add.
Heap = tuple[Costs, Nodes]

_NONE = -1
_FAR = 2**62
#: Corners that a door may open on: both ends of the street, both sides.
_GATES = 4


@compiled
def _push(heap: Heap, size: int, key: int, item: int) -> int:
    """Add to a heap of ``size`` entries; gives the new size."""
    keys, items = heap
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if keys[parent] <= key:
            break
        keys[at] = keys[parent]
        items[at] = items[parent]
        at = parent
    keys[at] = key
    items[at] = item
    return size + 1


@compiled
def _drop_first(heap: Heap, size: int) -> int:
    """Take the first entry of a heap away; gives the new size."""
    keys, items = heap
    size -= 1
    key, item = keys[size], items[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at] = keys[child]
        items[at] = items[child]
        at = child
    keys[at] = key
    items[at] = item
    return size


@compiled
def _spread(
    graph: Graph,
    best: Costs,
    touched: Nodes,
    count: int,
    heap: Heap,
    size: int,
    node: int,
    key: int,
) -> tuple[int, int]:
    """Offer the neighbours of a settled node the way through it; gives (heap size, count)."""
    indptr, target, cost = graph
    for a in range(indptr[node], indptr[node + 1]):
        other, through = target[a], key + cost[a]
        if through < best[other]:
            best[other] = through
            touched[count] = other
            count += 1
            size = _push(heap, size, through, other)
    return size, count


@compiled
def _doors_at(gate: Nodes, nodes: int) -> tuple[Nodes, Nodes]:
    """Chain the doors of each corner: first entry per corner, next entry per entry (door, gate)."""
    first = np.full(nodes, _NONE, np.int32)
    following = np.full(gate.size, _NONE, np.int32)
    for door in range(gate.shape[0]):
        for g in range(_GATES):
            corner = gate[door, g]
            if corner >= 0:
                following[_GATES * door + g] = first[corner]
                first[corner] = _GATES * door + g
    return first, following


@compiled
def _settled(table: Costs, source: int, door: int) -> int:
    """Make a cost final; gives 1, or 0 if a door that waited twice at one cost was so already."""
    if table[door, source] < _FAR:
        return 0
    table[door, source] = table[source, door]
    return 1


@compiled
def _reach_doors(
    chains: tuple[Nodes, Nodes], toll: Costs, row: Costs, least: int, heap: Heap, size: int,
    node: int, key: int,
) -> int:  # fmt: skip
    """Offer the doors on a settled corner the walk by it; gives the new size of the heap."""
    entry = chains[0][node]
    while entry >= 0:
        door = entry // _GATES
        whole = key + toll[door, entry % _GATES]
        if door > least and whole < row[door]:
            row[door] = whole
            size = _push(heap, size, whole, len(chains[0]) + door)
        entry = chains[1][entry]
    return size


@compiled
def door_matrix(graph: Graph, gate: Nodes, toll: Costs, group: Nodes, table: Costs) -> None:
    """Fill ``table`` with the costs between all pairs of doors; exact.

    Parameters
    ----------
    gate, toll
        (n, 4): the corners that each door opens on (-1: none) and the cost of reaching them.
    group
        (n,): doors of different groups are not joined by any walk; -1 is joined to nothing.
    table
        (n, n): above the diagonal the costs of walks that touch no corner, else ``2**62``;
        overwritten with the answer.

    Notes
    -----
    One search per door, in which the doors after it are nodes too, numbered after the corners. It
    ends when the last of them is settled: no limit to guess, no clip, every answer final.
    """
    n, nodes = len(group), len(graph[0]) - 1
    chains = _doors_at(gate, nodes)
    best = np.full(nodes, _FAR, np.int64)
    room = len(graph[1]) + (_GATES + 1) * n + _GATES
    heap = (np.empty(room, np.int64), np.empty(room, np.int32))
    touched = np.empty(room, np.int32)
    for source in range(n):
        size, count = 0, 0
        for g in range(_GATES):
            corner = gate[source, g]
            if corner >= 0 and toll[source, g] < best[corner]:
                best[corner] = toll[source, g]
                touched[count] = corner
                count += 1
                size = _push(heap, size, best[corner], corner)
        wanted = 0
        for door in range(source + 1, n):
            wanted += group[door] == group[source] and group[door] >= 0
            if table[source, door] < _FAR:
                size = _push(heap, size, table[source, door], nodes + door)
        while size > 0 and wanted > 0:
            key, node = heap[0][0], heap[1][0]
            size = _drop_first(heap, size)
            if node >= nodes:
                wanted -= _settled(table, source, node - nodes)
            elif key == best[node]:
                size = _reach_doors(chains, toll, table[source], source, heap, size, node, key)
                size, count = _spread(graph, best, touched, count, heap, size, node, key)
        for t in range(count):
            best[touched[t]] = _FAR


@compiled
def nearest_source(graph: Graph, sources: Nodes) -> tuple[Nodes, Costs]:
    """Give every node its nearest source (-1: none) and the cost from it.

    The nodes of one source are its cell of the network's Voronoi diagram.
    """
    indptr, target, cost = graph
    best = np.full(len(indptr) - 1, _FAR, np.int64)
    owner = np.full(len(indptr) - 1, _NONE, np.int32)
    room = len(target) + len(sources)
    heap = (np.empty(room, np.int64), np.empty(room, np.int32))
    size = 0
    for source in sources:
        best[source] = 0
        owner[source] = source
        size = _push(heap, size, 0, source)
    while size > 0:
        key, node = heap[0][0], heap[1][0]
        size = _drop_first(heap, size)
        if key > best[node]:
            continue
        for a in range(indptr[node], indptr[node + 1]):
            other, through = target[a], key + cost[a]
            if through < best[other]:
                best[other] = through
                owner[other] = owner[node]
                size = _push(heap, size, through, other)
    return owner, best


@compiled
def _steps_back(came: Nodes, last: int) -> Nodes:
    """Follow a way back from its last corner; see ``way_between``."""
    steps, node = 0, last
    while node >= 0:
        steps += 1
        node = came[node, 1]
    way = np.empty(steps, np.int32)
    node = last
    for at in range(steps - 1, -1, -1):
        way[at] = came[node, 0] if at > 0 else node
        node = came[node, 1]
    return way


@compiled
def way_between(
    graph: Graph, start: Nodes, start_toll: Costs, end: Nodes, end_toll: Costs
) -> tuple[int, Nodes]:
    """Find the cheapest way from one of the corners ``start`` to one of ``end``, tolls included.

    Gives (cost, way): the starting corner, then the positions in ``target`` walked along. The cost
    is ``2**62`` and the way empty if there is none.
    """
    indptr, target, cost = graph
    best = np.full(len(indptr) - 1, _FAR, np.int64)
    came = np.full((len(indptr) - 1, 2), _NONE, np.int32)
    room = len(target) + len(start)
    heap = (np.empty(room, np.int64), np.empty(room, np.int32))
    size = 0
    for s in range(len(start)):
        if start[s] >= 0 and start_toll[s] < best[start[s]]:
            best[start[s]] = start_toll[s]
            size = _push(heap, size, start_toll[s], start[s])
    whole, last = _FAR, _NONE
    while size > 0 and heap[0][0] < whole:
        key, node = heap[0][0], heap[1][0]
        size = _drop_first(heap, size)
        if key > best[node]:
            continue
        for e in range(len(end)):
            if end[e] == node and key + end_toll[e] < whole:
                whole, last = key + end_toll[e], node
        for a in range(indptr[node], indptr[node + 1]):
            other, through = target[a], key + cost[a]
            if through < best[other]:
                best[other] = through
                came[other, 0] = a
                came[other, 1] = node
                size = _push(heap, size, through, other)
    return whole, _steps_back(came, last)
