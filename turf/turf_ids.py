"""Turf ids: short, unique, and neighbours where the turfs are."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from turf.neighbours import Ints
from turf.settings import Within


def numbered(
    buildings: gpd.GeoDataFrame, label: Ints, kept: NDArray[np.bool_], within: Within
) -> NDArray[np.str_]:
    """Give each label its turf id, ``T001`` on: by zone, then along a Hilbert curve.

    Neighbouring numbers are neighbouring turfs. Labels that are not kept get ``""``.
    """
    if not len(label):
        return np.zeros(0, dtype="<U4")
    centre = pd.DataFrame({"x": buildings.geometry.x, "y": buildings.geometry.y})
    centre = centre.groupby(label).mean()
    curve = gpd.GeoSeries(gpd.points_from_xy(centre["x"], centre["y"])).hilbert_distance()
    order = pd.DataFrame({"curve": curve.to_numpy(), "kept": kept})
    column = "bureau_id" if within == "none" else f"{within}_id"
    order["zone"] = "" if within == "none" else buildings[column].groupby(label).first().to_numpy()
    ranked = order[order["kept"]].sort_values(["zone", "curve"], kind="stable").index
    digits = max(3, len(str(len(ranked))))
    names = np.full(len(order), "", dtype=f"<U{digits + 1}")
    names[ranked] = [f"T{k:0{digits}d}" for k in range(1, len(ranked) + 1)]
    return names


def new_ids(used: Collection[str], count: int) -> list[str]:
    """Count on after the highest number in use."""
    numbered_so_far = [name for name in used if name[:1] == "T" and name[1:].isdigit()]
    digits = max([3, *(len(name) - 1 for name in numbered_so_far)])
    last = max((int(name[1:]) for name in numbered_so_far), default=0)
    return [f"T{number:0{digits}d}" for number in range(last + 1, last + 1 + count)]
