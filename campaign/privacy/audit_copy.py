"""The audit kept in a second place too: whoever changes the base does not change what was done.

Each opening of the base adds to a file elsewhere what it lacks, so that a place that was away for
a while, or a run that was killed, loses nothing.
"""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canvass.errors import ArpenteurError
from files.writing.append import append_records, last_record

if TYPE_CHECKING:
    from people_base.base import Base

_LOG = logging.getLogger("arpenteur.audit")


def keep_copy(base: "Base", place: str, folder: Path) -> None:
    """Add to the file of a place what it lacks; work goes on where it cannot be written.

    ``folder`` is the campaign's.
    """
    if not place:
        return
    try:
        append_records(Path(place), lambda last: _missing(base, last), lock=folder / "journal")
    except (OSError, ArpenteurError) as error:
        _LOG.warning("%s: %s", place, type(error).__name__)


def notes_missing(base: "Base", place: str) -> int:
    """Count the notes that the file of a place lacks."""
    try:
        last = last_record(Path(place))
    except OSError:
        last = None
    return sum("audit_id" in one for one in _missing(base, last))


def _missing(base: "Base", last: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Give the notes after the last one; all of them where the base does not hold that one."""
    from people_base.access.audit import notes_from

    number = int(last.get("audit_id", 0)) if last is not None else 0
    notes = notes_from(base, number)
    if last is not None:
        if not notes or notes[0] != last:
            yield {"another_base": True}
            notes = notes_from(base, 0)
        else:
            notes = notes[1:]
    yield from notes
