"""The lines of an address file, read once each: number, street text, place text, town."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.tables import ADDRESS_COLUMNS
from geocoding.address_text import (
    SUFFIX_FIRST,
    SUFFIXES,
    ParsedLines,
    parse_line,
    parse_lines,
)
from geocoding.categorical import Categorical
from geocoding.communes import Towns, city_key

Ints = NDArray[np.int64]
#: "3 rue du Port, 69001 Lyon": street, postcode and town.
_WHOLE_ADDRESS = r"^(.*[^\s,-])[\s,-]+(\d{5})[\s,-]+([^\W\d]\D*)$"


@dataclass(frozen=True, eq=False)
class Rows:
    """Distinct lines, read.

    ``town`` is a commune's code or empty; ``text`` the street and ``place`` the lieu-dit, in plain
    capitals; ``city_key`` see ``communes``; ``ranged``: the first number of several;
    ``former``: the former commune (``city_key``) that the line names beside its town's own name;
    ``elsewhere``: the line names another town than its code.
    """

    number: Ints
    repetition: NDArray[np.object_]
    text: Categorical
    place: Categorical
    ranged: NDArray[np.bool_]
    town: Categorical
    insee: Categorical
    postcode: Categorical
    city_key: Categorical
    former: Categorical
    elsewhere: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.number)


def distinct(addresses: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """Return the distinct lines as text without gaps, and each row's line."""
    columns = [
        addresses[c].astype("str").fillna("")
        if c in addresses.columns
        else pd.Series("", index=addresses.index, dtype="str")
        for c in ADDRESS_COLUMNS
    ]
    codes, first = _numbered([pd.factorize(column)[0] for column in columns])
    lines = pd.DataFrame(
        {
            c: series.take(first).str.strip().reset_index(drop=True)
            for c, series in zip(ADDRESS_COLUMNS, columns, strict=True)
        }
    )
    return lines, codes


def _numbered(columns: Sequence[NDArray[np.integer[Any]]]) -> tuple[Ints, Ints]:
    """Number the distinct rows in order of appearance; give each row's and where each begins."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, _ = pd.factorize(codes * (int(column.max(initial=0)) + 1) + column)
    return codes.astype(np.int64), np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())


def read_rows(lines: pd.DataFrame, towns: Towns) -> Rows:
    """Read distinct lines; each distinct text is parsed once."""
    lines = _with_towns(lines)
    parsed = _parsed(lines["numero"], lines["voie"])
    alone = lines["complement"].str.upper().isin(SUFFIXES).to_numpy() & (parsed.repetition == "")
    parsed.repetition[alone] = lines["complement"].str.upper().to_numpy(dtype=object)[alone]
    postcode, insee = (
        Categorical.read(Categorical.read(lines[column]).each(_five_digits))
        for column in ("code_postal", "insee")
    )
    nowhere = (lines["voie"] == "") & (lines["lieu_dit"] == "")
    place = Categorical.read(lines["lieu_dit"].where(~nowhere, lines["complement"]))
    place_text = parse_lines(place.distinct.tolist()).text[place.of]
    complement = lines["complement"].to_numpy(dtype=object)
    city = Categorical.read(lines["commune"])
    asked, first = _numbered([insee.of, postcode.of, city.of])
    facts = zip(*(column.texts[first] for column in (insee, postcode, city)), strict=True)
    town = Categorical.read(np.array([towns.find(*fact) for fact in facts], dtype=object)[asked])
    key = Categorical.read(city.each(city_key))
    pair, first = _numbered([town.of, key.of])
    other = [
        towns.is_other(*fact) for fact in zip(town.texts[first], key.texts[first], strict=True)
    ]
    elsewhere = np.array(other, dtype=bool)[pair]
    return Rows(
        number=parsed.number,
        repetition=parsed.repetition,
        text=Categorical.read(parsed.text),
        place=Categorical.read(place_text),
        ranged=parsed.ranged,
        town=town,
        insee=insee,
        postcode=postcode,
        city_key=key,
        former=_former(towns, town, key, [parsed.text, place_text, complement]),
        elsewhere=elsewhere,
    )


def _former(
    towns: Towns, town: Categorical, city: Categorical, beside: Sequence[NDArray[np.object_]]
) -> Categorical:
    """Find the former commune that each line names: as place, after the street or with the town."""
    found = np.full(len(town.of), "", dtype=object)
    merged = np.array([bool(towns.former_names(one)) for one in town.distinct], dtype=bool)
    for at in np.flatnonzero(merged[town.of]) if merged.any() else ():
        own, named = town.distinct[town.of[at]], city.distinct[city.of[at]]
        street, place, complement = (texts[at] for texts in beside)
        found[at] = (
            towns.former_in(own, place)
            or towns.former_in(own, complement)
            or towns.former_in(own, named, beside=True)
            or towns.former_in(own, street, after=True)
        )
    return Categorical.read(found)


def _with_towns(lines: pd.DataFrame) -> pd.DataFrame:
    """Part the town from the street where one column holds a whole address."""
    whole = (lines[["code_postal", "commune", "insee"]] == "").all(axis=1)
    if not whole.any():
        return lines
    found = lines.loc[whole, "voie"].str.extract(_WHOLE_ADDRESS).dropna()
    columns = ["voie", "code_postal", "commune"]
    parted = lines.copy()
    parted.loc[found.index, columns] = found.set_axis(columns, axis=1)
    return parted


def _five_digits(code: str) -> str:
    """Return its zero back to a postcode or commune code that a spreadsheet made a number."""
    code = code.removesuffix(".0").replace(" ", "").upper()
    return code.zfill(5) if code.isdigit() and len(code) == 4 else code


def _parsed(numero: pd.Series, voie: pd.Series) -> ParsedLines:
    """Read both columns once a distinct text, and together where each has its say."""
    line, column = Categorical.read(voie), Categorical.read(numero)
    lines = parse_lines(line.distinct.tolist())
    columns = [parse_line("", text) for text in column.distinct]
    simple = np.array([c.number > 0 and not c.text for c in columns], dtype=bool)[column.of]
    found = lines.take(line.of)
    lined = found.number > 0
    told = np.flatnonzero(column.filled)
    of = column.of[told]
    found.number[told] = np.array([c.number for c in columns], dtype=np.int64)[of]
    found.repetition[told] = np.array([c.repetition for c in columns], dtype=object)[of]
    found.ranged[told] = np.array([c.range_given for c in columns], dtype=bool)[of]
    suffixed = np.array([SUFFIX_FIRST.match(text) is not None for text in lines.text], dtype=bool)
    for at in told[lined[told] | ~simple[told] | suffixed[line.of[told]]]:
        both = parse_line(line.distinct[line.of[at]], column.distinct[column.of[at]])
        found.number[at], found.repetition[at], found.text[at], found.ranged[at] = both
    return found
