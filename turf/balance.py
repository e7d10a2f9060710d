"""How many turfs are within the tolerance, and why the others are not: one figure, told by all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from turf.settings import CutSettings

#: Reasons for which no cut brings a turf into the range.
IMPOSSIBLE = ("oversize", "indivisible", "whole")


@dataclass(frozen=True)
class Balance:
    """What every sentence, table and file says of the sizes of turfs.

    Attributes
    ----------
    turfs, in_range
        All turfs, whatever they are, and those whose load is within the tolerance.
    reasons
        The others by reason (``turf.cut.Cut.turfs``); ``""`` counts those whose reason is not
        known, as after changes by hand.
    """

    turfs: int
    in_range: int
    reasons: Mapping[str, int]

    @property
    def share(self) -> float:
        """Share of all turfs that is within the tolerance."""
        return self.in_range / self.turfs if self.turfs else 1.0

    @property
    def where_possible(self) -> float:
        """The same without turfs that no cut brings into the range."""
        rest = self.turfs - sum(self.reasons.get(reason, 0) for reason in IMPOSSIBLE)
        return self.in_range / rest if rest else 1.0


def in_range(load: pd.Series, settings: CutSettings) -> "pd.Series[bool]":
    """Tell which loads, in the unit of the target, are within the tolerance."""
    return (load - settings.target).abs() <= settings.tolerance * settings.target + 1e-9


def balance(fine: "pd.Series[bool]", reason: "pd.Series[str]") -> Balance:
    """Count the turfs in the range, and the others by reason, on one index."""
    off = reason[~fine]
    return Balance(len(fine), int(fine.sum()), dict(Counter(off.tolist())))
