"""Find every voter's door, offline, and list those that were not found."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from campaign.addresses.geocoding_stamp import stamp
from campaign.folder import Campaign
from campaign.places.bureau_areas import (
    LookAlike,
    addresses_elsewhere,
    bureaux_on_map,
    look_alikes,
    pairs_to_check,
)
from campaign.places.import_places import address_index
from campaign.review import write_review
from canvass.errors import MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.tables import (
    ADDRESS_COLUMNS,
    BUREAUX,
    PLACEMENTS,
    QUARTIERS,
    VOTERS,
)
from canvass.words import Words

if TYPE_CHECKING:
    from geocoding.address_index import AddressIndex

#: Score from which a placement is taken without review: 0.5 % wrong at most, as calibrated.
ACCEPT = 0.78
_FROM_VOTER = {
    "numero": "house_number_raw",
    "voie": "street_raw",
    "lieu_dit": "place_name",
    "code_postal": "postcode",
    "commune": "city_raw",
    "insee": "commune_id",
}
#: What is read of the voters: names only tell the households of one building apart.
NEEDED = [*_FROM_VOTER.values(), "compl1", "compl2", "birth_name", "usage_name", "bureau_id"]


@dataclass(frozen=True)
class Geocoded:
    """How many were placed, on what, and where the roll and the polygons disagree."""

    voters: int
    placed: int
    buildings: int
    doors: int
    to_review: int
    texts_to_review: int
    other_bureau: int
    look_alikes: tuple[LookAlike, ...] = ()

    @property
    def share_placed(self) -> float:
        """Part of the voters placed at a door."""
        return self.placed / self.voters if self.voters else 0.0


def geocode(campaign: Campaign, *, on_progress: OnProgress = silent) -> Geocoded:
    """Place the voters, group them into households and buildings, write what needs a look.

    Raises
    ------
    MissingStepError
        If no roll or no addresses were imported.
    """
    from campaign.addresses.online_answers import online_answers
    from electoral_rolls.households import knockable
    from geocoding.geocoder import geocode as place
    from geocoding.overrides import street_aliases, with_decided_lines
    from people_base.people.store_geocoding import keep_placing
    from people_base.store import read
    from people_base.turfs.aliases import aliases

    index = address_index(campaign)
    with campaign.base() as base:
        placed_with = stamp(base)
        voters = read(base, VOTERS, columns=NEEDED)
        if voters.empty:
            raise MissingStepError(
                Words(
                    "Aucun électeur : {step}.",
                    "No voters yet: {step}.",
                    step=NextStep.IMPORT_ROLL,
                )
            )
        areas = {"bureau_id": read(base, BUREAUX), "quartier_id": read(base, QUARTIERS)}
        decided = dict(aliases(base))
        asked = addresses_of(voters)
        found = place(
            asked,
            index,
            aliases=street_aliases(decided),
            on_progress=share(on_progress, 0, 0.7),
        )
        found = with_decided_lines(asked, found, decided, index)
        found = online_answers(campaign, asked, found, accept=ACCEPT)
        placed = found[knockable(found, accept=ACCEPT)]
        household_of, households, buildings, mapped = _doors(
            campaign, voters.loc[placed.index], placed, areas
        )
        on_progress(85, 100)
        keep_placing(
            base,
            placements=found[list(PLACEMENTS.columns)],
            buildings=buildings,
            households=households,
            household_of=household_of,
            noted=placed_with,
        )
    to_place = _texts_to_place(asked, found, placed.index, index)
    write_review(campaign, "a_placer.csv", to_place)
    other_bureau, alike = _bureaux_to_check(campaign, voters, placed, mapped)
    on_progress(1, 1)
    return Geocoded(
        voters=len(voters),
        placed=len(placed),
        buildings=len(buildings),
        doors=int(buildings["doors"].sum()),
        to_review=len(voters) - len(placed),
        texts_to_review=len(to_place),
        other_bureau=other_bureau,
        look_alikes=alike,
    )


def _bureaux_to_check(
    campaign: Campaign, voters: pd.DataFrame, placed: pd.DataFrame, mapped: pd.Series
) -> tuple[int, tuple[LookAlike, ...]]:
    """Write where roll and map disagree; give how many voters do, and the renumbered contours."""
    from electoral_rolls.areas.bureau_check import check_bureaux

    roll = voters.loc[placed.index, "bureau_id"]
    area = placed["result_id"].map(mapped).set_axis(placed.index)
    check = check_bureaux(roll, area)
    write_review(campaign, "bureaux_a_verifier.csv", pairs_to_check(check))
    elsewhere = addresses_elsewhere(placed, roll, area, renumbered=check.codes)
    write_review(campaign, "adresses_autre_bureau.csv", elsewhere)
    alike = look_alikes(check)
    write_review(campaign, "bureaux_renumerotes.csv", pd.DataFrame([a.row() for a in alike]))
    return int(check.pairs["voters"].sum()), alike


def addresses_of(voters: pd.DataFrame) -> pd.DataFrame:
    """Word the voters' addresses as the geocoder wants them; no name goes in."""
    table = pd.DataFrame({new: voters[old] for new, old in _FROM_VOTER.items()})
    table["complement"] = (voters["compl1"] + " " + voters["compl2"]).str.strip()
    return table[list(ADDRESS_COLUMNS)]


