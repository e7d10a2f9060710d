"""What it costs to change to the other side of a street, by class of street.

Metres are those of the field (canvassing tools that plan walks): alley 5, private or service road
10, residential 15-20, tertiary 35, secondary 60, primary 100, motorway or trunk 400. They count
the width, the wait and the nuisance; divided by the pace they become seconds.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

#: Metres of walk that a crossing is worth, by ``highway``; a way for walkers only has no sides.
CROSSING_M: Mapping[str, float] = {
    "footway": 0, "path": 0, "steps": 0, "cycleway": 0, "bridleway": 0, "corridor": 0,
    "platform": 0, "elevator": 0, "square": 0,
    "pedestrian": 5, "living_street": 5, "track": 5, "service": 10,
    "residential": 15, "unclassified": 20, "road": 20, "busway": 20, "tertiary": 35,
    "secondary": 60, "primary": 100, "trunk": 400, "motorway": 400,
}  # fmt: skip
#: A class that is not in the table.
OTHER_CROSSING_M = 20.0
#: Streets whose mouth is walked past without a pause: driveways, alleys, paths.
QUIET = frozenset({
    "footway", "path", "steps", "cycleway", "bridleway", "corridor", "platform", "elevator",
    "pedestrian", "living_street", "square", "track", "service",
})  # fmt: skip
#: Share of the cost at a crossing or a junction, where the crossing is marked and drivers expect
#: walkers. A signal of 90 s with 20 s of green costs (90 - 20)² / (2 · 90) = 27 s on average
#: (Highway Capacity Manual 2010, chapter 18, pedestrian delay): about half of a primary's 83 s.
AT_JUNCTION = 0.5
#: Never crossed between two junctions: one goes to the crossing and back.
ONLY_AT_JUNCTIONS = frozenset({"motorway", "trunk", "primary", "secondary"})


def default_crossing_s(pace_m_s: float) -> dict[str, float]:
    """Give the seconds a crossing is worth by class of street."""
    return {highway: metres / pace_m_s for highway, metres in CROSSING_M.items()}


def crossing_ds(
    highway: NDArray[np.str_], crossing_s: Mapping[str, float], *, pace_m_s: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each edge's cost of crossing it between junctions and at one, in tenths of a second.

    Even numbers, so that half a crossing (a door on the middle line) is a whole number too;
    -1 where crossing between junctions is not allowed.
    """
    classes, code = np.unique(highway, return_inverse=True)
    bases = [str(c).removesuffix("_link") for c in classes]
    other = OTHER_CROSSING_M / pace_m_s
    full = np.array([2 * round(5 * crossing_s.get(b, other)) for b in bases], np.int64)
    banned = np.array([b in ONLY_AT_JUNCTIONS for b in bases])
    quiet = np.array([b in QUIET for b in bases])
    at_node = np.where(quiet, 0, np.rint(AT_JUNCTION * full).astype(np.int64))
    return np.where(banned, -1, full)[code], at_node[code]
