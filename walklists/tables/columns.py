"""The columns of the table to fill: one list, used by the writer and by the reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canvass.words import Words
from walklists.walk_list import Concern, street_name_key


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the code, its header, and other headers that mean the same."""

    name: str
    header: Words
    also: tuple[str, ...] = ()

    def keys(self) -> Iterator[str]:
        """Yield every spelling of the header, reduced to letters and digits."""
        for text in (self.header.fr, self.header.en, *self.also):
            yield street_name_key(text)


#: What tells one line from another; not to be changed by hand.
IDENTITY = (
    Column("contact_id", Words("Passage", "Contact"), ("contact_id",)),
    Column("turf_id", Words("Secteur", "Turf"), ("turf_id",)),
    Column("building_id", Words("Adresse (identifiant)", "Address id"), ("building_id",)),
)
#: What helps a person find the door.
PLACE = (
    Column("position", Words("Ordre", "Order")),
    Column("number", Words("Numéro", "Number")),
    Column("street", Words("Rue", "Street")),
    Column("postcode", Words("Code postal", "Postcode")),
    Column("doors", Words("Portes", "Doors")),
    Column("door_labels", Words("Étages et logements", "Floors and flats")),
)
#: What is counted at the doors, named as in ``canvass.tables.CONTACTS``.
COUNTS = (
    Column("knocked", Words("Portes frappées", "Doors knocked"), ("frappe", "frappees")),
    Column("opened", Words("Ouvertes", "Opened"), ("ouvert", "portes ouvertes")),
    Column("absent", Words("Absents", "Not home"), ("absent",)),
    Column("refused", Words("Refus", "Refused")),
    Column("come_back", Words("À revoir", "Come back")),
    Column("leaflets", Words("Tracts", "Leaflets"), ("tract",)),
)
#: Who and when.
ROUND = (
    Column("team", Words("Équipe", "Team")),
    Column("day", Words("Date", "Date")),
    Column("hour", Words("Heure", "Time")),
)


def concern_columns(concerns: Sequence[Concern]) -> tuple[Column, ...]:
    """Return one column per concern, called by its label and recognised by its code too."""
    return tuple(
        Column(code, Words(f"{label} [{code}]", f"{label} [{code}]"), (label, code))
        for code, label in concerns
    )
