"""NationBuilder: people and contacts as its one-time CSV import words them.

Columns: support.nationbuilder.com, article 2895987; contacts and their statuses:
3dna/api_docs, ``doc/contacts_api.md``, and tlshaheen/api_docs, ``doc/people_api.md``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from canvass.outcomes import FACTS, Outcome
from canvass.words import Words
from exchange.cells import Sheet, read_sheet
from exchange.field_policy import refuse_columns
from exchange.incoming import Incoming, Row, gathered
from exchange.notices import NOT_ONLINE, README, readme
from exchange.outcome_mapping import KNOCKED_ONLY, each, statuses_of
from exchange.system import Outgoing, Prepared, System
from files.writing.csv_text import as_csv, csv_parts
from files.writing.new_folder import refuse_filled, write_folder

#: What one upload takes.
MAX_BYTES = 20_000_000
PEOPLE = (
    "external_id",
    "first_name",
    "last_name",
    "legal_name",
    "Address address1",
    "Address address2",
    "Address city",
    "Address zip",
    "household_size",
    "tag_list",
    "note",
    "email_opt_in",
    "mobile_opt_in",
)
#: Columns that only say no.
CLOSED = ("email_opt_in", "mobile_opt_in")
#: A contact as the API words it, then what brings it back as it was.
CONTACTS = (
    "external_id",
    "type_id",
    "method",
    "sender_id",
    "status",
    "broadcaster_id",
    "note",
    "created_at",
    "contact_id",
    "event_id",
    "turf_id",
    "count",
    "doors_knocked",
)
METHOD = "door_knock"
_OTHER = "other"
_IDS = (
    "other",
    "answered",
    "bad_info",
    "left_message",
    "meaningful_interaction",
    "send_information",
    "not_interested",
    "no_answer",
    "refused",
    "inaccessible",
)
#: Status -> our outcome. Who opens and is not interested has answered and declined; who has moved
#: or whatever else is a door knocked at: the base keeps nothing of a person.
OUTCOMES: Mapping[str, str] = {
    **{FACTS[outcome].nationbuilder: outcome.value for outcome in Outcome},
    "answered": Outcome.OPENED.value,
    "not_interested": Outcome.REFUSED.value,
    "bad_info": KNOCKED_ONLY,
    _OTHER: KNOCKED_ONLY,
}
_WANTED = {
    "external_id": "target",
    "contact_id": "contact_id",
    "event_id": "event_id",
    "turf_id": "turf_id",
    "method": "method",
    "status": "status",
    "contact_status_name": "status",
    "contact_status_id": "status_id",
    "created_at": "at",
    "last_contacted_at": "last_at",
    "count": "count",
    "doors_knocked": "knocked",
    "do_not_contact": "opposed",
    "nationbuilder_id": "own_id",
    "last_name": "last_name",
    "first_name": "first_names",
    "birthdate": "birth_date",
    "born_at": "born_at",
    **{
        f"{kind}{field}": name
        for kind in ("address_", "primary_", "primary_address_")
        for field, name in (("address1", "street"), ("city", "city"), ("zip", "postcode"))
    },
}


@dataclass(frozen=True)
class NationBuilder:
    """A folder: people in files that one upload takes, and contacts."""

    name: str = "nationbuilder"

    def personal(self, tables: Collection[str]) -> bool:  # noqa: ARG002
        """Tell that people go out."""
        return True

    def write(self, outgoing: Outgoing, out: Path) -> Prepared:
        """Prepare people and contacts; see ``exchange.system.System``."""
        refuse_filled(out)
        people, contacts = outgoing.people(), outgoing.contacts()
        parts = people_csv(people.table, note=str(outgoing.source))
        numbers = [""] if len(parts) == 1 else [f"-{n + 1}" for n in range(len(parts))]
        files = {f"people{n}.csv": part for n, part in zip(numbers, parts, strict=True)}
        files |= {"contacts.csv": contacts_csv(contacts), README: readme(outgoing)}
        return Prepared(
            rows={"people": len(people.table), "contacts": len(contacts)},
            store=lambda place: write_folder(place, files),
            left_out=people.left_out,
            said=(outgoing.source, NOT_ONLINE),
        )

    def read(
        self, path: Path, *, zone: ZoneInfo, columns: Mapping[str, str] | None = None
    ) -> Incoming:
        """Read people or contacts; see ``exchange.system.System``."""
        return read_nationbuilder(path, zone=zone, columns=columns)


SYSTEM: System = NationBuilder()


def people_csv(people: pd.DataFrame, *, note: str) -> list[bytes]:
    """Write people as files of at most 20 MB, the most that one upload takes.

    Parameters
    ----------
    people
        ``people.RollPeople.table``.
    note
        Where the data come from and until when they may be kept.

    Notes
    -----
    No e-mail, telephone, date of birth, sex, list, party, religion, ethnicity or support level.
    """
    refuse_columns(PEOPLE, closed=CLOSED)
    return list(csv_parts(PEOPLE, _people(people, note), max_bytes=MAX_BYTES))


def _people(people: pd.DataFrame, note: str) -> Iterable[tuple[object, ...]]:
    for person in each(people):
        used = person.usage_name or person.birth_name
        legal = f"{person.first_names} {person.birth_name}" if used != person.birth_name else ""
        tags = [f"bureau {person.bureau_id}"] if person.bureau_id else []
        tags += [f"secteur {person.turf_id}"] if person.turf_id else []
        yield (
            person.Index,
            person.first_names,
            used,
            legal,
            person.address,
            person.door_label,
            person.city,
            person.postcode,
            person.household_voters or "",
            ",".join(tags),
            note,
            "N",
            "N",
        )


def contacts_csv(contacts: pd.DataFrame) -> bytes:
    """Write contacts by building: ``external_id`` is the building's, ``count`` its doors.

    Parameters
    ----------
    contacts
        Of the shape ``canvass.tables.CONTACTS``. Teams are not written: they may be names.
    """
    rows = (
        (
            row.building_id,
            "",
            METHOD,
            "",
            FACTS[Outcome(row.outcome)].nationbuilder if row.outcome else _OTHER,
            "",
            "",
            row.at.isoformat(),
            row.contact_id,
            row.event_id,
            row.turf_id,
            row.count,
            row.knocked,
        )
        for row in each(statuses_of(contacts))
    )
    return as_csv(CONTACTS, rows)


def read_nationbuilder(
    path: Path, *, zone: ZoneInfo, columns: Mapping[str, str] | None = None
) -> Incoming:
    """Read a CSV of people or of contacts.

    Of people are read ``external_id``, the address, ``do_not_contact``, ``contact_status_name``
    (or ``_id``) and ``last_contacted_at``, and of those who want no contact the name and birth
    date; of contacts the columns of the API, door knocks alone.

    Parameters
    ----------
    path
        The file.
    zone
        Time zone of times that say none.
    columns
        Field, or its name in NationBuilder, -> the column that a person names for it.

    Raises
    ------
    MissingFileError, BadInputError
        If the file as a whole cannot be used.
    """
    sheet = read_sheet(path, _WANTED, columns)
    return gathered(sheet, path.name, _row, zone=zone)


def _row(cells: Mapping[str, str], row: Row, sheet: Sheet) -> None:
    """Read what is NationBuilder's own in a row."""
    row.said["birth_date"] = cells.get("birth_date") or cells.get("born_at", "")
    method = cells.get("method", "")
    if "method" in sheet.names and method != METHOD:
        row.wrong("method", Words("pas un porte-à-porte", "not a door knock"))
        return
    status = cells.get("status", "")
    by_id = cells.get("status_id", "")
    if not status and by_id:
        status = _IDS[int(by_id)] if by_id.isdecimal() and int(by_id) < len(_IDS) else by_id
    row.read_moment(cells, "at" if "method" in sheet.names else "last_at")
    row.read_outcome(status, OUTCOMES)
