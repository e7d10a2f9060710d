"""Tables in and out of the base."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, bindparam, delete, insert, update

from canvass.errors import BadInputError, Fault, RefusedByLawError
from canvass.tables import Table
from canvass.words import Words
from people_base import _state
from people_base._frames import differences, framed, keys, plain, plain_framed, records
from people_base._queries import among, rows_of
from people_base.base import Base, reading, writing
from people_base.models import APPEND_ONLY, BUILDINGS, VOTERS, WORKING
from people_base.oppositions import without_opposed
from people_base.rolls import provenance, renew_sources

#: Nobody may be picked by what a name sounds like or by origin (CNIL, "La communication politique,
#: mode d'emploi"); reading the name of somebody found otherwise is allowed.
NO_SORTING_BY = frozenset(
    {"birth_name", "usage_name", "first_names", "birthplace", "birth_place", "nationality"}
)
#: Rows sent at once: enough to be fast, few enough to stay small in memory.
_BATCH = 20_000


@dataclass(frozen=True)
class Written:
    """What a write did, in rows; ``opposed`` were left out because the person objected."""

    added: int
    changed: int
    unchanged: int
    removed: int
    opposed: int = 0


def read(
    base: Base,
    table: Table,
    *,
    columns: Sequence[str] | None = None,
    where: Mapping[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Read a table, sorted by its index.

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
    return framed(rows, table, chosen, base.crs)


def write(
    base: Base, table: Table, frame: pd.DataFrame, *, how: Literal["replace", "merge"]
) -> Written:
    """Bring a table up to date in one transaction: all of it, or nothing.

    Rows that are the same are left alone, so writing a frame twice changes nothing. Columns that
    the table does not list are not kept. Voters get the source of their roll from the column
    ``roll_source_id`` if the frame has it, else from the roll received last; those who objected
    are left out. Changed buildings bring the state of the doors up to date.

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
    incoming = plain(frame, table, base.crs)
    with writing(base.engine) as connection:
        opposed = 0
        if table.name == VOTERS.name:
            incoming, opposed = without_opposed(connection, incoming)
        stored = _stored(connection, table, incoming.index if how == "merge" else None)
        found = differences(incoming, stored)
        if how == "replace":
            _remove(connection, table, stored.index[found.missing])
        _change(connection, table, incoming[found.changed])
        if table.name == VOTERS.name:
            sources = provenance(connection, frame, incoming.index)
            _add(connection, table, incoming[found.added], {"roll_source_id": sources})
            renew_sources(connection, sources[~found.added])
        else:
            _add(connection, table, incoming[found.added], {})
        written = Written(
            added=int(found.added.sum()),
            changed=int(found.changed.sum()),
            unchanged=int((~found.added & ~found.changed).sum()),
            removed=int(found.missing.sum()) if how == "replace" else 0,
            opposed=opposed,
        )
        if table.name == BUILDINGS.name and written.added + written.changed + written.removed:
            _state.refold(connection)
    return written


def _stored(connection: Connection, table: Table, index: "pd.Index[Any] | None") -> pd.DataFrame:
    """Read what is there to compare with; of a short merge, only the rows concerned."""
    query = rows_of(table, list(table.columns))
    if index is not None and len(index) <= _BATCH:
        first = WORKING[table.name].c[table.index[0]]
        ids = index.get_level_values(0).unique().tolist()
        query = query.where(among(first, ids))
    return plain_framed(connection.execute(query).all(), table, list(table.columns))


def _add(
    connection: Connection, table: Table, frame: pd.DataFrame, more: "Mapping[str, pd.Series[str]]"
) -> None:
    """Insert rows; ``more`` are columns that the field does not know, by the same index."""
    for start in range(0, len(frame), _BATCH):
        part = frame.iloc[start : start + _BATCH]
        extra = {name: series.loc[part.index] for name, series in more.items()}
        connection.execute(insert(WORKING[table.name]), records(part.assign(**extra)))


def _change(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    stored = WORKING[table.name]
    change = (
        update(stored)
        .where(*(stored.c[name] == bindparam(f"key_{name}") for name in table.index))
        .values({name: bindparam(name) for name in table.columns})
    )
    for start in range(0, len(frame), _BATCH):
        connection.execute(change, records(frame.iloc[start : start + _BATCH], prefix="key_"))


def _remove(connection: Connection, table: Table, index: "pd.Index[Any]") -> None:
    stored = WORKING[table.name]
    removal = delete(stored).where(
        *(stored.c[name] == bindparam(f"key_{name}") for name in table.index)
    )
    if len(index):
        connection.execute(removal, keys(index, prefix="key_"))


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
