"""What was decided about turfs and walks, and what went out: all that must be known to go on."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table

from people_base.engine.columns import METADATA, TEXT, text_column
from people_base.engine.types import UtcTime

#: Every line that ever went out, so that what comes back is recognised after any later cut.
#: ``sent_on`` is not known of lines that an older version noted.
SENT_CONTACTS = Table(
    "sent_contacts",
    METADATA,
    Column("contact_id", TEXT, primary_key=True),
    text_column("turf_id"),
    text_column("building_id"),
    Column("doors", BigInteger, nullable=False),
    Column("sent_on", Date),
    Index("sent_contacts_by_building", "building_id"),
)
#: How turfs were cut, the last row in force: choices and, by turf, the reason why it is out of the
#: range (both JSON). ``membership`` is the hash of the turfs that the log belongs to.
TURF_CUTS = Table(
    "turf_cuts",
    METADATA,
    Column("cut_id", Integer, primary_key=True),
    *(text_column(name) for name in ("choices", "reasons", "membership", "who")),
    Column("at", UtcTime, nullable=False),
)
#: Steps by hand that can be undone or done again. ``before`` and ``after`` list buildings by turf,
#: ``locked_before`` and ``locked_after`` turfs (all JSON).
TURF_STEPS = Table(
    "turf_steps",
    METADATA,
    Column("step_id", Integer, primary_key=True, autoincrement=False),
    *(text_column(name) for name in ("state", "said_fr", "said_en", "before", "after")),
    *(text_column(name) for name in ("locked_before", "locked_after", "who")),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("state IN ('done', 'undone')", name="step_state_is_known"),
)
#: Turfs that neither a step nor a cut changes, and who locked them.
TURF_LOCKS = Table(
    "turf_locks",
    METADATA,
    Column("turf_id", TEXT, primary_key=True),
    text_column("who"),
    Column("at", UtcTime, nullable=False),
)
#: Under what choices (JSON) the walk of a turf was planned; they go with the turf's row.
WALK_CHOICES = Table(
    "walk_choices",
    METADATA,
    Column("turf_id", TEXT, ForeignKey("turfs.turf_id", ondelete="CASCADE"), primary_key=True),
    text_column("choices"),
)
