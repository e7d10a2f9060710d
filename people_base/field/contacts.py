"""What happened at the doors: told once, kept for good, counted once."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, insert, select

from canvass import tables
from canvass.errors import BadInputError, Fault
from canvass.tables import COUNTS
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.base import FIELD, Base, reading, writing
from people_base.engine.frames import to_table
from people_base.engine.queries import among
from people_base.field import state as _state
from people_base.field.projection import LIST, PAIR
from people_base.models import BUILDING_STATE, CONTACTS, RESOLUTIONS

_TIME = "datetime64[us, UTC]"
#: 128 bits: two contacts never meet by chance.
_HASH_LETTERS = 32
#: Buildings whose state is worked out again in one transaction.
_REBUILT_AT_ONCE = 5000


@dataclass(frozen=True)
class Recorded:
    """What an import brought: contacts never seen, contacts already there, and the conflicts to
    decide that the new ones are part of.
    """  # noqa: D205

    new: int
    repeated: int
    conflicts: int


def record(base: Base, contacts: pd.DataFrame, concerns: pd.DataFrame, *, source: str) -> Recorded:
    """Add contacts to the log in one transaction; once this returns they are on the disk.

    Parameters
    ----------
    base
        The open base.
    contacts
        Of the shape ``canvass.tables.CONTACTS``. Its ``event_id`` only links the concerns: the
        one that is kept is ``event_ids``, so that one contact told twice counts once.
    concerns
        Of the shape ``canvass.tables.CONCERNS``; a count of 0 says nothing and is not kept.
    source
        What brought them (a file, a phone), where the frame does not say. Not part of what is
        told: a contact that comes by two ways keeps the first.

    Raises
    ------
    BadInputError
        If counts are negative, times or contact ids missing, or concerns of no contact.
    """
    told = to_table(contacts, tables.CONTACTS, base.crs)
    raised = to_table(concerns, tables.CONCERNS, base.crs)
    _refuse_impossible(told, raised)
    told["source"] = told["source"].where(told["source"] != "", source)
    ids = event_ids(told, raised)
    told, raised = _renamed(told, raised, ids)
    with reading(base.engine) as connection:
        foreseen = _state.foresee(connection, told, raised)
    if foreseen.new.empty:
        return Recorded(new=0, repeated=len(ids), conflicts=0)
    about = frozenset({*foreseen.buildings, *told["contact_id"]})
    foreseen, written = _written(base, foreseen, told, raised, about)
    if not written:
        # the doors concerned have become more: nobody else writes meanwhile
        foreseen, _ = _written(base, foreseen, told, raised, frozenset())
    new, folded = foreseen.new, foreseen.folded
    involved = folded.conflicts["event_ids"].map(
        lambda listed: not new.index.intersection(listed.split(LIST)).empty
    )
    return Recorded(
        new=len(new), repeated=len(ids) - len(new), conflicts=int(involved.astype(bool).sum())
    )


def _written(
    base: Base,
    foreseen: _state.Foreseen,
    told: pd.DataFrame,
    raised: pd.DataFrame,
    about: frozenset[str],
) -> tuple[_state.Foreseen, bool]:
    """Write what was foreseen, or what has become of it meanwhile; tell whether it was written.

    It is not where it has come to be about more than ``about``, for which the locks are held.
    """
    with writing(base.engine, parts=FIELD, about=about) as connection:
        if _state.seen_from(connection, foreseen.buildings, foreseen.new) != foreseen.mark:
            # somebody wrote about the same doors meanwhile
            foreseen = _state.foresee(connection, told, raised)
        if about and not foreseen.buildings <= about:
            return foreseen, False
        foreseen.write(connection)
    return foreseen, True


def event_ids(contacts: pd.DataFrame, concerns: pd.DataFrame) -> "pd.Series[str]":
    """Hash what each contact tells: its id, where, when, who, the counts and the concerns.

    Returns
    -------
    Series
        On the index of ``contacts``; equal where the same contact is told in the same way.
    """
    raised: dict[str, list[tuple[str, int]]] = {}
    for (event, concern), count in zip(concerns.index, concerns["count"], strict=True):
        if count:
            raised.setdefault(event, []).append((concern, int(count)))
    moments = contacts["at"].dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S.%f")
    texts = [contacts[name] for name in ("contact_id", "turf_id", "building_id", "team")]
    counts = [contacts[name].astype("int64") for name in COUNTS]
    hashes = [
        hashlib.sha256(
            json.dumps([*told, sorted(raised.get(event, []))], ensure_ascii=False).encode()
        ).hexdigest()[:_HASH_LETTERS]
        for event, *told in zip(
            contacts.index, *(column.tolist() for column in (*texts, moments, *counts)), strict=True
        )
    ]
    return pd.Series(hashes, index=contacts.index, dtype="str", name="event_id")


def state(base: Base) -> pd.DataFrame:
    """Return what is known of each building that was visited; see ``fold.Folded.buildings``."""
    columns = [column.name for column in BUILDING_STATE.c]
    with reading(base.engine) as connection:
        rows = connection.execute(select(BUILDING_STATE).order_by(BUILDING_STATE.c.building_id))
        frame = pd.DataFrame(rows.all(), columns=columns)
    types = dict.fromkeys(("visits", *COUNTS), "int64") | {
        "building_id": "str",
        "last_visit": _TIME,
        "in_conflict": "bool",
    }
    return frame.astype(types).set_index("building_id")


def rebuild(base: Base) -> None:
    """Work out the state of all buildings again from the log, some at a time.

    Contacts that come meanwhile wait for one batch at most.
    """
    with reading(base.engine) as connection:
        buildings = _state.spoken_of(connection)
    for start in range(0, len(buildings), _REBUILT_AT_ONCE):
        with writing(base.engine, parts=FIELD) as connection:
            _state.refold(connection, buildings[start : start + _REBUILT_AT_ONCE])


def conflicts(base: Base) -> pd.DataFrame:
    """Return the conflicts nobody has decided on; see ``fold.Folded.conflicts``."""
    with reading(base.engine) as connection:
        disputed = select(BUILDING_STATE.c.building_id).where(BUILDING_STATE.c.in_conflict)
        return _around(connection, connection.execute(disputed).scalars().all())


def resolve(base: Base, contact_id: str, keep_event_id: str, who: str, at: datetime) -> None:
    """Decide a conflict: one event counts, the others stay in the log without counting.

    Parameters
    ----------
    base
        The open base.
    contact_id
        As ``conflicts`` names it.
    keep_event_id
        One of its events; empty to say that all of them happened.
    who, at
        Who decides, when.

    Raises
    ------
    BadInputError
        If there is no such conflict, or the event is not part of it.
    """
    with writing(base.engine) as connection:
        places = connection.execute(
            select(CONTACTS.c.building_id).where(
                among(CONTACTS.c.contact_id, [contact_id, *contact_id.split(PAIR)])
            )
        )
        buildings = list(places.scalars())
        undecided = _around(connection, buildings)
        if contact_id not in undecided.index:
            raise _nothing_to_decide()
        seen = str(undecided.loc[contact_id, "event_ids"])
        if keep_event_id and keep_event_id not in seen.split(LIST):
            raise _nothing_to_decide()
        row = {
            "contact_id": contact_id,
            "event_ids": seen,
            "keep_event_id": keep_event_id,
            "who": who,
            "at": at,
        }
        connection.execute(insert(RESOLUTIONS), row)
        add_note(connection, who, "resolve", 1, at)
        _state.refold(connection, buildings)


def _around(connection: Connection, buildings: Collection[str]) -> pd.DataFrame:
    return _state.folded_log(connection, _state.tangled(connection, buildings)).conflicts


def _renamed(
    told: pd.DataFrame, raised: pd.DataFrame, ids: "pd.Series[str]"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put the kept event ids on contacts and concerns, one row for what was told twice."""
    told = told.set_axis(pd.Index(ids, dtype="str", name="event_id"))
    raised = raised[raised["count"] > 0]
    levels = [
        pd.Index(ids.loc[raised.index.get_level_values("event_id")], dtype="str"),
        raised.index.get_level_values("concern"),
    ]
    raised = raised.set_axis(pd.MultiIndex.from_arrays(levels, names=["event_id", "concern"]))
    return told[~told.index.duplicated()], raised[~raised.index.duplicated()]


