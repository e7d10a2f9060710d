"""A walk that must end in time: which doors to leave out, and which to keep."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.order.order import Order

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Plan = Callable[[Ints], Order]


def orienteering(
    walk_s: Floats,
    service_s: Floats,
    *,
    limit_s: float,
    plan: Plan,
    value: Floats | None = None,
    fixed: Sequence[int] = (),
) -> Ints:
    """Choose the stops that a walk of limited time can serve.

    The least valuable stops go, of equal ones the most costly, until walk and service fit; then
    those that went come back wherever they fit after all, the most valuable first.

    Parameters
    ----------
    walk_s
        (n, n) symmetric walking seconds, finite between the stops that ``plan`` is asked for.
    service_s
        (n,) seconds spent at each stop.
    limit_s
        Most seconds of walk and service together.
    plan
        Orders given stops; its ``order`` is in indices of ``walk_s``.
    value
        (n,) what each stop is worth; 1 each unless given.
    fixed
        Stops that stay (where the walk begins and ends).

    Returns
    -------
    array of int
        The stops kept, sorted. The fixed ones stay even where they alone take too long.
    """
    stops = np.arange(len(walk_s))
    worth = np.ones(len(stops)) if value is None else np.asarray(value, np.float64)
    kept = _dropped_until(stops, walk_s, service_s, worth, limit_s, plan, set(fixed))
    gone = sorted(set(stops.tolist()) - set(kept), key=lambda k: (-worth[k], service_s[k], k))
    for stop in gone:
        with_it = sorted([*kept, stop])
        if service_s[with_it].sum() > limit_s:
            continue
        if _time(plan(np.array(with_it)), service_s) <= limit_s:
            kept = with_it
    return np.array(kept, dtype=np.int64)


def _time(order: Order, service_s: Floats) -> float:
    return order.walk_s + float(service_s[order.order].sum())


def _dropped_until(
    stops: Ints,
    walk_s: Floats,
    service_s: Floats,
    worth: Floats,
    limit_s: float,
    plan: Plan,
    fixed: set[int],
) -> list[int]:
    """Drop stops from the walk, ordering it anew whenever it fits or a tenth of it is gone."""
    order = plan(stops)
    kept = [int(k) for k in order.order]
    spent = _time(order, service_s)
    while spent > limit_s and set(kept) - fixed:
        for _ in range(max(1, len(kept) // 10)):
            saved = _detours(walk_s, kept) + service_s[kept]
            going = min(
                (i for i, stop in enumerate(kept) if stop not in fixed),
                key=lambda i: (worth[kept[i]], -saved[i]),
                default=None,
            )
            if going is None or spent <= limit_s:
                break
            spent -= float(saved[going])
            del kept[going]
        order = plan(np.array(sorted(kept), dtype=np.int64))
        kept, spent = [int(k) for k in order.order], _time(order, service_s)
    return sorted(kept)


def _detours(walk_s: Floats, way: Sequence[int]) -> Floats:
    """Return the walk that leaving out each stop of a round saves."""
    here = np.asarray(way)
    before, after = np.roll(here, 1), np.roll(here, -1)
    saved: Floats = walk_s[before, here] + walk_s[here, after] - walk_s[before, after]
    return saved
