"""Cut the town into turfs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from campaign.do_not_contact import drop_opposed_buildings
from campaign.folder import Campaign
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.turf_log import begun_log
from campaign.turfs.turf_session import (
    TurfSession,
    as_rows,
    cut_settings,
    open_turf_session,
    quartier_labels,
    snapped,
)
from campaign.turfs.uncovered import write_uncovered
from canvass.errors import BadInputError, MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.words import Words

if TYPE_CHECKING:
    from turf.balance import Balance

__all__ = ["CutChoices", "TurfsCut", "cut", "cut_settings", "snapped"]


@dataclass(frozen=True)
class TurfsCut:
    """How many turfs, how even, and which buildings stay outside.

    ``balance`` counts the turfs as the audit does; ``disconnected`` those with doors that no walk
    joins, and ``long_gaps`` those in which a door is more than ``gap_m`` on foot from the others.
    """

    turfs: int
    doors: int
    balance: "Balance"
    disconnected: int
    left_out: int
    long_gaps: int = 0
    gap_m: float = 300


def cut(
    campaign: Campaign, choices: CutChoices | None = None, *, on_progress: OnProgress = silent
) -> TurfsCut:
    """Cut turfs and keep them; a cut of some bureaux leaves the turfs of the others as they are.

    So do locked turfs: the cut is made around them.

    Raises
    ------
    MissingStepError
        If there are no buildings or no streets yet.
    BadInputError
        If a named bureau has no building, or published turfs would be replaced.
    """
    from people_base.turfs.cuts import replace_cut

    choices = choices or CutChoices()
    with campaign.base() as base:
        desk = open_turf_session(campaign, base, choices)
        asked = buildings_of(desk.buildings, choices.bureaux)
        _refuse_to_replace(desk, asked.index)
        buildings = drop_opposed_buildings(base, campaign.salt, to_visit(asked, choices))
        locked = desk.log.assignment.turf_id[buildings.index]
        locked = locked.where(locked.isin(desk.log.assignment.locked), "")
        on_progress(20, 100)
        made = _made(desk, buildings, locked, share(on_progress, 0.2, 0.9))
        ours = made.turfs.index.difference(locked)
        labelled = made.turfs.loc[ours]
        if choices.names == "quartier":
            labelled = labelled.assign(
                label=quartier_labels(base, buildings, made.turf_id).reindex(ours)
            )
        rows = as_rows(campaign, labelled, turf_shapes_of(buildings, made.turf_id))
        cut_now = made.turf_id[locked == ""]
        done = asked.index.difference(buildings.index)
        log = begun_log(desk.log, made.turfs.loc[ours, "reason"].to_dict())
        replace_cut(base, rows, pd.concat([cut_now, pd.Series("", index=done)]), log=log)
    write_uncovered(campaign, made.left_out, buildings, whole_town=not choices.bureaux)
    on_progress(1, 1)
    return TurfsCut(
        turfs=len(made.turfs),
        doors=int(made.turfs["doors"].sum()),
        balance=made.facts.balance,
        disconnected=int((~made.turfs["connected"].astype(bool)).sum()),
        left_out=len(made.left_out),
        long_gaps=made.facts.long_gaps,
        gap_m=choices.gap_m,
    )


def _refuse_to_replace(desk: TurfSession, buildings: "pd.Index[str]") -> None:
    """Refuse a cut that would take apart turfs that went out and that nobody locked.

    Raises
    ------
    BadInputError
    """
    held = set(desk.log.assignment.turf_id.reindex(buildings).dropna())
    out = sorted((desk.published - desk.log.assignment.locked) & held)
    if out:
        raise BadInputError(
            Words(
                "{n:secteur publié serait remplacé|secteurs publiés seraient remplacés} : "
                "{names:8}. Rien n'est changé. Pour n'ajuster que les autres, {recut} ; "
                "pour les remplacer, {withdraw}.",
                "{n:published turf|published turfs} would be replaced: {names:8}. Nothing was "
                "changed. To mend only the others, {recut}; to replace them, {withdraw}.",
                n=len(out),
                names=out,
                recut=NextStep.RECUT,
                withdraw=NextStep.WITHDRAW,
            )
        )


def _made(
    desk: TurfSession, buildings: gpd.GeoDataFrame, locked: "pd.Series[str]", tick: Any
) -> Any:
    """Cut everything, or what is not locked."""
    from turf.cut import cut_turfs
    from turf.recut import recut_turfs

    settings = desk.settings()
    doors, seed = desk.doors.loc[buildings.index], desk.log.choices.seed
    if not (locked != "").any():
        return cut_turfs(
            buildings, desk.network, doors, settings=settings, seed=seed, on_progress=tick
        )
    return recut_turfs(
        buildings,
        desk.network,
        doors,
        locked,
        settings=settings,
        locked=set(locked) - {""},
        seed=seed,
        on_progress=tick,
    )


def turf_shapes_of(buildings: gpd.GeoDataFrame, turf_id: "pd.Series[str]") -> gpd.GeoSeries:
    """Draw the outline of every turf."""
    from turf.outlines import turf_shapes

    return turf_shapes(buildings, turf_id.reindex(buildings.index).fillna(""))


def to_visit(buildings: gpd.GeoDataFrame, choices: CutChoices) -> gpd.GeoDataFrame:
    """Keep the buildings where somebody is still to be met, where only those are asked for."""
    return buildings if choices.visit == "all" else buildings[buildings["doors"] > 0]


def buildings_of(buildings: gpd.GeoDataFrame, bureaux: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Keep the buildings of some bureaux; all where none is named.

    Raises
    ------
    MissingStepError, BadInputError
        If there is no building at all, or none in a named bureau.
    """
    if buildings.empty:
        raise MissingStepError(
            Words(
                "Aucune adresse placée : {step}.",
                "No building yet: {step}.",
                step=NextStep.GEOCODE,
            )
        )
    unknown = sorted(set(bureaux) - set(buildings["bureau_id"]))
    if unknown:
        raise BadInputError(
            Words(
                f"Aucune adresse dans ces bureaux : {', '.join(unknown)}",
                f"No building in these bureaux: {', '.join(unknown)}",
            )
        )
    return buildings[buildings["bureau_id"].isin(bureaux)] if bureaux else buildings
