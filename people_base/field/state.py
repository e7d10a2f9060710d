"""Keep the state of the buildings in step with the log, inside the transaction that changes it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, and_, delete, func, select

from canvass import tables
from people_base.engine.bulk import Ready, add_rows, ready
from people_base.engine.frames import plain_framed
from people_base.engine.queries import among, rows_of
from people_base.field.projection import Projection, project_all
from people_base.models import (
    BUILDING_CONCERNS,
    BUILDING_STATE,
    BUILDINGS,
    CONCERNS,
    CONTACTS,
    RESOLUTIONS,
)

_DECIDED = ["contact_id", "event_ids", "keep_event_id", "at"]


@dataclass(frozen=True)
class Foreseen:
    """What the state will be once some contacts are in the log.

    ``new`` are the contacts that the log does not hold yet. It holds as long as ``seen_from`` says
    what it said when this was worked out.
    """

    new: pd.DataFrame
    buildings: frozenset[str]
    folded: Projection
    mark: tuple[Any, ...]
    ready: tuple[tuple[Table, "Ready | pd.DataFrame"], ...]

    def write(self, connection: Connection) -> None:
        """Write the contacts and the state; little is left to work out under the lock."""
        for table in (BUILDING_STATE, BUILDING_CONCERNS):
            here = among(table.c.building_id, self.buildings)
            connection.execute(delete(table).where(here))
        for table, rows in self.ready:
            add_rows(connection, table, rows)


def foresee(connection: Connection, told: pd.DataFrame, raised: pd.DataFrame) -> Foreseen:
    """Work out the state with contacts that are not written yet; takes long, needs no lock."""
    known = select(CONTACTS.c.event_id).where(among(CONTACTS.c.event_id, told.index.tolist()))
    new = told.drop(index=list(connection.execute(known).scalars()))
    named = among(CONTACTS.c.contact_id, new["contact_id"].unique().tolist())
    elsewhere = connection.execute(select(CONTACTS.c.building_id).where(named).distinct())
    buildings = tangled(connection, {*new["building_id"], *elsewhere.scalars()})
    mark = seen_from(connection, buildings, new)
    contacts, concerns, resolutions = log(connection, buildings)
    with_them = raised[raised.index.get_level_values("event_id").isin(new.index)]
    folded = _folded(
        connection, pd.concat([contacts, new]), pd.concat([concerns, with_them]), resolutions
    )
    rows = (
        (CONTACTS, ready(new)),
        (CONCERNS, ready(with_them)),
        (BUILDING_STATE, ready(folded.buildings)),
        (BUILDING_CONCERNS, ready(folded.concerns)),
    )
    return Foreseen(new, buildings, folded, mark, rows)


def seen_from(
    connection: Connection, buildings: Collection[str], new: pd.DataFrame
) -> tuple[Any, ...]:
    """Count what the state of these buildings hangs on; the log only grows, so counts tell."""
    here = select(CONTACTS.c.contact_id).where(among(CONTACTS.c.building_id, buildings))
    count = select(func.count()).select_from(CONTACTS)
    named = among(CONTACTS.c.contact_id, new["contact_id"].unique().tolist())
    doors = select(BUILDINGS.c.building_id, BUILDINGS.c.doors).order_by(BUILDINGS.c.building_id)
    return (
        connection.execute(count.where(CONTACTS.c.contact_id.in_(here))).scalar(),
        connection.execute(count.where(named)).scalar(),
        connection.execute(select(func.count()).select_from(RESOLUTIONS)).scalar(),
        tuple(
            tuple(row)
            for row in connection.execute(doors.where(among(BUILDINGS.c.building_id, buildings)))
        ),
    )


def refold(connection: Connection, buildings: Collection[str]) -> Projection:
    """Work out again the state of some buildings, and store it."""
    concerned = tangled(connection, buildings)
    folded = folded_log(connection, concerned)
    keep_state(connection, folded, concerned)
    return folded


def keep_state(connection: Connection, folded: Projection, buildings: Collection[str]) -> None:
    """Store the state of some buildings in place of what was known of them."""
    for table, frame in (
        (BUILDING_STATE, folded.buildings),
        (BUILDING_CONCERNS, folded.concerns),
    ):
        _swap(connection, table, frame, buildings)


def folded_log(connection: Connection, buildings: Collection[str] | None = None) -> Projection:
    """Fold what the log says of some buildings, or of all."""
    return _folded(connection, *log(connection, buildings))


def _folded(
    connection: Connection,
    contacts: pd.DataFrame,
    concerns: pd.DataFrame,
    resolutions: pd.DataFrame,
) -> Projection:
    query = select(BUILDINGS.c.building_id, BUILDINGS.c.doors).where(
        among(BUILDINGS.c.building_id, contacts["building_id"].unique().tolist())
    )
    doors = {row.building_id: row.doors for row in connection.execute(query)}
    return project_all(contacts, concerns, resolutions, doors=pd.Series(doors, dtype="int64"))


def log(
    connection: Connection, buildings: Collection[str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read contacts, concerns and resolutions, of some buildings or of all."""
    # in any order: to give them by their keys, SQLite would walk through the whole log
    told = rows_of(tables.CONTACTS, list(tables.CONTACTS.columns)).order_by(None)
    raised = rows_of(tables.CONCERNS, list(tables.CONCERNS.columns)).order_by(None)
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
    here, there = CONTACTS.alias(), CONTACTS.alias()
    joined = here.join(
        there,
        and_(here.c.contact_id == there.c.contact_id, here.c.building_id != there.c.building_id),
    )
    found, more = set[str](), set(buildings)
    while more:
        found |= more
        shared = select(there.c.building_id).select_from(joined)
        shared = shared.where(among(here.c.building_id, more)).distinct()
        more = set(connection.execute(shared).scalars()) - found
    return frozenset(found)


def spoken_of(connection: Connection) -> list[str]:
    """List the buildings that the log or the state speaks of."""
    told = select(CONTACTS.c.building_id)
    return sorted(connection.execute(told.union(select(BUILDING_STATE.c.building_id))).scalars())


def _swap(
    connection: Connection, table: Table, frame: pd.DataFrame, buildings: Collection[str]
) -> None:
    connection.execute(delete(table).where(among(table.c.building_id, buildings)))
    add_rows(connection, table, frame)
