"""Streets of an index, ready to be searched by name within a town."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geocoding.communes import city_of
from geocoding.ragged import Ints, ramp
from geocoding.street_names import Names
from geocoding.vocabulary import Hashes

#: Trigram codes: letters 1-26, digits 27-36, 0 pads the ends of a name.
_CODES = np.zeros(256, dtype=np.int64)
_CODES[ord("A") : ord("Z") + 1] = np.arange(1, 27)
_CODES[ord("0") : ord("9") + 1] = np.arange(27, 37)
_TRIGRAMS = 37**3
#: Queries compared in one sparse product, to bound memory in large towns.
_CHUNK = 2000
#: Names that share less than this (cosine) are not looked at.
_LEAST_SHARED = 0.15


@dataclass(frozen=True, eq=False)
class KeyTable:
    """Hashes of keys, sorted, with the street of each; ``seen`` tells the last bits in use."""

    hashes: Hashes
    streets: Ints
    seen: NDArray[np.bool_]

    @classmethod
    def of(cls, streets: Ints, hashes: Hashes) -> "KeyTable":
        """Sort (street, hash) pairs."""
        order = np.argsort(hashes, kind="stable")
        seen = np.zeros(1 << max(10, len(hashes).bit_length() + 2), dtype=bool)
        seen[hashes & np.uint64(len(seen) - 1)] = True
        return cls(hashes[order], streets[order], seen)

    def find(self, wanted: Hashes) -> tuple[Ints, Ints]:
        """Return all (position in ``wanted``, street) pairs with equal hashes."""
        order = np.flatnonzero(self.seen[wanted & np.uint64(len(self.seen) - 1)])
        # In order, neighbouring searches read the same memory: several times faster.
        order = order[np.argsort(wanted[order])]
        hashes = wanted[order]
        low = np.searchsorted(self.hashes, hashes)
        # What is seen but held by no street lies past the end or beside another hash.
        hit = self.hashes[np.minimum(low, len(self.hashes) - 1)] == hashes
        low, order, hashes = low[hit], order[hit], hashes[hit]
        counts = np.searchsorted(self.hashes, hashes, side="right") - low
        return np.repeat(order, counts), self.streets[ramp(low, counts)]


@dataclass(frozen=True, eq=False)
class StreetSearch:
    """Everything needed to find the streets of a town that a name may mean."""

    names: Names
    blocks: dict[str, int]
    by_words: KeyTable
    by_glued: KeyTable
    by_near: KeyTable
    by_last: KeyTable
    columns: Ints
    trigrams: sparse.csr_array

    @classmethod
    def of(cls, streets: pd.DataFrame) -> "StreetSearch":
        """Prepare an index's streets."""
        cities = [city_of(code) for code in streets["insee"]]
        block, towns = pd.factorize(np.array(cities, dtype=object))
        names = Names.of(
            block.astype(np.int64),
            *(streets[c].tolist() for c in ("type", "words", "literal")),
        )
        row, code = trigram_codes(names)
        columns, column = np.unique(code, return_inverse=True)
        own = np.arange(len(names))
        return cls(
            names,
            {town: at for at, town in enumerate(towns)},
            KeyTable.of(own, names.by_words()),
            KeyTable.of(own, names.by_glued()),
            KeyTable.of(*names.near()),
            KeyTable.of(own, names.by_last()),
            columns,
            _weighted(row, column, (len(names), len(columns))).T.tocsr(),
        )

    @cached_property
    def crowd(self) -> NDArray[np.float64]:
        """How many streets the town of each has: hundreds, as a power of e."""
        return np.asarray(np.log(np.bincount(self.names.block)[self.names.block] / 100))

    def exact(self, names: Names) -> tuple[Ints, Ints]:
        """Return (query, street) pairs of the same words, in any order or glued."""
        return self._each_once(
            [self.by_words.find(names.by_words()), self.by_glued.find(names.by_glued())]
        )

    def _each_once(self, found: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        base = len(self.names) + 1
        both = np.unique(np.concatenate([q * base + s for q, s in found]).astype(np.int64))
        return both // base, both % base

    def alike(self, names: Names, *, most: int = 8) -> tuple[Ints, Ints]:
        """Return (query, street) pairs: one slip away, of one last word, ``most`` by trigrams.

        The last word is the family name, which first names dropped or shortened leave.
        """
        name, key = names.near()
        at, near = self.by_near.find(key)
        family = self.by_last.find(names.by_last())
        return self._each_once([(name[at], near), family, self._by_trigrams(names, most)])

    def _by_trigrams(self, names: Names, most: int) -> tuple[Ints, Ints]:
        queries, streets = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        # Town by town, neighbouring names read the same memory.
        order = np.argsort(names.block, kind="stable")
        row, code = trigram_codes(names.take(order))
        at = np.minimum(np.searchsorted(self.columns, code), max(len(self.columns) - 1, 0))
        known = self.columns[at] == code if len(self.columns) else np.zeros(len(code), bool)
        matrix = _weighted(row[known], at[known], (len(names), len(self.columns)))
        for start in range(0, len(names), _CHUNK):
            product = matrix[start : start + _CHUNK] @ self.trigrams
            q, s = _best_of_rows(product, most)
            queries.append(order[q + start])
            streets.append(s)
        return np.concatenate(queries), np.concatenate(streets)


def trigram_codes(names: Names) -> tuple[Ints, Ints]:
    """Return (name, town and trigram) pairs of the glued names, ends marked by padding."""
    texts = names.glued
    # Each name is padded by two marks before and one after: as many trigrams as letters, plus one.
    starts = np.cumsum(texts.count + 3) - texts.count - 3
    letters = np.zeros(int((texts.count + 3).sum()), dtype=np.int64)
    letters[ramp(starts + 2, texts.count)] = _CODES[texts.flat]
    first = ramp(starts, texts.count + 1)
    code = letters[first] * 37 * 37 + letters[first + 1] * 37 + letters[first + 2]
    row = np.repeat(np.arange(len(texts)), texts.count + 1)
    return row, names.block[row] * _TRIGRAMS + code


def _weighted(row: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    """Make a matrix of presences whose rows have length one."""
    matrix = sparse.csr_array((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)
    matrix.sum_duplicates()
    norms = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    matrix.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def _best_of_rows(product: sparse.csr_array, most: int) -> tuple[Ints, Ints]:
    enough = np.flatnonzero(product.data >= _LEAST_SHARED)
    row = np.searchsorted(product.indptr, enough, side="right") - 1
    street, shared = product.indices[enough], product.data[enough]
    # One integer orders by row, likeness, then street: every run gives the same answer.
    code = ((row << 17 | (100_000 * (1 - shared)).astype(np.int64)) << 30) | street
    code.sort()
    row = code >> 47
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    rank = np.arange(len(code)) - np.repeat(starts, np.diff(starts, append=len(code)))
    kept = rank < most
    return row[kept], code[kept] & ((1 << 30) - 1)
