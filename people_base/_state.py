"""Keep the state of the buildings in step with the log, inside the transaction that changes it."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, Table, delete, insert, select

from canvass import tables
from people_base._frames import plain_framed, records
from people_base._queries import among, rows_of
from people_base.fold import Folded, fold_all
from people_base.models import (
    BUILDING_CONCERNS,
    BUILDING_STATE,
    BUILDINGS,
    CONCERNS,
    CONTACTS,
    RESOLUTIONS,
)

_DECIDED = ["contact_id", "event_ids", "keep_event_id", "at"]


def refold(connection: Connection, buildings: Collection[str] | None = None) -> Folded:
    """Work out again the state of some buildings, or of all, and store it."""
    concerned = None if buildings is None else tangled(connection, buildings)
    folded = folded_log(connection, concerned)
    for table, frame in (
        (BUILDING_STATE, folded.buildings),
        (BUILDING_CONCERNS, folded.concerns),
    ):
        _swap(connection, table, frame, concerned)
    return folded


def folded_log(connection: Connection, buildings: Collection[str] | None = None) -> Folded:
    """Fold what the log says of some buildings, or of all."""
    contacts, concerns, resolutions = log(connection, buildings)
    query = select(BUILDINGS.c.building_id, BUILDINGS.c.doors).where(
        among(BUILDINGS.c.building_id, contacts["building_id"].unique().tolist())
    )
    doors = {row.building_id: row.doors for row in connection.execute(query)}
    return fold_all(contacts, concerns, resolutions, doors=pd.Series(doors, dtype="int64"))


def log(
    connection: Connection, buildings: Collection[str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read contacts, concerns and resolutions, of some buildings or of all."""
    told = rows_of(tables.CONTACTS, list(tables.CONTACTS.columns))
    raised = rows_of(tables.CONCERNS, list(tables.CONCERNS.columns))
    decided = select(*(RESOLUTIONS.c[name] for name in _DECIDED))
    if buildings is not None:
        here = among(CONTACTS.c.building_id, buildings)
        told = told.where(here)
        raised = raised.where(CONCERNS.c.event_id.in_(select(CONTACTS.c.event_id).where(here)))
    return (
        plain_framed(
            connection.execute(told).all(), tables.CONTACTS, list(tables.CONTACTS.columns)
        ),
        plain_framed(
            connection.execute(raised).all(), tables.CONCERNS, list(tables.CONCERNS.columns)
        ),
        pd.DataFrame(connection.execute(decided).all(), columns=_DECIDED),
    )


def tangled(connection: Connection, buildings: Collection[str]) -> frozenset[str]:
    """Add the buildings that share a contact id with these: versions of one contact may differ on
    where it was, and the state of all of them hangs on which version counts.
    """  # noqa: D205
    found = frozenset(buildings)
    while True:
        here = select(CONTACTS.c.contact_id).where(among(CONTACTS.c.building_id, found))
        there = select(CONTACTS.c.building_id).where(CONTACTS.c.contact_id.in_(here)).distinct()
        more = found | frozenset(connection.execute(there).scalars())
        if more == found:
            return found
        found = more


def _swap(
    connection: Connection, table: Table, frame: pd.DataFrame, buildings: Collection[str] | None
) -> None:
    old = delete(table)
    if buildings is not None:
        old = old.where(among(table.c.building_id, buildings))
    connection.execute(old)
    if len(frame):
        connection.execute(insert(table), records(frame))
