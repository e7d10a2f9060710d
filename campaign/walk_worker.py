"""Order one turf: what runs in other processes."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Task:
    """One turf to order: its doors on the network and their addresses, sorted by building id."""

    turf_id: str
    doors: pd.DataFrame
    streets: tuple[str, ...]
    numbers: tuple[int, ...]
    network: Path
    closed: bool = True
    proof_s: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Walk:
    """One turf ordered. ``walk_m`` and ``walk_s`` include the way back of a closed walk."""

    turf_id: str
    building_ids: tuple[str, ...]
    leg_m: tuple[float, ...]
    leg_s: tuple[float, ...]
    walk_m: float
    walk_s: float
    lower_bound_s: float
    proof: str
    alphabetical_m: float
    unreachable: tuple[str, ...]


@lru_cache(maxsize=1)
def _network(path: Path) -> Any:
    """Load the network once per process."""
    from routing.network import load_network

    return load_network(path)


def order_turf(task: Task) -> Walk:
    """Measure the turf on foot and order its doors."""
    from routing.distances import walk_matrix
    from routing.order import plan_order

    measured = walk_matrix(_network(task.network), task.doors)
    planned = plan_order(measured.walk_s, closed=task.closed, proof_s=task.proof_s, seed=task.seed)
    order = np.asarray(planned.order)
    ids = task.doors.index.to_numpy()
    legs_m = _legs(measured.length_m, order)
    legs_s = _legs(measured.walk_s, order)
    return Walk(
        turf_id=task.turf_id,
        building_ids=tuple(ids[order]),
        leg_m=tuple(legs_m),
        leg_s=tuple(legs_s),
        walk_m=float(legs_m.sum()) + _way_back(task, measured.length_m, order),
        walk_s=float(planned.walk_s),
        lower_bound_s=float(planned.lower_bound_s),
        proof=planned.proof,
        alphabetical_m=_alphabetical_m(task, measured.length_m, order),
        unreachable=tuple(ids[list(planned.unreachable)]),
    )


def _legs(matrix: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Give the way to each stop from the one before; none to the first."""
    legs: np.ndarray = np.concatenate([[0.0], matrix[order[:-1], order[1:]]])
    return legs


def _alphabetical_m(task: Task, length_m: np.ndarray, reached: np.ndarray) -> float:
    """Walk the same doors as most lists print them: by street name, then number."""
    order = np.array(sorted(reached, key=lambda i: (task.streets[i], task.numbers[i])), dtype=int)
    return float(_legs(length_m, order).sum()) + _way_back(task, length_m, order)


def _way_back(task: Task, length_m: np.ndarray, order: np.ndarray) -> float:
    """Give the way from the last stop to the first, where the walk is closed."""
    return float(length_m[order[-1], order[0]]) if task.closed and len(order) > 1 else 0.0
