"""How alike two street names are, word by word, for many pairs at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geocoding.ragged import Ints, Ragged, ramp
from geocoding.street_names import Names
from geocoding.street_words import COMMON_WORDS, FIRST_NAMES, TITLES
from geocoding.vocabulary import WordList

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
Bools = NDArray[np.bool_]

#: Under this likeness two words are different words.
_SAME_WORD = 0.6
_INITIAL, _PREFIX = 0.8, 0.85
#: A word that opens this many different two-word names is a first name.
_FIRST_NAME_OPENS = 8
_FIRST_NAME, _TITLE = 0.4, 0.3
_SAID_TWICE = 0.9
_TOO_LONG_FOR_ARTICLE = 5


@dataclass(frozen=True, eq=False)
class Alike:
    """How alike the names of pairs are.

    ``asked`` and ``own``: share (0 to 1) of the query's words found in the street's name, and of
    the street's words found in the query; ``glued``: likeness of both without spaces; ``lightly``:
    they differ by first names, initials and titles at most; ``slips``: letters that differ in the
    query's words that are found, the short forms aside; ``other_words``: share of the query's words
    that are near a word of the street, but words themselves (POMME for SOMME); ``more``: the query
    has a word that the street has not; ``less``: the street has one that the query has not.
    """

    asked: Floats
    own: Floats
    glued: Floats
    lightly: Bools
    slips: Floats
    other_words: Floats
    more: Bools
    less: Bools

    @classmethod
    def same(cls, count: int) -> "Alike":
        """Say that the names are the same."""
        one = np.ones(count)
        none = np.zeros(count)
        every = np.ones(count, dtype=bool)
        return cls(one, one, one, every, none, none, ~every, ~every)


@dataclass(frozen=True, eq=False)
class Likeness:
    """An index's names, their letters as texts, and what their words weigh.

    ``light``: first names and titles, which people leave out; ``is_word``: words of streets.
    """

    names: Names
    weights: Floats
    light: Bools
    last_weights: Floats
    is_word: Bools
    glued: Texts
    literal_glued: Texts

    @classmethod
    def of(cls, names: Names) -> "Likeness":
        """Weigh the words of an index's names by their rarity and by what they are."""
        lexicon = names.lexicon
        known = np.bincount(names.words.packed().flat, minlength=len(lexicon))
        rarity = np.log((len(names) + 1) / (known + 0.5)) / np.log(len(names) + 2)
        weights = 0.4 + 0.6 * np.clip(rarity, 0, 1)
        last_weights = weights.copy()
        first = _first_names(names)
        weights[first] *= _FIRST_NAME
        titles = [lexicon.numbers[word] for word in TITLES if word in lexicon.numbers]
        weights[titles] *= np.where(known[titles] > 0, _TITLE, 1.0)
        light = np.zeros(len(lexicon), dtype=bool)
        light[first] = light[titles] = True
        glued = texts_of(names.glued), texts_of(names.literal_glued)
        return cls(names, weights, light, last_weights, known > 0, *glued)

    def compare(self, queries: Names, query: Ints, street: Ints) -> "Alike":
        """Compare (query, street) pairs."""
        if not len(query):
            return Alike.same(0)
        lexicon = queries.lexicon
        weights = np.r_[self.weights, np.ones(len(lexicon) - len(self.weights))]
        light = np.r_[self.light, np.zeros(len(lexicon) - len(self.light), dtype=bool)]
        light |= lexicon.letters.count == 1
        asked, own = queries.words, self.names.words
        best_asked, best_own = _by_words(asked, own, lexicon, query, street)
        last = np.r_[self.last_weights, np.ones(len(lexicon) - len(self.last_weights))]
        left = _cover(best_asked, asked, query, weights, last)
        right = _cover(best_own, own, street, weights, last)
        slips = _slips(best_asked, asked, query, lexicon)
        # "Rolandière La Rolandière" is not Rolandière: what is said twice is found once.
        twice = (left >= 1) & (right >= 1) & (asked.count[query] != own.count[street])
        left[twice] = _SAID_TWICE
        lightly = _heavy_found(best_asked, asked, query, light)
        lightly &= _heavy_found(best_own, own, street, light)
        # GENERAL LECLERC is not MARECHAL LECLERC: one side at most may have a word of its own.
        lightly &= _all_found(best_asked, asked.count[query]) | _all_found(
            best_own, own.count[street]
        )
        glued = _alike(texts_of(queries.glued)[query], self.glued[street])
        other = queries.has_articles[query] | self.names.has_articles[street]
        literal = _alike(
            texts_of(queries.literal_glued)[query[other]], self.literal_glued[street[other]]
        )
        glued[other] = np.maximum(glued[other], literal)
        is_word = self._words_of(lexicon)
        other_words = _other_words(best_asked, asked, query, is_word)
        # A short word that is none is an article misspelt; a year is often left out.
        told = is_word | (lexicon.letters.count >= _TOO_LONG_FOR_ARTICLE)
        is_year = (lexicon.letters.count == 4) & (lexicon.first_letter <= ord("9"))
        more = _lacks(best_asked, asked, query, told)
        less = _lacks(best_own, own, street, ~is_year)
        return Alike(left, right, glued, lightly, slips, other_words, more, less)

    def _words_of(self, lexicon: WordList) -> Bools:
        """Tell which words of a grown lexicon are words that streets are called by."""
        words = np.r_[self.is_word, np.zeros(len(lexicon) - len(self.is_word), dtype=bool)]
        known = (lexicon.numbers.get(word) for word in COMMON_WORDS | FIRST_NAMES)
        words[[at for at in known if at is not None]] = True
        return np.asarray(words & (lexicon.letters.count > 1))


