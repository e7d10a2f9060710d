"""Counts follow the people: what stays is what a new geocoding would give."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from canvass import tables
from people_base.base import Base
from people_base.field.contacts import record, state
from people_base.people.oppositions import oppose
from people_base.people.rolls import remove_voters
from people_base.people.store_geocoding import keep_placing
from people_base.store import read, write
from people_base.turfs.turf_assignment import assign, turf_assignment

Maker = Callable[..., pd.DataFrame]
SALT = b"salt of the campaign"
#: voter -> household -> building
HOME = {
    "v1": ("h1", "b1"), "v2": ("h1", "b1"), "v3": ("h2", "b1"),
    "v4": ("h3", "b2"),
    "v5": ("h4", "b3"), "v6": ("h4", "b3"), "v7": ("h5", "b3"), "v8": ("h6", "b3"),
}  # fmt: skip


def placing_of(people: list[str], buildings: Maker) -> dict[str, pd.DataFrame | pd.Series]:
    """What a geocoding of these people gives."""
    homes = pd.DataFrame(
        [HOME[v] for v in people], columns=["household_id", "building_id"], index=people
    )
    by_household = homes.groupby("household_id")["building_id"].agg(["first", "size"])
    households = pd.DataFrame(
        {"building_id": by_household["first"], "door_label": "", "voters": by_household["size"]}
    )
    by_building = homes.groupby("building_id")
    doors = by_building["household_id"].nunique()
    made = buildings(list(doors.index), doors=doors, households=doors, voters=by_building.size())
    placements = pd.DataFrame(
        {
            "result_type": "housenumber",
            "result_id": homes["building_id"],
            "result_score": 0.9,
            "result_longitude": 1.0,
            "result_latitude": 44.0,
            "result_flags": "",
        },
        index=pd.Index(people, name="voter_id"),
    )
    return {
        "placements": placements,
        "buildings": made,
        "households": households,
        "household_of": homes["household_id"],
    }


@pytest.fixture
def placed(roll_base: Base, voters: Maker, buildings: Maker) -> Base:
    write(roll_base, tables.VOTERS, voters(list(HOME)), how="merge")
    keep_placing(roll_base, **placing_of(list(HOME), buildings))
    return roll_base


def _counts(base: Base) -> tuple[dict, dict, set]:
    columns = ["households", "doors", "voters"]
    return (
        read(base, tables.HOUSEHOLDS)[["building_id", "voters"]].T.to_dict("list"),
        read(base, tables.BUILDINGS, columns=columns).T.to_dict("list"),
        set(read(base, tables.PLACEMENTS, columns=[]).index),
    )


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_those_of_a_new_geocoding(
    placed: Base, voters: Maker, buildings: Maker, now: datetime, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    leaving = list(rng.permutation(list(HOME))[: rng.integers(1, 8)])
    one, rest = leaving[0], leaving[1:]
    oppose(placed, SALT, at=now, who="o", channel="mail", voter_id=one)
    if seed % 2:
        remove_voters(placed, rest)
    else:
        stay = [v for v in HOME if v not in rest]
        write(placed, tables.VOTERS, voters(stay), how="replace")
    found = _counts(placed)
    keep_placing(placed, **placing_of([v for v in HOME if v not in leaving], buildings))
    assert found == _counts(placed)


def test_whoever_objects_during_a_geocoding_is_left_out(
    placed: Base, buildings: Maker, now: datetime
) -> None:
    under_way = placing_of(list(HOME), buildings)
    for leaver in ("v2", "v4"):
        oppose(placed, SALT, at=now, who="o", channel="mail", voter_id=leaver)
    expected = _counts(placed)
    keep_placing(placed, **under_way)
    assert _counts(placed) == expected
    assert expected[0]["h1"] == ["b1", 1]
    assert "b2" not in expected[1]


def test_nothing_of_a_placing_is_kept_if_one_part_is_wrong(placed: Base, buildings: Maker) -> None:
    before = _counts(placed)
    wrong = placing_of(["v1", "v4"], buildings)
    wrong["household_of"] = pd.Series({"v1": "nowhere"})
    with pytest.raises(ValueError, match="Rien n'a été écrit"):
        keep_placing(placed, **wrong)
    assert _counts(placed) == before


def test_a_building_that_empties_leaves_the_cut_and_the_walks(
    placed: Base, turfs: Maker, contacts: Maker, concerns: Maker
) -> None:
    made = turfs(["T1", "T2"], status=["published", "draft"], buildings=[2, 1], doors=[3, 3])
    write(placed, tables.TURFS, made, how="replace")
    assign(placed, pd.Series({"b1": "T1", "b2": "T1", "b3": "T2"}))
    stops = pd.DataFrame(
        {"building_id": ["b2", "b1", "b3"], "leg_m": [np.nan, 7.0, np.nan], "leg_s": [1.0, 2, 3]},
        index=pd.MultiIndex.from_tuples(
            [("T1", 1), ("T1", 2), ("T2", 1)], names=["turf_id", "position"]
        ),
    )
    write(placed, tables.STOPS, stops, how="replace")
    record(placed, contacts([{"building_id": "b2", "opened": 1}]), concerns([]), source="s")
    remove_voters(placed, ["v4"])
    assert turf_assignment(placed).to_dict() == {"b1": "T1", "b3": "T2"}
    counts = read(placed, tables.TURFS, columns=["buildings", "doors", "voters"])
    assert counts.loc["T1"].tolist() == [1, 2, 3]
    left = read(placed, tables.STOPS)
    assert left.index.tolist() == [("T1", 1), ("T2", 1)]
    assert left.loc[("T1", 1)].tolist() == ["b1", 7.0, 3.0]
    # what happened there stays told
    assert state(placed).loc["b2", "opened"] == 1


def test_people_placed_before_members_were_kept_leave_without_harm(
    placed: Base, now: datetime
) -> None:
    with placed.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM household_members")
    assert oppose(placed, SALT, at=now, who="o", channel="mail", voter_id="v4") == 1
    assert "b2" in _counts(placed)[1]
