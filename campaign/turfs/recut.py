"""Mend the turfs after a new roll, new barriers or a weekend of canvassing, and say what moved."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from campaign.do_not_contact import drop_opposed_buildings
from campaign.folder import Campaign
from campaign.review import write_review
from campaign.turfs.cut import buildings_of, to_visit
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.turf_log import changed_log, kept_choices
from campaign.turfs.turf_session import (
    TurfSession,
    as_rows,
    open_turf_session,
    outlines_of,
    quartier_labels,
)
from campaign.turfs.uncovered import write_uncovered
from canvass.errors import MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.words import Words

if TYPE_CHECKING:
    from turf.balance import Balance
    from turf.cut import Cut

#: Which building went from which turf to which.
MOVED = "redecoupage.csv"


@dataclass(frozen=True)
class Recut:
    """What a re-cut did to the turfs and to the doors.

    ``balance`` counts the turfs as the audit does. ``fixed`` are locked or published turfs, which
    stay as they are, and ``fixed_off`` those of them outside the tolerance. ``long_gaps`` are turfs
    in which a door is more than ``gap_m`` on foot from the others: a re-cut leaves them so.
    """

    turfs: int
    same: int
    changed: int
    new: int
    gone: int
    doors: int
    doors_moved: int
    buildings_new: int
    buildings_gone: int
    moved: int
    balance: "Balance"
    fixed: int
    fixed_off: int
    long_gaps: int = 0
    gap_m: float = 300


def recut(
    campaign: Campaign, choices: CutChoices | None = None, *, on_progress: OnProgress = silent
) -> Recut:
    """Mend the turfs where they do not fit any more; locked and published ones stay as they are.

    With ``visit="left"`` only doors that nobody opened count, published turfs are replaced too,
    and what is left of them goes out under new ids.

    Raises
    ------
    MissingStepError
        If nothing was cut.
    """
    from turf.recut import recut_turfs

    with campaign.base() as base:
        choices = choices or kept_choices(base)
        desk = open_turf_session(campaign, base, choices)
        before = desk.log.assignment.turf_id
        if not (before != "").any():
            raise MissingStepError(
                Words("Aucun secteur : {step}.", "No turf yet: {step}.", step=NextStep.CUT)
            )
        fixed = desk.log.assignment.locked
        if choices.visit == "all":
            fixed = fixed | desk.published
        asked = buildings_of(desk.buildings, choices.bureaux)
        inside = to_visit(drop_opposed_buildings(base, campaign.salt, asked), choices)
        inside = asked[asked.index.isin(inside.index) | before[asked.index].isin(fixed)]
        on_progress(20, 100)
        made = recut_turfs(
            inside,
            desk.network,
            desk.doors.loc[inside.index],
            before[inside.index],
            settings=desk.settings(),
            locked=fixed & set(before[inside.index]),
            seed=choices.seed,
            on_progress=share(on_progress, 0.2, 0.9),
        )
        made = _renamed(made, desk)
        after = before.copy()
        after[asked.index] = made.turf_id.reindex(asked.index).fillna("")
        told = _kept(desk, made, after, fixed)
    write_uncovered(campaign, made.left_out, inside, whole_town=not choices.bureaux)
    on_progress(1, 1)
    return told


def _renamed(made: "Cut", desk: TurfSession) -> "Cut":
    """Return new turfs ids that none ever had; what is left of published ones is new too."""
    from turf.turf_ids import new_ids

    stay = set(desk.log.assignment.turf_id)
    if desk.log.choices.visit == "left":
        stay -= desk.published
    new = [turf for turf in made.turfs.index if turf not in stay]
    names = dict(zip(new, new_ids(desk.used, len(new)), strict=True))
    turf_id = made.turf_id.map(lambda turf: names.get(turf, turf))
    return replace(made, turf_id=turf_id, turfs=made.turfs.rename(index=names))


def _kept(desk: TurfSession, made: "Cut", after: "pd.Series[str]", fixed: Collection[str]) -> Recut:
    """Write the turfs that changed and the log; compare before and after."""
    from people_base.turfs.cuts import current_turfs
    from people_base.turfs.turf_assignment import turf_assignment
    from people_base.turfs.turf_changes import change_turfs
    from turf.assignment import changed
    from turf.recut import LOCKED

    old, stored = turf_assignment(desk.base), current_turfs(desk.base)
    gone = old.index.difference(after.index)
    # a published turf keeps even the addresses where nobody lives now: it does not change
    left = old[gone].where(old[gone].isin(desk.published), "")
    wanted = pd.concat([after, left])
    was = old.reindex(wanted.index).fillna("")
    moved = wanted.index[was != wanted]
    touched = _touched(made.turfs, stored, set(was[moved]) | set(wanted[moved]))
    turfs = made.turfs.loc[touched]
    if desk.log.choices.names == "quartier":
        labels = quartier_labels(desk.base, desk.buildings, after)
        turfs = turfs.assign(label=labels.reindex(turfs.index))
    rows = as_rows(desk.campaign, turfs, outlines_of(desk.buildings, after, touched))
    said = Words("Redécoupage", "Re-cut")
    assignment = changed(desk.log.assignment, after[after != desk.log.assignment.turf_id], said)
    # a locked turf was not judged anew: why it is off is what the cut before found
    judged = made.turfs.loc[made.turfs["reason"] != LOCKED, "reason"]
    reasons = dict(desk.log.reasons) | {str(turf): why for turf, why in judged.items()}
    there = set(after)
    kept = {turf: why for turf, why in reasons.items() if why and turf in there}
    choices = replace(desk.log.choices, bureaux=())
    log = changed_log(replace(desk.log, choices=choices, assignment=assignment, reasons=kept))
    change_turfs(desk.base, rows, wanted[moved], new_version=True, log=log)
    return _compared(desk, made, was, wanted, fixed)


def _touched(turfs: pd.DataFrame, stored: pd.DataFrame, moved: set[str]) -> "pd.Index[str]":
    """Choose the turfs whose buildings or counts changed; the others keep their walk."""
    both = turfs.index.intersection(stored.index)
    counts = ["doors", "voters"]
    other = (turfs.loc[both, counts] != stored.loc[both, counts]).any(axis=1)
    published = set(stored.index[stored["status"] == "published"])
    names = (moved | set(both[other]) | set(turfs.index.difference(stored.index))) - published
    return turfs.index[turfs.index.isin(names)]


def _compared(
    desk: TurfSession,
    made: "Cut",
    was: "pd.Series[str]",
    now: "pd.Series[str]",
    fixed: Collection[str],
) -> Recut:
    """Count what moved, and list it."""
    from turf.recut import LOCKED

    other = was != now
    table = pd.DataFrame({"adresse_id": was.index, "avant": was, "apres": now})
    write_review(desk.campaign, MOVED, table[other.to_numpy()].sort_values(["avant", "apres"]))
    doors = desk.buildings["doors"].reindex(was.index).fillna(0)
    before, after = set(was) - {""}, set(now) - {""}
    touched = set(was[other]) | set(now[other])
    return Recut(
        turfs=len(after),
        same=len(before & after - touched),
        changed=len(before & after & touched),
        new=len(after - before),
        gone=len(before - after),
        doors=int(doors.sum()),
        doors_moved=int(doors[other & (was != "") & (now != "")].sum()),
        buildings_new=int(((was == "") & (now != "")).sum()),
        buildings_gone=int(((was != "") & (now == "")).sum()),
        moved=int(other.sum()),
        balance=made.facts.balance,
        fixed=int(made.turfs.index.isin(fixed).sum()),
        long_gaps=made.facts.long_gaps,
        gap_m=desk.log.choices.gap_m,
        fixed_off=made.facts.balance.reasons.get(LOCKED, 0),
    )
