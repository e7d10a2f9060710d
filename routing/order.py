"""In what order to walk a turf's doors, and how far at most that order is from the shortest.

The interactive answer (``proof_s=0``) is an iterated local search with the bound of Held and Karp;
seconds given to ``proof_s`` go into closing the gap between the two.
"""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvass.progress import OnProgress, silent
from routing.tour_problem import TourProblem, check_walk, reachable, tour_problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

KICKS_PER_PLACE = 40
#: Turfs sent to another process at a time.
BATCH = 16


@dataclass(frozen=True)
class Order:
    """A walk through the doors of a turf.

    ``order`` (k,) holds indices of the matrix, every reachable stop once; a closed walk goes back
    from the last to the first. ``walk_s`` is its walking time, ``lower_bound_s`` a time that no
    order undercuts, ``gap`` their distance as a share of ``walk_s``. ``proof`` is ``optimal`` where
    no order is shorter (times are compared to the millisecond), else ``gap``. ``unreachable`` lists
    the stops left out because no footpath leads to them. ``solve_s`` is the time it took.
    """

    order: Ints
    walk_s: float
    lower_bound_s: float
    gap: float
    proof: Literal["optimal", "gap"]
    solve_s: float
    unreachable: tuple[int, ...] = ()


@dataclass(frozen=True)
class WalkTask:
    """The arguments of one :func:`plan_order`, to plan many at once."""

    walk_s: Floats
    start: int | None = None
    end: int | None = None
    closed: bool = True
    proof_s: float = 0.0
    seed: int = 0


def plan_order(
    walk_s: Floats,
    *,
    start: int | None = None,
    end: int | None = None,
    closed: bool = True,
    proof_s: float = 0.0,
    seed: int = 0,
) -> Order:
    """Order the stops so that the walk through all of them is short.

    Parameters
    ----------
    walk_s
        (n, n) symmetric walking times in seconds; ``inf`` where no footpath leads.
    start, end
        Stops where the walk must begin and end; without them an open walk chooses its own.
    closed
        Whether the walk comes back to where it began.
    proof_s
        Seconds to spend at most on proving that no order is shorter. The order itself does not
        depend on the clock unless the proof finds a shorter one.
    seed
        The same seed gives the same order.

    Raises
    ------
    ValueError
        For a matrix or an index that makes no sense.
    BadInputError
        If no way leads from ``start`` to ``end``.
    """
    began = time.perf_counter()
    open_walk = not closed and not (start is not None and start == end)
    times = check_walk(walk_s, start, end, not open_walk)
    stops = reachable(times, start, end)
    unreachable = tuple(int(k) for k in np.setdiff1d(np.arange(len(times)), stops))
    if len(stops) < 2:
        return Order(stops, 0.0, 0.0, 0.0, "optimal", time.perf_counter() - began, unreachable)
    problem = tour_problem(times, stops, start=start, end=end, closed=not open_walk)
    tour, lower = _solve(problem, seed=seed)
    order = problem.to_order(tour, start=start, end=end)
    return _stated(problem, order, lower, began, unreachable, open_walk)


def _solve(problem: TourProblem, *, seed: int) -> tuple[Ints, int]:
    """Give a tour of places and a cost that none undercuts."""
    from routing.local_search import improve_tour, short_tour, tour_cost
    from routing.lower_bound import one_tree_bound
    from routing.small_tours import FEW, shortest_tour

    cost = problem.cost
    if len(cost) <= FEW:
        tour = shortest_tour(cost)
        return tour, int(tour_cost(cost, tour))
    nothing = int(np.iinfo(np.int64).min)
    tour = short_tour(cost, kicks=len(cost), seed=seed, stop_at=nothing)
    lower = one_tree_bound(cost, upper=int(tour_cost(cost, tour)))
    kicks = KICKS_PER_PLACE * len(cost)
    tour = improve_tour(cost, tour, kicks=kicks, seed=seed + 1, stop_at=lower)
    return tour, lower


def _stated(
    problem: TourProblem,
    order: Ints,
    lower: int,
    began: float,
    unreachable: tuple[int, ...],
    open_walk: bool,
) -> Order:
    """State the walk in seconds, with its bound and gap."""
    from routing.tour_problem import UNITS_PER_S

    places = np.searchsorted(problem.stops, order)
    onward = places[1:] if open_walk else np.roll(places, -1)
    here = places[:-1] if open_walk else places
    walk_s = float(problem.walk_s[here, onward].sum())
    units = int(np.rint(problem.walk_s[here, onward] * UNITS_PER_S).sum())
    bound = problem.walk_units(lower)
    optimal = bound >= units
    lower_s = walk_s if optimal else min(walk_s, bound / UNITS_PER_S)
    gap = 0.0 if optimal or walk_s == 0.0 else (walk_s - lower_s) / walk_s
    proof: Literal["optimal", "gap"] = "optimal" if optimal else "gap"
    spent = time.perf_counter() - began
    return Order(order, walk_s, lower_s, gap, proof, spent, unreachable)


def plan_many(
    tasks: Iterable[WalkTask],
    *,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> list[Order]:
    """Order the stops of many turfs, in the order of ``tasks``.

    Parameters
    ----------
    executor
        Where batches of turfs are planned side by side; without one, here, one after the other.
    on_progress
        Told the turfs done; raising in it drops the batches not yet begun.
    """
    wanted = list(tasks)
    on_progress(0, len(wanted))
    if executor is None:
        orders = []
        for task in wanted:
            orders.append(_plan(task))
            on_progress(len(orders), len(wanted))
        return orders
    batches = [wanted[k : k + BATCH] for k in range(0, len(wanted), BATCH)]
    running = {executor.submit(_plan_batch, batch): k for k, batch in enumerate(batches)}
    done = 0
    planned: list[Sequence[Order]] = [()] * len(batches)
    try:
        for future in as_completed(running):
            planned[running[future]] = future.result()
            done += len(planned[running[future]])
            on_progress(done, len(wanted))
    finally:
        for future in running:
            future.cancel()
    return [order for batch in planned for order in batch]


def _plan(task: WalkTask) -> Order:
    return plan_order(
        task.walk_s,
        start=task.start,
        end=task.end,
        closed=task.closed,
        proof_s=task.proof_s,
        seed=task.seed,
    )


def _plan_batch(tasks: Sequence[WalkTask]) -> list[Order]:
    return [_plan(task) for task in tasks]
