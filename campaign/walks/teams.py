"""So many people for so many hours: how many turfs, and which ones first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from campaign.folder import Campaign
from campaign.review import write_review
from canvass.errors import BadInputError, Fault, MissingStepError
from canvass.next_step import NextStep
from canvass.tables import RESULTS
from canvass.words import Words
from files.writing.csv_text import french_csv

First = Literal["doors", "abstention"]
FILE = "equipes.csv"
#: A team takes a turf that runs over its time by so much: a turf is left rather than begun twice.
OVER = 1.1
#: A team that is busy for less of its time than this should have larger turfs.
FILLED = 0.8


@dataclass(frozen=True)
class Teams:
    """Who takes what: one row a turf, ``team`` from 1 on, ``label``, ``doors``, ``minutes``."""

    people: int
    teams: int
    minutes: float
    per_team: float
    table: pd.DataFrame
    left: int

    def csv(self) -> bytes:
        """Return the table as a French spreadsheet opens it."""
        return french_csv(_rounded(self.table), index=True)

    @property
    def filled(self) -> float:
        """Return the minutes from which a team's time counts as filled."""
        return FILLED * self.minutes


def plan_teams(
    campaign: Campaign,
    people: int,
    hours: float,
    *,
    by: int = 2,
    first: First = "doors",
    bureaux: Sequence[str] = (),
) -> Teams:
    """Share the turfs that nobody finished among teams, those worth most first.

    Parameters
    ----------
    people, hours
        Who comes, for how long; the walk to the first door is not counted.
    by
        People in a team.
    first
        ``doors``: most doors still to knock at in an hour. ``abstention``: bureaux with the lowest
        turnout of the last election imported, then the same.
    bureaux
        Only turfs of these.

    Raises
    ------
    MissingStepError
        If nothing was cut, or no results were imported for ``abstention``.
    BadInputError
        If there are too few people or hours.
    """
    _refuse_nobody(people, hours, by)
    turfs = _waiting(campaign, first, bureaux)
    teams, minutes = people // by, 60.0 * hours
    chosen = _shared(turfs, teams, minutes)
    table = turfs.loc[list(chosen)].assign(team=list(chosen.values()))
    table = table.sort_values("team", kind="stable")[["team", "label", "doors", "minutes"]]
    write_review(campaign, FILE, _rounded(table), index=True)
    busy = float(table["minutes"].sum()) / teams
    return Teams(people, teams, minutes, busy, table, len(turfs) - len(table))


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    return table.round({"minutes": 0})


def _refuse_nobody(people: int, hours: float, by: int) -> None:
    faults = [
        Fault(words, column=name)
        for name, fine, words in (
            ("by", by >= 1, Words("au moins 1", "at least 1")),
            ("people", people >= by, Words("pas même une équipe", "not even one team")),
            ("hours", hours > 0, Words("doit être positif", "must be positive")),
        )
        if not fine
    ]
    if faults:
        raise BadInputError(Words("Équipes impossibles :", "No such teams:"), faults)


def _waiting(campaign: Campaign, first: First, bureaux: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the turfs with doors left, best first; minutes are those still to be spent."""
    from campaign.overview import turf_table

    turfs = turf_table(campaign)
    if turfs.empty:
        raise MissingStepError(
            Words("Aucun secteur : {step}.", "No turf yet: {step}.", step=NextStep.CUT)
        )
    if bureaux:
        turfs = turfs[turfs["bureau_id"].isin(bureaux)]
    left = 1 - turfs["share_covered"].clip(0, 1)
    turfs = turfs.assign(minutes=turfs["minutes"] * left, doors=(turfs["doors"] * left).round())
    turfs = turfs.astype({"doors": int})
    turfs = turfs[turfs["doors"] > 0]
    order = pd.DataFrame({"rate": -turfs["doors"] / turfs["minutes"].clip(lower=1)})
    order["turnout"] = 0.0
    if first == "abstention":
        order["turnout"] = turfs["bureau_id"].map(_turnout(campaign)).fillna(np.inf)
    return turfs.loc[order.sort_values(["turnout", "rate"], kind="stable").index]


def _turnout(campaign: Campaign) -> "pd.Series[float]":
    """Return the turnout of each bureau at the election imported last, by its name."""
    from people_base.store import read

    with campaign.base() as base:
        results = read(base, RESULTS, columns=["registered", "voted"])
    if results.empty:
        raise MissingStepError(
            Words(
                "Aucun résultat d'élection : {step}.",
                "No election results yet: {step}.",
                step=NextStep.IMPORT_RESULTS,
            )
        )
    flat = results.reset_index()
    last = flat[flat["election"] == flat["election"].max()].drop_duplicates("bureau_id")
    last = last.set_index("bureau_id")
    turnout: pd.Series[float] = last["voted"] / last["registered"]
    return turnout


def _shared(turfs: gpd.GeoDataFrame, teams: int, minutes: float) -> dict[str, int]:
    """Return each team the best turf that is left, then near ones while its time lasts."""
    middle = turfs.geometry.representative_point()
    xy = np.column_stack([middle.x, middle.y])
    need = turfs["minutes"].to_numpy(float)
    free = np.ones(len(turfs), bool)
    chosen: dict[str, int] = {}
    for team in range(1, teams + 1):
        room, here = minutes * OVER, -1
        while True:
            fits = np.flatnonzero(free & (need <= room))
            if not fits.size:
                break
            far = np.zeros(fits.size) if here < 0 else np.hypot(*(xy[fits] - xy[here]).T)
            here = int(fits[np.argmin(far)])
            free[here] = False
            room -= need[here]
            chosen[str(turfs.index[here])] = team
    return chosen
