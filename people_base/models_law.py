"""What the base keeps so that an objection holds (GDPR, art. 21)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    LargeBinary,
    Table,
)

from people_base.engine.columns import METADATA, TEXT, text_column
from people_base.engine.types import UtcTime

#: Looser spellings of who objected (``canvass.lookalike``), salted: under another program's
#: spelling they come back to be looked at, not into the base.
OPPOSITION_LOOKALIKES = Table(
    "opposition_lookalikes",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column(
        "opposition",
        LargeBinary,
        ForeignKey("oppositions.digest", ondelete="CASCADE"),
        primary_key=True,
    ),
)
#: People of a roll who may be somebody who objected: they wait outside the base, pointed at by
#: bureau and order number, until somebody has looked; ``other`` is known to be another person.
LOOKALIKE_REVIEWS = Table(
    "lookalike_reviews",
    METADATA,
    Column("person", LargeBinary, primary_key=True),
    Column(
        "opposition",
        LargeBinary,
        ForeignKey("oppositions.digest", ondelete="CASCADE"),
        primary_key=True,
    ),
    text_column("bureau_id"),
    text_column("order_number"),
    text_column("status"),
    text_column("who"),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("status IN ('waiting', 'other')", name="review_status_is_known"),
)
#: Sheets that went out and show a door that wants no visit any more, until they are made anew;
#: ``withdrawn`` once the files on disk that show it are gone.
SHEET_RECALLS = Table(
    "sheet_recalls",
    METADATA,
    Column("turf_id", TEXT, primary_key=True),
    Column("building_id", TEXT, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)
