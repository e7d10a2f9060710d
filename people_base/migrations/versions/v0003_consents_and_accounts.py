"""Keep consents, what they allow, the mode that they need, and who may open the base."""

import sqlalchemy as sa
from alembic import op

from people_base.engine.law_triggers import enforce, pin_functions
from people_base.engine.triggers import protect, trigger_name
from people_base.engine.types import UtcTime

revision = "0003"
down_revision = "0002"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_PROTECTED = {"modes": False, "consent_texts": False, "consents": False}
#: Tables of this revision where a row may not be put in the place of another.
_ONCE = {
    "modes": "mode_id",
    "consent_texts": "text_id",
    "audit": "audit_id",
    "resolutions": "resolution_id",
}
_BEFORE = ("contacts", "concerns", "resolutions", "audit")


def upgrade() -> None:
    """Make the tables, then what guards them."""
    _mode_and_consents()
    _answers()
    _accounts()
    connection = op.get_bind()
    protect(connection, _PROTECTED)
    enforce(connection, _ONCE)
    pin_functions(
        connection,
        [trigger_name(t, a) for t in (*_BEFORE, *_PROTECTED) for a in ("update", "delete")],
    )


def _text(name: str, *more: sa.schema.SchemaItem) -> sa.Column[str]:
    return sa.Column(name, _TEXT, *more, nullable=False)


def _mode_and_consents() -> None:
    op.create_table(
        "modes",
        sa.Column("mode_id", sa.Integer, primary_key=True),
        _text("mode"),
        _text("assessment"),
        _text("who"),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("mode IN ('aggregated', 'individual')", name="mode_is_known"),
        sa.CheckConstraint(
            "mode <> 'individual' OR length(trim(assessment)) > 0",
            name="individual_mode_is_assessed",
        ),
        sa.CheckConstraint("length(trim(who)) > 0", name="mode_is_decided_by_somebody"),
    )
    op.create_table(
        "consent_texts",
        sa.Column("text_id", _TEXT, primary_key=True),
        *(_text(name) for name in ("purpose", "version", "text")),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("length(trim(purpose)) > 0", name="purpose_is_said"),
        sa.CheckConstraint("length(trim(text)) > 0", name="text_is_said"),
    )
    op.create_table(
        "consents",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("voter_id", "act", "purpose")),
        _text("text_id", sa.ForeignKey("consent_texts.text_id")),
        sa.Column("at", UtcTime(), nullable=False),
        *(_text(name) for name in ("channel", "collector", "previous", "hash")),
        sa.CheckConstraint("act IN ('given', 'withdrawn')", name="act_is_known"),
        sa.CheckConstraint("length(trim(channel)) > 0", name="channel_is_said"),
        sa.CheckConstraint("length(trim(collector)) > 0", name="collector_is_named"),
        sa.CheckConstraint("length(hash) = 64", name="hash_is_whole"),
        sa.CheckConstraint("position > 0", name="position_counts_from_one"),
    )
    op.create_index("consents_by_voter", "consents", ["voter_id"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("answer_id", _TEXT, primary_key=True),
        _text("voter_id", sa.ForeignKey("voters.voter_id", ondelete="CASCADE")),
        sa.Column("consent", sa.Integer, sa.ForeignKey("consents.position"), nullable=False),
        _text("question"),
        _text("answer"),
        sa.Column("at", UtcTime(), nullable=False),
        _text("collector"),
        sa.CheckConstraint("length(question) BETWEEN 1 AND 12", name="question_is_a_code"),
        sa.CheckConstraint("length(answer) BETWEEN 1 AND 12", name="answer_is_a_code"),
    )
    op.create_index("answers_by_voter", "answers", ["voter_id"])
    op.create_index("answers_by_consent", "answers", ["consent"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", _TEXT, primary_key=True),
        *(_text(name) for name in ("role", "password")),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('organiser', 'analyst', 'leader', 'canvasser')", name="role_is_known"
        ),
        sa.CheckConstraint("password LIKE '$argon2id$%'", name="password_is_hashed"),
    )
    op.create_table(
        "shifts",
        sa.Column("shift_id", _TEXT, primary_key=True),
        _text("account_id", sa.ForeignKey("accounts.account_id", ondelete="CASCADE")),
        _text("turf_id"),
        sa.Column("starts", UtcTime(), nullable=False),
        sa.Column("ends", UtcTime(), nullable=False),
        _text("given_by"),
        sa.CheckConstraint("starts < ends", name="shift_ends_after_it_starts"),
    )
    op.create_index("shifts_by_account", "shifts", ["account_id"])
    op.create_table(
        "guesses",
        sa.Column("subject", _TEXT, primary_key=True),
        sa.Column("wrong", sa.BigInteger, nullable=False),
        sa.Column("locked_until", UtcTime()),
    )
