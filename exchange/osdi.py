"""OSDI canvasses, in HAL+JSON: the one open schema of contacts.

Names: opensupporter/osdi-docs, ``canvasses.md``. The target of a canvass is a building here, and
what OSDI has no name for (how many doors) stands under ``arpenteur:``.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.outcomes import FACTS, Outcome
from canvass.words import Words
from exchange.cells import Sheet
from exchange.field_policy import is_forbidden
from exchange.incoming import Incoming, Row, gathered
from exchange.notices import BY_BUILDING
from exchange.outcome_mapping import KNOCKED_ONLY, each, statuses_of
from exchange.system import Outgoing, Prepared, System
from files.tables import read_text
from files.writing.whole import write_whole

ORIGIN = "Arpenteur"
IN_PERSON = "in-person"
#: A document is read whole, and takes several times its size in memory.
MAX_BYTES = 100_000_000
_CANVASSES = "osdi:canvasses"
_TARGET = "osdi:target"
_OURS = "arpenteur:"
_BUILDING = "urn:arpenteur:building:"
#: OSDI says that an empty status is a success, so doors without more need a word.
_OTHER = "other"
_CODES: Mapping[str, str] = {
    "": Outcome.OPENED.value,
    _OTHER: KNOCKED_ONLY,
    **{FACTS[outcome].osdi: outcome.value for outcome in Outcome},
    "moved": KNOCKED_ONLY,
}
#: What is read as it stands, by its name among ours.
_NAMED = ("contact_id", "event_id", "turf_id", "team", "count", "knocked")
_READ = {
    "identifiers", "origin_system", "created_date", "modified_date", "action_date", "contact_type",
    "input_type", "success", "status_code", "_links", *(f"{_OURS}{name}" for name in _NAMED),
}  # fmt: skip


@dataclass(frozen=True)
class Osdi:
    """A file of canvasses by building, nobody in it."""

    name: str = "osdi"

    def personal(self, tables: Collection[str]) -> bool:  # noqa: ARG002
        """Tell that nobody is in it."""
        return False

    def write(self, outgoing: Outgoing, out: Path) -> Prepared:  # noqa: ARG002 - may be replaced
        """Prepare the canvasses; see ``exchange.system.System``."""
        contacts = outgoing.contacts()
        content = canvasses_json(contacts)
        return Prepared(
            rows={"canvasses": len(contacts)},
            store=lambda place: write_whole(place, content, private=True),
            said=(BY_BUILDING,),
        )

    def read(
        self,
        path: Path,
        *,
        zone: ZoneInfo,
        columns: Mapping[str, str] | None = None,  # noqa: ARG002 - they have names of their own
    ) -> Incoming:
        """Read canvasses; see ``exchange.system.System``."""
        return read_osdi(path, zone=zone)


SYSTEM: System = Osdi()


def canvasses_json(contacts: pd.DataFrame) -> bytes:
    """Write contacts as one page of canvasses, one per contact and result.

    Parameters
    ----------
    contacts
        Of the shape ``canvass.tables.CONTACTS``. Concerns are not written.
    """
    items = list(_canvasses(contacts))
    page = {
        "total_pages": 1,
        "per_page": len(items),
        "page": 1,
        "total_records": len(items),
        "_links": {
            "curies": [
                {
                    "name": "osdi",
                    "href": "https://opensupporter.github.io/osdi-docs/{rel}.html",
                    "templated": True,
                }
            ]
        },
        "_embedded": {_CANVASSES: items},
    }
    return json.dumps(page, ensure_ascii=False, indent=1).encode()


def _canvasses(contacts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in each(statuses_of(contacts)):
        at = row.at.isoformat().replace("+00:00", "Z")
        yield {
            "identifiers": [f"arpenteur:{row.event_id}-{row.outcome or _OTHER}"],
            "origin_system": ORIGIN,
            "action_date": at,
            "contact_type": IN_PERSON,
            "input_type": "paper",
            "success": row.outcome == Outcome.OPENED,
            "status_code": FACTS[Outcome(row.outcome)].osdi if row.outcome else _OTHER,
            **{f"{_OURS}{name}": getattr(row, name) for name in _NAMED},
            "_links": {_TARGET: {"href": f"{_BUILDING}{row.building_id}"}},
        }


def read_osdi(path: Path, *, zone: ZoneInfo) -> Incoming:
    """Read canvasses: a page of them, a list, or one alone.

    The end of the target's link is the id that is looked for in the base.

    Parameters
    ----------
    path
        The file.
    zone
        Time zone of times that say none.

    Raises
    ------
    MissingFileError, BadInputError
        If the file as a whole cannot be used.
    """
    rows = []
    faults = []
    left: set[str] = set()
    for number, item in enumerate(_items(path), start=1):
        if not isinstance(item, dict):
            message = Words("pas un objet", "not an object")
            faults.append(Fault(message, path.name, number))
            continue
        left |= {str(name) for name in item if name not in _READ}
        rows.append((number, _cells(item)))
    sheet = Sheet(
        names=frozenset(),
        rows=rows,
        faults=faults,
        forbidden=tuple(sorted(name for name in left if is_forbidden(name))),
        left=tuple(sorted(name for name in left if not is_forbidden(name))),
    )
    return gathered(sheet, path.name, _row, zone=zone)


def _items(path: Path) -> list[Any]:
    text = read_text(path, largest=MAX_BYTES)
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_canvasses(path) from error
    if isinstance(read, dict) and "action_date" in read:
        return [read]
    if isinstance(read, dict):
        embedded = read.get("_embedded")
        read = embedded.get(_CANVASSES) if isinstance(embedded, dict) else None
    if not isinstance(read, list):
        raise _no_canvasses(path)
    return read


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    """Take the wanted values of a canvass as texts."""
    cells = {name: _text(item.get(f"{_OURS}{name}")) for name in _NAMED}
    links = item.get("_links")
    link = links.get(_TARGET) if isinstance(links, dict) else None
    href = _text(link.get("href")) if isinstance(link, dict) else ""
    ours = href.startswith(_BUILDING)
    target = href.removeprefix(_BUILDING) if ours else href.rstrip("/").rpartition("/")[2]
    names = ("action_date", "contact_type", "status_code")
    return cells | {"target": target} | {name: _text(item.get(name)) for name in names}


def _row(cells: Mapping[str, str], row: Row, _: Sheet) -> None:
    """Read what is OSDI's own in a canvass."""
    if cells["contact_type"] != IN_PERSON:
        row.wrong("contact_type", Words("pas un porte-à-porte", "not a visit"))
        return
    code = cells["status_code"]
    if code not in _CODES:
        row.wrong("status_code", Words("résultat inconnu", "unknown result"))
    row.read_moment(cells, "action_date")
    row.said |= {"told": True, "outcome": _CODES.get(code, "")}


def _text(value: object) -> str:
    """Return a scalar as text; a list or an object where a scalar should be is nothing."""
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return ""
    return str(value)


def _no_canvasses(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"« {path.name} » ne contient pas de canvasses OSDI (_embedded, {_CANVASSES}).",
            f"“{path.name}” holds no OSDI canvasses (_embedded, {_CANVASSES}).",
        )
    )
