"""Exact walks between doors: within a turf (all pairs) and in a whole town (nearest ones)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.door_places import NOWHERE, DoorPlaces, door_places
from routing.network import Network, with_crossings
from routing.side_graph import UNREACHED, metres, packed, seconds


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
    from routing.shortest_paths import door_matrix

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


def _direct(places: DoorPlaces) -> NDArray[np.int64]:
    """Give the (n, n) costs of walks along one street only; 2**62 for other pairs.

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
    """Give the cost of walking straight along the street both doors stand on.

    The street is crossed between its ends if they stand on different sides; 2**62 where that is
    not done.
    """
    crossing = places.between[i] * np.abs(places.side[i].astype(np.int64) - places.side[j]) // 2
    apart = packed(
        np.abs(places.time[i] - places.time[j]), np.abs(places.length[i] - places.length[j])
    )
    walk = apart + packed(np.maximum(crossing, 0), np.zeros_like(crossing))
    return np.where(crossing < 0, UNREACHED, walk)
