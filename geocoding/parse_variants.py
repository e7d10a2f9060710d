"""The ways in which one street text may be read: as it stands, or without what does not belong.

"RES LES LILAS 12 RUE DU PORT" is also 12, RUE DU PORT; "RUE DU PORT LE BOURG" is also RUE DU PORT
where Le Bourg is a place of the town; "BOULEVARD THIERS DIJON" is also BOULEVARD THIERS in Dijon.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geocoding.address_text import corner, variants
from geocoding.communes import Towns, city_key
from geocoding.ragged import Ints
from geocoding.street_keys import CANONICAL, canonical_words
from geocoding.street_names import Names
from geocoding.street_words import (
    ARTICLES,
    EXPANSIONS,
    NUMBER_WORDS,
    OPENERS,
    OTHER_EXPANSIONS,
    TYPES,
)
from geocoding.vocabulary import WordList

#: Words of the longest name of a town that may stand behind a street.
_LONGEST_TAIL = 6
#: Articles that are met glued to the next word (DESQUATRE VENTS, DELYON).
_DOUBLED = re.compile(r"(.)\1")
_NUMBER_WORDS = [word for word in NUMBER_WORDS if len(word) >= 4 and word.isalpha()]
_TYPE_FORMS = sorted(form for form in TYPES if len(form) >= 3)
_GLUED_ARTICLES = ("DELA", "DES", "DU", "DE", "LES", "LA", "LE", "D", "L")


class Reading(IntEnum):
    """What was left out or changed."""

    AS_IS = 0
    WITHOUT_TOWN = 1
    REPAIRED = 2
    SHORTER = 3
    WITHOUT_PLACE = 4
    OTHER_STREET = 5
    WITHOUT_TAIL = 6


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What is known of the towns' names: block, words of all streets, names of places.

    ``openers``: the words with which a street may open inside a longer text.
    """

    blocks: Mapping[str, int]
    towns: Towns
    lexicon: WordList
    words: frozenset[str]
    places: frozenset[tuple[int, str]]
    openers: frozenset[str] = OPENERS

    @cached_property
    def whole(self) -> frozenset[str]:
        """The words that need no mending."""
        return self.words.union(TYPES, ARTICLES, NUMBER_WORDS)

    @cached_property
    def place_ends(self) -> frozenset[tuple[int, str]]:
        """First and last words of the places, with their block."""
        split = [(block, name.split(" ")) for block, name in self.places]
        return frozenset((block, word) for block, words in split for word in (words[0], words[-1]))


@dataclass(frozen=True, eq=False)
class Readings:
    """Texts to look up, the query each comes from, its kind and the number found inside it.

    ``decided``: the only street that may answer, or -1.
    """

    query: Ints
    town: NDArray[np.object_]
    text: NDArray[np.object_]
    names: Names
    kind: Ints
    number: Ints
    repetition: NDArray[np.object_]
    decided: Ints

    def take(self, at: Ints | NDArray[np.bool_]) -> "Readings":
        """Keep some."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        names = parts.pop("names").take(at)
        return Readings(**{name: values[at] for name, values in parts.items()}, names=names)


def plain_readings(known: Vocabulary, towns: Sequence[str], texts: Sequence[str]) -> Readings:
    """Read each text as it stands; texts without words or of unknown towns are left out."""
    used = [
        at
        for at, (town, text) in enumerate(zip(towns, texts, strict=True))
        if text and town in known.blocks
    ]
    town, text = [towns[at] for at in used], [texts[at] for at in used]
    return _readings(known, known.lexicon, used, town, text)


def other_readings(known: Vocabulary, first: Readings) -> Readings:
    """Return the other readings of the same texts."""
    rows = [
        (query, town, *other)
        for query, town, text in zip(first.query.tolist(), first.town, first.text, strict=True)
        for other in _others(known, town, text)
    ]
    query, town, *rest = zip(*rows, strict=True) if rows else ((),) * 6
    return _readings(known, first.names.lexicon, query, town, *rest)


def tail_readings(known: Vocabulary, first: Readings) -> Readings:
    """Leave out the last words of the same texts: towns that are misspelt, or not of the index."""
    rows = [
        (query, town, shorter, Reading.WITHOUT_TAIL, 0, "")
        for query, town, text in zip(first.query.tolist(), first.town, first.text, strict=True)
        for shorter in _without_tail(text.split())
    ]
    query, town, *rest = zip(*rows, strict=True) if rows else ((),) * 6
    return _readings(known, first.names.lexicon, query, town, *rest)


def _without_tail(words: Sequence[str]) -> Iterator[str]:
    for end in range(len(words) - 1, max(len(words) - _LONGEST_TAIL, 2) - 1, -1):
        if words[end - 1] not in ARTICLES and not ARTICLES.issuperset(words[1:end]):
            yield " ".join(words[:end])


def joined(a: Readings, b: Readings) -> Readings:
    """Put two lists together."""
    parts = {
        f.name: np.concatenate([getattr(a, f.name), getattr(b, f.name)])
        for f in fields(Readings)
        if f.name != "names"
    }
    return Readings(**parts, names=a.names.with_(b.names))


def _others(known: Vocabulary, town: str, text: str) -> Iterator[tuple[str, int, int, str]]:
    bare = _without_town(known, town, text)
    if bare:
        yield bare, Reading.WITHOUT_TOWN, 0, ""
    repaired = _unglued(known, text)
    if repaired:
        yield repaired, Reading.REPAIRED, 0, ""
    streets = corner(text, known.openers)
    for at, (street, number, repetition) in enumerate(streets):
        yield street, Reading.OTHER_STREET if at else Reading.SHORTER, number, repetition
    for shorter, number, repetition in variants(text, known.openers):
        if not streets or text.startswith(shorter):
            yield shorter, Reading.SHORTER, number, repetition
    for shorter in _without_place(known, known.blocks[town], repaired or text):
        yield shorter, Reading.WITHOUT_PLACE, 0, ""


def _readings(
    known: Vocabulary,
    lexicon: WordList,
    query: Sequence[int],
    town: Sequence[str],
    text: Sequence[str],
    kind: Sequence[int] | None = None,
    number: Sequence[int] | None = None,
    repetition: Sequence[str] | None = None,
) -> Readings:
    size = len(query)
    return Readings(
        np.array(query, dtype=np.int64),
        np.array(town, dtype=object),
        np.array(text, dtype=object),
        Names.read(np.array([known.blocks[name] for name in town], dtype=np.int64), text, lexicon),
        np.array(kind or [Reading.AS_IS] * size, dtype=np.int64),
        np.array(number or [0] * size, dtype=np.int64),
        np.array(repetition or [""] * size, dtype=object),
        np.full(size, -1, dtype=np.int64),
    )


def _without_town(known: Vocabulary, town: str, text: str) -> str:
    """Take the town's own name off the end of a text, if a name remains before it."""
    words = text.split()
    if EXPANSIONS.get(words[-1], words[-1]) not in known.towns.last_words:
        return ""
    for size in range(1, min(7, len(words) - 1)):
        tail = city_key(" ".join(words[-size:]))
        if tail and town in known.towns.by_name.get(tail, ()):
            kept = words[:-size]
            coded = len(kept) > 2 and len(kept[-1]) == 5 and kept[-1].isdigit()
            return " ".join(kept[:-1] if coded else kept)
    return ""


