"""The lines of an address file, read once each: number, street text, place text, town."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.tables import ADDRESS_COLUMNS
from electoral_rolls.address_text import ParsedLine, parse_line
from electoral_rolls.communes import Towns
from electoral_rolls.street_words import TYPES

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Distinct lines, read.

    ``town`` is a commune's code or empty; ``text`` the street and ``place`` the lieu-dit, in plain
    capitals; ``ranged``: the first number of several.
    """

    number: Ints
    repetition: NDArray[np.object_]
    text: NDArray[np.object_]
    place: NDArray[np.object_]
    ranged: NDArray[np.bool_]
    town: NDArray[np.object_]
    insee: NDArray[np.object_]
    postcode: NDArray[np.object_]
    city: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.number)


def distinct(addresses: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """Give the distinct lines as text without gaps, and each row's line."""
    columns = [
        addresses[c].astype("str").fillna("").str.strip()
        if c in addresses.columns
        else pd.Series("", index=addresses.index, dtype="str")
        for c in ADDRESS_COLUMNS
    ]
    codes = np.zeros(len(addresses), dtype=np.int64)
    for column in columns:
        own, values = pd.factorize(column)
        codes, _ = pd.factorize(codes * (len(values) + 1) + own)
    first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
    lines = pd.DataFrame(
        {c: series.to_numpy()[first] for c, series in zip(ADDRESS_COLUMNS, columns, strict=True)}
    )
    return lines, codes.astype(np.int64)


def read_rows(lines: pd.DataFrame, towns: Towns) -> Rows:
    """Read distinct lines; each distinct text is parsed once."""
    numero, voie = (lines[c].to_numpy(dtype=object) for c in ("numero", "voie"))
    postcode = _each(lines["code_postal"], _five_digits)
    insee = _each(lines["insee"], _five_digits)
    parsed = _parsed(numero, voie)
    nowhere = (lines["voie"] == "") & (lines["lieu_dit"] == "")
    places = _each(lines["lieu_dit"].where(~nowhere, lines["complement"]), _place)
    city = lines["commune"].to_numpy(dtype=object)
    asked = list(zip(insee, postcode, city, strict=True))
    town_of = {key: towns.find(*key) for key in dict.fromkeys(asked)}
    return Rows(
        np.array([p.number for p in parsed], dtype=np.int64),
        np.array([p.repetition for p in parsed], dtype=object),
        np.array([p.text for p in parsed], dtype=object),
        places,
        np.array([p.range_given for p in parsed], dtype=bool),
        np.array([town_of[key] for key in asked], dtype=object),
        insee,
        postcode,
        city,
    )


def _each(texts: pd.Series, read: Callable[[str], str]) -> NDArray[np.object_]:
    """Read each distinct text once."""
    codes, uniques = pd.factorize(texts)
    done = np.array([read(text) for text in uniques], dtype=object)
    return done[codes] if len(done) else np.zeros(0, dtype=object)


def _place(text: str) -> str:
    return parse_line(text).text


def _five_digits(code: str) -> str:
    """Give its zero back to a postcode or commune code that a spreadsheet made a number."""
    code = code.removesuffix(".0").replace(" ", "").upper()
    return code.zfill(5) if code.isdigit() and len(code) == 4 else code


def _parsed(numero: NDArray[np.object_], voie: NDArray[np.object_]) -> list[ParsedLine]:
    lines = {text: parse_line(text) for text in dict.fromkeys(voie.tolist())}
    numbers = {text: parse_line("", text) for text in dict.fromkeys(numero.tolist())}
    out = []
    for number, text in zip(numero.tolist(), voie.tolist(), strict=True):
        line = lines[text]
        if not number:
            out.append(line)
            continue
        own = numbers[number]
        if own.text or not own.number or (line.number and line.text.split(" ")[0] not in TYPES):
            out.append(parse_line(text, number))
        else:
            out.append(
                ParsedLine(own.number, own.repetition, line.text, own.range_given, line.place_hint)
            )
    return out
