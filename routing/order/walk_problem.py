"""What an outing is planned on: doors and fixed ends, and the walks between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.errors import BadInputError
from canvass.words import Words
from routing.network.squares import ACROSS
from routing.network.walk_network import Network, with_crossings
from routing.order.preferences import zigzag_crossings
from routing.ways.distances import Distances, door_to_door, walk_matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Why a stop is not on the walk, where the network itself does not say: no footpath joins its
#: street to those of the other stops, or to where the walk begins.
CUT_OFF = "cut_off"


#: Reasons of doors that stand on no street at all, and so on no walk.
NOWHERE = frozenset({"no_point", "too_far"})


@dataclass(frozen=True, eq=False)
class WalkProblem:
    """What an outing is planned on: doors first, then where the walk begins and ends, if fixed."""

    measured: Distances
    doors: int
    reasons: Sequence[str]
    streets: Ints
    sides: Ints
    listing: Ints
    service_s: Floats
    value: Floats
    start: int | None
    end: int | None
    #: Times under which the order is sought, where they are not those that are walked.
    sought_s: Floats | None = None
    #: The metres between the street fronts, without the ways to the doors.
    street_m: Floats | None = None
    #: Whether a walk is shorter by a line over a square, which the map does not draw.
    guessed: bool = False


def walk_problem(
    network: Network,
    doors: pd.DataFrame,
    *,
    addresses: pd.DataFrame,
    service_s: pd.Series | None = None,
    value: pd.Series | None = None,
    start: pd.DataFrame | None = None,
    end: pd.DataFrame | None = None,
    zigzag: bool = False,
) -> WalkProblem:
    """Measure the walks between doors and fixed ends.

    Parameters
    ----------
    doors, addresses, service_s, value, start, end
        As for ``routing.order.walk.plan_walk``.
    zigzag
        Whether the order is sought as if narrow streets were crossed for nothing.

    Raises
    ------
    BadInputError
        If the start or the end lies near no street.
    """
    ends = [spot for spot in (start, end) if spot is not None]
    if any(not spot["reached"].all() for spot in ends):
        raise BadInputError(
            Words(
                "Le point de départ ou d'arrivée n'est au bord d'aucune rue connue.",
                "The point where the walk begins or ends is near no known street.",
            )
        )
    n, more = len(doors), len(ends)
    table = pd.concat([doors, *ends])
    at = addresses.loc[doors.index]
    fronts = walk_matrix(network, table)
    zigzagged = walk_matrix(zigzag_network(network), table) if zigzag else None
    return WalkProblem(
        measured=door_to_door(fronts, table),
        doors=n,
        reasons=list(doors["reason"]),
        streets=np.concatenate([pd.factorize(at["street"])[0], np.full(more, -1)]).astype(np.int64),
        sides=table["side"].to_numpy(np.int64),
        listing=_listing(at),
        service_s=_padded(service_s, doors.index, 0.0, more),
        value=_padded(value, doors.index, 1.0, more),
        start=None if start is None else n,
        end=None if end is None else n + (start is not None),
        sought_s=None if zigzagged is None else door_to_door(zigzagged, table).walk_s,
        street_m=fronts.length_m,
        guessed=_is_guessed(network, table, fronts),
    )


@lru_cache(maxsize=2)
def zigzag_network(network: Network) -> Network:
    """Return the streets with narrow ones crossed for nothing."""
    return with_crossings(network, zigzag_crossings(network.crossing_s))


#: Squares farther than this from the streets of the doors change no walk between them.
_NEAR_M = 300.0
#: What a line over a square is worth to who does not trust it, in seconds and metres.
_SHUT = 10_000.0


def _is_guessed(network: Network, doors: pd.DataFrame, fronts: Distances) -> bool:
    """Say whether a walk between doors relies on lines over squares."""
    across = network.highway == ACROSS
    edge = doors["edge"].to_numpy(np.int64)
    edge = edge[edge >= 0]
    if not across.any() or not len(edge):
        return False
    ends = network.node_xy[np.concatenate([network.u[edge], network.v[edge]])]
    at = network.node_xy[network.u[across]]
    near = (at >= ends.min(axis=0) - _NEAR_M) & (at <= ends.max(axis=0) + _NEAR_M)
    if not near.all(axis=1).any():
        return False
    round_squares = walk_matrix(_without_squares(network), doors).walk_s
    return bool((round_squares != fronts.walk_s).any())


@lru_cache(maxsize=2)
def _without_squares(network: Network) -> Network:
    """Return the streets with the lines over squares as good as shut."""
    shut = np.where(network.highway == ACROSS, _SHUT, 0.0)
    return replace(network, length_m=network.length_m + shut, walk_s=network.walk_s + shut)


def _padded(given: pd.Series | None, index: pd.Index, otherwise: float, more: int) -> Floats:
    values = np.full(len(index), otherwise) if given is None else given.loc[index].to_numpy()
    return np.concatenate([values.astype(np.float64), np.zeros(more)])


def _listing(addresses: pd.DataFrame) -> Ints:
    """Return the rows by street and number, as lists are printed."""
    names, numbers = list(addresses["street"]), [str(n) for n in addresses["number"]]
    first = [int(found[0]) if (found := re.findall(r"\d+", n)) else 0 for n in numbers]
    return np.array(
        sorted(range(len(names)), key=lambda k: (names[k], first[k], numbers[k])), dtype=np.int64
    )


def listed_m(ground: WalkProblem, doors: Ints, *, back: bool) -> float:
    """Return the metres of a walk through doors in the order of a printed list."""
    wanted = set(doors.tolist())
    start = [] if ground.start is None else [ground.start]
    end = [] if ground.end is None else [ground.end]
    way = [*start, *(k for k in ground.listing.tolist() if k in wanted), *end]
    return walked_m(ground.measured.length_m, np.array(way, dtype=np.int64), back=back)


def walked_m(matrix: Floats, way: Ints, *, back: bool) -> float:
    """Add up a way, with the way back to its beginning if it has one."""
    home = matrix[way[-1], way[0]] if back and len(way) > 1 else 0.0
    return float(legs_of(matrix, way).sum() + home)


def legs_of(matrix: Floats, way: Ints) -> Floats:
    """Return the way to each stop from the one before; none to the first."""
    legs: Floats = np.concatenate([[0.0] * min(1, len(way)), matrix[way[:-1], way[1:]]])
    return legs


def placed_rows(ground: WalkProblem) -> Ints:
    """Return the rows that stand on a street, where the walk begins and ends included."""
    placed = [r not in NOWHERE for r in ground.reasons]
    more = len(ground.streets) - ground.doors
    return np.flatnonzero([*placed, *([True] * more)])


def parts_of(ground: WalkProblem) -> int:
    """Count the pieces of the network on which doors stand."""
    from scipy.sparse.csgraph import connected_components

    n = ground.doors
    placed = placed_rows(ground)
    placed = placed[placed < n]
    joined = np.isfinite(ground.measured.walk_s[:n, :n])[np.ix_(placed, placed)]
    return int(connected_components(joined, directed=False)[0]) if len(placed) else 0


def unreached_doors(ground: WalkProblem, walked: Ints) -> dict[int, str]:
    """Return the doors that no footpath joins to those walked, with the reason.

    Parameters
    ----------
    walked
        Rows of the doors of a walk; where there are none, only what the network says counts.
    """
    anchor = ground.start if ground.start is not None else next(iter(walked.tolist()), None)
    return {
        row: reason or CUT_OFF
        for row, reason in enumerate(ground.reasons)
        if (anchor is None and reason)
        or (anchor is not None and not np.isfinite(ground.measured.walk_s[anchor, row]))
    }
