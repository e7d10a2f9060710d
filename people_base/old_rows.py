"""Take in what older versions kept in files; what the base holds already stays."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, insert, select

from people_base.base import Base, writing
from people_base.engine import schema as _schema
from people_base.engine.queries import among
from people_base.facts import add_facts
from people_base.models import (
    SENT_CONTACTS,
    TURF_CUTS,
    TURF_LOCKS,
    TURF_STEPS,
    TURFS,
    WALK_CHOICES,
)
from people_base.turfs.turf_assignment import members_of
from people_base.turfs.turf_log import LoggedStep, fingerprint, step_row


@dataclass(frozen=True, kw_only=True)
class OldTurfLog:
    """The log of the turfs as a file had it, and since when that file is there."""

    choices: Mapping[str, Any]
    reasons: Mapping[str, str]
    membership: str
    locked: Sequence[str]
    done: Sequence[LoggedStep]
    undone: Sequence[LoggedStep]
    at: datetime


def take_in_sent(base: Base, sent: pd.DataFrame) -> bool:
    """Add lines that went out (``contact_id`` -> ``turf_id, building_id, doors``)."""
    with writing(base.engine) as connection:
        here = among(SENT_CONTACTS.c.contact_id, list(sent.index))
        known = connection.execute(select(SENT_CONTACTS.c.contact_id).where(here)).scalars()
        new = sent[~sent.index.isin(list(known))]
        rows = [
            {"contact_id": contact, "turf_id": turf, "building_id": building, "doors": int(doors)}
            for contact, turf, building, doors in new.itertuples(name=None)
        ]
        if rows:
            connection.execute(insert(SENT_CONTACTS), rows)
    return True


def take_in_walks(base: Base, choices: Mapping[str, str]) -> bool:
    """Add the choices of walks (JSON by turf); turfs that are gone need none."""
    with writing(base.engine) as connection:
        known = set(connection.execute(select(WALK_CHOICES.c.turf_id)).scalars())
        there = set(connection.execute(select(TURFS.c.turf_id)).scalars())
        rows = [
            {"turf_id": turf, "choices": said}
            for turf, said in choices.items()
            if turf in there - known
        ]
        if rows:
            connection.execute(insert(WALK_CHOICES), rows)
    return True


def take_in_turf_log(base: Base, log: OldTurfLog) -> bool:
    """Add the log of the turfs; tell whether all of it that still holds is in the base.

    Where the base has a log of its own, only locks on the same turfs are added to it.
    """
    with writing(base.engine) as connection:
        same = log.membership == fingerprint(members_of(connection))
        known = set(connection.execute(select(TURF_LOCKS.c.turf_id)).scalars())
        begun = connection.execute(select(func.count()).select_from(TURF_CUTS)).scalar_one() > 0
        if same or not begun:
            locks = [
                {"turf_id": turf, "who": "", "at": log.at}
                for turf in sorted(set(log.locked) - known)
            ]
            if locks:
                connection.execute(insert(TURF_LOCKS), locks)
        if begun:
            return same and not (log.done or log.undone)
        choices = {
            "choices": json.dumps(dict(log.choices), sort_keys=True),
            "reasons": json.dumps(dict(log.reasons)),
            "membership": log.membership,
            "who": "",
            "at": log.at,
        }
        connection.execute(insert(TURF_CUTS), choices)
        rows = [step_row(step, "done") for step in log.done]
        # the last one undone comes first in time
        rows += [step_row(step, "undone") for step in reversed(log.undone)]
        rows = [row | {"step_id": n, "at": log.at} for n, row in enumerate(rows, start=1)]
        if rows:
            connection.execute(insert(TURF_STEPS), rows)
    return True


def take_in_facts(base: Base, noted: Mapping[str, str]) -> bool:
    """Add facts that the base does not have."""
    with writing(base.engine) as connection:
        known = _schema.facts(connection)
        add_facts(connection, {k: v for k, v in noted.items() if k not in known})
    return True
