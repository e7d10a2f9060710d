"""Order turfs beside other methods: ``python benchmarks/bench_routing.py [--data DIR]``.

DIR is a town's folder (addresses and streets, e.g. ``shared/data/toulouse``); the fictitious
Val-Fleuri otherwise. All methods get the same matrices. With ``--peers PYTHON`` (an interpreter of
an environment holding elkai, pyvrp and pyvroom) these answer too; OR-tools is always there.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.routing_turfs import BenchTurf, turfs_of
from routing.order import Order, WalkTask, plan_many, plan_order

ROOT = Path(__file__).parents[1]
SIZES = (30, 50, 80, 120)
#: Doors -> seconds for the proof, and the share of turfs that must be proved in them.
PROOF = {50: (2.0, 0.99), 80: (5.0, 0.90)}
MOST_GAP_120 = 0.005
MOST_OVER_LKH = 0.001
TOWN_TURFS, TOWN_S, WORKERS = 1300, 120.0, 2
#: Turfs a size that methods taking a second each answer.
SLOW_TURFS = 10


@dataclass(frozen=True)
class Figure:
    """One measure; ``holds`` where it has no goal or meets it."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    goal: float | None = None
    holds: bool = True


def main() -> int:
    """Measure, print, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a town's folder (default: Val-Fleuri)")
    parser.add_argument("--peers", type=Path, default=os.environ.get("TOUR_PEERS_PYTHON"))
    parser.add_argument("--turfs", type=int, default=60, help="turfs of each size")
    parser.add_argument("--quick", action="store_true", help="few turfs, no whole town")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    folder = town(asked.data)
    sizes = SIZES[:2] if asked.quick else SIZES
    turfs = turfs_of(folder, sizes, each=4 if asked.quick else asked.turfs, seed=11)
    plan_order(turfs[sizes[0]][0].walk_s)
    figures = []
    for size in sizes:
        figures += measure(size, turfs[size], asked.peers)
    if not asked.quick:
        figures += whole_town(turfs[50])
    show(figures)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(f) for f in figures], indent=1))
    return 0 if all(f.holds for f in figures) else 1


def town(data: Path | None) -> Path:
    """Find a folder with addresses and streets, in ``data`` or one level below."""
    sample = ROOT / "data" / "sample_districts" / "val-fleuri"
    places = [] if data is None else [data, *sorted(p for p in data.glob("*") if p.is_dir())]
    return next((p for p in places if any(p.glob("rues.osm*"))), sample)


def measure(size: int, turfs: list[BenchTurf], peers: Path | None) -> Iterator[Figure]:
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
    yield from others(size, turfs, (best, at_once, float(np.mean(at_once_s))), peers)


def timed(turfs: list[BenchTurf], *, proof_s: float) -> tuple[list[Order], list[float]]:
    """Order the turfs; give the CPU seconds of each."""
    orders, spent = [], []
    for turf in turfs:
        started = time.process_time()
        orders.append(plan_order(turf.walk_s, proof_s=proof_s))
        spent.append(time.process_time() - started)
    return orders, spent


def over(orders: list[Order], best: np.ndarray) -> float:
    """Give the mean excess over the best in percent."""
    return 100 * float(np.mean(np.array([o.walk_s for o in orders]) / best - 1))


def walked(turf: BenchTurf, order: np.ndarray) -> float:
    """Add up a closed walk."""
    return float(turf.walk_s[order, np.roll(order, -1)].sum())


def excess(turfs: list[BenchTurf], orders: list[np.ndarray], best: np.ndarray) -> float:
    """Give the mean excess of orders over the best, in percent."""
    walks = [walked(turf, np.asarray(order)) for turf, order in zip(turfs, orders, strict=False)]
    return 100 * float(np.mean(np.array(walks) / best[: len(walks)] - 1))


def simple_orders(turfs: list[BenchTurf]) -> dict[str, list[np.ndarray]]:
    """Order as printed lists and simple apps do."""
    straight = [np.hypot(*(t.xy[:, None] - t.xy).transpose(2, 0, 1)) for t in turfs]
    return {
        "street name, then number": [t.alphabetical for t in turfs],
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
) -> Iterator[Figure]:
    """Compare with programs that order tours; ``ours``: best walks, orders at once, mean CPU."""
    best, at_once, our_s = ours
    named = f"{size} doors: "
    few = turfs[:SLOW_TURFS]
    orders, _ = asked_of(Path(sys.executable), "gls", few)
    yield Figure(f"{named}OR-tools guided local search, 1 s", excess(few, orders, best), "%")
    if peers is None:
        return
    for method, some in (("pyvrp", few), ("vroom", few), ("elkai", turfs)):
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
    python: Path, method: str, turfs: list[BenchTurf]
) -> tuple[list[np.ndarray], list[float]]:
    """Have another interpreter order the turfs."""
    matrices = (np.rint(10 * turf.walk_s).astype(int).tolist() for turf in turfs)
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("tour_peers.py")), method],
        input="".join(json.dumps(m) + "\n" for m in matrices),
        capture_output=True,
        text=True,
        check=True,
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


def show(figures: list[Figure]) -> None:
    """Print one line a figure."""
    for f in figures:
        goal = "" if f.goal is None else f"goal {f.goal:g}"
        print(f"{f.name:<58}{f.value:>10.3f} {f.unit:<6}{goal:<12}{'' if f.holds else 'MISSED'}")


if __name__ == "__main__":
    sys.exit(main())