def _negative(count: int) -> Words:
    return Words(
        "{n:valeur négative|valeurs négatives}", "{n:negative value|negative values}", n=count
    )


def _refuse_impossible(told: pd.DataFrame, raised: pd.DataFrame) -> None:
    faults = [
        Fault(_negative(n), column=name) for name in COUNTS if (n := int((told[name] < 0).sum()))
    ]
    if n := int((raised["count"] < 0).sum()):
        faults.append(Fault(_negative(n), column="count"))
    if n := int(told["at"].isna().sum()):
        said = Words("{n:passage|passages} sans heure", "{n:contact|contacts} without time", n=n)
        faults.append(Fault(said))
    if n := int((told["contact_id"] == "").sum()):
        said = Words(
            "{n:passage|passages} sans identifiant", "{n:contact|contacts} without id", n=n
        )
        faults.append(Fault(said))
    strangers = ~raised.index.get_level_values("event_id").isin(told.index)
    if n := int(strangers.sum()):
        said = Words(
            "{n:préoccupation|préoccupations} sans passage",
            "{n:concern|concerns} of no contact",
            n=n,
        )
        faults.append(Fault(said))
    if faults:
        raise BadInputError(
            Words("Passages inutilisables, rien n'a été écrit.", "Contacts cannot be used."), faults
        )


def _nothing_to_decide() -> BadInputError:
    return BadInputError(
        Words(
            "Ce conflit est déjà réglé ou a changé : relisez la liste des conflits.",
            "This conflict is settled or has changed: read the list of conflicts again.",
        )
    )
