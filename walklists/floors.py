"""A large building floor by floor: what stands on each, and who of a team takes which floors."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np

from canvass.words import Words

#: What leads to a floor, as the roll words it, in the order in which one meets it.
_STAIRS = ("Bât", "tour", "hall", "entrée", "esc")
_FLOOR = "étage"
#: The same, and what leads to a flat, as a person reads it.
_SPOKEN = {
    "Bât": Words("Bât", "Block"),
    "tour": Words("tour", "tower"),
    "hall": Words("hall", "hall"),
    "entrée": Words("entrée", "entrance"),
    "esc": Words("esc", "stairs"),
    "étage": Words("étage", "floor"),
    "apt": Words("apt", "flat"),
    "porte": Words("porte", "door"),
    "chambre": Words("chambre", "room"),
    "villa": Words("villa", "house"),
}
#: Doors of a building that is listed floor by floor.
_MANY = 10
#: What it costs to share a staircase or a floor between two, in squares of a share.
_SPLIT_STAIRS, _SPLIT_FLOOR = 0.02, 0.03


@dataclass(frozen=True, slots=True)
class Floor:
    """Doors of one floor of one staircase: ``stairs`` and ``floor`` are empty where unknown.

    ``flats`` are the doors that the roll names, in counting order, without stairs and floor.
    Where the floor is unknown, several canvassers may share it: they take ``doors`` of ``of``,
    counted from the bottom up, beginning with door number ``first``.
    """

    stairs: str
    floor: str
    doors: int
    flats: tuple[str, ...] = ()
    first: int = 1
    of: int = 0

    def name(self) -> str:
        """Name it, with its doors: ``Bât B, esc 2, étage 3 (5 portes)``."""
        level = Words(f"étage {self.floor}", f"floor {self.floor}")
        if self.floor == "0":
            level = Words("rez-de-chaussée", "ground floor")
        elif not self.floor:
            level = Words("", "") if self.stairs else Words("étage inconnu", "floor unknown")
        place = ", ".join(part for part in (spoken_label(self.stairs), str(level)) if part)
        many = Words("portes", "doors") if self.doors > 1 else Words("porte", "door")
        if self.doors < self.of:
            last = self.first + self.doors - 1
            span = Words(
                f"portes {self.first} à {last} sur {self.of}, en montant",
                f"doors {self.first} to {last} of {self.of}, from the bottom up",
            )
            return f"{place} ({span})"
        return f"{place} ({self.doors} {many})"


def spoken_label(label: str) -> str:
    """Word what the roll says of a flat (``Bât A, apt 2``) in the language in force."""
    parts = []
    for part in label.split(", "):
        kind, space, unit = part.partition(" ")
        parts.append(f"{_SPOKEN.get(kind, kind)}{space}{unit}")
    return ", ".join(parts)


def by_floor(floors: Sequence[Floor]) -> bool:
    """Tell whether a building is listed floor by floor: many doors, or a part of them."""
    known = any(floor.stairs or floor.floor for floor in floors)
    doors = sum(floor.doors for floor in floors)
    return (known and doors >= _MANY) or any(floor.doors < floor.of for floor in floors)


def floors_of(labels: Iterable[str], doors: int) -> tuple[Floor, ...]:
    """Gather the doors of one building by staircase and floor, from the ground up.

    Parameters
    ----------
    labels
        One a household, as ``geocoding.door_labels`` words them; empty where unknown.
    doors
        Of the whole building; those that no label places stand in the last row.

    Returns
    -------
    Floors of ``doors`` doors in all; the more precise come first.
    """
    told = sorted((_parts(label) for label in labels if label), key=_rank)
    found = []
    for (stairs, floor), rows in groupby(told, key=lambda part: part[:2]):
        flats = [flat for _, _, flat in rows]
        named = tuple(dict.fromkeys(flat for flat in flats if flat))
        found.append(Floor(stairs, floor, len(flats), named, of=len(flats)))
    rest = doors - sum(floor.doors for floor in found)
    placed = [floor for floor in found if floor.stairs or floor.floor]
    nowhere = [floor for floor in found if not (floor.stairs or floor.floor)]
    last = replace(nowhere[0]) if nowhere else Floor("", "", 0)
    count = last.doors + max(rest, 0)
    return (*placed, replace(last, doors=count, of=count)) if count else tuple(placed)


def shared_floors(floors: Sequence[Floor], canvassers: int) -> tuple[tuple[Floor, ...], ...]:
    """Share a building among canvassers: neighbouring floors, about as many doors each.

    A floor stays whole, and a staircase as far as that leaves the shares even; doors of unknown
    floor are counted from the bottom up. There are fewer shares than canvassers only where there
    are fewer pieces.
    """
    pieces = [piece for floor in floors for piece in _pieces(floor)]
    count = min(canvassers, len(pieces))
    if count < 1:
        return ()
    ends = _best_ends(pieces, count)
    return tuple(
        tuple(_joined(pieces[a:b])) for a, b in zip((0, *ends), (*ends, len(pieces)), strict=True)
    )


def _parts(label: str) -> tuple[str, str, str]:
    """Take a label apart: staircase, floor, flat."""
    stairs, floor, flat = [], "", []
    for part in label.split(", "):
        kind, _, unit = part.partition(" ")
        if kind in _STAIRS:
            stairs.append(part)
        elif kind == _FLOOR:
            floor = unit
        else:
            flat.append(part)
    return ", ".join(stairs), floor, ", ".join(flat)


def _rank(part: tuple[str, str, str]) -> list[object]:
    """Sort by staircase, floor, flat, as one counts; unknown floors come after known ones."""
    stairs, floor, flat = part
    return [not stairs, _counting(stairs), not floor, _counting(floor), _counting(flat)]


def _counting(text: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in parts]


def _pieces(floor: Floor) -> list[Floor]:
    """Return what may be shared: a known floor whole, the doors of an unknown one each."""
    if floor.floor:
        return [floor]
    named = (*floor.flats, *("",) * (floor.doors - len(floor.flats)))
    return [
        replace(floor, doors=1, flats=(flat,) if flat else (), first=floor.first + k)
        for k, flat in enumerate(named)
    ]


def _best_ends(pieces: Sequence[Floor], count: int) -> list[int]:
    """Find where the shares end: the least squares off the mean, splits priced."""
    upto = np.append(0, np.cumsum([piece.doors for piece in pieces])).astype(float)
    mean = upto[-1] / count
    split = np.array(
        [
            _SPLIT_FLOOR
            if (a.stairs, a.floor) == (b.stairs, b.floor)
            else _SPLIT_STAIRS * (a.stairs == b.stairs)
            for a, b in pairwise(pieces)
        ]
    )
    price = np.append(np.append(0.0, split), 0.0) * mean**2
    least = (upto - mean) ** 2
    least[0] = np.inf
    behind: list[list[int]] = []
    for _ in range(count - 1):
        off = (upto[None, :] - upto[:, None] - mean) ** 2 + (least + price)[:, None]
        off[np.tril_indices(len(upto))] = np.inf
        behind.append([int(k) for k in off.argmin(axis=0)])
        least = off.min(axis=0)
    ends, here = [], len(pieces)
    for back in reversed(behind):
        here = back[here]
        ends.append(here)
    return ends[::-1]


def _joined(pieces: Sequence[Floor]) -> Iterable[Floor]:
    """Put pieces of one floor together again."""
    for _, same in groupby(pieces, key=lambda piece: (piece.stairs, piece.floor)):
        run = list(same)
        flats = tuple(flat for piece in run for flat in piece.flats)
        yield replace(run[0], doors=sum(piece.doors for piece in run), flats=flats)
