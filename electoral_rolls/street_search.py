"""Streets of an index, ready to be searched by name within a town."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from electoral_rolls.communes import city_of
from electoral_rolls.street_keys import StreetKey

Ints = NDArray[np.int64]

#: Trigram codes: letters 1-26, digits 27-36, 0 pads the ends of a name.
_CODES = np.zeros(256, dtype=np.int64)
_CODES[ord("A") : ord("Z") + 1] = np.arange(1, 27)
_CODES[ord("0") : ord("9") + 1] = np.arange(27, 37)
_TRIGRAMS = 37**3
#: Odd base of polynomial hashes modulo 2**64, its inverse, and a random value for each letter.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MIX = np.random.default_rng(0).integers(1, 2**63, size=256, dtype=np.uint64)
#: Queries compared in one sparse product, to bound memory in large towns.
_CHUNK = 2000
#: Names that share less than this (cosine) are not looked at.
_LEAST_SHARED = 0.15


@dataclass(frozen=True, eq=False)
class KeyTable:
    """Hashes of keys, sorted, with the street of each."""

    hashes: NDArray[np.uint64]
    streets: Ints

    @classmethod
    def of(cls, streets: Ints, hashes: NDArray[np.uint64]) -> "KeyTable":
        """Sort (street, hash) pairs."""
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], streets[order])

    def find(self, wanted: NDArray[np.uint64]) -> tuple[Ints, Ints]:
        """Give all (position in ``wanted``, street) pairs with equal hashes."""
        # In order, neighbouring searches read the same memory: several times faster.
        order = np.argsort(wanted)
        low = np.searchsorted(self.hashes, wanted[order], side="left")
        inside = np.minimum(low, max(len(self.hashes) - 1, 0))
        hit = self.hashes[inside] == wanted[order] if len(self.hashes) else low < 0
        low, order = low[hit], order[hit]
        counts = np.searchsorted(self.hashes, wanted[order], side="right") - low
        return np.repeat(order, counts), self.streets[ramp(low, counts)]


def ramp(starts: Ints, counts: Ints) -> Ints:
    """Concatenate ``range(start, start + count)`` of every pair."""
    total = int(counts.sum())
    ends = np.cumsum(counts)
    return np.arange(total) - np.repeat(ends - counts, counts) + np.repeat(starts, counts)


@dataclass(frozen=True, eq=False)
class Names:
    """Names to compare: their town, type, words and the keys made of them."""

    block: Ints
    type: NDArray[np.object_]
    words: NDArray[np.object_]
    glued: NDArray[np.object_]
    literal: NDArray[np.object_]

    @classmethod
    def of(cls, block: Ints, keys: Sequence[StreetKey]) -> "Names":
        """Take names as they were read."""
        return cls.from_words(
            block, [k.type for k in keys], [k.name for k in keys], [k.literal for k in keys]
        )

    @classmethod
    def from_words(
        cls, block: Ints, types: Sequence[str], words: Sequence[str], literals: Sequence[str]
    ) -> "Names":
        """Take names whose parts are known."""
        return cls(
            block,
            np.array(types, dtype=object),
            np.array(words, dtype=object),
            np.array([w.replace(" ", "") for w in words], dtype=object),
            np.array(literals, dtype=object),
        )

    def take(self, at: Ints | NDArray[np.bool_]) -> "Names":
        """Keep some names."""
        return Names(*(getattr(self, f.name)[at] for f in fields(self)))

    def with_(self, other: "Names") -> "Names":
        """Put two lists together."""
        parts = [[getattr(one, f.name) for one in (self, other)] for f in fields(self)]
        return Names(*(np.concatenate(part) for part in parts))

    def __len__(self) -> int:
        return len(self.words)

    def by_name(self) -> NDArray[np.uint64]:
        """Hash the words in their order."""
        return self._hash(self.words)

    def by_sorted_words(self) -> NDArray[np.uint64]:
        """Hash the words in any order."""
        return self._hash(
            np.array([" ".join(sorted(w.split())) if " " in w else w for w in self.words], object)
        )

    def by_glued(self) -> NDArray[np.uint64]:
        """Hash the words without spaces."""
        return self._hash(self.glued)

    @cached_property
    def literal_glued(self) -> NDArray[np.object_]:
        """Names with their articles, without spaces."""
        return np.array([t.replace(" ", "") for t in self.literal], dtype=object)

    def near(self) -> tuple[Ints, NDArray[np.uint64]]:
        """Give (name, hash) of each glued name, with and without articles, less one letter or none.

        Two names one slip apart (a letter more, less, other, or two exchanged) share a hash.
        """
        other = np.flatnonzero(self.glued != self.literal_glued)
        text, key = one_letter_less(np.r_[self.glued, self.literal_glued[other]])
        name = np.r_[np.arange(len(self)), other][text]
        return name, key ^ self._town_mark(name)

    def _hash(self, texts: NDArray[np.object_]) -> NDArray[np.uint64]:
        if not len(texts):
            return np.zeros(0, dtype=np.uint64)
        return pd.util.hash_array(texts, categorize=False) ^ self._town_mark(np.arange(len(self)))

    def _town_mark(self, at: Ints) -> NDArray[np.uint64]:
        marks = (self.block[at].astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        return np.asarray(marks, dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class StreetSearch:
    """Everything needed to find the streets of a town that a name may mean."""

    names: Names
    blocks: dict[str, int]
    by_name: KeyTable
    by_sorted: KeyTable
    by_glued: KeyTable
    by_near: KeyTable
    columns: Ints
    trigrams: sparse.csr_array

    @classmethod
    def of(cls, streets: pd.DataFrame) -> "StreetSearch":
        """Prepare an index's streets."""
        cities = [city_of(code) for code in streets["insee"]]
        block, towns = pd.factorize(np.array(cities, dtype=object))
        names = Names.from_words(
            block.astype(np.int64),
            *(streets[c].tolist() for c in ("type", "words", "literal")),
        )
        row, code = trigram_codes(names)
        columns, column = np.unique(code, return_inverse=True)
        own = np.arange(len(names))
        return cls(
            names,
            {town: at for at, town in enumerate(towns)},
            KeyTable.of(own, names.by_name()),
            KeyTable.of(own, names.by_sorted_words()),
            KeyTable.of(own, names.by_glued()),
            KeyTable.of(*names.near()),
            columns,
            _weighted(row, column, (len(names), len(columns))).T.tocsr(),
        )

    def exact(self, names: Names) -> tuple[Ints, Ints]:
        """Give (query, street) pairs of the same words: as they are, in any order, or glued."""
        found = [
            self.by_name.find(names.by_name()),
            self.by_sorted.find(names.by_sorted_words()),
            self.by_glued.find(names.by_glued()),
        ]
        return self._each_once(found)

    def _each_once(self, found: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        base = len(self.names) + 1
        both = np.unique(np.concatenate([q * base + s for q, s in found]).astype(np.int64))
        return both // base, both % base

    def alike(self, names: Names, *, most: int = 8) -> tuple[Ints, Ints]:
        """Give (query, street) pairs: names one slip away, and ``most`` by shared trigrams."""
        name, key = names.near()
        at, near = self.by_near.find(key)
        return self._each_once([(name[at], near), self._by_trigrams(names, most)])

    def _by_trigrams(self, names: Names, most: int) -> tuple[Ints, Ints]:
        queries, streets = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        row, code = trigram_codes(names)
        at = np.minimum(np.searchsorted(self.columns, code), max(len(self.columns) - 1, 0))
        known = self.columns[at] == code if len(self.columns) else np.zeros(len(code), bool)
        matrix = _weighted(row[known], at[known], (len(names), len(self.columns)))
        for start in range(0, len(names), _CHUNK):
            product = matrix[start : start + _CHUNK] @ self.trigrams
            q, s = _best_of_rows(product, most)
            queries.append(q + start)
            streets.append(s)
        return np.concatenate(queries), np.concatenate(streets)


def one_letter_less(texts: NDArray[np.object_]) -> tuple[Ints, NDArray[np.uint64]]:
    """Give (text, hash) of each text as it is and with each of its letters left out.

    Hashes are polynomial, so that leaving a letter out is arithmetic on prefixes and suffixes.
    """
    if not len(texts):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    starts = np.cumsum(lengths) - lengths
    text, place = np.repeat(np.arange(len(texts)), lengths), ramp(np.zeros_like(starts), lengths)
    powers = np.cumprod(np.full(int(lengths.max()) + 1, _BASE, dtype=np.uint64))
    letters = np.frombuffer("".join(texts).encode("ascii", "replace"), dtype=np.uint8)
    term = _MIX[letters] * powers[place]
    # Sums wrap around 2**64 like the hashes: one running sum serves all texts.
    running = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(term)])
    whole = running[starts + lengths] - running[starts]
    before = running[:-1] - running[starts][text]
    after = (whole[text] - before - term) * _INVERSE
    return np.r_[np.arange(len(texts)), text], np.r_[whole, before + after]


