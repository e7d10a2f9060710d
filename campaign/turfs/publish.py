"""Publish turfs: fix them for good, unless something is broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from campaign.folder import Campaign
from campaign.turfs.uncovered import FILE
from canvass.errors import BadInputError, Fault, MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.words import Words

#: What the audit finds in one turf -> why it cannot go out. The column counts it.
BROKEN: Mapping[str, Words] = {
    "disconnected": Words(
        "des portes qu'aucun chemin raisonnable ne relie ; {step}",
        "doors that no reasonable walk joins; {step}",
        step=NextStep.SPLIT,
    ),
    "barriers_crossed": Words(
        "des portes séparées par une barrière infranchissable",
        "doors that a barrier keeps apart",
    ),
    "unreached": Words("des portes loin de toute rue", "doors far from every street"),
    "split_buildings": Words(
        "un immeuble partagé avec un autre secteur", "a building shared with another turf"
    ),
    "empty": Words("aucune porte", "no door"),
}


@dataclass(frozen=True)
class Published:
    """How many turfs are published now, and what is left to look at.

    ``listed``: whether a review file tells buildings in no turf.
    """

    turfs: int
    withdrawn: bool = False
    off_range: Sequence[str] = ()
    uncovered: int = 0
    listed: bool = False


def publish(
    campaign: Campaign, turfs: Sequence[str] = (), *, on_progress: OnProgress = silent
) -> Published:
    """Publish some turfs, or all; nothing is published if one of them is broken.

    Raises
    ------
    MissingStepError
        If nothing was cut.
    BadInputError
        If a turf is unknown, or broken: each is named with the reason.
    """
    from people_base.turfs.turf_changes import set_status

    checked = check_turfs(campaign, turfs, on_progress=on_progress)
    with campaign.base() as base:
        set_status(base, list(checked.turfs.index), "published")
    off = checked.turfs.index[~checked.turfs["in_range"].astype(bool)]
    return Published(
        turfs=len(checked.turfs),
        off_range=list(off),
        uncovered=0 if turfs else checked.sheet.uncovered_buildings,
        listed=(campaign.review / FILE).is_file(),
    )


def checked_drafts(campaign: Campaign, turfs: Sequence[str]) -> list[str]:
    """Return those of some turfs that are not published yet, and may be.

    Raises
    ------
    BadInputError
        If one of them is broken.
    """
    from people_base.turfs.turf_changes import turf_ids

    with campaign.base() as base:
        drafts = sorted(turf_ids(base, status="draft").intersection(turfs))
    if drafts:
        check_turfs(campaign, drafts)
    return drafts


def withdraw(campaign: Campaign, turfs: Sequence[str]) -> Published:
    """Make published turfs, or all, drafts again to be changed; sheets out still count.

    Raises
    ------
    BadInputError
        If one of them is not published, or none is.
    """
    from people_base.turfs.turf_assignment import turf_assignment
    from people_base.turfs.turf_changes import set_status, turf_ids

    with campaign.base() as base:
        out = turf_ids(base, status="published") & set(turf_assignment(base))
        unknown = sorted(set(turfs) - out)
        if unknown:
            raise BadInputError(
                Words("Pas publiés : {names}", "Not published: {names}", names=unknown)
            )
        if not out:
            raise BadInputError(
                Words("Aucun secteur n'est publié.", "No turf is published."),
            )
        chosen = sorted(set(turfs) or out)
        set_status(base, chosen, "draft")
    return Published(turfs=len(chosen), withdrawn=True)


def check_turfs(
    campaign: Campaign, turfs: Sequence[str] = (), *, on_progress: OnProgress = silent
) -> Any:
    """Audit some turfs, or all, and refuse those that are broken.

    Raises
    ------
    MissingStepError, BadInputError
        As ``publish``.
    """
    from campaign.turfs.check_turfs import audit

    made = audit(campaign, turfs=turfs, on_progress=on_progress)
    if made.turfs.empty:
        raise MissingStepError(
            Words("Aucun secteur : {step}.", "No turf yet: {step}.", step=NextStep.CUT)
        )
    faults = [
        Fault(Words(f"{turf} : {why.fr}", f"{turf}: {why.en}"))
        for turf, row in _counts(made.turfs).iterrows()
        for column, why in BROKEN.items()
        if row[column]
    ]
    if faults:
        raise BadInputError(
            Words("Rien n'est publié. À réparer d'abord :", "Nothing published. Mend first:"),
            faults,
        )
    return made


def _counts(turfs: pd.DataFrame) -> pd.DataFrame:
    return turfs.assign(
        disconnected=~turfs["connected"].astype(bool)
        & (turfs["barriers_crossed"] == 0)
        & (turfs["unreached"] == 0),
        empty=turfs["doors"] <= 0,
    )
