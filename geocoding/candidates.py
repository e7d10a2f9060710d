"""The streets that each line may mean, and how their names agree with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geocoding.address_index import AddressIndex
from geocoding.address_text import parse_line, plain_text
from geocoding.categorical import Categorical
from geocoding.communes import Towns, city_key
from geocoding.name_likeness import Alike, Likeness
from geocoding.parse_variants import (
    Reading,
    Readings,
    Vocabulary,
    joined,
    other_readings,
    plain_readings,
    tail_readings,
)
from geocoding.ragged import Ints, first_largest, run_starts
from geocoding.street_keys import CANONICAL
from geocoding.street_search import StreetSearch
from geocoding.street_words import OPENERS, TITLES, TYPES

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
#: What a reading costs against the text as it stands, when both lead to the same street.
_COST = {Reading.AS_IS: 0.0, Reading.WITHOUT_TOWN: 0.01, Reading.REPAIRED: 0.02}
_COST_OF_SHORTER = 0.04
#: Slips that are two, counted as shares of a word, and the likeness of a name with two slips that
#: is long enough for them to be slips all the same; and the same of one slip.
_TWO_SLIPS, _LONG_NAME = 1.5, 0.84
_ONE_SLIP, _SHORT_NAME = 0.7, 0.82
#: A word that opens this many streets of an index is a type of street there.
_OPENS = 5


@dataclass(frozen=True, slots=True)
class Alias:
    """What a text stands for: another text, and the only street it may mean, or -1."""

    text: str
    street: int


@dataclass(frozen=True, eq=False)
class StreetTowns:
    """The town of every street of an index; names as ``communes.city_key`` gives them."""

    insee: Categorical
    old_insee: Categorical
    postcode: Categorical
    city: Categorical
    old_city: Categorical

    @classmethod
    def of(cls, texts: Mapping[str, Texts]) -> "StreetTowns":
        """Take an index's street texts."""
        codes = (Categorical.read(texts[column]) for column in ("insee", "old_insee", "postcode"))
        names = (
            Categorical.read(Categorical.read(texts[column]).each(city_key))
            for column in ("city", "old_city")
        )
        return cls(*codes, *names)


@dataclass(frozen=True, eq=False)
class Finder:
    """An index made ready for questions."""

    index: AddressIndex
    search: StreetSearch
    likeness: Likeness
    towns: Towns
    vocabulary: Vocabulary
    street_towns: StreetTowns
    aliases: Mapping[tuple[str, str], Alias]

    @classmethod
    def of(cls, index: AddressIndex, aliases: Mapping[tuple[str, str], str]) -> "Finder":
        """Make ready, with what people decided about some street texts."""
        ready = _ready(index)
        return replace(ready, aliases=_read_aliases(ready, aliases)) if aliases else ready


def _read_aliases(
    finder: Finder, aliases: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], Alias]:
    ids, names = (finder.index.street_texts[c] for c in ("street_id", "name"))
    at = dict(zip(ids, range(len(ids)), strict=True))
    read = {}
    for (insee, text), street in aliases.items():
        known = at.get(street, -1)
        asked = finder.towns.now(insee), parse_line(text).text
        read[asked] = Alias(plain_text(str(names[known]) if known >= 0 else street), known)
    return read


@lru_cache(maxsize=2)
def _ready(index: AddressIndex) -> Finder:
    search = StreetSearch.of(index.streets)
    towns = Towns.of(index.streets)
    likeness = Likeness.of(search.names)
    places = index.streets["is_place"].to_numpy()
    names, written = index.street_texts["words"], index.street_texts["name"]
    vocabulary = Vocabulary(
        search.blocks,
        towns,
        search.names.lexicon,
        frozenset(" ".join(names).split()),
        frozenset(zip(search.names.block[places].tolist(), names[places], strict=True)),
        OPENERS | _own_openers(written[~places], written[places]),
    )
    return Finder(
        index,
        search,
        likeness,
        towns,
        vocabulary,
        StreetTowns.of(index.street_texts),
        {},
    )


def _own_openers(streets: Texts, places: Texts) -> set[str]:
    """Return the types of streets that only these towns have: CHEMINEMENT, TRABOULE, HENT."""
    known = {*CANONICAL, *CANONICAL.values(), *TITLES, *TYPES, "CHEZ", *_first_words(places)}
    first = Counter(_first_words(streets))
    return {
        word
        for word, names_opened in first.items()
        if names_opened >= _OPENS and len(word) > 3 and word.isalpha() and word not in known
    }


