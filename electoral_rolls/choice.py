"""Which candidate a line means, and how sure that is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from electoral_rolls.address_rows import Rows
from electoral_rolls.candidates import (
    Candidates,
    Finder,
    Readings,
    alike_candidates,
    exact_candidates,
    fields_of,
    join,
    read_queries,
    take,
)
from electoral_rolls.communes import ARRONDISSEMENTS, city_key
from electoral_rolls.house_numbers import Held, find_numbers
from electoral_rolls.street_search import Ints, ramp

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# What speaks for a candidate beside the likeness of its name.
_TYPE_DIFFERS, _TYPE_MISSING = 0.07, 0.01
_HELD, _BY_PLACE, _PLACE_FITS = 0.08, 0.06, 0.02
_PLACE_NUMBERED = 0.05


@dataclass(frozen=True, eq=False)
class Choice:
    """The answer for each row: ``street`` (-1 none), ``at`` (position of its number, -1 none)."""

    street: Ints
    at: Ints
    value: Floats
    number: Ints
    repetition: NDArray[np.object_]
    raw: Floats
    margin: Floats
    likeness: Floats
    type_state: Ints
    from_place: Bools
    homonym: Bools


def choose(finder: Finder, rows: Rows) -> Choice:
    """Choose for each row among the streets of its town."""
    towns, texts, first, second = _queries(rows)
    readings = read_queries(finder, towns, texts)
    exact = exact_candidates(finder, readings)
    everyone = np.arange(len(rows))
    choice = _among(finder, rows, everyone, exact, first, np.full(len(rows), -1))
    settled = (choice.likeness >= 1) & (choice.type_state == 0) & ~choice.homonym
    settled &= (rows.number == 0) | (choice.value >= 0.99)
    open_rows = np.flatnonzero(~settled)
    if not len(open_rows):
        return choice
    wanted = np.unique(np.r_[first[open_rows], second[open_rows]])
    some = _readings_of(readings, wanted)
    every = join(take(exact, np.isin(exact.query, wanted)), alike_candidates(finder, some))
    better = _among(finder, rows, open_rows, every, first, second)
    for name in Choice.__dataclass_fields__:
        getattr(choice, name)[open_rows] = getattr(better, name)
    return choice


def _queries(rows: Rows) -> tuple[list[str], list[str], Ints, Ints]:
    """Number the distinct (town, text): those of the street, else the place; and of the place."""
    has_text = np.array([bool(t) for t in rows.text], dtype=bool)
    main = np.where(has_text, rows.text, rows.place)
    other = np.where(has_text, rows.place, "")
    joined = np.r_[rows.town + "\x1f" + main, rows.town + "\x1f" + other]
    codes, uniques = pd.factorize(joined)
    parts = [u.split("\x1f", 1) for u in uniques]
    second = codes[len(rows) :].copy()
    second[np.array([not o for o in other], dtype=bool)] = -1
    return [p[0] for p in parts], [p[1] for p in parts], codes[: len(rows)], second


def _readings_of(readings: Readings, wanted: Ints) -> Readings:
    kept = np.flatnonzero(np.isin(readings.query, wanted))
    names = readings.names
    return Readings(
        readings.query[kept],
        type(names)(names.block[kept], names.type[kept], names.words[kept], names.glued[kept]),
        readings.cost[kept],
        readings.number[kept],
        readings.repetition[kept],
    )


def _among(
    finder: Finder, rows: Rows, who: Ints, found: Candidates, first: Ints, second: Ints
) -> Choice:
    row, pair, by_place = _pairs(who, found.query, first, second)
    c = Candidates(*(getattr(found, f)[pair] for f in fields_of()))
    asked = rows.number[row]
    number = np.where((asked == 0) & ~by_place, c.number, asked)
    repetition = np.where(asked == 0, c.repetition, rows.repetition[row])
    held = find_numbers(finder.index, c.street, number, repetition)
    is_place = finder.index.streets["is_place"].to_numpy()[c.street]
    raw = c.likeness - c.cost - _BY_PLACE * by_place
    raw -= _TYPE_DIFFERS * (c.type_state == 2) + _TYPE_MISSING * (c.type_state == 1)
    raw += _HELD * held.value - _PLACE_NUMBERED * (is_place & (number > 0) & ~by_place)
    raw += _PLACE_FITS * _place_fits(finder, rows, row, c.street)
    return _best(who, row, c, held, raw, number, repetition, by_place)


def _pairs(who: Ints, query: Ints, first: Ints, second: Ints) -> tuple[Ints, Ints, Bools]:
    """Join rows with the candidates of their street text and of their place text."""
    row, pair, by_place = [], [], []
    for queries, placed in ((first, False), (second, True)):
        asked = queries[who]
        low = np.searchsorted(query, asked, side="left")
        counts = np.searchsorted(query, asked, side="right") - low
        counts[asked < 0] = 0
        row.append(np.repeat(who, counts))
        pair.append(ramp(low, counts))
        by_place.append(np.full(int(counts.sum()), placed))
    return np.concatenate(row), np.concatenate(pair), np.concatenate(by_place)


def _place_fits(finder: Finder, rows: Rows, row: Ints, street: Ints) -> Floats:
    """Weigh postcode, arrondissement and former commune: -2 to 2."""
    streets = finder.index.streets
    own = {c: streets[c].to_numpy(dtype=object)[street] for c in ("insee", "old_insee", "postcode")}
    insee, postcode = rows.insee[row], rows.postcode[row]
    fits = np.zeros(len(row))
    known = (postcode != "") & (own["postcode"] != "")
    fits += np.where(known, np.where(postcode == own["postcode"], 1.0, -1.0), 0.0)
    named = np.array([c in ARRONDISSEMENTS for c in rows.insee], dtype=bool)[row]
    fits += np.where(named, np.where(insee == own["insee"], 1.0, -1.0), 0.0)
    former = np.array([c in finder.towns.former for c in rows.insee], dtype=bool)[row]
    fits += np.where(former, np.where(insee == own["old_insee"], 1.0, -1.0), 0.0)
    old_city = _old_city_keys(finder)[street]
    city = np.array([city_key(c) for c in rows.city], dtype=object)[row]
    fits += np.where((old_city != "") & (city == old_city), 1.0, 0.0)
    return fits


def _old_city_keys(finder: Finder) -> NDArray[np.object_]:
    codes, names = pd.factorize(finder.index.streets["old_city"])
    return np.array([city_key(n) for n in names], dtype=object)[codes]


def _best(
    who: Ints,
    row: Ints,
    c: Candidates,
    held: Held,
    raw: Floats,
    number: Ints,
    repetition: NDArray[np.object_],
    by_place: Bools,
) -> Choice:
    """Keep each row's best pair, with its lead over the next street."""
    order = np.lexsort((c.street, -np.round(raw, 6), row))
    sorted_row = row[order]
    begins = np.r_[True, np.diff(sorted_row) != 0] if len(order) else np.zeros(0, bool)
    top = order[begins]
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.r_[starts, len(order)])
    next_raw = np.zeros(len(top))
    more = sizes > 1
    next_at = order[starts[more] + 1]
    next_raw[more] = raw[next_at]
    homonym = np.zeros(len(top), dtype=bool)
    homonym[more] = (raw[top[more]] - raw[next_at] < 1e-6) & (c.likeness[next_at] >= 1)
    place = np.searchsorted(who, row[top])
    size = len(who)

    def filled(values: NDArray, empty: object) -> NDArray:  # type: ignore[type-arg]
        out = np.full(size, empty, dtype=values.dtype)
        out[place] = values
        return out

    return Choice(
        filled(c.street[top], -1),
        filled(held.at[top], -1),
        filled(held.value[top], 0.0),
        filled(number[top], 0),
        filled(repetition[top], ""),
        filled(raw[top], 0.0),
        filled(raw[top] - next_raw, 0.0),
        filled(c.likeness[top], 0.0),
        filled(c.type_state[top], 0),
        filled(by_place[top], False),
        filled(homonym, False),
    )
