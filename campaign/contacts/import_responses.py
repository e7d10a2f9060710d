"""Take the contacts of filled sheets back into the people base."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from campaign.contacts.conflicts import write_conflicts
from campaign.folder import Campaign
from campaign.places.detect_file import misplaced_named
from campaign.review import fault_table, write_review
from campaign.sheets.export import concerns_of
from campaign.sheets.sent_register import load_sent
from canvass.errors import Fault, MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.tables import CONCERNS, CONTACTS
from canvass.words import Words
from files.headers import columns_given

#: What a person must correct before its rows count.
CORRECT = "passages_a_corriger.csv"


@dataclass(frozen=True)
class ResponsesImported:
    """What came back: new contacts, those already known, conflicts, and rows to correct.

    ``skipped`` counts rows without a result, ``twice`` those that stand twice in one
    file. ``unread`` are columns that are none of ours, ``notes`` what was passed over.
    """

    new: int
    repeated: int
    conflicts: int
    skipped: int
    faults: tuple[Fault, ...]
    twice: int = 0
    unread: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether rows of the files were not taken."""
        return bool(self.faults)


def import_responses(
    campaign: Campaign,
    paths: Sequence[Path],
    *,
    more_doors: bool = False,
    on_day: date | None = None,
    columns: Sequence[str] = (),
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> ResponsesImported:
    """Record filled files; a file recorded twice changes nothing.

    Rows without fault are recorded; rows with one are listed and wait for the mended file.

    Parameters
    ----------
    campaign
        Whose base.
    paths
        Tables of any spreadsheet program.
    more_doors
        Take rows that tell far more doors knocked than the building is thought to have.
    on_day
        Day of the rows that tell none.
    columns
        ``field=COLUMN`` for columns under other names; see
        ``walklists.tables.table_reader.returned_tables``.
    now
        Clock; the present by default.

    Raises
    ------
    MissingStepError
        If no walk list ever went out.
    BadInputError, MissingFileError
        If a file as a whole cannot be used.
    """
    from people_base.field.contacts import record
    from walklists.electoral_silence import zone_of
    from walklists.tables.responses import read_responses

    sent = load_sent(campaign)
    if sent.empty:
        raise MissingStepError(
            Words(
                "Aucune feuille n'est encore partie : {step}.",
                "No sheet has gone out yet: {step}.",
                step=NextStep.EXPORT,
            )
        )
    now = now or datetime.now(UTC)
    read = []
    for done, path in enumerate(paths):
        on_progress(done, len(paths) + 1)
        with misplaced_named({path: "responses"}):
            read.append(
                read_responses(
                    path,
                    sent=sent,
                    concerns=concerns_of(campaign),
                    now=now,
                    tz=str(zone_of(campaign.settings.communes[0])),
                    default_day=on_day,
                    more_doors=more_doors,
                    columns=columns_given(columns),
                )
            )
    with campaign.base() as base:
        recorded = [
            record(base, *_linked(one), source=path.name)
            for one, path in zip(read, paths, strict=True)
        ]
    faults = tuple(fault for one in read for fault in one.faults)
    left = write_conflicts(campaign)
    write_review(campaign, CORRECT, fault_table(faults))
    on_progress(1, 1)
    return ResponsesImported(
        new=sum(one.new for one in recorded),
        repeated=sum(one.repeated for one in recorded),
        conflicts=left,
        skipped=sum(int((one.skipped["reason"] == "empty").sum()) for one in read),
        faults=faults,
        twice=sum(int((one.skipped["reason"] == "repeated").sum()) for one in read),
        unread=tuple(dict.fromkeys(name for one in read for name in one.unread)),
        notes=tuple(note for one in read for note in one.notes),
    )


def _linked(one: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Link contacts and concerns: a file tells each contact once; the base gives the final ids."""
    contacts = one.contacts.assign(event_id=one.contacts["contact_id"])
    concerns = one.concerns.assign(event_id=one.concerns["contact_id"])
    return (
        contacts.set_index("event_id")[list(CONTACTS.columns)],
        concerns.set_index(["event_id", "concern"])[list(CONCERNS.columns)],
    )
