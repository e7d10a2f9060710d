"""Lists of unequal lengths, end to end in one array."""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Kind = TypeVar("Kind", bound=np.generic)


def ramp(starts: Ints, counts: Ints) -> Ints:
    """Concatenate ``range(start, start + count)`` of every pair."""
    total = int(counts.sum())
    ends = np.cumsum(counts)
    return np.arange(total) - np.repeat(ends - counts - starts, counts)


def running_sums(values: NDArray[Kind]) -> NDArray[Kind]:
    """Return the sum of the values before each place, and of all; whole numbers may wrap around."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])


def sums(values: NDArray[Kind], starts: Ints, counts: Ints) -> NDArray[Kind]:
    """Add up the whole numbers ``values[start : start + count]`` of every pair."""
    before = running_sums(values)
    return np.asarray(before[starts + counts] - before[starts])


def run_starts(values: Ints) -> Ints:
    """Tell where each run of equal whole numbers, none of them negative, begins."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def first_largest(values: NDArray[np.float64], starts: Ints) -> Ints:
    """Return the place of the largest value of each run, the first one among equals."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    run = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(values)))
    at = np.flatnonzero(values == np.maximum.reduceat(values, starts)[run])
    return at[run_starts(run[at])]


@dataclass(frozen=True, eq=False)
class Ragged:
    """Lists of numbers: list i is ``flat[start[i] : start[i] + count[i]]``."""

    flat: NDArray[Any]
    start: Ints
    count: Ints

    @classmethod
    def of(cls, flat: NDArray[Any], count: Ints) -> "Ragged":
        """Cut one array into lists of these lengths."""
        return cls(flat, np.cumsum(count) - count, count)

    def __len__(self) -> int:
        return len(self.count)

    def take(self, at: NDArray[np.int64] | NDArray[np.bool_]) -> "Ragged":
        """Return some of the lists."""
        return Ragged(self.flat, self.start[at], self.count[at])

    def with_(self, other: "Ragged") -> "Ragged":
        """Put the lists of another after these."""
        return Ragged(
            np.concatenate([self.flat, other.flat]),
            np.concatenate([self.start, other.start + len(self.flat)]),
            np.concatenate([self.count, other.count]),
        )

    def packed(self) -> "Ragged":
        """Return the same lists without gaps, in order."""
        return Ragged.of(self.flat[ramp(self.start, self.count)], self.count)

    @property
    def owner(self) -> Ints:
        """The list that each number of ``packed().flat`` belongs to."""
        return np.repeat(np.arange(len(self)), self.count)

    @property
    def place(self) -> Ints:
        """Where each number of ``packed().flat`` stands in its list."""
        return ramp(np.zeros_like(self.count), self.count)
