"""Change some turfs and leave the others, with their walks, as they are."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from canvass import tables
from canvass.errors import BadInputError, Fault
from canvass.next_step import NextStep
from canvass.words import Words
from people_base.base import Base, reading, writing
from people_base.engine.frames import records, to_table
from people_base.engine.queries import among
from people_base.models import STOPS, TURF_BUILDINGS, TURFS
from people_base.turfs.turf_assignment import members_of
from people_base.turfs.turf_log import LogChange


def change_turfs(
    base: Base,
    turfs: pd.DataFrame,
    turf_of: "pd.Series[str]",
    *,
    new_version: bool = False,
    log: LogChange | None = None,
) -> None:
    """Put some buildings into other turfs; drafts that lose all their buildings go.

    Parameters
    ----------
    base
        The open base.
    turfs
        TURFS rows, as they are now, of every turf that changed and still holds a building. Their
        stops go: the walk is to be ordered anew.
    turf_of
        ``turf_id`` by ``building_id`` of the buildings that changed; empty for no turf.
    new_version
        Keep the cut so far as an earlier version; otherwise the last version is changed in place.
    log
        What becomes of the log, in the same transaction.

    Raises
    ------
    BadInputError
        If a published turf would change, a turf would have no row, or somebody changed the turfs
        since ``log`` was read.
    """
    incoming = to_table(turfs, tables.TURFS, base.crs)
    with writing(base.engine) as connection:
        before = members_of(connection)
        if log is not None:
            log.refuse_stale(connection, before)
        after = pd.concat([before[~before.index.isin(turf_of.index)], turf_of[turf_of != ""]])
        _refuse_published(connection, before, after, set(incoming.index))
        _write_members(connection, after, turf_of, new_version=new_version)
        names = sorted(set(incoming.index))
        connection.execute(delete(STOPS).where(among(STOPS.c.turf_id, names)))
        lost = sorted(set(before) - set(after))
        drafts = TURFS.c.status != "published"
        gone = among(TURFS.c.turf_id, [*names, *lost])
        connection.execute(delete(TURFS).where(gone, drafts))
        if len(incoming):
            connection.execute(insert(TURFS), records(incoming))
        _refuse_unknown(connection, set(after))
        if log is not None:
            log.keep(connection, after)


def set_status(base: Base, turfs: Collection[str], status: str) -> None:
    """Say that turfs are drafts (``draft``) or went out (``published``)."""
    with writing(base.engine) as connection:
        chosen = among(TURFS.c.turf_id, sorted(turfs))
        connection.execute(update(TURFS).where(chosen).values(status=status))


def turf_ids(base: Base, *, status: str = "") -> set[str]:
    """List every turf that has a row, of this cut or an earlier one; of one status if said."""
    query = select(TURFS.c.turf_id)
    if status:
        query = query.where(TURFS.c.status == status)
    with reading(base.engine) as connection:
        return set(connection.execute(query).scalars())


def _write_members(
    connection: Connection,
    after: "pd.Series[str]",
    turf_of: "pd.Series[str]",
    *,
    new_version: bool,
) -> None:
    newest = connection.execute(select(func.max(TURF_BUILDINGS.c.version))).scalar() or 0
    if new_version or not newest:
        version, rows = newest + 1, after
    else:
        version, rows = newest, turf_of[turf_of != ""]
        changed = among(TURF_BUILDINGS.c.building_id, list(turf_of.index))
        connection.execute(
            delete(TURF_BUILDINGS).where(TURF_BUILDINGS.c.version == newest, changed)
        )
    if len(rows):
        connection.execute(
            insert(TURF_BUILDINGS),
            [
                {"version": version, "building_id": building, "turf_id": turf}
                for building, turf in rows.items()
            ],
        )


def _refuse_published(
    connection: Connection,
    before: "pd.Series[str]",
    after: "pd.Series[str]",
    incoming: Collection[str],
) -> None:
    """A published turf keeps its buildings, or leaves the cut with all of them."""
    published = set(
        connection.execute(select(TURFS.c.turf_id).where(TURFS.c.status == "published")).scalars()
    )
    held, kept = (
        {turf: set(of.index) for turf, of in members[members.isin(published)].groupby(members)}
        for members in (before, after)
    )
    broken = {t for t in kept if kept[t] != held.get(t)} | (published & set(incoming))
    if broken:
        raise BadInputError(
            Words(
                "Un secteur publié ne change plus ; {step} :",
                "A published turf does not change; {step}:",
                step=NextStep.WITHDRAW,
            ),
            [Fault(Words(f"secteur {turf}", f"turf {turf}")) for turf in sorted(broken)],
        )


def _refuse_unknown(connection: Connection, turfs: Collection[str]) -> None:
    known = set(connection.execute(select(TURFS.c.turf_id)).scalars())
    missing = sorted(set(turfs) - known)
    if missing:
        raise BadInputError(
            Words(
                f"Secteurs sans description : {', '.join(missing)}",
                f"Turfs without their row: {', '.join(missing)}",
            )
        )
