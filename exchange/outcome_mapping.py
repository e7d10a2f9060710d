"""Contacts as other systems tell them: one row a result, where the base counts doors by building.

A contact of the base ("twelve doors knocked, four opened, seven absent, one refusal") becomes one
row per result with its count, and comes back as the same contact.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from canvass.outcomes import FACTS, Outcome
from canvass.tables import CONTACTS, COUNTS

#: What counts where; the other outcomes have no count of their own.
COUNT_OF: dict[Outcome, str] = {
    Outcome.OPENED: "opened",
    Outcome.ABSENT: "absent",
    Outcome.REFUSED: "refused",
    Outcome.COME_BACK: "come_back",
    Outcome.LEAFLET: "leaflets",
}
#: Doors were knocked at, and nothing more was counted.
KNOCKED_ONLY = ""
#: ``knocked`` where a system does not tell it.
UNTOLD = -1

_TIME: Any = "datetime64[us, UTC]"
_KINDS: dict[str, Any] = {
    "event_id": "str",
    "contact_id": "str",
    "turf_id": "str",
    "building_id": "str",
    "at": _TIME,
    "team": "str",
    "outcome": "str",
    "count": "int64",
    "knocked": "int64",
}
COLUMNS = tuple(_KINDS)
_ANSWERS = ("opened", "absent", "refused")
_COUNTS = ("knocked", *COUNT_OF.values())


def statuses_of(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per contact and result.

    Parameters
    ----------
    contacts
        Of the shape ``canvass.tables.CONTACTS``.

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``, by time; ``outcome`` is a code of ``canvass.outcomes``, or empty for
        doors knocked at without more; ``count`` the doors of that result, ``knocked`` those of the
        whole contact.
    """
    told = contacts.reset_index()
    parts = []
    for place, (outcome, column) in enumerate(COUNT_OF.items()):
        rows = told[told[column] > 0]
        parts.append(rows.assign(outcome=outcome.value, count=rows[column], place=place))
    bare = told[(told[list(COUNT_OF.values())] <= 0).all(axis=1)]
    code = bare["knocked"].map(lambda doors: KNOCKED_ONLY if doors else Outcome.INACCESSIBLE.value)
    parts.append(bare.assign(outcome=code, count=bare["knocked"], place=len(COUNT_OF)))
    rows = pd.concat(parts, ignore_index=True).sort_values(["at", "event_id", "place"])
    return rows[list(COLUMNS)].astype(_KINDS).reset_index(drop=True)


def contacts_of(statuses: pd.DataFrame, *, source: str = "") -> pd.DataFrame:
    """Return the contacts that some rows tell; rows of one ``event_id`` are one contact.

    Parameters
    ----------
    statuses
        Columns ``COLUMNS``. Of one event, place and time are those of its first row. Where
        ``knocked`` is ``UNTOLD``, the doors knocked at are those that answered or were absent, at
        least those to see again.
    source
        What brought them.

    Returns
    -------
    DataFrame
        Of the shape ``canvass.tables.CONTACTS``.
    """
    if statuses.empty:
        return CONTACTS.empty()
    column = statuses["outcome"].map({o.value: c for o, c in COUNT_OF.items()}).fillna("none")
    counts = statuses.assign(column=column).pivot_table(
        index="event_id", columns="column", values="count", aggfunc="sum", fill_value=0
    )
    kept = [name for name in COUNTS if name != "knocked"]
    counts = counts.reindex(columns=kept, fill_value=0).astype("int64")
    groups = statuses.groupby("event_id", sort=True)
    contacts = groups[["contact_id", "turf_id", "building_id", "at", "team"]].first()
    contacts = contacts.join(counts)
    told = groups["knocked"].max()
    bare = statuses["count"].where(statuses["outcome"] == KNOCKED_ONLY, 0)
    least = contacts[list(_ANSWERS)].sum(axis=1) + bare.groupby(statuses["event_id"]).sum()
    derived = least.where(least > contacts["come_back"], contacts["come_back"])
    contacts["knocked"] = told.where(told != UNTOLD, derived)
    contacts["source"] = source
    contacts.index = contacts.index.astype("str").rename("event_id")
    return contacts[list(CONTACTS.columns)].astype(CONTACTS.empty().dtypes.to_dict())


def same_telling(contacts: pd.DataFrame) -> pd.MultiIndex:
    """Return what makes two tellings the same, whoever was in the team and whatever was raised."""
    return pd.MultiIndex.from_frame(contacts[["contact_id", "building_id", "at", *_COUNTS]])


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows as named tuples, the index as ``Index``; the types of cells are not known."""
    return iter(frame.itertuples())


def label(outcome: str) -> str:
    """Return the words for an outcome."""
    return str(FACTS[Outcome(outcome)].label) if outcome else ""
