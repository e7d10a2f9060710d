"""What the base keeps, table by table.

The working tables follow ``canvass.tables``; the rest says where the roll comes from, who does not
want to be in it, what happened at the doors, and who looked.

Nothing here can hold a place of birth or a nationality. In aggregated mode, the one in force
until somebody decides otherwise, the only trace of a talk is a count by building: the database
itself refuses what one person answered (``_law_triggers``).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from canvass import tables
from canvass.tables import COUNTS
from people_base.engine.columns import (
    METADATA,
    TEXT,
    belongs_to,
    stored_table,
    text_column,
)
from people_base.engine.types import UtcTime
from people_base.models_law import LOOKALIKE_REVIEWS, OPPOSITION_LOOKALIKES, SHEET_RECALLS
from people_base.models_turfs import (
    SENT_CONTACTS,
    TURF_CUTS,
    TURF_LOCKS,
    TURF_STEPS,
    WALK_CHOICES,
)

__all__ = [
    "LOOKALIKE_REVIEWS",
    "METADATA",
    "OPPOSITION_LOOKALIKES",
    "SENT_CONTACTS",
    "SHEET_RECALLS",
    "TEXT",
    "TURF_CUTS",
    "TURF_LOCKS",
    "TURF_STEPS",
    "WALK_CHOICES",
]

#: Facts of the base itself: its CRS, where it was moved.
FACTS = Table("facts", METADATA, Column("name", TEXT, primary_key=True), text_column("value"))

#: Code électoral, L37 and R20: who got the roll, from whom, under which signed undertaking.
#: The undertaking cannot be empty, and a voter cannot be without a source.
ROLL_SOURCES = Table(
    "roll_sources",
    METADATA,
    Column("roll_source_id", TEXT, primary_key=True),
    text_column("file_name"),
    Column("received_on", Date, nullable=False),
    text_column("requester"),
    text_column("origin"),
    text_column("undertaking"),
    Column("signed_at", UtcTime, nullable=False),
    CheckConstraint("origin IN ('mairie', 'prefecture')", name="origin_is_official"),
    CheckConstraint("length(trim(undertaking)) > 0", name="undertaking_is_given"),
    CheckConstraint("length(trim(requester)) > 0", name="requester_is_named"),
)

VOTERS = stored_table(
    tables.VOTERS,
    Column("roll_source_id", TEXT, ForeignKey("roll_sources.roll_source_id"), nullable=False),
    Index("voters_by_bureau", "bureau_id"),
    Index("voters_by_commune", "commune_id"),
    Index("voters_by_source", "roll_source_id"),
)
PLACEMENTS = stored_table(
    tables.PLACEMENTS,
    belongs_to(("voter_id",), "voters"),
    Index("placements_by_result", "result_id"),
)
BUILDINGS = stored_table(
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
HOUSEHOLDS = stored_table(
    tables.HOUSEHOLDS,
    belongs_to(("building_id",), "buildings"),
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
BUREAUX = stored_table(tables.BUREAUX)
QUARTIERS = stored_table(tables.QUARTIERS)
RESULTS = stored_table(tables.RESULTS, Index("results_by_bureau", "bureau_id"))
TURFS = stored_table(tables.TURFS, Index("turfs_by_bureau", "bureau_id"))
STOPS = stored_table(tables.STOPS, belongs_to(("turf_id",), "turfs"))

#: Which building is in which turf, one version a cut. A published turf outlives the buildings of
#: a later geocoding and the turfs of a later cut, hence no foreign key.
TURF_BUILDINGS = Table(
    "turf_buildings",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("building_id", TEXT, primary_key=True),
    text_column("turf_id"),
    Index("turf_buildings_by_turf", "turf_id"),
)

#: What happened, as it was told. Never changed: what counts is worked out from it.
CONTACTS = stored_table(
    tables.CONTACTS,
    *(CheckConstraint(f"{count} >= 0", name=f"{count}_is_a_count") for count in COUNTS),
    Index("contacts_by_contact", "contact_id"),
    Index("contacts_by_building", "building_id"),
    Index("contacts_by_turf", "turf_id"),
)
CONCERNS = stored_table(
    tables.CONCERNS,
    belongs_to(("event_id",), "contacts"),
    CheckConstraint("count > 0", name="concern_is_a_count"),
)

#: What a person decided about a conflict; ``event_ids`` (joined by ``|``) is what they had seen.
RESOLUTIONS = Table(
    "resolutions",
    METADATA,
    Column("resolution_id", Integer, primary_key=True),
    text_column("contact_id"),
    text_column("event_ids"),
    text_column("keep_event_id"),
    text_column("who"),
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
    text_column("kind"),
    text_column("channel"),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("kind IN ('person', 'door')", name="kind_is_known"),
)

#: What an address text of the roll was decided to mean.
ALIASES = Table(
    "aliases",
    METADATA,
    Column("text", TEXT, primary_key=True),
    text_column("address_id"),
    text_column("who"),
    Column("at", UtcTime, nullable=False),
)

#: Who did what, on how many rows, when; never what the rows held (GDPR, art. 5.2 and 32).
AUDIT = Table(
    "audit",
    METADATA,
    Column("audit_id", Integer, primary_key=True),
    text_column("who"),
    text_column("what"),
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
    *(text_column(name) for name in ("value", "was", "roll", "channel")),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("length(trim(channel)) > 0", name="rectification_has_a_channel"),
)

#: Decisions on the mode, the last one in force, aggregated while there is none. Individual mode
#: names the impact assessment that allows it (GDPR, art. 35).
MODES = Table(
    "modes",
    METADATA,
    Column("mode_id", Integer, primary_key=True),
    text_column("mode"),
    text_column("assessment"),
    text_column("who"),
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
    text_column("purpose"),
    text_column("version"),
    text_column("text"),
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
    text_column("voter_id"),
    text_column("act"),
    text_column("purpose"),
    Column("text_id", TEXT, ForeignKey("consent_texts.text_id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    text_column("channel"),
    text_column("collector"),
    text_column("previous"),
    text_column("hash"),
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
    text_column("question"),
    text_column("answer"),
    Column("at", UtcTime, nullable=False),
    text_column("collector"),
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
    text_column("role"),
    text_column("password"),
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
    text_column("turf_id"),
    Column("starts", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False),
    text_column("given_by"),
    CheckConstraint("starts < ends", name="shift_ends_after_it_starts"),
    Index("shifts_by_account", "account_id"),
)

#: What an account's codes of a second factor are made from, with the campaign's key; the last
#: ``step`` of 30 s whose code was used, which serves once.
SECOND_FACTORS = Table(
    "second_factors",
    METADATA,
    Column(
        "account_id", TEXT, ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True
    ),
    text_column("nonce"),
    Column("step", BigInteger, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

#: Refusals that the audit has not told yet, and until when they are gathered into one note.
GUESSES = Table(
    "guesses",
    METADATA,
    Column("subject", TEXT, primary_key=True),
    Column("wrong", BigInteger, nullable=False),
    Column("locked_until", UtcTime),
)

#: What left the base for people who read aggregates, and what may have left it unseen: the next
#: figures must not differ from those by a few doors. No building, nobody: sums over at least
#: ``threshold`` doors, which outlive the purge (``people_base.field.tellings``).
TELLINGS = Table(
    "tellings",
    METADATA,
    Column("telling_id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    *(text_column(name) for name in ("state", "view", "area_kind", "area_id")),
    Column("threshold", BigInteger, nullable=False),
    text_column("figures"),
    CheckConstraint("state IN ('told', 'forgotten')", name="telling_state_is_known"),
    CheckConstraint("threshold >= 11", name="telling_threshold_is_lawful"),
)

#: Every copy that was made, by the file: ``place`` is below the campaign's folder unless absolute,
#: or a URL without password; ``digest`` knows the file again, ``about`` the one person it is about.
COPIES = Table(
    "copies",
    METADATA,
    Column("copy_id", Integer, primary_key=True),
    *(text_column(name) for name in ("kind", "place", "digest", "about")),
    Column("people", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("gone_at", UtcTime),
    CheckConstraint("length(trim(kind)) > 0", name="copy_has_a_kind"),
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
#: Readable like the others, but written by ``people_base.field.contacts`` alone.
APPEND_ONLY = frozenset({CONTACTS.name, CONCERNS.name})
