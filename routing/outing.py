"""One outing on the street network: which doors in which order, how far, and what is left out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.errors import BadInputError
from canvass.words import Words
from routing.distances import Distances, walk_matrix
from routing.network import Network, with_crossings
from routing.order import Order, plan_order
from routing.preferences import ONE_BY_ONE_S, Sides, change_prices, faces_of, zigzag_crossings
from routing.time_limit import kept_within

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Why a stop is not on the walk, where the network itself does not say: no footpath joins its
#: street to those of the other stops, or to where the walk begins.
CUT_OFF = "cut_off"


@dataclass(frozen=True, kw_only=True)
class OutingChoices:
    """How a walk is wanted.

    ``closed``: it comes back to where it began. ``sides``: see ``routing.preferences``.
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
class Outing:
    """A walk through doors, in the ids of their table.

    Attributes
    ----------
    ids, leg_m, leg_s
        The doors in walking order, and the walk to each from the one before; to the first from the
        meeting point, 0 without one.
    walk_m, walk_s
        All of the walk, with the way to a fixed end or back to where it began.
    lower_bound_s, gap, proof
        As in ``routing.order.Order``: what no order of these doors undercuts.
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


@dataclass(frozen=True, eq=False)
class Ground:
    """What an outing is planned on: doors first, then where the walk begins and ends, if fixed."""

    measured: Distances
    doors: int
    reasons: Sequence[str]
    streets: Ints
    sides: Ints
    listing: Ints
    service_s: Floats
    value: Floats
    start: int | None
    end: int | None
    #: Times under which the order is sought, where they are not those that are walked.
    sought_s: Floats | None = None


def plan_outing(
    network: Network,
    doors: pd.DataFrame,
    *,
    addresses: pd.DataFrame,
    service_s: pd.Series | None = None,
    value: pd.Series | None = None,
    start: pd.DataFrame | None = None,
    end: pd.DataFrame | None = None,
    choices: OutingChoices = OutingChoices(),
) -> Outing:
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
    ground = ground_of(
        network, doors, addresses=addresses, service_s=service_s, value=value, start=start, end=end,
        zigzag=choices.sides == "zigzag",
    )  # fmt: skip
    everywhere = np.arange(len(ground.streets))
    whole = _planned(ground, everywhere, choices)
    kept, dropped = whole.order, np.array([], np.int64)
    if choices.limit_s is not None:
        kept = _kept(ground, np.sort(whole.order), choices)
        dropped = np.setdiff1d(whole.order, kept)
        whole = replace(_planned(ground, kept, choices), unreachable=whole.unreachable)
    return outing_of(ground, whole, dropped=dropped, closed=choices.closed)


def ground_of(
    network: Network,
    doors: pd.DataFrame,
    *,
    addresses: pd.DataFrame,
    service_s: pd.Series | None = None,
    value: pd.Series | None = None,
    start: pd.DataFrame | None = None,
    end: pd.DataFrame | None = None,
    zigzag: bool = False,
) -> Ground:
    """Measure the walks between doors and fixed ends; parameters as in :func:`plan_outing`."""
    ends = [spot for spot in (start, end) if spot is not None]
    if any(not spot["reached"].all() for spot in ends):
        raise BadInputError(
            Words(
                "Le point de départ ou d'arrivée n'est au bord d'aucune rue connue.",
                "The point where the walk begins or ends is near no known street.",
            )
        )
    n, more = len(doors), len(ends)
    table = pd.concat([doors, *ends])
    at = addresses.loc[doors.index]
    measured = walk_matrix(network, table)
    return Ground(
        measured=measured,
        doors=n,
        reasons=list(doors["reason"]),
        streets=np.concatenate([pd.factorize(at["street"])[0], np.full(more, -1)]).astype(np.int64),
        sides=table["side"].to_numpy(np.int64),
        listing=_listing(at),
        service_s=_padded(service_s, doors.index, 0.0, more),
        value=_padded(value, doors.index, 1.0, more),
        start=None if start is None else n,
        end=None if end is None else n + (start is not None),
        sought_s=walk_matrix(zigzag_network(network), table).walk_s if zigzag else None,
    )


@lru_cache(maxsize=2)
def zigzag_network(network: Network) -> Network:
    """Give the streets with narrow ones crossed for nothing."""
    return with_crossings(network, zigzag_crossings(network.crossing_s))


def _padded(given: pd.Series | None, index: pd.Index, otherwise: float, more: int) -> Floats:
    values = np.full(len(index), otherwise) if given is None else given.loc[index].to_numpy()
    return np.concatenate([values.astype(np.float64), np.zeros(more)])


def _listing(addresses: pd.DataFrame) -> Ints:
    """Give the rows by street and number, as lists are printed."""
    names, numbers = list(addresses["street"]), [str(n) for n in addresses["number"]]
    first = [int(found[0]) if (found := re.findall(r"\d+", n)) else 0 for n in numbers]
    return np.array(
        sorted(range(len(names)), key=lambda k: (names[k], first[k], numbers[k])), dtype=np.int64
    )


def _planned(ground: Ground, stops: Ints, choices: OutingChoices) -> Order:
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
    walk_s = float(_legs(times, planned.order).sum())
    if closed and len(planned.order) > 1:
        walk_s += float(times[planned.order[-1], planned.order[0]])
    bound = min(walk_s, shortest.lower_bound_s)
    gap = (walk_s - bound) / walk_s if walk_s > 0 else 0.0
    proof: Literal["optimal", "gap"] = "optimal" if gap == 0 else "gap"
    return replace(planned, walk_s=walk_s, lower_bound_s=bound, gap=gap, proof=proof)


def _place(rows: Ints, row: int | None) -> int | None:
    return None if row is None else int(np.flatnonzero(rows == row)[0])


def _kept(ground: Ground, reached: Ints, choices: OutingChoices) -> Ints:
    """Choose the rows that a walk of limited time can serve."""
    quick = replace(choices, proof_s=0.0)

    def plan(places: Ints) -> Order:
        order = _planned(ground, reached[places], quick)
        return replace(order, order=np.searchsorted(reached, order.order))

    fixed = [int(np.searchsorted(reached, end)) for end in _ends(ground)]
    kept = kept_within(
        ground.measured.walk_s[np.ix_(reached, reached)],
        ground.service_s[reached],
        limit_s=choices.limit_s or 0.0,
        plan=plan,
        value=ground.value[reached],
        fixed=fixed,
    )
    return reached[kept]


def _ends(ground: Ground) -> list[int]:
    return [end for end in (ground.start, ground.end) if end is not None]


def outing_of(ground: Ground, order: Order, *, dropped: Ints, closed: bool) -> Outing:
    """State an order of rows of the ground in ids, metres and seconds."""
    way = np.asarray(order.order, dtype=np.int64)
    doors = way[way < ground.doors]
    leg_m, leg_s = (_legs(m, way) for m in (ground.measured.length_m, ground.measured.walk_s))
    back = closed and ground.end is None
    named = ground.measured.ids.to_numpy()
    is_door = way < ground.doors
    return Outing(
        ids=tuple(named[doors]),
        leg_m=tuple(leg_m[is_door].tolist()),
        leg_s=tuple(leg_s[is_door].tolist()),
        walk_m=_walked(ground.measured.length_m, way, back=back),
        walk_s=float(order.walk_s),
        lower_bound_s=float(order.lower_bound_s),
        gap=float(order.gap),
        proof=order.proof,
        service_s=float(ground.service_s[doors].sum()),
        listed_m=_listed_m(ground, set(doors.tolist()), back=back),
        dropped=tuple(named[np.sort(dropped)]),
        unreachable={
            named[k]: ground.reasons[k] or CUT_OFF for k in order.unreachable if k < ground.doors
        },
        parts=_parts(ground),
    )


def _listed_m(ground: Ground, doors: set[int], *, back: bool) -> float:
    """Walk doors in the order of a printed list, between the same ends."""
    start = [] if ground.start is None else [ground.start]
    end = [] if ground.end is None else [ground.end]
    way = [*start, *(k for k in ground.listing.tolist() if k in doors), *end]
    return _walked(ground.measured.length_m, np.array(way, dtype=np.int64), back=back)


def _walked(matrix: Floats, way: Ints, *, back: bool) -> float:
    home = matrix[way[-1], way[0]] if back and len(way) > 1 else 0.0
    return float(_legs(matrix, way).sum() + home)


def _legs(matrix: Floats, way: Ints) -> Floats:
    """Give the way to each stop from the one before; none to the first."""
    legs: Floats = np.concatenate([[0.0] * min(1, len(way)), matrix[way[:-1], way[1:]]])
    return legs


def _parts(ground: Ground) -> int:
    """Count the pieces of the network on which doors stand."""
    from scipy.sparse.csgraph import connected_components

    n = ground.doors
    placed = np.array([r not in {"no_point", "too_far"} for r in ground.reasons], np.bool_)
    joined = np.isfinite(ground.measured.walk_s[:n, :n])[np.ix_(placed, placed)]
    return int(connected_components(joined, directed=False)[0]) if placed.any() else 0
