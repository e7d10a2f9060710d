"""How alike two street names are, word by word, for many pairs at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from electoral_rolls.street_search import Ints, Names, ramp
from electoral_rolls.street_words import TITLES

Floats = NDArray[np.float64]

#: Under this likeness two words are different words.
_SAME_WORD = 0.6
_INITIAL, _PREFIX = 0.8, 0.85
#: A word that opens this many different two-word names is a first name.
_FIRST_NAME_OPENS = 8
_FIRST_NAME, _TITLE, _YEAR = 0.4, 0.3, 0.12


@dataclass(frozen=True, eq=False)
class Ragged:
    """Words of many names: ``flat`` word numbers, those of name i at ``start[i]``, ``count[i]``."""

    flat: Ints
    start: Ints
    count: Ints


@dataclass(frozen=True, eq=False)
class Likeness:
    """What the words of an index weigh, and its names in words."""

    vocabulary: dict[str, int]
    streets: Ragged
    weights: Floats
    names: Names

    @classmethod
    def of(cls, names: Names) -> "Likeness":
        """Weigh the words of an index's names by their rarity and by what they are."""
        split = [w.split() for w in names.words]
        vocabulary: dict[str, int] = {}
        flat = np.array(
            [vocabulary.setdefault(w, len(vocabulary)) for ws in split for w in ws], dtype=np.int64
        )
        count = np.array([len(ws) for ws in split], dtype=np.int64)
        streets = Ragged(flat, np.r_[0, np.cumsum(count)[:-1]].astype(np.int64), count)
        known = np.bincount(flat, minlength=len(vocabulary))
        rarity = np.log((len(split) + 1) / (known + 0.5)) / np.log(len(split) + 2)
        weights = 0.4 + 0.6 * np.clip(rarity, 0, 1)
        for word in _first_names(split):
            weights[vocabulary[word]] *= _FIRST_NAME
        for word in TITLES:
            if word in vocabulary:
                weights[vocabulary[word]] *= _TITLE
        return cls(vocabulary, streets, weights, names)

    def compare(self, queries: Names, query: Ints, street: Ints) -> tuple[Floats, Floats, Floats]:
        """Compare (query, street) pairs.

        Returns
        -------
        tuple
            Share (0 to 1) of the query's words found in the street's name, of the street's words
            found in the query, and likeness of both without spaces.
        """
        if not len(query):
            return np.zeros(0), np.zeros(0), np.zeros(0)
        asked, words, weights = self._read(queries)
        left, right = _by_words(asked, self.streets, words, weights, query, street)
        glued = _alike(queries.glued[query], self.names.glued[street])
        asked_text, own_text = queries.literal_glued[query], self.names.literal_glued[street]
        other = (asked_text != queries.glued[query]) | (own_text != self.names.glued[street])
        literal = _alike(asked_text[other], own_text[other])
        glued[other] = np.maximum(glued[other], literal)
        return left, right, glued

    def _read(self, queries: Names) -> tuple[Ragged, list[str], Floats]:
        vocabulary = dict(self.vocabulary)
        split = [w.split() for w in queries.words]
        flat = np.array(
            [vocabulary.setdefault(w, len(vocabulary)) for ws in split for w in ws], dtype=np.int64
        )
        count = np.array([len(ws) for ws in split], dtype=np.int64)
        weights = np.r_[self.weights, np.ones(len(vocabulary) - len(self.weights))]
        start = np.r_[0, np.cumsum(count)[:-1]].astype(np.int64)
        return Ragged(flat, start, count), list(vocabulary), weights


def _alike(left: NDArray[np.object_], right: NDArray[np.object_]) -> Floats:
    """Compare texts one to one: 1 less the share of slips, two letters exchanged being one."""
    found = process.cpdist(
        left.tolist(), right.tolist(), scorer=OSA.normalized_similarity, dtype=np.float32
    )
    return np.asarray(found, dtype=np.float64)


def _first_names(split: list[list[str]]) -> list[str]:
    pairs = {(ws[0], ws[1]) for ws in split if len(ws) == 2 and len(ws[0]) > 2}
    opens = pd.Series([first for first, _ in pairs], dtype="object").value_counts()
    return [w for w in opens.index[opens >= _FIRST_NAME_OPENS] if not w[0].isdigit()]


def _by_words(
    asked: Ragged, own: Ragged, words: list[str], weights: Floats, query: Ints, street: Ints
) -> tuple[Floats, Floats]:
    """Cover each name's words by the other's, weighted."""
    rows, columns = asked.count[query], own.count[street]
    area = rows * columns
    start = np.cumsum(area) - area
    pair = np.repeat(np.arange(len(query)), area)
    within = np.arange(int(area.sum())) - start[pair]
    i, j = within // columns[pair], within % columns[pair]
    left = asked.flat[asked.start[query[pair]] + i]
    right = own.flat[own.start[street[pair]] + j]
    alike = _words_alike(left, right, words)
    # Best partner of every word of the query, then, reading the table by columns, of the street.
    best_left = np.maximum.reduceat(alike, np.flatnonzero(j == 0))
    j_first, i_second = within // rows[pair], within % rows[pair]
    turned = alike[start[pair] + i_second * columns[pair] + j_first]
    best_right = np.maximum.reduceat(turned, np.flatnonzero(i_second == 0))
    return (
        _cover(best_left, asked, query, weights),
        _cover(best_right, own, street, weights),
    )


def _cover(best: Floats, names: Ragged, chosen: Ints, weights: Floats) -> Floats:
    counts = names.count[chosen]
    flat = names.flat[ramp(names.start[chosen], counts)]
    starts = np.cumsum(counts) - counts
    weight = weights[flat].copy()
    last = starts + counts - 1
    weight[last] = np.maximum(weight[last], 0.5)
    return np.add.reduceat(weight * best, starts) / np.add.reduceat(weight, starts)


def _words_alike(left: Ints, right: Ints, words: list[str]) -> Floats:
    both, inverse = np.unique(left * len(words) + right, return_inverse=True)
    known = np.array(words, dtype=object)
    a, b = known[both // len(words)], known[both % len(words)]
    alike = _alike(a, b)
    alike[alike < _SAME_WORD] = 0.0
    initials = np.array([ord(word[0]) for word in words])
    same_start = initials[both // len(words)] == initials[both % len(words)]
    for at in np.flatnonzero(same_start & (alike < _PREFIX)):
        alike[at] = max(alike[at], _shortened(a[at], b[at]))
    return alike[inverse]


def _shortened(a: str, b: str) -> float:
    """Compare two words of the same first letter as a word and its short form."""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if short[0].isdigit():
        return 0.0
    if len(short) == 1:
        return _INITIAL
    return _PREFIX if len(short) >= 3 and long.startswith(short) else 0.0
