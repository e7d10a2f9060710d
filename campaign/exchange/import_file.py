"""Take back what other systems know of the doors: contacts, and wishes not to be contacted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from campaign.addresses.geocode import ACCEPT
from campaign.contacts.conflicts import write_conflicts
from campaign.copies import Reached
from campaign.folder import Campaign
from campaign.places.import_places import address_index, load_manifest
from campaign.privacy.lookalikes import write_waiting
from campaign.privacy.oppose import Objecting, tidy
from campaign.review import fault_table, write_review
from campaign.sheets.sheet_recall import said_to_replace, withdraw_sheets
from canvass.progress import OnProgress, share, silent
from canvass.tables import ADDRESS_COLUMNS
from canvass.words import Words
from files.headers import columns_given

#: What a person must settle after an import.
TO_SETTLE = "echange_a_traiter.csv"


@dataclass(frozen=True)
class TakenBack:
    """What became of the rows of a file; see ``campaign.exchange.importer.ImportedRows``.

    ``copies`` and ``unread``: as ``campaign.privacy.oppose.Opposed`` has them.
    """

    taken: Any
    to_replace: tuple[Words, ...] = ()
    copies: Reached = field(default_factory=Reached)
    unread: tuple[str, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether rows of the file wait for a person."""
        return bool(self.taken.faults or self.taken.asked)


def import_from(
    campaign: Campaign,
    format_name: str,
    path: Path,
    *,
    who: str = "",
    columns: Sequence[str] = (),
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> TakenBack:
    """Take contacts and wishes not to be contacted from another system's file.

    Rows are matched by the ids of the base, then by their address through the geocoder where
    addresses were imported; a wish that names somebody, by name and address, and it is applied as
    ``campaign.privacy.oppose`` applies it. The same file twice changes nothing.

    Parameters
    ----------
    campaign
        Whose base.
    format_name
        One of ``exchange.registry.REGISTRY`` that reads: ``csv`` and ``xlsx`` the working table
        of contacts.
    path
        The file.
    who
        Who imports, for the audit.
    columns
        ``field=COLUMN`` for columns under other names.
    now
        Clock; the present by default.

    Raises
    ------
    MissingFileError, BadInputError
        If the file as a whole cannot be used. Single rows never raise: they are listed.
    """
    from campaign.exchange.importer import import_rows
    from campaign.exchange.wishes import CHANNEL
    from exchange.registry import system
    from walklists.electoral_silence import zone_of

    zone = zone_of(campaign.settings.communes[0])
    incoming = system(format_name).read(path, zone=zone, columns=columns_given(columns))
    on_progress(1, 4)
    now = now or datetime.now(UTC)
    withdraw_sheets(campaign)
    with campaign.base() as base:
        objecting = Objecting(campaign, base, channel=CHANNEL, who=who, now=now)
        taken = import_rows(
            base,
            incoming,
            salt=campaign.salt,
            source=path.name,
            who=who,
            at=now,
            find=_finder(campaign, share(on_progress, 0.25, 0.7)),
            apply=objecting,
        )
        write_waiting(campaign, base)
    unread = tidy(campaign, withdraw_sheets(campaign)) if taken.wishes else ()
    write_conflicts(campaign)
    write_review(campaign, TO_SETTLE, fault_table(taken.faults))
    on_progress(1, 1)
    return TakenBack(taken, tuple(said_to_replace(campaign)), objecting.copies, unread)


def _finder(
    campaign: Campaign, on_progress: OnProgress
) -> "Callable[[pd.DataFrame], pd.Series[str]] | None":
    """Return what finds buildings by address, where addresses were imported; no name goes in."""
    if "addresses" not in load_manifest(campaign):
        return None
    communes = campaign.settings.communes

    def find(rows: pd.DataFrame) -> "pd.Series[str]":
        from electoral_rolls.households import knockable
        from geocoding.geocoder import geocode

        asked = pd.DataFrame(
            {
                "voie": rows["street"],
                "code_postal": rows["postcode"],
                "commune": rows["city"],
                "insee": communes[0] if len(communes) == 1 else "",
            }
        ).reindex(columns=list(ADDRESS_COLUMNS), fill_value="")
        found = geocode(asked, address_index(campaign), on_progress=on_progress)
        sure = knockable(found, accept=ACCEPT)
        return found["result_id"].where(sure, "").astype("str")

    return find
