"""Cut the town into turfs."""

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from campaign.folder import Campaign
from campaign.import_places import street_network
from campaign.review import write_review
from canvass.errors import BadInputError, MissingStepError, RefusedByLawError
from canvass.progress import OnProgress, share, silent
from canvass.tables import BUILDINGS, STOPS, TURFS
from canvass.words import Words

Unit = Literal["doors", "minutes"]
Within = Literal["none", "bureau", "quartier"]
By = Literal["building", "blockface", "block"]


@dataclass(frozen=True)
class CutChoices:
    """What the organiser asks: turfs of ``target`` doors or minutes, inside which areas.

    ``bureaux`` limits the cut to some bureaux; empty means the whole town.
    """

    target: float = 50
    unit: Unit = "doors"
    within: Within = "bureau"
    by: By = "building"
    tolerance: float = 0.10
    bureaux: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class TurfsCut:
    """How many turfs, how even, and which buildings stay outside."""

    turfs: int
    doors: int
    within_tolerance: float
    connected: float
    left_out: int

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        said = [
            Words(
                f"{self.turfs:,} secteurs, {self.doors:,} portes ; "
                f"{self.within_tolerance:.0%} dans la tolérance, "
                f"{self.connected:.0%} d'un seul tenant à pied",
                f"{self.turfs:,} turfs, {self.doors:,} doors; "
                f"{self.within_tolerance:.0%} within tolerance, "
                f"{self.connected:.0%} connected on foot",
            )
        ]
        if self.left_out:
            said.append(
                Words(
                    f"{self.left_out:,} adresses hors secteur, avec la raison "
                    "(review/hors_secteur.csv)",
                    f"{self.left_out:,} buildings outside any turf, with the reason "
                    "(review/hors_secteur.csv)",
                )
            )
        return said


def cut(
    campaign: Campaign, choices: CutChoices | None = None, *, on_progress: OnProgress = silent
) -> TurfsCut:
    """Cut turfs and keep them as a draft; a cut of some bureaux leaves the others as they are.

    Raises
    ------
    MissingStepError
        If there are no buildings or no streets yet.
    RefusedByLawError
        Never for a draft; publishing is checked elsewhere.
    BadInputError
        If a named bureau does not exist, or turfs to be replaced already hold answers.
    """
    from people_base.store import read
    from turf.cut import cut_turfs

    choices = choices or CutChoices()
    with campaign.base() as base:
        buildings = _buildings_to_cut(read(base, BUILDINGS), choices)
        network = street_network(campaign)
        doors = snapped(network, buildings)
        on_progress(20, 100)
        made = cut_turfs(
            buildings,
            network,
            doors,
            settings=_settings(campaign, choices),
            seed=choices.seed,
            on_progress=share(on_progress, 0.2, 0.95),
        )
        _keep(base, buildings, made)
    write_review(campaign, "hors_secteur.csv", made.left_out)
    on_progress(1, 1)
    return TurfsCut(
        turfs=len(made.turfs),
        doors=int(made.turfs["doors"].sum()),
        within_tolerance=made.facts.share_within_tolerance,
        connected=made.facts.share_connected,
        left_out=len(made.left_out),
    )


def snapped(network: Any, buildings: Any) -> pd.DataFrame:
    """Put buildings on the streets they are named after."""
    from routing.snapping import snap_doors

    doors: pd.DataFrame = snap_doors(network, buildings.geometry, street_names=buildings["street"])
    return doors
