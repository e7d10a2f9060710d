"""How far the campaign has come, by area."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest

from canvass import tables
from people_base.base import Base
from people_base.field.contacts import record
from people_base.field.totals import totals
from people_base.store import write
from people_base.turfs.turf_assignment import assign

Maker = Callable[..., pd.DataFrame]
NOON = pd.Timestamp("2026-03-01 12:00", tz="UTC")


@pytest.fixture
def town(base: Base, buildings: Maker, contacts: Maker, concerns: Maker) -> Base:
    """Three buildings in two bureaux; b3 is in no turf, ``lost`` is in no base.

    b1 (10 doors, bureau 1, T1) twice: 10 then 6 · b2 (4 doors, bureau 2, T1) once: 2 · lost: 1
    """
    made = buildings(
        ["b1", "b2", "b3"],
        doors=[10, 4, 6],
        bureau_id=["99999_0001", "99999_0002", "99999_0002"],
        quartier_id=["q", "q", ""],
    )
    write(base, tables.BUILDINGS, made, how="replace")
    assign(base, pd.Series({"b1": "T1", "b2": "T1", "b3": ""}))
    told = contacts(
        [
            {"contact_id": "c1", "knocked": 10, "opened": 4, "absent": 6},
            {"contact_id": "c2", "knocked": 6, "opened": 1, "at": NOON + timedelta(hours=5)},
            {"contact_id": "c3", "building_id": "b2", "knocked": 2, "opened": 1, "refused": 1},
            {"contact_id": "c4", "building_id": "lost", "knocked": 1, "leaflets": 1},
        ]
    )
    raised = concerns(
        [("e0", "LOG", 3), ("e1", "LOG", 1), ("e2", "LOG", 1), ("e2", "TRA", 1), ("e3", "TRA", 1)]
    )
    record(base, told, raised, source="s")
    return base


def test_by_bureau(town: Base) -> None:
    found = totals(town, by="bureau")
    assert found.index.name == "bureau_id"
    assert found.index.tolist() == ["", "99999_0001", "99999_0002"]
    first = found.loc["99999_0001"]
    assert first[["buildings", "visited", "doors", "knocked", "opened"]].tolist() == [
        1,
        1,
        10,
        16,
        5,
    ]
    # the second round does not make more than all the doors
    assert first[["covered", "share_covered"]].tolist() == [10, 1.0]
    second = found.loc["99999_0002"]
    assert second[["buildings", "visited", "doors", "covered"]].tolist() == [2, 1, 10, 2]
    assert second["share_covered"] == pytest.approx(0.2)


def test_nothing_is_lost_whatever_the_area(town: Base) -> None:
    for by in ("turf", "bureau", "quartier", "building"):
        found = totals(town, by=by)
        sums = ["buildings", "doors", "visits", "knocked", "opened", "refused", "leaflets"]
        assert found[sums].sum().tolist() == [3, 20, 4, 19, 6, 1, 1], by
        assert found["share_covered"].between(0, 1).all()


def test_by_turf(town: Base) -> None:
    found = totals(town, by="turf")
    assert found.index.tolist() == ["", "T1"]
    assert found.loc["T1", ["doors", "knocked"]].tolist() == [14, 18]
    assert found.loc["", ["buildings", "doors", "knocked"]].tolist() == [1, 6, 1]


def test_conflicts_are_counted_by_building(town: Base, contacts: Maker, concerns: Maker) -> None:
    record(town, contacts([{"contact_id": "c1", "opened": 9}]), concerns([]), source="s")
    assert totals(town, by="bureau")["conflicts"].to_dict() == {
        "": 0,
        "99999_0001": 1,
        "99999_0002": 0,
    }


def test_an_empty_base_has_empty_totals(base: Base) -> None:
    for by in ("turf", "bureau", "quartier", "building"):
        assert totals(base, by=by).empty
    assert "share_covered" in totals(base, by="turf")
