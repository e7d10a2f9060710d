"""How far the campaign has come, by area."""

from typing import Any, Literal

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, case, func, literal, select

from canvass.tables import COUNTS
from people_base.base import Base, reading
from people_base.models import BUILDING_CONCERNS, BUILDING_STATE, BUILDINGS
from people_base.turfs.turf_assignment import current

Area = Literal["turf", "bureau", "quartier", "building"]

#: The kinds of areas that are told of together, and what is counted in each crossing of them.
CROSSING = ("quartier", "bureau")
CROSSED = (*COUNTS, "covered", "answered")
#: Before the code of a concern, in names of columns.
CONCERN = "concern:"

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


def crossed_totals(connection: Connection) -> pd.DataFrame:
    """Add up what happened in every crossing of a quartier and a bureau, concerns included.

    Parameters
    ----------
    connection
        Inside a transaction, so that figures and what is decided on them are of one moment.

    Returns
    -------
    DataFrame
        Indexed by ``quartier_id, bureau_id``, visited crossings only; the columns of ``CROSSED``
        (as ``totals`` counts them), then ``concern:CODE`` for each concern raised. Integers.
    """
    place, state, raised = BUILDINGS.c, BUILDING_STATE.c, BUILDING_CONCERNS.c
    doors = func.coalesce(BUILDINGS.c.doors, 0)
    once = [
        _at_most(state.knocked, doors),
        _at_most(state.opened, case((doors > 0, doors), else_=1)),
    ]
    quartier, bureau = (func.coalesce(place[f"{kind}_id"], "") for kind in CROSSING)
    here = BUILDING_STATE.outerjoin(BUILDINGS, place.building_id == state.building_id)
    sums = [func.coalesce(func.sum(c), 0) for c in (*(state[count] for count in COUNTS), *once)]
    query = select(quartier, bureau, *sums).select_from(here).group_by(quartier, bureau)
    index = [f"{kind}_id" for kind in CROSSING]
    frame = pd.DataFrame(connection.execute(query).all(), columns=[*index, *CROSSED])
    frame = frame.astype(dict.fromkeys(index, "str") | dict.fromkeys(CROSSED, "int64"))
    there = BUILDING_CONCERNS.outerjoin(BUILDINGS, place.building_id == raised.building_id)
    wanted = select(quartier, bureau, raised.concern, func.sum(raised["count"]))
    rows = connection.execute(
        wanted.select_from(there).group_by(quartier, bureau, raised.concern)
    ).all()
    said = pd.DataFrame(rows, columns=[*index, "concern", "count"])
    said["concern"] = CONCERN + said["concern"].astype("str")
    wide = said.pivot_table(index=index, columns="concern", values="count", aggfunc="sum")
    return frame.set_index(index).join(wide).fillna(0).astype("int64").sort_index()


def _areas(by: Area) -> tuple[ColumnElement[Any], FromClause]:
    """Return the column that names the area of a building, and the tables to find it in."""
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
