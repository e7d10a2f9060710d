"""Cut a graph of doors into connected turfs of equal load: the pure core, arrays in, arrays out.

Of the family of methods that cut spanning trees to draw balanced connected districts: DeFord,
Duchin & Solomon (2021), *Recombination: a family of Markov chains for redistricting*. There a tree
of two districts is cut at one random balanced edge; here a tree of several turfs is cut at best.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from canvass.progress import OnProgress, silent
from turf.neighbours import (
    SAME_ATOM,
    Pairs,
    around,
    both_ways,
    components,
    past,
    renumbered,
    street_costs,
)
from turf.partition.anneal import outside
from turf.partition.recalibrate import Measure, recalibrate
from turf.partition.repair import HANDS, Course, anneal_and_repair, repair
from turf.partition.subgraph import (
    Graph,
    Rules,
    Subgraph,
    Turfs,
    penalties,
    subgraph_of,
    turf_costs,
    whole_steps,
)
from turf.partition.tree_cut import best_parts, new_table, rooted, spanning_links
from turf.partition.walk_estimate import CLOSED, Tour

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: A building of more than this share of a turf lets its neighbours pass.
HEAVY = 0.5


@dataclass(frozen=True)
class Wanted:
    """What a good turf is.

    ``target`` and ``tolerance`` are in the unit of the loads; ``load_per_m`` is the load that one
    metre of the turf's walk adds (0 when doors are counted), and ``tour`` how much longer that walk
    is than the tree that joins the doors. Costs are in metres: ``walk_cost`` for a metre of that
    tree, ``spread_cost`` for a metre of mean distance from the middle, ``uneven_cost`` for a load
    off the target, times the square of the share that it is off. No way between two doors of a turf
    is longer than ``gap_m`` where that can be avoided.
    """

    target: float
    tolerance: float = 0.10
    load_per_m: float = 0.0
    tour: Tour = CLOSED
    walk_cost: float = 2.0
    spread_cost: float = 4.0
    uneven_cost: float = 400.0
    gap_m: float = 300.0

    def rules(self, load: Floats) -> Rules:
        """Return the numbers the kernels work with; whole loads stay whole where that is cheap."""
        # doors are counted exactly; minutes and large targets in 60 steps, for the tree cut's table
        # is quadratic in them
        whole = self.load_per_m == 0 and bool(np.all(load == np.floor(load)))
        quantum = 1.0 if whole and self.target <= 120 else self.target / 60
        room = self.tolerance * self.target + 1e-9
        return Rules(
            self.target,
            self.target - room,
            self.target + room,
            quantum,
            self.load_per_m,
            self.tour,
            self.walk_cost,
            self.spread_cost,
            self.uneven_cost,
            self.gap_m,
        )


@dataclass(frozen=True)
class CutResult:
    """``label`` gives each door its turf, numbered from 0; the rest has one entry a turf.

    ``reason`` is empty for a turf in the range, else why it is not: ``oversize`` (one building),
    ``indivisible`` (its islet cannot be cut into turfs in the range by anyone), ``lumpy`` (no
    better cut was found). ``ways`` are the pairs that hold turfs together: those given, within a
    zone, and the ways past buildings that fill a turf or nearly.
    """

    label: Ints
    load: Floats
    reason: NDArray[np.str_]
    ways: Pairs
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Doors:
    """What is known of each door.

    Parameters
    ----------
    load
        Zero or more, in the unit of the target. A door is never split.
    xy
        Metric coordinates, shape (doors, 2).
    zone
        A number per door; no turf holds two zones.
    atom
        A number per door; doors of one atom (block face, block) stay together when possible.
    before
        A cut to mend, a number per door. Without it a new one is made.
    """

    load: Floats
    xy: Floats
    zone: Ints
    atom: Ints
    before: Ints | None = None


def cut_graph(
    pairs: Pairs,
    doors: Doors,
    *,
    wanted: Wanted,
    seed: int = 0,
    effort: int = 120,
    time_s: float | None = None,
    measure: Measure | None = None,
    on_progress: OnProgress = silent,
) -> CutResult:
    """Cut doors into connected turfs.

    Parameters
    ----------
    pairs
        Neighbouring doors. Doors that no chain of pairs joins are never in one turf.
    effort
        Recuts per turf. The same seed and effort give the same cut.
    time_s
        Stop after so many seconds; the cut then depends on the machine.
    measure
        Gives what the walk adds to the load of turfs, named by their doors. Where loads hold an
        estimate of the walk, turfs are measured in the end and mended until the measure agrees.
    """
    clock = monotonic()
    # without a pair across zones no turf can hold two of them
    pairs = pairs.where(doors.zone[pairs.i] == doors.zone[pairs.j])
    rules = wanted.rules(doors.load)
    # a building larger than a turf is one by itself; its neighbours would lose their way to one
    # another, so they get one past it, and past those that nearly fill a turf
    large = doors.load > rules.high
    heavy = ~large & (doors.load >= HEAVY * rules.low)
    ways = past(around(pairs, np.flatnonzero(large)), np.flatnonzero(heavy))
    pairs = renumbered(ways, ~large)
    graph = graph_of(pairs, doors, ~large)
    if doors.before is None:
        turfs = first_cut(graph, rules)
    else:
        turfs = cut_before(graph, rules, pairs, doors.before[~large])
    first_s = monotonic() - clock
    until = np.inf if time_s is None else clock + time_s
    with ThreadPoolExecutor(HANDS) as threads:
        course = Course(seed, effort, until, threads, on_progress)
        if doors.before is None:
            # a cut to mend keeps what it can: the search from warm to cool would change every turf
            anneal_and_repair(graph, rules, turfs, course)
        if effort:
            repair(graph, rules, turfs, course, turn=-2)
            # what is not mended may have no solution on these pairs: more ways, and once more
            ways = _eased(ways, ~large, turfs, rules)
            graph = graph_of(renumbered(ways, ~large), doors, ~large)
            repair(graph, rules, turfs, course, turn=-1)
        if effort and measure:
            recalibrate(graph, rules, turfs, course, _numbered(measure, np.flatnonzero(~large)))
    on_progress(1, 1)
    label = np.empty(doors.load.size, np.int64)
    label[~large] = turfs.label
    label[large] = turfs.head.size + np.arange(large.sum())
    seconds = {"first": first_s, "all": monotonic() - clock}
    pieces = components(turfs.label.size, pairs)
    return _result(label, doors.load, _Found(turfs, rules, pieces, ways), seconds)


def _eased(ways: Pairs, kept: NDArray[np.bool_], turfs: Turfs, rules: Rules) -> Pairs:
    """Let doors be passed in and around turfs that are still out of the range."""
    bad = outside(turfs, rules, np.arange(turfs.head.size))
    inside = np.zeros(kept.size, bool)
    inside[kept] = np.isin(turfs.label, bad)
    touching = ways.where(inside[ways.i] | inside[ways.j])
    return past(ways, np.unique(np.append(touching.i, touching.j)))


def _numbered(measure: Measure, number: Ints) -> Measure:
    """Let a measure be asked by other numbers of the doors."""
    return lambda turfs: measure([number[doors] for doors in turfs])


def graph_of(pairs: Pairs, doors: Doors, kept: NDArray[np.bool_]) -> Graph:
    """Write the kept doors, which ``pairs`` numbers from 0, as the rows the kernels read."""
    load, atom = doors.load[kept].astype(float), doors.atom[kept]
    # links within an atom look shorter, so that the tree runs along it and is cut between atoms
    same = atom[pairs.i] == atom[pairs.j]
    columns = [
        pairs.walk_m,
        pairs.walk_m,
        pairs.cut_m,
        street_costs(pairs, atom),
        np.where(same, SAME_ATOM, 1.0),
    ]
    start, other, (walk_m, work_m, cut_m, tree_m, glue) = both_ways(load.size, pairs, columns)
    x, y = (np.ascontiguousarray(doors.xy[kept, axis], float) for axis in (0, 1))
    return Graph(start, other, walk_m, work_m, cut_m, tree_m, glue, load, x, y)


def first_cut(graph: Graph, rules: Rules) -> Turfs:
    """Cut the shortest spanning forest of all doors."""
    doors = graph.load.size
    everyone = np.arange(doors)
    random = np.array([1], np.uint64)
    place = np.full(doors, -1, np.int64)
    region = subgraph_of(graph, rules, everyone, everyone[:1], place, np.ones(1))
    # no noise: the shortest forest is the best single guess, and the search starts from it
    chosen = spanning_links(doors, region.links, np.argsort(region.links.key, kind="stable"))
    tree = rooted(doors, region.links, chosen, 0)
    prices = penalties(rules)
    table = new_table(doors, prices.size)
    steps = whole_steps(graph, rules, everyone, random)
    part = best_parts(tree, region.links, steps, prices, table)
    return _priced(graph, rules, region, part)


def cut_before(graph: Graph, rules: Rules, pairs: Pairs, before: Ints) -> Turfs:
    """Take a cut over; a turf that no walk holds together any more becomes several."""
    doors = graph.load.size
    everyone = np.arange(doors)
    place = np.full(doors, -1, np.int64)
    region = subgraph_of(graph, rules, everyone, everyone[:1], place, np.ones(1))
    # only pairs within a turf join: what falls apart is parted, for a turf must be connected
    part = components(doors, pairs.where(before[pairs.i] == before[pairs.j]))
    return _priced(graph, rules, region, part)


def _priced(graph: Graph, rules: Rules, region: Subgraph, part: Ints) -> Turfs:
    count = int(part.max(initial=-1)) + 1
    costs = turf_costs(graph, rules, region, part, count)
    return _as_turfs(part, costs, count + 64 + count // 5)


def _as_turfs(part: Ints, costs: Floats, room: int) -> Turfs:
    """Lay parts out as linked lists with spare names up to ``room``."""
    count = costs.shape[1]
    head = np.full(room, -1, np.int64)
    order = np.argsort(part, kind="stable")
    following = np.full(part.size, -1, np.int64)
    # sorted by part, neighbours in the order are neighbours in a list
    same = part[order[1:]] == part[order[:-1]]
    following[order[:-1][same]] = order[1:][same]
    starts = np.append(True, ~same) if order.size else np.zeros(0, bool)
    head[part[order[starts]]] = order[starts]
    load, cost, gap = (np.append(of, np.zeros(room - count)) for of in costs)
    # a stack of spare names, the lowest on top, as a recut may make more parts than it took
    free = np.arange(room - 1, -1, -1)
    return Turfs(
        part, head, following, load, cost, gap, np.ones(room, bool), free, np.array([room - count])
    )


@dataclass(frozen=True)
class _Found:
    turfs: Turfs
    rules: Rules
    piece: Ints
    ways: Pairs


def _result(label: Ints, load: Floats, found: _Found, seconds: dict[str, float]) -> CutResult:
    """Number the turfs from 0 and say why some are out of the range."""
    turfs, rules = found.turfs, found.rules
    names, label = np.unique(label, return_inverse=True)
    # names beyond those of the search are the buildings that were turfs by themselves
    large = names >= turfs.head.size
    small = names[~large]
    loads = np.bincount(label, weights=load, minlength=names.size).astype(float)
    loads[~large] = turfs.load[small]
    piece = found.piece[turfs.head[small]]
    # judged by islet: if its total is no sum of turfs in the range, no cut of it could be
    totals = np.bincount(piece, weights=loads[~large]).astype(float)
    hopeless = np.zeros(names.size, bool)
    hopeless[~large] = ~divisible(totals, rules.low, rules.high)[piece]
    bad = (loads < rules.low) | (loads > rules.high)
    reason = np.where(bad, np.where(hopeless, "indivisible", "lumpy"), "")
    reason[large] = "oversize"
    return CutResult(label, loads, reason, found.ways, seconds)


def divisible(total: Floats, low: float, high: float) -> NDArray[np.bool_]:
    """Tell which totals are a sum of loads in the range, were doors as fine as sand."""
    most = np.floor(total / low + 1e-9)
    fits: NDArray[np.bool_] = (most >= 1) & (total <= most * high + 1e-9)
    return fits
