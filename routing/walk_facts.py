"""What a canvasser notices about an order: streets begun again, streets crossed, turning round."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Two walks that differ by less are the same walk, seconds.
SAME_S = 0.05


@dataclass(frozen=True)
class WalkFacts:
    """Counts over a walk; few of each make an order that looks sensible.

    ``streets``: different streets. ``returns``: times the walk comes back to a street that it had
    left for another. ``crossings``: times it goes on at the other side of the same street.
    ``u_turns``: times it goes on past the stop it had just come from (0 where times are unknown).
    """

    streets: int
    returns: int
    crossings: int
    u_turns: int


def facts_of_walk(
    order: Ints,
    *,
    streets: Ints,
    sides: Ints,
    walk_s: Floats | None = None,
    closed: bool = False,
) -> WalkFacts:
    """Count what a canvasser notices about an order.

    Parameters
    ----------
    order
        (k,) stops in walking order.
    streets
        (n,) a number for each stop's street, negative where unknown: such a stop belongs to the
        street the walk is in.
    sides
        (n,) the side of the street, 0 where unknown or where sides do not matter.
    walk_s
        (n, n) walking times, to find U-turns.
    closed
        Whether the way back to the first stop counts too (for U-turns).
    """
    order = np.asarray(order, dtype=np.int64)
    known = order[np.asarray(streets)[order] >= 0]
    street, side = np.asarray(streets)[known], np.asarray(sides)[known]
    stays = street[1:] == street[:-1]
    runs = int((~stays).sum()) + (len(street) > 0)
    different = len(np.unique(street))
    across = stays & (side[1:] * side[:-1] != 0) & (side[1:] != side[:-1])
    turns = 0 if walk_s is None else _u_turns(order, np.asarray(walk_s), closed)
    return WalkFacts(different, runs - different, int(across.sum()), turns)


def _u_turns(order: Ints, walk_s: Floats, closed: bool) -> int:
    """Count the stops after which the shortest way on leads back past the stop before."""
    if len(order) < 3:
        return 0
    before, here, after = order[:-2], order[1:-1], order[2:]
    if closed:
        before, here, after = np.roll(order, 1), order, np.roll(order, -1)
    back = walk_s[here, before]
    detour = back + walk_s[before, after] - walk_s[here, after]
    return int(((back > SAME_S) & (detour < SAME_S) & (before != after)).sum())
