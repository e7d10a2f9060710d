"""Cut one turf into several, by hand's request."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd

from canvass.errors import BadInputError
from canvass.words import Words
from routing.network.walk_network import Network
from turf.assignment import Assignment, changed, refuse_locked, refuse_unknown
from turf.neighbours import Floats, Ints, past
from turf.partition.bipartition import balanced_parts, connect_components, even_level
from turf.partition.cut_graph import HEAVY
from turf.settings import CutSettings
from turf.turf_ids import new_ids
from turf.turf_table import door_network

#: Parts that are so much off their mean are explained.
UNEVEN = 0.15


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
    """Cut one turf into connected parts, as equal in doors as whole buildings allow.

    The first part keeps the id. Buildings that no walk reaches stay with it. One may walk past
    a building of more than half a part. A building of more than its share is a part of its own,
    and the others share the rest; the step says so. No part takes an id of ``used``, such as those
    of earlier cuts.

    Raises
    ------
    BadInputError
        If the turf is locked, unknown, or has fewer buildings than parts.
    """
    refuse_locked(assignment, [turf])
    refuse_unknown(assignment, [turf])
    inside = buildings.loc[assignment.turf_id.index[assignment.turf_id == turf]]
    ground = door_network(inside, network, doors, settings or CutSettings())
    load = ground.buildings["doors"].to_numpy(float)
    if not 2 <= parts <= load.size:
        raise BadInputError(
            Words(
                "{turf} ne se laisse pas découper en {parts} : {n:adresse|adresses}, et aucune "
                "n'est coupée.",
                "{turf} cannot be split in {parts}: {n:building|buildings}, and none is cut.",
                turf=turf,
                parts=parts,
                n=load.size,
            )
        )
    xy = np.column_stack([ground.buildings.geometry.x, ground.buildings.geometry.y])
    heavy = np.flatnonzero(load >= HEAVY * even_level(load, parts))
    few = connect_components(load, xy, past(ground.graph.pairs, heavy))
    label = balanced_parts(few, parts)
    names = np.array([turf, *new_ids({*assignment.turf_id, *used}, parts - 1)])
    said = _said(turf, load, label)
    return changed(assignment, pd.Series(names[label], index=ground.buildings.index), said)


def _said(turf: str, load: Floats, label: Ints) -> Words:
    """Tell how many doors each part has, and what makes them uneven if they are."""
    of_part = np.bincount(label, weights=load).astype(int)
    counts = ", ".join(str(count) for count in of_part)
    said = Words(
        "Découpe de {turf} en {n} (portes : {counts})",
        "Split of {turf} into {n} (doors: {counts})",
        turf=turf,
        n=of_part.size,
        counts=counts,
    )
    share = load.sum() / of_part.size
    if np.abs(of_part - share).max() <= UNEVEN * share:
        return said
    largest = int(load.max())
    if largest > share:
        return Words(
            f"{said.fr} : inégales, un immeuble en compte {largest} à lui seul",
            f"{said.en}: uneven, one building alone has {largest}",
        )
    return Words(
        f"{said.fr} : inégales, les immeubles restant entiers et chaque part d'un seul tenant",
        f"{said.en}: uneven, as buildings stay whole and each part connected",
    )
