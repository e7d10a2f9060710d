"""Cut one turf into several, by hand's request."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd

from canvass.errors import BadInputError
from canvass.words import Words
from routing.network import Network
from turf.assignment import Assignment, changed, refuse_locked, refuse_unknown
from turf.cut_graph import Doors, Wanted, cut_graph
from turf.settings import CutSettings
from turf.turf_ids import new_ids
from turf.turf_table import ground_of

#: The parts of a split turf may be so much off the mean.
ABOUT = 0.15


def split(
    assignment: Assignment,
    buildings: gpd.GeoDataFrame,
    network: Network,
    doors: pd.DataFrame,
    turf: str,
    *,
    parts: int = 2,
    settings: CutSettings | None = None,
    used: Collection[str] = (),
) -> Assignment:
    """Cut one turf into connected parts of about as many doors each.

    The first part keeps the id. Buildings that no walk reaches stay with it. No part takes an id
    of ``used``, such as those of earlier cuts.

    Raises
    ------
    BadInputError
        If the turf is locked, unknown, or cannot be cut.
    """
    refuse_locked(assignment, [turf])
    refuse_unknown(assignment, [turf])
    inside = buildings.loc[assignment.turf_id.index[assignment.turf_id == turf]]
    ground = ground_of(inside, network, doors, settings or CutSettings())
    load = ground.buildings["doors"].to_numpy(float)
    xy = np.column_stack([ground.buildings.geometry.x, ground.buildings.geometry.y])
    whole = np.zeros(load.size, np.int64)
    label = cut_graph(
        ground.graph.pairs,
        Doors(load, xy, whole, ground.graph.atom),
        wanted=Wanted(max(float(load.sum()), 1.0) / parts, ABOUT),
    ).label
    count = int(label.max(initial=-1)) + 1
    if count < 2:
        raise BadInputError(Words(f"{turf} ne se laisse pas découper.", f"{turf} cannot be split."))
    names = np.array([turf, *new_ids({*assignment.turf_id, *used}, count - 1)])
    said = Words(f"Découpe de {turf} en {count}", f"Split of {turf} into {count}")
    return changed(assignment, pd.Series(names[label], index=ground.buildings.index), said)
