"""Cut the town into turfs."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from campaign.folder import Campaign
from campaign.import_places import street_network
from campaign.review import write_review
from canvass.errors import BadInputError, Fault, MissingStepError
from canvass.progress import OnProgress, share, silent
from canvass.tables import BUILDINGS, TURFS
from canvass.words import Words, fr, fr_share

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

    @classmethod
    def checked(cls, **asked: Any) -> "CutChoices":
        """Build from what a person typed.

        Raises
        ------
        BadInputError
            Naming every choice that is not one of those allowed.
        """
        allowed = {"unit": get_args(Unit), "within": get_args(Within), "by": get_args(By)}
        faults = [
            Fault(
                Words(
                    f"« {asked[name]} » : choisir parmi {', '.join(values)}",
                    f"“{asked[name]}”: choose among {', '.join(values)}",
                ),
                column=name,
            )
            for name, values in allowed.items()
            if name in asked and asked[name] not in values
        ]
        if asked.get("target", 1) <= 0:
            faults.append(Fault(Words("doit être positif", "must be positive"), column="target"))
        if faults:
            raise BadInputError(Words("Découpage impossible :", "Cannot cut:"), faults)
        return cls(**asked)


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
                f"{fr(self.turfs)} secteurs, {fr(self.doors)} portes ; "
                f"{fr_share(self.within_tolerance)} dans la tolérance, "
                f"{fr_share(self.connected)} d'un seul tenant à pied",
                f"{self.turfs:,} turfs, {self.doors:,} doors; "
                f"{self.within_tolerance:.0%} within tolerance, "
                f"{self.connected:.0%} connected on foot",
            )
        ]
        if self.left_out:
            said.append(
                Words(
                    f"{fr(self.left_out)} adresses hors secteur, avec la raison "
                    "(review/hors_secteur.csv)",
                    f"{self.left_out:,} buildings outside any turf, with the reason "
                    "(review/hors_secteur.csv)",
                )
            )
        return said


def cut(
    campaign: Campaign, choices: CutChoices | None = None, *, on_progress: OnProgress = silent
) -> TurfsCut:
    """Cut turfs and keep them; a cut of some bureaux leaves the turfs of the others as they are.

    Raises
    ------
    MissingStepError
        If there are no buildings or no streets yet.
    BadInputError
        If a named bureau has no building.
    """
    from people_base.cuts import replace_cut
    from people_base.store import read
    from turf.cut import cut_turfs
    from turf.shapes import turf_shapes

    choices = choices or CutChoices()
    network = street_network(campaign)
    with campaign.base() as base:
        buildings = buildings_of(read(base, BUILDINGS), choices.bureaux)
        doors = snapped(network, buildings)
        on_progress(20, 100)
        made = cut_turfs(
            buildings,
            network,
            doors,
            settings=cut_settings(campaign, choices),
            seed=choices.seed,
            on_progress=share(on_progress, 0.2, 0.9),
        )
        outlines = turf_shapes(buildings, made.turf_id)
        replace_cut(base, _completed(made.turfs, outlines), made.turf_id)
    write_review(campaign, "hors_secteur.csv", made.left_out)
    on_progress(1, 1)
    return TurfsCut(
        turfs=len(made.turfs),
        doors=int(made.turfs["doors"].sum()),
        within_tolerance=made.facts.balanced,
        connected=made.facts.connected,
        left_out=len(made.left_out),
    )


def _completed(turfs: pd.DataFrame, outlines: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Add the outline, and empty places for what the walks will tell."""
    table = turfs.assign(
        walk_m=turfs["walk_estimate_m"],
        walk_s=np.nan,
        lower_bound_s=np.nan,
        proof="",
        status="draft",
        geometry=outlines.reindex(turfs.index),
    )
    return gpd.GeoDataFrame(table[list(TURFS.columns)], crs=outlines.crs)


def cut_settings(campaign: Campaign, choices: CutChoices) -> Any:
    """Word the choices and the campaign's pace as the cut wants them."""
    from turf.settings import CutSettings

    walking = campaign.settings.walking
    return CutSettings(
        target=choices.target,
        unit=choices.unit,
        within=choices.within,
        by=choices.by,
        tolerance=choices.tolerance,
        pace_m_s=walking.pace_m_s,
        door_s=walking.door_s,
        closed=walking.closed,
    )


def snapped(network: Any, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Put buildings on the streets they are named after."""
    from routing.snapping import snap_doors

    doors: pd.DataFrame = snap_doors(network, buildings.geometry, street_names=buildings["street"])
    return doors


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
                "Aucune adresse placée : lancez d'abord geocode.",
                "No building yet: run geocode first.",
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
