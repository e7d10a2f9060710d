"""The people of the roll with their address, as other systems may have them."""

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import select

from canvass.crs import WGS84
from canvass.tables import BUILDINGS, CONTACTS, HOUSEHOLDS, VOTERS
from people_base.access.audit import note_read
from people_base.base import Base, reading
from people_base.models import HOUSEHOLD_MEMBERS
from people_base.people.do_not_contact import contactable_buildings
from people_base.people.oppositions import opposed_buildings, opposed_doors, wholly_opposed
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment

#: Whom a letter is addressed to, and where; nothing else of the roll leaves the base.
_NEEDED = (
    "birth_name",
    "usage_name",
    "first_names",
    "commune_id",
    "bureau_id",
    "house_number_raw",
    "street_raw",
    "place_name",
    "postcode",
    "city_raw",
)
#: "chez M. X" names somebody who is not on the row.
_HOST = re.compile(r"\s*\b(?:chez|c/o)\b.*$", re.IGNORECASE | re.DOTALL)
#: ISO 3166 codes of the overseas territories, by the first three figures of the commune.
_COUNTRIES = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL",
    "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


@dataclass(frozen=True)
class RollPeople:
    """The people that may be handed over.

    Attributes
    ----------
    table
        Indexed by ``voter_id``: ``birth_name, usage_name, first_names, address`` (number and
        street), ``door_label, postcode, city, country`` (ISO code), ``bureau_id, turf_id,
        building_id, household_id, household_voters`` (0 where unknown), ``longitude, latitude``
        (WGS 84, missing where nobody was placed).
    addresses
        Their buildings, indexed by ``building_id``: ``address, postcode, city, country, doors,
        longitude, latitude``.
    left_out
        People behind doors that do not want to be visited.
    """

    table: pd.DataFrame
    addresses: pd.DataFrame
    left_out: int


def roll_people(base: Base, salt: bytes) -> RollPeople:
    """Gather the people, without those whose door objected; who objected is not in the base.

    Parameters
    ----------
    base
        The open base.
    salt
        The campaign's secret, by which doors that objected are known.
    """
    voters = read(base, VOTERS, columns=list(_NEEDED))
    households = read(base, HOUSEHOLDS)
    buildings = read(base, BUILDINGS)
    people = voters.join(members(base), how="left")
    door = households.reindex(people["household_id"])
    people["door_label"] = door["door_label"].fillna("").to_numpy()
    people["household_voters"] = door["voters"].fillna(0).astype("int64").to_numpy()
    people["building_id"] = door["building_id"].fillna("").to_numpy()
    people["household_id"] = people["household_id"].fillna("")
    doors = opposed_doors(base, salt)
    objected = opposed(people, doors) | people["building_id"].isin(wholly_opposed(base, doors))
    kept = people[~objected]
    buildings = with_coordinates(contactable_buildings(base, salt, buildings))
    table = _addressed(kept, buildings)
    table["turf_id"] = kept["building_id"].map(turf_assignment(base)).fillna("")
    return RollPeople(table, _buildings_of(table, buildings), int(objected.sum()))


def contacts_to_tell(base: Base, salt: bytes) -> pd.DataFrame:
    """Return the log of contacts, without buildings that do not want to be visited."""
    contacts = read(base, CONTACTS)
    kept: pd.DataFrame = contacts[~contacts["building_id"].isin(opposed_buildings(base, salt))]
    return kept


def members(base: Base) -> "pd.Series[str]":
    """Return the household of each voter who was placed."""
    query = select(HOUSEHOLD_MEMBERS.c.voter_id, HOUSEHOLD_MEMBERS.c.household_id)
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
    note_read(base, HOUSEHOLD_MEMBERS.name, len(rows))
    frame = pd.DataFrame(rows, columns=["voter_id", "household_id"], dtype="str")
    found: pd.Series[str] = frame.set_index("voter_id")["household_id"]
    return found


def opposed(places: pd.DataFrame, doors: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are behind a door that does not want to be visited.

    Parameters
    ----------
    places
        Columns ``building_id`` and ``door_label``.
    doors
        From ``oppositions.opposed_doors``: an empty label means the whole building.
    """
    whole = set(doors.loc[doors["door_label"] == "", "building_id"])
    single = pd.MultiIndex.from_frame(doors[["building_id", "door_label"]])
    here = pd.MultiIndex.from_frame(places[["building_id", "door_label"]])
    found: pd.Series[bool] = places["building_id"].isin(whole) | here.isin(single)
    return found


def with_coordinates(buildings: pd.DataFrame) -> pd.DataFrame:
    """Replace the geometry of buildings by ``longitude`` and ``latitude`` (WGS 84)."""
    points = gpd.GeoSeries(buildings["geometry"]).to_crs(WGS84)
    plain = pd.DataFrame(buildings.drop(columns="geometry"))
    return plain.assign(longitude=points.x.round(7), latitude=points.y.round(7))


def without_host(text: str) -> str:
    """Take the name of a host out of an address."""
    return _HOST.sub("", text).strip()


def _addressed(people: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    """Word the address: the building's where the person was placed, else the roll's."""
    place = buildings.reindex(people["building_id"]).set_axis(people.index)
    placed = place["street"].notna()
    by_roll = (people["house_number_raw"] + " " + people["street_raw"]).str.strip()
    by_roll = by_roll.where(people["street_raw"] != "", people["place_name"]).map(without_host)
    by_map = (place["number"].fillna("") + " " + place["street"].fillna("")).str.strip()
    names = ["birth_name", "usage_name", "first_names", "bureau_id"]
    where = ["door_label", "building_id", "household_id", "household_voters"]
    return people[[*names, *where]].assign(
        address=by_map.where(placed, by_roll),
        postcode=place["postcode"].fillna("").where(placed, people["postcode"]),
        city=people["city_raw"],
        country=people["commune_id"].str[:3].map(_COUNTRIES).fillna("FR"),
        longitude=place["longitude"],
        latitude=place["latitude"],
    )


def _buildings_of(people: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    """Return the addresses where these people live, with the town most of them write."""
    columns: list[Any] = ["address", "postcode", "city", "country", "longitude", "latitude"]
    living = people[people["building_id"] != ""].sort_values(["building_id", "city"])
    found = living.groupby("building_id")[columns].first()
    found.index = found.index.astype("str")
    return found.assign(doors=buildings["doors"].reindex(found.index).astype("int64"))
