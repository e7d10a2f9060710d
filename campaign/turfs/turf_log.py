"""What was decided about the turfs, as the base has it, in the words of ``turf.assignment``."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from campaign.turfs.cut_choices import CutChoices
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base
    from people_base.turfs.turf_log import LogChange, LoggedStep, TurfLogRows
    from turf.assignment import Assignment, Step

#: Steps that can be undone, and buildings in all of them together.
KEPT_STEPS = 100
KEPT_CHANGES = 500_000


@dataclass(frozen=True)
class TurfLog:
    """Choices of the last cut, and the assignment with its steps.

    ``reasons`` tells why a turf is out of the range, as the cut found it; ``mark`` is of the log
    that was read (``people_base.turfs.turf_log``), ``signed`` who did its steps, and when,
    ``authors`` who did them.
    """

    choices: CutChoices
    assignment: "Assignment"
    reasons: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    signed: Mapping[int, Words] = field(default_factory=dict)
    authors: Mapping[int, str] = field(default_factory=dict)


def load_log(rows: "TurfLogRows", buildings: "pd.Index[str]") -> TurfLog:
    """Read the log as the base has it.

    Parameters
    ----------
    rows
        The log and the membership that it belongs to.
    buildings
        Buildings of the base; steps forget those that are gone.
    """
    from turf.assignment import Assignment

    turf_id = rows.members.reindex(buildings).fillna("").astype("str").rename("turf_id")
    known = frozenset(buildings)
    done, undone = (
        tuple(_step(step, known) for step in steps) for steps in (rows.done, rows.undone)
    )
    made = Assignment(turf_id, rows.locked & set(turf_id), done, undone)
    signed = {step.step_id: signature(step) for step in (*rows.done, *rows.undone)}
    authors = {step.step_id: step.who for step in (*rows.done, *rows.undone)}
    return TurfLog(_choices(rows.choices), made, rows.reasons, rows.mark, signed, authors)


def kept_choices(base: "Base") -> CutChoices:
    """Return the choices of the last cut; the usual ones where there was none."""
    from people_base.turfs.turf_log import turf_log

    return chosen(turf_log(base))


def chosen(rows: "TurfLogRows") -> CutChoices:
    """Return the choices that a log holds."""
    return _choices(rows.choices)


def changed_log(log: TurfLog, *, at: datetime | None = None) -> "LogChange":
    """Word a log for the base; the oldest steps go first."""
    from people_base.turfs.turf_log import LogChange

    steps = log.assignment.done[-KEPT_STEPS:]
    while sum(len(step.after) for step in steps) > KEPT_CHANGES:
        steps = steps[1:]
    return LogChange(
        mark=log.mark,
        choices=asdict(log.choices),
        reasons=log.reasons,
        locked=log.assignment.locked,
        done=[_logged(step) for step in steps],
        undone=[_logged(step) for step in log.assignment.undone],
        at=at or datetime.now(UTC),
    )


def begun_log(log: TurfLog, reasons: Mapping[str, str], *, at: datetime | None = None) -> Any:
    """Start anew after a cut: locked turfs that are still there stay locked.

    A cut of some bureaux keeps what was decided for the others. ``reasons`` are by the ids of the
    cut.
    """
    begun = replace(log.assignment, done=(), undone=())
    before = log.reasons if log.choices.bureaux else {}
    choices = replace(log.choices, bureaux=())
    change = changed_log(replace(log, choices=choices, assignment=begun, reasons=before), at=at)
    return replace(change, new_reasons=dict(reasons), begins=True)


def _choices(kept: Mapping[str, Any]) -> CutChoices:
    return CutChoices(**{**kept, "bureaux": tuple(kept.get("bureaux", ()))})


def signature(step: "LoggedStep") -> Words:
    """Say who did a step, and when; nothing of a step whose author nobody noted."""
    by = f"{step.who}, " if step.who else ""
    if step.at is None:
        return Words("", "")
    return Words(f"{by}{step.at:%d/%m/%Y %H:%M} UTC", f"{by}{step.at:%Y-%m-%d %H:%M} UTC")


def _logged(step: "Step") -> "LoggedStep":
    from people_base.turfs.turf_log import LoggedStep

    return LoggedStep(
        step_id=step.step_id,
        said=step.said,
        before=_by_turf(step.before),
        after=_by_turf(step.after),
        locked_before=step.locked_before,
        locked_after=step.locked_after,
    )


def _by_turf(part: "pd.Series[str]") -> dict[str, list[str]]:
    return {str(turf): list(of.index) for turf, of in part.groupby(part)}


def _step(logged: "LoggedStep", buildings: Collection[str]) -> "Step":
    from turf.assignment import Step

    before, after = _series(logged.before), _series(logged.after)
    after = after[[building in buildings for building in after.index]]
    locked = frozenset(logged.locked_before), frozenset(logged.locked_after)
    return Step(logged.said, before.reindex(after.index), after, *locked, logged.step_id)


def _series(by_turf: Mapping[str, Any]) -> "pd.Series[str]":
    turf_of = {building: turf for turf, ids in by_turf.items() for building in ids}
    made = pd.Series(turf_of, dtype="str")
    made.index = made.index.astype("str").rename("building_id")
    return made
