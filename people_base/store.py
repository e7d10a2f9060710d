"""Tables in and out of the base."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
from sqlalchemy import func, select

from canvass.errors import BadInputError, Fault, RefusedByLawError
from canvass.tables import Table
from canvass.words import Words
from people_base.access.audit import note_read
from people_base.base import PARTS, ROLL, Base, reading
from people_base.engine.frames import framed, to_table
from people_base.engine.queries import among, rows_of
from people_base.engine.staging import Staged, staging
from people_base.field import state as _state
from people_base.field import tellings
from people_base.field.counts import households_of, recount
from people_base.models import (
    APPEND_ONLY,
    BUILDING_STATE,
    BUILDINGS,
    OPPOSITIONS,
    VOTERS,
    WORKING,
)
from people_base.people.digests import person_digest
from people_base.people.rectifications import Kept, keep_corrected
from people_base.people.rolls import provenance

#: Nobody may be picked by what a name sounds like or by origin (CNIL, "La communication politique,
#: mode d'emploi"); reading the name of somebody found otherwise is allowed. The lists tell EU
#: nationals from French ones.
NO_SORTING_BY = frozenset(
    {"birth_name", "usage_name", "first_names", "birthplace", "birth_place", "nationality"}
    | {"list_types", "lieu_naissance", "pays_naissance", "nationalite"}
)


@dataclass(frozen=True)
class Written:
    """What a write did, in rows.

    ``opposed`` were left out because the person objected; ``kept`` keep what they had corrected.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    opposed: int = 0
    kept: Kept = field(default_factory=Kept)


