"""Measure the walk of every turf and mend those whose load was estimated wrongly."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from turf.partition.anneal import outside
from turf.partition.repair import Course, repair
from turf.partition.subgraph import Graph, Rules, Turfs, load_penalty

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: What the walk adds to the load of turfs, each named by its doors.
Measure = Callable[[Sequence[Ints]], Floats]

TURNS = 5
#: How far a turf's walk may be from its estimate for the estimate to be corrected by it.
MOST = 2.0


def recalibrate(graph: Graph, rules: Rules, turfs: Turfs, course: Course, measure: Measure) -> None:
    """Measure, correct the estimate around, mend, and measure again what has changed."""
    known: dict[bytes, float] = {}
    for turn in range(TURNS):
        names, groups = _groups(turfs)
        new = [doors for doors in groups if doors.tobytes() not in known]
        for doors, walk in zip(new, measure(new), strict=True):
            known[doors.tobytes()] = float(walk)
        walks = np.array([known[doors.tobytes()] for doors in groups])
        _correct(graph, rules, turfs, names, walks)
        if turn == TURNS - 1 or not outside(turfs, rules, names).size:
            break
        repair(graph, rules, turfs, course, turn)


def _groups(turfs: Turfs) -> tuple[Ints, list[Ints]]:
    """List the turfs and the doors of each, in ascending order."""
    order = np.argsort(turfs.label, kind="stable")
    names, first = np.unique(turfs.label[order], return_index=True)
    return names, np.split(order, first[1:])


def _correct(graph: Graph, rules: Rules, turfs: Turfs, names: Ints, walks: Floats) -> None:
    """Take the measured loads over, and stretch the walks around by how wrong the estimate was."""
    served = np.bincount(turfs.label, weights=graph.load, minlength=turfs.head.size)[names]
    wrong = np.ones(turfs.head.size)
    estimate = turfs.load[names] - served
    sure = (estimate > 0) & (walks > 0)
    ratio = walks[sure] / estimate[sure]
    wrong[names[sure]] = ratio
    tail = np.repeat(turfs.label, np.diff(graph.start))
    stretch = (wrong[tail] + wrong[turfs.label[graph.other]]) / 2
    most = MOST * graph.walk_m
    np.clip(graph.work_m * stretch, graph.walk_m / MOST, most, out=graph.work_m)
    for name, load in zip(names, served + walks, strict=True):
        turfs.cost[name] += load_penalty(load, rules) - load_penalty(turfs.load[name], rules)
        turfs.load[name] = load
