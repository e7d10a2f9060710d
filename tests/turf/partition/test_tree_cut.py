"""The tree cut is the best one: compared with every possible cut of small trees."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from turf.partition.tree_cut import Links, best_parts, new_table, rooted, spanning_links

PENALTY = np.array([90.0, 60.0, 40.0, 5.0, 0.0, 1.0, 30.0, 70.0, 95.0])


def price(
    parents: list[int], loads: list[int], costs: list[float], steps: list[int], cuts: list[bool]
) -> float:
    """Cost of one cut of a tree; infinite when a part is heavier than any priced load."""
    part = [0]
    total = {0: loads[0]}
    cost = 0.0
    for v, cut in enumerate(cuts, start=1):
        if cut:
            part.append(v)
            total[v] = loads[v]
            cost += costs[v - 1]
        else:
            part.append(part[parents[v - 1]])
            total[part[v]] += loads[v] + steps[v - 1]
    if max(total.values()) >= PENALTY.size:
        return np.inf
    return cost + sum(PENALTY[load] for load in total.values())


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_cut_of_the_tree_is_cheaper(data: st.DataObject) -> None:
    m = data.draw(st.integers(1, 9))
    parents = [data.draw(st.integers(0, v - 1)) for v in range(1, m)]
    loads = data.draw(st.lists(st.integers(0, 8), min_size=m, max_size=m))
    costs = data.draw(st.lists(st.integers(-9, 50).map(float), min_size=m - 1, max_size=m - 1))
    steps = data.draw(st.lists(st.integers(0, 1), min_size=m - 1, max_size=m - 1))
    ends = np.array(parents, np.int64), np.arange(1, m)
    links = Links(*ends, np.ones(m - 1), np.array(costs, float), np.array(steps, np.int64))
    tree = rooted(m, links, np.arange(m - 1), data.draw(st.integers(0, m - 1)))
    part = best_parts(tree, links, np.array(loads), PENALTY, new_table(m, PENALTY.size))
    found = price(
        parents, loads, costs, steps, [part[p] != part[v] for v, p in enumerate(parents, 1)]
    )
    best = min(price(parents, loads, costs, steps, list(c)) for c in product([0, 1], repeat=m - 1))
    assert np.isclose(found, best, atol=1e-3)


def test_spanning_forest_takes_the_shortest_links() -> None:
    """
    0 -1- 1
    |     |      4 -1- 5
    9     2
    |     |
    3 -1- 2
    """
    a, b = np.array([0, 1, 2, 0, 4]), np.array([1, 2, 3, 3, 5])
    key = np.array([1.0, 2.0, 1.0, 9.0, 1.0])
    links = Links(a, b, key, np.zeros(5), np.zeros(5, np.int64))
    assert sorted(spanning_links(6, links, np.argsort(key))) == [0, 1, 2, 4]
    tree = rooted(6, links, np.array([0, 1, 2, 4]), 2)
    assert tree.parent.tolist() == [1, 2, -1, 2, -1, 4]
