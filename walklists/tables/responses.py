"""What came back from the street: filled tables, read into contacts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.tables import CONTACTS
from canvass.words import Words
from files.moment_forms import clock_of
from walklists.tables.cells import MOST, count_of, is_blank
from walklists.tables.columns import COUNTS, IDENTITY, ROUND, concern_columns
from walklists.tables.days import clock, days_of
from walklists.tables.table_reader import CONCERN, returned_tables
from walklists.walk_list import Concern

#: Where a row without an hour is placed: the same day in every zone's UTC date.
NOON = time(12)
#: No sheet is older: the roll that it was made from is gone by then.
LONG_AGO = timedelta(days=731)

#: Doors of a house that turns out to be flats.
_UNFORESEEN_DOORS = 5
_HEADERS = {c.name: c.header for c in (*IDENTITY, *COUNTS, *ROUND)}


@dataclass(frozen=True)
class Responses:
    """One returned file.

    ``contacts``: columns of ``canvass.tables.CONTACTS`` and ``row`` (as the spreadsheet counts),
    default index: the base gives the event ids. ``concerns``: row, contact_id, concern, count.
    ``skipped``: row, contact_id, reason (``empty``: nobody went there; ``repeated``: the same
    line twice). ``faults``: all that cannot be used, each with its row. ``unread``: columns that
    are none of ours. ``notes``: what was passed over to read the file.

    A row with a fault is in none of the frames; rows without fault are given all the same, and
    the caller decides whether to keep them before the file is mended. Every row of the file is
    in ``contacts``, in ``skipped`` or named by a fault.
    """

    contacts: pd.DataFrame
    concerns: pd.DataFrame
    skipped: pd.DataFrame
    faults: tuple[Fault, ...]
    unread: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()


@dataclass
class _Pile:
    """What is gathered row by row."""

    contacts: list[dict[str, object]] = field(default_factory=list)
    concerns: list[dict[str, object]] = field(default_factory=list)
    skipped: list[dict[str, object]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: dict[str, tuple[int, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Asked:
    """What the reading of every row needs."""

    file: str
    sent: Mapping[str, tuple[str, str]]
    doors: Mapping[str, int]
    concerns: Sequence[Concern]
    zone: ZoneInfo
    now: datetime
    day: date | None
    days: Mapping[str, tuple[date, time | None]]

    def fault(self, row: int, column: Words | None, fr: str, en: str) -> Fault:
        return Fault(
            Words(fr, en), file=self.file, row=row, column=None if column is None else str(column)
        )


def read_responses(
    path: Path,
    *,
    sent: pd.DataFrame,
    concerns: Sequence[Concern],
    now: datetime,
    tz: str = "Europe/Paris",
    default_day: date | None = None,
    more_doors: bool = False,
    columns: Mapping[str, str] | None = None,
) -> Responses:
    """Read a filled table of any program, columns in any order.

    Parameters
    ----------
    sent
        What went out, from ``spreadsheets.sent_contacts``: on contact_id; turf_id, building_id,
        doors.
    now
        The clock, with a time zone: completes days written without a year, refuses the future
        and what was long ago.
    tz
        Time zone of the days and hours in the file.
    default_day
        Day of the rows that have none. A day or team written on one row of a turf stands for its
        other rows, if it is the only one written in that turf.
    more_doors
        Take rows that tell more doors knocked than ``most_knocked``; otherwise each is a fault.
    columns
        See ``table_reader.returned_tables``.

    Notes
    -----
    Knocked doors left blank are taken to be those that opened, were absent or refused. In what
    order days are written is decided by their whole column.

    Raises
    ------
    MissingFileError, BadInputError
        If the file as a whole cannot be used. Single rows never raise: see ``Responses.faults``.
    """
    tables = returned_tables(path, concerns, columns)
    today = now.astimezone(ZoneInfo(tz)).date()
    asked = _Asked(
        file=path.name,
        sent={
            str(c): (str(t), str(b))
            for c, t, b in zip(sent.index, sent["turf_id"], sent["building_id"], strict=True)
        },
        doors={} if more_doors else dict(zip(sent.index.astype(str), sent["doors"], strict=True)),
        concerns=concerns,
        zone=ZoneInfo(tz),
        now=now,
        day=default_day,
        days=days_of(tables, today),
    )
    rows = [row for table in tables for row in table.rows]
    _refuse_strangers(rows, asked)
    shared = _shared(rows, asked)
    pile = _Pile(faults=[fault for table in tables for fault in table.faults])
    for table in tables:
        here = replace(asked, file=table.name)
        for number, cells in table.rows:
            _read_row(number, cells, pile, here, shared)
    read = _responses(pile, path.name)
    unread = tuple(dict.fromkeys(name for table in tables for name in table.unread))
    return replace(read, unread=unread, notes=tuple(one for table in tables for one in table.said))


def _read_row(
    number: int,
    cells: Mapping[str, str],
    pile: _Pile,
    asked: _Asked,
    shared: Mapping[tuple[str, str], str],
) -> None:
    contact = cells.get("contact_id", "").lower()
    filled = [c.name for c in COUNTS if not is_blank(cells.get(c.name, ""))]
    filled += [c.code for c in asked.concerns if not is_blank(cells.get(f"{CONCERN}{c.code}", ""))]
    faults = _identity_faults(number, contact, cells, asked)
    if not filled and not faults:
        pile.skipped.append({"row": number, "contact_id": contact, "reason": "empty"})
        return
    if not faults and contact in pile.seen:
        _repeated(number, contact, cells, pile, asked)
        return
    counts, raised = _numbers(number, cells, asked, faults)
    turf, building = asked.sent.get(contact, ("", ""))
    at = _moment(number, cells, asked, shared.get((turf, "day"), ""), faults)
    _refuse_too_many_doors(number, contact, counts, asked, faults)
    if faults or at is None:
        pile.faults.extend(faults)
        return
    pile.seen[contact] = (number, cells)
    team = cells.get("team", "") or shared.get((turf, "team"), "")
    pile.contacts.append(
        {"row": number, "contact_id": contact, "turf_id": turf, "building_id": building}
        | {"at": at, "team": team, **counts}
    )
    pile.concerns.extend(
        {"row": number, "contact_id": contact, "concern": code, "count": count}
        for code, count in raised.items()
        if count
    )


def _refuse_strangers(rows: Sequence[tuple[int, Mapping[str, str]]], asked: _Asked) -> None:
    """Refuse as a whole a file of which not one contact is known.

    Raises
    ------
    BadInputError
        Instead of a fault a row.
    """
    ids = {cells.get("contact_id", "").lower() for _, cells in rows} - {""}
    if ids and not ids & asked.sent.keys():
        raise BadInputError(
            Words(
                f"« {asked.file} » vient d'une autre campagne : aucun de ses passages n'est parti "
                "de celle-ci. Rien n'est enregistré.",
                f"“{asked.file}” is of another campaign: none of its contacts went out from this "
                "one. Nothing was recorded.",
            )
        )


def _identity_faults(
    number: int, contact: str, cells: Mapping[str, str], asked: _Asked
) -> list[Fault]:
    """Refuse rows that are nobody's, and rows whose cells were sorted apart from one another.

    The contact id alone tells the line; the address id must agree, or the results would go to the
    wrong house. A turf id that agrees with nothing is let through: spreadsheets turn ``3-2`` into
    a day.
    """
    if not contact:
        fr = "ligne sans identifiant de passage : ne l'ajoutez pas à la main, ré-exportez"
        return [asked.fault(number, _HEADERS["contact_id"], fr, "row without a contact id")]
    if contact not in asked.sent:
        fr = "passage inconnu : ce fichier vient d'un autre export ou d'une autre campagne"
        en = "unknown contact: this file is of another export or another campaign"
        return [asked.fault(number, _HEADERS["contact_id"], fr, en)]
    turf, building = asked.sent[contact]
    faults = []
    if cells.get("building_id", building) != building:
        fr = "l'adresse n'est pas celle de ce passage : les colonnes ont été triées séparément"
        en = "the address is not that of this contact: columns were sorted apart"
        faults.append(asked.fault(number, _HEADERS["building_id"], fr, en))
    told = cells.get("turf_id", turf)
    if told != turf and told in {t for t, _ in asked.sent.values()}:
        fr = "le secteur n'est pas celui de ce passage : les colonnes ont été triées séparément"
        en = "the turf is not that of this contact: columns were sorted apart"
        faults.append(asked.fault(number, _HEADERS["turf_id"], fr, en))
    return faults


def _repeated(
    number: int, contact: str, cells: Mapping[str, str], pile: _Pile, asked: _Asked
) -> None:
    first, before = pile.seen[contact]
    if dict(before) == dict(cells):
        pile.skipped.append({"row": number, "contact_id": contact, "reason": "repeated"})
        return
    fr = f"même passage que la ligne {first}, avec d'autres résultats : gardez une seule ligne"
    en = f"same contact as row {first}, with other results: keep one row"
    pile.faults.append(asked.fault(number, _HEADERS["contact_id"], fr, en))


def _numbers(
    number: int, cells: Mapping[str, str], asked: _Asked, faults: list[Fault]
) -> tuple[dict[str, int], dict[str, int]]:
    """Read the counted boxes; what does not add up is appended to ``faults``."""
    before = len(faults)

    def read(key: str, header: Words) -> int:
        value = count_of(cells.get(key, ""))
        if value is None or value > MOST:
            fr = "écrivez un nombre entier (0, 1, 2…), « x », ou rien"
            faults.append(asked.fault(number, header, fr, "write a whole number, “x”, or nothing"))
            return 0
        return value

    counts = {c.name: read(c.name, c.header) for c in COUNTS}
    raised = {c.name: read(f"{CONCERN}{c.name}", c.header) for c in concern_columns(asked.concerns)}
    if len(faults) > before:
        return counts, raised
    answered = counts["opened"] + counts["absent"] + counts["refused"]
    if is_blank(cells.get("knocked", "")):
        counts["knocked"] = max(answered, counts["come_back"])
    if answered > counts["knocked"]:
        fr = "ouvertes + absents + refus dépassent les portes frappées"
        en = "opened + not home + refused are more than the doors knocked"
        faults.append(asked.fault(number, _HEADERS["knocked"], fr, en))
    if counts["come_back"] > counts["knocked"]:
        fr, en = "plus de portes à revoir que de portes frappées", "more to see again than knocked"
        faults.append(asked.fault(number, _HEADERS["come_back"], fr, en))
    for column in concern_columns(asked.concerns):
        if raised[column.name] > counts["opened"]:
            fr, en = (
                "cité plus souvent que de portes ouvertes",
                "raised more often than doors opened",
            )
            faults.append(asked.fault(number, column.header, fr, en))
    return counts, raised


def most_knocked(doors: int) -> int:
    """Return how many doors may be knocked at where ``doors`` were expected.

    Doors are estimated from voters: flats of people who are not on the roll come on top.
    """
    return max(2 * doors, doors + _UNFORESEEN_DOORS)


def _refuse_too_many_doors(
    number: int, contact: str, counts: Mapping[str, int], asked: _Asked, faults: list[Fault]
) -> None:
    if contact not in asked.doors or counts["knocked"] <= most_knocked(int(asked.doors[contact])):
        return
    expected = int(asked.doors[contact])
    fr = (
        f"{counts['knocked']} portes frappées où {expected} "
        f"{'étaient attendues' if expected > 1 else 'était attendue'} : corrigez, ou confirmez "
        "(--more-doors, ou la case de la page Passages)"
    )
    en = (
        f"{counts['knocked']} doors knocked where {expected} were expected: correct it, or "
        "confirm (--more-doors, or the box of the page Contacts)"
    )
    faults.append(asked.fault(number, _HEADERS["knocked"], fr, en))


def _moment(
    number: int, cells: Mapping[str, str], asked: _Asked, shared_day: str, faults: list[Fault]
) -> datetime | None:
    """Read the day and hour in local time, given in UTC."""
    today = asked.now.astimezone(asked.zone).date()
    written = cells.get("day", "") or shared_day
    day, beside = asked.days.get(written, (None, None)) if written else (asked.day, None)
    # A day that stands for other rows tells nothing of their hour.
    hour: time | None = (beside if cells.get("day") else None) or NOON
    if cells.get("hour"):
        told = clock_of(cells["hour"])
        hour = None if told is None else clock(told)
    if day is None:
        fr, en = (
            "écrivez la date du passage, par exemple 24/11/2026, une fois par secteur ; ou "
            "dites-la pour tout le tableau (--date, ou la page Passages)",
            "write the day, as 24/11/2026, once a turf; or tell it for the whole table (--date, "
            "or the page Contacts)",
        )
        faults.append(asked.fault(number, _HEADERS["day"], fr, en))
    if hour is None:
        fr, en = (
            "écrivez l'heure comme 18h30 ou 18:30, ou rien",
            "write the hour as 18:30, or nothing",
        )
        faults.append(asked.fault(number, _HEADERS["hour"], fr, en))
    if day is None or hour is None:
        return None
    if day > today:
        fr, en = "cette date est dans le futur", "this day is in the future"
        faults.append(asked.fault(number, _HEADERS["day"], fr, en))
        return None
    if day < today - LONG_AGO:
        fr, en = "cette date est d'avant la campagne", "this day is before the campaign"
        faults.append(asked.fault(number, _HEADERS["day"], fr, en))
        return None
    return datetime.combine(day, hour, asked.zone).astimezone(ZoneInfo("UTC"))


def _shared(
    rows: Sequence[tuple[int, Mapping[str, str]]], asked: _Asked
) -> dict[tuple[str, str], str]:
    """Return the day and the team of each turf, where only one is written on its rows."""
    written: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, cells in rows:
        turf, _ = asked.sent.get(cells.get("contact_id", "").lower(), ("", ""))
        for name in ("day", "team"):
            if turf and cells.get(name):
                written[turf, name].add(cells[name])
    return {key: next(iter(values)) for key, values in written.items() if len(values) == 1}


def _responses(pile: _Pile, source: str) -> Responses:
    contacts = pd.DataFrame(pile.contacts, columns=["row", *CONTACTS.columns])
    contacts["source"] = source
    texts = ["contact_id", "turf_id", "building_id", "team", "source"]
    contacts = contacts.astype(
        dict.fromkeys(texts, "str")
        | dict.fromkeys(["row", *(c.name for c in COUNTS)], "int64")
        | {"at": "datetime64[us, UTC]"}
    )
    concerns = pd.DataFrame(pile.concerns, columns=["row", "contact_id", "concern", "count"])
    skipped = pd.DataFrame(pile.skipped, columns=["row", "contact_id", "reason"])
    return Responses(
        contacts=contacts,
        concerns=concerns.astype({"row": "int64", "count": "int64"}),
        skipped=skipped.astype({"row": "int64"}),
        faults=tuple(pile.faults),
    )
