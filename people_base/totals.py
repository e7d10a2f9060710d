"""How far the campaign has come, by area."""

from typing import Any, Literal

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, case, func, literal, select

from people_base.base import Base, reading
from people_base.membership import current
from people_base.models import BUILDING_CONCERNS, BUILDING_STATE, BUILDINGS, COUNTS

Area = Literal["turf", "bureau", "quartier", "building"]

_SUMS = ("buildings", "visited", "doors", "visits", *COUNTS, "covered", "answered", "conflicts")


def totals(base: Base, *, by: Area) -> pd.DataFrame:
    """Add up what happened, area by area, beside the doors that the area holds.

    Parameters
    ----------
    base
        The open base.
    by
        ``turf`` is the turf of the last cut that each building is in.

    Returns
    -------
    DataFrame
        Indexed by the id of the area; the empty id gathers buildings in no area and visits to
        buildings that the base does not hold. ``buildings, visited, doors, visits``, the counts
        of ``canvass.tables.CONTACTS``, ``covered`` (doors knocked at, at most those of each
        building, so that a second round does not count twice where all were tried), ``answered``
        (doors opened, counted the same way: how many households stand behind a figure),
        ``conflicts`` (buildings in conflict) and ``share_covered`` of the doors, 0 without doors.
    """
    area, source = _areas(by)
    state = BUILDING_STATE.c
    once = [_at_most(count, BUILDINGS.c.doors) for count in (state.knocked, state.opened)]
    here = select(
        area.label("area"),
        func.count(),
        func.count(state.building_id),
        func.sum(BUILDINGS.c.doors),
        *_state_sums(once),
    ).select_from(source.outerjoin(BUILDING_STATE, state.building_id == BUILDINGS.c.building_id))
    nowhere = select(
        literal(""),
        literal(0),
        func.count(),
        literal(0),
        *_state_sums([literal(0), _at_most(state.opened, literal(1))]),
    ).where(_not_in_base(BUILDING_STATE.c.building_id))
    with reading(base.engine) as connection:
        rows = [tuple(row) for row in connection.execute(here.group_by(area))]
        rows += [tuple(row) for row in connection.execute(nowhere) if row[2]]
    frame = _summed(rows, [by], _SUMS)
    frame["share_covered"] = (frame["covered"] / frame["doors"].where(frame["doors"] > 0)).fillna(0)
    return frame


def concern_counts(base: Base, *, by: Area) -> pd.DataFrame:
    """Count the concerns raised, area by area, with what is needed to mask small groups.

    Returns
    -------
    DataFrame
        Indexed by the id of the area and ``concern``: ``count`` (times raised), ``contacts``
        where it was raised, ``doors`` opened in those contacts, ``area_doors`` opened in all
        contacts of the area.
    """
    area, source = _areas(by)
    raised = BUILDING_CONCERNS.c
    sums = (func.sum(raised["count"]), func.sum(raised.contacts), func.sum(raised.opened))
    here = (
        select(area, raised.concern, *sums)
        .select_from(source.join(BUILDING_CONCERNS, raised.building_id == BUILDINGS.c.building_id))
        .group_by(area, raised.concern)
    )
    nowhere = (
        select(literal(""), raised.concern, *sums)
        .where(_not_in_base(raised.building_id))
        .group_by(raised.concern)
    )
    with reading(base.engine) as connection:
        rows = [tuple(row) for query in (here, nowhere) for row in connection.execute(query)]
    frame = _summed(rows, [by, "concern"], ("count", "contacts", "doors"))
    opened = totals(base, by=by)["opened"]
    areas = frame.index.get_level_values(0)
    frame["area_doors"] = opened.reindex(areas).fillna(0).to_numpy(dtype="int64")
    return frame


def _areas(by: Area) -> tuple[ColumnElement[Any], FromClause]:
    """Give the column that names the area of a building, and the tables to find it in."""
    if by != "turf":
        return BUILDINGS.c[f"{by}_id"], BUILDINGS
    members = current().subquery()
    joined = BUILDINGS.outerjoin(members, members.c.building_id == BUILDINGS.c.building_id)
    return func.coalesce(members.c.turf_id, ""), joined


def _at_most(count: ColumnElement[Any], most: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((count > most, most), else_=count)


def _state_sums(once: list[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    state = BUILDING_STATE.c
    columns = [state.visits, *(state[count] for count in COUNTS), *once]
    flagged = case((state.in_conflict, 1), else_=0)
    return [func.coalesce(func.sum(column), 0) for column in (*columns, flagged)]


def _not_in_base(building_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return building_id.not_in(select(BUILDINGS.c.building_id))


def _summed(
    rows: list[tuple[Any, ...]], index: list[str], columns: tuple[str, ...]
) -> pd.DataFrame:
    names = [f"{index[0]}_id", *index[1:]]
    frame = pd.DataFrame(rows, columns=[*names, *columns])
    frame = frame.astype(dict.fromkeys(names, "str") | dict.fromkeys(columns, "int64"))
    return frame.groupby(names, sort=True).sum()
