"""Colours of areas, none shared by neighbours, kept from one version to the next."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely

#: Neighbours whose outlines were smoothed apart still count as such, metres.
NEAR_M = 6.0


def colours(
    areas: gpd.GeoSeries, *, kept: Mapping[str, int] | None = None, least: int = 7
) -> dict[str, int]:
    """Number the areas' colours so that no two neighbours share one.

    Parameters
    ----------
    areas
        In a metric CRS, indexed by id.
    kept
        Colours of before: an area keeps its own unless a neighbour has it too.
    least
        Colours in use before another one is taken; more keep neighbours of neighbours apart.

    Returns
    -------
    dict
        Number of the colour, from 0, by id.
    """
    given: dict[str, int] = {}
    of_before = kept or {}
    names = [str(name) for name in areas.index]
    beside = neighbours(areas)
    # those that had a colour first, then the ones with most neighbours
    order = sorted(range(len(names)), key=lambda i: (names[i] not in of_before, -len(beside[i])))
    uses: dict[int, int] = dict.fromkeys(range(least), 0)
    for i in order:
        near = {given[names[j]] for j in beside[i] if names[j] in given}
        wished = of_before.get(names[i])
        if wished is None or wished in near:
            free = [colour for colour in uses if colour not in near]
            wished = min(free, key=lambda c: (uses[c], c)) if free else len(uses)
        given[names[i]] = wished
        uses[wished] = uses.get(wished, 0) + 1
    return given


def neighbours(areas: gpd.GeoSeries) -> Sequence[Sequence[int]]:
    """List, for each area, the rows of those that lie beside it."""
    shapes = areas.to_numpy()
    tree = shapely.STRtree(shapes)
    found: list[list[int]] = [[] for _ in range(len(shapes))]
    one, two = tree.query(shapes, predicate="dwithin", distance=NEAR_M)
    for i, j in zip(one[one != two].tolist(), two[one != two].tolist(), strict=True):
        found[i].append(j)
    return [np.unique(near).tolist() for near in found]
