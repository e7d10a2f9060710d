"""Keep the counts of doors true when people leave, inside the transaction that removes them.

A household without anybody goes, and so does a building without households, with its stops: what
stays is what a new geocoding of the remaining people would give.
"""

from collections.abc import Collection
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from canvass import tables
from people_base.engine.frames import plain_framed, records
from people_base.engine.queries import among, rows_of
from people_base.field import state as _state
from people_base.models import (
    BUILDINGS,
    HOUSEHOLD_MEMBERS,
    HOUSEHOLDS,
    STOPS,
    TURF_BUILDINGS,
    TURFS,
)
from people_base.turfs.turf_assignment import current


def households_of(connection: Connection, voters: Collection[str] | Select[Any]) -> set[str]:
    """Return the households of some people, named or selected."""
    member = HOUSEHOLD_MEMBERS.c
    theirs = (
        member.voter_id.in_(voters)
        if isinstance(voters, Select)
        else among(member.voter_id, voters)
    )
    query = select(member.household_id).where(theirs).distinct()
    return set(connection.execute(query).scalars())


def recount(connection: Connection, households: Collection[str]) -> None:
    """Count again who lives behind some doors, and all that is summed from them."""
    if not households:
        return
    touched = connection.execute(
        select(HOUSEHOLDS.c.building_id).where(among(HOUSEHOLDS.c.household_id, households))
    )
    buildings = sorted(set(touched.scalars()))
    _recount_households(connection, households)
    left = _recount_buildings(connection, buildings)
    turfs = _turfs_of(connection, buildings)
    _forget_places(connection, left)
    _recount_turfs(connection, turfs)
    _state.refold(connection, buildings)


def _recount_households(connection: Connection, households: Collection[str]) -> None:
    member = HOUSEHOLD_MEMBERS.c
    here = among(HOUSEHOLDS.c.household_id, households)
    people = (
        select(func.count())
        .select_from(HOUSEHOLD_MEMBERS)
        .where(member.household_id == HOUSEHOLDS.c.household_id)
        .scalar_subquery()
    )
    connection.execute(update(HOUSEHOLDS).where(here).values(voters=people))
    connection.execute(delete(HOUSEHOLDS).where(here, HOUSEHOLDS.c.voters == 0))


def _recount_buildings(connection: Connection, buildings: Collection[str]) -> list[str]:
    """Renew the sums of buildings and give those that nobody lives in; they are removed."""
    counted = (
        select(
            BUILDINGS.c.building_id,
            BUILDINGS.c.households,
            BUILDINGS.c.doors,
            func.count(HOUSEHOLDS.c.household_id).label("now"),
            func.coalesce(func.sum(HOUSEHOLDS.c.voters), 0).label("people"),
        )
        .select_from(
            BUILDINGS.outerjoin(HOUSEHOLDS, HOUSEHOLDS.c.building_id == BUILDINGS.c.building_id)
        )
        .where(among(BUILDINGS.c.building_id, buildings))
        .group_by(BUILDINGS.c.building_id, BUILDINGS.c.households, BUILDINGS.c.doors)
    )
    rows = connection.execute(counted).all()
    renewed = [
        {
            "key": row.building_id,
            "households": row.now,
            # doors may count more than the households known: only those that left are taken off
            "doors": max(row.doors - (row.households - row.now), row.now),
            "voters": int(row.people),
        }
        for row in rows
    ]
    if renewed:
        change = update(BUILDINGS).where(BUILDINGS.c.building_id == bindparam("key"))
        connection.execute(change.values(_given("households", "doors", "voters")), renewed)
    return [row.building_id for row in rows if row.now == 0]


def _turfs_of(connection: Connection, buildings: Collection[str]) -> list[str]:
    members = current().subquery()
    query = select(members.c.turf_id).where(among(members.c.building_id, buildings)).distinct()
    return list(connection.execute(query).scalars())


def _forget_places(connection: Connection, buildings: Collection[str]) -> None:
    """Remove buildings from the map, the last cut and the walks."""
    if not buildings:
        return
    newest = select(func.max(TURF_BUILDINGS.c.version)).scalar_subquery()
    connection.execute(
        delete(TURF_BUILDINGS).where(
            TURF_BUILDINGS.c.version == newest, among(TURF_BUILDINGS.c.building_id, buildings)
        )
    )
    _shorten_walks(connection, buildings)
    connection.execute(delete(BUILDINGS).where(among(BUILDINGS.c.building_id, buildings)))


def _shorten_walks(connection: Connection, buildings: Collection[str]) -> None:
    """Take stops out of their walks; the way to them is walked on the way to the next one."""
    walked = select(STOPS.c.turf_id).where(among(STOPS.c.building_id, buildings)).distinct()
    turfs = list(connection.execute(walked).scalars())
    if not turfs:
        return
    columns = list(tables.STOPS.columns)
    query = rows_of(tables.STOPS, columns).where(among(STOPS.c.turf_id, turfs))
    stops = plain_framed(connection.execute(query).all(), tables.STOPS, columns).reset_index()
    stays = ~stops["building_id"].isin(buildings)
    # each stop that stays closes a group with the stops before it that go
    group = stays[::-1].groupby(stops["turf_id"]).cumsum()[::-1]
    legs = stops.groupby([stops["turf_id"], group])[["leg_m", "leg_s"]].sum(min_count=1)
    kept = stops[stays].copy()
    places = pd.MultiIndex.from_arrays([kept["turf_id"], group[stays]])
    kept[["leg_m", "leg_s"]] = legs.reindex(places).to_numpy()
    kept["position"] = kept.groupby("turf_id").cumcount() + 1
    connection.execute(delete(STOPS).where(among(STOPS.c.turf_id, turfs)))
    if len(kept):
        connection.execute(insert(STOPS), records(kept.set_index(list(tables.STOPS.index))))


def _recount_turfs(connection: Connection, turfs: Collection[str]) -> None:
    """Renew the sums of turfs; how long they take stays as planned, thus never too short."""
    members = current().subquery()
    sums = (
        select(
            members.c.turf_id.label("key"),
            func.count().label("buildings"),
            func.coalesce(func.sum(BUILDINGS.c.doors), 0).label("doors"),
            func.coalesce(func.sum(BUILDINGS.c.voters), 0).label("voters"),
        )
        .select_from(members.join(BUILDINGS, BUILDINGS.c.building_id == members.c.building_id))
        .where(among(members.c.turf_id, turfs))
        .group_by(members.c.turf_id)
    )
    known = {row.key: row for row in connection.execute(sums)}
    rows = [
        {
            "key": turf,
            **{
                name: int(getattr(known[turf], name)) if turf in known else 0
                for name in ("buildings", "doors", "voters")
            },
        }
        for turf in turfs
    ]
    if rows:
        change = update(TURFS).where(TURFS.c.turf_id == bindparam("key"))
        connection.execute(change.values(_given("buildings", "doors", "voters")), rows)


def _given(*names: str) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}
