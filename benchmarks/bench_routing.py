"""Order turfs beside other methods: ``python benchmarks/bench_routing.py [--data DIR]``.

DIR is the folder above the towns. All methods get the same matrices. With ``--peers PYTHON`` (an
interpreter of an environment holding elkai, pyvrp, pyvroom and pandana) these answer too; OR-tools
is always there. Instances of TSPLIB check the solver from outside; the matrices are measured beside
networkx, osmnx, scipy and pandana.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.routing_matrix import DOORS, TURFS, matrix_measures
from benchmarks.routing_turfs import BenchTurf, Town, read_town, turfs_of
from benchmarks.shared import ADDRESSES, STREETS, Figure, finish, options, show, town_of
from benchmarks.tsp_instances import instances
from routing.order.order import Order, WalkTask, plan_many, plan_order

SIZES = (30, 50, 80, 120)
#: Doors -> seconds for the proof, and the share of turfs that must be proved in them.
PROOF = {50: (2.0, 0.99), 80: (5.0, 0.90)}
MOST_GAP_120 = 0.005
MOST_OVER_LKH = 0.001
TOWN_TURFS, TOWN_S, WORKERS = 1300, 120.0, 2
#: Turfs a size for methods that take seconds each, and the seconds that OR-tools gets.
SLOW_TURFS, GLS_S = 5, 10.0
#: Milliseconds of a matrix of 50 doors, times networkx, times our walk that a list takes.
MATRIX_MS, TIMES_NETWORKX, OF_ALPHABETICAL = 5.0, 250.0, 2.0
#: Turfs of each size beside the alphabetical list: they differ much, and are quickly ordered.
LISTED = 300
#: Edges of a network that is a city's; doors from which a turf is an outing.
CITY_EDGES, LIKE_AN_OUTING = 20_000, 50


def main() -> int:
    """Measure, print, write the figures."""
    parser = options(__doc__)
    parser.add_argument("--peers", type=Path, default=os.environ.get("TOUR_PEERS_PYTHON"))
    parser.add_argument("--turfs", type=int, default=60, help="turfs of each size")
    asked = parser.parse_args()
    town = read_town(town_of(asked, ADDRESSES, STREETS))
    sizes = SIZES[:2] if asked.quick else SIZES
    turfs = turfs_of(town, sizes, each=4 if asked.quick else asked.turfs, seed=11)
    plan_order(turfs[sizes[0]][0].walk_s)
    figures = []
    for figure in measured(town, turfs, asked.peers, quick=asked.quick):
        show(figure)
        figures.append(figure)
    return finish(figures, asked)


def measured(
    town: Town, turfs: dict[int, list[BenchTurf]], peers: Path | None, *, quick: bool
) -> Iterator[Figure]:
    """Measure all, the quick things first."""
    yield from known_optima()
    many = turfs_of(town, tuple(turfs), each=4 if quick else LISTED, seed=5)
    yield from beside_the_list(many, city=is_city(town))
    yield from matrices(town, peers, quick=quick)
    for size, some in turfs.items():
        yield from measure(size, some, peers, gls_s=1.0 if quick else GLS_S)
    if not quick:
        yield from whole_town(turfs[50])


def known_optima() -> Iterator[Figure]:
    """Solve TSPLIB's small instances: the tour is the published one, the bound not above it."""
    for one in instances():
        found = plan_order(one.distances, proof_s=60.0)
        tour = float(one.distances[found.order, np.roll(found.order, -1)].sum())
        holds = tour == one.optimum and found.lower_bound_s <= one.optimum + 1e-3
        yield Figure(f"TSPLIB {one.name}", tour, "length", one.optimum, one.optimum, holds)


def matrices(town: Town, peers: Path | None, *, quick: bool) -> Iterator[Figure]:
    """Measure the walks of turfs of 50 doors beside other programs."""
    turfs = turfs_of(town, (DOORS,), each=4 if quick else TURFS, seed=7)[DOORS]
    told = list(matrix_measures(town.network, town.doors, [t.rows for t in turfs], peers))
    value = {name: number for name, number, _ in told}
    theirs, ours = value["matrix, networkx"], value["matrix, without sides"]
    for name, number, unit in told:
        goal = {"matrix, with sides and crossings": MATRIX_MS}.get(name)
        goal = 0.0 if name.startswith("walks that differ") else goal
        yield Figure(
            f"{DOORS} doors: {name}", number, unit, None, goal, goal is None or number <= goal
        )
    times = theirs / ours
    # a small town is searched fast by anyone
    goal = TIMES_NETWORKX if is_city(town) else None
    holds = goal is None or times >= goal
    yield Figure(f"{DOORS} doors: times faster than networkx", times, "times", theirs, goal, holds)


