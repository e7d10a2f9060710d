"""Contacts that come home without our columns: known again by building, minute and result."""

from dataclasses import dataclass

import pandas as pd

from canvass.tables import CONTACTS
from exchange.outcome_mapping import UNTOLD, statuses_of
from people_base.base import Base
from people_base.store import read

_KEY = ["building_id", "minute", "outcome"]


@dataclass(frozen=True)
class Recognised:
    """Rows without an id of ours (bool, on their index) that the log seems to hold already.

    ``same`` are in it: of one building, minute and result, with as many doors, or with no number
    of doors. ``doubtful`` agree but for the number: whoever counts them may count twice.
    """

    same: "pd.Series[bool]"
    doubtful: "pd.Series[bool]"


def recognised(base: Base, told: pd.DataFrame) -> Recognised:
    """Look for rows without an id of ours in the log.

    Parameters
    ----------
    base
        The open base.
    told
        Rows as ``exchange.outcome_mapping.contacts_of`` takes them, and ``bare`` (bool): whether
        the id of the contact was made from the row. What the log holds under such an id is the row
        itself, taken before.
    """
    nothing = pd.Series(data=False, index=told.index)
    bare = told[told["bare"]]
    if bare.empty:
        return Recognised(nothing, nothing)
    log = read(base, CONTACTS, where={"building_id": sorted(set(bare["building_id"]))})
    held = _keyed(statuses_of(log[~log["contact_id"].isin(bare["contact_id"])]))
    there = held.groupby(_KEY)["count"].sum().rename("held")
    known_id = bare["contact_id"].isin(log["contact_id"])
    rows = _keyed(bare[~known_id]).join(there, on=_KEY)
    rows = rows[rows["held"].notna()]
    groups = rows.groupby(_KEY)["count"]
    alone = (groups.transform("size") == 1) & (rows["knocked"] == UNTOLD) & (rows["count"] == 1)
    fits = (groups.transform("sum") == rows["held"]) | alone
    # The rows of one event are one contact: known whole, or in doubt whole.
    events = told["event_id"]
    doubtful = events.isin(events[rows.index[~fits]])
    found = events.isin(events[rows.index])
    whole = ~events.isin(events[~told.index.isin(rows.index)])
    return Recognised(found & whole & ~doubtful, found & (doubtful | ~whole))


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(minute=rows["at"].dt.floor("min"))
