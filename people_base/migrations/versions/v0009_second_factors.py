"""Keep what the codes of a second factor are made from."""

import sqlalchemy as sa
from alembic import op

from people_base.engine.types import UtcTime

revision = "0009"
down_revision = "0008"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    owner = sa.ForeignKey("accounts.account_id", ondelete="CASCADE")
    op.create_table(
        "second_factors",
        sa.Column("account_id", _TEXT, owner, primary_key=True),
        sa.Column("nonce", _TEXT, nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
    )
