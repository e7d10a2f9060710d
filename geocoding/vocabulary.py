"""Words by number, so that names are compared as numbers and each word is read once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from geocoding.ragged import Ints, Ragged, running_sums

Hashes = NDArray[np.uint64]

#: Odd base of polynomial hashes modulo 2**64, its inverse, and a random value for each letter.
BASE = np.uint64(0x9E3779B97F4A7C15)
INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
MIX = np.random.default_rng(0).integers(1, 2**63, size=256, dtype=np.uint64)


def powers(most: int) -> Hashes:
    """Return the powers of the base, up to that of ``most``."""
    return np.cumprod(np.r_[np.uint64(1), np.full(most, BASE)], dtype=np.uint64)


class _Numbers(dict[str, int]):
    """Numbers of words; a new word gets the next one."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@dataclass(frozen=True, eq=False)
class WordList:
    """Words in plain capitals and digits, numbered from 0."""

    numbers: dict[str, int]
    letters: Ragged

    @classmethod
    def of(cls, words: Iterable[str]) -> "WordList":
        """Number words, each once."""
        return cls({}, Ragged.of(np.zeros(0, np.uint8), np.zeros(0, np.int64))).read(words)[1]

    def read(self, words: Iterable[str]) -> tuple[Ints, "WordList"]:
        """Give the words' numbers, and the lexicon that holds them: this one, grown if need be."""
        numbers = _Numbers(self.numbers)
        found = np.fromiter(map(numbers.__getitem__, words), dtype=np.int64)
        fresh = list(islice(numbers, len(self), None))
        if not fresh:
            return found, self
        return found, WordList(dict(numbers), self.letters.with_(_letters(fresh)))

    def __len__(self) -> int:
        return len(self.letters)

    @cached_property
    def words(self) -> NDArray[np.object_]:
        """The words, in order of number."""
        return np.array(list(self.numbers), dtype=object)

    @cached_property
    def first_letter(self) -> NDArray[np.uint8]:
        """Code of each word's first letter."""
        return np.asarray(self.letters.flat[self.letters.start])

    @cached_property
    def running(self) -> Hashes:
        """Sums of the terms of ``polynomial`` before each letter, and in all."""
        place = powers(int(self.letters.count.max(initial=0)))[self.letters.place]
        return running_sums(MIX[self.letters.flat] * place)

    @cached_property
    def polynomial(self) -> Hashes:
        """Each word's hash as a sum over its letters: those of words glued together add up."""
        end = self.letters.start + self.letters.count
        return np.asarray(self.running[end] - self.running[self.letters.start])

    def opening(self, word: Ints, size: Ints) -> Hashes:
        """Return the ``polynomial`` of the first letters of words, as many as each has at least."""
        start = self.letters.start[word]
        return np.asarray(self.running[start + size] - self.running[start])

    @cached_property
    def letter_sets(self) -> NDArray[np.uint64]:
        """One bit for each letter or digit that a word holds."""
        bits = np.uint64(1) << (self.letters.flat.astype(np.uint64) - np.uint64(ord("0")))
        return np.asarray(np.bitwise_or.reduceat(bits, self.letters.start))

    @cached_property
    def scattered(self) -> Hashes:
        """Each word's hash, good for sums over the words of a name."""
        mixed = self.polynomial * BASE
        mixed = (mixed ^ (mixed >> np.uint64(32))) * BASE
        return np.asarray(mixed ^ (mixed >> np.uint64(29)))


def _letters(words: Sequence[str]) -> Ragged:
    flat = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    return Ragged.of(flat, np.fromiter(map(len, words), dtype=np.int64, count=len(words)))
