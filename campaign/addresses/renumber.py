"""Give the map's contours the roll's numbers, where the town numbered its bureaux anew."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.addresses.geocode import Geocoded, geocode
from campaign.folder import Campaign
from campaign.places.bureau_areas import LookAlike, bureaux_on_map, look_alikes
from campaign.places.bureau_files import bureau_streets, write_bureau_streets
from campaign.places.import_places import RENUMBERED
from canvass.errors import MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, BUREAUX, PLACEMENTS, VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from electoral_rolls.areas.bureau_check import BureauCheck


@dataclass(frozen=True)
class Renumbered:
    """Contours that took the roll's numbers, and what placing the voters again gave."""

    accepted: tuple[LookAlike, ...]
    left_out: tuple[str, ...]
    geocoded: Geocoded


def renumber(campaign: Campaign, *, on_progress: OnProgress = silent) -> Renumbered:
    """Return the contours (or the list of streets) the roll's numbers, then place the voters again.

    The bureaux of the voters stay as the roll says.

    Raises
    ------
    MissingStepError
        If nothing looks renumbered, or no voter was placed.
    """
    from electoral_rolls.areas.bureau_check import rename_areas
    from people_base.places import keep_places
    from people_base.store import read

    check = _check(campaign)
    if not check.codes:
        raise MissingStepError(
            Words(
                "Aucun contour ne ressemble à un bureau d'un autre numéro. Liste, adresses et "
                "contours importés, {step}.",
                "No area looks like a bureau of another number. Once roll, addresses and areas "
                "are imported, {step}.",
                step=NextStep.GEOCODE,
            )
        )
    with campaign.base() as base:
        areas = read(base, BUREAUX)
        renamed = {}
        if len(areas):
            renamed["bureaux"] = (
                BUREAUX,
                rename_areas(areas, check.codes, without=check.uncertain),
            )
        noted = {RENUMBERED: json.dumps(check.codes, sort_keys=True)}
        keep_places(base, renamed, noted=noted, at=datetime.now(UTC))
    drawn = set(areas.index)
    streets = bureau_streets(campaign)
    if streets is not None:
        drawn |= set(streets["bureau_id"])
        known = streets[~streets["bureau_id"].isin(check.uncertain)]
        named = [check.codes.get(bureau, bureau) for bureau in known["bureau_id"]]
        write_bureau_streets(campaign, known.assign(bureau_id=named).drop_duplicates())
    done = geocode(campaign, on_progress=on_progress)
    left_out = tuple(area for area in check.uncertain if area in drawn)
    return Renumbered(look_alikes(check), left_out, replace(done, look_alikes=()))


def _check(campaign: Campaign) -> "BureauCheck":
    """Compare roll and map as they are in the base."""
    from electoral_rolls.areas.bureau_check import check_bureaux
    from people_base.store import read

    with campaign.base() as base:
        voters = read(base, VOTERS, columns=["bureau_id"])
        found = read(base, PLACEMENTS, columns=["result_id"])["result_id"]
        buildings = read(base, BUILDINGS)
        areas = read(base, BUREAUX)
    mapped = bureaux_on_map(campaign, buildings, areas, buildings["bureau_id"])
    placed = found[found.isin(buildings.index)]
    return check_bureaux(
        voters["bureau_id"].reindex(placed.index), placed.map(mapped).set_axis(placed.index)
    )
