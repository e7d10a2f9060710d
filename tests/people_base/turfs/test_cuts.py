"""A cut replaces its own part: the other turfs stay, and nothing that went out is lost."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvass import tables
from canvass.errors import BadInputError
from people_base.base import Base
from people_base.store import read, write
from people_base.turfs.cuts import current_turfs, replace_cut
from people_base.turfs.turf_assignment import turf_assignment

Maker = Callable[..., pd.DataFrame]


def cut(base: Base, turfs: Maker, parts: dict[str, str], **columns: Any) -> "pd.Series[str]":
    names = sorted({turf for turf in parts.values() if turf})
    return replace_cut(base, turfs(names, **columns), pd.Series(parts, dtype="str"))


def publish(base: Base, turf: str) -> None:
    rows = read(base, tables.TURFS, where={"turf_id": [turf]})
    write(base, tables.TURFS, rows.assign(status="published"), how="merge")


def stop_at(base: Base, turf: str, building: str) -> None:
    stop = pd.DataFrame(
        {"building_id": [building], "leg_m": 1.0, "leg_s": 1.0},
        index=pd.MultiIndex.from_tuples([(turf, 1)], names=["turf_id", "position"]),
    )
    write(base, tables.STOPS, stop, how="merge")


def test_a_cut_is_kept_with_its_turfs(base: Base, turfs: Maker) -> None:
    assert current_turfs(base).empty
    kept = cut(base, turfs, {"b1": "T001", "b2": "T002", "b3": ""}, label=["Nord", "Sud"])
    assert kept.to_dict() == {"b1": "T001", "b2": "T002", "b3": ""}
    found = current_turfs(base)
    assert found.index.tolist() == ["T001", "T002"]
    assert found["label"].tolist() == ["Nord", "Sud"]
    assert found.crs == "EPSG:2154"
    assert turf_assignment(base).to_dict() == {"b1": "T001", "b2": "T002"}


def test_a_part_cut_again_leaves_the_others(base: Base, turfs: Maker) -> None:
    cut(base, turfs, {"b1": "T001", "b2": "T001", "b3": "T002"})
    stop_at(base, "T001", "b1")
    stop_at(base, "T002", "b3")
    kept = cut(base, turfs, {"b3": "T001"})
    assert kept.to_dict() == {"b3": "T002"}
    assert turf_assignment(base).to_dict() == {"b1": "T001", "b2": "T001", "b3": "T002"}
    # the walk of the part that was cut again is gone, the other is not
    assert read(base, tables.STOPS).index.tolist() == [("T001", 1)]
    assert current_turfs(base).index.tolist() == ["T001", "T002"]


def test_a_turf_cut_in_half_keeps_the_half_that_was_not_asked_for(base: Base, turfs: Maker) -> None:
    cut(base, turfs, {"b1": "T001", "b2": "T001"})
    cut(base, turfs, {"b2": "T001"})
    assert turf_assignment(base).to_dict() == {"b1": "T001", "b2": "T002"}
    assert current_turfs(base).index.tolist() == ["T001", "T002"]


def test_a_published_turf_keeps_its_row_and_its_walk(base: Base, turfs: Maker) -> None:
    cut(base, turfs, {"b1": "T001", "b2": "T002"})
    publish(base, "T001")
    stop_at(base, "T001", "b1")
    kept = cut(base, turfs, {"b1": "T001", "b2": "T001"})
    assert kept.to_dict() == {"b1": "T002", "b2": "T002"}
    rows = read(base, tables.TURFS, columns=["status"])
    assert rows["status"].to_dict() == {"T001": "published", "T002": "draft"}
    assert read(base, tables.STOPS).index.tolist() == [("T001", 1)]
    # it is not in the cut in force, but its members of that time are known
    assert current_turfs(base).index.tolist() == ["T002"]
    assert turf_assignment(base, version=1).to_dict() == {"b1": "T001", "b2": "T002"}


def test_an_empty_cut_is_refused_and_the_one_before_holds(base: Base, turfs: Maker) -> None:
    cut(base, turfs, {"b1": "T001"})
    with pytest.raises(BadInputError):
        replace_cut(base, tables.TURFS.empty(), pd.Series({"b1": ""}))
    assert turf_assignment(base).to_dict() == {"b1": "T001"}
    assert current_turfs(base).index.tolist() == ["T001"]


@pytest.mark.parametrize(
    ("parts", "names"),
    [({"b1": "T009"}, ["T001"]), ({"b1": "T001"}, ["T001", "T002"])],
    ids=["a turf without its row", "a turf without building"],
)
def test_a_cut_that_contradicts_itself_is_refused(
    base: Base, turfs: Maker, parts: dict[str, str], names: list[str]
) -> None:
    cut(base, turfs, {"b1": "T001"})
    with pytest.raises(BadInputError, match="T00"):
        replace_cut(base, turfs(names), pd.Series(parts))
    assert turf_assignment(base).to_dict() == {"b1": "T001"}


PARTS = st.dictionaries(
    st.sampled_from([f"b{i}" for i in range(6)]),
    st.sampled_from(["", "T001", "T002", "T003"]),
    min_size=1,
).filter(lambda parts: any(parts.values()))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(PARTS, st.booleans()), min_size=1, max_size=5))
def test_whatever_is_cut_and_published(
    new_base: Callable[[], Base], turfs: Maker, steps: list[tuple[dict[str, str], bool]]
) -> None:
    """Each cut gives its buildings as asked, keeps all others, and never takes an id in use."""
    base = new_base()
    expected: dict[str, str] = {}
    published: dict[str, Any] = {}
    for parts, publishes in steps:
        kept = cut(base, turfs, parts)
        others = {b: t for b, t in expected.items() if b not in parts}
        assert not set(kept[kept != ""]) & (set(others.values()) | set(published))
        groups = pd.Series(parts).groupby(kept).nunique()
        assert (groups <= 1).all()
        expected = others | kept[kept != ""].to_dict()
        assert turf_assignment(base).to_dict() == expected
        assert set(current_turfs(base).index) == set(expected.values())
        stored = set(read(base, tables.TURFS, columns=[]).index)
        assert stored == set(expected.values()) | set(published)
        if publishes:
            turf = sorted(expected.values())[0]
            publish(base, turf)
            published[turf] = True
    base.engine.dispose()
