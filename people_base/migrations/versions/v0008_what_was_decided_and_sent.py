"""Keep what went out, the log of the turfs and the choices of walks in the base."""

import sqlalchemy as sa
from alembic import op

from people_base.engine.types import UtcTime

revision = "0008"
down_revision = "0007"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; the files of older versions are taken in when the campaign opens."""
    op.create_table(
        "sent_contacts",
        sa.Column("contact_id", _TEXT, primary_key=True),
        *_texts("turf_id", "building_id"),
        sa.Column("doors", sa.BigInteger(), nullable=False),
        sa.Column("sent_on", sa.Date()),
    )
    op.create_index("sent_contacts_by_building", "sent_contacts", ["building_id"])
    op.create_table(
        "turf_cuts",
        sa.Column("cut_id", sa.Integer(), primary_key=True),
        *_texts("choices", "reasons", "membership", "who"),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_table(
        "turf_steps",
        sa.Column("step_id", sa.Integer(), primary_key=True, autoincrement=False),
        *_texts("state", "said_fr", "said_en", "before", "after"),
        *_texts("locked_before", "locked_after", "who"),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('done', 'undone')", name="step_state_is_known"),
    )
    op.create_table(
        "turf_locks",
        sa.Column("turf_id", _TEXT, primary_key=True),
        *_texts("who"),
        sa.Column("at", UtcTime(), nullable=False),
    )
    owner = sa.ForeignKey("turfs.turf_id", ondelete="CASCADE")
    op.create_table(
        "walk_choices",
        sa.Column("turf_id", _TEXT, owner, primary_key=True),
        *_texts("choices"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, _TEXT, nullable=False) for name in names]
