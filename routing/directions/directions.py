"""Turn-by-turn text of a walk: which doors of which street on which side, and how to get there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import pandas as pd

from routing.directions.direction_words import Instruction, Side
from routing.directions.plain_directions import shorten
from routing.directions.street_labels import StreetLabels, street_labels
from routing.directions.way_events import Event, events_between
from routing.network.walk_network import Network
from routing.ways.block_faces import StreetFaces, street_faces
from routing.ways.distances import access_of_legs
from routing.ways.walk_moves import Leg, Stretch, WalkMoves, walk_moves


def directions(
    network: Network,
    doors: pd.DataFrame,
    order: Sequence[str],
    *,
    addresses: pd.DataFrame,
    closed: bool = False,
    from_point: bool = False,
    to_point: bool = False,
    faces: StreetFaces | None = None,
) -> list[Instruction]:
    """Tell how to walk through doors.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them.
    order
        Ids of ``doors`` in walking order.
    addresses
        ``number`` and ``street`` (both may be empty), on the index of ``doors``.
    closed
        Whether the walk goes back to where it began.
    from_point, to_point
        Whether the first and the last of ``order`` are no doors but where the walk begins and
        ends; ``street`` may then be any words for the place.
    faces
        ``street_faces(network)``, where it is at hand.
    """
    ids = list(order)
    if not ids:
        return []
    moves = walk_moves(network, doors, ids, closed=closed)
    labels = street_labels(network, doors.loc[ids], addresses.loc[ids, "street"])
    numbers = [str(number) for number in addresses.loc[ids, "number"]]
    stops = _stops(
        moves, labels, numbers, faces or street_faces(network), first=0 if from_point else 1
    )
    home = [*ids, ids[0]] if closed and len(ids) > 1 else ids
    ways = zip(access_of_legs(doors.loc[home]), moves.legs, strict=True)
    access = [(0.0, 0.0) if leg is None else way for way, leg in ways]
    lines = _lines(network, moves, labels, stops[: len(stops) - to_point], access)
    if to_point:
        lines.append(_way_to(labels, moves.legs[-1], stops[-1], "end", sum(access[-1])))
    elif closed and len(moves.legs) == len(stops):
        lines.append(_way_to(labels, moves.legs[-1], stops[0], "return", sum(access[-1])))
    side_of = {stop.position: stop.face for stop in stops}
    return _with_numbers(shorten(lines, side_of), {s.position: s for s in stops})


@dataclass(frozen=True)
class _Stop:
    """A door in the walk: what tells whether it stands in the same row as the one before."""

    position: int
    street: str
    number: str
    face: int
    hand: Side


def _stops(
    moves: WalkMoves,
    labels: StreetLabels,
    numbers: Sequence[str],
    faces: StreetFaces,
    *,
    first: int,
) -> list[_Stop]:
    """List the places of the walk; the doors among them have positions from 1."""
    face = faces.beside(moves.edge.astype("int64"), moves.side.astype("int64"))
    return [
        _Stop(i + first, labels.of_stop[i], numbers[i], int(face[i]), _hand(moves, i))
        for i in range(len(numbers))
    ]


def _hand(moves: WalkMoves, stop: int) -> Side:
    """Return the hand at which a door lies for who comes to it, or leaves it if nobody comes."""
    into = moves.legs[stop - 1] if stop > 0 else ()
    out = moves.legs[stop] if stop < len(moves.legs) else ()
    ways = [m for m in (*reversed(into or ()), *(out or ())) if isinstance(m, Stretch)]
    way = next((m for m in ways if m.length_m > 0 and m.edge == moves.edge[stop]), None)
    side = int(moves.side[stop])
    if way is None or side == 0:
        return ""
    return "left" if (side > 0) == way.forward else "right"


def _lines(
    network: Network,
    moves: WalkMoves,
    labels: StreetLabels,
    stops: Sequence[_Stop],
    access: Sequence[tuple[float, float]],
) -> list[Instruction]:
    """Put the doors between the ways, doors in a row in one line.

    The way back to the street counts for the line of the doors it leaves, the way to a door for
    that door's.
    """
    first = stops[0]
    lines = [Instruction("start", first.street, first=first.number)]
    if first.position > 0:
        lines.append(_knock(first))
    before: Stretch | None = None
    for place, (last, stop) in enumerate(pairwise(stops)):
        there = int(moves.edge[place + 1])
        events, before = events_between(network, labels, moves.legs[place], before, onto=there)
        out_m, in_m = access[place]
        inside = last.position > 0 and (stop.street, stop.face) == (last.street, last.face)
        if inside and not any(e.kind for e in events):
            row = lines[-1]
            lines[-1] = replace(
                row,
                positions=(*row.positions, stop.position),
                length_m=row.length_m + out_m + sum(e.length_m for e in events) + in_m,
                off_m=max(row.off_m, in_m),
            )
        else:
            lines = _onward([*lines[:-1], _longer(lines[-1], out_m)], events)
            lines.append(replace(_knock(stop), length_m=in_m, off_m=in_m))
    return lines


def _longer(line: Instruction, metres: float) -> Instruction:
    return replace(line, length_m=line.length_m + metres)


def _knock(stop: _Stop) -> Instruction:
    return Instruction("doors", stop.street, side=stop.hand, positions=(stop.position,))


def _onward(lines: list[Instruction], events: Sequence[Event]) -> list[Instruction]:
    """Add what happens on the way; metres without a word count for the line before."""
    lines = list(lines)
    for event in events:
        if event.kind:
            new = Instruction(event.kind, event.street, turn=event.turn, marked=event.marked)
            lines.append(replace(new, length_m=event.length_m))
        else:
            lines[-1] = replace(lines[-1], length_m=lines[-1].length_m + event.length_m)
    return lines


def _way_to(
    labels: StreetLabels,
    leg: Leg | None,
    place: _Stop,
    kind: Literal["end", "return"],
    access: float,
) -> Instruction:
    """Sum up the leg that ends the walk; ``access`` are its metres off the street."""
    if leg is None:
        return Instruction("lost")
    stretches = [m for m in leg if isinstance(m, Stretch)]
    names = (labels.name(m.edge) for m in stretches if m.length_m > 0)
    return Instruction(
        kind,
        place.street,
        first=place.number,
        by=tuple(dict.fromkeys(name for name in names if name)),
        length_m=sum(m.length_m for m in stretches) + access,
    )


def _with_numbers(lines: Sequence[Instruction], stops: dict[int, _Stop]) -> list[Instruction]:
    """Add the house numbers of each row, and the side by their parity where it has one."""
    return [
        _numbered(line, [stops[p] for p in line.positions]) if line.kind == "doors" else line
        for line in lines
    ]


def _numbered(line: Instruction, row: Sequence[_Stop]) -> Instruction:
    named = [stop.number for stop in row if stop.number]
    values = [_value(number) for number in named]
    side = line.side
    parities = {value % 2 for value in values}
    if side != "both" and len(parities) == 1 and len(named) == len(row) and row[0].face >= 0:
        side = "odd" if parities == {1} else "even"
    if not named:
        return replace(line, side=side)
    least, most = min(values), max(values)
    between = values not in (sorted(values), sorted(values, reverse=True))
    ends = (named[0], named[-1])
    if between:
        ends = (named[values.index(least)], named[values.index(most)])
    return replace(line, side=side, first=ends[0], last=ends[1], between=between)


def _value(number: str) -> int:
    digits = "".join(c if c.isdecimal() else " " for c in number).split()
    return int(digits[0]) if digits else 0
