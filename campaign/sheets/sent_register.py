"""The register of every line ever sent out; it is in the base."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign

if TYPE_CHECKING:
    from walklists.walk_list import WalkList


def load_sent(campaign: Campaign) -> pd.DataFrame:
    """Return every line ever sent out: contact_id -> turf_id, building_id, doors."""
    from people_base.field.sent import sent_contacts

    with campaign.base() as base:
        return sent_contacts(base)


def note_sent(
    campaign: Campaign, lists: Sequence["WalkList"], *, publish: Collection[str], at: datetime
) -> set[str]:
    """Note what goes out, publish it and note it in the audit; return the lines that are new.

    Raises
    ------
    BadInputError
        If somebody changed one of the turfs since its list was made.
    """
    from people_base.field.sent import send_out
    from walklists.tables.spreadsheets import sent_contacts

    sent = sent_contacts(lists)
    with campaign.base() as base:
        return send_out(base, sent, publish=publish, sheets=len(lists), at=at)


def take_back_unwritten(
    campaign: Campaign,
    lists: Sequence["WalkList"],
    written: Sequence["WalkList"],
    *,
    new: set[str],
    published: Collection[str],
) -> None:
    """Take back what was noted of lists that could not be written.

    Parameters
    ----------
    new
        Lines that were new; those sent before stay.
    published
        Turfs that were drafts; those of which nothing is written are drafts again.
    """
    from people_base.field.sent import take_back
    from walklists.tables.spreadsheets import sent_contacts

    there = {(one.turf_id, one.copy) for one in written}
    missing = [one for one in lists if (one.turf_id, one.copy) not in there]
    if missing:
        drafts = set(published) - {one.turf_id for one in written}
        with campaign.base() as base:
            take_back(base, new & set(sent_contacts(missing).index), drafts=drafts)
