"""What the base keeps, table by table.

The working tables follow ``canvass.tables``; the rest says where the roll comes from, who does not
want to be in it, what happened at the doors, and who looked.

Nothing here can hold a place of birth or a nationality. In aggregated mode, the one in force
until somebody decides otherwise, the only trace of a talk is a count by building: the database
itself refuses what one person answered (``_law_triggers``).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from canvass import tables
from people_base._types import Geometry, UtcTime

METADATA = MetaData()

#: Index levels that are numbers; every other one is an id, thus text.
INT_INDEX = frozenset({"position"})

#: Both databases sort and compare text by its bytes, whatever the language of the server.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")

_TYPES: Mapping[tables.Kind, TypeEngine[Any]] = {
    "text": TEXT,
    "int": BigInteger(),
    "float": Float(),
    "bool": Boolean(),
    "time": UtcTime(),
    "geometry": Geometry(),
}
#: Kinds whose absence is a value: an unknown score, a bureau without contour.
_MAY_BE_MISSING = {"float", "time", "geometry"}

COUNTS = ("knocked", "opened", "absent", "refused", "come_back", "leaflets")


def _text(name: str, *more: SchemaItem) -> Column[str]:
    return Column(name, TEXT, *more, nullable=False)


def _stored(table: tables.Table, *more: SchemaItem) -> Table:
    """Turn a table of the field into one of the base; its index is the primary key."""
    keys: list[Column[object]] = [
        Column(name, Integer if name in INT_INDEX else TEXT, primary_key=True, autoincrement=False)
        for name in table.index
    ]
    columns: list[Column[object]] = [
        Column(name, _TYPES[kind], nullable=kind in _MAY_BE_MISSING)
        for name, kind in table.columns.items()
    ]
    return Table(table.name, METADATA, *keys, *columns, *more)


def _belongs_to(columns: tuple[str, ...], target: str) -> ForeignKeyConstraint:
    """Make rows leave with the row that they belong to."""
    return ForeignKeyConstraint(
        columns, [f"{target}.{column}" for column in columns], ondelete="CASCADE"
    )


#: Facts of the base itself: its CRS, where it was moved.
FACTS = Table("facts", METADATA, Column("name", TEXT, primary_key=True), _text("value"))

#: Code électoral, L37 and R20: who got the roll, from whom, under which signed undertaking.
#: The undertaking cannot be empty, and a voter cannot be without a source.
ROLL_SOURCES = Table(
    "roll_sources",
    METADATA,
    Column("roll_source_id", TEXT, primary_key=True),
    _text("file_name"),
    Column("received_on", Date, nullable=False),
    _text("requester"),
    _text("origin"),
    _text("undertaking"),
    Column("signed_at", UtcTime, nullable=False),
    CheckConstraint("origin IN ('mairie', 'prefecture')", name="origin_is_official"),
    CheckConstraint("length(trim(undertaking)) > 0", name="undertaking_is_given"),
    CheckConstraint("length(trim(requester)) > 0", name="requester_is_named"),
)

VOTERS = _stored(
    tables.VOTERS,
    Column("roll_source_id", TEXT, ForeignKey("roll_sources.roll_source_id"), nullable=False),
    Index("voters_by_bureau", "bureau_id"),
    Index("voters_by_commune", "commune_id"),
    Index("voters_by_source", "roll_source_id"),
)
PLACEMENTS = _stored(
    tables.PLACEMENTS,
    _belongs_to(("voter_id",), "voters"),
    Index("placements_by_result", "result_id"),
)
BUILDINGS = _stored(
    tables.BUILDINGS,
    Index("buildings_by_bureau", "bureau_id"),
    Index("buildings_by_quartier", "quartier_id"),
    Index("buildings_by_commune", "commune_id"),
    Index(
        "buildings_by_place",
        "geometry",
        postgresql_using="gist",
    ).ddl_if(dialect="postgresql"),
)
HOUSEHOLDS = _stored(
    tables.HOUSEHOLDS,
    _belongs_to(("building_id",), "buildings"),
    Index("households_by_building", "building_id"),
)
#: Who lives behind which door: what the counts of households and buildings are worked out from.
HOUSEHOLD_MEMBERS = Table(
    "household_members",
    METADATA,
    Column("voter_id", TEXT, ForeignKey("voters.voter_id", ondelete="CASCADE"), primary_key=True),
    Column(
        "household_id",
        TEXT,
        ForeignKey("households.household_id", ondelete="CASCADE"),
        nullable=False,
    ),
    Index("household_members_by_household", "household_id"),
)
BUREAUX = _stored(tables.BUREAUX)
QUARTIERS = _stored(tables.QUARTIERS)
RESULTS = _stored(tables.RESULTS, Index("results_by_bureau", "bureau_id"))
TURFS = _stored(tables.TURFS, Index("turfs_by_bureau", "bureau_id"))
STOPS = _stored(tables.STOPS, _belongs_to(("turf_id",), "turfs"))

#: Which building is in which turf, one version a cut. A published turf outlives the buildings of
#: a later geocoding and the turfs of a later cut, hence no foreign key.
TURF_BUILDINGS = Table(
    "turf_buildings",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("building_id", TEXT, primary_key=True),
    _text("turf_id"),
    Index("turf_buildings_by_turf", "turf_id"),
)

#: What happened, as it was told. Never changed: what counts is worked out from it.
CONTACTS = _stored(
    tables.CONTACTS,
    *(CheckConstraint(f"{count} >= 0", name=f"{count}_is_a_count") for count in COUNTS),
    Index("contacts_by_contact", "contact_id"),
    Index("contacts_by_building", "building_id"),
    Index("contacts_by_turf", "turf_id"),
)
CONCERNS = _stored(
    tables.CONCERNS,
    _belongs_to(("event_id",), "contacts"),
    CheckConstraint("count > 0", name="concern_is_a_count"),
)

#: What a person decided about a conflict; ``event_ids`` (joined by ``|``) is what they had seen.
RESOLUTIONS = Table(
    "resolutions",
    METADATA,
    Column("resolution_id", Integer, primary_key=True),
    _text("contact_id"),
    _text("event_ids"),
    _text("keep_event_id"),
    _text("who"),
    Column("at", UtcTime, nullable=False),
    Index("resolutions_by_contact", "contact_id"),
)

#: Worked out from the contacts in the same transaction; can be rebuilt at any time.
BUILDING_STATE = Table(
    "building_state",
    METADATA,
    Column("building_id", TEXT, primary_key=True),
    Column("visits", BigInteger, nullable=False),
    *(Column(count, BigInteger, nullable=False) for count in COUNTS),
    Column("last_visit", UtcTime),
    Column("in_conflict", Boolean, nullable=False),
)
BUILDING_CONCERNS = Table(
    "building_concerns",
    METADATA,
    Column("building_id", TEXT, primary_key=True),
    Column("concern", TEXT, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("contacts", BigInteger, nullable=False),
    Column("opened", BigInteger, nullable=False),
)

#: Who does not want to be in the file or be visited (GDPR, art. 21), as hashes only, so that the
#: wish outlives the erasure of the person and the next roll.
OPPOSITIONS = Table(
    "oppositions",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    _text("kind"),
    _text("channel"),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("kind IN ('person', 'door')", name="kind_is_known"),
)

#: What an address text of the roll was decided to mean.
ALIASES = Table(
    "aliases",
    METADATA,
    Column("text", TEXT, primary_key=True),
    _text("address_id"),
    _text("who"),
    Column("at", UtcTime, nullable=False),
)

#: Who did what, on how many rows, when; never what the rows held (GDPR, art. 5.2 and 32).
AUDIT = Table(
    "audit",
    METADATA,
    Column("audit_id", Integer, primary_key=True),
    _text("who"),
    _text("what"),
    Column("count", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
)

#: What somebody had corrected (GDPR, art. 16): ``was`` is what the roll said then, ``roll`` what
#: the last one says. The correction itself stands in ``voters``; it leaves with the person.
RECTIFICATIONS = Table(
    "rectifications",
    METADATA,
    Column("voter_id", TEXT, ForeignKey("voters.voter_id", ondelete="CASCADE"), primary_key=True),
    Column("field", TEXT, primary_key=True),
    *(_text(name) for name in ("value", "was", "roll", "channel")),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("length(trim(channel)) > 0", name="rectification_has_a_channel"),
)

#: Decisions on the mode, the last one in force, aggregated while there is none. Individual mode
#: names the impact assessment that allows it (GDPR, art. 35).
MODES = Table(
    "modes",
    METADATA,
    Column("mode_id", Integer, primary_key=True),
    _text("mode"),
    _text("assessment"),
    _text("who"),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("mode IN ('aggregated', 'individual')", name="mode_is_known"),
    CheckConstraint(
        "mode <> 'individual' OR length(trim(assessment)) > 0", name="individual_mode_is_assessed"
    ),
    CheckConstraint("length(trim(who)) > 0", name="mode_is_decided_by_somebody"),
)

#: The words that people agree to, one row a version; ``text_id`` is the hash of purpose and text.
CONSENT_TEXTS = Table(
    "consent_texts",
    METADATA,
    Column("text_id", TEXT, primary_key=True),
    _text("purpose"),
    _text("version"),
    _text("text"),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("length(trim(purpose)) > 0", name="purpose_is_said"),
    CheckConstraint("length(trim(text)) > 0", name="text_is_said"),
)

#: Who agreed to what and took it back (GDPR, art. 7.1): the proof, so it only grows, and each row
#: holds the hash of the one before. ``voter_id`` means nothing without the campaign's key, and
#: the proof outlives the person's erasure, hence no foreign key.
CONSENTS = Table(
    "consents",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("voter_id"),
    _text("act"),
    _text("purpose"),
    Column("text_id", TEXT, ForeignKey("consent_texts.text_id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    _text("channel"),
    _text("collector"),
    _text("previous"),
    _text("hash"),
    CheckConstraint("act IN ('given', 'withdrawn')", name="act_is_known"),
    CheckConstraint("length(trim(channel)) > 0", name="channel_is_said"),
    CheckConstraint("length(trim(collector)) > 0", name="collector_is_named"),
    CheckConstraint("length(hash) = 64", name="hash_is_whole"),
    CheckConstraint("position > 0", name="position_counts_from_one"),
    Index("consents_by_voter", "voter_id"),
)

#: What one person answered, in codes; only in individual mode and under a live consent, which the
#: database checks at every insert. It leaves with the person, the consent and the mode.
ANSWERS = Table(
    "answers",
    METADATA,
    Column("answer_id", TEXT, primary_key=True),
    Column("voter_id", TEXT, ForeignKey("voters.voter_id", ondelete="CASCADE"), nullable=False),
    Column("consent", Integer, ForeignKey("consents.position"), nullable=False),
    _text("question"),
    _text("answer"),
    Column("at", UtcTime, nullable=False),
    _text("collector"),
    CheckConstraint("length(question) BETWEEN 1 AND 12", name="question_is_a_code"),
    CheckConstraint("length(answer) BETWEEN 1 AND 12", name="answer_is_a_code"),
    Index("answers_by_voter", "voter_id"),
    Index("answers_by_consent", "consent"),
)

#: Who may open the app, and as what; ``password`` is an Argon2 hash.
ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("account_id", TEXT, primary_key=True),
    _text("role"),
    _text("password"),
    Column("disabled", Boolean, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    CheckConstraint(
        "role IN ('organiser', 'analyst', 'leader', 'canvasser')", name="role_is_known"
    ),
    CheckConstraint("password LIKE '$argon2id$%'", name="password_is_hashed"),
)

#: Who walks which turf, and when; a link to it holds this id and dies with it.
SHIFTS = Table(
    "shifts",
    METADATA,
    Column("shift_id", TEXT, primary_key=True),
    Column(
        "account_id", TEXT, ForeignKey("accounts.account_id", ondelete="CASCADE"), nullable=False
    ),
    _text("turf_id"),
    Column("starts", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False),
    _text("given_by"),
    CheckConstraint("starts < ends", name="shift_ends_after_it_starts"),
    Index("shifts_by_account", "account_id"),
)

#: Wrong guesses since the last right one, by account; what was guessed is not kept.
GUESSES = Table(
    "guesses",
    METADATA,
    Column("subject", TEXT, primary_key=True),
    Column("wrong", BigInteger, nullable=False),
    Column("locked_until", UtcTime),
)

#: What left the base for people who read aggregates, and what may have left it unseen: the next
#: figures must not differ from those by a few doors. No building, nobody: sums over at least
#: ``threshold`` doors, which outlive the purge (``people_base.tellings``).
TELLINGS = Table(
    "tellings",
    METADATA,
    Column("telling_id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    *(_text(name) for name in ("state", "view", "area_kind", "area_id")),
    Column("threshold", BigInteger, nullable=False),
    _text("figures"),
    CheckConstraint("state IN ('told', 'forgotten')", name="telling_state_is_known"),
    CheckConstraint("threshold >= 11", name="telling_threshold_is_lawful"),
)

#: Holds a row while a purge runs, and only inside its transaction.
PURGING = Table("purging", METADATA, Column("now", Integer, primary_key=True))

#: The tables that ``people_base.store`` reads and writes, by the name they have in the field.
WORKING = {
    table.name: table
    for table in (
        VOTERS,
        PLACEMENTS,
        BUILDINGS,
        HOUSEHOLDS,
        BUREAUX,
        QUARTIERS,
        RESULTS,
        TURFS,
        STOPS,
        CONTACTS,
        CONCERNS,
    )
}
#: Readable like the others, but written by ``people_base.contacts`` alone.
APPEND_ONLY = frozenset({CONTACTS.name, CONCERNS.name})
