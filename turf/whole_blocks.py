"""Blocks: why some are cut, and cuts that keep every one whole."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from turf.cut_input import zones
from turf.door_graph import blocks
from turf.neighbours import FARTHEST_PAST_M, Ints, Pairs, components
from turf.partition.cut_graph import CutResult, Doors, Wanted, cut_graph
from turf.partition.recalibrate import Measure
from turf.settings import CutSettings
from turf.turf_table import DoorNetwork

#: Why a turf that keeps a block, or another piece, whole is above the range.
WHOLE = "whole"
#: Why a block is in several turfs.
AREAS, LARGE, BALANCE, APART, NOT_ASKED = "areas", "large", "balance", "apart", "not_asked"
COLUMNS = ["building_id", "streets", "doors", "turfs", "reason"]


def split_blocks(turf_id: pd.Series, ground: DoorNetwork, settings: CutSettings) -> pd.DataFrame:
    """List the blocks whose doors are in several turfs, with the reason.

    Parameters
    ----------
    turf_id
        On the index of the ground's buildings at least; ``""`` for those of no turf.

    Returns
    -------
    DataFrame
        ``building_id`` (an address of the block, which names it), ``streets``, ``doors``, ``turfs``
        (their ids) and ``reason``: ``areas`` (only the areas that no turf crosses
        part it), ``large`` (its doors are more than a turf), ``balance`` (whole, it would leave a
        turf outside the tolerance, or a better border was found), ``apart`` (it was to stay whole,
        but it is wider than 600 m, no walk joins its doors, or it was changed by hand) or
        ``not_asked`` (it would fit, but the cut was not asked to keep blocks).
    """
    inside = ground.buildings
    table = pd.DataFrame(
        {
            "block": blocks(ground.network, ground.doors, ground.graph.face),
            "turf": turf_id.loc[inside.index].to_numpy(),
            "street": inside["street"].to_numpy(),
            "doors": inside["doors"].to_numpy(),
            "zone": zones(inside, settings.within),
        },
        index=inside.index.rename("building_id"),
    )
    table = table[table["turf"] != ""]
    turfs = table.groupby("block")["turf"].nunique()
    cut = table[table["block"].isin(turfs.index[turfs > 1])].reset_index()
    rows = [_row(of, settings) for _, of in cut.groupby("block", sort=False)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(block: pd.DataFrame, settings: CutSettings) -> dict[str, Any]:
    doors = int(block["doors"].sum())
    load = doors if settings.unit == "doors" else doors * settings.door_s / 60
    reason = NOT_ASKED if settings.by != "block" else APART if settings.whole else BALANCE
    if block.groupby("zone")["turf"].nunique().max() == 1:
        reason = AREAS
    elif load > (1 + settings.tolerance) * settings.target and not settings.whole:
        reason = LARGE
    return {
        "building_id": block["building_id"].iloc[0],
        "streets": " – ".join(sorted(set(block["street"]) - {""})),
        "doors": doors,
        "turfs": sorted(set(block["turf"])),
        "reason": reason,
    }


def cut_doors(
    pairs: Pairs,
    doors: Doors,
    *,
    whole: bool,
    wanted: Wanted,
    measure: Measure | None = None,
    **how: Any,
) -> CutResult:
    """Cut doors as ``cut_graph`` does or, with ``whole``, without cutting any atom.

    The doors of an atom within one zone are then one, unless it is wider than 600 m: an atom above
    the range is a turf of its own, with the reason ``whole``. ``ways`` of the result stay those of
    the atoms.
    """
    if not whole:
        return cut_graph(pairs, doors, wanted=wanted, measure=measure, **how)
    piece = _pieces(pairs, doors)
    order = np.argsort(piece, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(piece[order])) + 1)
    result = cut_graph(
        _between(pairs, piece),
        _as_one(doors, piece),
        wanted=wanted,
        measure=None if measure is None else _of_members(measure, members),
        **how,
    )
    size = np.bincount(result.label[piece], minlength=len(result.load))
    reason = np.where((result.reason == "oversize") & (size > 1), WHOLE, result.reason)
    return replace(result, label=result.label[piece], reason=reason)


def _pieces(pairs: Pairs, doors: Doors) -> Ints:
    """Number what stays whole: an atom within a zone, if it is of one part of the town and small.

    The sides of a block are seldom neighbours themselves: one walks round the corner past others.
    """
    lone = components(doors.load.size, pairs.where(doors.zone[pairs.i] == doors.zone[pairs.j]))
    keys = pd.DataFrame({"atom": doors.atom, "zone": doors.zone, "part": lone})
    piece = np.asarray(keys.groupby(list(keys)).ngroup(), np.int64)
    xy = pd.DataFrame(doors.xy).groupby(piece)
    wide = np.hypot(*(xy.max() - xy.min()).to_numpy().T)[piece] > FARTHEST_PAST_M
    same = pairs.where(piece[pairs.i] == piece[pairs.j])
    near = components(piece.size, same)
    kept = np.where(wide, near, near.size + piece)
    return np.asarray(pd.factorize(kept)[0], np.int64)


def _between(pairs: Pairs, piece: Ints) -> Pairs:
    """Join pieces as their nearest doors are; a border between them costs all their pairs."""
    a, b = piece[pairs.i], piece[pairs.j]
    table = pd.DataFrame({"i": np.minimum(a, b), "j": np.maximum(a, b)})
    table = table.assign(walk_m=pairs.walk_m, cut_m=pairs.cut_m)[(a != b)]
    found = (
        table.groupby(["i", "j"], sort=True).agg({"walk_m": "min", "cut_m": "sum"}).reset_index()
    )
    i, j = (found[end].to_numpy(np.int64) for end in ("i", "j"))
    return Pairs(i, j, found["walk_m"].to_numpy(float), found["cut_m"].to_numpy(float))


def _as_one(doors: Doors, piece: Ints) -> Doors:
    """Add up the doors of each piece; a cut to mend takes the turf of most of them."""
    table = pd.DataFrame({"x": doors.xy[:, 0], "y": doors.xy[:, 1], "zone": doors.zone})
    of = table.groupby(piece).agg({"x": "mean", "y": "mean", "zone": "first"})
    load = np.bincount(piece, weights=doors.load).astype(float)
    before = None
    if doors.before is not None:
        held = pd.DataFrame({"piece": piece, "turf": doors.before, "load": doors.load + 1e-9})
        most = held.groupby(["piece", "turf"])["load"].sum().reset_index().sort_values("load")
        before = most.drop_duplicates("piece", keep="last").sort_values("piece")["turf"].to_numpy()
    xy, zone = of[["x", "y"]].to_numpy(float), of["zone"].to_numpy(np.int64)
    return Doors(load, xy, zone, np.arange(load.size), before)


def _of_members(measure: Measure, members: list[Ints]) -> Measure:
    """Let a measure be asked by pieces."""
    return lambda turfs: measure([np.concatenate([members[p] for p in turf]) for turf in turfs])
