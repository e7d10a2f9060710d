"""What makes a walk explainable, as prices: streets left and begun again, sides changed.

A walk through the doors of ``s`` streets changes street at least ``s - 1`` times; each change
beyond these is a return to a street already left. So a price on changing street is a price on
returning, and needs no other search than that of a short walk.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: How the two sides of a street are walked: as the walk is shortest, all of one before the other,
#: or from side to side.
Sides = Literal["free", "one_by_one", "zigzag"]
#: Seconds worth walking to avoid one change of side: a tenth of the walk buys no more than that.
ONE_BY_ONE_S = 60.0
#: A walk that zigzags still crosses streets of these classes at their price only.
WIDE = frozenset({"tertiary", "secondary", "primary", "trunk", "motorway"})


def faces_of(streets: Ints, sides: Ints) -> Ints:
    """Number block faces for ``plan_order``: street and side.

    Parameters
    ----------
    streets
        (n,) a number for each stop's street, 0 or more; negative where unknown.
    sides
        (n,) the side of the street: 1, -1, or 0 for neither.

    Returns
    -------
    array of int
        (n,) ``2 * street + (side > 0)``; stops on unknown streets have a face each.
    """
    known = np.asarray(streets) >= 0
    alone = -1 - np.arange(len(known))
    return np.where(known, 2 * np.asarray(streets) + (np.asarray(sides) > 0), alone)


def change_prices(
    streets: Ints, sides: Ints, *, reentry_s: float = 0.0, side_s: float = 0.0
) -> Floats:
    """Return the seconds worth walking to avoid a change of street, or of side within a street.

    Parameters
    ----------
    streets, sides
        As for :func:`faces_of`; unknown streets count as one street together, and a stop on neither
        side of its street changes no side.
    reentry_s
        Price of leaving a street for another. It is raised to half of ``side_s`` where it is
        less, so that leaving a street and coming back at its other side saves nothing.
    side_s
        Price of changing side.

    Returns
    -------
    array of float
        (n, n) symmetric, for ``plan_order(..., price_s=...)``.

    Raises
    ------
    ValueError
        For a negative price.
    """
    if reentry_s < 0 or side_s < 0:
        raise ValueError("a price is 0 seconds or more")
    streets, sides = np.asarray(streets), np.asarray(sides)
    other = streets[:, None] != streets
    across = ~other & (sides[:, None] * sides < 0) & (streets >= 0)
    return np.where(other, max(reentry_s, side_s / 2), np.where(across, side_s, 0.0))


def zigzag_crossings(crossing_s: Mapping[str, float]) -> dict[str, float]:
    """Return costs of crossing under which narrow streets are walked from side to side."""
    return {kind: cost if kind in WIDE else 0.0 for kind, cost in crossing_s.items()}
