"""Move doors between canvassers with OR-tools' routing: guided local search on the longest time."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ortools.constraint_solver import pywrapcp

Floats = NDArray[np.float64]
Parts = list[list[int]]

#: OR-tools counts in whole tenths of a second.
TENTHS = 10
#: What a tenth of the longest walk weighs beside a tenth of all walks together.
LONGEST_WEIGHS = 100
_NO_LIMIT_S = 30 * 24 * 3600


def improved_parts(
    walk: Floats,
    door: Floats,
    value: Floats,
    *,
    doors: list[int],
    parts: Parts,
    start: int | None,
    limit_s: float | None,
    search_s: float,
) -> Parts:
    """Search from ``parts`` for shares whose longest takes less time, dropping less value.

    Parameters
    ----------
    walk, door, value
        Seconds between stops (n, n), seconds at each (n,), worth of each (n,).
    doors
        Stops to share out; those missing from ``parts`` may come in again.
    start
        Where all leave and come back; without it walks are open.
    """
    from ortools.constraint_solver import pywrapcp

    times = _with_depot(walk, door, doors, start)
    manager = pywrapcp.RoutingIndexManager(len(times), len(parts), 0)
    routing = pywrapcp.RoutingModel(manager)
    transit = routing.RegisterTransitMatrix(times.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(transit)
    most = int((_NO_LIMIT_S if limit_s is None else limit_s) * TENTHS)
    routing.AddDimension(transit, 0, most, True, "time")
    routing.GetDimensionOrDie("time").SetGlobalSpanCostCoefficient(LONGEST_WEIGHS)
    if limit_s is not None:
        heavy = LONGEST_WEIGHS * int(times.max()) * len(doors)
        scale = heavy / max(float(value[doors].min()), 1e-9)
        for place, stop in enumerate(doors, start=1):
            worth = min(int(scale * float(value[stop])), 10**15)
            routing.AddDisjunction([manager.NodeToIndex(place)], worth)
    place_of = {stop: place for place, stop in enumerate(doors, start=1)}
    routes = [[place_of[stop] for stop in part] for part in parts]
    asked = _parameters(search_s)
    routing.CloseModelWithParameters(asked)
    begun = routing.ReadAssignmentFromRoutes(routes, True)
    if begun is None:
        return parts
    found = routing.SolveFromAssignmentWithParameters(begun, asked)
    return parts if found is None else _read(routing, manager, found, doors)


def _with_depot(
    walk: Floats, door: Floats, doors: list[int], start: int | None
) -> NDArray[np.int64]:
    """Return the tenths from the beginning of a stop to that of the next; place 0 is the depot."""
    n = len(doors)
    times = np.zeros((n + 1, n + 1))
    times[1:, 1:] = walk[np.ix_(doors, doors)] + door[doors][:, None]
    np.fill_diagonal(times, 0.0)
    times[1:, 0] = door[doors]
    if start is not None:
        times[0, 1:] = walk[start, doors]
        times[1:, 0] += walk[doors, start]
    rounded: NDArray[np.int64] = np.rint(times * TENTHS).astype(np.int64)
    return rounded


def _parameters(search_s: float) -> Any:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    asked = pywrapcp.DefaultRoutingSearchParameters()
    kinds = routing_enums_pb2.LocalSearchMetaheuristic
    asked.local_search_metaheuristic = kinds.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(max(1, int(1000 * search_s)))
    return asked


def _read(
    routing: "pywrapcp.RoutingModel",
    manager: "pywrapcp.RoutingIndexManager",
    found: "pywrapcp.Assignment",
    doors: list[int],
) -> Parts:
    """Read the doors of each canvasser in walking order."""
    parts: Parts = []
    for vehicle in range(routing.vehicles()):
        part, here = [], found.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(here):
            part.append(doors[manager.IndexToNode(here) - 1])
            here = found.Value(routing.NextVar(here))
        parts.append(part)
    return parts
