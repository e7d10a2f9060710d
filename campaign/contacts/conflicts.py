"""Two tellings of one contact: show both to a person, and keep what that person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import pandas as pd

from campaign.folder import Campaign
from campaign.review import write_review
from canvass.errors import BadInputError
from canvass.labels import FILE_COLUMNS
from canvass.tables import BUILDINGS, CONCERNS, CONTACTS, COUNTS
from canvass.words import Words

#: Column of CONTACTS -> column of the file.
COLUMNS = {name: FILE_COLUMNS[name] for name in COUNTS}


@dataclass(frozen=True)
class Telling:
    """One telling of a contact. ``counts`` by column of CONTACTS, ``concerns`` by code."""

    event_id: str
    team: str
    at: datetime
    source: str
    counts: Mapping[str, int]
    concerns: Mapping[str, int]


@dataclass(frozen=True)
class Conflict:
    """Tellings that cannot all be true.

    ``same_contact``: one line of one sheet told in several ways, of which one is true.
    Otherwise two teams tell of one building at nearly the same time, and both may be true.
    """

    contact_id: str
    same_contact: bool
    address: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True)
class Settled:
    """What remains after a decision."""

    left: int


def open_conflicts(campaign: Campaign) -> list[Conflict]:
    """List the conflicts nobody has decided on, with all that was told."""
    from people_base.field.contacts import conflicts
    from people_base.store import read

    with campaign.base() as base:
        found = conflicts(base)
        if found.empty:
            return []
        events = {event for ids in found["event_ids"] for event in ids.split("|")}
        contacts = read(base, CONTACTS, where={"event_id": events})
        concerns = read(base, CONCERNS, where={"event_id": events})
        buildings = read(base, BUILDINGS, where={"building_id": set(contacts["building_id"])})
    address = (buildings["number"] + " " + buildings["street"]).str.strip()
    return [
        _conflict(str(contact_id), row, contacts, concerns, address)
        for contact_id, row in found.iterrows()
    ]


def resolve_conflict(
    campaign: Campaign,
    contact_id: str,
    keep_event_id: str,
    *,
    who: str,
    now: datetime | None = None,
) -> Settled:
    """Decide a conflict: one telling counts, or all where ``keep_event_id`` is empty.

    Raises
    ------
    BadInputError
        Without the name of who decides, or if the conflict is settled or has changed.
    """
    from people_base.field.contacts import resolve

    if not who.strip():
        raise BadInputError(Words("Dites qui tranche.", "Say who decides."))
    with campaign.base() as base:
        resolve(base, contact_id, keep_event_id, who.strip(), now or datetime.now(UTC))
    return Settled(write_conflicts(campaign))


def write_conflicts(campaign: Campaign) -> int:
    """Write the conflicts that are left, told side by side, for review; give how many there are."""
    from walklists.electoral_silence import zone_of

    left = open_conflicts(campaign)
    zone = zone_of(campaign.settings.communes[0])
    write_review(campaign, "contradictions.csv", conflict_rows(left, zone))
    return len(left)


def conflict_rows(conflicts: Sequence[Conflict], zone: tzinfo) -> pd.DataFrame:
    """Lay conflicts out, one row a telling; those of one number cannot all be true."""
    one = Words("un même passage, raconté autrement", "one visit, told otherwise")
    two = Words("deux équipes presque en même temps", "two teams at nearly the same time")
    return pd.DataFrame(
        [
            {
                "contradiction": number,
                "adresse": conflict.address,
                "nature": str(one if conflict.same_contact else two),
                "equipe": telling.team,
                "passage": telling.at.astimezone(zone).strftime("%d/%m/%Y %H:%M"),
                **{name: telling.counts[count] for count, name in COLUMNS.items()},
                "fichier": telling.source,
            }
            for number, conflict in enumerate(conflicts, start=1)
            for telling in conflict.tellings
        ]
    )


def _conflict(
    contact_id: str,
    row: pd.Series,
    contacts: pd.DataFrame,
    concerns: pd.DataFrame,
    address: "pd.Series[str]",
) -> Conflict:
    events = str(row["event_ids"]).split("|")
    told = contacts.loc[events].sort_values("at")
    places = [address.get(building, building) for building in dict.fromkeys(told["building_id"])]
    return Conflict(
        contact_id=contact_id,
        same_contact=row["kind"] == "same_contact",
        address=" / ".join(places),
        tellings=tuple(_telling(str(event), told.loc[event], concerns) for event in told.index),
    )


def _telling(event: str, told: Any, concerns: pd.DataFrame) -> Telling:
    raised = concerns[concerns.index.get_level_values("event_id") == event]["count"]
    raised = raised.droplevel("event_id")
    return Telling(
        event_id=event,
        team=str(told["team"]),
        at=told["at"].to_pydatetime(),
        source=str(told["source"]),
        counts={name: int(told[name]) for name in COUNTS},
        concerns={str(code): int(count) for code, count in raised.items()},
    )
