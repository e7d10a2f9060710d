"""Blocks stay whole where they are to, and why the others do not is told."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from routing.network.walk_network import Network
from turf.audit import audit
from turf.cut import cut_turfs
from turf.cut_input import zones
from turf.door_graph import blocks
from turf.neighbours import FARTHEST_PAST_M, Pairs
from turf.partition.cut_graph import Doors, Wanted
from turf.recut import recut_turfs
from turf.settings import CutSettings
from turf.turf_table import door_network
from turf.whole_blocks import cut_doors

Town = tuple[Pairs, Doors]
Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]


@pytest.mark.parametrize("seed", range(5))
def test_no_atom_is_cut_whatever_the_town(grid_town: Callable[..., Town], seed: int) -> None:
    pairs, doors = grid_town(5, seed=seed, zones=1 + seed % 2)
    found = cut_doors(pairs, doors, whole=True, wanted=Wanted(40, 0.15), seed=seed)
    table = pd.DataFrame({"atom": doors.atom, "zone": doors.zone, "turf": found.label})
    assert table.groupby(["atom", "zone"])["turf"].nunique().max() == 1
    assert table.groupby("turf")["zone"].nunique().max() == 1
    load = np.bincount(found.label, weights=doors.load)
    assert found.load == pytest.approx(load)
    off = (load < 34 - 1e-9) | (load > 46 + 1e-9)
    assert ((found.reason != "") == off).all()
    alone = table.groupby("turf")["atom"].nunique()[found.reason == "whole"]
    assert (alone == 1).all()


@pytest.mark.parametrize("within", ["none", "bureau"])
def test_whole_blocks_are_whole_and_the_rest_has_a_reason(small_town: Field, within: str) -> None:
    buildings, network, doors = small_town
    settings = CutSettings(by="block", whole=True, within=within)  # type: ignore[arg-type]
    cut = cut_turfs(buildings, network, doors, settings=settings)
    found = audit(buildings, cut.turf_id, network, doors, settings=settings)
    parted = found.blocks
    assert set(parted["reason"]) <= {"areas", "apart"}
    assert found.sheet.split_blocks == parted["reason"].value_counts().to_dict()
    ground = door_network(buildings, network, doors, settings)
    block = blocks(network, ground.doors, ground.graph.face)
    inside = ground.buildings.assign(block=block, zone=zones(ground.buildings, settings.within))
    for _, of in inside.groupby(["block", "zone"]):
        west, south, east, north = of.total_bounds
        turfs = set(cut.turf_id[of.index]) - {""}
        assert len(turfs) < 2 or np.hypot(east - west, north - south) > FARTHEST_PAST_M
    again = recut_turfs(buildings, network, doors, cut.turf_id, settings=settings)
    assert (again.turf_id == cut.turf_id).mean() > 0.9


def test_each_split_block_has_its_reason(small_town: Field) -> None:
    buildings, network, doors = small_town
    for by, reasons in (("building", {"not_asked"}), ("block", {"balance"})):
        settings = CutSettings(by=by, within="bureau")  # type: ignore[arg-type]
        cut = cut_turfs(buildings, network, doors, settings=settings)
        found = audit(buildings, cut.turf_id, network, doors, settings=settings)
        parted = found.blocks.set_index("building_id")
        assert reasons <= set(parted["reason"]) <= reasons | {"large", "areas"}
        large = parted["reason"] == "large"
        assert (parted["doors"][large] > 55).all()
        assert (parted["doors"][parted["reason"].isin(reasons)] <= 55).all()
        assert (parted["turfs"].map(len) > 1).all()
        of = cut.turf_id[parted.index]
        assert all(turf in turfs for turf, turfs in zip(of, parted["turfs"], strict=True) if turf)
        shares = found.sheet.blocks_whole
        assert 0 < shares < 1
