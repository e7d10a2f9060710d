"""Remember who objected under looser spellings, and which sheets are to be taken back."""

import sqlalchemy as sa
from alembic import op

from people_base.engine.types import UtcTime

revision = "0006"
down_revision = "0005"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "opposition_lookalikes",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        _opposition(),
    )
    op.create_table(
        "lookalike_reviews",
        sa.Column("person", sa.LargeBinary(), primary_key=True),
        _opposition(),
        *(sa.Column(n, _TEXT, nullable=False) for n in ("bureau_id", "order_number", "status")),
        sa.Column("who", _TEXT, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'other')", name="review_status_is_known"),
    )
    op.create_table(
        "sheet_recalls",
        sa.Column("turf_id", _TEXT, primary_key=True),
        sa.Column("building_id", _TEXT, primary_key=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )


def _opposition() -> sa.Column[bytes]:
    owner = sa.ForeignKey("oppositions.digest", ondelete="CASCADE")
    return sa.Column("opposition", sa.LargeBinary(), owner, primary_key=True)