def _doors(
    campaign: Campaign, voters: pd.DataFrame, placed: pd.DataFrame, areas: dict[str, Any]
) -> tuple[pd.Series, pd.DataFrame, gpd.GeoDataFrame, pd.Series]:
    """Make the households and buildings of the placed voters, and say who lives in which.

    The last series is the bureau of each building by the map alone, empty where it is silent.
    """
    from electoral_rolls.areas.areas import areas_of_points
    from electoral_rolls.households import buildings_table, household_of, households_table
    from geocoding.door_labels import door_labels

    label = door_labels(voters)
    household = household_of(voters, placed["result_id"], label)
    households = households_table(placed["result_id"], label, household)
    buildings = buildings_table(
        placed, households, commune_id=voters["commune_id"], crs=campaign.crs
    )
    if len(areas["quartier_id"]):
        buildings["quartier_id"] = areas_of_points(buildings.geometry, areas["quartier_id"])
    by_roll = _most_common(voters["bureau_id"], placed["result_id"])
    by_roll = by_roll.reindex(buildings.index).fillna("")
    mapped = bureaux_on_map(campaign, buildings, areas["bureau_id"], by_roll)
    buildings["bureau_id"] = mapped.where(mapped != "", by_roll)
    return household, households, buildings, mapped


def _most_common(value: pd.Series, group: pd.Series) -> pd.Series:
    """Give each group its most frequent value, the smallest on a tie."""
    counted = pd.DataFrame({"group": group, "value": value}).value_counts().reset_index()
    counted = counted.sort_values(["count", "value"], ascending=[False, True], kind="stable")
    return counted.drop_duplicates("group").set_index("group")["value"]


def _texts_to_place(
    asked: pd.DataFrame, found: pd.DataFrame, placed: "pd.Index[Any]", index: "AddressIndex"
) -> pd.DataFrame:
    """Group what was not placed by distinct address text, most voters first, with candidates."""
    from geocoding.suggestions import suggestions

    rest = asked.index.difference(placed)
    text = asked.loc[rest].assign(
        type=found.loc[rest, "result_type"],
        score=found.loc[rest, "result_score"].round(2),
        remarques=found.loc[rest, "result_flags"],
    )
    grouped = text.groupby(list(ADDRESS_COLUMNS), dropna=False)
    table = grouped.agg(
        electeurs=("type", "size"),
        type=("type", "first"),
        score=("score", "first"),
        remarques=("remarques", "first"),
    ).reset_index()
    table = table.sort_values(
        ["electeurs", "voie"], ascending=[False, True], kind="stable", ignore_index=True
    )
    offered = suggestions(table, index)
    offered.columns = [f"candidat_{place + 1}" for place in range(offered.shape[1])]
    return pd.concat([table, offered], axis=1).assign(decision="")
