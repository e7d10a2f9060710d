"""Keep a register of every copy that was made, so that an erasure can name what it leaves."""

import sqlalchemy as sa
from alembic import op

from people_base.engine.types import UtcTime

revision = "0007"
down_revision = "0006"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "copies",
        sa.Column("copy_id", sa.Integer(), primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("kind", "place", "digest", "about")),
        sa.Column("people", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("gone_at", UtcTime()),
        sa.CheckConstraint("length(trim(kind)) > 0", name="copy_has_a_kind"),
    )
