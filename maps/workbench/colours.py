"""Colours of areas, none shared by neighbours, kept from one version to the next."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely

#: Neighbours whose outlines were smoothed apart still count as such, metres.
NEAR_M = 6.0


def colours(
    areas: gpd.GeoSeries,
    *,
    kept: Mapping[str, int] | None = None,
    anew: Collection[str] | None = None,
    least: int = 7,
) -> dict[str, int]:
    """Number the areas' colours so that no two neighbours share one.

    Parameters
    ----------
    areas
        In a metric CRS, indexed by id.
    kept
        Colours of before: an area keeps its own unless a neighbour has it too.
    anew
        The areas that are looked at, where all others have colours that still hold; all if not
        said.
    least
        Colours in use before another one is taken; more keep neighbours of neighbours apart.

    Returns
    -------
    dict
        Number of the colour, from 0, by id.
    """
    of_before = kept or {}
    names = [str(name) for name in areas.index]
    looked_at = [i for i, name in enumerate(names) if anew is None or name in anew]
    given = {name: of_before[name] for name in names if anew is not None and name not in anew}
    beside = neighbours(areas, looked_at)
    # those that had a colour first, then the ones with most neighbours
    order = sorted(looked_at, key=lambda i: (names[i] not in of_before, -len(beside[i])))
    uses = Counter(given.values())
    for i in order:
        near = {given[names[j]] for j in beside[i] if names[j] in given}
        wished = of_before.get(names[i])
        if wished is None or wished in near:
            known = range(max(least, max(given.values(), default=0) + 1))
            free = [colour for colour in known if colour not in near]
            wished = min(free, key=lambda c: (uses[c], c)) if free else len(known)
        given[names[i]] = wished
        uses[wished] += 1
    return given


def neighbours(
    areas: gpd.GeoSeries, rows: Sequence[int] | None = None
) -> Mapping[int, Sequence[int]]:
    """List, for each area or those of some rows, the rows of the areas that lie beside it."""
    shapes = areas.to_numpy()
    asked = np.arange(len(shapes)) if rows is None else np.asarray(rows, dtype="int64")
    found: dict[int, list[int]] = {int(i): [] for i in asked}
    one, two = shapely.STRtree(shapes).query(shapes[asked], predicate="dwithin", distance=NEAR_M)
    for i, j in zip(asked[one].tolist(), two.tolist(), strict=True):
        if i != j:
            found[i].append(j)
    return {i: sorted(set(near)) for i, near in found.items()}
