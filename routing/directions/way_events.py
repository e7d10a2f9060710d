"""What a walker is told on the way from one door to the next: turns, crossings, stairs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from shapely.ops import substring

from routing.directions.street_labels import StreetLabels
from routing.directions.walk_facts import turns_back
from routing.network.walk_network import Network
from routing.ways.walk_moves import Crossing, Leg, Move, Stretch

#: A way without a name that is shorter than this is part of the junction; stairs are always told.
SHORT_M = 25.0
#: Length of street that tells a direction.
_PROBE_M = 12.0
_STRAIGHT_DEG, _BACK_DEG = 35.0, 150.0
#: Streets worth a word when they are crossed without entering or leaving them.
_WORTH_A_WORD = frozenset({"tertiary", "secondary", "primary", "trunk", "motorway"})


@dataclass(frozen=True)
class Event:
    """Something to do, then metres to walk; ``kind`` is empty for metres without a word."""

    kind: Literal["", "turn", "take", "cross", "u_turn", "lost"]
    street: str = ""
    turn: Literal["", "left", "right", "straight", "back"] = ""
    marked: bool = False
    length_m: float = 0.0


def events_between(
    network: Network,
    labels: StreetLabels,
    leg: Leg | None,
    before: Stretch | None,
    *,
    onto: int,
) -> tuple[list[Event], Stretch | None]:
    """List what happens on a leg.

    Parameters
    ----------
    before
        The last stretch walked before the leg, None where the walk begins.
    onto
        The edge on which the leg ends: never too short for a word.

    Returns
    -------
    events, before
        Metres that follow no event come first, without a kind. The last stretch of the leg.
    """
    if leg is None:
        return [Event("lost")], None
    events = [Event("")]
    leg = tuple(m for m in leg if isinstance(m, Crossing) or m.length_m > 0)
    crossed = False
    for at, move in enumerate(leg):
        if isinstance(move, Crossing):
            crossed = True
            if _worth_a_word(network, labels, move, before, leg[at + 1 :], onto):
                events.append(_cross(network, labels, move))
            continue
        told = _told(network, labels, before, move, crossed=crossed)
        if told is not None and (move.edge == onto or not _is_short(network, labels, move)):
            events.append(told)
            before, crossed = move, False
        elif told is None:
            before, crossed = move, False
        events[-1] = replace(events[-1], length_m=events[-1].length_m + move.length_m)
    return _without_repeats(events), before


def _told(
    network: Network,
    labels: StreetLabels,
    before: Stretch | None,
    move: Stretch,
    *,
    crossed: bool,
) -> Event | None:
    """Say what the walker does to enter a stretch; nothing where the street goes on."""
    if before is None:
        return None
    if _way(network, labels, before.edge) == _way(network, labels, move.edge):
        back = not crossed and turns_back(before, move)
        return Event("u_turn", labels.name(move.edge)) if back else None
    turn = turn_between(network, before, move)
    name = labels.name(move.edge)
    if name:
        return Event("turn", name, turn)
    return Event("take", str(network.highway[move.edge]), turn)


def _way(network: Network, labels: StreetLabels, edge: int) -> str:
    """Return what two edges of one street share: its name, or the class of ways without one."""
    return labels.name(edge) or f"({network.highway[edge]})"


def _is_short(network: Network, labels: StreetLabels, move: Stretch) -> bool:
    named = labels.name(move.edge) or network.highway[move.edge] == "steps"
    return not named and move.length_m < SHORT_M


def _worth_a_word(
    network: Network,
    labels: StreetLabels,
    crossing: Crossing,
    before: Stretch | None,
    ahead: Sequence[Move],
    onto: int,
) -> bool:
    """Tell crossings of the street one is in or goes to, and of busy ones."""
    street = _way(network, labels, crossing.edge)
    here = crossing.edge if before is None else before.edge
    following = next((m.edge for m in ahead if isinstance(m, Stretch)), onto)
    kind = str(network.highway[crossing.edge]).removesuffix("_link")
    near = {_way(network, labels, edge) for edge in (here, following)}
    return street in near or kind in _WORTH_A_WORD


def _cross(network: Network, labels: StreetLabels, crossing: Crossing) -> Event:
    marked = crossing.node >= 0 and bool(network.is_crossing[crossing.node])
    return Event("cross", labels.name(crossing.edge), marked=marked)


def _without_repeats(events: Sequence[Event]) -> list[Event]:
    """Make one crossing of those of the two carriageways of a street."""
    kept: list[Event] = []
    for event in events:
        again = kept and event.kind == "cross" == kept[-1].kind
        if again and kept[-1].street == event.street and kept[-1].length_m < SHORT_M:
            both = kept[-1].length_m + event.length_m
            kept[-1] = replace(kept[-1], length_m=both, marked=kept[-1].marked or event.marked)
        else:
            kept.append(event)
    return kept


def turn_between(
    network: Network, before: Stretch, after: Stretch
) -> Literal["left", "right", "straight", "back"]:
    """Tell which way one turns from a stretch into the next, by their drawing near the corner."""
    came = _bearing(network, before, at_end=True)
    goes = _bearing(network, after, at_end=False)
    angle = (goes - came + 180) % 360 - 180
    if abs(angle) <= _STRAIGHT_DEG:
        return "straight"
    if abs(angle) >= _BACK_DEG:
        return "back"
    return "left" if angle > 0 else "right"


def _bearing(network: Network, stretch: Stretch, *, at_end: bool) -> float:
    """Return the direction of walking at an end of a stretch, in degrees counter-clockwise."""
    line = network.geometry[stretch.edge]
    scale = line.length / max(0.1, network.sides.length[stretch.edge] / 10)
    spot = (stretch.end_m if at_end else stretch.start_m) * scale
    back = at_end == stretch.forward
    other = spot - _PROBE_M if back else spot + _PROBE_M
    near = substring(line, *sorted((spot, min(max(other, 0.0), line.length))))
    (x0, y0), *_, (x1, y1) = np.repeat(shapely.get_coordinates(near), 2, axis=0)
    way = (x1 - x0, y1 - y0) if stretch.forward else (x0 - x1, y0 - y1)
    return float(np.degrees(np.arctan2(way[1], way[0])))
