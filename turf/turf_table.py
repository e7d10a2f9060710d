"""One row a turf: its number, name, doors, minutes, and what is odd about it."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from turf.cut_graph import CutResult
from turf.door_graph import DoorGraph
from turf.names import turf_labels
from turf.neighbours import Ints, pieces_of, tree_lengths
from turf.settings import CutSettings, Within
from turf.walk_estimate import walk_estimate


def numbered(
    buildings: gpd.GeoDataFrame, label: Ints, kept: NDArray[np.bool_], within: Within
) -> NDArray[np.str_]:
    """Give each label its turf id, ``T001`` on: by zone, then along a Hilbert curve.

    Neighbouring numbers are neighbouring turfs. Labels that are not kept get ``""``.
    """
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


def turf_table(
    buildings: gpd.GeoDataFrame,
    names: NDArray[np.str_],
    graph: DoorGraph,
    result: CutResult,
    settings: CutSettings,
) -> pd.DataFrame:
    """Describe every turf; see ``turf.cut.Cut`` for the columns.

    Parameters
    ----------
    buildings
        The doors of the cut, as ``graph`` and ``result`` number them.
    names
        The turf id of each label of ``result``; ``""`` for labels that are no turf.
    """
    by_label = buildings.groupby(result.label)
    table = pd.DataFrame(
        {
            **{c: _most_doors(buildings, result.label, c) for c in ("bureau_id", "quartier_id")},
            "buildings": by_label.size(),
            "doors": by_label["doors"].sum(),
            "voters": by_label["voters"].sum(),
            **_walks(graph, result),
            "reason": result.reason,
        }
    )
    for column in ("walk_estimate_m", "crossing_too_m"):
        tree = table[column].to_numpy()
        table[column] = walk_estimate(tree, by_label.size().to_numpy(), closed=settings.closed)
    walk_s = table.pop("crossing_too_m") / settings.pace_m_s
    estimate = (table["doors"] * settings.door_s + walk_s) / 60
    table["minutes"] = result.load if settings.unit == "minutes" else estimate
    table.index = pd.Index(names, name="turf_id", dtype="str")
    turf_id = pd.Series(names[result.label], index=buildings.index, dtype="str")
    labels = turf_labels(buildings, turf_id)
    table = table[table.index != ""].sort_index()
    table.insert(0, "label", labels.reindex(table.index))
    return table


def _most_doors(buildings: pd.DataFrame, label: Ints, column: str) -> pd.Series:
    """Give the value of ``column`` that most of a turf's doors have."""
    doors = buildings["doors"].groupby([label, buildings[column].to_numpy()]).sum()
    largest = doors.sort_values(kind="stable").reset_index(level=1).groupby(level=0).last()
    return largest["level_1"]


def _walks(graph: DoorGraph, result: CutResult) -> dict[str, NDArray[np.generic]]:
    """Measure walk and connection of each turf: trees, without crossings and with."""
    turfs = len(result.load)
    way = replace(graph.pairs, walk_m=graph.way_m)
    return {
        "crossing_too_m": tree_lengths(result.ways, result.label, turfs),
        "walk_estimate_m": tree_lengths(way, result.label, turfs),
        "connected": pieces_of(result.ways, result.label, turfs) == 1,
        "strictly_connected": pieces_of(graph.pairs, result.label, turfs) == 1,
    }
