"""Many rows at once, by the fastest way that each database has."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from people_base.engine.frames import listed
from people_base.engine.types import Geometry

#: Rows turned into Python values at once: enough to be fast, few enough to stay small in memory.
BATCH = 20_000
#: Rows whose values are kept beside their frame.
_SMALL = 1000


@dataclass(frozen=True)
class Ready:
    """The rows of a plain frame as Python values: to write them takes little time."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def ready(frame: pd.DataFrame) -> "Ready | pd.DataFrame":
    """Turn a small frame into values before a lock is taken; a large one stays as it is."""
    if len(frame) > _SMALL:
        return frame
    return Ready((*map(str, frame.index.names), *frame.columns), list(_tuples(frame)))


def add_rows(connection: Connection, table: Table, frame: "pd.DataFrame | Ready") -> None:
    """Insert a plain frame: ``COPY`` on a server, one prepared statement in a file."""
    if isinstance(frame, Ready):
        if frame.rows:
            add_tuples(connection, table, frame.names, iter(frame.rows))
        return
    if frame.empty:
        return
    names = [*frame.index.names, *frame.columns]
    add_tuples(connection, table, names, _tuples(frame))


def add_tuples(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterator[Sequence[Any]]
) -> None:
    """Insert rows whose values are as the models' types take them; geometry as WKB bytes."""
    bound = _bound(connection, table, names, rows)
    fields = ", ".join(f'"{name}"' for name in names)
    with _errors_of_driver(connection):
        cursor: Any = connection.connection.cursor()
        try:
            if connection.dialect.name == "sqlite":
                marks = ", ".join("?" * len(names))
                insert = f"INSERT INTO {table.name} ({fields}) VALUES ({marks})"  # noqa: S608
                cursor.executemany(insert, bound)
            else:
                with cursor.copy(f"COPY {table.name} ({fields}) FROM STDIN") as copy:
                    for row in bound:
                        copy.write_row(row)
        finally:
            cursor.close()


def _tuples(frame: pd.DataFrame) -> Iterator[Sequence[Any]]:
    for start in range(0, len(frame), BATCH):
        part = frame.iloc[start : start + BATCH]
        levels = [part.index.get_level_values(i).tolist() for i in range(part.index.nlevels)]
        yield from zip(*levels, *(listed(part[name]) for name in part.columns), strict=True)


def _bound(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterator[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    """Turn values into what the driver takes, as SQLAlchemy would."""
    changes = [_change_for(connection, table, name) for name in names]
    changed = [(place, change) for place, change in enumerate(changes) if change is not None]
    for row in rows:
        values = list(row)
        for place, change in changed:
            if values[place] is not None:
                values[place] = change(values[place])
        yield values


def _change_for(connection: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    if isinstance(kind, Geometry):
        return bytes.hex if connection.dialect.name == "postgresql" else None
    processor: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(
        connection.dialect
    )
    return processor


@contextmanager
def _errors_of_driver(connection: Connection) -> Iterator[None]:
    """Raise what SQLAlchemy raises, since the driver is spoken to directly."""
    driver_error = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except driver_error as error:
        raise DBAPIError.instance(
            "INSERT", None, error, driver_error, hide_parameters=True, dialect=connection.dialect
        ) from None
