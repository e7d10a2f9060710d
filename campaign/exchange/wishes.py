"""Wishes not to be contacted that another program brings: whom or which door each is about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd

from campaign.exchange.matching import Known
from campaign.exchange.objectors import Meant, meant
from canvass.lookalike import letters
from canvass.words import Words
from electoral_rolls.identity import name_key
from exchange.outcome_mapping import each
from files.birth_dates import birth_date
from people_base.base import Base
from people_base.people.digests import wish_digest
from people_base.people.lookalikes import wishes_of
from people_base.people.oppositions import oppose

#: Notes a wish and erases whom it is about; takes ``voter_id``, ``building_id``, ``door_label`` and
#: ``wish`` of ``oppositions.oppose``, and returns how many people left the base.
Apply = Callable[..., int]
#: How these wishes came.
CHANNEL = "import"


@dataclass
class NotedWishes:
    """What became of the wishes: ``new`` rows, ``wrong`` ones with why, and counts."""

    new: set[int] = field(default_factory=set)
    wrong: list[tuple[int, Words]] = field(default_factory=list)
    wishes: int = 0
    erased: int = 0
    asked: int = 0


def noting_in(base: Base, salt: bytes, *, at: datetime, who: str) -> Apply:
    """Return what notes a wish in the base alone."""
    return partial(oppose, base, salt, at=at, who=who, channel=CHANNEL)


def note_wishes(
    base: Base, rows: pd.DataFrame, ids: Known, *, salt: bytes, apply: Apply
) -> NotedWishes:
    """Note who does not want to be contacted.

    A row that names somebody of the base by id is theirs. One that names them by name and address
    is applied where that is sure; where it may mean several, or somebody spelt otherwise, they are
    asked about. Else the wish closes its door, if that is sure, and the name is remembered: whoever
    comes under it with a later roll waits outside.

    Parameters
    ----------
    base
        The open base.
    rows
        The rows that tell a wish, with the columns of ``matching.matched``.
    ids
        What the base knows by id.
    salt
        The campaign's secret.
    apply
        What notes one wish.
    """
    done = NotedWishes()
    people: set[str] = set()
    doors = set(ids.objected)
    noted, settled = wishes_of(base)
    named = (rows["voter_id"] == "") & (rows["last_name"].map(letters) != "")
    found = meant(base, rows[named], ids) if named.any() else {}
    for row in each(rows):
        number = int(row.row)
        digest = _digest(salt, row) if row.Index in found else b""
        who = found.get(row.Index, Meant(sure=row.voter_id))
        wish = who.wish(digest) if digest else None
        if digest in settled:
            continue
        if who.sure:
            done.erased += apply(voter_id=who.sure, wish=wish)
            _count(done, number, new=who.sure not in people)
            people.add(who.sure)
        elif wish and wish.unsure:
            apply(wish=wish)
            _count(done, number, new=True)
            done.asked += len(wish.unsure)
        else:
            door = _door(row.household_id, row.building_id, ids)
            fresh = door if door not in doors else None
            if fresh or (wish and digest not in noted):
                place, label = fresh or ("", "")
                apply(building_id=place, door_label=label, wish=wish)
            _count(done, number, new=bool(fresh or (wish and digest not in noted)))
            if door is None and (row.building_id or not wish):
                done.wrong.append((number, _BY_HAND if row.building_id else _UNKNOWN))
            doors |= {door} if door else set()
        if digest:
            noted |= {digest}
            settled |= {digest} if who.sure or who.unsure else set()
    return done


def _count(done: NotedWishes, number: int, *, new: bool) -> None:
    done.wishes += new
    done.new |= {number} if new else set()


def _digest(salt: bytes, row: Any) -> bytes:
    """Stand for the words of a row; two namesakes at one address are two people by their ids."""
    born = birth_date(row.birth_date).key
    ids = (row.target, row.own_id, row.contact_id)
    place = (name_key(row.street), row.postcode, letters(row.city))
    names = (letters(row.last_name), letters(row.first_names))
    return wish_digest(salt, *ids, *names, born, *place)


def _door(household_id: str, building_id: str, ids: Known) -> tuple[str, str] | None:
    """Return the door of a wish, if it is sure; never a whole building for one of its doors."""
    label = str(ids.door_label.get(household_id, ""))
    if label:
        return building_id, label
    # a door with a label has neighbours, even if those have left the base
    labels = ids.door_label[ids.building_of == building_id]
    if building_id and int(ids.doors.get(building_id, 0)) == 1 and not (labels != "").any():
        return building_id, ""
    return None


_UNKNOWN = Words(
    "opposition d'une personne introuvable : à traiter à la main",
    "objection of somebody who was not found: settle it by hand",
)
_BY_HAND = Words(
    "opposition à une adresse de plusieurs portes : à traiter à la main",
    "objection at an address of several doors: settle it by hand",
)
