"""What a file from elsewhere tells, row by row, before it is matched with the base."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from canvass.errors import Fault
from canvass.outcomes import Outcome
from canvass.words import Words
from exchange.cells import Sheet, unreadable, whole_number, yes
from exchange.outcome_mapping import UNTOLD
from files.moments import read_moments

_KINDS: dict[str, Any] = {
    "row": "int64",
    "target": "str",
    "contact_id": "str",
    "event_id": "str",
    "turf_id": "str",
    "team": "str",
    "at": "datetime64[us, UTC]",
    "told": "bool",
    "outcome": "str",
    "count": "int64",
    "knocked": "int64",
    "opposed": "bool",
    "street": "str",
    "postcode": "str",
    "city": "str",
    "own_id": "str",
    "last_name": "str",
    "first_names": "str",
    "birth_date": "str",
}
#: Who a row is about: read where it tells a wish, by which alone the person is looked for.
NAMES = ("own_id", "last_name", "first_names", "birth_date")
COLUMNS = tuple(_KINDS)
#: Names of the cells that tell when, in one system or another.
_WHEN = ("at", "last_at", "date", "moment", "action_date")


@dataclass(frozen=True)
class Incoming:
    """A file, read.

    Attributes
    ----------
    rows
        Columns ``COLUMNS``. ``target`` is an id of the base (voter, household or building) or one
        that it does not know; ``told`` whether the row tells a contact; ``opposed`` whether it
        tells a wish not to be contacted; ``street, postcode, city`` the address of the row;
        ``NAMES`` whose wish it is, empty where the row tells none, ``own_id`` being the other
        program's own number of them.
    faults
        Rows that cannot be used; each is in no frame.
    total
        Rows of the file: those of ``rows`` and those of ``faults``.
    forbidden, left
        Columns whose content was not read: forbidden by law without consent, or of no use here.
    spoiled
        Events that a faulty row is part of: their other rows would tell half a contact.
    notes
        What was passed over to read the file.
    """

    rows: pd.DataFrame
    faults: tuple[Fault, ...]
    total: int
    forbidden: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    spoiled: frozenset[str] = frozenset()
    notes: tuple[Words, ...] = ()


@dataclass
class Row:
    """One row while it is read; ``said`` by column of ``COLUMNS``.

    ``moments`` are those of the whole file, by the name of their cells and their text.
    """

    file: str
    number: int
    moments: Mapping[str, Mapping[str, pd.Timestamp]]
    said: dict[str, object] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, message: Words) -> None:
        """Note that a cell cannot be used."""
        self.faults.append(Fault(message, self.file, self.number, column))

    def read_moment(self, cells: Mapping[str, str], *names: str) -> None:
        """Read when the contact was, from the first of some cells that tells it."""
        name = next((name for name in names if cells.get(name)), None)
        if name is None:
            return
        at = self.moments.get(name, {}).get(cells[name])
        if at is None:
            self.wrong("at", Words("date illisible : écrivez 2027-02-28 18:30", "unreadable date"))
        self.said["at"] = at

    def read_outcome(self, text: str, outcomes: Mapping[str, str]) -> None:
        """Read what came of it; a row without one tells no contact."""
        if not text:
            return
        code = text.strip().casefold().replace(" ", "_")
        if code not in outcomes:
            self.wrong("status", Words("résultat inconnu", "unknown result"))
        self.said |= {"told": True, "outcome": outcomes.get(code, "")}

    def read_counts(self, cells: Mapping[str, str]) -> None:
        """Read how many doors; one where nothing is said."""
        for name, missing in (("count", 1), ("knocked", UNTOLD)):
            text = cells.get(name, "")
            number = whole_number(text) if text else missing
            if number is None:
                self.wrong(name, Words("écrivez un nombre entier", "write a whole number"))
            self.said[name] = number

    def read_wish(self, text: str) -> None:
        """Read whether the person does not want to be contacted."""
        wish = yes(text)
        if wish is None:
            self.wrong("do_not_contact", Words("écrivez Y ou N", "write Y or N"))
        self.said["opposed"] = bool(wish)

    @property
    def wishes(self) -> bool:
        """Tell whether the row says that somebody wants no contact."""
        return bool(self.said["opposed"]) or self.said.get("outcome") == Outcome.OPPOSED.value


Reader = Callable[[Mapping[str, str], Row, Sheet], None]


def gathered(sheet: Sheet, file: str, read: Reader, *, zone: ZoneInfo) -> Incoming:
    """Read every row of a sheet; all faults are kept, none is raised.

    Parameters
    ----------
    sheet
        Cells named as ``COLUMNS`` where a column is read as it is.
    file
        Its name, for the faults.
    read
        Reads what is a system's own in a row.
    zone
        Time zone of times that say none.
    """
    rows, faults, spoiled = [], list(sheet.faults), set()
    moments = {name: _moments(sheet, name, zone) for name in _WHEN}
    for number, cells in sheet.rows:
        row = Row(file, number, moments)
        for name, cell in cells.items():
            if unreadable(cell):
                row.wrong(name, Words("caractères illisibles", "unreadable characters"))
        row.read_counts(cells)
        row.read_wish(cells.get("opposed", ""))
        read(cells, row, sheet)
        faults += row.faults
        if row.faults:
            event = cells.get("event_id") or cells.get("contact_id", "")
            spoiled |= set() if unreadable(event) else {event}
        else:
            unnamed = {} if row.wishes else dict.fromkeys(NAMES, "")
            rows.append({"row": number, **cells, **row.said, **unnamed})
    return Incoming(
        rows=as_rows(rows),
        faults=tuple(faults),
        total=sheet.total,
        forbidden=sheet.forbidden,
        left=sheet.left,
        spoiled=frozenset(spoiled - {""}),
        notes=sheet.notes,
    )


def _moments(sheet: Sheet, name: str, zone: ZoneInfo) -> dict[str, pd.Timestamp]:
    """Read a column of moments, which decides as a whole in what order it is written."""
    texts = sorted({cells.get(name, "") for _, cells in sheet.rows} - {""})
    read = read_moments(pd.Series(texts, index=texts, dtype="str")).instants(zone, noon=False)
    return {str(text): at for text, at in read.dropna().items()}


def as_rows(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return the frame of ``Incoming.rows``; what a row does not say is empty."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    unsaid: dict[str, Any] = {"told": False, "opposed": False, "count": 1, "knocked": UNTOLD}
    for name, kind in _KINDS.items():
        if kind == "str":
            frame[name] = frame[name].astype(object).where(frame[name].notna(), "")
        elif name in unsaid:
            frame[name] = frame[name].astype(object).where(frame[name].notna(), unsaid[name])
    moments = pd.Series(frame["at"].to_list(), index=frame.index, dtype=object)
    frame["at"] = pd.to_datetime(moments, utc=True).astype(_KINDS["at"])
    return frame.astype(_KINDS)
