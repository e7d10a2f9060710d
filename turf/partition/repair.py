"""Run the search over a whole town: in stretches, in two hands, from warm to cool."""

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from time import monotonic

import numpy as np

from canvass.progress import OnProgress
from turf.partition.anneal import Budget, anneal, outside
from turf.partition.subgraph import Graph, Rules, Turfs

#: Parts of a town searched at once.
HANDS = 2
#: Recuts at a stretch per turf in hand, between two reports of progress.
STRETCH = 6
#: Recuts around each bad turf when nothing else is improved any more.
TRIES = 1000
#: Loss in metres that the search puts up with, at its beginning and at its end.
WARM_M, COOL_M = 60.0, 2.0
MEND_M = 30.0


@dataclass(frozen=True)
class Course:
    """How a search is run: ``until`` is a reading of ``time.monotonic``."""

    seed: int
    effort: int
    until: float
    threads: Executor
    on_progress: OnProgress


def anneal_and_repair(graph: Graph, rules: Rules, turfs: Turfs, course: Course) -> None:
    """Search in stretches, each half of the town in one hand; the border moves each time."""
    stretches = round(course.effort / STRETCH)
    rng = np.random.default_rng(course.seed)
    # One more than the stretches: mending and measuring follow.
    course.on_progress(0, stretches + 1)
    for k in range(stretches):
        if monotonic() > course.until:
            break
        # one geometric cooling over all stretches, of which this is a piece
        warm, cool = (WARM_M * (COOL_M / WARM_M) ** (step / stretches) for step in (k, k + 1))
        jobs = []
        for half in _halves(graph, turfs, rng):
            # spare names are among those in hand, and no turfs
            alive = int((half.head[half.mine] >= 0).sum())
            budget = Budget(STRETCH * alive, warm, cool, mend_only=False)
            jobs.append(_start(graph, rules, half, budget, rng, course))
        for job in jobs:
            job.result()
        course.on_progress(k + 1, stretches + 1)


def repair(graph: Graph, rules: Rules, turfs: Turfs, course: Course, turn: int) -> None:
    """Recut around turfs outside the range until there is none, or many tries have failed."""
    if monotonic() > course.until:
        return
    # turns have a number of their own, below zero for the last ones; seeds must not be
    rng = np.random.default_rng([course.seed, turn + 3])
    jobs = []
    for half in _halves(graph, turfs, rng):
        bad = outside(half, rules, np.flatnonzero(half.mine)).size
        budget = Budget(TRIES * bad, MEND_M, COOL_M, mend_only=True)
        jobs.append(_start(graph, rules, half, budget, rng, course))
    for job in jobs:
        job.result()


def _start(
    graph: Graph,
    rules: Rules,
    half: Turfs,
    budget: Budget,
    rng: np.random.Generator,
    course: Course,
) -> Future[int]:
    names = np.flatnonzero(half.mine)
    # each hand has its own stream, so that the result does not depend on which is faster
    random = np.array([rng.integers(1, 2**62)], np.uint64)
    return course.threads.submit(anneal, graph, rules, half, names, budget, random)


def _halves(graph: Graph, turfs: Turfs, rng: np.random.Generator) -> list[Turfs]:
    """Give each of two hands the turfs of one side of a random straight border, and spare names."""
    alive = np.flatnonzero(turfs.head >= 0)
    spare = np.flatnonzero(turfs.head < 0)
    # a straight border at a random angle: turfs near one are recut across it the next time
    angle = rng.uniform(0, np.pi)
    lean = np.cos(angle) * graph.x + np.sin(angle) * graph.y
    size = turfs.head.size
    members = np.bincount(turfs.label, minlength=size)
    middle = np.bincount(turfs.label, weights=lean, minlength=size) / np.maximum(members, 1)
    # near the middle, so that both hands have as much to do; few turfs are all in one hand
    border = np.quantile(middle[alive], rng.uniform(0.4, 0.6)) if alive.size > 20 else np.inf
    halves = []
    for side in (0, 1):
        mine = np.zeros(size, bool)
        mine[alive] = (middle[alive] > border) == bool(side)
        # hands write to the same arrays at once: no name may be in both
        pool = spare[side::2]
        mine[pool] = True
        free = np.zeros(size, np.int64)
        free[: pool.size] = pool[::-1]
        halves.append(turfs._replace(mine=mine, free=free, free_count=np.array([pool.size])))
    return halves
