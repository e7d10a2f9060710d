"""Other programs' closed tours, run by an interpreter that has them: ``tour_peers.py PEER < in``.

Reads one matrix of whole tenths of a second a line (JSON), writes one line for each:
``{"order": [...], "cpu_s": ...}``. PEER: elkai, pyvrp, vroom, gls. PEER pandana reads a whole town
and measures walks instead (see ``routing_matrix.py``). ``TOUR_SEARCH_S``: seconds for those that
search until stopped.
"""

import json
import os
import sys
import time

#: Seconds given to those that search until stopped.
SEARCH_S = float(os.environ.get("TOUR_SEARCH_S", "1"))


def elkai(times: list[list[int]]) -> list[int]:
    """LKH 3 with its default of ten runs."""
    from elkai import DistanceMatrix

    return DistanceMatrix(times).solve_tsp()[:-1]


def pyvrp(times: list[list[int]]) -> list[int]:
    """One vehicle without limits."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    model = Model()
    places = [model.add_location(i, 0) for i in range(len(times))]
    depot = model.add_depot(places[0])
    for place in places[1:]:
        model.add_client(place)
    model.add_vehicle_type(start_depot=depot, end_depot=depot)
    for i, row in enumerate(times):
        for j, cost in enumerate(row):
            model.add_edge(places[i], places[j], distance=cost)
    best = model.solve(MaxRuntime(SEARCH_S), display=False, collect_stats=False).best
    return [0, *(stop.idx + 1 for stop in best.routes()[0] if stop.is_client())]


def vroom(times: list[list[int]]) -> list[int]:
    """VROOM at its highest level of exploration."""
    import numpy as np
    import vroom as library

    asked = library.Input()
    asked.set_durations_matrix(profile="car", matrix_input=np.array(times, dtype=np.uint32))
    asked.add_vehicle([library.Vehicle(0, start=0, end=0)])
    asked.add_job([library.Job(i, location=i) for i in range(1, len(times))])
    routes = asked.solve(exploration_level=5, nb_threads=1).routes
    return [0, *(int(i) for i in routes[routes["type"] == "job"]["location_index"])]


def gls(times: list[list[int]]) -> list[int]:
    """OR-tools: cheapest arc first, then guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(len(times), 1, 0)
    routing = pywrapcp.RoutingModel(manager)
    transit = routing.RegisterTransitMatrix(times)
    routing.SetArcCostEvaluatorOfAllVehicles(transit)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    asked.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(int(1000 * SEARCH_S))
    found = routing.SolveWithParameters(asked)
    order, here = [], routing.Start(0)
    while not routing.IsEnd(here):
        order.append(manager.IndexToNode(here))
        here = found.Value(routing.NextVar(here))
    return order


def pandana() -> None:
    """Prepare a town, then measure the walks between the doors of each turf."""
    import numpy as np
    import pandas as pd
    from pandana import Network

    asked = json.loads(sys.stdin.read())
    places = pd.Series(0.0, index=np.arange(asked["nodes"]))
    started = time.process_time()
    town = Network(
        places,
        places,
        pd.Series(asked["u"]),
        pd.Series(asked["v"]),
        pd.DataFrame({"walk_s": asked["walk_s"]}),
        twoway=True,
    )
    prepared, spent = time.process_time() - started, []
    for first, count in asked["turfs"]:
        a, b = (first + k.ravel() for k in np.meshgrid(np.arange(count), np.arange(count)))
        started = time.process_time()
        town.shortest_path_lengths(a, b)
        spent.append(time.process_time() - started)
    sys.stdout.write("\n" + json.dumps({"cpu_s": spent, "prepared_s": prepared}) + "\n")


def main() -> None:
    """Answer until the input ends; the first answer is thrown away, it pays for the imports."""
    if sys.argv[1] == "pandana":
        pandana()
        return
    solve = {f.__name__: f for f in (elkai, pyvrp, vroom, gls)}[sys.argv[1]]
    warm = [[0 if i == j else 10 * abs(i - j) for j in range(8)] for i in range(8)]
    solve(warm)
    for line in sys.stdin:
        started = time.process_time()
        order = solve(json.loads(line))
        spent = time.process_time() - started
        sys.stdout.write(json.dumps({"order": order, "cpu_s": spent}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
