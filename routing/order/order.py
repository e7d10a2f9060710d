"""In what order to walk a turf's doors, and how far at most that order is from the shortest.

A short iterated local search gives the order; an exact sweep over the web of neighbouring stops
shows that none is shorter, in a few milliseconds for most turfs. Seconds given to ``proof_s`` go
into the few that are left.
"""

import math
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from canvass.progress import OnProgress, silent
from routing.order.deadline import Deadline

if TYPE_CHECKING:
    from routing.order.proof.optimality import Proven
    from routing.order.tour_problem import TourProblem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Double bridges a place: before the proof is tried; when it needs a better tour, without and with
#: time given to it.
FIRST_KICKS, MORE_KICKS, MOST_KICKS = 4, 40, 400
#: Double bridges a place to make an order of the same length tidier.
TIDYING_KICKS = 20
#: States a sweep keeps without and with time given to the proof.
STATES_AT_ONCE, STATES_AT_MOST = 1 << 14, 1 << 20
#: A walk and prices that are so near their bound are at it.
PROVED_S = 2e-3
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
    ``cost_s`` adds the prices that were asked for (``price_s`` of :func:`plan_order`), and no order
    costs less than ``cost_bound_s``; without prices they are the walk and its bound.
    """

    order: Ints
    walk_s: float
    lower_bound_s: float
    gap: float
    proof: Literal["optimal", "gap"]
    solve_s: float
    unreachable: tuple[int, ...] = ()
    cost_s: float = 0.0
    cost_bound_s: float = 0.0


@dataclass(frozen=True)
class WalkTask:
    """The arguments of one :func:`plan_order`, to plan many at once."""

    walk_s: Floats
    start: int | None = None
    end: int | None = None
    closed: bool = True
    faces: Ints | None = None
    price_s: Floats | None = None
    proof_s: float = 0.0
    seed: int = 0


def plan_order(
    walk_s: Floats,
    *,
    start: int | None = None,
    end: int | None = None,
    closed: bool = True,
    faces: Ints | None = None,
    price_s: Floats | None = None,
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
    faces
        (n,) a number for the block face (street and side) of each stop: of equally short orders,
        prefer one that changes face seldom, and begin a closed walk without ``start`` at a change.
    price_s
        (n, n) symmetric seconds that going from one stop to the next is worth avoiding, beside the
        walk (``routing.order.preferences``): the order is short in walk and prices together, and
        the walk is compared with the shortest there is. Where a price exceeds that of a detour by a
        third stop, the search counts the detour's.
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
    from routing.order.tour_problem import UNITS_PER_S, check_walk, reachable, tour_problem

    began = time.perf_counter()
    open_walk = not closed and not (start is not None and start == end)
    times = check_walk(walk_s, start, end, not open_walk)
    stops = reachable(times, start, end)
    unreachable = tuple(int(k) for k in np.setdiff1d(np.arange(len(times)), stops))
    if len(stops) < 2:
        return Order(stops, 0.0, 0.0, 0.0, "optimal", time.perf_counter() - began, unreachable)
    shaped: dict[str, Any] = {"start": start, "end": end, "closed": not open_walk}
    problem = tour_problem(times, stops, **shaped)
    proven = _solve(problem, proof_s=proof_s, seed=seed)
    weighed, best = problem, proven
    if price_s is not None:
        weighed = tour_problem(times + np.asarray(price_s, np.float64), stops, **shaped)
        best = _solve(weighed, proof_s=proof_s, seed=seed)
    order = weighed.to_order(best.tour, start=start, end=end)
    if faces is not None and len(stops) > 4:
        tour = _tidied(weighed, best.tour, np.asarray(faces)[stops], seed=seed)
        order = weighed.to_order(tour, start=start, end=end)
        if problem.closed:
            order = _well_begun(order, np.asarray(faces), times, start)
    stated = _stated(problem, times, order, proven.lower, began, unreachable)
    if price_s is None:
        return replace(stated, cost_s=stated.walk_s, cost_bound_s=stated.lower_bound_s)
    cost_s = stated.walk_s + _paid(np.asarray(price_s), order, closed=problem.closed)
    bound_s = best.lower / UNITS_PER_S
    proved = cost_s - bound_s < PROVED_S
    bound_s = cost_s if proved else bound_s
    return replace(stated, cost_s=cost_s, cost_bound_s=bound_s, solve_s=_since(began))


def _paid(price_s: Floats, order: Ints, *, closed: bool) -> float:
    """Add up the prices along an order."""
    onward = np.roll(order, -1) if closed else order[1:]
    return float(price_s[order[: len(onward)], onward].sum())


def _solve(problem: "TourProblem", *, proof_s: float, seed: int) -> "Proven":
    """Search, prove, and search longer where the proof stays open."""
    from routing.order.held_karp import FEW, held_karp
    from routing.order.local_search import improve_tour, short_tour, tour_cost
    from routing.order.proof.optimality import Proven, prove

    cost, ties = problem.cost, problem.tie * len(problem.tied)
    if len(cost) <= FEW:
        tour = held_karp(cost)
        return Proven(tour, *(2 * [int(tour_cost(cost, tour)) + ties]))
    timed = proof_s > 0

    def search_on(tour: Ints) -> tuple[Ints, int]:
        kicks = (MOST_KICKS if timed else MORE_KICKS) * len(cost)
        better = improve_tour(cost, tour, kicks=kicks, seed=seed + 1)
        return better, int(tour_cost(cost, better)) + ties

    tour = short_tour(cost, kicks=FIRST_KICKS * len(cost), seed=seed)
    return prove(
        problem,
        tour,
        int(tour_cost(cost, tour)) + ties,
        most_states=STATES_AT_MOST if timed else STATES_AT_ONCE,
        deadline=Deadline(proof_s if timed else math.inf),
        search_on=search_on,
        branching=timed,
    )


def _tidied(problem: "TourProblem", tour: Ints, faces: Ints, *, seed: int) -> Ints:
    """Change block face less often, at no second more of walking."""
    from routing.order.local_search import improve_tour

    n = len(faces)
    price = problem.cost * (n + 1)
    price[:n, :n] += faces[:, None] != faces
    return improve_tour(price, tour, kicks=TIDYING_KICKS * n, seed=seed)


def _well_begun(order: Ints, faces: Ints, times: Floats, start: int | None) -> Ints:
    """Turn a closed walk so that its unlisted last leg is one that changes face, a long one."""
    if start is not None:
        other = np.roll(order[::-1], 1)
        return other if faces[order[-1]] == faces[start] != faces[other[-1]] else order
    onward = np.roll(order, -1)
    changes = faces[order] != faces[onward]
    last = int(np.argmax(np.where(changes, times[order, onward] + 1.0, 0.0)))
    return np.roll(order, -last - 1)


def _stated(
    problem: "TourProblem",
    times: Floats,
    order: Ints,
    lower: int,
    began: float,
    unreachable: tuple[int, ...],
) -> Order:
    """State the walk in seconds, with its bound and gap."""
    from routing.order.tour_problem import SAME, UNITS_PER_S

    places = np.searchsorted(problem.stops, order)
    onward, here = np.roll(places, -1), places
    if not problem.closed:
        onward, here = places[1:], places[:-1]
    units = problem.cost[here, onward]
    legs_s = times[problem.stops[here], problem.stops[onward]]
    walk_s = float(np.where(legs_s * UNITS_PER_S > units + SAME, units / UNITS_PER_S, legs_s).sum())
    if lower >= units.sum():
        return Order(order, walk_s, walk_s, 0.0, "optimal", _since(began), unreachable)
    lower_s = min(walk_s, lower / UNITS_PER_S)
    gap = (walk_s - lower_s) / walk_s
    return Order(order, walk_s, lower_s, gap, "gap", _since(began), unreachable)


def _since(began: float) -> float:
    return time.perf_counter() - began


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
        faces=task.faces,
        price_s=task.price_s,
        proof_s=task.proof_s,
        seed=task.seed,
    )


def _plan_batch(tasks: Sequence[WalkTask]) -> list[Order]:
    return [_plan(task) for task in tasks]
