"""The columns of the table to fill: one list, used by the writer and by the reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canvass import tables
from canvass.labels import LABELS
from canvass.words import Words
from files.headers import header_key
from walklists.walk_list import Concern


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the code, its header, and other headers that mean the same."""

    name: str
    header: Words
    also: tuple[str, ...] = ()

    def keys(self) -> Iterator[str]:
        """Yield every spelling of the header, reduced to letters and digits."""
        for text in (self.header.fr, self.header.en, *self.also):
            yield header_key(text)


#: What tells one line from another; not to be changed by hand.
IDENTITY = (
    Column("contact_id", LABELS["contact_id"], ("contact_id",)),
    Column("turf_id", LABELS["turf_id"], ("turf_id",)),
    Column("building_id", LABELS["building_id"], ("building_id",)),
)
#: What helps a person find the door.
PLACE = (
    Column("position", LABELS["position"]),
    Column("number", LABELS["number"]),
    Column("street", LABELS["street"]),
    Column("postcode", LABELS["postcode"]),
    Column("doors", LABELS["doors"]),
    Column("door_labels", LABELS["door_labels"]),
)
#: Other headers that mean a count, from older sheets and from people's own.
_ALSO = {
    "knocked": ("frappe", "frappees"),
    "opened": ("ouvert", "portes ouvertes"),
    "absent": ("absent",),
    "leaflets": ("tract",),
}
#: What is counted at the doors, named as in ``canvass.tables.CONTACTS``.
COUNTS = tuple(Column(name, LABELS[name], _ALSO.get(name, ())) for name in tables.COUNTS)
#: Who and when.
ROUND = (
    Column("team", LABELS["team"]),
    Column("day", LABELS["day"]),
    Column("hour", LABELS["hour"]),
)


def concern_columns(concerns: Sequence[Concern]) -> tuple[Column, ...]:
    """Return one column per concern, called by its label and recognised by its code too."""
    return tuple(
        Column(code, Words(f"{label} [{code}]", f"{label} [{code}]"), (label, code))
        for code, label in concerns
    )