def texts_of(letters: Ragged) -> Texts:
    """Write letters as texts."""
    whole = letters.flat.tobytes().decode("ascii")
    ends = (letters.start + letters.count).tolist()
    texts = [whole[a:b] for a, b in zip(letters.start.tolist(), ends, strict=True)]
    return np.array(texts, dtype=object)


def _alike(left: NDArray[np.object_], right: NDArray[np.object_]) -> Floats:
    """Compare texts one to one: 1 less the share of slips, two letters exchanged being one."""
    found = process.cpdist(
        left.tolist(), right.tolist(), scorer=OSA.normalized_similarity, dtype=np.float32
    )
    return np.asarray(found, dtype=np.float64)


def _first_names(names: Names) -> Ints:
    """Return the known first names, and the words that open many different two-word names."""
    lexicon = names.lexicon
    two = names.words.take(names.words.count == 2)
    pair = np.unique(two.flat[two.start] * len(lexicon) + two.flat[two.start + 1])
    opens = np.bincount(pair // len(lexicon), minlength=len(lexicon))
    is_word = (lexicon.letters.count > 2) & (lexicon.first_letter > ord("9"))
    known = [lexicon.numbers[word] for word in FIRST_NAMES if word in lexicon.numbers]
    return np.union1d(np.flatnonzero(is_word & (opens >= _FIRST_NAME_OPENS)), known).astype(int)


def _by_words(
    asked: Ragged, own: Ragged, lexicon: WordList, query: Ints, street: Ints
) -> tuple[Floats, Floats]:
    """Return how well each word of the queries, and of the streets, is found in the other name."""
    rows, columns = asked.count[query], own.count[street]
    area = rows * columns
    start = np.cumsum(area) - area
    pair = np.repeat(np.arange(len(query)), area)
    within = np.arange(int(area.sum())) - start[pair]
    i, j = within // columns[pair], within % columns[pair]
    left = asked.flat[asked.start[query[pair]] + i]
    right = own.flat[own.start[street[pair]] + j]
    alike = _words_alike(left, right, lexicon)
    # Best partner of every word of the query, then, reading the table by columns, of the street.
    best_left = np.maximum.reduceat(alike, np.flatnonzero(j == 0))
    j_first, i_second = within // rows[pair], within % rows[pair]
    turned = alike[start[pair] + i_second * columns[pair] + j_first]
    best_right = np.maximum.reduceat(turned, np.flatnonzero(i_second == 0))
    return best_left, best_right


def _slips(best: Floats, names: Ragged, chosen: Ints, lexicon: WordList) -> Floats:
    """Count the letters that differ in words that are found, nearly: by the share that is alike."""
    counts = names.count[chosen]
    size = lexicon.letters.count[names.flat[ramp(names.start[chosen], counts)]]
    return np.add.reduceat(np.where(best > 0, (1 - best) * size, 0.0), np.cumsum(counts) - counts)


def _other_words(best: Floats, names: Ragged, chosen: Ints, is_word: Bools) -> Floats:
    """Return the share of each name's words that are nearly found, but words of their own."""
    counts = names.count[chosen]
    other = is_word[names.flat[ramp(names.start[chosen], counts)]] & (best > 0) & (best < 1)
    return np.asarray(np.add.reduceat(other.astype(float), np.cumsum(counts) - counts) / counts)


def _cover(
    best: Floats, names: Ragged, chosen: Ints, weights: Floats, last_weights: Floats
) -> Floats:
    """Share of each name's words that is found; the last one weighs as a family name does."""
    counts = names.count[chosen]
    flat = names.flat[ramp(names.start[chosen], counts)]
    starts = np.cumsum(counts) - counts
    weight = weights[flat].copy()
    last = starts + counts - 1
    weight[last] = np.maximum(last_weights[flat[last]], 0.5)
    return np.asarray(np.add.reduceat(weight * best, starts) / np.add.reduceat(weight, starts))


def _all_found(best: Floats, counts: Ints) -> Bools:
    return np.asarray(np.logical_and.reduceat(best > 0, np.cumsum(counts) - counts))


def _lacks(best: Floats, names: Ragged, chosen: Ints, told: Bools) -> Bools:
    """Tell which names have a word, of those that are told, which the other name has not."""
    counts = names.count[chosen]
    lost = told[names.flat[ramp(names.start[chosen], counts)]] & (best == 0)
    return np.asarray(np.logical_or.reduceat(lost, np.cumsum(counts) - counts))


def _heavy_found(best: Floats, names: Ragged, chosen: Ints, light: Bools) -> Bools:
    """Tell which names have all their words in the other one, but for first names and titles.

    The last word always counts: it is the family name, be it a first name elsewhere.
    """
    counts = names.count[chosen]
    heavy = ~light[names.flat[ramp(names.start[chosen], counts)]]
    starts = np.cumsum(counts) - counts
    heavy[starts + counts - 1] = True
    return np.asarray(np.logical_and.reduceat((best >= 1) | ~heavy, starts))


def _words_alike(left: Ints, right: Ints, lexicon: WordList) -> Floats:
    """Compare words one to one; each distinct pair is looked at once."""
    pair_of, pairs = pd.factorize(left * len(lexicon) + right)
    a, b = pairs // len(lexicon), pairs % len(lexicon)
    alike = np.zeros(len(pairs))
    near = np.flatnonzero(_may_be_same(a, b, lexicon))
    alike[near] = _alike(lexicon.words[a[near]], lexicon.words[b[near]])
    alike[alike < _SAME_WORD] = 0.0
    return np.maximum(alike, _shortened(a, b, lexicon))[pair_of]


def _may_be_same(a: Ints, b: Ints, lexicon: WordList) -> Bools:
    """Tell which pairs of words may reach ``_SAME_WORD``.

    There are as many slips at least as letters that only one of the two words has.
    """
    mine, theirs = lexicon.letter_sets[a], lexicon.letter_sets[b]
    only = np.maximum(np.bitwise_count(mine & ~theirs), np.bitwise_count(theirs & ~mine))
    lengths = lexicon.letters.count[a], lexicon.letters.count[b]
    slips = np.maximum(only, np.abs(lengths[0] - lengths[1]))
    return np.asarray(slips <= (1 - _SAME_WORD) * np.maximum(*lengths) + 1e-9)


def _shortened(a: Ints, b: Ints, lexicon: WordList) -> Floats:
    """Compare pairs as a word and its short form: initial, or first letters."""
    lengths = lexicon.letters.count
    short, long = np.where(lengths[a] < lengths[b], (a, b), (b, a))
    size = lengths[short]
    fit = (lexicon.first_letter[a] == lexicon.first_letter[b]) & (lengths[long] > size)
    fit &= lexicon.first_letter[a] > ord("9")
    # Rolls cut words short, address files do not: "Rue du Cher" is not short for Cherbourg.
    opens = (
        fit
        & (size >= 3)
        & (lengths[a] < lengths[b])
        & (lexicon.opening(long, size) == lexicon.polynomial[short])
    )
    return np.where(fit & (size == 1), _INITIAL, np.where(opens, _PREFIX, 0.0))
