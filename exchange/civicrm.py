"""CiviCRM: contacts and activities as its CSV import words them.

Fields and lengths: civicrm/civicrm-core, ``schema/Contact/Contact.entityType.php``,
``schema/Core/Address.entityType.php``, ``schema/Activity/Activity.entityType.php`` and
``CRM/Activity/Import/Parser/Activity.php``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from canvass.outcomes import FACTS, Outcome
from canvass.words import Words
from exchange.cells import Sheet, read_sheet, yes
from exchange.field_policy import plain_words, refuse_columns
from exchange.incoming import Incoming, Row, gathered
from exchange.notices import NOT_ONLINE, README, readme
from exchange.outcome_mapping import KNOCKED_ONLY, each, label, statuses_of
from exchange.system import Outgoing, Prepared, System
from files.writing.csv_text import as_csv
from files.writing.new_folder import refuse_filled, write_folder

#: Channels that the roll never opens; a letter by post is lawful.
CLOSED = ("do_not_email", "do_not_phone", "do_not_sms", "do_not_trade", "is_opt_out")
_ADDRESS = (
    "street_address",
    "supplemental_address_1",
    "city",
    "postal_code",
    "country_id",
    "geo_code_1",
    "geo_code_2",
)
INDIVIDUALS = (
    "contact_type",
    "external_identifier",
    "first_name",
    "last_name",
    "nick_name",
    "contact_source",
    "do_not_mail",
    *CLOSED,
    *_ADDRESS,
)
#: One building, as a contact of the type Household, so that activities have a target.
HOUSEHOLDS = (
    "contact_type",
    "external_identifier",
    "household_name",
    "contact_source",
    "do_not_mail",
    *CLOSED,
    *_ADDRESS,
)
#: An activity as CiviCRM imports it, then what brings it back as it was.
ACTIVITIES = (
    "target_contact.external_identifier",
    "activity_type_id",
    "activity_date_time",
    "status_id",
    "subject",
    "result",
    "contact_id",
    "event_id",
    "turf_id",
    "count",
    "doors_knocked",
    "at",
)
#: The activity type that CiviCampaign brings.
CANVASS = "Canvass"
MAX_NAME = 64
MAX_STREET = 96
MAX_LABEL = 128
#: All four together are how CiviCRM says "do not contact"; fewer close a channel only.
_WISHES = ("do_not_mail", "do_not_email", "do_not_phone", "do_not_sms")
_RESULTS: Mapping[str, str] = {
    KNOCKED_ONLY: KNOCKED_ONLY,
    **{outcome.value: outcome.value for outcome in Outcome},
    **{
        plain_words(text): outcome.value
        for outcome, facts in FACTS.items()
        for text in (facts.label.fr, facts.label.en, facts.nationbuilder)
    },
}
#: As a CiviCRM in French heads its exports.
_FRENCH = {
    "identifiant_externe": "target",
    "type_d_activite": "type",
    "date_de_l_activite": "date",
    "date_d_activite": "date",
    "resultat": "result",
    "resultat_de_l_activite": "result",
    "adresse": "street",
    "adresse_postale": "street",
    "code_postal": "postcode",
    "ville": "city",
    "ne_pas_envoyer_de_courrier_postal": "do_not_mail",
    "ne_pas_envoyer_de_courrier": "do_not_mail",
    "ne_pas_envoyer_de_courriel": "do_not_email",
    "ne_pas_envoyer_d_email": "do_not_email",
    "ne_pas_telephoner": "do_not_phone",
    "ne_pas_envoyer_de_sms": "do_not_sms",
}
_WANTED = {
    "external_identifier": "target",
    "target_contact_external_identifier": "target",
    "activity_type_id": "type",
    "activity_type": "type",
    "activity_date_time": "date",
    "activity_date": "date",
    "result": "result",
    "activity_result": "result",
    "contact_id": "contact_id",
    "event_id": "event_id",
    "turf_id": "turf_id",
    "count": "count",
    "doors_knocked": "knocked",
    "at": "moment",
    "street_address": "street",
    "postal_code": "postcode",
    "city": "city",
    "last_name": "last_name",
    "first_name": "first_names",
    "birth_date": "birth_date",
    **{wish: wish for wish in _WISHES},
    **_FRENCH,
}


@dataclass(frozen=True)
class CiviCrm:
    """A folder: people, their buildings as households, and contacts as activities."""

    name: str = "civicrm"

    def personal(self, tables: Collection[str]) -> bool:  # noqa: ARG002
        """Tell that people go out."""
        return True

    def write(self, outgoing: Outgoing, out: Path) -> Prepared:
        """Prepare people, buildings and contacts; see ``exchange.system.System``."""
        refuse_filled(out)
        people, contacts = outgoing.people(), outgoing.contacts()
        individuals = individuals_csv(people.table, source=str(outgoing.source))
        households = households_csv(people.addresses, source=str(outgoing.source))
        files = {
            "individuals.csv": individuals.content,
            "households.csv": households.content,
            "activities.csv": activities_csv(contacts, zone=outgoing.zone),
            README: readme(outgoing),
        }
        return Prepared(
            rows={
                "individuals": len(people.table),
                "households": len(people.addresses),
                "activities": len(contacts),
            },
            store=lambda place: write_folder(place, files),
            left_out=people.left_out,
            shortened=individuals.shortened + households.shortened,
            said=(outgoing.source, NOT_ONLINE),
        )

    def read(
        self, path: Path, *, zone: ZoneInfo, columns: Mapping[str, str] | None = None
    ) -> Incoming:
        """Read contacts or activities; see ``exchange.system.System``."""
        return read_civicrm(path, zone=zone, columns=columns)


SYSTEM: System = CiviCrm()


@dataclass(frozen=True)
class Cut:
    """A file, and how many texts were longer than CiviCRM takes."""

    content: bytes
    shortened: int


def individuals_csv(people: pd.DataFrame, *, source: str) -> Cut:
    """Write people as contacts of the type Individual.

    Parameters
    ----------
    people
        ``people.RollPeople.table``.
    source
        Where the data come from and until when they may be kept.

    Notes
    -----
    Every channel but the post is closed, and no e-mail or telephone is written.
    """
    refuse_columns(INDIVIDUALS, closed=CLOSED)
    short = _Shortened()
    rows = [
        (
            "Individual",
            person.Index,
            short(person.first_names, MAX_NAME),
            short(person.birth_name, MAX_NAME),
            short(person.usage_name, MAX_LABEL),
            source,
            0,
            *(1 for _ in CLOSED),
            *_address(person, person.door_label, short),
        )
        for person in each(people)
    ]
    return Cut(as_csv(INDIVIDUALS, rows), short.count)


def households_csv(addresses: pd.DataFrame, *, source: str) -> Cut:
    """Write buildings as contacts of the type Household: ``people.RollPeople.addresses``."""
    refuse_columns(HOUSEHOLDS, closed=CLOSED)
    short = _Shortened()
    rows = [
        (
            "Household",
            place.Index,
            short(f"{place.address}, {place.postcode} {place.city}".strip(" ,"), MAX_LABEL),
            source,
            0,
            *(1 for _ in CLOSED),
            *_address(place, "", short),
        )
        for place in each(addresses)
    ]
    return Cut(as_csv(HOUSEHOLDS, rows), short.count)


def activities_csv(contacts: pd.DataFrame, *, zone: ZoneInfo) -> bytes:
    """Write contacts as activities whose target is the building.

    Parameters
    ----------
    contacts
        Of the shape ``canvass.tables.CONTACTS``. Teams are not written: they may be names.
    zone
        Time zone of the CiviCRM site, which writes local time.
    """
    return as_csv(ACTIVITIES, _activities(contacts, zone))


def _activities(contacts: pd.DataFrame, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    for row in each(statuses_of(contacts)):
        said = label(row.outcome) or str(Words("Portes frappées", "Doors knocked"))
        yield (
            row.building_id,
            CANVASS,
            row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
            "Completed",
            f"{said} × {row.count}",
            row.outcome,
            row.contact_id,
            row.event_id,
            row.turf_id,
            row.count,
            row.knocked,
            row.at.isoformat(),
        )


def read_civicrm(
    path: Path, *, zone: ZoneInfo, columns: Mapping[str, str] | None = None
) -> Incoming:
    """Read a CSV of contacts or of activities, with field names or English labels as headers.

    Of contacts are read ``external_identifier``, the address, and the wish not to be contacted:
    mail, e-mail, telephone and SMS all closed; then the name and birth date as well. Of
    activities, those of the type Canvass, whose ``result`` is one of our codes or labels.

    Parameters
    ----------
    path
        The file.
    zone
        Time zone of the CiviCRM site.
    columns
        Field, or its name in CiviCRM, -> the column that a person names for it.

    Raises
    ------
    MissingFileError, BadInputError
        If the file as a whole cannot be used.
    """
    sheet = read_sheet(path, _WANTED, columns)
    return gathered(sheet, path.name, _row, zone=zone)


def _row(cells: Mapping[str, str], row: Row, sheet: Sheet) -> None:
    """Read what is CiviCRM's own in a row."""
    wishes = [yes(cells.get(wish, "")) for wish in _WISHES]
    if None in wishes:
        row.wrong("do_not_…", Words("écrivez 1 ou 0", "write 1 or 0"))
    row.said["opposed"] = all(wishes)
    if "type" not in sheet.names:
        return
    if cells.get("type", "").casefold() != CANVASS.casefold():
        row.wrong("activity_type", Words("pas un porte-à-porte", "not a canvass"))
        return
    row.read_moment(cells, "moment", "date")
    result = plain_words(cells.get("result", ""))
    if result not in _RESULTS:
        row.wrong("result", Words("résultat inconnu", "unknown result"))
    row.said |= {"told": True, "outcome": _RESULTS.get(result, "")}


class _Shortened:
    """Cuts texts to a length, and counts those that were longer."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, text: str, most: int) -> str:
        self.count += len(text) > most
        return text[:most].rstrip() if len(text) > most else text


def _address(place: Any, complement: str, short: _Shortened) -> tuple[object, ...]:
    return (
        short(place.address, MAX_STREET),
        short(complement, MAX_STREET),
        short(place.city, MAX_NAME),
        place.postcode,
        place.country,
        "" if pd.isna(place.latitude) else place.latitude,
        "" if pd.isna(place.longitude) else place.longitude,
    )
