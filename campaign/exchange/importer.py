"""Take a file from elsewhere into the base: contacts for known addresses, and wishes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from campaign.exchange.matching import (
    Find,
    as_ours,
    gone,
    in_small_letters,
    known,
    matched,
    with_addresses,
)
from campaign.exchange.recognised import recognised
from campaign.exchange.wishes import Apply, note_wishes, noting_in
from canvass.errors import Fault
from canvass.outcomes import Outcome
from canvass.tables import CONCERNS, CONTACTS
from canvass.words import Words
from exchange.incoming import Incoming
from exchange.outcome_mapping import contacts_of, each, same_telling
from people_base.access.audit import audit_note
from people_base.base import Base
from people_base.field.contacts import Recorded, record
from people_base.store import read

#: Makes the ids of contacts that come without one: the same row gives the same id.
_NAMESPACE = uuid.UUID("6f0f8c0e-3a3e-5d0b-9c0c-0d8a5f7c2e11")
#: A sheet without an hour is told as of noon, maybe before noon.
_SLACK = timedelta(days=1)
#: A clock that was never set says 1970 or earlier.
_FIRST = pd.Timestamp("2000-01-01", tz="UTC")
#: More doors than any building has.
_MOST_DOORS = 9999


@dataclass(frozen=True)
class ImportedRows:
    """What became of the rows of a file: ``rows = imported + unchanged + listed``.

    ``recognised`` are unchanged rows that came without an id of ours; ``notes`` says what was
    passed over in the file. ``faults`` says why each listed row was not taken, or not wholly;
    ``recorded`` what the log of contacts got; ``wishes`` the new oppositions, ``erased`` the people
    they took out and ``asked`` those of the base who may have said so and wait for a decision.
    """

    rows: int
    imported: int
    unchanged: int
    listed: int
    faults: tuple[Fault, ...]
    recorded: Recorded
    wishes: int
    erased: int
    asked: int
    forbidden: tuple[str, ...]
    left: tuple[str, ...]
    recognised: int = 0
    notes: tuple[Words, ...] = ()


@dataclass
class _Sorted:
    """Rows by what became of them; a row that is listed counts as such alone."""

    file: str
    new: set[int] = field(default_factory=set)
    recognised: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, rows: Iterable[int], message: Words) -> None:
        self.faults += [Fault(message, self.file, int(row)) for row in rows]


def import_rows(
    base: Base,
    incoming: Incoming,
    *,
    salt: bytes,
    source: str,
    who: str,
    at: datetime,
    find: Find | None = None,
    apply: Apply | None = None,
) -> ImportedRows:
    """Record the contacts and note the wishes; the same file twice changes nothing.

    Contacts are counted at their building, whatever person they name. Interrupted, it is done
    again from the start without harm.

    Parameters
    ----------
    base
        The open base.
    incoming
        The file, read.
    salt
        The campaign's secret.
    source
        Name of the file.
    who, at
        Who imports, and when; contacts of a later day are not taken.
    find
        The geocoder, for rows whose id says nothing; see ``matching.with_addresses``.
    apply
        Applies a wish; by default in the base alone.
    """
    rows = incoming.rows.copy()
    wished = rows["outcome"] == Outcome.OPPOSED.value
    rows["opposed"] |= wished
    rows["told"] &= ~wished
    audit_note(base, who, f"import {source}", len(rows), at)
    ids = known(base, salt)
    rows["target"] = as_ours(rows["target"], ids)
    for name in ("contact_id", "event_id"):
        rows[name] = in_small_letters(rows[name])
    rows = rows.join(matched(rows, ids))
    rows["gone"] = gone(base, rows)
    if find is not None:
        rows = with_addresses(rows, ids, find)
    sorted_rows = _Sorted(source, faults=list(incoming.faults))
    # contacts first: with its last person a building leaves the base
    told = _as_named(rows[rows["told"] & ~rows["gone"]])
    whole = _usable(told, sorted_rows, now=at, spoiled=incoming.spoiled)
    recorded = _record(base, whole, sorted_rows, known_buildings=ids.doors.index, source=source)
    noted = note_wishes(
        base,
        rows[rows["opposed"] & ~rows["gone"]],
        ids,
        salt=salt,
        apply=apply or noting_in(base, salt, at=at, who=who),
    )
    sorted_rows.new |= noted.new
    for number, message in noted.wrong:
        sorted_rows.wrong([number], message)
    lost = rows[~rows["told"] & ~rows["opposed"] & _unknown(rows)]
    sorted_rows.wrong(lost["row"], _UNKNOWN)
    listed = {fault.row for fault in sorted_rows.faults}
    imported = len(sorted_rows.new - listed)
    return ImportedRows(
        rows=incoming.total,
        imported=imported,
        unchanged=incoming.total - imported - len(listed),
        listed=len(listed),
        faults=tuple(sorted(sorted_rows.faults, key=lambda fault: fault.row or 0)),
        recorded=recorded,
        wishes=noted.wishes,
        erased=noted.erased,
        asked=noted.asked,
        forbidden=incoming.forbidden,
        left=incoming.left,
        recognised=len(sorted_rows.recognised - listed),
        notes=incoming.notes,
    )


def _unknown(rows: pd.DataFrame) -> "pd.Series[bool]":
    return (rows["voter_id"] == "") & (rows["building_id"] == "") & ~rows["gone"]


def _as_named(told: pd.DataFrame) -> pd.DataFrame:
    """Keep the building that a contact of ours names, even one that has left the base since."""
    ours = (told["contact_id"] != "") & (told["building_id"] == "")
    return told.assign(building_id=told["building_id"].where(~ours, told["target"]))


def _record(
    base: Base,
    told: pd.DataFrame,
    done: _Sorted,
    *,
    known_buildings: "pd.Index[str]",
    source: str,
) -> Recorded:
    """Add the contacts that the log does not hold."""
    told = _unknown_yet(base, _consistent(_with_ids(told), done), done)
    contacts = contacts_of(told, source=source)
    log = read(base, CONTACTS, where={"contact_id": contacts["contact_id"].unique().tolist()})
    telling = same_telling(contacts)
    fresh = contacts[~telling.isin(same_telling(log)) & ~telling.duplicated()]
    answered = fresh[["opened", "absent", "refused"]].sum(axis=1)
    checks = (
        (~fresh["building_id"].isin(known_buildings), _UNKNOWN),
        ((answered > fresh["knocked"]) | (fresh["come_back"] > fresh["knocked"]), _TOO_MANY),
    )
    for failed, message in checks:
        ids = fresh.index[failed.reindex(fresh.index, fill_value=False)]
        done.wrong(told.loc[told["event_id"].isin(ids), "row"], message)
        fresh = fresh.drop(index=ids)
    done.new |= set(told.loc[told["event_id"].isin(fresh.index), "row"])
    return record(base, fresh, CONCERNS.empty(), source=source)


def _unknown_yet(base: Base, told: pd.DataFrame, done: _Sorted) -> pd.DataFrame:
    """Drop what the log holds under ids of its own; what only may be there is listed."""
    found = recognised(base, told)
    done.recognised |= set(told.loc[found.same, "row"])
    done.wrong(told.loc[found.doubtful, "row"], _DOUBTFUL)
    return told[~found.same & ~found.doubtful]


def _usable(
    told: pd.DataFrame, done: _Sorted, *, now: datetime, spoiled: frozenset[str]
) -> pd.DataFrame:
    """Set aside contacts that cannot have been, and the other rows of the same contact."""
    checks = (
        (told["at"].isna(), Words("passage sans date", "contact without date")),
        (
            told["at"] > pd.Timestamp(now + _SLACK),
            Words("passage dans le futur", "contact in the future"),
        ),
        (
            told["at"] < _FIRST,
            Words("passage d'un autre siècle", "contact of another century"),
        ),
        (told[["count", "knocked"]].max(axis=1) > _MOST_DOORS, _TOO_MANY),
        ((told["contact_id"] == "") & (told["building_id"] == ""), _UNKNOWN),
    )
    wrong = pd.Series(data=False, index=told.index)
    for failed, message in checks:
        done.wrong(told.loc[failed & ~wrong, "row"], message)
        wrong |= failed
    event = told["event_id"].where(told["event_id"] != "", told["contact_id"])
    broken = {*spoiled, *event[wrong]} - {""}
    halves = event.isin(broken) & ~wrong
    done.wrong(told.loc[halves, "row"], _HALF)
    return told[~wrong & ~halves]


def _with_ids(told: pd.DataFrame) -> pd.DataFrame:
    """Name the contacts that come without an id, people of one door at one time once.

    The n-th door of a building with one result at one time always gets the same id: the file
    gives it again even if somebody behind one of the doors has left the base meanwhile.
    """
    bare = told["contact_id"] == ""
    door = told["household_id"].where(told["household_id"] != "", told["target"])
    door = door.where(door != "", told["street"] + "|" + told["postcode"] + "|" + told["city"])
    what = ["building_id", "at", "outcome", "count", "knocked"]
    named = told[bare].assign(door=door).sort_values("door", kind="stable")
    named = named[~named.duplicated([*what, "door"])]
    told = told[~bare | told.index.isin(named.index)]
    named = named.assign(place=named.groupby(what).cumcount())
    made = {
        row.Index: str(
            uuid.uuid5(
                _NAMESPACE,
                f"{row.building_id}|{row.at.isoformat()}|{row.outcome}|{row.doors}|{row.knocked}|"
                f"{row.place}",
            )
        )
        for row in each(named.rename(columns={"count": "doors"}))
    }
    contact = told["contact_id"].where(~bare, pd.Series(made, dtype="str").reindex(told.index))
    event = told["event_id"].where(told["event_id"] != "", contact)
    return told.assign(
        contact_id=contact.astype("str"), event_id=event.astype("str"), bare=bare[told.index]
    )


def _consistent(told: pd.DataFrame, done: _Sorted) -> pd.DataFrame:
    """Drop repeated rows; set aside rows of one contact that name several places or totals."""
    said = ["event_id", "contact_id", "outcome", "count", "knocked", "at", "building_id"]
    told = told[~told.duplicated(said)]
    groups = told.groupby("event_id")
    several = groups[["contact_id", "building_id", "at", "knocked"]].nunique().max(axis=1) > 1
    twice = told.duplicated(["event_id", "outcome"], keep=False)
    wrong = told["event_id"].isin(several.index[several]) | told["event_id"].isin(
        told.loc[twice, "event_id"]
    )
    done.wrong(
        told.loc[wrong, "row"],
        Words("les lignes de ce passage se contredisent", "the rows of this contact contradict"),
    )
    return told[~wrong]


_UNKNOWN = Words(
    "ni l'identifiant ni l'adresse ne mènent à un bâtiment de la base",
    "neither the id nor the address leads to a building of the base",
)
_DOUBTFUL = Words(
    "un passage de ce bâtiment, de cette minute et de ce résultat est déjà compté, avec un autre "
    "nombre de portes : à vérifier à la main",
    "a contact of this building, minute and result is counted already, with another number of "
    "doors: check it by hand",
)
_TOO_MANY = Words("plus de résultats que de portes frappées", "more results than doors knocked")
_HALF = Words(
    "une autre ligne de ce passage est inutilisable", "another row of this contact cannot be used"
)
