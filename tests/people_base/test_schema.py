"""What the schema can hold, and what it cannot."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import CheckConstraint, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from canvass import tables
from people_base.base import Base, open_base, reading
from people_base.engine.queries import among
from people_base.models import BUILDINGS, METADATA, ROLL_SOURCES, VOTERS, WORKING
from people_base.people.lawful_basis import BASES, TABLES

FIELD = [t for t in vars(tables).values() if isinstance(t, tables.Table)]


def test_every_table_of_the_field_is_kept() -> None:
    assert {table.name for table in FIELD} == set(WORKING)


@pytest.mark.parametrize("table", FIELD, ids=lambda t: t.name)
def test_the_base_has_the_columns_of_the_field(base: Base, table: tables.Table) -> None:
    found = {c["name"]: c for c in inspect(base.engine).get_columns(table.name)}
    extra = set(found) - set(table.index) - set(table.columns)
    assert extra == ({"roll_source_id"} if table.name == "voters" else set())
    for name, kind in table.columns.items():
        assert found[name]["nullable"] == (kind in {"float", "time", "geometry"}), name
    keys = inspect(base.engine).get_pk_constraint(table.name)["constrained_columns"]
    assert sorted(keys) == sorted(table.index)
    assert {n for t in FIELD for n in t.index} >= tables.INT_INDEX


def test_no_column_for_origin() -> None:
    columns = {f"{t.name}.{c.name}" for t in METADATA.tables.values() for c in t.columns}
    for word in ("birthplace", "birth_place", "nationality", "country_of_birth", "naissance"):
        assert not [c for c in columns if word in c]


def test_people_stand_where_they_must_and_nowhere_else(base: Base) -> None:
    """On the roll and on the map; what they agreed to and answered, the law's triggers guard."""
    inspector = inspect(base.engine)
    about_people = {
        name
        for name in inspector.get_table_names()
        if {"voter_id", "person_id", "household_id"}
        & {c["name"] for c in inspector.get_columns(name)}
    }
    on_the_map = {"placements", "households", "household_members"}
    assert about_people == {"voters", *on_the_map, "consents", "answers", "rectifications"}
    for name in ("contacts", "concerns"):
        held = {c["name"] for c in inspector.get_columns(name)}
        assert not held & {"answer", "note", "comment", "text", "support", "door_label"}


def test_nothing_is_kept_without_purpose_and_legal_basis(base: Base) -> None:
    assert set(TABLES) == set(METADATA.tables)
    assert {kept.basis for kept in TABLES.values()} == set(BASES)
    for name in inspect(base.engine).get_table_names():
        assert name in TABLES or name in {"alembic_version", "spatial_ref_sys"}
    about_people = ("voters", "placements", "household_members", "answers", "consents")
    assert "public" not in {TABLES[name].basis for name in about_people}
    assert TABLES["answers"].basis == "consent"


def test_a_roll_cannot_be_without_its_undertaking(base: Base) -> None:
    row = {
        "roll_source_id": "s",
        "file_name": "f",
        "received_on": date(2026, 1, 1),
        "requester": "x",
        "origin": "mairie",
        "undertaking": "promised",
        "signed_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    for wrong in (
        {"undertaking": None},
        {"undertaking": "  "},
        {"requester": ""},
        {"signed_at": None},
        {"origin": "found in the street"},
    ):
        with base.engine.begin() as connection, pytest.raises(IntegrityError):
            connection.execute(insert(ROLL_SOURCES), row | wrong)
    assert not VOTERS.c.roll_source_id.nullable
    assert VOTERS.c.roll_source_id.foreign_keys


def test_a_gis_finds_the_places_on_the_server(new_postgis: Callable[[], str]) -> None:
    made = open_base(new_postgis(), crs="EPSG:2975")
    with reading(made.engine) as connection:
        query = select(text("f_table_name, srid FROM geometry_columns")).where(
            text("f_table_schema = current_schema()")
        )
        known = dict(connection.execute(query).tuples().all())
        index = select(text("indexdef FROM pg_indexes")).where(
            text("indexname = 'buildings_by_place' AND schemaname = current_schema()")
        )
        assert "gist" in connection.execute(index).scalar_one()
    made.engine.dispose()
    assert known == dict.fromkeys(["buildings", "bureaux", "quartiers", "turfs"], 2975)


def test_lists_of_ids_are_one_parameter_each(base: Base) -> None:
    query = select(BUILDINGS).where(among(BUILDINGS.c.building_id, [str(i) for i in range(50_000)]))
    with reading(base.engine) as connection:
        assert connection.execute(query).all() == []
    checks = [c for c in ROLL_SOURCES.constraints if isinstance(c, CheckConstraint)]
    assert len(checks) == 3
