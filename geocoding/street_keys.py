"""The name of a street as it is compared: its type apart, its words made canonical."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geocoding.street_words import (
    ARTICLES,
    EXPANSIONS,
    GLUED_TYPES,
    MONTHS,
    NUMBER_WORDS,
    TWO_WORD_TYPES,
    TYPES,
)

#: Slips for RUE that no name opens with.
_RUE_MISSPELT = frozenset(
    (
        *("RU", "RUEE", "RRUE", "RUUE", "REU", "URE", "RUR", "RYE", "RUW", "RUZ", "RIE", "RUI"),
        *("RUS", "RUD", "TUE", "EUE", "FUE", "RE", "UE"),
    )
)
_LONG_TYPES = sorted({t for t in TYPES.values() if len(t) >= 5 and "-" not in t} | {"QUAI"})


#: What each word becomes; articles become nothing. Digits sort before letters.
CANONICAL = {**EXPANSIONS, **NUMBER_WORDS, **dict.fromkeys(ARTICLES, "")}


#: Articles that stand before a vowel only.
ELIDED = ("L", "D")
CONSONANTS = "BCDFGJKLMNPQRSTVWXZ"


class StreetKey(NamedTuple):
    """Canonical form of a street's name.

    ``type`` is one of the values of ``street_words.TYPES`` or empty; ``words`` never is, unless the
    text was; ``literal`` is the same with articles.
    """

    type: str
    words: tuple[str, ...]
    literal: str = ""

    @property
    def name(self) -> str:
        """The words, joined."""
        return " ".join(self.words)


def street_key(text: str, *, repair: bool = True) -> StreetKey:
    """Read a plain text (``address_text.plain_text``) as a street's name.

    Parameters
    ----------
    repair
        Also recognise a misspelt or glued type; for queries, not for the reference.
    """
    words = text.split()
    if not words:
        return StreetKey("", ())
    kind, rest = _type_of(words, repair=repair)
    kept = canonical_words(rest)
    if not kept:
        # "Grande Rue" alone, "Rue A": what looks like a type or an article is the name.
        kept = rest or kind.split("-")
    literal = canonical_words(rest, articles=True) if len(kept) != len(rest) else kept
    return StreetKey(kind, tuple(kept), " ".join(literal))


def _type_of(words: list[str], *, repair: bool) -> tuple[str, list[str]]:
    """Part the type, empty if there is none, from the other words."""
    first = words[0]
    if len(words) > 1 and (first, words[1]) in TWO_WORD_TYPES:
        return TWO_WORD_TYPES[first, words[1]], words[2:]
    if first in TYPES:
        return TYPES[first], words[1:]
    return _repaired_type(words) if repair else ("", words)


def _repaired_type(words: list[str]) -> tuple[str, list[str]]:
    first, others = words[0], words[1:]
    if others:
        nearest = "RUE" if first in _RUE_MISSPELT else _nearest_type(first)
        if nearest:
            return nearest, others
    least = 2 if others else 4
    for glued in GLUED_TYPES:
        if first.startswith(glued) and len(first) >= len(glued) + least:
            return TYPES[glued], [first[len(glued) :], *others]
    return "", words


@lru_cache(maxsize=10_000)
def _nearest_type(word: str) -> str:
    """Return the long type one or two slips away from a word, if there is one."""
    if len(word) < 4:
        return ""
    found = process.extractOne(
        word, _LONG_TYPES, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2
    )
    return found[0] if found else ""


def canonical_words(words: Sequence[str], *, articles: bool = False) -> list[str]:
    """Expand titles, write numbers in digits and drop articles unless they are asked for."""
    kept: list[str] = []
    for at, given in enumerate(words):
        word = CANONICAL.get(given, given)
        if not word and is_initial(given, words[at + 1 : at + 2], first=at == 0):
            word = given
        if not word:
            if articles:
                kept.append(given)
        elif word < ":" and kept and (joined := _joined(kept[-1], word)):
            kept[-1] = joined[0]
            kept += joined[1:]
        elif " " in word:
            kept += word.split()
        else:
            kept.append(word)
    return kept


def is_initial(word: str, following: Sequence[str], *, first: bool) -> bool:
    """Tell an initial from an article: L and D elide before a vowel only, "à" opens no name."""
    if not following:
        return False
    if word in ELIDED:
        return following[0][0] in CONSONANTS
    return word == "A" and first and following[0] not in ARTICLES


def _joined(last: str, word: str) -> tuple[str, ...]:
    """Join a number to the word before it: DIX NEUF is 19, MAI 45 is MAI 1945."""
    if not word.isdigit():
        return ()
    if len(word) == 1 and last in {"10", "20", "30", "60"}:
        return (str(int(last) + int(word)),)
    return (last, "19" + word) if len(word) == 2 and last in MONTHS else ()
