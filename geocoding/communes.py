"""Which town a line belongs to, by current or former INSEE code, postcode or name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from geocoding.address_text import plain_text
from geocoding.street_words import ARTICLES, EXPANSIONS

#: Municipal arrondissements -> their commune (INSEE, Code officiel géographique).
ARRONDISSEMENTS: dict[str, str] = {
    **{str(code): "75056" for code in range(75101, 75121)},
    **{str(code): "13055" for code in range(13201, 13217)},
    **{str(code): "69123" for code in range(69381, 69390)},
}


#: What the official table says of merged communes, for files that do not say it themselves.
_OFFICIAL = Path(__file__).with_name("former_communes.csv")


class Merged(NamedTuple):
    """A commune that merged: its code, that of the commune it is in now, and its name if known."""

    code: str
    now: str
    name: str


@lru_cache(maxsize=1)
def merged_communes() -> tuple[Merged, ...]:
    """Return the communes that merged into another (Insee, Code officiel géographique 2026)."""
    lines = _OFFICIAL.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    return tuple(Merged(*row.split(";")) for row in rows[1:])


#: Likeness (of 100) under which a name is that of another town.
_OTHER_TOWN = 65


def city_of(insee: str) -> str:
    """Return the commune of an arrondissement's code, or the code itself."""
    return ARRONDISSEMENTS.get(insee, insee)


def arrondissement_of(postcode: str) -> str:
    """Return the arrondissement that a postcode of Paris, Marseille or Lyon names, or nothing.

    75116 is the 16th's second postcode.
    """
    if len(postcode) != 5 or not postcode.isdigit():
        return ""
    if postcode == "75116":
        return "75116"
    code = {"750": "751", "130": "132", "690": "693"}.get(postcode[:3])
    if code is None:
        return ""
    code += str(int(postcode[3:]) + 80) if code == "693" else postcode[3:]
    return code if code in ARRONDISSEMENTS else ""


def city_key(name: str) -> str:
    """Return a town's name as it is compared: no CEDEX, no district number, no articles."""
    words = plain_text(name).split()
    if "CEDEX" in words:
        words = words[: words.index("CEDEX")]
    kept = [EXPANSIONS.get(w, w) for w in words if w not in ARTICLES and not w[0].isdigit()]
    return " ".join(w for w in kept if w not in {"ARRONDISSEMENT", "EME", "ER"})


#: What a former commune is called beside its name.
_OF_COMMUNES = frozenset(("COMMUNE", "COMMUNES", "DELEGUEE", "ASSOCIEE", "ANCIENNE"))


def _size_of_tail(words: list[str], name: str) -> int:
    """Count the last words that spell a town's name (``city_key``), or give 0."""
    sizes = range(1, min(len(words), 8))
    return next((size for size in sizes if city_key(" ".join(words[-size:])) == name), 0)


