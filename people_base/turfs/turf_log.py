"""How the turfs came about: choices of the cuts, locks, and steps by hand with who did them.

The log belongs to one membership. Where turfs were changed by other means, the steps and locks
are forgotten rather than misapplied.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.audit import acting
from people_base.base import Base, reading, writing
from people_base.engine.queries import among
from people_base.models import TURF_CUTS, TURF_LOCKS, TURF_STEPS
from people_base.turfs.turf_assignment import members_of

ByTurf = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class LoggedStep:
    """One step: buildings by turf, and locked turfs, before and after; ``step_id`` 0 is new."""

    step_id: int = 0
    said: Words
    before: ByTurf
    after: ByTurf
    locked_before: Collection[str]
    locked_after: Collection[str]
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TurfLogRows:
    """What the base knows of how its turfs came about, at one moment.

    The last one of ``done`` is undone first, the last one of ``undone`` done again first. ``mark``
    is of all that is read here: it changes with every step of anybody.
    """

    members: "pd.Series[str]"
    choices: Mapping[str, Any]
    reasons: Mapping[str, str]
    locked: frozenset[str]
    done: tuple[LoggedStep, ...]
    undone: tuple[LoggedStep, ...]
    mark: str


@dataclass(frozen=True, kw_only=True)
class LogChange:
    """What becomes of the log in the transaction that changes the turfs.

    Attributes
    ----------
    mark
        Of the log that the change was decided on; another one is refused.
    choices
        Of the cut in force.
    reasons
        Why turfs are out of the range; those of turfs that are gone are dropped.
    new_reasons
        The same by the ids that a new cut gives, which the base may change.
    locked, done, undone
        All of them, as they are from now on.
    begins
        Whether this is a new cut.
    at
        The moment, with its zone.
    """

    mark: str
    choices: Mapping[str, Any]
    reasons: Mapping[str, str]
    new_reasons: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    done: Sequence[LoggedStep] = ()
    undone: Sequence[LoggedStep] = ()
    begins: bool = False
    at: datetime

    def renamed(self, ids: Mapping[str, str]) -> "LogChange":
        """Take over the ids that the base gives to the turfs of a new cut."""
        new = {ids.get(turf, turf): why for turf, why in self.new_reasons.items()}
        return replace(self, reasons={**self.reasons, **new}, new_reasons={})

    def refuse_stale(self, connection: Connection, members: "pd.Series[str]") -> None:
        """Refuse a change of turfs that are not as they were when it was decided.

        Raises
        ------
        BadInputError
        """
        if read_log(connection, members).mark != self.mark:
            raise BadInputError(
                Words(
                    "Quelqu'un vient de changer les secteurs : regardez-les de nouveau, puis "
                    "recommencez. Rien n'a été écrit.",
                    "Somebody changed the turfs just now: look at them again, then try again. "
                    "Nothing was written.",
                )
            )

    def keep(self, connection: Connection, members: "pd.Series[str]") -> None:
        """Write the log that goes with the turfs as they are from now on."""
        there = set(members)
        reasons = {turf: why for turf, why in self.reasons.items() if why and turf in there}
        _keep_cut(connection, self, reasons, fingerprint(members))
        _keep_locks(connection, self.locked & there, self.at)
        _keep_steps(connection, self)


def turf_log(base: Base) -> TurfLogRows:
    """Read the log, as far as it belongs to the turfs of the base."""
    with reading(base.engine) as connection:
        return read_log(connection, members_of(connection))


def keep_log(base: Base, change: LogChange) -> None:
    """Write a change of the log that changes no turf.

    Raises
    ------
    BadInputError
        If somebody changed the turfs or their log meanwhile.
    """
    with writing(base.engine) as connection:
        members = members_of(connection)
        change.refuse_stale(connection, members)
        change.keep(connection, members)


def read_log(connection: Connection, members: "pd.Series[str]") -> TurfLogRows:
    """Read the log in the transaction under way."""
    cut = connection.execute(select(TURF_CUTS).order_by(TURF_CUTS.c.cut_id.desc()).limit(1)).first()
    now = fingerprint(members)
    belongs = cut is not None and cut.membership == now
    locks = connection.execute(select(TURF_LOCKS).order_by(TURF_LOCKS.c.turf_id)).all()
    steps = connection.execute(select(TURF_STEPS).order_by(TURF_STEPS.c.step_id)).all()
    done = tuple(_step(row) for row in steps if row.state == "done" and belongs)
    undone = tuple(_step(row) for row in reversed(steps) if row.state == "undone" and belongs)
    seen = [
        now,
        "" if cut is None else [cut.cut_id, cut.membership, cut.choices],
        [[row.turf_id, row.at.isoformat()] for row in locks],
        [[row.step_id, row.state, row.at.isoformat()] for row in steps],
    ]
    return TurfLogRows(
        members=members,
        choices={} if cut is None else json.loads(cut.choices),
        reasons=json.loads(cut.reasons) if belongs and cut is not None else {},
        locked=frozenset(row.turf_id for row in locks) & set(members) if belongs else frozenset(),
        done=done,
        undone=undone,
        mark=hashlib.sha256(json.dumps(seen).encode()).hexdigest(),
    )


def fingerprint(members: "pd.Series[str]") -> str:
    """Return the hash of which building is in which turf."""
    pairs = zip(members.index.tolist(), members.tolist(), strict=True)
    lines = sorted(f"{building} {turf}" for building, turf in pairs if turf)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def step_row(step: LoggedStep, state: str) -> dict[str, Any]:
    """Turn a step into a row, without its number."""
    return {
        "state": state,
        "said_fr": step.said.fr,
        "said_en": step.said.en,
        "before": json.dumps({turf: list(of) for turf, of in step.before.items()}),
        "after": json.dumps({turf: list(of) for turf, of in step.after.items()}),
        "locked_before": json.dumps(sorted(step.locked_before)),
        "locked_after": json.dumps(sorted(step.locked_after)),
        "who": step.who,
        "at": step.at,
    }


def _step(row: Any) -> LoggedStep:
    return LoggedStep(
        step_id=row.step_id,
        said=Words(row.said_fr, row.said_en),
        before=json.loads(row.before),
        after=json.loads(row.after),
        locked_before=json.loads(row.locked_before),
        locked_after=json.loads(row.locked_after),
        who=row.who,
        at=row.at,
    )


def _keep_cut(
    connection: Connection, change: LogChange, reasons: Mapping[str, str], membership: str
) -> None:
    """Add a row where the choices are new, else bring the one in force up to date."""
    last = connection.execute(
        select(TURF_CUTS.c.cut_id, TURF_CUTS.c.choices).order_by(TURF_CUTS.c.cut_id.desc()).limit(1)
    ).first()
    choices = json.dumps(dict(change.choices), sort_keys=True)
    now = {"reasons": json.dumps(reasons), "membership": membership}
    if last is None or change.begins or last.choices != choices:
        row = now | {"choices": choices, "who": acting.get(), "at": change.at}
        connection.execute(insert(TURF_CUTS), row)
    else:
        here = TURF_CUTS.c.cut_id == last.cut_id
        connection.execute(update(TURF_CUTS).where(here).values(now))


def _keep_locks(connection: Connection, locked: frozenset[str], at: datetime) -> None:
    known = set(connection.execute(select(TURF_LOCKS.c.turf_id)).scalars())
    gone = among(TURF_LOCKS.c.turf_id, sorted(known - locked))
    connection.execute(delete(TURF_LOCKS).where(gone))
    new = [{"turf_id": turf, "who": acting.get(), "at": at} for turf in sorted(locked - known)]
    if new:
        connection.execute(insert(TURF_LOCKS), new)


def _keep_steps(connection: Connection, change: LogChange) -> None:
    """Drop the steps that are not listed, note which are undone, add the new ones."""
    listed = [*(("done", step) for step in change.done), *(("undone", s) for s in change.undone)]
    stay = [step.step_id for _, step in listed if step.step_id]
    connection.execute(delete(TURF_STEPS).where(~among(TURF_STEPS.c.step_id, stay)))
    for state in ("done", "undone"):
        ids = [step.step_id for said, step in listed if said == state and step.step_id]
        here = among(TURF_STEPS.c.step_id, ids) & (TURF_STEPS.c.state != state)
        connection.execute(update(TURF_STEPS).where(here).values(state=state))
    last = connection.execute(select(func.max(TURF_STEPS.c.step_id))).scalar() or 0
    new = [
        step_row(replace(step, who=acting.get(), at=change.at), state) | {"step_id": last + number}
        for number, (state, step) in enumerate(
            ((state, step) for state, step in listed if not step.step_id), start=1
        )
    ]
    if new:
        connection.execute(insert(TURF_STEPS), new)
