"""Ruin and recreate: take a few neighbouring turfs, cut them anew, keep what is better.

The idea of ruining a compact region and recreating it under an annealing rule is that of
Christiaens & Vanden Berghe (2020, Slack induction by string removals); what recreates here is the
exact tree cut of ``tree_cut`` on a random spanning tree, so that every turf stays connected.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from turf.compiled import compiled, next_random
from turf.tree_cut import (
    Floats,
    Ints,
    Links,
    Table,
    best_parts,
    find,
    new_table,
    rooted,
    spanning_links,
)

Bools = NDArray[np.bool_]

#: Cost of one turf outside the wanted range: above anything that shape can win, in metres.
OUTSIDE_M = 20_000.0
#: How few quanta of load a spanning tree is cut in: finer costs time, coarser loses balance.
MOST_STATES = 4096


class Graph(NamedTuple):
    """Doors and who is next to whom, as compressed rows: ``other[start[i]:start[i + 1]]``.

    ``walk_m`` is the way between two doors, ``cut_m`` what a border between them costs (both in
    metres), ``tree_m`` what a border between their streets costs, ``glue`` how much nearer the
    spanning tree takes them for (a factor).
    """

    start: Ints
    other: Ints
    walk_m: Floats
    cut_m: Floats
    tree_m: Floats
    glue: Floats
    load: Floats
    x: Floats
    y: Floats


class Rules(NamedTuple):
    """What a good turf is. Loads in the unit of ``Graph.load``, costs in metres."""

    target: float
    low: float
    high: float
    quantum: float
    load_per_m: float
    walk_cost: float
    spread_cost: float
    uneven_cost: float


class Turfs(NamedTuple):
    """The cut so far: label of each door, members as linked lists, load and cost of each turf."""

    label: Ints
    head: Ints
    following: Ints
    load: Floats
    cost: Floats
    mine: Bools
    free: Ints
    free_count: Ints


class Region(NamedTuple):
    """The doors of a few turfs, numbered from 0, and the links among them."""

    doors: Ints
    turfs: Ints
    links: Links
    walk_m: Floats
    by_walk: Ints
    cut_m: Floats


@compiled
def load_penalty(load: float, rules: Rules) -> float:
    """Price a load: nothing to speak of inside the range, prohibitive outside."""
    off = (load - rules.target) / rules.target
    price = rules.uneven_cost * off * off
    if load < rules.low:
        price += OUTSIDE_M * (1.0 + (rules.low - load) / rules.target)
    elif load > rules.high:
        price += OUTSIDE_M * (1.0 + (load - rules.high) / rules.target)
    return price


@compiled
def penalties(rules: Rules) -> Floats:
    """Price every whole number of quanta up to one and a half times the target."""
    states = int(1.5 * rules.target / rules.quantum) + 2
    prices = np.empty(states, np.float64)
    for s in range(states):
        prices[s] = load_penalty(s * rules.quantum, rules)
    return prices


@compiled
def turf_costs(graph: Graph, rules: Rules, region: Region, part: Ints, parts: int) -> Floats:
    """Give load and cost of each part of a region: array of shape (2, parts)."""
    m = region.doors.size
    load = np.zeros(parts)
    walk = np.zeros(parts)
    sums = np.zeros((4, parts))
    for v in range(m):
        i, p = region.doors[v], part[v]
        load[p] += graph.load[i]
        sums[0, p] += 1.0
        sums[1, p] += graph.x[i]
        sums[2, p] += graph.y[i]
    for v in range(m):
        i, p = region.doors[v], part[v]
        dx = graph.x[i] - sums[1, p] / sums[0, p]
        dy = graph.y[i] - sums[2, p] / sums[0, p]
        sums[3, p] += dx * dx + dy * dy
    leader = np.arange(m)
    for e in region.by_walk:
        a, b = region.links.a[e], region.links.b[e]
        if part[a] == part[b]:
            one, two = find(leader, a), find(leader, b)
            if one != two:
                leader[one] = two
                walk[part[a]] += region.walk_m[e]
    result = np.empty((2, parts))
    for p in range(parts):
        result[0, p] = load[p] + walk[p] * rules.load_per_m
        spread = np.sqrt(sums[3, p] / sums[0, p])
        result[1, p] = rules.walk_cost * walk[p] + rules.spread_cost * spread
        result[1, p] += load_penalty(result[0, p], rules)
    return result


@compiled
def border_cost(region: Region, part: Ints) -> float:
    """Add up what the borders inside a region cost."""
    total = 0.0
    for e in range(region.cut_m.size):
        if part[region.links.a[e]] != part[region.links.b[e]]:
            total += region.cut_m[e]
    return total


@compiled
def neighbouring_turf(graph: Graph, turfs: Turfs, chosen: Ints, random: NDArray[np.uint64]) -> int:
    """Draw a turf that touches the chosen ones, long borders more often; -1 if there is none."""
    seen = 0
    drawn = -1
    for t in chosen:
        i = turfs.head[t]
        while i >= 0:
            for k in range(graph.start[i], graph.start[i + 1]):
                u = turfs.label[graph.other[k]]
                if u >= 0 and u != t and turfs.mine[u] and not np.any(chosen == u):
                    seen += 1
                    if next_random(random) * seen < 1.0:
                        drawn = u
            i = turfs.following[i]
    return drawn


@compiled
def grow_region(
    graph: Graph, turfs: Turfs, first: int, wanted: int, random: NDArray[np.uint64]
) -> Ints:
    """Choose up to ``wanted`` turfs that touch one another, starting from ``first``."""
    chosen = np.empty(wanted, np.int64)
    chosen[0] = first
    count = 1
    while count < wanted:
        drawn = neighbouring_turf(graph, turfs, chosen[:count], random)
        if drawn < 0:
            break
        chosen[count] = drawn
        count += 1
    return chosen[:count]


@compiled
def members(turfs: Turfs, chosen: Ints) -> Ints:
    """List the doors of the chosen turfs."""
    count = 0
    for t in chosen:
        i = turfs.head[t]
        while i >= 0:
            count += 1
            i = turfs.following[i]
    doors = np.empty(count, np.int64)
    count = 0
    for t in chosen:
        i = turfs.head[t]
        while i >= 0:
            doors[count] = i
            count += 1
            i = turfs.following[i]
    return doors


@compiled
def region_of(
    graph: Graph, rules: Rules, doors: Ints, chosen: Ints, place: Ints, noise: Floats
) -> Region:
    """Collect the links among ``doors``; ``place`` is scratch of one -1 per door of the graph.

    ``noise`` is drawn beforehand, at least one number per link end.
    """
    for v in range(doors.size):
        place[doors[v]] = v
    most = 0
    for i in doors:
        most += graph.start[i + 1] - graph.start[i]
    a, b, steps = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    key, walk, cut, tree = np.empty(most), np.empty(most), np.empty(most), np.empty(most)
    count = 0
    for v in range(doors.size):
        i = doors[v]
        for k in range(graph.start[i], graph.start[i + 1]):
            w = place[graph.other[k]]
            if w > v:
                a[count], b[count] = v, w
                walk[count] = graph.walk_m[k]
                cut[count] = graph.cut_m[k]
                tree[count] = graph.tree_m[k] - rules.walk_cost * graph.walk_m[k]
                key[count] = (graph.walk_m[k] + 5.0) * graph.glue[k] * noise[count % noise.size]
                steps[count] = int(graph.walk_m[k] * rules.load_per_m / rules.quantum + 0.5)
                count += 1
    for i in doors:
        place[i] = -1
    links = Links(a[:count], b[:count], key[:count], tree[:count], steps[:count])
    by_walk = np.argsort(walk[:count])
    return Region(doors, chosen, links, walk[:count], by_walk, cut[:count])


@compiled
def labels_now(turfs: Turfs, region: Region) -> Ints:
    """Number the present turfs of a region's doors from 0."""
    part = np.empty(region.doors.size, np.int64)
    for v in range(region.doors.size):
        t = turfs.label[region.doors[v]]
        for k in range(region.turfs.size):
            if region.turfs[k] == t:
                part[v] = k
    return part


