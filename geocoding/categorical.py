"""Columns of texts that repeat: each text once, and which of them every row holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Categorical:
    """A column of texts: ``distinct[of[i]]`` is the text of row i, each there once."""

    distinct: Texts
    of: Ints

    @classmethod
    def read(cls, texts: "pd.Series[Any] | Texts") -> "Categorical":
        """Number the distinct texts of a column in order of appearance."""
        of, values = pd.factorize(texts)
        return cls(np.asarray(values, dtype=object), of.astype(np.int64))

    def __len__(self) -> int:
        return len(self.of)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each text stands in ``distinct``."""
        return {text: at for at, text in enumerate(self.distinct)}

    @property
    def texts(self) -> Texts:
        """The text of every row."""
        return self.distinct[self.of]

    @property
    def filled(self) -> NDArray[np.bool_]:
        """Tell which rows have a text."""
        return np.asarray((self.distinct != "")[self.of], dtype=bool)

    def each(self, read: Callable[[str], object]) -> NDArray[Any]:
        """Read each distinct text once; give every row its own reading."""
        done = np.array([read(text) for text in self.distinct], dtype=object)
        return done[self.of]

    def numbered_as(self, other: "Categorical") -> Ints:
        """Return every row the number that ``other`` has for its text, -1 for none."""
        return np.array([other.position.get(v, -1) for v in self.distinct], dtype=np.int64)[self.of]
