"""Steps by hand: each gives a new assignment, respects locks, and can be undone."""

from contextlib import suppress

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from canvass.errors import BadInputError
from routing.network.walk_network import Network
from turf.assignment import (
    Assignment,
    assign_polygon,
    lock,
    merge,
    move,
    redo,
    undo,
    unlock,
)
from turf.audit import audit
from turf.cut import cut_turfs
from turf.settings import CutSettings
from turf.split_turf import split

Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]


def street() -> tuple[Assignment, gpd.GeoDataFrame]:
    """Six buildings in a row: a b c are T001, d e T002, f none."""
    names = list("abcdef")
    points = gpd.points_from_xy(range(6), [0] * 6)
    buildings = gpd.GeoDataFrame(index=pd.Index(names, name="building_id"), geometry=points)
    turf_id = pd.Series(["T001"] * 3 + ["T002"] * 2 + [""], index=buildings.index)
    return Assignment(turf_id), buildings


def spelt(assignment: Assignment) -> str:
    return "".join(t[-1:] or "-" for t in assignment.turf_id)


def test_a_polygon_takes_what_it_holds() -> None:
    start, buildings = street()
    area = shapely.box(1.5, -1, 3.5, 1)
    assert spelt(assign_polygon(start, buildings, area, "T003")) == "11332-"
    assert spelt(assign_polygon(start, buildings, area, "")) == "11--2-"
    assert spelt(start) == "11122-"
    with pytest.raises(BadInputError):
        assign_polygon(start, buildings, shapely.box(50, 50, 60, 60), "T003")


def test_merged_turfs_bear_the_first_name() -> None:
    start, _ = street()
    assert spelt(merge(start, ["T002", "T001"])) == "22222-"
    with pytest.raises(BadInputError):
        merge(start, ["T001"])
    with pytest.raises(BadInputError):
        merge(start, ["T001", "T009"])


def test_locked_turfs_neither_lose_nor_gain() -> None:
    start = lock(street()[0], ["T001"])
    assert spelt(move(start, "abcf", "T002")) == "111222"
    with pytest.raises(BadInputError):
        move(start, "f", "T001")
    with pytest.raises(BadInputError):
        merge(start, ["T001", "T002"])
    assert spelt(move(unlock(start, ["T001"]), "a", "T002")) == "21122-"


def test_only_locked_turfs_refuse_to_be_moved_and_unknown_ones_to_be_unlocked() -> None:
    start = lock(street()[0], ["T001"])
    with pytest.raises(BadInputError, match="T001"):
        move(start, "ab", "T002")
    told = move(start, "abf", "T002").done[-1].said
    assert "1 adresse vers T002" in told.fr
    assert "2 restent" in told.fr
    assert "T001" in told.fr
    with pytest.raises(BadInputError, match="T009"):
        unlock(start, ["T009"])


def test_a_new_step_forgets_what_was_undone() -> None:
    start = street()[0]
    second = move(undo(move(start, "a", "T002")), "b", "T002")
    assert spelt(redo(second)) == "12122-"
    assert [str(step.said.fr) for step in second.done] == ["1 adresse vers T002"]


@given(st.lists(st.tuples(st.sampled_from("mlud"), st.text("abcdef", max_size=3)), max_size=12))
def test_undoing_everything_gives_the_start_back(steps: list[tuple[str, str]]) -> None:
    start = street()[0]
    now = start
    for kind, letters in steps:
        if kind == "m":
            # refused where all of them are of locked turfs
            with suppress(BadInputError):
                now = move(now, letters, f"T00{len(letters) + 3}")
        elif kind == "l":
            now = lock(now, ["T001"] if "T001" in now.turfs() else [])
            now = unlock(now, ["T001"] if "T001" in now.turfs() else [])
        else:
            now = undo(now) if kind == "u" else redo(now)
    latest = now
    count = len(now.done)
    for _ in range(count):
        now = undo(now)
    assert now.turf_id.equals(start.turf_id)
    assert now.locked == start.locked
    for _ in range(count):
        now = redo(now)
    assert now.turf_id.equals(latest.turf_id)
    assert now.locked == latest.locked


def test_a_split_turf_is_two_connected_halves(small_town: Field) -> None:
    buildings, network, doors = small_town
    cut = cut_turfs(buildings[:700], network, doors, settings=CutSettings(target=80))
    turf = cut.turfs.index[cut.turfs["reason"] == ""][0]
    halves = split(Assignment(cut.turf_id), buildings, network, doors, turf)
    new = sorted(set(halves.turf_id) - set(cut.turf_id))
    assert len(new) == 1
    loads = buildings["doors"][:700].groupby(halves.turf_id).sum()[[turf, new[0]]]
    assert loads.sum() == cut.turfs.loc[turf, "doors"]
    assert loads.min() >= 0.3 * loads.sum()
    found = audit(buildings[:700], halves.turf_id, network, doors, settings=CutSettings())
    assert found.turfs.loc[[turf, new[0]], "connected"].all()
    assert undo(halves).turf_id.equals(cut.turf_id)
    with pytest.raises(BadInputError):
        split(lock(halves, [turf]), buildings, network, doors, turf)
