"""Bring a table up to date from rows put aside first, so that the write lock is held for short.

Rows travel into a temporary table without any lock: however long that takes, nobody waits. Under
the lock, three statements compare and change what differs, whatever others wrote meanwhile.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from people_base.base import PARTS, Base, Part, writing
from people_base.engine.bulk import add_rows
from people_base.engine.schema import srid
from people_base.engine.types import Geometry


class Staged:
    """Rows that wait in a temporary table; only valid inside ``staging``."""

    def __init__(self, connection: Connection, stored: Table, waiting: Table, srid: int) -> None:
        self.connection = connection
        self.stored = stored
        self.waiting = waiting
        self._srid = srid
        self._same = and_(*(waiting.c[key.name] == key for key in stored.primary_key))

    def leave_out(self, which: ColumnElement[bool]) -> int:
        """Forget some of the waiting rows; give how many."""
        return self.connection.execute(delete(self.waiting).where(which)).rowcount

    def missing(self, column: Column[Any]) -> Select[Any]:
        """Select a column of the stored rows that do not wait."""
        return select(column).where(~exists(select(1).select_from(self.waiting).where(self._same)))

    def remove_missing(self) -> int:
        """Remove the stored rows that do not wait; give how many."""
        missing = ~exists().where(self._same)
        return self.connection.execute(delete(self.stored).where(missing)).rowcount

    def change(self, *, silent: tuple[str, ...] = ()) -> int:
        """Change the stored rows that wait with other values; give how many.

        A row that differs in the columns of ``silent`` alone is changed without being counted.
        """
        columns = [c for c in self._columns() if not c.primary_key]
        if not columns:
            return 0
        differs = [c.is_distinct_from(self._incoming(c)) for c in columns if c.name not in silent]
        quietly = [c.is_distinct_from(self._incoming(c)) for c in columns if c.name in silent]
        values = {c: self._incoming(c) for c in columns}
        change = update(self.stored).values(values)
        changed = self.connection.execute(change.where(self._same, or_(*differs))).rowcount
        if quietly:
            self.connection.execute(change.where(self._same, or_(*quietly)))
        return changed

    def add(self) -> int:
        """Add the waiting rows that are not stored; give how many."""
        keys = list(self.waiting.primary_key)
        columns = self._columns()
        new = (
            select(*(self._incoming(column) for column in columns))
            .where(~exists(select(1).select_from(self.stored).where(self._same)))
            .order_by(*keys)
        )
        add = insert(self.stored).from_select([c.name for c in columns], new)
        return self.connection.execute(add.execution_options(preserve_rowcount=True)).rowcount

    def _columns(self) -> list[Column[Any]]:
        return [self.stored.c[c.name] for c in self.waiting.c if c.name in self.stored.c]

    def _incoming(self, column: Column[Any]) -> ColumnElement[Any]:
        """Return a waiting value; geometry travels without the CRS that PostGIS keeps with it."""
        waiting = self.waiting.c[column.name]
        if isinstance(column.type, Geometry) and self.connection.dialect.name == "postgresql":
            return func.ST_SetSRID(waiting, self._srid, type_=LargeBinary())
        return waiting


@contextmanager
def staging(
    base: Base, *frames: tuple[Table, pd.DataFrame], parts: Collection[Part] = PARTS
) -> Iterator[list[Staged]]:
    """Put plain frames aside, each for its table, then open the transaction that uses them.

    Columns that the stored table does not have wait too (as bytes), for the caller's own use.
    """
    waiting = [_waiting_table(stored, frame) for stored, frame in frames]

    def put_aside(connection: Connection) -> None:
        for table, (_, frame) in zip(waiting, frames, strict=True):
            _drop(connection, table)
            table.create(connection)
            add_rows(connection, table, frame)
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"ANALYZE {table.name}"))

    with writing(base.engine, first=put_aside, parts=parts, patient=True) as connection:
        yield [
            Staged(connection, stored, table, srid(base.crs))
            for table, (stored, _) in zip(waiting, frames, strict=True)
        ]
        for table in waiting:
            _drop(connection, table)


def _waiting_table(stored: Table, frame: pd.DataFrame) -> Table:
    names = [*frame.index.names, *frame.columns]
    keys = {key.name for key in stored.primary_key}
    columns: list[Column[Any]] = [
        Column(
            name,
            stored.c[name].type if name in stored.c else LargeBinary(),
            primary_key=name in keys,
            autoincrement=False,
        )
        for name in names
    ]
    return Table(f"waiting_{stored.name}", MetaData(), *columns, prefixes=["TEMPORARY"])


def _drop(connection: Connection, waiting: Table) -> None:
    connection.execute(text(f"DROP TABLE IF EXISTS {waiting.name}"))
