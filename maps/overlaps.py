"""Hide small figures of areas that overlap: turfs, stations and quartiers of the same doors.

Where some areas of one kind make up some of another (all turfs of a station; two turfs that lie
over two stations), both sums are the same figure, and the only hidden one follows from the others.
So no such group may hold a single hidden area, nor hidden ones of one kind that are together too
few.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maps.masking import THRESHOLD, hidden_areas

#: Ids of areas by kind.
_Group = dict[str, list[str]]


def hidden_together(
    doors: Mapping[str, "pd.Series[int]"], overlaps: pd.DataFrame, *, threshold: int = THRESHOLD
) -> dict[str, "pd.Series[bool]"]:
    """Tell which areas of each kind must be hidden, so that none follows from the others.

    Parameters
    ----------
    doors
        Doors behind the figures, by kind of area and id.
    overlaps
        One column a kind; one row for ids that hold the same doors.

    Returns
    -------
    By kind, bool on the index of ``doors``. Areas without doors are never hidden.
    """
    first = {kind: hidden_areas(of, threshold=threshold) for kind, of in doors.items()}
    pairs = [list(_groups(doors, pair, overlaps)) for pair in combinations(doors, 2)]
    told = _Told(
        {kind: {str(a): int(n) for a, n in of.items()} for kind, of in doors.items()},
        {kind: {str(a): bool(h) for a, h in of.items()} for kind, of in first.items()},
        threshold,
    )
    while any([told.hid_some(groups) for groups in pairs]):  # noqa: C419 - of every pair
        pass
    return {kind: pd.Series(told.hidden[kind], index=of.index) for kind, of in first.items()}


def _groups(
    doors: Mapping[str, "pd.Series[int]"], pair: tuple[str, str], overlaps: pd.DataFrame
) -> Iterator[_Group]:
    """Give the areas of two kinds that make up the same doors, in the smallest groups."""
    one, other = pair
    there = overlaps[[one, other]].drop_duplicates()
    there = there[there[one].isin(doors[one].index) & there[other].isin(doors[other].index)]
    (left, ids), (right, others) = (pd.factorize(there[kind]) for kind in pair)
    size = len(ids) + len(others)
    edges = coo_array(([1] * len(there), (left, right + len(ids))), shape=(size, size))
    count, group = connected_components(edges, directed=False)
    cells = [*((one, str(a)) for a in ids), *((other, str(a)) for a in others)]
    for number in range(count):
        here = [cell for cell, g in zip(cells, group, strict=True) if g == number]
        yield {kind: [area for k, area in here if k == kind] for kind in pair}


@dataclass(frozen=True)
class _Told:
    """What is hidden so far; more is hidden by the methods."""

    doors: dict[str, dict[str, int]]
    hidden: dict[str, dict[str, bool]]
    threshold: int

    def hid_some(self, groups: list[_Group]) -> bool:
        """Hide what two kinds of areas need; tell whether it was anything."""
        done = False
        for group in groups:
            while self.hid_one(group):
                done = True
        return self.hid_a_group(groups) or done

    def hid_one(self, group: _Group) -> bool:
        """Hide one more area of a group whose sum is known, if its hidden ones follow from it."""
        for kind, areas in group.items():
            secret = self._hidden(kind, areas)
            if not secret or self._fit([self._sum(kind, [area]) for area in secret]):
                continue
            if self._hide_smallest(kind, areas):
                return True
            for other in group:
                untold = not self._hidden(other, group[other])
                if other != kind and untold and self._hide_smallest(other, group[other]):
                    return True
        return False

    def hid_a_group(self, groups: list[_Group]) -> bool:
        """Hide the sum of one more group, if those of too few are: the town's total is known."""
        unknown = [g for g in groups if all(self._hidden(k, areas) for k, areas in g.items())]
        if not unknown or self._fit([self._size(g) for g in unknown]):
            return False
        known = [g for g in groups if g not in unknown and self._size(g) > 0]
        for group in sorted(known, key=self._size)[:1]:
            lacking = [kind for kind in group if not self._hidden(kind, group[kind])]
            for kind in lacking:
                self._hide_smallest(kind, group[kind])
            return True
        return False

    def _fit(self, sums: list[int]) -> bool:
        return len(sums) > 1 and sum(sums) >= self.threshold

    def _hidden(self, kind: str, areas: list[str]) -> list[str]:
        return [area for area in areas if self.hidden[kind][area]]

    def _sum(self, kind: str, areas: list[str]) -> int:
        return sum(self.doors[kind][area] for area in areas)

    def _size(self, group: _Group) -> int:
        kind, areas = next(iter(group.items()))
        return self._sum(kind, areas)

    def _hide_smallest(self, kind: str, areas: list[str]) -> bool:
        of = self.doors[kind]
        shown = [area for area in areas if of[area] > 0 and not self.hidden[kind][area]]
        if not shown:
            return False
        self.hidden[kind][min(shown, key=of.__getitem__)] = True
        return True