def read(
    base: Base,
    table: Table,
    *,
    columns: Sequence[str] | None = None,
    where: Mapping[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Read a table, sorted by its index; what is read of people is noted in the audit.

    Parameters
    ----------
    base
        The open base.
    table
        One of ``canvass.tables``.
    columns
        Which columns, in this order; all of them if not said.
    where
        Column or index level -> the values wanted, as many as you like; all must hold.

    Returns
    -------
    DataFrame
        Typed as the table says; a GeoDataFrame in ``base.crs`` if geometry is among the columns.

    Raises
    ------
    RefusedByLawError
        If ``where`` picks people by name, place of birth or nationality.
    BadInputError
        If a column does not exist.
    """
    where = where or {}
    chosen = list(table.columns if columns is None else columns)
    _refuse_sorting(where)
    _check_columns(table, chosen, where)
    with reading(base.engine) as connection:
        query = rows_of(table, chosen)
        for name, values in where.items():
            query = query.where(among(WORKING[table.name].c[name], values))
        rows = connection.execute(query).all()
    if chosen:
        note_read(base, table.name, len(rows))
    return framed(rows, table, chosen, base.crs)


def write(
    base: Base, table: Table, frame: pd.DataFrame, *, how: Literal["replace", "merge"]
) -> Written:
    """Bring a table up to date in one transaction: all of it, or nothing.

    Rows that are the same are left alone, so writing a frame twice changes nothing. Columns that
    the table does not list are not kept. Voters get the source of their roll from the column
    ``roll_source_id`` if the frame has it, else from the roll received last; those who objected
    are left out, and what people had corrected stays. Changed buildings bring the state of the
    doors up to date.

    Parameters
    ----------
    base
        The open base.
    table
        One of ``canvass.tables``, contacts and concerns excepted.
    frame
        Of the table's shape; geometry in ``base.crs``.
    how
        ``merge`` keeps the stored rows that the frame does not hold, ``replace`` removes them
        (with what belongs to them: placements of a voter, households of a building).

    Raises
    ------
    BadInputError
        If the frame is not of the table's shape, or points at rows that do not exist.
    RefusedByLawError
        If voters come without a source whose undertaking is signed.
    """
    _refuse_append_only(table)
    incoming = to_table(frame, table, base.crs)
    if table.name == VOTERS.name:
        incoming = _with_provenance(base, frame, incoming)
    # people who come do not touch the doors; people who leave do
    parts = ROLL if table.name == VOTERS.name and how == "merge" else PARTS
    with staging(base, (WORKING[table.name], incoming), parts=parts) as (staged,):
        opposed, emptied, kept = 0, set[str](), Kept()
        if table.name == VOTERS.name:
            opposed = staged.leave_out(staged.waiting.c.digest.in_(select(OPPOSITIONS.c.digest)))
            kept = keep_corrected(staged)
            if how == "replace":
                emptied = households_of(staged.connection, staged.missing(VOTERS.c.voter_id))
        unsettled = doors_renewed(staged, how) if table.name == BUILDINGS.name else []
        if table.name == BUILDINGS.name:
            forget_moved(staged, how)
        removed = staged.remove_missing() if how == "replace" else 0
        changed = staged.change(silent=("roll_source_id",))
        added = staged.add()
        if unsettled:
            _state.refold(staged.connection, unsettled)
        if removed:
            recount(staged.connection, emptied)
    unchanged = len(incoming) - opposed - changed - added
    return Written(added, changed, unchanged, removed, opposed, kept)


def _with_provenance(base: Base, frame: pd.DataFrame, voters: pd.DataFrame) -> pd.DataFrame:
    """Add where each voter comes from, and the hash by which those who objected are found."""
    with reading(base.engine) as connection:
        sources = provenance(connection, frame, voters.index)
    digests = [person_digest(voter_id) for voter_id in voters.index]
    return voters.assign(roll_source_id=sources, digest=pd.Series(digests, voters.index, object))


def doors_renewed(staged: Staged, how: Literal["replace", "merge"]) -> list[str]:
    """List the visited buildings whose number of doors will not be what it was.

    Parameters
    ----------
    staged
        The BUILDINGS rows that wait.
    how
        As in ``write``.
    """
    state, stored, waiting = BUILDING_STATE, staged.stored, staged.waiting
    joined = state.outerjoin(stored, stored.c.building_id == state.c.building_id)
    joined = joined.outerjoin(waiting, waiting.c.building_id == state.c.building_id)
    after = waiting.c.doors if how == "replace" else func.coalesce(waiting.c.doors, stored.c.doors)
    renewed = stored.c.doors.is_distinct_from(after)
    query = select(state.c.building_id).select_from(joined).where(renewed)
    return list(staged.connection.execute(query).scalars())


def forget_moved(staged: Staged, how: Literal["replace", "merge"]) -> None:
    """Mark the areas of visited buildings that will lie in others (see ``field.tellings``)."""
    query = tellings.moved_buildings(staged.stored, staged.waiting, replace=how == "replace")
    tellings.forget_moved(staged.connection, list(staged.connection.execute(query)))


def _refuse_sorting(where: Mapping[str, Collection[str]]) -> None:
    refused = sorted(NO_SORTING_BY & set(where))
    if refused:
        names = ", ".join(refused)
        raise RefusedByLawError(
            Words(
                f"On ne trie pas les électeurs par {names} : la CNIL interdit le tri par "
                "consonance des noms, lieu de naissance ou nationalité.",
                f"Voters are not picked by {names}: the CNIL forbids sorting by the sound of "
                "names, place of birth or nationality.",
            )
        )


def _check_columns(table: Table, columns: Sequence[str], where: Mapping[str, object]) -> None:
    unknown = [name for name in columns if name not in table.columns]
    unknown += [name for name in where if name not in WORKING[table.name].c]
    if unknown:
        raise BadInputError(
            Words(
                f"La table « {table.name} » n'a pas ces colonnes :",
                f"Table “{table.name}” does not have these columns:",
            ),
            [Fault(Words("colonne inconnue", "unknown column"), column=name) for name in unknown],
        )


def _refuse_append_only(table: Table) -> None:
    if table.name in APPEND_ONLY:
        raise BadInputError(
            Words(
                "Les passages s'ajoutent (contacts.record) et ne se réécrivent pas.",
                "Contacts are added (contacts.record) and never rewritten.",
            )
        )
