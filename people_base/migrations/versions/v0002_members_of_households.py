"""Keep who lives behind which door, so that counts follow when somebody leaves the roll.

Bases of the first schema know their members after the next geocoding.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the members; the revision is alembic's to note from here on."""
    op.create_table(
        "household_members",
        sa.Column(
            "voter_id",
            _TEXT,
            sa.ForeignKey("voters.voter_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "household_id",
            _TEXT,
            sa.ForeignKey("households.household_id", ondelete="CASCADE"),
            nullable=False,
        ),
    )
    op.create_index("household_members_by_household", "household_members", ["household_id"])
    op.execute("DELETE FROM facts WHERE name = 'schema_version'")
