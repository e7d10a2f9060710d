"""The chosen streets as a table of results, in BAN's words."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geocoding.address_index import REPETITION_MASK, AddressIndex, numbers_of
from geocoding.address_rows import Rows
from geocoding.house_numbers import OTHER_SPELLING, Between, interpolate, is_double
from geocoding.scoring import Choice
from geocoding.weights import LEAST_CHANCE, with_doubt

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: The most that a doubtful answer is worth: under what is taken without review.
MOST_DOUBTFUL = 0.75
#: What the town alone is worth as an address: no walk list should trust it.
TOWN_SCORE = 0.1
_TYPES = ("", "municipality", "street", "locality", "interpolation", "housenumber")


def output_table(index: AddressIndex, rows: Rows, choice: Choice) -> pd.DataFrame:
    """Return one row of results for each row of the question."""
    found = _Found(index, rows, choice)
    return pd.DataFrame(
        {
            "result_type": _chosen(_taken(_TYPES, found.kind)),
            "result_id": _chosen(
                found.of_number("id"),
                found.guessed_ids(),
                found.of_street("street_id"),
                _taken(rows.town.distinct, rows.town.of, found.in_town),
            ),
            "result_score": np.where(found.named, found.surety, TOWN_SCORE * found.in_town),
            "result_longitude": found.position("lon", found.between.longitude),
            "result_latitude": found.position("lat", found.between.latitude),
            "result_flags": _flags(found),
            "result_street": _chosen(found.of_street("name")),
            "result_number": _chosen(found.numbers()),
            "result_postcode": _chosen(found.of_number("postcode"), found.of_street("postcode")),
            "result_city": _chosen(
                found.of_street("city"),
                _taken(found.towns["city"], rows.town.of, found.in_town),
            ),
        }
    )


def _taken(texts: object, at: Ints, here: Bools | None = None) -> pa.Array:
    """Take texts from a column; nothing where not ``here``."""
    column = pa.array(texts, pa.large_string())
    return column.take(pa.array(at, mask=None if here is None else ~here))


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _chosen(*columns: pa.Array) -> pd.Series:
    """Return the first text there is for each row."""
    return pd.Series(pc.coalesce(*columns, _text("")), dtype="str")


@dataclass(frozen=True, eq=False)
class _Found:
    """The rows of an answer by what was found for them."""

    index: AddressIndex
    rows: Rows
    choice: Choice

    @cached_property
    def named(self) -> Bools:
        return (self.choice.street >= 0) & (self.choice.chance >= LEAST_CHANCE)

    @cached_property
    def surety(self) -> Floats:
        """Return the chance of each street, of one under another type doubted once more."""
        doubted = with_doubt(self.choice.chance, self.choice.type_state == 2)
        doubted = np.where(self.choice.doubtful, MOST_DOUBTFUL * doubted, doubted)
        return np.maximum(doubted, np.minimum(self.choice.chance, LEAST_CHANCE))

    @cached_property
    def held(self) -> Bools:
        return self.named & (self.choice.number_at >= 0)

    @cached_property
    def in_town(self) -> Bools:
        """Tell which rows get the town alone."""
        return ~self.named & self.rows.town.filled

    @cached_property
    def towns(self) -> pd.DataFrame:
        """Name and middle of each distinct town."""
        return self.index.towns.reindex(self.rows.town.distinct)

    @cached_property
    def between(self) -> Between:
        """Where the numbers that no street holds would be; nowhere for the others."""
        # A door that two suffixes tell from others of its number stands nowhere between others.
        single = np.array([not is_double(one) for one in self.rows.repetition], dtype=bool)
        asked = np.flatnonzero(self.named & ~self.held & (self.choice.number > 0) & single)
        some = interpolate(self.index, self.choice.street[asked], self.choice.number[asked])
        size = len(self.named)
        whole = Between(np.zeros(size, np.int64), np.zeros(size), np.zeros(size))
        for field in fields(Between):
            getattr(whole, field.name)[asked] = getattr(some, field.name)
        return whole

    @cached_property
    def guessed(self) -> Bools:
        return self.between.kind > 0

    @cached_property
    def kind(self) -> Ints:
        """The type of each answer: a place in ``_TYPES``."""
        is_place = self.index.streets["is_place"].to_numpy()[self.choice.street]
        kind = np.where(self.named, np.where(is_place, 3, 2), self.in_town)
        kind[self.guessed], kind[self.held] = 4, 5
        return kind

    def of_street(self, column: str) -> pa.Array:
        return _taken(self.index.streets[column], self.choice.street, self.named)

    def of_number(self, column: str) -> pa.Array:
        return _taken(self.index.numbers[column], self.choice.number_at, self.held)

    def guessed_ids(self) -> pa.Array:
        number = pa.array(self.choice.number, mask=~self.guessed).cast(pa.large_string())
        padded = pc.utf8_lpad(number, width=5, padding="0")
        return pc.binary_join_element_wise(self.of_street("street_id"), padded, _text("_"))

    def position(self, axis: str, between: Floats) -> Floats:
        street, number_at = self.choice.street, self.choice.number_at[self.held]
        value = self.index.streets[axis].to_numpy()[street]
        value[~self.named] = np.nan
        value[self.in_town] = self.towns[axis].to_numpy()[self.rows.town.of[self.in_town]]
        value[self.guessed] = between[self.guessed]
        value[self.held] = self.index.numbers[axis].to_numpy()[number_at]
        return value

    def numbers(self) -> pa.Array:
        """The number of each answer, with its repetition."""
        keys = self.index.keys[self.choice.number_at[self.held]]
        number = self.choice.number.copy()
        number[self.held] = numbers_of(keys)
        repetition = np.zeros(len(number), dtype=np.int64)
        repetition[self.held] = keys & REPETITION_MASK
        text = pa.array(number, mask=~(self.held | self.guessed)).cast(pa.large_string())
        suffixes = [f" {name}" if name else "" for name in self.index.repetitions]
        return pc.binary_join_element_wise(text, _taken(suffixes, repetition), _text(""))


def _flags(found: _Found) -> pd.Series:
    """Join the flags of each row; each combination is worded once."""
    choice, named = found.choice, found.named
    each = {
        "number_interpolated": found.guessed,
        "number_missing": named & (choice.number > 0) & ~found.held & ~found.guessed,
        "repetition_differs": found.held & (choice.number_value < OTHER_SPELLING),
        "range": named & found.rows.ranged,
        "type_differs": named & (choice.type_state == 2),
        "ambiguous_homonym": named & choice.homonym,
        "from_lieu_dit": named & choice.from_place,
        "other_town": named & choice.other_town,
    }
    code = np.zeros(len(named), dtype=np.int64)
    for bit, here in enumerate(each.values()):
        code |= here.astype(np.int64) << bit
    words = [
        "|".join(word for bit, word in enumerate(each) if mask >> bit & 1)
        for mask in range(1 << len(each))
    ]
    return _chosen(_taken(words, code))
