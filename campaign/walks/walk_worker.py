"""Order or describe one turf: what runs in other processes."""

import os
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from routing.network.walk_network import Network
    from routing.order.walk import Walk, WalkOptions
    from routing.ways.block_faces import StreetFaces

#: Ids of the places where a walk begins and ends, beside those of addresses.
START, END = "départ", "arrivée"
_WATCH_S = 1.0


@dataclass(frozen=True)
class Task:
    """One turf: its doors on the network and their addresses, sorted by building id.

    ``addresses`` has ``number``, ``street``, ``doors``, ``service_s`` on the index of ``doors``;
    ``start`` and ``end`` are rows as those of ``doors``. ``order`` is the walk to describe, if
    there is one.
    """

    turf_id: str
    doors: pd.DataFrame
    addresses: pd.DataFrame
    network: Path
    choices: "WalkOptions"
    start: pd.DataFrame | None = None
    end: pd.DataFrame | None = None
    order: tuple[str, ...] = ()
    start_label: str = ""
    end_label: str = ""


@dataclass(frozen=True)
class Described:
    """What a canvasser notices about a walk, and the walk in words (French, English, stops)."""

    turf_id: str
    facts: Any
    directions: tuple[Any, ...]
    listed_m: float
    unreachable: dict[str, str]
    parts: int


@lru_cache(maxsize=1)
def _network(path: Path, _stamp: int) -> "Network":
    """Load the network once per process, and again once the file is another one."""
    from routing.network.walk_network import load_network

    return load_network(path)


def network_of(path: Path) -> "Network":
    """Return the network of a file, loaded once."""
    return _network(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _faces(network: "Network") -> "StreetFaces":
    from routing.ways.block_faces import street_faces

    return street_faces(network)


def end_with(parent: int) -> None:
    """Make this process end soon after the one that started it, even where that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_S)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def order_turf(task: Task) -> "tuple[str, Walk]":
    """Measure the turf on foot and order its doors."""
    return task.turf_id, ordered(network_of(task.network), task)


def ordered(network: "Network", task: Task) -> "Walk":
    """Order the doors of a task on a network."""
    from routing.order.walk import plan_walk

    return plan_walk(
        network,
        task.doors,
        addresses=task.addresses,
        service_s=task.addresses["service_s"],
        value=task.addresses["doors"],
        start=task.start,
        end=task.end,
        choices=task.choices,
    )


def describe_turf(task: Task) -> Described:
    """Count what a canvasser notices about the walk that the turf has, and tell it in words."""
    return describe_walk(network_of(task.network), task)


def describe_walk(network: "Network", task: Task) -> Described:
    """Describe the walk of a task on a network."""
    from routing.directions.directions import directions
    from routing.directions.walk_facts import walk_facts
    from routing.order.walk_problem import listed_m, parts_of, unreached_doors, walk_problem

    ground = walk_problem(
        network, task.doors, addresses=task.addresses, start=task.start, end=task.end
    )
    walked = task.doors.index.get_indexer(pd.Index(task.order))
    closed = task.choices.closed and task.end is None
    doors, addresses, order = with_ends(task)
    return Described(
        turf_id=task.turf_id,
        facts=walk_facts(
            network, doors, order, streets=_streets(addresses, task), closed=closed,
            faces=_faces(network),
        ),
        directions=tuple(
            directions(
                network, doors, order, addresses=addresses, closed=closed,
                from_point=task.start is not None, to_point=task.end is not None,
                faces=_faces(network),
            )
        ),
        listed_m=listed_m(ground, walked, back=closed),
        unreachable={
            str(task.doors.index[row]): reason
            for row, reason in unreached_doors(ground, walked).items()
        },
        parts=parts_of(ground),
    )  # fmt: skip


def _streets(addresses: pd.DataFrame, task: Task) -> pd.Series:
    """Return the street of each place; meeting points are in none."""
    ends = [spot.index[0] for spot in (task.start, task.end) if spot is not None]
    return addresses["street"].where(~addresses.index.isin(ends), "")


def with_ends(task: Task) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Put the places where the walk begins and ends among the doors of the walk."""
    doors, addresses, order = [task.doors], [task.addresses], list(task.order)
    if task.start is not None:
        doors.append(task.start)
        addresses.append(_called(task.start, task.start_label))
        order = [START, *order]
    if task.end is not None:
        doors.append(task.end)
        addresses.append(_called(task.end, task.end_label))
        order = [*order, END]
    return pd.concat(doors), pd.concat(addresses), order


def _called(spot: pd.DataFrame, label: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"number": "", "street": label, "doors": 0, "service_s": 0.0}, index=spot.index
    )
