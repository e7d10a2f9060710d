"""How long a turf's walk is about, from the shortest tree that joins its doors.

The walks that ``routing`` orders were compared with the tree on 450 turfs of Toulouse of 2 to 61
buildings (times with crossings). An open walk is 1.00 to 1.11 trees long (deviation 6 %). A closed
one is twice a tree of two doors and less the more buildings there are: ``1.36 + 2.8 / n`` trees
(deviation 12 %).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Tour(NamedTuple):
    """Walk over tree: ``base + few / buildings``."""

    base: float
    few: float


CLOSED = Tour(1.36, 2.8)
OPEN = Tour(1.08, 0.0)


def walk_estimate(
    tree: NDArray[np.float64], buildings: NDArray[np.int64], *, closed: bool
) -> NDArray[np.float64]:
    """Return the walks of turfs whose trees are so long, in the same unit."""
    tour = CLOSED if closed else OPEN
    return tree * np.minimum(2.0, tour.base + tour.few / np.maximum(buildings, 1))
