"""Keep a cut: its turfs and which building is in which, in one transaction."""

import re

import pandas as pd
from sqlalchemy import delete, func, insert, select

from canvass import tables
from canvass.errors import BadInputError, Fault
from canvass.words import Words
from people_base.base import Base, reading, writing
from people_base.engine.frames import framed, records, to_table
from people_base.engine.queries import among, rows_of
from people_base.models import TURF_BUILDINGS, TURFS
from people_base.turfs.turf_assignment import members_of
from people_base.turfs.turf_log import LogChange


def current_turfs(base: Base) -> pd.DataFrame:
    """Return the TURFS rows of the last cut; published turfs of earlier cuts are left out."""
    with reading(base.engine) as connection:
        ids = members_of(connection).unique().tolist()
        query = rows_of(tables.TURFS, list(tables.TURFS.columns)).where(among(TURFS.c.turf_id, ids))
        rows = connection.execute(query).all()
    return framed(rows, tables.TURFS, list(tables.TURFS.columns), base.crs)


def replace_cut(
    base: Base,
    turfs: pd.DataFrame,
    turf_of: "pd.Series[str]",
    *,
    log: LogChange | None = None,
) -> "pd.Series[str]":
    """Replace the turfs of the buildings of ``turf_of``; those of other buildings stay.

    Drafts that lose all their buildings go, with their stops; published turfs keep their row, so
    that what went out can come back. A new turf never takes the id of one that stays: it gets the
    next free number.

    Parameters
    ----------
    base
        The open base.
    turfs
        TURFS rows of the new cut.
    turf_of
        ``turf_id`` by ``building_id`` for every building that was considered; empty where it is
        in no turf.

    Returns
    -------
    Series
        ``turf_of`` with the ids as kept.

    Raises
    ------
    BadInputError
        If no building is in a turf, one is in two, the turfs are not those that the buildings
        name, or somebody changed the turfs since ``log`` was read.
    """
    incoming = to_table(turfs, tables.TURFS, base.crs)
    _refuse_contradictions(incoming.index, turf_of)
    with writing(base.engine) as connection:
        before = members_of(connection)
        if log is not None:
            log.refuse_stale(connection, before)
        stay = before[~before.index.isin(turf_of.index)]
        published = select(TURFS.c.turf_id).where(TURFS.c.status == "published")
        taken = {*stay.unique(), *connection.execute(published).scalars()}
        ids = _free_ids(incoming.index, taken)
        incoming.index = incoming.index.map(ids).rename(incoming.index.name)
        kept = turf_of.map(ids).fillna("").astype("str")
        gone = select(TURFS.c.turf_id).where(~among(TURFS.c.turf_id, sorted(taken)))
        connection.execute(delete(TURFS).where(TURFS.c.turf_id.in_(gone)))
        if len(incoming):
            connection.execute(insert(TURFS), records(incoming))
        newest = connection.execute(select(func.max(TURF_BUILDINGS.c.version))).scalar() or 0
        members = pd.concat([stay, kept[kept != ""]])
        rows = [
            {"version": newest + 1, "building_id": building, "turf_id": turf}
            for building, turf in members.items()
        ]
        if rows:
            connection.execute(insert(TURF_BUILDINGS), rows)
        if log is not None:
            log.renamed(ids).keep(connection, members)
    return kept


def _refuse_contradictions(turfs: "pd.Index[str]", turf_of: "pd.Series[str]") -> None:
    named = set(turf_of[turf_of != ""])
    faults = [
        *(
            Fault(Words(f"{turf} : aucun bâtiment", f"{turf}: no building"))
            for turf in sorted(set(turfs) - named)
        ),
        *(
            Fault(Words(f"{turf} : secteur sans description", f"{turf}: turf without its row"))
            for turf in sorted(named - set(turfs))
        ),
    ]
    if turf_of.index.has_duplicates:
        faults.append(
            Fault(Words("un bâtiment est dans deux secteurs", "a building is in two turfs"))
        )
    if not named or faults:
        raise BadInputError(
            Words(
                "Découpage inutilisable, celui d'avant reste : aucun bâtiment n'est dans un "
                "secteur, ou les secteurs ne sont pas ceux des bâtiments.",
                "The cut cannot be used, the one before stays: no building is in any turf, or "
                "the turfs are not those of the buildings.",
            ),
            faults,
        )


def _free_ids(wanted: "pd.Index[str]", taken: set[str]) -> dict[str, str]:
    """Return each wanted id itself, or all of them the next numbers where one is taken."""
    if not taken & set(wanted):
        return {name: name for name in wanted}
    numbers = [int(digits) for name in taken for digits in re.findall(r"\d+$", name)]
    first = max(numbers, default=0) + 1
    return {name: f"T{first + place:03d}" for place, name in enumerate(wanted)}
