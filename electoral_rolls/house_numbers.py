"""Where a number stands in its street: held, between two neighbours, or near one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from electoral_rolls.address_index import (
    NUMBER_SHIFT,
    STREET_SHIFT,
    AddressIndex,
    numbers_of,
)

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
    base = (street << STREET_SHIFT) | (number << NUMBER_SHIFT)
    codes = {name: code for code, name in enumerate(index.repetitions)}
    asked, group = np.unique(repetition.astype(str), return_inverse=True)
    for rank, worth in enumerate((EXACT, OTHER_SPELLING, NO_LETTER)):
        wanted = np.array([_spelling(r, rank, codes) for r in asked.tolist()], dtype=np.int64)
        code = wanted[group] if len(wanted) else np.zeros(0, dtype=np.int64)
        _look_up(
            index.keys, base + np.maximum(code, 0), (code >= 0) & (number > 0), worth, at, value
        )
    low = np.searchsorted(index.keys, base)
    inside = np.minimum(low, max(len(index) - 1, 0))
    same = (low < len(index)) & (number > 0) & (at < 0)
    if len(index):
        same &= (index.keys[inside] >> NUMBER_SHIFT) == (base >> NUMBER_SHIFT)
        at[same], value[same] = inside[same], SOME_LETTER
    return Held(at, value)


def _spelling(repetition: str, rank: int, codes: dict[str, int]) -> int:
    asked = repetition.lower()
    if rank == 0:
        return codes.get(asked, -1)
    if rank == 1:
        return codes.get(_SAME_AS.get(asked, ""), -1) if asked in _SAME_AS else -1
    return 0 if asked else -1


def _look_up(
    keys: Ints, wanted: Ints, usable: NDArray[np.bool_], worth: float, at: Ints, value: Floats
) -> None:
    if not len(keys):
        return
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = usable & (at < 0) & (keys[found] == wanted)
    at[hit], value[hit] = found[hit], worth


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
    at = np.searchsorted(full, wanted)
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
    at = np.searchsorted(index.keys, (street << STREET_SHIFT) | (number << NUMBER_SHIFT))
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
