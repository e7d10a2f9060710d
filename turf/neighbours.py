"""From pairs of neighbouring doors to the graph that the cut works on."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: How much nearer the spanning tree takes two doors of one atom (block face or block) for.
SAME_ATOM = 0.25

#: What walking past the doors of another turf counts for, in metres: better not, if it is as short.
PAST_OTHERS_M = 100.0
#: Doors are neighbours past other doors up to so many metres of walk.
FARTHEST_PAST_M = 600.0


@dataclass(frozen=True)
class Pairs:
    """Which doors are neighbours on foot, each pair once.

    ``walk_m`` is the way between them; ``cut_m`` what a border between them costs, in metres of
    walk that one would accept to avoid it.
    """

    i: Ints
    j: Ints
    walk_m: Floats
    cut_m: Floats

    def where(self, kept: NDArray[np.bool_]) -> "Pairs":
        """Return the pairs that are kept."""
        return Pairs(self.i[kept], self.j[kept], self.walk_m[kept], self.cut_m[kept])

    def plus(self, more: "Pairs") -> "Pairs":
        """Return these pairs and more."""
        return Pairs(
            np.append(self.i, more.i),
            np.append(self.j, more.j),
            np.append(self.walk_m, more.walk_m),
            np.append(self.cut_m, more.cut_m),
        )


def components(doors: int, pairs: Pairs) -> Ints:
    """Number the connected pieces of the door graph; array of one number per door."""
    links = coo_array((np.ones(pairs.i.size), (pairs.i, pairs.j)), shape=(doors, doors))
    _, piece = connected_components(links, directed=False)
    return np.asarray(piece, dtype=np.int64)


def around(pairs: Pairs, gone: Ints) -> Pairs:
    """Take doors out of the graph and let their neighbours be neighbours: one walks past them.

    A building that is a turf of its own would otherwise split the street it stands in.
    """
    if not gone.size:
        return pairs
    near: dict[int, dict[int, float]] = {int(door): {} for door in gone}
    touched = np.isin(pairs.i, gone) | np.isin(pairs.j, gone)
    part = pairs.where(touched)
    for i, j, walk in zip(part.i.tolist(), part.j.tolist(), part.walk_m.tolist(), strict=True):
        near.setdefault(i, {})[j] = walk
        near.setdefault(j, {})[i] = walk
    for door in gone.tolist():
        ways = near.pop(door)
        for one, first in ways.items():
            near[one].pop(door, None)
            for two, second in ways.items():
                if one != two and first + second <= FARTHEST_PAST_M:
                    near[one][two] = min(first + second, near[one].get(two, np.inf))
    found = [(i, j, walk) for i, ways in near.items() for j, walk in ways.items() if i < j]
    table = np.array(found, dtype=float).reshape(-1, 3)
    rest = pairs.where(~touched)
    return _without_repeats(
        Pairs(
            np.append(rest.i, table[:, 0].astype(np.int64)),
            np.append(rest.j, table[:, 1].astype(np.int64)),
            np.append(rest.walk_m, table[:, 2]),
            np.append(rest.cut_m, np.zeros(len(found))),
        )
    )


def past(pairs: Pairs, heavy: Ints) -> Pairs:
    """Let the neighbours of heavy doors be neighbours too, at a price.

    Where a building that nearly fills a turf stands before the last doors of a dead end, those
    doors would belong to it by force. One may walk past it instead.
    """
    touched = pairs.where(np.isin(pairs.i, heavy) | np.isin(pairs.j, heavy))
    near: dict[int, dict[int, float]] = {int(door): {} for door in heavy}
    for i, j, walk in zip(touched.i.tolist(), touched.j.tolist(), touched.walk_m, strict=True):
        for door, other in ((i, j), (j, i)):
            if door in near:
                near[door][other] = float(walk)
    found = [
        (min(one, two), max(one, two), first + second + PAST_OTHERS_M)
        for ways in near.values()
        for (one, first), (two, second) in combinations(ways.items(), 2)
        if first + second <= FARTHEST_PAST_M
    ]
    table = np.array(found, dtype=float).reshape(-1, 3)
    i, j = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    return _without_repeats(pairs.plus(Pairs(i, j, table[:, 2], np.zeros(len(found)))))


def _without_repeats(pairs: Pairs) -> Pairs:
    """Keep the first of pairs named twice."""
    low, high = np.minimum(pairs.i, pairs.j), np.maximum(pairs.i, pairs.j)
    key = low * (int(high.max(initial=0)) + 1) + high
    _, first = np.unique(key, return_index=True)
    return pairs.where(np.isin(np.arange(key.size), first))


def street_costs(pairs: Pairs, atom: Ints) -> Floats:
    """Give what it costs to part the two atoms (block faces) of each pair: all their pairs' costs.

    Within one atom a cut parts one pair, so the pair's own cost stands.
    """
    a, b = atom[pairs.i], atom[pairs.j]
    low, high = np.minimum(a, b), np.maximum(a, b)
    _, group = np.unique(low * (int(high.max(initial=0)) + 1) + high, return_inverse=True)
    total = np.bincount(group, weights=pairs.cut_m)[group]
    return np.where(a == b, pairs.cut_m, total)


def both_ways(doors: int, pairs: Pairs, columns: list[Floats]) -> tuple[Ints, Ints, list[Floats]]:
    """Write pairs as compressed rows: where each door's row starts, its neighbours, the columns."""
    tail, head = np.append(pairs.i, pairs.j), np.append(pairs.j, pairs.i)
    order = np.lexsort((head, tail))
    start = np.zeros(doors + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=doors), out=start[1:])
    return start, head[order], [np.tile(column, 2)[order] for column in columns]


def renumbered(pairs: Pairs, kept: NDArray[np.bool_]) -> Pairs:
    """Number the kept doors from 0 and drop pairs that hold another."""
    number = np.cumsum(kept) - 1
    inside = pairs.where(kept[pairs.i] & kept[pairs.j])
    return replace(inside, i=number[inside.i], j=number[inside.j])


def shortest_tree(pairs: Pairs, doors: int) -> Pairs:
    """Choose the pairs of a shortest spanning forest; their ``cut_m`` is 0."""
    # A length of zero would read as no pair.
    walks = coo_array((pairs.walk_m + 1e-6, (pairs.i, pairs.j)), shape=(doors, doors))
    tree = minimum_spanning_tree(walks.tocsr()).tocoo()
    i, j = tree.row.astype(np.int64), tree.col.astype(np.int64)
    return Pairs(i, j, np.asarray(tree.data, float) - 1e-6, np.zeros(i.size))


def tree_lengths(pairs: Pairs, label: Ints, labels: int) -> Floats:
    """Measure the shortest spanning tree of each label's doors, in metres of ``walk_m``."""
    tree = shortest_tree(pairs.where(label[pairs.i] == label[pairs.j]), label.size)
    return np.bincount(label[tree.i], weights=tree.walk_m, minlength=labels).astype(float)
