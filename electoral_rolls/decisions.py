"""What a person decided about an address text: a street for its words, or one address for a line.

A decision is kept as text -> id, so that it outlives the roll that it was made for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from canvass.tables import ADDRESS_COLUMNS
from electoral_rolls.address_index import AddressIndex
from electoral_rolls.address_text import plain

_SEPARATOR = "\x1f"
_STREET, _LINE = "voie", "adresse"
#: A person is sure.
SURE = 1.0


@dataclass(frozen=True, eq=False)
class Register:
    """Names and ids that a decision may give."""

    street_of: Mapping[tuple[str, str], str]
    streets: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, index: AddressIndex) -> "Register":
        """Gather them from an index."""
        points = index.points()
        texts = index.street_texts
        street_of = {
            (str(city), plain(str(name))): str(street)
            for city, name, street in zip(
                index.streets["insee"], texts["name"], texts["street_id"], strict=True
            )
        }
        return cls(street_of, frozenset(texts["street_id"]), frozenset(points["id"]))

    def read(self, address: Mapping[str, str], decision: str) -> tuple[str, str] | None:
        """Turn a decision into what is kept (text, id), or None where it names nothing."""
        if decision in self.numbers:
            return line_key(address), decision
        street = decision if decision in self.streets else self._named(address, decision)
        if street is None:
            return None
        words = address["voie"] or address["lieu_dit"]
        return _SEPARATOR.join((_STREET, address["insee"], words)), street

    def _named(self, address: Mapping[str, str], name: str) -> str | None:
        return self.street_of.get((address["insee"], plain(name)))


def line_key(address: Mapping[str, str]) -> str:
    """Give the text under which a decision about one whole line is kept."""
    return _SEPARATOR.join((_LINE, *(address[c] for c in ADDRESS_COLUMNS)))


def street_aliases(kept: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Give the decisions about streets as ``geocoder.geocode`` takes them."""
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
