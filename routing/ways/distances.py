"""Exact walks between doors: within a turf (all pairs) and in a whole town (nearest ones)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.network.side_graph import UNREACHED, metres, packed, seconds
from routing.network.walk_network import Network, with_crossings
from routing.ways.door_places import NOWHERE, DoorPlaces, door_places


@dataclass(frozen=True, eq=False)
class Distances:
    """The walks between ``n`` doors.

    Attributes
    ----------
    ids
        (n,): ``building_id`` of rows and columns.
    walk_s
        (n, n): seconds from street front to street front, crossings included; infinite where no
        walk exists. Whole tenths, symmetric, and no detour by a third door is ever shorter.
    length_m
        (n, n): metres of the walks that ``walk_s`` times (of two equally quick ones the shorter).
    access_s
        (n,): seconds from the street to the door, once; not in ``walk_s``. NaN where not placed.
    unreachable
        (k, 2): pairs of rows, the smaller first, that no walk joins.
    """

    ids: pd.Index
    walk_s: NDArray[np.float64]
    length_m: NDArray[np.float64]
    access_s: NDArray[np.float64]
    unreachable: NDArray[np.intp]


def walk_matrix(
    network: Network, doors: pd.DataFrame, *, crossing_s: Mapping[str, float] | None = None
) -> Distances:
    """Measure the walks between all pairs of doors.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them. A door that stands on no street is unreachable.
    crossing_s
        Other costs of crossing, in seconds by class of street. For many calls with the same ones,
        make a network of them first (``with_crossings``).
    """
    from routing.ways.shortest_paths import door_matrix

    if crossing_s is not None:
        network = with_crossings(network, crossing_s)
    graph = network.sides
    places = door_places(network, doors)
    table = _direct(places)
    door_matrix(graph.rows, places.gate, places.toll, places.component, table)
    first, second = np.nonzero(np.triu(table >= UNREACHED, 1))
    return Distances(
        doors.index,
        seconds(table),
        metres(table),
        doors["gap_m"].to_numpy(np.float64) / network.pace_m_s,
        np.column_stack([first, second]),
    )


def door_to_door(measured: Distances, doors: pd.DataFrame) -> Distances:
    """Add the way from the street to the doors: out of the one and into the other.

    It is straight and at the pace of the street; doors at one place have none between them. This
    is the one place where that way is counted.

    Parameters
    ----------
    measured
        The walks between ``doors`` from street front to street front.
    """
    way_m = access_m(doors)
    way_s = np.rint(10 * np.nan_to_num(measured.access_s)) / 10
    place = _place_numbers(doors)
    apart = place[:, None] != place[None, :]
    return replace(
        measured,
        walk_s=measured.walk_s + np.where(apart, way_s[:, None] + way_s, 0.0),
        length_m=measured.length_m + np.where(apart, way_m[:, None] + way_m, 0.0),
    )


def access_m(doors: pd.DataFrame) -> NDArray[np.float64]:
    """Return the metres from the street to each door, whole tenths; 0 where it is on none."""
    gap: NDArray[np.float64] = np.nan_to_num(doors["gap_m"].to_numpy(np.float64))
    return np.asarray(np.rint(10 * gap) / 10, np.float64)


def access_of_legs(doors: pd.DataFrame) -> list[tuple[float, float]]:
    """Give, from each door to the next of the rows, the metres to the street and from it."""
    way, place = access_m(doors).tolist(), _place_numbers(doors)
    same = place[1:] == place[:-1]
    return [
        (0.0, 0.0) if alike else (out, into)
        for out, into, alike in zip(way[:-1], way[1:], same.tolist(), strict=True)
    ]


def _place_numbers(doors: pd.DataFrame) -> NDArray[np.int64]:
    """Number the places at which doors stand; those of one place have one number."""
    columns = ["edge", "along_m", "side", "gap_m"]
    groups = doors[columns].round(1).groupby(columns, dropna=False)
    return groups.ngroup().to_numpy().astype(np.int64)


def _direct(places: DoorPlaces) -> NDArray[np.int64]:
    """Return the (n, n) costs of walks along one street only; 2**62 for other pairs.

    The lower half stays at 2**62: the search writes there what it has settled.
    """
    n = len(places.edge)
    table = np.full((n, n), UNREACHED, np.int64)
    order = np.argsort(places.edge, kind="stable")
    edge = places.edge[order]
    turns = np.flatnonzero(edge[1:] != edge[:-1]) + 1
    for rows in np.split(order, turns):
        if len(rows) > 1 and places.edge[rows[0]] != NOWHERE:
            table[np.ix_(rows, rows)] = along_street(places, rows[:, None], rows[None, :])
    table[np.tril_indices(n)] = UNREACHED
    np.fill_diagonal(table, 0)
    return table


def along_street(places: DoorPlaces, i: NDArray[np.intp], j: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the cost of walking straight along the street both doors stand on.

    The street is crossed between its ends if they stand on different sides; 2**62 where that is
    not done.
    """
    crossing = places.between[i] * np.abs(places.side[i].astype(np.int64) - places.side[j]) // 2
    apart = packed(
        np.abs(places.time[i] - places.time[j]), np.abs(places.length[i] - places.length[j])
    )
    walk = apart + packed(np.maximum(crossing, 0), np.zeros_like(crossing))
    return np.where(crossing < 0, UNREACHED, walk)
