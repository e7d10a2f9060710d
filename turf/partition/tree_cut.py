"""The best cut of a spanning tree into connected parts of the wanted load, by dynamic programming.

On a tree the optimum is found exactly: the least cost of a subtree is kept for every load of
its open part, the part that still holds the subtree's root and may grow upwards. Every part is
connected because it is a piece of the tree. That connected balanced parts are found by cutting a
spanning tree is the idea of DeFord, Duchin & Solomon (2021, ReCom); the table over loads is that of
tree knapsacks (Johnson & Niemi 1983).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from turf.partition.compiled import compiled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Links(NamedTuple):
    """Undirected links among ``m`` doors numbered from 0.

    ``key`` orders them for the spanning tree; ``cut_cost`` is paid when the tree is cut there;
    ``steps`` is the load (in whole quanta) that joining both ends adds.
    """

    a: Ints
    b: Ints
    key: Floats
    cut_cost: Floats
    steps: Ints


class Tree(NamedTuple):
    """A rooted spanning forest: ``order`` runs from roots to leaves, ``link`` leads upwards."""

    order: Ints
    parent: Ints
    link: Ints


@compiled
def find(leader: Ints, door: int) -> int:
    """Return the leader of a door's group, halving the path on the way."""
    while leader[door] != door:
        # path halving: as shallow as full compression, in one pass (Tarjan & van Leeuwen 1984)
        leader[door] = leader[leader[door]]
        door = leader[door]
    return door


@compiled
def spanning_links(m: int, links: Links, by_key: Ints) -> Ints:
    """Choose the links of a minimum spanning forest (Kruskal); ``by_key`` sorts the links."""
    leader = np.arange(m)
    chosen = np.empty(max(m - 1, 0), np.int64)
    count = 0
    for e in by_key:
        one, two = find(leader, links.a[e]), find(leader, links.b[e])
        if one != two:
            leader[one] = two
            chosen[count] = e
            count += 1
            # a tree has one link less than doors: the longer ones need no look
            if count == m - 1:
                break
    return chosen[:count]


@compiled
def rooted(m: int, links: Links, chosen: Ints, first: int) -> Tree:
    """Hang a forest from its roots: ``first`` for its own tree, the lowest door for the others."""
    # the chosen links as compressed rows: lists of lists would cost numba dearly
    start = np.zeros(m + 1, np.int64)
    for e in chosen:
        start[links.a[e] + 1] += 1
        start[links.b[e] + 1] += 1
    for v in range(m):
        start[v + 1] += start[v]
    place = start[:m].copy()
    around = np.empty(2 * chosen.size, np.int64)
    for e in chosen:
        around[place[links.a[e]]] = e
        place[links.a[e]] += 1
        around[place[links.b[e]]] = e
        place[links.b[e]] += 1
    order = np.empty(m, np.int64)
    parent = np.full(m, -2, np.int64)
    link = np.full(m, -1, np.int64)
    filled = 0
    read = 0
    # breadth first from every root that was not reached: parents stand before children in the
    # order, so one pass backwards is a pass from leaves to roots
    for root in range(-1, m):
        seed = first if root < 0 else root
        if parent[seed] != -2:
            continue
        parent[seed] = -1
        order[filled] = seed
        filled += 1
        while read < filled:
            v = order[read]
            read += 1
            for k in range(start[v], start[v + 1]):
                e = around[k]
                # the other end of the link
                w = links.a[e] + links.b[e] - v
                if parent[w] == -2:
                    parent[w] = v
                    link[w] = e
                    order[filled] = w
                    filled += 1
    return Tree(order, parent, link)


class Table(NamedTuple):
    """Least cost of each door's subtree by open load, the child's load behind it, the top load."""

    least: NDArray[np.float32]
    pick: NDArray[np.int16]
    top: Ints
    closed: Ints


@compiled
def new_table(m: int, states: int) -> Table:
    """Make room for ``m`` doors and loads 0 to ``states`` - 1."""
    return Table(
        np.empty((m, states), np.float32),
        np.empty((m, states), np.int16),
        np.empty(m, np.int64),
        np.empty(m, np.int64),
    )


@compiled
def close(table: Table, v: int, low: int, penalty: Floats) -> float:
    """Find the cheapest load at which the open part of ``v`` may stop growing."""
    best = np.inf
    table.closed[v] = low
    # a part is priced once, when it is closed: only then is its load known
    for s in range(low, table.top[v] + 1):
        cost = table.least[v, s] + penalty[s]
        if cost < best:
            best = cost
            table.closed[v] = s
    return best


@compiled
def merge(table: Table, v: int, child: int, if_cut: float, lows: tuple[int, int, int]) -> None:
    """Add a child's subtree to its parent's: cut between them (``if_cut``) or joined.

    ``lows`` holds the smallest loads of parent and child, and what the joining link adds.
    """
    low, child_low, steps = lows
    states = table.least.shape[1]
    # the parent's row is read while it is written
    old = table.least[v, : table.top[v] + 1].copy()
    new_top = min(states - 1, table.top[v] + table.top[child] + steps)
    # cut: the parent's load stays, the child's best closed part and the border are paid
    for s in range(low, new_top + 1):
        table.least[v, s] = old[s] + np.float32(if_cut) if s < old.size else np.float32(np.inf)
        table.pick[child, s] = -1
    # joined: loads and costs add up; heavier than the table is no state at all
    for s1 in range(low, old.size):
        base = old[s1]
        if base == np.inf:
            continue
        for s2 in range(child_low, min(table.top[child], states - 1 - steps - s1) + 1):
            cost = base + table.least[child, s2]
            s = s1 + s2 + steps
            if cost < table.least[v, s]:
                table.least[v, s] = cost
                table.pick[child, s] = s2
    table.top[v] = new_top


@compiled
def best_parts(tree: Tree, links: Links, steps: Ints, penalty: Floats, table: Table) -> Ints:
    """Cut a forest at least cost.

    Parameters
    ----------
    steps
        Load of each door in whole quanta, below ``penalty.size``.
    penalty
        What a part of load 0, 1, 2… quanta costs; heavier parts do not exist.

    Returns
    -------
    The part of each door, numbered from 0.
    """
    m = tree.order.size
    for v in range(m):
        table.least[v, : steps[v]] = np.inf
        table.least[v, steps[v]] = 0.0
        table.top[v] = steps[v]
    # children before parents
    for k in range(m - 1, -1, -1):
        v = tree.order[k]
        cost = close(table, v, steps[v], penalty)
        up = tree.parent[v]
        if up >= 0:
            e = tree.link[v]
            lows = (steps[up], steps[v], links.steps[e])
            merge(table, up, v, cost + links.cut_cost[e], lows)
    return parts_of(tree, links, table)


@compiled
def parts_of(tree: Tree, links: Links, table: Table) -> Ints:
    """Read the chosen cut back, from the roots down."""
    part = np.empty(tree.order.size, np.int64)
    now = np.empty(tree.order.size, np.int64)
    count = 0
    for v in tree.order:
        up = tree.parent[v]
        # the child merged last is met first: the parent's load is still that of its merge
        joined = -1 if up < 0 else table.pick[v, now[up]]
        if joined < 0:
            now[v] = table.closed[v]
            part[v] = count
            count += 1
        else:
            now[v] = joined
            now[up] -= joined + links.steps[tree.link[v]]
            part[v] = part[up]
    return part
