"""A few neighbouring turfs as a small graph of its own: its links, its costs, its replacement."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from turf.partition.compiled import compiled, next_random
from turf.partition.tree_cut import Floats, Ints, Links, find
from turf.partition.walk_estimate import Tour

Bools = NDArray[np.bool_]

#: Cost of one turf outside the wanted range: above anything that shape can win, in metres.
OUTSIDE_M = 20_000.0
#: What a way between two doors costs beyond its length where it is as long as a gap, and again for
#: each such length more, in metres.
GAP_COST_M = 1_500.0
#: Buildings of a usual turf: what the tree cut takes the walk of every turf for.
USUAL = 20.0


class Graph(NamedTuple):
    """Doors and who is next to whom, as compressed rows: ``other[start[i]:start[i + 1]]``.

    ``walk_m`` is the way between two doors, ``work_m`` what it counts for in a turf's load,
    ``cut_m`` what a border between them costs and ``tree_m`` a border between their streets, all
    in metres; ``glue`` is how much nearer the spanning tree takes them for (a factor).
    """

    start: Ints
    other: Ints
    walk_m: Floats
    work_m: Floats
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
    tour: Tour
    walk_cost: float
    spread_cost: float
    uneven_cost: float
    gap_m: float


class Turfs(NamedTuple):
    """The cut so far: label of each door, members as linked lists; load, cost, gap of each turf.

    ``gap`` is the longest way between two doors of the tree that joins them, in metres.
    """

    label: Ints
    head: Ints
    following: Ints
    load: Floats
    cost: Floats
    gap: Floats
    mine: Bools
    free: Ints
    free_count: Ints


class Subgraph(NamedTuple):
    """The doors of a few turfs, numbered from 0, and the links among them."""

    doors: Ints
    turfs: Ints
    links: Links
    walk_m: Floats
    work_m: Floats
    by_walk: Ints
    cut_m: Floats


@compiled
def way_price(walk_m: float, rules: Rules) -> float:
    """Price a way between two doors of one turf: its length, and dearly what is beyond a gap."""
    price = rules.walk_cost * walk_m
    if walk_m > rules.gap_m:
        price += GAP_COST_M * walk_m / rules.gap_m
    return price


@compiled
def load_penalty(load: float, rules: Rules) -> float:
    """Price a load: nothing to speak of inside the range, prohibitive outside."""
    off = (load - rules.target) / rules.target
    # squared: two turfs a little off are better than one far off
    price = rules.uneven_cost * off * off
    # a step at the border of the range, and a slope beyond, so that nearer is better even there
    if load < rules.low:
        price += OUTSIDE_M * (1.0 + (rules.low - load) / rules.target)
    elif load > rules.high:
        price += OUTSIDE_M * (1.0 + (load - rules.high) / rules.target)
    return price


@compiled
def penalties(rules: Rules) -> Floats:
    """Price every whole number of quanta up to one and a half times the target."""
    # heavier parts are never worth their price, and would only make the table wider
    states = int(1.5 * rules.target / rules.quantum) + 2
    prices = np.empty(states, np.float64)
    for s in range(states):
        prices[s] = load_penalty(s * rules.quantum, rules)
    return prices


@compiled
def turf_costs(graph: Graph, rules: Rules, region: Subgraph, part: Ints, parts: int) -> Floats:
    """Return load, cost and longest gap of each part of a region: array of shape (3, parts)."""
    m = region.doors.size
    load = np.zeros(parts)
    walk, work = np.zeros(parts), np.zeros(parts)
    result = np.zeros((3, parts))
    sums = np.zeros((4, parts))
    for v in range(m):
        i, p = region.doors[v], part[v]
        load[p] += graph.load[i]
        sums[0, p] += 1.0
        sums[1, p] += graph.x[i]
        sums[2, p] += graph.y[i]
    # distances from the middle, which the first pass gave: in one pass they would cancel badly
    for v in range(m):
        i, p = region.doors[v], part[v]
        dx = graph.x[i] - sums[1, p] / sums[0, p]
        dy = graph.y[i] - sums[2, p] / sums[0, p]
        sums[3, p] += dx * dx + dy * dy
    # Kruskal again, within parts: the tree that joins the doors of a turf stands for its walk
    leader = np.arange(m)
    for e in region.by_walk:
        a, b = region.links.a[e], region.links.b[e]
        if part[a] == part[b]:
            one, two = find(leader, a), find(leader, b)
            if one != two:
                leader[one] = two
                walk[part[a]] += way_price(region.walk_m[e], rules)
                result[2, part[a]] = max(result[2, part[a]], region.walk_m[e])
                work[part[a]] += region.work_m[e]
    for p in range(parts):
        # a tour is at most twice the tree that joins its stops
        longer = min(2.0, rules.tour.base + rules.tour.few / sums[0, p])
        result[0, p] = load[p] + work[p] * longer * rules.load_per_m
        spread = np.sqrt(sums[3, p] / sums[0, p])
        result[1, p] = walk[p] + rules.spread_cost * spread
        result[1, p] += load_penalty(result[0, p], rules)
    return result


@compiled
def border_cost(region: Subgraph, part: Ints) -> float:
    """Add up what the borders inside a region cost."""
    total = 0.0
    for e in range(region.cut_m.size):
        if part[region.links.a[e]] != part[region.links.b[e]]:
            total += region.cut_m[e]
    return total


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
def subgraph_of(
    graph: Graph, rules: Rules, doors: Ints, chosen: Ints, place: Ints, noise: Floats
) -> Subgraph:
    """Collect the links among ``doors``; ``place`` is scratch of one -1 per door of the graph.

    ``noise`` is drawn beforehand, at least one number per link end.
    """
    # a door of the graph -> its number here; -1 where it is not taken
    for v in range(doors.size):
        place[doors[v]] = v
    most = 0
    for i in doors:
        most += graph.start[i + 1] - graph.start[i]
    a, b, steps = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    key, walk, work = np.empty(most), np.empty(most), np.empty(most)
    cut, tree = np.empty(most), np.empty(most)
    # the tree cut adds up link by link and cannot know how many doors a part will have
    step = rules.load_per_m * (rules.tour.base + rules.tour.few / USUAL) / rules.quantum
    count = 0
    for v in range(doors.size):
        i = doors[v]
        for k in range(graph.start[i], graph.start[i + 1]):
            w = place[graph.other[k]]
            # each link once, though both of its ends have it in their row
            if w > v:
                a[count], b[count] = v, w
                walk[count] = graph.walk_m[k]
                work[count] = graph.work_m[k]
                cut[count] = graph.cut_m[k]
                # a cut saves the walk along the link, so its price may be negative
                tree[count] = graph.tree_m[k] - way_price(graph.walk_m[k], rules)
                # 5 m on top: among doors of one building noise must still be able to choose
                key[count] = (graph.walk_m[k] + 5.0) * graph.glue[k] * noise[count % noise.size]
                steps[count] = int(graph.work_m[k] * step + 0.5)
                count += 1
    # only what was written is wiped: the scratch is as long as the town
    for i in doors:
        place[i] = -1
    links = Links(a[:count], b[:count], key[:count], tree[:count], steps[:count])
    by_walk = np.argsort(walk[:count])
    return Subgraph(doors, chosen, links, walk[:count], work[:count], by_walk, cut[:count])


@compiled
def labels_now(turfs: Turfs, region: Subgraph) -> Ints:
    """Number the present turfs of a region's doors from 0."""
    part = np.empty(region.doors.size, np.int64)
    for v in range(region.doors.size):
        t = turfs.label[region.doors[v]]
        for k in range(region.turfs.size):
            if region.turfs[k] == t:
                part[v] = k
    return part


@compiled
def install(turfs: Turfs, region: Subgraph, part: Ints, costs: Floats) -> None:
    """Replace the turfs of a region by new parts."""
    # first all names are given back, then as many as needed are taken again
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
        turfs.gap[name[p]] = costs[2, p]
    for v in range(region.doors.size):
        # pushed in front: lists have no order
        i, t = region.doors[v], name[part[v]]
        turfs.label[i] = t
        turfs.following[i] = turfs.head[t]
        turfs.head[t] = i


@compiled
def whole_steps(graph: Graph, rules: Rules, doors: Ints, random: NDArray[np.uint64]) -> Ints:
    """Round the doors' loads to quanta, up or down by chance so that sums stay true."""
    steps = np.empty(doors.size, np.int64)
    for v in range(doors.size):
        # whole loads stay whole whatever is drawn
        exact = graph.load[doors[v]] / rules.quantum
        steps[v] = int(exact + (0.5 if exact == np.floor(exact) else next_random(random)))
    return steps
