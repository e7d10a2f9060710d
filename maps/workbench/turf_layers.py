"""Turfs and what they are made of: addresses, sides of streets, blocks."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from canvass.crs import WGS84
from maps.shapes import encoded
from maps.workbench.layer import COARSE, Layer, as_json


def buildings_layer(buildings: gpd.GeoDataFrame) -> Layer:
    """Lay out addresses by column, in the table's own order.

    Parameters
    ----------
    buildings
        ``canvass.tables.BUILDINGS`` in a metric CRS; no voter is counted or named.
    """
    at = buildings.geometry.to_crs(WGS84)
    head: dict[str, Any] = {
        "lat": _moves(at.y),
        "lon": _moves(at.x),
        "doors": buildings["doors"].astype(int).tolist(),
        "number": buildings["number"].astype(str).tolist(),
    }
    for column in ("street", "bureau_id", "quartier_id"):
        code, names = pd.factorize(buildings[column].astype(str))
        head[column.removesuffix("_id")] = code.tolist()
        head[f"{column.removesuffix('_id')}s"] = names.tolist()
    return Layer("buildings", head)


def turfs_layer(
    turfs: gpd.GeoDataFrame,
    turf_id: "pd.Series[str]",
    *,
    asked: Mapping[str, Any],
    colour: Mapping[str, int],
    rest: Mapping[str, str] | None = None,
) -> Layer:
    """Lay out turfs: outline, colour, name, figures, and the rows of their addresses.

    Parameters
    ----------
    turfs
        ``label``, ``doors``, ``minutes`` and ``state`` (empty, ``locked`` or ``published``), in a
        metric CRS, by ``turf_id``.
    turf_id
        Turf of each address, in the order of ``buildings_layer``.
    asked
        What the last cut aimed at: ``target``, ``unit``, ``tolerance``.
    colour
        By turf, as ``maps.workbench.colours`` numbers them.
    rest
        Rows of other turfs that are as they were in the layer of before.
    """
    number = {str(turf): place for place, turf in enumerate(turfs.index)}
    place = turf_id.map(number).fillna(-1).to_numpy(np.int64)
    order = np.argsort(place, kind="stable")
    members = np.split(order, np.searchsorted(place[order], np.arange(len(turfs))))[1:]
    outlines = encoded(turfs.geometry, "area", steps=COARSE)
    minutes = turfs["minutes"].fillna(0).round(1)
    told = zip(
        turfs.index, outlines, turfs["label"], turfs["doors"], minutes, turfs["state"], members,
        strict=True,
    )  # fmt: skip
    rows = {
        str(turf): as_json(
            [
                outline, colour[str(turf)], str(label), int(doors), float(spent), str(state),
                _moves_of(np.sort(inside)),
            ]
        )
        for turf, outline, label, doors, spent, state, inside in told
    }  # fmt: skip
    return Layer("turfs", {**asked, "buildings": len(turf_id)}, {**(rest or {}), **rows})


def blocks_layer(
    blocks: gpd.GeoSeries, block: Sequence[int], side: Sequence[int], *, buildings: str
) -> Layer:
    """Lay out blocks, and the block and side of the street of each address.

    Parameters
    ----------
    blocks
        Areas, in a metric CRS; row number as the index.
    block, side
        Of each address in the order of ``buildings_layer``; -1 where it has none. A block beyond
        the rows of ``blocks`` has no area.
    buildings
        Version of the layer of buildings that these rows are of.
    """
    outlines = list(encoded(blocks, "area", simplified_m=1.0, steps=COARSE))
    return Layer(
        "blocks",
        {
            "blocks": outlines,
            "block": np.asarray(block).tolist(),
            "side": np.asarray(side).tolist(),
            "buildings": buildings,
        },
    )


def _moves(degrees: "pd.Series[float]") -> list[int]:
    return _moves_of(np.rint(degrees.to_numpy() * COARSE).astype("int64"))


def _moves_of(whole: Any) -> list[int]:
    return np.diff(whole, prepend=0).tolist() if len(whole) else []