@compiled
def install(turfs: Turfs, region: Region, part: Ints, costs: Floats) -> None:
    """Replace the turfs of a region by new parts."""
    for t in region.turfs:
        turfs.head[t] = -1
        turfs.free[turfs.free_count[0]] = t
        turfs.free_count[0] += 1
    parts = costs.shape[1]
    name = np.empty(parts, np.int64)
    for p in range(parts):
        turfs.free_count[0] -= 1
        name[p] = turfs.free[turfs.free_count[0]]
        turfs.load[name[p]] = costs[0, p]
        turfs.cost[name[p]] = costs[1, p]
    for v in range(region.doors.size):
        i, t = region.doors[v], name[part[v]]
        turfs.label[i] = t
        turfs.following[i] = turfs.head[t]
        turfs.head[t] = i


@compiled
def whole_steps(graph: Graph, rules: Rules, doors: Ints, random: NDArray[np.uint64]) -> Ints:
    """Round the doors' loads to quanta, up or down by chance so that sums stay true."""
    steps = np.empty(doors.size, np.int64)
    for v in range(doors.size):
        exact = graph.load[doors[v]] / rules.quantum
        steps[v] = int(exact + (0.5 if exact == np.floor(exact) else next_random(random)))
    return steps


@compiled
def draw_noise(size: int, strength: float, random: NDArray[np.uint64]) -> Floats:
    """Draw factors around 1: the stronger, the further the tree strays from the shortest."""
    noise = np.empty(size)
    for k in range(size):
        noise[k] = np.exp(strength * (2.0 * next_random(random) - 1.0))
    return noise


