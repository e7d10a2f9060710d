"""The evenest cut of a few doors in two connected sides: every edge of many spanning trees.

The step of recombination (DeFord, Duchin & Solomon 2021, ReCom: a random spanning tree, cut at an
edge that balances), with all edges of all trees compared, and the best of them taken.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turf.neighbours import Pairs, components, renumbered
from turf.partition.compiled import compiled
from turf.partition.tree_cut import Links, Tree, rooted, spanning_links

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: A border may be so much off the evenest one (share of a part) where it is a better border.
NEARLY = 0.05
#: What one metre of mean distance from the middle of a side costs, in metres of border.
SPREAD = 4.0
#: Trees tried: some for each door, fewer where doors are many, so that it takes half a second.
TREES_A_DOOR, LEAST_TREES, TREE_DOORS = 30, 150, 60_000
#: How far the trees stray from the shortest, at most (a power of e).
STRAY = 3.0


@dataclass(frozen=True)
class SmallGraph:
    """Doors to be cut: their loads, metric coordinates of shape (doors, 2), and neighbours.

    ``broken`` marks the pairs that no walk joins, which only hold pieces together for the cut.
    """

    load: Floats
    xy: Floats
    pairs: Pairs
    broken: Bools

    def part(self, kept: Bools) -> "SmallGraph":
        """Keep some doors; what is in pieces by then is tied together."""
        inside = kept[self.pairs.i] & kept[self.pairs.j] & ~self.broken
        pairs = renumbered(self.pairs.where(inside), kept)
        return connect_components(self.load[kept], self.xy[kept], pairs)


def connect_components(load: Floats, xy: Floats, pairs: Pairs) -> SmallGraph:
    """Tie the pieces of a graph together by the shortest lines, marked as broken."""
    piece = components(load.size, pairs)
    i, j = [], []
    # one piece at a time is tied to piece 0, by the shortest line there is
    while piece.max(initial=0) > 0:
        one = piece == 0
        far = np.hypot(*(xy[one][:, None] - xy[~one][None]).transpose(2, 0, 1))
        a, b = np.unravel_index(far.argmin(), far.shape)
        i.append(np.flatnonzero(one)[a])
        j.append(np.flatnonzero(~one)[b])
        piece[piece == piece[j[-1]]] = 0
        piece = np.unique(piece, return_inverse=True)[1]
    more = np.zeros(len(i))
    lines = Pairs(np.array(i, np.int64), np.array(j, np.int64), more, more)
    return SmallGraph(load, xy, pairs.plus(lines), np.arange(pairs.i.size + len(i)) >= pairs.i.size)


def even_level(load: Floats, parts: int) -> float:
    """Return the load that every part could have, were doors as fine as sand but the largest whole.

    What is larger than its share is a part of its own, and the others share the rest.
    """
    rest, left = float(load.sum()), parts
    for one in np.sort(load)[::-1]:
        # largest first: once one fits into a fair share, all that follow do
        if left <= 1 or one <= rest / left:
            break
        rest, left = rest - float(one), left - 1
    return rest / left


def balanced_parts(few: SmallGraph, parts: int, *, seed: int = 0) -> Ints:
    """Cut doors into connected parts as equal as whole doors allow; a number per door from 0.

    The cut in two looks at every edge of many trees; more parts are cut in two again and again.
    Pieces that no walk joins are parted before anything else.
    """
    label = np.zeros(few.load.size, np.int64)
    if parts < 2 or few.load.size < 2:
        return label
    level = even_level(few.load, parts)
    # a building above its share counts as one share: the rest is shared as if it were not there
    capped = replace(few, load=np.minimum(few.load, level)) if level > 0 else few
    # halves of the parts, not one part and the rest: fewer cuts in a row, so less is left over
    shares = (parts // 2, parts - parts // 2)
    side, small = _two_sides(capped, shares, seed)
    counts = shares if small else shares[::-1]
    first = 0
    for kept, count in ((side, counts[0]), (~side, counts[1])):
        label[kept] = first + balanced_parts(few.part(kept), count, seed=seed)
        first = int(label[kept].max()) + 1
    return label


def _two_sides(few: SmallGraph, shares: tuple[int, int], seed: int) -> tuple[Bools, bool]:
    """Find the best side to cut off, and whether it is that of the first share."""
    rng = np.random.default_rng(seed)
    doors, pairs = few.load.size, few.pairs
    nothing = np.zeros(pairs.i.size)
    slack = NEARLY * float(few.load.sum()) / sum(shares)
    best = (np.inf, np.inf)
    seen: dict[bytes, tuple[float, float, Bools, bool]] = {}
    for turn in range(max(LEAST_TREES, min(TREES_A_DOOR * doors, TREE_DOORS // doors))):
        # the first tree is the shortest one; others stray by factors around 1, little or far:
        # borders along streets are tried as well as any at all
        stray = STRAY * rng.uniform() if turn else 0.0
        key = (pairs.walk_m + 5.0) * np.exp(stray * rng.uniform(-1, 1, pairs.i.size))
        # A tie is the last resort, so that a tree holds no more of them than there must be.
        key = np.where(few.broken, 1e12, key)
        links = Links(pairs.i, pairs.j, key, nothing, np.zeros(pairs.i.size, np.int64))
        tree = rooted(doors, links, spanning_links(doors, links, np.argsort(key)), 0)
        held, off, small = _edges(few, tree, shares)
        fewest = held.min()
        # a tree that leaves more ties within sides than another did is never better
        if fewest > best[0]:
            continue
        best = min(best, (fewest, off[held == fewest].min()))
        # the best may still improve: what is near now is looked at again at the end
        for v in np.flatnonzero((held == fewest) & (off <= best[1] + slack)):
            side = below(tree, int(v))
            seen[side.tobytes()] = (fewest, off[v], side, small[v])
    # among nearly even cuts the better border wins: canvassers see streets, not shares
    near = [one for one in seen.values() if one[0] == best[0] and one[1] <= best[1] + slack]
    _, _, side, is_small = min(near, key=lambda one: (_border(few, one[2]), one[1]))
    return side, bool(is_small)


def _edges(few: SmallGraph, tree: Tree, shares: tuple[int, int]) -> tuple[Floats, Floats, Bools]:
    """Judge the cut above each door: ties it leaves, how far off it is, which share is below."""
    # one pass gives the load below every edge, so all cuts of a tree cost no more than one
    load, whole = sums_below(tree, few.load), float(few.load.sum())
    level = whole / sum(shares)
    ties = np.zeros(few.load.size)
    up = tree.link >= 0
    ties[up] = few.broken[tree.link[up]]
    off = np.stack(
        [
            np.maximum(np.abs(load / one - level), np.abs((whole - load) / two - level))
            # either side may be the smaller share: per part, the worse of the two sides counts
            for one, two in (shares, shares[::-1])
        ]
    )
    held = np.where(up, ties.sum() - ties, np.inf)
    return held, np.where(up, off.min(axis=0), np.inf), off[0] <= off[1]


def _border(few: SmallGraph, side: Bools) -> float:
    """Price a border and the shapes on its two sides, in metres."""
    cost = float(few.pairs.cut_m[side[few.pairs.i] != side[few.pairs.j]].sum())
    for kept in (side, ~side):
        cost += SPREAD * float(np.sqrt(few.xy[kept].var(axis=0).sum()))
    return cost


@compiled
def sums_below(tree: Tree, load: Floats) -> Floats:
    """Add up the loads of each door and all that hang below it."""
    total = load.copy()
    # children before parents: a door is complete when it is added to its parent
    for k in range(tree.order.size - 1, -1, -1):
        v = tree.order[k]
        if tree.parent[v] >= 0:
            total[tree.parent[v]] += total[v]
    return total


@compiled
def below(tree: Tree, door: int) -> Bools:
    """Mark a door and all that hang below it."""
    inside = np.zeros(tree.order.size, np.bool_)
    inside[door] = True
    # parents before children: one pass marks all
    for v in tree.order:
        if tree.parent[v] >= 0 and inside[tree.parent[v]]:
            inside[v] = True
    return inside
