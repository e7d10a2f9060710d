"""Turfs made of chosen addresses, and a step taken back by whoever did it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from campaign.folder import Campaign
from campaign.turfs.turf_by_hand import Changed, change
from campaign.turfs.turf_session import TurfSession
from canvass.errors import BadInputError
from canvass.words import Words


def make(campaign: Campaign, buildings: Sequence[str]) -> Changed:
    """Make one turf of some addresses, wherever they were; those of locked turfs stay.

    Raises
    ------
    BadInputError
        If an address is unknown, or all of them are in locked turfs.
    """
    from turf.assignment import changed

    def step(desk: TurfSession) -> Any:
        chosen, turf = _free(desk, buildings), _new_id(desk)
        said = Words(
            "{turf} : {n:adresse choisie|adresses choisies}",
            "{turf}: {n:chosen building|chosen buildings}",
            turf=turf,
            n=len(chosen),
        )
        after = pd.Series(turf, index=chosen, dtype="str")
        return changed(desk.assignment, after, Words(said.fr, said.en))

    return change(campaign, step)


def cut_alone(campaign: Campaign, buildings: Sequence[str]) -> Changed:
    """Cut some addresses, and nothing else, into connected turfs of the size of the last cut.

    Raises
    ------
    BadInputError
        If an address is unknown, all of them are in locked turfs, or they cannot be cut.
    """
    from turf.assignment import changed
    from turf.split_turf import split

    def step(desk: TurfSession) -> Any:
        chosen, turf = _free(desk, buildings), _new_id(desk)
        one = changed(desk.assignment, pd.Series(turf, index=chosen, dtype="str"), Words("", ""))
        parts = max(round(_load(desk, chosen) / desk.log.choices.target), 1)
        settings = desk.settings()
        cut = one if parts == 1 else split(
            one, desk.buildings, desk.network, desk.doors_of(desk.buildings.loc[chosen]), turf,
            parts=parts, settings=settings, used={*desk.used, turf},
        )  # fmt: skip
        said = Words(
            "{n:adresse découpée|adresses découpées} en {parts:secteur|secteurs}",
            "{n:building|buildings} cut into {parts:turf|turfs}",
            n=len(chosen),
            parts=parts,
        )
        # one step, so that it is undone at once
        return changed(desk.assignment, cut.turf_id[chosen], Words(said.fr, said.en))

    return change(campaign, step)


def undo_own(campaign: Campaign, who: str) -> Changed:
    """Take back the last step of somebody; what others did since stays.

    Parameters
    ----------
    who
        As the steps are signed.

    Raises
    ------
    BadInputError
        If they did none, or somebody has since changed the same addresses or locks.
    """
    from turf.assignment import undo

    taken_back: list[Words] = []

    def step(desk: TurfSession) -> Any:
        done = desk.assignment.done
        mine = [place for place, one in enumerate(done) if desk.log.authors.get(one.step_id) == who]
        if not mine:
            raise BadInputError(
                Words("Rien de vous à annuler.", "There is nothing of yours to undo.")
            )
        told = done[mine[-1]].said
        taken_back.append(Words(f"Annulé : {told.fr}", f"Undone: {told.en}"))
        if mine[-1] == len(done) - 1:
            return undo(desk.assignment)
        return _without(desk, mine[-1])

    return replace(change(campaign, step), said=taken_back[0])


def _without(desk: TurfSession, place: int) -> Any:
    """Take a step out from under others, if they do not build upon it; it cannot be done again."""
    made = desk.assignment
    gone, later = made.done[place], made.done[place + 1 :]
    relocked = gone.locked_before != gone.locked_after
    turfs = {*gone.before, *gone.after} - {""}
    in_the_way = [
        step
        for step in later
        if relocked
        or turfs & {*step.before, *step.after}
        or gone.after.index.isin(step.after.index).any()
    ]
    if in_the_way:
        by = [desk.log.signed[one.step_id] for one in in_the_way]
        raise BadInputError(
            Words(
                "Ces secteurs ont changé depuis ({by}) : rien n'est annulé.",
                "These turfs have changed since ({by}): nothing is undone.",
                by=by,
            )
        )
    turf_id = made.turf_id.copy()
    turf_id[gone.before.index] = gone.before
    return replace(made, turf_id=turf_id, done=(*made.done[:place], *later))


def _free(desk: TurfSession, buildings: Sequence[str]) -> "pd.Index[str]":
    """Find addresses by id; those of locked turfs are left out."""
    chosen = pd.Index(list(dict.fromkeys(buildings)), dtype="str")
    known = desk.assignment.turf_id
    if not chosen.isin(known.index).all():
        raise BadInputError(
            Words("Des adresses ne sont pas de cette campagne.", "Some buildings are unknown.")
        )
    free = chosen[~known[chosen].isin(desk.assignment.locked)]
    if free.empty:
        raise BadInputError(
            Words(
                "Aucune adresse libre : les secteurs verrouillés ou publiés ne changent pas.",
                "No building is free: locked and published turfs do not change.",
            )
        )
    return free


def _new_id(desk: TurfSession) -> str:
    from turf.turf_ids import new_ids

    return new_ids(desk.used, 1)[0]


def _load(desk: TurfSession, chosen: "pd.Index[str]") -> float:
    """Give doors or minutes, as the last cut counted; minutes are those of the doors alone."""
    doors = float(desk.buildings["doors"][chosen].sum())
    if desk.log.choices.unit == "doors":
        return doors
    return desk.campaign.settings.walking.door_s / 60 * doors
