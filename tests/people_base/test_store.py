"""Tables in and out: what goes in comes out, twice is once, all or nothing."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from canvass import tables
from canvass.errors import BadInputError, RefusedByLawError
from people_base.base import Base, reading
from people_base.people.rolls import note_source
from people_base.store import Written, read, write

Maker = Callable[..., pd.DataFrame]
TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


def test_voters_come_back_as_they_went_in(roll_base: Base, voters: Maker) -> None:
    frame = voters(["v2", "v1"], street_raw=["RUE DE L'ÉTÉ", ""], date_uncertain=[True, False])
    write(roll_base, tables.VOTERS, frame, how="merge")
    pd.testing.assert_frame_equal(read(roll_base, tables.VOTERS), frame.sort_index())


def test_buildings_come_back_as_geometry(base: Base, buildings: Maker) -> None:
    frame = buildings(["b1", "b2"])
    write(base, tables.BUILDINGS, frame, how="replace")
    found = read(base, tables.BUILDINGS)
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs == frame.crs
    assert_geodataframe_equal(found, frame[list(tables.BUILDINGS.columns)])
    assert not isinstance(read(base, tables.BUILDINGS, columns=["doors"]), gpd.GeoDataFrame)


def test_a_bureau_may_have_no_contour_and_a_quartier_many_parts(base: Base) -> None:
    bureaux = gpd.GeoDataFrame(
        {"label": ["A", "B"], "commune_id": ["99999", "99999"]},
        index=pd.Index(["99999_0001", "99999_0001A"], name="bureau_id"),
        geometry=[box(0, 0, 1, 1), None],
        crs="EPSG:2154",
    )
    write(base, tables.BUREAUX, bureaux, how="replace")
    assert write(base, tables.BUREAUX, bureaux, how="replace").unchanged == 2
    assert read(base, tables.BUREAUX)["geometry"].isna().tolist() == [False, True]
    parts = MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])
    quartiers = gpd.GeoDataFrame(
        {"label": ["Q"]}, index=pd.Index(["q"], name="quartier_id"), geometry=[parts], crs=2154
    )
    write(base, tables.QUARTIERS, quartiers, how="replace")
    assert read(base, tables.QUARTIERS).geometry.iloc[0].equals(parts)


def test_unknown_numbers_stay_unknown(roll_base: Base, voters: Maker) -> None:
    write(roll_base, tables.VOTERS, voters(["v1", "v2"]), how="merge")
    frame = pd.DataFrame(
        {
            "result_type": ["housenumber", ""],
            "result_id": ["99999_0001_00001", ""],
            "result_score": [0.9, math.nan],
            "result_longitude": [1.5, math.nan],
            "result_latitude": [43.5, math.nan],
            "result_flags": ["", ""],
        },
        index=pd.Index(["v1", "v2"], name="voter_id"),
    )
    write(roll_base, tables.PLACEMENTS, frame, how="replace")
    assert write(roll_base, tables.PLACEMENTS, frame, how="replace").unchanged == 2
    found = read(roll_base, tables.PLACEMENTS)
    assert found["result_score"].isna().tolist() == [False, True]


def test_stops_keep_their_order_as_numbers(base: Base, turfs: Maker) -> None:
    write(base, tables.TURFS, turfs(["T1"]), how="replace")
    stops = pd.DataFrame(
        {"building_id": [f"b{i}" for i in range(12)], "leg_m": 1.0, "leg_s": 2.0},
        index=pd.MultiIndex.from_product([["T1"], range(1, 13)], names=["turf_id", "position"]),
    )
    assert write(base, tables.STOPS, stops, how="replace").added == 12
    assert write(base, tables.STOPS, stops.iloc[::-1], how="replace").unchanged == 12
    found = read(base, tables.STOPS)
    assert found.index.get_level_values("position").tolist() == list(range(1, 13))
    shorter = stops.iloc[:5]
    assert write(base, tables.STOPS, shorter, how="replace") == Written(0, 0, 5, 7)


def test_merging_says_what_it_did_and_twice_is_once(roll_base: Base, voters: Maker) -> None:
    assert write(roll_base, tables.VOTERS, voters(["a", "b", "c"]), how="merge").added == 3
    second = voters(["b", "c", "d"], postcode=["x", "99999", "x"])
    assert write(roll_base, tables.VOTERS, second, how="merge") == Written(1, 1, 1, 0)
    assert write(roll_base, tables.VOTERS, second, how="merge") == Written(0, 0, 3, 0)
    assert read(roll_base, tables.VOTERS).index.tolist() == ["a", "b", "c", "d"]
    assert write(roll_base, tables.VOTERS, second, how="replace") == Written(0, 0, 3, 1)


ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(TEXT, st.integers(0, 5)), max_size=6)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(ROWS, st.sampled_from(["merge", "replace"])), max_size=5))
def test_any_sequence_of_writes_is_that_of_a_dictionary(
    new_base: Callable[[], Base], steps: list[tuple[dict[str, Any], Any]]
) -> None:
    base = new_base()
    expected: dict[str, Any] = {}
    for rows, how in steps:
        frame = pd.DataFrame(
            {
                "election": ["e"] * len(rows),
                "bureau_id": [text for text, _ in rows.values()],
                "candidate": list(rows),
                **{c: [n for _, n in rows.values()] for c in tables.RESULTS.columns},
            }
        )
        frame = frame.astype(dict.fromkeys(["election", "bureau_id", "candidate"], "str"))
        frame = frame.astype(dict.fromkeys(tables.RESULTS.columns, "int64"))
        incoming = {(t, c): n for c, (t, n) in rows.items()}
        written = write(base, tables.RESULTS, frame.set_index(list(tables.RESULTS.index)), how=how)
        kept = set(incoming) & set(expected)
        same = {k for k in kept if incoming[k] == expected[k]}
        gone = set(expected) - set(incoming) if how == "replace" else set()
        assert written == Written(
            len(incoming) - len(kept), len(kept) - len(same), len(same), len(gone)
        )
        expected = {k: v for k, v in expected.items() if k not in gone} | incoming
    found = read(base, tables.RESULTS)["votes"]
    assert {(b, c): n for (_, b, c), n in found.items()} == expected
    base.engine.dispose()


def test_a_long_list_of_ids_finds_them_all(
    base: Base, buildings: Maker, rng: np.random.Generator
) -> None:
    ids = [f"b{i:06d}" for i in range(40_000)]
    write(base, tables.BUILDINGS, buildings(ids), how="replace")
    wanted = rng.permutation(ids)[:35_000]
    found = read(base, tables.BUILDINGS, columns=["doors"], where={"building_id": set(wanted)})
    assert found.index.tolist() == sorted(wanted)
    assert read(base, tables.BUILDINGS, columns=["doors"], where={"building_id": []}).empty


def test_conditions_hold_together_and_numbers_match(roll_base: Base, voters: Maker) -> None:
    frame = voters(["a", "b", "c"], birth_year=[1950, 1990, 1990], sex=["F", "F", "M"])
    write(roll_base, tables.VOTERS, frame, how="merge")
    where = {"birth_year": ["1990"], "sex": ["F", "X"]}
    found = read(roll_base, tables.VOTERS, columns=["sex"], where=where)
    assert found.index.tolist() == ["b"]
    assert read(roll_base, tables.VOTERS, columns=["sex"], where={"sex": ["M"]}).size == 1


@pytest.mark.parametrize(
    "column", ["birth_name", "usage_name", "first_names", "birthplace", "nationality"]
)
def test_nobody_is_picked_by_name_or_origin(base: Base, column: str) -> None:
    with pytest.raises(RefusedByLawError, match="CNIL"):
        read(base, tables.VOTERS, where={"bureau_id": ["x"], column: ["X"]})


def test_voters_are_never_in_the_order_of_their_names(roll_base: Base, voters: Maker) -> None:
    frame = voters(["z", "y", "x"], birth_name=["A", "B", "C"])
    write(roll_base, tables.VOTERS, frame, how="merge")
    assert read(roll_base, tables.VOTERS).index.tolist() == ["x", "y", "z"]


def test_unknown_columns_are_named_together(base: Base) -> None:
    with pytest.raises(BadInputError) as caught:
        read(base, tables.VOTERS, columns=["sex", "shoe_size"], where={"moon": ["full"]})
    assert [fault.column for fault in caught.value.faults] == ["shoe_size", "moon"]


def test_columns_of_origin_are_not_kept(roll_base: Base, voters: Maker) -> None:
    frame = voters(["a"]).assign(birthplace="ZZYZX", nationality="ZZYZX")
    write(roll_base, tables.VOTERS, frame, how="merge")
    with reading(roll_base.engine) as connection:
        row = connection.exec_driver_sql("SELECT * FROM voters").one()
    assert "ZZYZX" not in tuple(row)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f.assign(postcode=31000),
        lambda f: f.assign(birth_year=1980.5),
        lambda f: f.assign(birth_year="soon"),
        lambda f: f.assign(date_uncertain="False"),
        lambda f: f.assign(sex=None),
        lambda f: f.drop(columns="sex"),
        lambda f: f.set_axis(pd.Index([1, 2], name="voter_id")),
        lambda f: f.set_axis(pd.Index(["v", "v"], name="voter_id")),
    ],
    ids=["number", "half", "word", "truth", "missing", "absent", "ids", "twice"],
)
def test_what_is_not_of_the_shape_is_refused_whole(
    roll_base: Base, voters: Maker, spoil: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    with pytest.raises(BadInputError):
        write(roll_base, tables.VOTERS, spoil(voters(["a", "b"])), how="merge")
    assert read(roll_base, tables.VOTERS).empty


@pytest.mark.parametrize("crs", [None, "EPSG:4326", "EPSG:2975"])
def test_geometry_in_another_crs_is_refused(base: Base, buildings: Maker, crs: str | None) -> None:
    with pytest.raises(BadInputError, match="2154"):
        write(base, tables.BUILDINGS, buildings(["b"], crs=crs), how="replace")


def test_an_empty_frame_empties_a_table(base: Base, buildings: Maker) -> None:
    write(base, tables.BUILDINGS, buildings(["b"]), how="replace")
    assert write(base, tables.BUILDINGS, tables.BUILDINGS.empty(), how="replace").removed == 1
    found = read(base, tables.BUILDINGS)
    assert found.empty
    assert found.dtypes.drop("geometry").equals(tables.BUILDINGS.empty().dtypes.drop("geometry"))


def test_nothing_is_half_written(base: Base, buildings: Maker) -> None:
    write(base, tables.BUILDINGS, buildings(["b1"]), how="replace")
    households = pd.DataFrame(
        {"building_id": ["b1", "nowhere"], "door_label": "", "voters": 1},
        index=pd.Index(["h1", "h2"], name="household_id"),
    )
    with pytest.raises(BadInputError, match="Rien n'a été écrit"):
        write(base, tables.HOUSEHOLDS, households, how="merge")
    assert read(base, tables.HOUSEHOLDS).empty


def test_refusals_quote_nobody(roll_base: Base, voters: Maker) -> None:
    frame = voters(["a"], birth_name=["ZZYZX"]).assign(roll_source_id="unknown")
    with pytest.raises(BadInputError) as caught:
        write(roll_base, tables.VOTERS, frame, how="merge")
    assert "ZZYZX" not in f"{caught.value}{caught.value.__cause__}"


def test_households_leave_with_their_building(base: Base, buildings: Maker) -> None:
    write(base, tables.BUILDINGS, buildings(["b1", "b2"]), how="replace")
    households = pd.DataFrame(
        {"building_id": ["b1", "b2"], "door_label": "", "voters": 1},
        index=pd.Index(["h1", "h2"], name="household_id"),
    )
    write(base, tables.HOUSEHOLDS, households, how="replace")
    write(base, tables.BUILDINGS, buildings(["b2"]), how="replace")
    assert read(base, tables.HOUSEHOLDS).index.tolist() == ["h2"]


def test_frames_are_not_changed(roll_base: Base, voters: Maker, buildings: Maker) -> None:
    for table, frame in ((tables.VOTERS, voters(["a"])), (tables.BUILDINGS, buildings(["b"]))):
        before = frame.copy(deep=True)
        write(roll_base, table, frame, how="merge")
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


def test_a_source_said_in_the_frame_is_kept(roll_base: Base, voters: Maker, source: Any) -> None:
    note_source(roll_base, replace(source, sha256="b" * 64))
    frame = voters(["a", "b"]).assign(roll_source_id=["a" * 64, "b" * 64])
    write(roll_base, tables.VOTERS, frame, how="merge")
    with reading(roll_base.engine) as connection:
        rows = connection.exec_driver_sql("SELECT voter_id, roll_source_id FROM voters").all()
    assert {tuple(r) for r in rows} == {("a", "a" * 64), ("b", "b" * 64)}


def test_points_keep_their_last_decimal(base: Base, buildings: Maker) -> None:
    frame = buildings(["b"]).set_geometry([Point(574321.123456789, 6279123.987654321)], crs=2154)
    write(base, tables.BUILDINGS, frame, how="replace")
    assert read(base, tables.BUILDINGS).geometry.iloc[0].equals(frame.geometry.iloc[0])
