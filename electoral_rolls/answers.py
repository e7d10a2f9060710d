"""The chosen streets as a table of results, in BAN's words."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from electoral_rolls.address_index import REPETITION_MASK, AddressIndex, numbers_of
from electoral_rolls.address_rows import Rows
from electoral_rolls.choice import Choice
from electoral_rolls.communes import Towns, city_of
from electoral_rolls.house_numbers import Between, interpolate

#: Under this chance a street is not named: only the town is.
_LEAST = 0.2
#: What the town alone is worth as an address.
_TOWN_SCORE = 0.1


def answers(index: AddressIndex, towns: Towns, rows: Rows, choice: Choice) -> pd.DataFrame:
    """Give one row of results for each row of the question."""
    score = choice.chance
    named = (choice.street >= 0) & (score >= _LEAST)
    street = np.maximum(choice.street, 0)
    held = named & (choice.at >= 0)
    between = interpolate(index, street, choice.number)
    guessed = named & ~held & (choice.number > 0) & (between.kind > 0)
    is_place = index.streets["is_place"].to_numpy()[street]
    kind = np.where(named, np.where(is_place, "locality", "street"), "").astype(object)
    kind[guessed], kind[held] = "interpolation", "housenumber"
    out = {
        "result_type": kind,
        "result_id": _ids(index, choice, street, named, held, guessed),
        "result_score": np.where(named, score, 0.0),
        **_positions(index, choice, street, named, held, guessed, between),
        "result_flags": _flags(choice, rows, named, held, guessed),
        **_words(index, choice, street, named, held, guessed),
    }
    table = pd.DataFrame(out)
    _name_towns(table, index, towns, rows, named)
    text = [c for c in table.columns if table[c].dtype == object]
    return table.astype({c: "str" for c in text})


def _ids(
    index: AddressIndex,
    choice: Choice,
    street: NDArray[Any],
    named: NDArray[Any],
    held: NDArray[Any],
    guessed: NDArray[Any],
) -> NDArray[Any]:
    ids = np.where(named, index.streets["street_id"].to_numpy(dtype=object)[street], "")
    if len(index):
        ids[held] = index.numbers["id"].to_numpy(dtype=object)[choice.at[held]]
    ids[guessed] = [
        f"{s}_{n:05d}" for s, n in zip(ids[guessed], choice.number[guessed], strict=True)
    ]
    return ids


def _positions(
    index: AddressIndex,
    choice: Choice,
    street: NDArray[Any],
    named: NDArray[Any],
    held: NDArray[Any],
    guessed: NDArray[Any],
    between: Between,
) -> dict[str, NDArray[Any]]:
    out = {}
    for axis, name, inside in (
        ("lon", "result_longitude", between.longitude),
        ("lat", "result_latitude", between.latitude),
    ):
        value = np.where(named, index.streets[axis].to_numpy()[street], np.nan)
        value[guessed] = inside[guessed]
        if len(index):
            value[held] = index.numbers[axis].to_numpy()[choice.at[held]]
        out[name] = value
    return out


def _flags(
    choice: Choice, rows: Rows, named: NDArray[Any], held: NDArray[Any], guessed: NDArray[Any]
) -> NDArray[Any]:
    missing = named & (choice.number > 0) & ~held & ~guessed
    each = {
        "number_interpolated": guessed,
        "number_missing": missing,
        "repetition_differs": held & (choice.value < 0.99),
        "range": named & rows.ranged,
        "type_differs": named & (choice.type_state == 2),
        "ambiguous_homonym": named & choice.homonym,
        "from_lieu_dit": named & choice.from_place,
    }
    flags = np.full(len(named), "", dtype=object)
    for word, here in each.items():
        flags[here] = flags[here] + ("|" + word)
    return np.array([f[1:] for f in flags], dtype=object)


def _words(
    index: AddressIndex,
    choice: Choice,
    street: NDArray[Any],
    named: NDArray[Any],
    held: NDArray[Any],
    guessed: NDArray[Any],
) -> dict[str, NDArray[Any]]:
    number = np.full(len(named), "", dtype=object)
    number[guessed] = choice.number[guessed].astype(str)
    postcode = np.where(named, index.streets["postcode"].to_numpy(dtype=object)[street], "")
    if len(index):
        keys = index.keys[choice.at[held]]
        repetition = np.array(index.repetitions, dtype=object)[keys & REPETITION_MASK]
        number[held] = [
            f"{n} {r}".strip() for n, r in zip(numbers_of(keys), repetition, strict=True)
        ]
        postcode[held] = index.numbers["postcode"].to_numpy(dtype=object)[choice.at[held]]
    return {
        "result_street": np.where(named, index.streets["name"].to_numpy(dtype=object)[street], ""),
        "result_number": number,
        "result_postcode": postcode,
        "result_city": np.where(named, index.streets["city"].to_numpy(dtype=object)[street], ""),
    }


def _name_towns(
    table: pd.DataFrame, index: AddressIndex, towns: Towns, rows: Rows, named: NDArray[Any]
) -> None:
    """Answer with the town alone where no street can be named."""
    here = np.flatnonzero(~named & (rows.town != ""))
    if not len(here):
        return
    town = rows.town[here]
    streets = index.streets
    city = np.array([city_of(c) for c in streets["insee"]], dtype=object)
    middle = streets.groupby(city)[["lon", "lat"]].median()
    names = streets.groupby(city)["city"].first()
    table.loc[here, "result_type"] = "municipality"
    table.loc[here, "result_id"] = town
    table.loc[here, "result_score"] = _TOWN_SCORE
    table.loc[here, "result_longitude"] = middle["lon"].reindex(town).to_numpy()
    table.loc[here, "result_latitude"] = middle["lat"].reindex(town).to_numpy()
    table.loc[here, "result_city"] = names.reindex(town).to_numpy()
