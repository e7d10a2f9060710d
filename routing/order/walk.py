"""One outing on the street network: which doors in which order, how far, and what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.walk_network import Network
from routing.order.min_max_split import Split, min_max_split
from routing.order.order import Order, plan_order
from routing.order.orienteering import orienteering
from routing.order.preferences import ONE_BY_ONE_S, Sides, change_prices, faces_of
from routing.order.walk_problem import (
    CUT_OFF,
    WalkProblem,
    legs_of,
    listed_m,
    parts_of,
    placed_rows,
    walk_problem,
    walked_m,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class WalkOptions:
    """How a walk is wanted.

    ``closed``: it comes back to where it began. ``sides``: see ``routing.order.preferences``.
    ``reentry_s``: seconds worth walking to avoid one change of street. ``limit_s``: most seconds
    for walk and doors together; the least valuable doors are left out. ``proof_s``, ``seed``: see
    ``plan_order``.
    """

    closed: bool = True
    sides: Sides = "free"
    reentry_s: float = 0.0
    limit_s: float | None = None
    proof_s: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Walk:
    """A walk through doors, in the ids of their table.

    Attributes
    ----------
    ids, leg_m, leg_s
        The doors in walking order, and the walk to each from the one before; to the first from the
        meeting point, 0 without one.
    walk_m, walk_s
        All of the walk, with the way to a fixed end or back to where it began.
    lower_bound_s, gap, proof
        As in ``routing.order.order.Order``: what no order of these doors undercuts. A walk of no
        metres, or over ground that is guessed (``routing.network.squares``), is never ``optimal``.
    service_s
        Time at the doors of the walk.
    listed_m
        The walk of the same doors by street and number, as lists are printed.
    dropped
        Doors left out for lack of time.
    unreachable
        Doors left out because no footpath leads to them, with the reason: ``no_point``,
        ``too_far``, ``islet`` (see ``snap_doors``) or ``cut_off``.
    parts
        Pieces of the network on which the doors lie; more than one is a turf over a cut network.
    street_m
        The part of ``walk_m`` along streets; the rest goes from the street to the doors and back.
    guessed
        Whether the walk is measured over squares, of which the map does not draw everything.
    """

    ids: tuple[str, ...]
    leg_m: tuple[float, ...]
    leg_s: tuple[float, ...]
    walk_m: float
    walk_s: float
    lower_bound_s: float
    gap: float
    proof: Literal["optimal", "gap"]
    service_s: float
    listed_m: float
    dropped: tuple[str, ...]
    unreachable: Mapping[str, str]
    parts: int
    street_m: float = 0.0
    guessed: bool = False


def plan_walk(
    network: Network,
    doors: pd.DataFrame,
    *,
    addresses: pd.DataFrame,
    service_s: pd.Series | None = None,
    value: pd.Series | None = None,
    start: pd.DataFrame | None = None,
    end: pd.DataFrame | None = None,
    choices: WalkOptions = WalkOptions(),
) -> Walk:
    """Measure doors on foot and order them.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them.
    addresses
        ``number`` and ``street`` (both may be empty), on the index of ``doors``.
    service_s, value
        Seconds at each door and what it is worth, on the same index; 0 and 1 unless given.
    start, end
        Where the walk begins and ends: one row of ``snap_doors`` each, not a door to visit. A
        closed walk with a start comes back to it.

    Raises
    ------
    BadInputError
        If the start or the end lies near no street, or no way leads from one to the other.
    """
    ground = walk_problem(
        network, doors, addresses=addresses, service_s=service_s, value=value, start=start, end=end,
        zigzag=choices.sides == "zigzag",
    )  # fmt: skip
    whole = _planned(ground, placed_rows(ground), choices)
    nowhere = _nowhere(ground)
    whole = replace(whole, unreachable=tuple(sorted({*whole.unreachable, *nowhere})))
    kept, dropped = whole.order, np.array([], np.int64)
    if choices.limit_s is not None:
        kept = _kept(ground, np.sort(whole.order), choices)
        dropped = np.setdiff1d(whole.order, kept)
        whole = replace(_planned(ground, kept, choices), unreachable=whole.unreachable)
    return walk_of(ground, whole, dropped=dropped, closed=choices.closed)


def share_walk(
    network: Network,
    doors: pd.DataFrame,
    *,
    canvassers: int,
    addresses: pd.DataFrame,
    service_s: pd.Series | None = None,
    start: pd.DataFrame | None = None,
    choices: WalkOptions = WalkOptions(),
    search_s: float = 1.0,
) -> tuple[list[Walk], Split]:
    """Share the doors of a turf among a team so that the last one done is done early.

    Parameters
    ----------
    canvassers
        How many share; each goes from ``start`` and back to it, or, without one, walks from the
        first of their doors to the last.
    service_s
        Seconds at each door; where time is short, those that take least go first.
    choices
        Of which ``limit_s`` (for each canvasser) and ``seed`` count.
    search_s
        Seconds of search; 0 gives the same on every machine.

    Returns
    -------
    outings, split
        One outing each (doors dropped and out of reach are told with the first), and the split
        with its bound.

    Raises
    ------
    BadInputError
        If the start lies near no street.
    """
    ground = walk_problem(
        network, doors, addresses=addresses, service_s=service_s, value=service_s, start=start
    )
    here = placed_rows(ground)
    split = min_max_split(
        ground.measured.walk_s[np.ix_(here, here)],
        ground.service_s[here],
        k=canvassers,
        start=_place(here, ground.start),
        limit_s=choices.limit_s,
        value=ground.value[here],
        search_s=search_s,
        seed=choices.seed,
    )
    split = _on_rows(split, here, _nowhere(ground))
    outings = []
    for place, order in enumerate(split.orders):
        left = split.dropped if place == 0 else ()
        whole = replace(order, unreachable=split.unreachable if place == 0 else ())
        dropped = np.array(left, dtype=np.int64)
        outings.append(walk_of(ground, whole, dropped=dropped, closed=start is not None))
    return outings, split


def _nowhere(ground: WalkProblem) -> list[int]:
    return sorted({*range(ground.doors)} - set(placed_rows(ground).tolist()))


def _on_rows(split: Split, rows: Ints, nowhere: Sequence[int]) -> Split:
    """Say a split of some rows of the ground in rows of the ground."""
    return replace(
        split,
        orders=tuple(replace(order, order=rows[order.order]) for order in split.orders),
        dropped=tuple(int(rows[k]) for k in split.dropped),
        unreachable=tuple(sorted({*(int(rows[k]) for k in split.unreachable), *nowhere})),
    )


def _planned(ground: WalkProblem, stops: Ints, choices: WalkOptions) -> Order:
    """Order some rows of the ground; the answer is in rows of the ground too."""
    here = np.asarray(stops, dtype=np.int64)
    streets, sides = ground.streets[here], ground.sides[here]
    side_s = ONE_BY_ONE_S if choices.sides == "one_by_one" else 0.0
    priced = choices.reentry_s > 0 or side_s > 0
    times = ground.measured.walk_s[np.ix_(here, here)]
    sought = times if ground.sought_s is None else ground.sought_s[np.ix_(here, here)]
    start, end = _place(here, ground.start), _place(here, ground.end)
    closed = choices.closed and end is None
    planned = plan_order(
        sought,
        start=start,
        end=end,
        closed=closed,
        faces=faces_of(streets, sides),
        price_s=change_prices(streets, sides, reentry_s=choices.reentry_s, side_s=side_s)
        if priced
        else None,
        proof_s=choices.proof_s,
        seed=choices.seed,
    )
    if ground.sought_s is not None:
        ends = {"start": start, "end": end, "closed": closed}
        planned = _judged(planned, times, plan_order(times, seed=choices.seed, **ends), closed)  # type: ignore[arg-type]
    return replace(
        planned,
        order=here[planned.order],
        unreachable=tuple(int(here[k]) for k in planned.unreachable),
    )


def _judged(planned: Order, times: Floats, shortest: Order, closed: bool) -> Order:
    """Compare an order sought under other times with what none undercuts in true ones."""
    walk_s = float(legs_of(times, planned.order).sum())
    if closed and len(planned.order) > 1:
        walk_s += float(times[planned.order[-1], planned.order[0]])
    bound = min(walk_s, shortest.lower_bound_s)
    gap = (walk_s - bound) / walk_s if walk_s > 0 else 0.0
    proof: Literal["optimal", "gap"] = "optimal" if gap == 0 else "gap"
    return replace(planned, walk_s=walk_s, lower_bound_s=bound, gap=gap, proof=proof)


def _place(rows: Ints, row: int | None) -> int | None:
    return None if row is None else int(np.flatnonzero(rows == row)[0])


def _kept(ground: WalkProblem, reached: Ints, choices: WalkOptions) -> Ints:
    """Choose the rows that a walk of limited time can serve."""
    quick = replace(choices, proof_s=0.0)

    def plan(places: Ints) -> Order:
        order = _planned(ground, reached[places], quick)
        return replace(order, order=np.searchsorted(reached, order.order))

    fixed = [int(np.searchsorted(reached, end)) for end in _ends(ground)]
    kept = orienteering(
        ground.measured.walk_s[np.ix_(reached, reached)],
        ground.service_s[reached],
        limit_s=choices.limit_s or 0.0,
        plan=plan,
        value=ground.value[reached],
        fixed=fixed,
    )
    return reached[kept]


def _ends(ground: WalkProblem) -> list[int]:
    return [end for end in (ground.start, ground.end) if end is not None]


def walk_of(ground: WalkProblem, order: Order, *, dropped: Ints, closed: bool) -> Walk:
    """State an order of rows of the ground in ids, metres and seconds."""
    way = np.asarray(order.order, dtype=np.int64)
    doors = way[way < ground.doors]
    leg_m, leg_s = (legs_of(m, way) for m in (ground.measured.length_m, ground.measured.walk_s))
    back = closed and ground.end is None
    named = ground.measured.ids.to_numpy()
    is_door = way < ground.doors
    whole_m = walked_m(ground.measured.length_m, way, back=back)
    fronts_m = ground.measured.length_m if ground.street_m is None else ground.street_m
    sure = whole_m > 0 and not ground.guessed
    return Walk(
        ids=tuple(named[doors]),
        leg_m=tuple(leg_m[is_door].tolist()),
        leg_s=tuple(leg_s[is_door].tolist()),
        walk_m=whole_m,
        walk_s=float(order.walk_s),
        lower_bound_s=float(order.lower_bound_s),
        gap=float(order.gap),
        proof=order.proof if sure else "gap",
        service_s=float(ground.service_s[doors].sum()),
        listed_m=listed_m(ground, doors, back=back),
        dropped=tuple(named[np.sort(dropped)]),
        unreachable={
            named[k]: ground.reasons[k] or CUT_OFF for k in order.unreachable if k < ground.doors
        },
        parts=parts_of(ground),
        street_m=walked_m(fronts_m, way, back=back),
        guessed=ground.guessed,
    )
