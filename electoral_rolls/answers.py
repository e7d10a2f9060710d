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
Texts = NDArray[np.object_]

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
    return table.astype({c: "str" for c in table.columns if table[c].dtype == object})


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

    def of_street(self, column: str) -> Texts:
        return np.where(self.named, self.index.street_texts[column][self.street], "").astype(object)

    def of_number(self, column: str) -> Texts:
        own = self.index.numbers[column].take(self.choice.number_at[self.held])
        return own.to_numpy(dtype=object)

    def types(self) -> Texts:
        is_place = self.index.streets["is_place"].to_numpy()[self.street]
        kind = np.where(self.named, np.where(is_place, "locality", "street"), "").astype(object)
        kind[self.guessed], kind[self.held] = "interpolation", "housenumber"
        return kind

    def ids(self) -> Texts:
        ids = self.of_street("street_id")
        ids[self.held] = self.of_number("id")
        numbers = self.choice.number[self.guessed]
        ids[self.guessed] = [
            f"{street}_{number:05d}"
            for street, number in zip(ids[self.guessed], numbers, strict=True)
        ]
        return ids

    def position(self, axis: str, between: Floats) -> Floats:
        value = np.where(self.named, self.index.streets[axis].to_numpy()[self.street], np.nan)
        value[self.guessed] = between[self.guessed]
        value[self.held] = self.index.numbers[axis].to_numpy()[self.choice.number_at[self.held]]
        return value

    def numbers_and_postcodes(self) -> tuple[Texts, Texts]:
        number = np.full(len(self.named), "", dtype=object)
        number[self.guessed] = self.choice.number[self.guessed].astype(str)
        keys = self.index.keys[self.choice.number_at[self.held]]
        repetition = np.array(self.index.repetitions, dtype=object)[keys & REPETITION_MASK]
        number[self.held] = [
            f"{n} {r}".strip() for n, r in zip(numbers_of(keys), repetition, strict=True)
        ]
        postcode = self.of_street("postcode")
        postcode[self.held] = self.of_number("postcode")
        return number, postcode


def _flags(found: _Found, rows: Rows) -> Texts:
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
    flags = np.full(len(named), "", dtype=object)
    for word, here in each.items():
        flags[here] += f"|{word}"
    return np.array([f[1:] for f in flags], dtype=object)


def _name_towns(table: pd.DataFrame, index: AddressIndex, rows: Rows, named: Bools) -> None:
    """Answer with the town alone where no street can be named."""
    here = np.flatnonzero(~named & (rows.town != ""))
    if not len(here):
        return
    town = rows.town[here]
    middle = index.towns.reindex(town)
    table.loc[here, "result_type"] = "municipality"
    table.loc[here, "result_id"] = town
    table.loc[here, "result_score"] = TOWN_SCORE
    table.loc[here, "result_longitude"] = middle["lon"].to_numpy()
    table.loc[here, "result_latitude"] = middle["lat"].to_numpy()
    table.loc[here, "result_city"] = middle["city"].to_numpy()
