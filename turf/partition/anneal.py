"""Ruin and recreate: take a few neighbouring turfs, cut them anew, keep what is better.

The idea of ruining a compact region and recreating it under an annealing rule is that of
Christiaens & Vanden Berghe (2020, Slack induction by string removals); what recreates here is the
exact tree cut of ``tree_cut`` on a random spanning tree, so that every turf stays connected. With
two turfs and a random balanced edge it would be recombination (DeFord, Duchin & Solomon 2021,
ReCom); the annealing rule is that of Kirkpatrick, Gelatt & Vecchi (1983).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from turf.partition.compiled import compiled, next_random
from turf.partition.subgraph import (
    Graph,
    Rules,
    Turfs,
    border_cost,
    install,
    labels_now,
    members,
    penalties,
    subgraph_of,
    turf_costs,
    whole_steps,
)
from turf.partition.tree_cut import (
    Floats,
    Ints,
    Table,
    best_parts,
    new_table,
    rooted,
    spanning_links,
)

#: Regions of more doors than this are left alone.
MOST_DOORS = 2000


class Budget(NamedTuple):
    """How many recuts, the warmth in metres at their beginning and end, whether only to mend."""

    rounds: int
    warm: float
    cool: float
    mend_only: bool


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
                    # reservoir sampling: every link has the same chance, in one pass
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
        # an islet: no further turf touches these
        if drawn < 0:
            break
        chosen[count] = drawn
        count += 1
    return chosen[:count]


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
    # some trees near the shortest, which give compact turfs, some far off, which find other ones
    strength = 1.6 * next_random(random)
    region = subgraph_of(graph, rules, doors, chosen, place, draw_noise(997, strength, random))
    links = region.links
    tree_links = spanning_links(doors.size, links, np.argsort(links.key))
    # any door as root: only ties depend on it
    first = int(next_random(random) * doors.size)
    tree = rooted(doors.size, links, tree_links, first)
    steps = whole_steps(graph, rules, doors, random)
    part = best_parts(tree, links, steps, penalty, table)
    parts = part.max() + 1
    # no spare names left for so many parts
    if parts > chosen.size + turfs.free_count[0]:
        return False
    new = turf_costs(graph, rules, region, part, parts)
    # borders with turfs outside the region are the same before and after
    before = border_cost(region, labels_now(turfs, region))
    for t in chosen:
        before += turfs.cost[t]
    after = border_cost(region, part) + new[1].sum()
    # Metropolis' rule solved for the loss: u < exp(-loss / warmth); the addend keeps log from 0
    if after - before > -warmth_m * np.log(next_random(random) + 1e-12):
        return False
    install(turfs, region, part, new)
    return True


@compiled
def anneal(
    graph: Graph,
    rules: Rules,
    turfs: Turfs,
    alive: Ints,
    budget: Budget,
    random: NDArray[np.uint64],
) -> int:
    """Recut regions many times.

    Parameters
    ----------
    alive
        The turfs in hand (those marked ``mine``).

    Returns
    -------
    How many recuts were kept.
    """
    penalty = penalties(rules)
    scratch = (np.full(graph.load.size, -1, np.int64), penalty, new_table(MOST_DOORS, penalty.size))
    kept = 0
    bad, apart = outside(turfs, rules, alive), far_apart(turfs, rules, alive)
    for k in range(budget.rounds):
        # listing all is dear, and a recut changes few
        if k % 32 == 0:
            bad, apart = outside(turfs, rules, alive), far_apart(turfs, rules, alive)
        pool = alive
        if bad.size > 0 and (budget.mend_only or k % 2 == 0):
            # every other recut goes to turfs out of the range, which are few and weigh most
            pool = bad
        elif budget.mend_only:
            break
        elif apart.size > 0 and k % 16 == 1:
            pool = apart
        mend = pool.size < alive.size
        t = pool[int(next_random(random) * pool.size)]
        # dissolved by a recut since the list was made
        if turfs.head[t] < 0:
            continue
        # two to four turfs at a time; to mend, more: a surplus may have to travel through several
        wanted = 2 + int(next_random(random) * (12.0 if mend else 3.0))
        chosen = grow_region(graph, turfs, t, wanted, random)
        # geometric cooling
        warmth = budget.warm * (budget.cool / budget.warm) ** (k / budget.rounds)
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


@compiled
def far_apart(turfs: Turfs, rules: Rules, alive: Ints) -> Ints:
    """List the turfs that a long gap parts."""
    found = np.empty(alive.size, np.int64)
    count = 0
    for t in alive:
        if turfs.head[t] >= 0 and turfs.gap[t] > rules.gap_m:
            found[count] = t
            count += 1
    return found[:count]