def measure(
    size: int, turfs: list[BenchTurf], peers: Path | None, *, gls_s: float
) -> Iterator[Figure]:
    """Compare the methods on turfs of one size; ``peer`` is the other method's mean excess."""
    seconds, share = PROOF.get(size, (5.0, None))
    at_once, at_once_s = timed(turfs, proof_s=0.0)
    proved, proved_s = timed(turfs, proof_s=seconds)
    best = np.array([o.walk_s for o in proved])
    rate = float(np.mean([o.proof == "optimal" for o in proved]))
    gap = max(o.gap for o in proved)
    named = f"{size} doors: "
    met = share is None or (rate >= share and max(proved_s) <= seconds)
    yield Figure(
        f"{named}proved within {seconds:g} s",
        100 * rate,
        "%",
        goal=share and 100 * share,
        holds=met,
    )
    goal = 100 * MOST_GAP_120 if size == 120 else None
    yield Figure(
        f"{named}largest gap", 100 * gap, "%", None, goal, goal is None or 100 * gap <= goal
    )
    yield Figure(f"{named}proved at once", 100 * np.mean([o.gap == 0 for o in at_once]), "%")
    yield Figure(f"{named}CPU of one answer, median", 1000 * float(np.median(at_once_s)), "ms")
    yield Figure(f"{named}CPU of one answer, longest", 1000 * max(at_once_s), "ms")
    yield Figure(f"{named}our walk at once, over the best", over(at_once, best), "%")
    for method, orders in simple_orders(turfs).items():
        yield Figure(f"{named}{method}", excess(turfs, orders, best), "%")
    ours = (best, at_once, float(np.mean(at_once_s)))
    yield from others(size, turfs, ours, peers, gls_s=gls_s)


def beside_the_list(turfs: dict[int, list[BenchTurf]], *, city: bool) -> Iterator[Figure]:
    """Compare with the list by street and number: times as long on foot, times as many metres."""
    longer: list[float] = []
    for size, some in turfs.items():
        orders = [plan_order(turf.walk_s).order for turf in some]
        listed = [walked(turf, turf.alphabetical) for turf in some]
        ours = [walked(turf, order) for turf, order in zip(some, orders, strict=True)]
        each = np.array(listed) / np.array(ours)
        further = sum(metres(t, t.alphabetical) for t in some) / sum(
            metres(turf, order) for turf, order in zip(some, orders, strict=True)
        )
        longer += list(each) if size >= LIKE_AN_OUTING else []
        yield Figure(f"{size} doors: the alphabetical list's time on foot", each.mean(), "times")
        yield Figure(f"{size} doors: its metres, all turfs together", further, "times")
    goal = OF_ALPHABETICAL if city else None
    if longer:
        value = float(np.mean(longer))
        name = f"{LIKE_AN_OUTING} doors and more: the list's time on foot"
        yield Figure(name, value, "times", 1.0, goal, goal is None or value >= goal)


def is_city(town: Town) -> bool:
    """Tell a city's network from a small town's."""
    return len(town.network.u) > CITY_EDGES


def metres(turf: BenchTurf, order: np.ndarray) -> float:
    """Add up the metres of a closed walk."""
    return float(turf.length_m[order, np.roll(order, -1)].sum())


def timed(turfs: list[BenchTurf], *, proof_s: float) -> tuple[list[Order], list[float]]:
    """Order the turfs; give the CPU seconds of each."""
    orders, spent = [], []
    for turf in turfs:
        started = time.process_time()
        orders.append(plan_order(turf.walk_s, proof_s=proof_s))
        spent.append(time.process_time() - started)
    return orders, spent


def over(orders: list[Order], best: np.ndarray) -> float:
    """Return the mean excess over the best in percent."""
    return 100 * float(np.mean(np.array([o.walk_s for o in orders]) / best - 1))


