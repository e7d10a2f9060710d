"""What a person decided about an address text: a street for its words, or one address for a line.

A decision is kept as text -> id, so that it outlives the roll that it was made for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from canvass.tables import ADDRESS_COLUMNS
from geocoding.address_index import AddressIndex
from geocoding.address_text import parse_line, plain_text
from geocoding.communes import ARRONDISSEMENTS, Towns, arrondissement_of
from geocoding.house_numbers import OTHER_SPELLING, find_numbers

_SEPARATOR = "\x1f"
_STREET, _LINE = "voie", "adresse"
#: A person is sure.
SURE = 1.0


@dataclass(frozen=True, eq=False)
class OverrideKeys:
    """Names, addresses and ids that a decision may give."""

    index: AddressIndex
    towns: Towns
    street_of: Mapping[tuple[str, str], str]
    streets: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, index: AddressIndex) -> "OverrideKeys":
        """Gather them from an index."""
        points = index.points()
        texts = index.street_texts
        street_of: dict[tuple[str, str], str] = {}
        for code, name, street in zip(
            index.streets["insee"], texts["name"], texts["street_id"], strict=True
        ):
            street_of[str(code), plain_text(str(name))] = str(street)
            if code in ARRONDISSEMENTS:
                # Where several arrondissements have the name, the city alone does not tell.
                whole = f"{ARRONDISSEMENTS[code]}*", plain_text(str(name))
                street_of[whole] = "" if whole in street_of else str(street)
        return cls(
            index,
            Towns.of(index.streets),
            street_of,
            frozenset(texts["street_id"]),
            frozenset(points["id"]),
        )

    def read(self, address: Mapping[str, str], decision: str) -> tuple[str, str] | None:
        """Turn a decision into what is kept (text, id), or None where it names nothing.

        A street ("Rue du Port") stands for the words of the line, an address ("12 bis rue du
        Port") or its id for the whole line.
        """
        number = decision if decision in self.numbers else self._numbered(address, decision)
        if number:
            return line_key(address), number
        street = decision if decision in self.streets else self._named(address, decision)
        if street is None:
            return None
        words = address["voie"] or address["lieu_dit"]
        return _SEPARATOR.join((_STREET, address["insee"], words)), street

    def _numbered(self, address: Mapping[str, str], decision: str) -> str:
        """Return the id of an address written out, or nothing."""
        line = parse_line(decision)
        named = self._named(address, line.text) if line.number else None
        if named is None:
            return ""
        street = np.flatnonzero(self.index.street_texts["street_id"] == named)
        repetition = np.full(len(street), line.repetition, dtype=object)
        held = find_numbers(self.index, street, np.full(len(street), line.number), repetition)
        found = held.position[held.value >= OTHER_SPELLING]
        return str(self.index.numbers["id"].iloc[found[0]]) if len(found) else ""

    def _named(self, address: Mapping[str, str], name: str) -> str | None:
        """Return the id of a street of the line's town; of its arrondissement where it tells."""
        now = self.towns.now(address["insee"])
        codes = (address["insee"], arrondissement_of(address["code_postal"]), now, f"{now}*")
        known = (self.street_of.get((code, plain_text(name))) for code in codes)
        return next((street for street in known if street), None)


def line_key(address: Mapping[str, str]) -> str:
    """Return the text under which a decision about one whole line is kept."""
    return _SEPARATOR.join((_LINE, *(address[c] for c in ADDRESS_COLUMNS)))


def street_aliases(kept: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the decisions about streets as ``geocoder.geocode`` takes them."""
    parts = {text: text.split(_SEPARATOR) for text in kept}
    return {(p[1], p[2]): kept[text] for text, p in parts.items() if p[0] == _STREET}


def with_decided_lines(
    addresses: pd.DataFrame, found: pd.DataFrame, kept: Mapping[str, str], index: AddressIndex
) -> pd.DataFrame:
    """Put the lines that a person placed where they said.

    Parameters
    ----------
    addresses
        Columns of ``canvass.tables.ADDRESS_COLUMNS``.
    found
        The geocoder's answers on the same index.
    """
    lines = {text: target for text, target in kept.items() if text.startswith(_LINE + _SEPARATOR)}
    if not lines:
        return found
    text = addresses[list(ADDRESS_COLUMNS)].agg(_SEPARATOR.join, axis=1)
    target = (_LINE + _SEPARATOR + text).map(lines)
    decided = target.dropna()
    points = index.points().set_index("id")
    decided = decided[decided.isin(points.index)]
    if decided.empty:
        return found
    at = points.loc[decided.tolist()].set_axis(decided.index)
    answer = found.copy()
    rows = decided.index
    answer.loc[rows, "result_type"] = "housenumber"
    answer.loc[rows, "result_id"] = decided
    answer.loc[rows, "result_score"] = SURE
    answer.loc[rows, "result_longitude"] = at["lon"]
    answer.loc[rows, "result_latitude"] = at["lat"]
    answer.loc[rows, "result_street"] = at["street"]
    answer.loc[rows, "result_number"] = (at["numero"].astype(str) + " " + at["rep"]).str.strip()
    answer.loc[rows, "result_flags"] = "decided"
    return answer