@compiled
def recut(
    graph: Graph,
    rules: Rules,
    turfs: Turfs,
    chosen: Ints,
    warmth_m: float,
    scratch: tuple[Ints, Floats, Table],
    random: NDArray[np.uint64],
) -> bool:
    """Cut the chosen turfs anew along one random tree; keep the result if it is good enough."""
    place, penalty, table = scratch
    doors = members(turfs, chosen)
    if doors.size > table.top.size:
        return False
    strength = 1.6 * next_random(random)
    region = region_of(graph, rules, doors, chosen, place, draw_noise(997, strength, random))
    links = region.links
    tree_links = spanning_links(doors.size, links, np.argsort(links.key))
    first = int(next_random(random) * doors.size)
    tree = rooted(doors.size, links, tree_links, first)
    steps = whole_steps(graph, rules, doors, random)
    part = best_parts(tree, links, steps, penalty, table)
    parts = part.max() + 1
    if parts > chosen.size + turfs.free_count[0]:
        return False
    new = turf_costs(graph, rules, region, part, parts)
    before = border_cost(region, labels_now(turfs, region))
    for t in chosen:
        before += turfs.cost[t]
    after = border_cost(region, part) + new[1].sum()
    if after - before > -warmth_m * np.log(next_random(random) + 1e-12):
        return False
    install(turfs, region, part, new)
    return True


@compiled
def search(
    graph: Graph,
    rules: Rules,
    turfs: Turfs,
    alive: Ints,
    budget: tuple[int, float, float],
    random: NDArray[np.uint64],
) -> int:
    """Recut regions many times.

    Parameters
    ----------
    alive
        The turfs in hand (those marked ``mine``).
    budget
        How many recuts, and the warmth in metres at their beginning and end.

    Returns
    -------
    How many recuts were kept.
    """
    rounds, warm, cool = budget
    penalty = penalties(rules)
    scratch = (np.full(graph.load.size, -1, np.int64), penalty, new_table(2000, penalty.size))
    kept = 0
    bad = outside(turfs, rules, alive)
    for k in range(rounds):
        if k % 32 == 0:
            bad = outside(turfs, rules, alive)
        mend = k % 2 == 0 and bad.size > 0
        pool = bad if mend else alive
        t = pool[int(next_random(random) * pool.size)]
        if turfs.head[t] < 0:
            continue
        wanted = 2 + int(next_random(random) * (12.0 if mend else 3.0))
        chosen = grow_region(graph, turfs, t, wanted, random)
        warmth = warm * (cool / warm) ** (k / rounds)
        kept += recut(graph, rules, turfs, chosen, warmth, scratch, random)
    return kept


@compiled
def outside(turfs: Turfs, rules: Rules, alive: Ints) -> Ints:
    """List the turfs whose load is out of the range."""
    found = np.empty(alive.size, np.int64)
    count = 0
    for t in alive:
        if turfs.head[t] >= 0 and not rules.low <= turfs.load[t] <= rules.high:
            found[count] = t
            count += 1
    return found[:count]
