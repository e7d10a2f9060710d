"""How alike two street names are, word by word, for many pairs at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from electoral_rolls.lexicon import Lexicon
from electoral_rolls.ragged import Ints, Ragged, ramp
from electoral_rolls.street_names import Names
from electoral_rolls.street_words import TITLES

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
Bools = NDArray[np.bool_]

#: Under this likeness two words are different words.
_SAME_WORD = 0.6
_INITIAL, _PREFIX = 0.8, 0.85
#: A word that opens this many different two-word names is a first name.
_FIRST_NAME_OPENS = 8
_FIRST_NAME, _TITLE, _YEAR = 0.4, 0.3, 0.12


@dataclass(frozen=True, eq=False)
class Likeness:
    """An index's names, their letters as texts, and what their words weigh."""

    names: Names
    weights: Floats
    glued: Texts
    literal_glued: Texts

    @classmethod
    def of(cls, names: Names) -> "Likeness":
        """Weigh the words of an index's names by their rarity and by what they are."""
        lexicon = names.lexicon
        known = np.bincount(names.words.packed().flat, minlength=len(lexicon))
        rarity = np.log((len(names) + 1) / (known + 0.5)) / np.log(len(names) + 2)
        weights = 0.4 + 0.6 * np.clip(rarity, 0, 1)
        weights[_first_names(names)] *= _FIRST_NAME
        titles = [lexicon.numbers[word] for word in TITLES if word in lexicon.numbers]
        weights[titles] *= np.where(known[titles] > 0, _TITLE, 1.0)
        return cls(names, weights, texts_of(names.glued), texts_of(names.literal_glued))

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
        lexicon = queries.lexicon
        weights = np.r_[self.weights, np.ones(len(lexicon) - len(self.weights))]
        left, right = _by_words(queries.words, self.names.words, lexicon, weights, query, street)
        glued = _alike(texts_of(queries.glued)[query], self.glued[street])
        other = queries.has_articles[query] | self.names.has_articles[street]
        literal = _alike(
            texts_of(queries.literal_glued)[query[other]], self.literal_glued[street[other]]
        )
        glued[other] = np.maximum(glued[other], literal)
        return left, right, glued


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
    """Give the words that open many different two-word names."""
    lexicon = names.lexicon
    two = names.words.take(names.words.count == 2)
    pair = np.unique(two.flat[two.start] * len(lexicon) + two.flat[two.start + 1])
    opens = np.bincount(pair // len(lexicon), minlength=len(lexicon))
    is_word = (lexicon.letters.count > 2) & (lexicon.first_letter > ord("9"))
    return np.flatnonzero(is_word & (opens >= _FIRST_NAME_OPENS))


def _by_words(
    asked: Ragged, own: Ragged, lexicon: Lexicon, weights: Floats, query: Ints, street: Ints
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
    alike = _words_alike(left, right, lexicon)
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


def _words_alike(left: Ints, right: Ints, lexicon: Lexicon) -> Floats:
    """Compare words one to one; each distinct pair is looked at once."""
    pair_of, pairs = pd.factorize(left * len(lexicon) + right)
    a, b = pairs // len(lexicon), pairs % len(lexicon)
    alike = np.zeros(len(pairs))
    near = np.flatnonzero(_may_be_same(a, b, lexicon))
    alike[near] = _alike(lexicon.words[a[near]], lexicon.words[b[near]])
    alike[alike < _SAME_WORD] = 0.0
    return np.maximum(alike, _shortened(a, b, lexicon))[pair_of]


def _may_be_same(a: Ints, b: Ints, lexicon: Lexicon) -> Bools:
    """Tell which pairs of words may reach ``_SAME_WORD``.

    There are as many slips at least as letters that only one of the two words has.
    """
    mine, theirs = lexicon.letter_sets[a], lexicon.letter_sets[b]
    only = np.maximum(np.bitwise_count(mine & ~theirs), np.bitwise_count(theirs & ~mine))
    lengths = lexicon.letters.count[a], lexicon.letters.count[b]
    slips = np.maximum(only, np.abs(lengths[0] - lengths[1]))
    return np.asarray(slips <= (1 - _SAME_WORD) * np.maximum(*lengths) + 1e-9)


def _shortened(a: Ints, b: Ints, lexicon: Lexicon) -> Floats:
    """Compare pairs as a word and its short form: initial, or first letters."""
    lengths = lexicon.letters.count
    short, long = np.where(lengths[a] < lengths[b], (a, b), (b, a))
    size = lengths[short]
    fit = (lexicon.first_letter[a] == lexicon.first_letter[b]) & (lengths[long] > size)
    fit &= lexicon.first_letter[a] > ord("9")
    opens = fit & (size >= 3) & (lexicon.opening(long, size) == lexicon.polynomial[short])
    return np.where(fit & (size == 1), _INITIAL, np.where(opens, _PREFIX, 0.0))
