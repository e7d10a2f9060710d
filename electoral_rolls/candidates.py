"""The streets that each line may mean, with what speaks for and against each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from electoral_rolls.address_index import AddressIndex
from electoral_rolls.address_text import plain, variants
from electoral_rolls.communes import Towns, city_key, city_of
from electoral_rolls.name_likeness import Likeness
from electoral_rolls.street_keys import street_key
from electoral_rolls.street_search import Ints, Names, StreetSearch

Floats = NDArray[np.float64]
#: What a reading that leaves words out costs.
_READING_COST = 0.03


@dataclass(frozen=True, eq=False)
class Finder:
    """An index made ready for questions."""

    index: AddressIndex
    search: StreetSearch
    likeness: Likeness
    towns: Towns
    aliases: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, index: AddressIndex, aliases: Mapping[tuple[str, str], str]) -> "Finder":
        search, likeness, towns = _ready(index)
        own = {(city_of(insee), plain(text)): name for (insee, text), name in aliases.items()}
        return cls(index, search, likeness, towns, own)


@lru_cache(maxsize=4)
def _ready(index: AddressIndex) -> tuple[StreetSearch, Likeness, Towns]:
    search = StreetSearch.of(index.streets)
    return search, Likeness.of(search.names), Towns.of(index.streets)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs (query, street), sorted by query: likeness 0-1, cost, type state, number if re-read.

    ``type_state``: 0 same type, 1 one side has none, 2 they differ.
    """

    query: Ints
    street: Ints
    likeness: Floats
    cost: Floats
    type_state: Ints
    number: Ints
    repetition: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Readings:
    """Texts to look up: the query each comes from, its cost and the number found inside it."""

    query: Ints
    names: Names
    cost: Floats
    number: Ints
    repetition: NDArray[np.object_]


def read_queries(finder: Finder, towns: list[str], texts: list[str]) -> Readings:
    """Read each (town, street text) as it stands and in its other readings."""
    rows: list[tuple[int, int, str, float, int, str]] = []
    for at, (town, text) in enumerate(zip(towns, texts, strict=True)):
        block = finder.search.blocks.get(town, -1)
        if block < 0 or not text:
            continue
        text = finder.aliases.get((town, text), text)
        rows.append((at, block, plain(text), 0.0, 0, ""))
        shorter = _without_city(text, finder, town)
        if shorter:
            rows.append((at, block, shorter, 0.01, 0, ""))
        rows.extend((at, block, t, _READING_COST, n, r) for t, n, r in variants(text))
    keys = [street_key(row[2]) for row in rows]
    used = [i for i, key in enumerate(keys) if key.words]
    rows, keys = [rows[i] for i in used], [keys[i] for i in used]
    return Readings(
        np.array([r[0] for r in rows], dtype=np.int64),
        Names.of(np.array([r[1] for r in rows], dtype=np.int64), keys),
        np.array([r[3] for r in rows]),
        np.array([r[4] for r in rows], dtype=np.int64),
        np.array([r[5] for r in rows], dtype=object),
    )


def _without_city(text: str, finder: Finder, town: str) -> str:
    """Take the town's own name off the end of a street text, if a name remains before it."""
    words = text.split()
    for size in (1, 2, 3, 4):
        if len(words) > size + 1:
            tail = city_key(" ".join(words[-size:]))
            if tail and town in finder.towns.by_name.get(tail, ()):
                return " ".join(words[:-size])
    return ""


def exact_candidates(finder: Finder, readings: Readings) -> Candidates:
    """Give the streets of the same name."""
    reading, street = finder.search.exact(readings.names)
    return _candidates(finder, readings, reading, street, np.ones(len(reading)))


def alike_candidates(finder: Finder, readings: Readings) -> Candidates:
    """Give the streets of like names."""
    reading, street = finder.search.alike(readings.names)
    likeness = finder.likeness.compare(readings.names, reading, street)
    return _candidates(finder, readings, reading, street, likeness)


def _candidates(
    finder: Finder, readings: Readings, reading: Ints, street: Ints, likeness: Floats
) -> Candidates:
    asked, own = readings.names.type[reading], finder.search.names.type[street]
    none = (asked == "") | (own == "")
    state = np.where(asked == own, 0, np.where(none, 1, 2)).astype(np.int64)
    found = Candidates(
        readings.query[reading],
        street,
        likeness,
        readings.cost[reading],
        state,
        readings.number[reading],
        readings.repetition[reading],
    )
    return _best_of_each(found)


def join(a: Candidates, b: Candidates) -> Candidates:
    """Put two lists together, each (query, street) once."""
    both = [np.concatenate([getattr(a, f), getattr(b, f)]) for f in fields_of()]
    return _best_of_each(Candidates(*both))


def _best_of_each(c: Candidates) -> Candidates:
    worth = c.likeness - c.cost - 0.05 * (c.type_state == 2)
    order = np.lexsort((-worth, c.street, c.query))
    query, street = c.query[order], c.street[order]
    first = np.r_[True, (np.diff(query) != 0) | (np.diff(street) != 0)] if len(order) else order > 0
    return take(c, order[first])


def take(c: Candidates, at: NDArray[np.int64] | NDArray[np.bool_]) -> Candidates:
    """Keep some pairs."""
    return Candidates(*(getattr(c, f)[at] for f in fields_of()))


def fields_of() -> tuple[str, ...]:
    return tuple(Candidates.__dataclass_fields__)