def _unglued(known: Vocabulary, text: str) -> str:
    """Mend words that no street has: DESQUATRE -> DES QUATRE, QUAORZE -> QUATORZE, LLA -> LA."""
    first, *words = text.split()
    unknown = bool(words) and first not in known.whole and first not in known.openers
    if not unknown and known.whole.issuperset(words) and OTHER_EXPANSIONS.keys().isdisjoint(words):
        return ""
    out = [
        OTHER_EXPANSIONS.get(word) or (word if word in known.whole else _mended(known, word))
        for word in words
    ]
    opening = _nearest_type(first) if unknown else first
    return " ".join([opening, *out]) if out != words or opening != first else ""


def _mended(known: Vocabulary, word: str) -> str:
    if len(word) < 5:
        single = _DOUBLED.sub(r"\1", word)
        return single if single in ARTICLES else word
    if word.startswith(_GLUED_ARTICLES) or word.endswith(_GLUED_ARTICLES):
        for article in _GLUED_ARTICLES:
            rest = word[len(article) :]
            if word.startswith(article) and (rest in NUMBER_WORDS or rest in known.words):
                return f"{article} {rest}"
            if word.endswith(article) and len(article) > 1 and word[: -len(article)] in known.words:
                return f"{word[: -len(article)]} {article}"
    for number in _NUMBER_WORDS:
        if word.startswith(number) and word[len(number) :] in known.words:
            return f"{number} {word[len(number) :]}"
    return _nearest_number(word)


@lru_cache(maxsize=10_000)
def _nearest_type(word: str) -> str:
    """Give the short or long form of a type one slip away (IMO: IMP, PLCR: PLCE), else the word."""
    if len(word) < 3 or not word.isalpha():
        return word
    found = process.extract(word, _TYPE_FORMS, scorer=OSA.distance, score_cutoff=1, limit=None)
    kinds = {TYPES[form] for form, *_ in found}
    return str(found[0][0]) if len(kinds) == 1 else word


@lru_cache(maxsize=10_000)
def _nearest_number(word: str) -> str:
    """Return the number word one slip away, else the word."""
    found = process.extractOne(word, _NUMBER_WORDS, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else word


def _without_place(known: Vocabulary, block: int, text: str) -> Iterator[str]:
    """Take a place of the town off the end or the start of a text."""
    words = text.split()
    at_end = len(words) > 2 and _may_end_place(known, block, reversed(words))
    at_start = len(words) > 2 and words[0] not in OPENERS and _may_end_place(known, block, words)
    if not (at_end or at_start):
        return
    for at in range(1, len(words)):
        if at > 1 and (block, " ".join(canonical_words(words[at:]))) in known.places:
            yield " ".join(words[:at])
        if (
            len(words) - at > 1
            and words[0] not in OPENERS
            and (block, " ".join(canonical_words(words[:at]))) in known.places
        ):
            yield " ".join(words[at:])


def _may_end_place(known: Vocabulary, block: int, words: Iterable[str]) -> bool:
    """Tell whether the first word that counts may open or end a place of the town."""
    for given in words:
        word = CANONICAL.get(given, given)
        if word:
            # Numbers may join their neighbours: only the whole name tells.
            return word < ":" or " " in word or (block, word) in known.place_ends
    return False
