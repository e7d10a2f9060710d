"""The first schema: the roll, its doors, the turfs, the log of contacts, the audit."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from people_base.engine.triggers import protect
from people_base.engine.types import Geometry, UtcTime

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "text": _TEXT,
    "int": sa.BigInteger(),
    "small": sa.Integer(),
    "float": sa.Float(),
    "bool": sa.Boolean(),
    "day": sa.Date(),
    "time": UtcTime(),
    "geometry": Geometry(),
    "bytes": sa.LargeBinary(),
}
_COUNTS = ("knocked", "opened", "absent", "refused", "come_back", "leaflets")


def upgrade() -> None:
    """Make every table."""
    _roll()
    _places()
    _turfs()
    _log()
    _wishes_and_notes()
    protect(
        op.get_bind(), {"contacts": True, "concerns": True, "resolutions": True, "audit": False}
    )


def _table(
    name: str, key: str, columns: str, *more: sa.schema.SchemaItem, indexes: Sequence[str] = ()
) -> None:
    """Make a table of ``name:kind`` columns (text where no kind is said, ``?`` may be missing)."""
    made = [_column(one, primary_key=True) for one in key.split()]
    made += [_column(one) for one in columns.split()]
    op.create_table(name, *made, *more)
    for one in indexes:
        called, on = one.split(":")
        op.create_index(called, name, [on])


def _column(said: str, *, primary_key: bool = False) -> sa.Column[Any]:
    name, _, kind = said.partition(":")
    optional = kind.endswith("?")
    column_type = _KINDS[kind.rstrip("?") or "text"]
    if primary_key:
        # a single whole number is given by the database itself
        given = name in {"resolution_id", "audit_id", "now"}
        return sa.Column(name, column_type, primary_key=True, autoincrement=given)
    return sa.Column(name, column_type, nullable=optional)


def _belongs_to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{column}"], ondelete="CASCADE")


def _roll() -> None:
    _table("facts", "name", "value")
    _table(
        "roll_sources",
        "roll_source_id",
        "file_name received_on:day requester origin undertaking signed_at:time",
        sa.CheckConstraint("origin IN ('mairie', 'prefecture')", name="origin_is_official"),
        sa.CheckConstraint("length(trim(undertaking)) > 0", name="undertaking_is_given"),
        sa.CheckConstraint("length(trim(requester)) > 0", name="requester_is_named"),
    )
    _table(
        "voters",
        "voter_id",
        "commune_id bureau_id order_number list_types birth_name usage_name first_names sex "
        "birth_date birth_year:int date_uncertain:bool house_number_raw street_raw compl1 compl2 "
        "place_name postcode city_raw roll_source_id",
        sa.ForeignKeyConstraint(["roll_source_id"], ["roll_sources.roll_source_id"]),
        indexes=(
            "voters_by_bureau:bureau_id",
            "voters_by_commune:commune_id",
            "voters_by_source:roll_source_id",
        ),
    )
    _table(
        "placements",
        "voter_id",
        "result_type result_id result_score:float? result_longitude:float? "
        "result_latitude:float? result_flags",
        _belongs_to("voter_id", "voters"),
        indexes=("placements_by_result:result_id",),
    )


def _places() -> None:
    _table(
        "buildings",
        "building_id",
        "number street postcode commune_id bureau_id quartier_id households:int doors:int "
        "door_source voters:int placed_by geometry:geometry?",
        indexes=(
            "buildings_by_bureau:bureau_id",
            "buildings_by_quartier:quartier_id",
            "buildings_by_commune:commune_id",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("buildings_by_place", "buildings", ["geometry"], postgresql_using="gist")
    _table(
        "households",
        "household_id",
        "building_id door_label voters:int",
        _belongs_to("building_id", "buildings"),
        indexes=("households_by_building:building_id",),
    )
    _table("bureaux", "bureau_id", "label commune_id geometry:geometry?")
    _table("quartiers", "quartier_id", "label geometry:geometry?")
    _table(
        "results",
        "election bureau_id candidate",
        "registered:int voted:int blank:int spoilt:int cast:int votes:int",
        indexes=("results_by_bureau:bureau_id",),
    )


def _turfs() -> None:
    _table(
        "turfs",
        "turf_id",
        "label bureau_id quartier_id buildings:int doors:int voters:int minutes:float? "
        "walk_m:float? walk_s:float? lower_bound_s:float? proof status geometry:geometry?",
        indexes=("turfs_by_bureau:bureau_id",),
    )
    _table(
        "stops",
        "turf_id position:small",
        "building_id leg_m:float? leg_s:float?",
        _belongs_to("turf_id", "turfs"),
    )
    _table(
        "turf_buildings",
        "version:small building_id",
        "turf_id",
        indexes=("turf_buildings_by_turf:turf_id",),
    )


def _log() -> None:
    counts = " ".join(f"{count}:int" for count in _COUNTS)
    _table(
        "contacts",
        "event_id",
        f"contact_id turf_id building_id at:time? team {counts} source",
        *(sa.CheckConstraint(f"{count} >= 0", name=f"{count}_is_a_count") for count in _COUNTS),
        indexes=(
            "contacts_by_contact:contact_id",
            "contacts_by_building:building_id",
            "contacts_by_turf:turf_id",
        ),
    )
    _table(
        "concerns",
        "event_id concern",
        "count:int",
        _belongs_to("event_id", "contacts"),
        sa.CheckConstraint("count > 0", name="concern_is_a_count"),
    )
    _table(
        "resolutions",
        "resolution_id:small",
        "contact_id event_ids keep_event_id who at:time",
        indexes=("resolutions_by_contact:contact_id",),
    )
    _table(
        "building_state",
        "building_id",
        f"visits:int {counts} last_visit:time? in_conflict:bool",
    )
    _table("building_concerns", "building_id concern", "count:int contacts:int opened:int")
    _table("purging", "now:small", "")


def _wishes_and_notes() -> None:
    _table(
        "oppositions",
        "digest:bytes",
        "kind channel at:time",
        sa.CheckConstraint("kind IN ('person', 'door')", name="kind_is_known"),
    )
    _table("aliases", "text", "address_id who at:time")
    _table("audit", "audit_id:small", "who what count:int at:time")
