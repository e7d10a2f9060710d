"""Keep what analysts were told in the base, one truth for all who open it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from people_base.engine.law_triggers import insert_once, pin_functions
from people_base.engine.triggers import protect, trigger_name
from people_base.engine.types import UtcTime

revision = "0005"
down_revision = "0004"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table and what guards it; what a base with contacts has told is not known."""
    made = op.create_table(
        "tellings",
        sa.Column("telling_id", sa.Integer, primary_key=True),
        sa.Column("at", UtcTime(), nullable=False),
        *(
            sa.Column(name, _TEXT, nullable=False)
            for name in ("state", "view", "area_kind", "area_id")
        ),
        sa.Column("threshold", sa.BigInteger, nullable=False),
        sa.Column("figures", _TEXT, nullable=False),
        sa.CheckConstraint("state IN ('told', 'forgotten')", name="telling_state_is_known"),
        sa.CheckConstraint("threshold >= 11", name="telling_threshold_is_lawful"),
    )
    connection = op.get_bind()
    protect(connection, {"tellings": False})
    insert_once(connection, {"tellings": "telling_id"})
    pin_functions(connection, [trigger_name("tellings", a) for a in ("update", "delete")])
    if connection.execute(sa.text("SELECT 1 FROM contacts LIMIT 1")).first() is not None:
        # what was told of them, nobody knows
        connection.execute(
            made.insert(),
            {
                "at": datetime.now(UTC),
                "state": "forgotten",
                "view": "all",
                "area_kind": "everywhere",
                "area_id": "",
                "threshold": 11,
                "figures": "{}",
            },
        )
