"""Check the turfs before anyone walks them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from campaign.do_not_contact import drop_opposed_buildings
from campaign.folder import Campaign
from campaign.turfs.audit_keys import ASKED, meanings
from campaign.turfs.cut import buildings_of
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.turf_session import open_turf_session
from campaign.turfs.uncovered import read_uncovered
from canvass.errors import BadInputError, MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.tables import PLACEMENTS
from canvass.words import Words
from files.writing.whole import write_json

if TYPE_CHECKING:
    from turf.balance import Balance

#: How far around a turf its neighbours are looked at, metres.
NEAR_M = 250.0


@dataclass(frozen=True)
class Audited:
    """The audit sheet, one row a turf, what was asked for, and the buildings in no turf.

    ``balance`` is how many of all judged turfs are within the tolerance.
    ``blocks`` lists those in several turfs, with the reason (``turf.whole_blocks.split_blocks``);
    ``uncovered`` has ``building_id`` and ``reason``, which is empty for those taken out by hand.
    """

    sheet: Any
    turfs: pd.DataFrame
    asked: CutChoices
    uncovered: pd.DataFrame
    balance: "Balance"
    blocks: pd.DataFrame

    def write_json(self, path: Path) -> None:
        """Write every figure, in total and per turf, and what each means."""
        turfs, uncovered, blocks = (
            json.loads(pd.DataFrame(table).to_json(orient="records"))
            for table in (self.turfs.reset_index(), self.uncovered, self.blocks)
        )
        asked = {key: value for key, value in asdict(self.asked).items() if key in ASKED}
        whole = {
            "asked": asked,
            "total": self.sheet.as_json(),
            "turfs": turfs,
            "uncovered": uncovered,
            "split_blocks": blocks,
            "meaning": meanings(),
        }
        write_json(path, whole)


def audit(
    campaign: Campaign,
    choices: CutChoices | None = None,
    *,
    turfs: Sequence[str] = (),
    on_progress: OnProgress = silent,
) -> Audited:
    """Judge the current turfs, however they were made, against what the last cut asked for.

    Parameters
    ----------
    choices
        Other wishes than the last cut's.
    turfs
        Only these; their neighbours are looked at, but not counted.

    Raises
    ------
    MissingStepError
        If nothing was cut.
    BadInputError
        If a turf is unknown.
    """
    from people_base.store import read
    from people_base.turfs.cuts import current_turfs
    from turf.audit import Known
    from turf.audit import audit as judge

    with campaign.base() as base:
        desk = open_turf_session(campaign, base, choices)
        turf_of = desk.log.assignment.turf_id
        if not (turf_of != "").any():
            raise MissingStepError(
                Words("Aucun secteur : {step}.", "No turf yet: {step}.", step=NextStep.CUT)
            )
        refuse_unknown(turf_of, turfs)
        walked = current_turfs(base)
        placed = len(read(base, PLACEMENTS, columns=[]))
        wanted = drop_opposed_buildings(base, campaign.salt, desk.buildings)
    choices = desk.log.choices
    buildings = around(buildings_of(wanted, choices.bureaux), turf_of, turfs)
    on_progress(1, 3)
    whole_town = not (choices.bureaux or turfs)
    left_out = read_uncovered(campaign)
    made = judge(
        buildings,
        turf_of[buildings.index],
        desk.network,
        desk.doors.loc[buildings.index],
        settings=desk.settings(),
        known=Known(
            left_out=left_out,
            unplaced_voters=placed - int(buildings["voters"].sum()) if whole_town else 0,
            reasons=desk.log.reasons,
            minutes=walked.loc[walked["proof"] != "", "minutes"],
        ),
    )
    on_progress(3, 3)
    rows = made.turfs.loc[list(turfs)] if turfs else made.turfs
    uncovered = _uncovered(buildings, turf_of, left_out)
    return Audited(made.sheet, rows, choices, uncovered, made.balance, made.blocks)


def _uncovered(
    buildings: gpd.GeoDataFrame, turf_of: "pd.Series[str]", left_out: pd.DataFrame | None
) -> pd.DataFrame:
    """List the buildings in no turf, with the reason where the cut left them out."""
    free = buildings.index[(turf_of[buildings.index] == "").to_numpy()]
    known = pd.Series(dtype="str")
    if left_out is not None:
        known = left_out.drop_duplicates("adresse_id").set_index("adresse_id")["reason"]
    return pd.DataFrame({"building_id": free, "reason": known.reindex(free).fillna("").to_numpy()})


def refuse_unknown(turf_of: "pd.Series[str]", turfs: Sequence[str]) -> None:
    """Refuse turfs that hold no building.

    Raises
    ------
    BadInputError
    """
    unknown = sorted(set(turfs) - set(turf_of))
    if unknown:
        names = ", ".join(unknown)
        raise BadInputError(Words(f"Secteurs inconnus : {names}", f"Unknown turfs: {names}"))


def around(
    buildings: gpd.GeoDataFrame, turf_of: "pd.Series[str]", turfs: Sequence[str]
) -> gpd.GeoDataFrame:
    """Keep the buildings of some turfs and all that are near; everything where none is named."""
    if not turfs:
        return buildings
    west, south, east, north = buildings[turf_of[buildings.index].isin(turfs)].total_bounds
    return buildings.cx[west - NEAR_M : east + NEAR_M, south - NEAR_M : north + NEAR_M]
