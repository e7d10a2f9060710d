"""Where a number stands in its street: held, between two neighbours, or near one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geocoding.address_index import (
    NUMBER_SHIFT,
    REPETITION_MASK,
    STREET_SHIFT,
    AddressIndex,
    numbers_of,
)
from geocoding.address_text import SUFFIXES
from geocoding.categorical import Categorical

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: How far (in numbers) the neighbours of an interpolated number may be from each other.
_GAP = 100
#: How far (in numbers) the only neighbour may be.
_NEAR = 12
_SAME_AS = {"b": "bis", "bis": "b", "t": "ter", "ter": "t", "q": "quater", "quater": "q"}
#: Value of the answer: as asked, the other spelling of bis, without the letter, with a letter.
EXACT, OTHER_SPELLING, NO_LETTER, SOME_LETTER = 1.0, 0.99, 0.9, 0.8


@dataclass(frozen=True, eq=False)
class Held:
    """``position`` in ``index.numbers`` (-1 if none) and how well it answers (0 to 1)."""

    position: Ints
    value: Floats


def find_numbers(
    index: AddressIndex, street: Ints, number: Ints, repetition: NDArray[np.object_]
) -> Held:
    """Look numbers up in their streets; 0 stands for no number and is never found."""
    at = np.full(len(street), -1, dtype=np.int64)
    value = np.zeros(len(street))
    wanted = (street << STREET_SHIFT) | (number << NUMBER_SHIFT)
    spellings = _spellings(index, repetition)
    double = Categorical.read(repetition).each(is_double).astype(bool)
    here = np.flatnonzero(number > 0)
    place = _search(index.keys, wanted[here])
    # A number's keys follow one another, one for each repetition: few steps see them all.
    while len(here):
        inside = place < len(index)
        here, place = here[inside], place[inside]
        inside = (index.keys[place] & ~REPETITION_MASK) == wanted[here]
        here, place = here[inside], place[inside]
        worth = _worth(spellings[here], index.keys[place] & REPETITION_MASK)
        worth[(worth == SOME_LETTER) & double[here]] = 0
        better = worth > value[here]
        at[here[better]], value[here[better]] = place[better], worth[better]
        place = place + 1
    return Held(at, value)


def is_double(repetition: str) -> bool:
    """Tell two suffixes (A BIS) from one: they name one door among several of that number."""
    return len(repetition) > 3 and repetition not in SUFFIXES


def _search(keys: Ints, wanted: Ints) -> Ints:
    """Search sorted keys; in order, neighbouring searches read the same memory."""
    order = np.argsort(wanted)
    found = np.empty(len(wanted), dtype=np.int64)
    found[order] = np.searchsorted(keys, wanted[order])
    return found


def _spellings(index: AddressIndex, repetition: NDArray[np.object_]) -> Ints:
    """Return the codes of each repetition: as written, the other spelling, none; -1 where unfit."""
    codes = {name: code for code, name in enumerate(index.repetitions)}
    asked = Categorical.read(repetition)
    each = [[_spelling(r, rank, codes) for rank in range(3)] for r in asked.distinct]
    return np.array(each, dtype=np.int64).reshape(-1, 3)[asked.of]


def _worth(spellings: Ints, code: Ints) -> Floats:
    """Tell how well a number of some repetition answers the spellings asked for."""
    worth = np.full(len(code), SOME_LETTER)
    for rank, value in ((2, NO_LETTER), (1, OTHER_SPELLING), (0, EXACT)):
        worth[spellings[:, rank] == code] = value
    return worth


def _spelling(repetition: str, rank: int, codes: dict[str, int]) -> int:
    asked = repetition.lower()
    if rank == 0:
        return codes.get(asked, -1)
    if rank == 1:
        return codes.get(_SAME_AS.get(asked, ""), -1) if asked in _SAME_AS else -1
    return 0 if asked else -1


@dataclass(frozen=True, eq=False)
class Between:
    """Where a missing number would stand: ``kind`` 2 between neighbours, 1 near one, 0 nowhere."""

    kind: Ints
    longitude: Floats
    latitude: Floats


def interpolate(index: AddressIndex, street: Ints, number: Ints) -> Between:
    """Place numbers between their neighbours of the same side, or beside the nearest number."""
    kind = np.zeros(len(street), dtype=np.int64)
    lon, lat = np.full(len(street), np.nan), np.full(len(street), np.nan)
    if not len(index):
        return Between(kind, lon, lat)
    full, order = index.by_side
    wanted = ((street * 2 + (number & 1)) << 20) | number
    at = _search(full, wanted)
    before, after = np.clip(at - 1, 0, len(full) - 1), np.clip(at, 0, len(full) - 1)
    side = wanted >> 20
    low, high = full[before] & 0xFFFFF, full[after] & 0xFFFFF
    both = (full[before] >> 20 == side) & (full[after] >> 20 == side)
    both &= (low < number) & (number < high) & (high - low <= _GAP)
    part = np.where(both, (number - low) / np.maximum(high - low, 1), 0.0)
    a, b = order[before], order[after]
    for axis, out in (("lon", lon), ("lat", lat)):
        value = index.numbers[axis].to_numpy()
        out[both] = (value[a] + (value[b] - value[a]) * part)[both]
    kind[both] = 2
    _beside(index, street, number, kind, lon, lat)
    return Between(kind, lon, lat)


def _beside(
    index: AddressIndex, street: Ints, number: Ints, kind: Ints, lon: Floats, lat: Floats
) -> None:
    at = _search(index.keys, (street << STREET_SHIFT) | (number << NUMBER_SHIFT))
    away = np.full(len(street), _NEAR + 1, dtype=np.int64)
    chosen = np.zeros(len(street), dtype=np.int64)
    for beside in (np.clip(at - 1, 0, len(index) - 1), np.clip(at, 0, len(index) - 1)):
        distance = np.abs(numbers_of(index.keys[beside]) - number)
        closer = (index.keys[beside] >> STREET_SHIFT == street) & (distance < away)
        away[closer], chosen[closer] = distance[closer], beside[closer]
    near = (kind == 0) & (away <= _NEAR) & (number > 0)
    kind[near] = 1
    lon[near] = index.numbers["lon"].to_numpy()[chosen[near]]
    lat[near] = index.numbers["lat"].to_numpy()[chosen[near]]
