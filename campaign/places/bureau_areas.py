"""Which bureau the map gives an address, and where the roll says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from campaign.places.bureau_files import bureau_streets
from canvass.words import Words

if TYPE_CHECKING:
    from electoral_rolls.areas.bureau_check import BureauCheck


@dataclass(frozen=True)
class LookAlike:
    """A contour that holds the voters of a bureau of another number.

    ``share_of_area``: part of the contour's voters who are of that bureau; ``share_of_roll``: part
    of the bureau's voters who live in the contour.
    """

    area: str
    roll: str
    voters: int
    share_of_area: float
    share_of_roll: float

    def line(self) -> Words:
        """Say it in a sentence."""
        same_town = self.roll.partition("_")[0] == self.area.partition("_")[0]
        roll, area = map(_number, (self.roll, self.area)) if same_town else (self.roll, self.area)
        return Words(
            "  – le bureau {roll} de la liste ressemble au contour {area} "
            "({part:%} de ses électeurs)",
            "  – bureau {roll} of the roll looks like area {area} ({part:%} of its voters)",
            roll=str(roll),
            area=str(area),
            part=self.share_of_roll,
        )

    def row(self) -> dict[str, object]:
        """Lay it out for the review file."""
        return {
            "contour": self.area,
            "bureau_liste": self.roll,
            "electeurs": self.voters,
            "part_du_contour": round(self.share_of_area, 3),
            "part_du_bureau": round(self.share_of_roll, 3),
        }


def _number(bureau: str) -> str:
    return bureau.partition("_")[2].lstrip("0") or bureau


def look_alikes(check: "BureauCheck") -> tuple[LookAlike, ...]:
    """Return the contours that look renumbered."""
    return tuple(
        LookAlike(str(area), str(roll), int(voters), float(of_area), float(of_roll))
        for area, roll, voters, of_area, of_roll in check.renumbered.itertuples()
    )


def pairs_to_check(check: "BureauCheck") -> pd.DataFrame:
    """Lay out who is on the roll of one bureau and lives in another, per pair, for review.

    ``part`` is the share of the roll's bureau.
    """
    total = check.bureaux["voters"].reindex(check.pairs["roll_bureau"]).to_numpy(dtype="float64")
    share = (check.pairs["voters"] / total).round(3)
    named = {
        "roll_bureau": "bureau_liste",
        "area_bureau": "bureau_adresse",
        "voters": "electeurs",
    }
    return check.pairs.rename(columns=named).assign(part=share)


def addresses_elsewhere(
    placed: pd.DataFrame, roll: pd.Series, area: pd.Series, *, renumbered: Mapping[str, str]
) -> pd.DataFrame:
    """List the addresses whose voters are on the roll of another bureau, for review.

    Parameters
    ----------
    placed
        ``result_number, result_street``, one row a voter.
    roll, area
        Bureau of the roll and of the map on the same index; ``""`` is unknown.
    renumbered
        Contour -> bureau of the roll: pairs that a new number explains, which are not listed.
    """
    differ = (roll != "") & (area != "") & (roll != area) & (area.map(renumbered) != roll)
    address = (placed["result_number"] + " " + placed["result_street"]).str.strip()
    rows = pd.DataFrame({"bureau_liste": roll, "bureau_adresse": area, "adresse": address})
    return rows[differ].value_counts(sort=False).rename("electeurs").reset_index()


def bureaux_on_map(
    campaign: Campaign, buildings: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, by_roll: pd.Series
) -> pd.Series:
    """Return each building's bureau by the list of streets, then by the contours; else ``""``.

    Parameters
    ----------
    areas
        BUREAUX table, which may be empty.
    by_roll
        Bureau of most of the building's voters: decides in a street of several bureaux.
    """
    from electoral_rolls.areas.areas import areas_of_points
    from geocoding.street_bureaux import bureaux_of_streets

    mapped = pd.Series("", index=buildings.index, dtype="str")
    if len(areas):
        mapped = areas_of_points(buildings.geometry, areas)
    streets = bureau_streets(campaign)
    if streets is not None:
        listed = bureaux_of_streets(
            streets,
            street=buildings["street"],
            commune=buildings["commune_id"],
            among=[mapped, by_roll],
        )
        mapped = listed.where(listed != "", mapped)
    return mapped
