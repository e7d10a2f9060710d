"""Working tables as they may leave the base: nobody who objected, no column to sort people by."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from canvass import tables
from canvass.errors import BadInputError, RefusedByLawError
from canvass.tables import Table
from canvass.words import Words
from people_base.base import Base
from people_base.models import WORKING
from people_base.people.do_not_contact import contactable_buildings, contactable_households
from people_base.people.exported_people import members, opposed, with_coordinates
from people_base.people.oppositions import opposed_buildings, opposed_doors
from people_base.store import read

#: Columns that no copy for others needs, and that people could be sorted by.
_STAYS = frozenset({"sex", "birth_date", "birth_year", "date_uncertain", "list_types"})
TABLES: Mapping[str, Table] = {
    table.name: replace(table, columns={c: k for c, k in table.columns.items() if c not in _STAYS})
    for table in vars(tables).values()
    if isinstance(table, Table) and table.name in WORKING
}


def working_table(base: Base, name: str, *, salt: bytes) -> pd.DataFrame:
    """Read a table as it may leave the base.

    Of voters, what finds their door alone: neither birth date nor sex, nor the list that tells EU
    nationals from French ones (CNIL: no sorting by origin; a spreadsheet sorts by any column).
    Outlines are left out and points become ``longitude, latitude`` (WGS 84). Doors and buildings
    that do not want to be visited, and the people behind them, are left out.

    Raises
    ------
    BadInputError
        If there is no such table.
    RefusedByLawError
        For concerns: they go out by area and masked, never contact by contact.
    """
    table = _known(name)
    frame = read(base, table)
    if name in {"voters", "placements"}:
        home = members(base).reindex(frame.index).fillna("")
        households = read(base, tables.HOUSEHOLDS)
        doors = households.reindex(home)[["building_id", "door_label"]].fillna("")
        frame = frame[~opposed(doors, opposed_doors(base, salt)).to_numpy()]
    elif name == "households":
        frame = contactable_households(base, salt, frame)
    elif name == "buildings":
        frame = with_coordinates(contactable_buildings(base, salt, frame))
    elif "building_id" in frame:
        frame = frame[~frame["building_id"].isin(opposed_buildings(base, salt))]
    plain = pd.DataFrame(frame)
    return plain.drop(columns="geometry", errors="ignore")


def _known(name: str) -> Table:
    if name == tables.CONCERNS.name:
        raise RefusedByLawError(
            Words(
                "Les préoccupations ne sortent pas passage par passage : elles parleraient de "
                "quelques foyers. Utilisez report ou le format qgis, qui masquent les petits "
                "nombres.",
                "Concerns do not go out contact by contact: they would speak of a few "
                "households. Use report or the format qgis, which mask small numbers.",
            )
        )
    if name not in TABLES:
        known = ", ".join(sorted(set(TABLES) - {tables.CONCERNS.name}))
        raise BadInputError(
            Words(f"Table inconnue : {name}. Tables : {known}.", f"No table {name}: {known}.")
        )
    return TABLES[name]
