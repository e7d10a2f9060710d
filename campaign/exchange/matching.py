"""Whom or what a row from elsewhere is about: by the ids of the base, then by the address."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from canvass.tables import BUILDINGS, HOUSEHOLDS, VOTERS
from people_base.base import Base
from people_base.people.exported_people import members
from people_base.people.oppositions import opposed_doors, opposed_voters
from people_base.store import read

_HEXADECIMAL = r"[0-9A-Fa-f]{16,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
#: From rows with ``street, postcode, city`` to their ``building_id``.
Find = Callable[[pd.DataFrame], "pd.Series[str]"]


@dataclass(frozen=True)
class Known:
    """What the base knows by id.

    ``household_of`` by voter, empty where not placed; ``building_of`` and ``door_label`` by
    household; ``doors`` by building; ``objected`` the doors that objected, as (building, label).
    """

    household_of: "pd.Series[str]"
    building_of: "pd.Series[str]"
    door_label: "pd.Series[str]"
    doors: "pd.Series[int]"
    objected: frozenset[tuple[str, str]]


def known(base: Base, salt: bytes) -> Known:
    """Read the ids of the base."""
    people = read(base, VOTERS, columns=[]).index
    households = read(base, HOUSEHOLDS, columns=["building_id", "door_label"])
    objected = opposed_doors(base, salt)
    return Known(
        household_of=members(base).reindex(people).fillna(""),
        building_of=households["building_id"],
        door_label=households["door_label"],
        doors=read(base, BUILDINGS, columns=["doors"])["doors"],
        objected=frozenset(objected.itertuples(index=False, name=None)),
    )


def as_ours(ids: "pd.Series[str]", found: Known) -> "pd.Series[str]":
    """Spell ids as the base does, whatever a program made of their letters."""
    ours = [*found.household_of.index, *found.building_of.index, *found.doors.index]
    folded: dict[str, str | None] = {}
    for one in ours:
        key = one.casefold()
        # Two ids that differ by their letters alone are two.
        folded[key] = one if folded.get(key, one) == one else None
    known_already = ids.isin(ours)
    spelt = ids.str.casefold().map(folded)
    return ids.where(known_already | spelt.isna(), spelt).pipe(
        in_small_letters, unless=known_already
    )


def in_small_letters(
    ids: "pd.Series[str]", *, unless: "pd.Series[bool] | bool" = False
) -> "pd.Series[str]":
    """Write ids that are numbers in hexadecimal, as those of voters and contacts, as we do."""
    return ids.where(~ids.str.fullmatch(_HEXADECIMAL) | unless, ids.str.lower()).astype("str")


def matched(rows: pd.DataFrame, found: Known) -> pd.DataFrame:
    """Say by the id of each row which voter, household and building it is about.

    Parameters
    ----------
    rows
        ``incoming.Incoming.rows``.
    found
        The ids of the base.

    Returns
    -------
    DataFrame
        ``voter_id, household_id, building_id`` on the index of ``rows``; empty where unknown.
    """
    target = rows["target"]
    voter = target.where(target.isin(found.household_of.index), "")
    household = target.map(found.household_of).fillna("")
    household = household.where(~target.isin(found.building_of.index), target)
    building = household.map(found.building_of).fillna("")
    building = building.where(~target.isin(found.doors.index), target)
    return pd.DataFrame(
        {"voter_id": voter, "household_id": household, "building_id": building}, dtype="str"
    )


def with_addresses(rows: pd.DataFrame, found: Known, find: Find) -> pd.DataFrame:
    """Fill in the building of rows whose id says nothing, by their address.

    Parameters
    ----------
    rows
        With the columns of ``matched``.
    find
        Gives ``building_id`` by row, empty where it is not sure, for rows that have an address.
    """
    asked = rows[(rows["building_id"] == "") & (rows["street"] != "") & ~rows["gone"]]
    if asked.empty:
        return rows
    here = find(asked).reindex(rows.index).fillna("").astype("str")
    sure = here.isin(found.doors.index)
    return rows.assign(building_id=rows["building_id"].where(~sure, here))


def gone(base: Base, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are about a person who left the base because they objected."""
    ids = pd.Index(rows["target"], dtype="str")
    left = set(opposed_voters(base, ids)) if len(ids) else set()
    return rows["target"].isin(left)
