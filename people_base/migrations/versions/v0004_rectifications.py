"""Keep what people had corrected, so that the next roll does not undo it."""

import sqlalchemy as sa
from alembic import op

from people_base.engine.types import UtcTime

revision = "0004"
down_revision = "0003"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "rectifications",
        sa.Column(
            "voter_id",
            _TEXT,
            sa.ForeignKey("voters.voter_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("field", _TEXT, primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("value", "was", "roll", "channel")),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("length(trim(channel)) > 0", name="rectification_has_a_channel"),
    )