def walked(turf: BenchTurf, order: np.ndarray) -> float:
    """Add up a closed walk."""
    return float(turf.walk_s[order, np.roll(order, -1)].sum())


def excess(turfs: list[BenchTurf], orders: list[np.ndarray], best: np.ndarray) -> float:
    """Return the mean excess of orders over the best, in percent."""
    walks = [walked(turf, np.asarray(order)) for turf, order in zip(turfs, orders, strict=False)]
    return 100 * float(np.mean(np.array(walks) / best[: len(walks)] - 1))


def simple_orders(turfs: list[BenchTurf]) -> dict[str, list[np.ndarray]]:
    """Order as printed lists and simple apps do."""
    straight = [np.hypot(*(t.xy[:, None] - t.xy).transpose(2, 0, 1)) for t in turfs]
    return {
        "street name, then number": [t.alphabetical for t in turfs],
        "street snake, one side up, the other down": [t.snake for t in turfs],
        "nearest neighbour, straight line": [nearest_neighbour(s) for s in straight],
        "shortest tour of straight lines": [plan_order(s).order for s in straight],
        "nearest neighbour on foot": [nearest_neighbour(t.walk_s) for t in turfs],
    }


def nearest_neighbour(times: np.ndarray) -> np.ndarray:
    """Walk to the nearest door not yet visited, from the first one."""
    left, order = set(range(1, len(times))), [0]
    while left:
        order.append(min(left, key=lambda k: (times[order[-1], k], k)))
        left.remove(order[-1])
    return np.array(order)


def others(
    size: int,
    turfs: list[BenchTurf],
    ours: tuple[np.ndarray, list[Order], float],
    peers: Path | None,
    *,
    gls_s: float,
) -> Iterator[Figure]:
    """Compare with programs that order tours; ``ours``: best walks, orders at once, mean CPU."""
    best, at_once, our_s = ours
    named = f"{size} doors: "
    few = turfs[:SLOW_TURFS]
    orders, _ = asked_of(Path(sys.executable), "gls", few, search_s=gls_s)
    name = f"{named}OR-tools guided local search, {gls_s:g} s"
    yield Figure(name, excess(few, orders, best), "%")
    if peers is None:
        return
    for method, some in (("pyvrp", few), ("vroom", turfs), ("elkai", turfs)):
        orders, spent = asked_of(peers, method, some)
        value = excess(some, orders, best)
        yield Figure(f"{named}{method}", value, "%")
        yield Figure(f"{named}{method}, mean CPU", 1000 * float(np.mean(spent)), "ms")
        if method == "elkai":
            limit = 100 * MOST_OVER_LKH
            more = (100 + over(at_once, best)) / (100 + value) * 100 - 100
            yield Figure(f"{named}our walk at once over LKH's", more, "%", 0, limit, more <= limit)
            times = our_s / float(np.mean(spent))
            yield Figure(f"{named}our time beside LKH's", times, "times", 1.0, 1.0, times <= 1.0)


def asked_of(
    python: Path, method: str, turfs: list[BenchTurf], *, search_s: float = 1.0
) -> tuple[list[np.ndarray], list[float]]:
    """Have another interpreter order the turfs."""
    matrices = (np.rint(10 * turf.walk_s).astype(int).tolist() for turf in turfs)
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("tour_peers.py")), method],
        input="".join(json.dumps(m) + "\n" for m in matrices),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TOUR_SEARCH_S": str(search_s)},
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [np.array(a["order"]) for a in answers], [a["cpu_s"] for a in answers]


def whole_town(turfs: list[BenchTurf]) -> Iterator[Figure]:
    """Order a city's worth of turfs of 50 doors on two cores, without time for proofs."""
    tasks = [WalkTask(turfs[k % len(turfs)].walk_s, seed=k) for k in range(TOWN_TURFS)]
    started = time.perf_counter()
    with ProcessPoolExecutor(WORKERS) as executor:
        orders = plan_many(tasks, executor=executor)
    spent = time.perf_counter() - started
    name = f"{TOWN_TURFS:,} turfs of 50 doors, {WORKERS} processes"
    yield Figure(name, spent, "s", None, TOWN_S, spent <= TOWN_S)
    yield Figure("proved among them", 100 * float(np.mean([o.gap == 0 for o in orders])), "%")


if __name__ == "__main__":
    sys.exit(main())