def trigram_codes(names: Names) -> tuple[Ints, Ints]:
    """Give (name, town and trigram) pairs of the glued names, ends marked by padding."""
    texts = names.glued
    if not len(texts):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    joined = "  " + "   ".join(texts) + "  "
    letters = _CODES[np.frombuffer(joined.encode("ascii", "replace"), dtype=np.uint8)]
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    # Each name is padded by two marks before and one after: as many trigrams as letters, plus one.
    starts = np.r_[0, np.cumsum(lengths + 3)[:-1]]
    first = ramp(starts, lengths + 1)
    code = letters[first] * 37 * 37 + letters[first + 1] * 37 + letters[first + 2]
    row = np.repeat(np.arange(len(texts)), lengths + 1)
    return row, names.block[row] * _TRIGRAMS + code


def _weighted(row: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    """Make a matrix of presences whose rows have length one."""
    matrix = sparse.csr_array((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)
    matrix.sum_duplicates()
    norms = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    matrix.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def _best_of_rows(product: sparse.csr_array, most: int) -> tuple[Ints, Ints]:
    row = np.repeat(np.arange(product.shape[0], dtype=np.int64), np.diff(product.indptr))
    enough = product.data >= _LEAST_SHARED
    row, street, shared = row[enough], product.indices[enough], product.data[enough]
    # One integer orders by row, likeness, then street: every run gives the same answer.
    code = ((row << 17 | (100_000 * (1 - shared)).astype(np.int64)) << 30) | street
    code.sort()
    row = code >> 47
    rank = np.arange(len(code)) - np.searchsorted(row, row)
    kept = rank < most
    return row[kept], code[kept] & ((1 << 30) - 1)
