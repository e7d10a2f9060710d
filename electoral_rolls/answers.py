"""The chosen streets as a table of results, in BAN's words."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from electoral_rolls.address_index import REPETITION_MASK, AddressIndex, numbers_of
from electoral_rolls.address_rows import Rows
from electoral_rolls.choice import Choice
from electoral_rolls.house_numbers import OTHER_SPELLING, Between, interpolate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Under this chance a street is not named: only the town is.
LEAST_CHANCE = 0.2
#: What the town alone is worth as an address: no walk list should trust it.
TOWN_SCORE = 0.1


def answers(index: AddressIndex, rows: Rows, choice: Choice) -> pd.DataFrame:
    """Give one row of results for each row of the question."""
    found = _Found(index, choice)
    number, postcode = found.numbers_and_postcodes()
    table = pd.DataFrame(
        {
            "result_type": found.types(),
            "result_id": found.ids(),
            "result_score": np.where(found.named, choice.chance, 0.0),
            "result_longitude": found.position("lon", found.between.longitude),
            "result_latitude": found.position("lat", found.between.latitude),
            "result_flags": _flags(found, rows),
            "result_street": found.of_street("name"),
            "result_number": number,
            "result_postcode": postcode,
            "result_city": found.of_street("city"),
        }
    )
    _name_towns(table, index, rows, found.named)
    return table


@dataclass(frozen=True, eq=False)
class _Found:
    """The rows of an answer by what was found for them."""

    index: AddressIndex
    choice: Choice

    @cached_property
    def named(self) -> Bools:
        return (self.choice.street >= 0) & (self.choice.chance >= LEAST_CHANCE)

    @cached_property
    def held(self) -> Bools:
        return self.named & (self.choice.number_at >= 0)

    @cached_property
    def between(self) -> Between:
        """Where the numbers that no street holds would be; nowhere for the others."""
        asked = np.flatnonzero(self.named & ~self.held & (self.choice.number > 0))
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
    def street(self) -> Ints:
        return np.maximum(self.choice.street, 0)

    def of_street(self, column: str) -> pd.Series:
        own = self.index.streets[column].take(self.street).reset_index(drop=True)
        return own.where(self.named, "")

    def of_number(self, column: str, otherwise: pd.Series) -> pd.Series:
        """Take a column of the numbers that were found, another text for the other rows."""
        if not len(self.index):
            return otherwise
        at = np.maximum(self.choice.number_at, 0)
        own = self.index.numbers[column].take(at).reset_index(drop=True)
        return own.where(self.held, otherwise)

    def types(self) -> pd.Series:
        is_place = self.index.streets["is_place"].to_numpy()[self.street]
        kind = np.where(self.named, np.where(is_place, 2, 1), 0)
        kind[self.guessed], kind[self.held] = 3, 4
        names = pd.Series(["", "street", "locality", "interpolation", "housenumber"], dtype="str")
        return names.take(kind).reset_index(drop=True)

    def ids(self) -> pd.Series:
        ids = self.of_number("id", self.of_street("street_id"))
        numbers = self.choice.number[self.guessed]
        guessed = [f"_{number:05d}" for number in numbers]
        ids[self.guessed] = ids[self.guessed].str.cat(guessed)
        return ids

    def position(self, axis: str, between: Floats) -> Floats:
        value = np.where(self.named, self.index.streets[axis].to_numpy()[self.street], np.nan)
        value[self.guessed] = between[self.guessed]
        value[self.held] = self.index.numbers[axis].to_numpy()[self.choice.number_at[self.held]]
        return value

    def numbers_and_postcodes(self) -> tuple[pd.Series, pd.Series]:
        keys = self.index.keys[self.choice.number_at[self.held]]
        number = self.choice.number.copy()
        number[self.held] = numbers_of(keys)
        text = pd.Series(number).astype("str").where(self.held | self.guessed, "")
        repetition = np.zeros(len(number), dtype=np.int64)
        repetition[self.held] = keys & REPETITION_MASK
        suffixes = pd.Series([f" {r}" if r else "" for r in self.index.repetitions], dtype="str")
        text = text.str.cat(suffixes.take(repetition).reset_index(drop=True))
        return text, self.of_number("postcode", self.of_street("postcode"))


def _flags(found: _Found, rows: Rows) -> pd.Series:
    """Join the flags of each row; each combination is worded once."""
    choice, named = found.choice, found.named
    each = {
        "number_interpolated": found.guessed,
        "number_missing": named & (choice.number > 0) & ~found.held & ~found.guessed,
        "repetition_differs": found.held & (choice.number_value < OTHER_SPELLING),
        "range": named & rows.ranged,
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
    return pd.Series(words, dtype="str").take(code).reset_index(drop=True)


def _name_towns(table: pd.DataFrame, index: AddressIndex, rows: Rows, named: Bools) -> None:
    """Answer with the town alone where no street can be named."""
    here = np.flatnonzero(~named & rows.town.filled)
    if not len(here):
        return
    town = rows.town.texts[here]
    middle = index.towns.reindex(town)
    table.loc[here, "result_type"] = "municipality"
    table.loc[here, "result_id"] = town
    table.loc[here, "result_score"] = TOWN_SCORE
    table.loc[here, "result_longitude"] = middle["lon"].to_numpy()
    table.loc[here, "result_latitude"] = middle["lat"].to_numpy()
    table.loc[here, "result_city"] = middle["city"].to_numpy()
