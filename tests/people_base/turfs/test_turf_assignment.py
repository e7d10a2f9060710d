"""Which building is in which turf, version by version."""

from collections.abc import Callable

import pandas as pd
import pytest

from canvass import tables
from canvass.errors import BadInputError
from people_base.base import Base
from people_base.store import write
from people_base.turfs.turf_assignment import assign, turf_assignment

Maker = Callable[..., pd.DataFrame]


def test_each_cut_is_a_version_and_the_same_cut_is_none(base: Base) -> None:
    assert turf_assignment(base).empty
    first = pd.Series({"b2": "T1", "b1": "T1", "b3": ""})
    assert assign(base, first) == 1
    assert assign(base, first.iloc[::-1]) == 1
    assert assign(base, pd.Series({"b1": "T1", "b2": "T2"})) == 2
    assert turf_assignment(base).to_dict() == {"b1": "T1", "b2": "T2"}
    assert turf_assignment(base, version=1).to_dict() == {"b1": "T1", "b2": "T1"}
    assert turf_assignment(base).index.name == "building_id"
    assert turf_assignment(base).name == "turf_id"


def test_a_published_turf_does_not_change(base: Base, turfs: Maker) -> None:
    made = turfs(["T1", "T2"], status=["published", "draft"])
    write(base, tables.TURFS, made, how="replace")
    assign(base, pd.Series({"b1": "T1", "b2": "T1", "b3": "T2"}))
    with pytest.raises(BadInputError, match="T1"):
        assign(base, pd.Series({"b1": "T1", "b2": "T2", "b3": "T2"}))
    assert turf_assignment(base)["b2"] == "T1"
    # the draft may change, and the published one may leave the cut whole
    assert assign(base, pd.Series({"b1": "T1", "b2": "T1"})) == 2
    assert assign(base, pd.Series({"b1": "T3"})) == 3


def test_a_building_is_in_one_turf(base: Base) -> None:
    with pytest.raises(BadInputError):
        assign(base, pd.Series(["T1", "T2"], index=["b1", "b1"]))


def test_an_empty_cut_is_refused_and_the_one_before_holds(base: Base) -> None:
    assign(base, pd.Series({"b1": "T1"}))
    with pytest.raises(BadInputError):
        assign(base, pd.Series({"b1": ""}))
    assert turf_assignment(base).to_dict() == {"b1": "T1"}
