"""The lines of an address file, read once each: number, street text, place text, town."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.tables import ADDRESS_COLUMNS
from electoral_rolls.address_text import ParsedLine, parse_line
from electoral_rolls.communes import Towns, city_key
from electoral_rolls.labels import Labels

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Distinct lines, read.

    ``town`` is a commune's code or empty; ``text`` the street and ``place`` the lieu-dit, in plain
    capitals; ``city_key`` see ``communes``; ``ranged``: the first number of several;
    ``elsewhere``: the line names another town than its code.
    """

    number: Ints
    repetition: NDArray[np.object_]
    text: Labels
    place: Labels
    ranged: NDArray[np.bool_]
    town: Labels
    insee: Labels
    postcode: Labels
    city_key: Labels
    elsewhere: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.number)


def distinct(addresses: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """Give the distinct lines as text without gaps, and each row's line."""
    columns = [
        addresses[c].astype("str").fillna("")
        if c in addresses.columns
        else pd.Series("", index=addresses.index, dtype="str")
        for c in ADDRESS_COLUMNS
    ]
    codes, first = _numbered([Labels.read(column) for column in columns])
    lines = pd.DataFrame(
        {
            c: series.take(first).str.strip().reset_index(drop=True)
            for c, series in zip(ADDRESS_COLUMNS, columns, strict=True)
        }
    )
    return lines, codes


def _numbered(columns: Sequence[Labels]) -> tuple[Ints, Ints]:
    """Number the distinct rows in order of appearance; give each row's and where each begins."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, _ = pd.factorize(codes * (len(column.distinct) + 1) + column.of)
    return codes.astype(np.int64), np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())


def read_rows(lines: pd.DataFrame, towns: Towns) -> Rows:
    """Read distinct lines; each distinct text is parsed once."""
    number, repetition, text, ranged = _parsed(lines["numero"], lines["voie"])
    postcode, insee = (
        Labels.read(Labels.read(lines[column]).each(_five_digits))
        for column in ("code_postal", "insee")
    )
    nowhere = (lines["voie"] == "") & (lines["lieu_dit"] == "")
    place = Labels.read(lines["lieu_dit"].where(~nowhere, lines["complement"])).each(_place)
    city = Labels.read(lines["commune"])
    asked, first = _numbered([insee, postcode, city])
    facts = zip(*(column.texts[first] for column in (insee, postcode, city)), strict=True)
    town = Labels.read(np.array([towns.find(*fact) for fact in facts], dtype=object)[asked])
    key = Labels.read(city.each(city_key))
    pair, first = _numbered([town, key])
    other = [
        towns.is_other(*fact) for fact in zip(town.texts[first], key.texts[first], strict=True)
    ]
    elsewhere = np.array(other, dtype=bool)[pair]
    return Rows(
        *(number, repetition, Labels.read(text), Labels.read(place), ranged),
        *(town, insee, postcode, key, elsewhere),
    )


def _place(text: str) -> str:
    return parse_line(text).text


def _five_digits(code: str) -> str:
    """Give its zero back to a postcode or commune code that a spreadsheet made a number."""
    code = code.removesuffix(".0").replace(" ", "").upper()
    return code.zfill(5) if code.isdigit() and len(code) == 4 else code


def _parsed(
    numero: pd.Series, voie: pd.Series
) -> tuple[Ints, NDArray[np.object_], NDArray[np.object_], NDArray[np.bool_]]:
    """Give number, repetition, street and whether there were several numbers.

    Both columns are read once a distinct text, and together where each has its say.
    """
    line_of, texts = pd.factorize(voie)
    number_of, numbers = pd.factorize(numero)
    lines = [parse_line(text) for text in texts]
    columns = [parse_line("", text) for text in numbers]
    lined = np.array([line.number > 0 for line in lines], dtype=bool)
    simple = np.array([c.number > 0 and not c.text for c in columns], dtype=bool)
    empty = np.array([not text for text in numbers], dtype=bool)
    from_line, from_column = _columns(lines, line_of), _columns(columns, number_of)
    alone = empty[number_of] if len(empty) else np.zeros(0, dtype=bool)
    number, repetition, ranged = (
        np.where(alone, from_line[at], from_column[at]) for at in (0, 1, 3)
    )
    text = from_line[2].copy()
    for at in np.flatnonzero(~alone & (lined[line_of] | ~simple[number_of])):
        both = parse_line(texts[line_of[at]], numbers[number_of[at]])
        number[at], repetition[at], text[at], ranged[at] = both
    return number, repetition, text, ranged


def _columns(lines: list[ParsedLine], of: Ints) -> tuple[NDArray[Any], ...]:
    kinds = (np.int64, object, object, bool)
    parts = zip(*lines, strict=True) if lines else ((), (), (), ())
    return tuple(np.array(part, dtype=kind)[of] for part, kind in zip(parts, kinds, strict=True))