def _first_words(names: Texts) -> list[str]:
    split = (plain_text(str(name)).split() for name in names)
    return [words[0] for words in split if len(words) > 1]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs (query, street), sorted by query, each once.

    ``asked`` and ``own``: share of the query's, and of the street's, words found in the other;
    ``glued``: likeness without spaces; ``lightly``, ``slips``, ``other_words``, ``more``,
    ``less``: see ``Alike``;
    ``exact``: same words; ``literal``: articles too;
    ``type_state``: 0 same type, 1 one side has none, 2 they differ; ``typed``: the query has one.
    """

    query: Ints
    street: Ints
    asked: Floats
    own: Floats
    glued: Floats
    lightly: NDArray[np.bool_]
    slips: Floats
    other_words: Floats
    more: NDArray[np.bool_]
    less: NDArray[np.bool_]
    exact: NDArray[np.bool_]
    literal: NDArray[np.bool_]
    type_state: Ints
    typed: NDArray[np.bool_]
    reading: Ints
    number: Ints
    repetition: NDArray[np.object_]

    @property
    def both(self) -> Floats:
        """Harmonic mean of the two covers."""
        return 2 * self.asked * self.own / np.maximum(self.asked + self.own, 1e-9)

    @property
    def doubtful(self) -> NDArray[np.bool_]:
        """Tell which names may well be those of two streets, whatever number they share.

        Words that are words themselves (POMME, SOMME), a slip in a short name or two, a word of the
        query that the street has not, or one of the street that is no first name or title.
        """
        slipped = (self.slips >= _TWO_SLIPS) & (self.glued < _LONG_NAME)
        slipped |= (self.slips >= _ONE_SLIP) & (self.glued < _SHORT_NAME)
        unlike = self.more | (self.less & ~self.lightly) | slipped | (self.other_words > 0)
        return np.asarray(unlike & ~self.exact)

    def take(self, at: NDArray[np.int64] | NDArray[np.bool_]) -> "Candidates":
        """Keep some pairs."""
        return Candidates(*(getattr(self, f.name)[at] for f in fields(self)))


def read_queries(finder: Finder, towns: Sequence[str], texts: Sequence[str]) -> Readings:
    """Read each (town, street text) as it stands."""
    asked = zip(towns, texts, strict=True)
    known = {at: finder.aliases[key] for at, key in enumerate(asked) if key in finder.aliases}
    meant, decided = list(texts), np.full(len(texts), -1, dtype=np.int64)
    for at, alias in known.items():
        meant[at], decided[at] = alias.text, alias.street
    readings = plain_readings(finder.vocabulary, towns, meant)
    return replace(readings, decided=decided[readings.query])


def exact_candidates(finder: Finder, readings: Readings) -> Candidates:
    """Return the streets of the same name."""
    reading, street = finder.search.exact(readings.names)
    decided = readings.decided[reading]
    kept = (decided < 0) | (decided == street)
    reading, street = reading[kept], street[kept]
    return _candidates(finder, readings, reading, street, Alike.same(len(reading)))


def alike_candidates(finder: Finder, readings: Readings) -> Candidates:
    """Return the streets of the same or of like names, by every reading of the texts.

    They are in no order, and there as often as several readings lead to them: see ``join``.
    """
    free = readings.take(readings.decided < 0)
    every = joined(free, other_readings(finder.vocabulary, free))
    reading, street = finder.search.alike(every.names)
    same_reading, same_street = finder.search.exact(every.names)
    reading, street = np.r_[reading, same_reading], np.r_[street, same_street]
    return _candidates(
        finder, every, reading, street, finder.likeness.compare(every.names, reading, street)
    )


def tail_candidates(finder: Finder, readings: Readings) -> Candidates:
    """Return the streets of like names where the last words of a text belong to no street."""
    free = readings.take(readings.decided < 0)
    shorter = tail_readings(finder.vocabulary, free)
    reading, street = finder.search.alike(shorter.names)
    same_reading, same_street = finder.search.exact(shorter.names)
    reading, street = np.r_[reading, same_reading], np.r_[street, same_street]
    likeness = finder.likeness.compare(shorter.names, reading, street)
    return _best_of_each(_candidates(finder, shorter, reading, street, likeness))


def _candidates(
    finder: Finder,
    readings: Readings,
    reading: Ints,
    street: Ints,
    likeness: Alike,
) -> Candidates:
    mine, theirs = readings.names, finder.search.names
    asked_type, own_type = mine.type[reading], theirs.type[street]
    none = (asked_type == 0) | (own_type == 0)
    state = np.where(asked_type == own_type, 0, np.where(none, 1, 2)).astype(np.int64)
    return Candidates(
        readings.query[reading],
        street,
        likeness.asked,
        likeness.own,
        likeness.glued,
        likeness.lightly,
        likeness.slips,
        likeness.other_words,
        likeness.more,
        likeness.less,
        (likeness.asked >= 1) & (likeness.own >= 1),
        mine.literal_key[reading] == theirs.literal_key[street],
        state,
        asked_type != 0,
        readings.kind[reading],
        readings.number[reading],
        readings.repetition[reading],
    )


def join(a: Candidates, b: Candidates) -> Candidates:
    """Put two lists together."""
    names = [f.name for f in fields(Candidates)]
    return _best_of_each(
        Candidates(*(np.concatenate([getattr(a, n), getattr(b, n)]) for n in names))
    )


def _best_of_each(c: Candidates) -> Candidates:
    """Keep, for each query and street, the reading that agrees best."""
    cost = np.full(len(Reading), _COST_OF_SHORTER)
    for kind, value in _COST.items():
        cost[kind] = value
    worth = np.maximum(c.both, c.glued) - cost[c.reading] - 0.05 * (c.type_state == 2)
    pair = c.query * (int(c.street.max(initial=0)) + 1) + c.street
    # Whole numbers that differ are sorted several times faster than by several columns.
    order = np.argsort(pair * len(pair) + np.arange(len(pair)))
    best = first_largest(worth[order], run_starts(pair[order]))
    return c.take(order[best])