@dataclass(frozen=True, eq=False)
class Towns:
    """How lines name the towns of an index; every code is that of ``city_of``.

    ``former``: the former codes that the index's own addresses have; ``official``: those that only
    the official table knows. ``present``: the towns' own names.
    """

    current: frozenset[str]
    former: Mapping[str, str]
    by_name: Mapping[str, frozenset[str]]
    by_postcode: Mapping[str, frozenset[str]]
    official: Mapping[str, str] = field(default_factory=dict)
    present: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def last_words(self) -> frozenset[str]:
        """The words that end a town's name."""
        return frozenset(name.split(" ")[-1] for name in self.by_name)

    @classmethod
    def of(cls, streets: pd.DataFrame) -> "Towns":
        """Take the towns of an index's streets."""
        current = frozenset(city_of(code) for code in streets["insee"].unique())
        former: dict[str, str] = {}
        by_name: dict[str, set[str]] = {}
        by_postcode: dict[str, set[str]] = {}
        present: dict[str, set[str]] = {}
        facts = streets[["insee", "city", "old_insee", "old_city", "postcode"]].drop_duplicates()
        for insee, city, old_insee, old_city, postcode in facts.itertuples(index=False):
            code = city_of(insee)
            if old_insee and old_insee not in current:
                former[old_insee] = code
            present.setdefault(code, set()).add(city_key(city))
            for name in (city, old_city):
                if name:
                    by_name.setdefault(city_key(name), set()).add(code)
            if postcode:
                by_postcode.setdefault(postcode, set()).add(code)
        merged = [one for one in merged_communes() if one.now in current]
        # Addresses older than a merger still have the former codes.
        merged = [one for one in merged if one.code == one.now or one.code not in current]
        for key, now in [(city_key(one.name), one.now) for one in merged if one.name]:
            if key not in by_name:
                by_name[key] = {now}
        return cls(
            current,
            former,
            {k: frozenset(v) for k, v in by_name.items()},
            {k: frozenset(v) for k, v in by_postcode.items()},
            {one.code: one.now for one in merged if one.code not in former},
            {k: frozenset(v) for k, v in present.items()},
        )

    @cached_property
    def names_of(self) -> Mapping[str, tuple[str, ...]]:
        """Every name (``city_key``) of each town."""
        names: dict[str, list[str]] = {}
        for name, codes in self.by_name.items():
            for code in codes:
                names.setdefault(code, []).append(name)
        return {code: tuple(known) for code, known in names.items()}

    @cached_property
    def _former_names(self) -> Mapping[str, frozenset[str]]:
        return {
            code: frozenset(name for name in names if name not in self.present.get(code, ()))
            for code, names in self.names_of.items()
        }

    def former_names(self, town: str) -> frozenset[str]:
        """Return the names (``city_key``) of the communes that merged into a town, save its own."""
        return self._former_names.get(town, frozenset())

    def former_in(self, town: str, text: str, *, beside: bool = False, after: bool = False) -> str:
        """Return the former commune of a town that a text names, or nothing.

        Parameters
        ----------
        beside
            Beside the town's own name: "Saint-Loup, commune de Montfusion".
        after
            At the end of a street's text, but not of its name: "Rue Nationale Saint-Loup" is in
            Saint-Loup, "Rue de Saint-Loup" need not be.
        """
        names = self.former_names(town)
        if not text or not names:
            return ""
        words = plain_text(text).split()
        key = " ".join(w for w in city_key(text).split() if w not in _OF_COMMUNES)
        if beside:
            # The name of the new commune may hold that of a former one: it goes first.
            own = (name for name in self.present.get(town, ()) if f" {name} " in f" {key} ")
            key = f" {key} ".replace(f" {next(own, key)} ", " ", 1).strip()
        if not after:
            return key if key in names else ""
        for name in sorted(names, key=len, reverse=True):
            size = _size_of_tail(words, name) if after and key.endswith(" " + name) else 0
            if size and len(words) - size > 1 and words[-size - 1] not in ARTICLES:
                return name
        return ""

    def is_other(self, town: str, city: str) -> bool:
        """Tell whether a town's name (``city_key``) is nothing like those of this town."""
        if not city:
            return False
        likeness = (fuzz.token_set_ratio(city, name) for name in self.names_of.get(town, ()))
        return max(likeness, default=100.0) < _OTHER_TOWN

    def now(self, insee: str) -> str:
        """Return the present commune of a code."""
        code = city_of(insee)
        return self.former.get(code) or self.official.get(code, code)

    def find(self, insee: str, postcode: str, city: str) -> str:
        """Return the commune's code, or nothing where the line names none of the index."""
        code = self.now(insee)
        if code in self.current:
            return code
        named = self.by_name.get(city_key(city), frozenset()) if city else frozenset()
        coded = self.by_postcode.get(postcode, frozenset()) or frozenset(
            {city_of(arrondissement_of(postcode))} & self.current
        )
        for choice in (named & coded, named, coded):
            if len(choice) == 1:
                return next(iter(choice))
        if insee == "" and not city and not postcode and len(self.current) == 1:
            return next(iter(self.current))
        return self._nearest(city_key(city), named & coded or coded or named)

    def _nearest(self, wanted: str, among: frozenset[str]) -> str:
        """Give the town whose name is nearest, among those of the postcode where there are some."""
        if not wanted:
            return ""
        names = [n for n, codes in self.by_name.items() if not among or codes & among]
        found = process.extractOne(wanted, names, score_cutoff=80 if among else 90)
        if not found:
            return ""
        codes = sorted(self.by_name[found[0]] & among if among else self.by_name[found[0]])
        return codes[0] if len(codes) == 1 else ""
