"""Pieces of queries: whole tables by column, and lists of ids of any length."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Text,
    bindparam,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from canvass.tables import Table
from people_base.models import WORKING


def rows_of(table: Table, columns: Sequence[str]) -> Select[Any]:
    """Select the index, then ``columns``, in the order of the index."""
    stored = WORKING[table.name]
    order = [stored.c[name] for name in table.index]
    return select(*order, *(_raw(table, name) for name in columns)).order_by(*order)


def among(column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Say that a column holds one of many values; numbers may come as text.

    SQLite takes at most 32,766 parameters, hence one list as a single one.
    """
    wanted = [value.item() if hasattr(value, "item") else value for value in values]
    if isinstance(column.type, Integer):
        wanted = [int(value) for value in wanted if str(value).lstrip("-").isdigit()]
    return _Among(column, bindparam(None, wanted, type_=_List(), unique=True))


class _List(TypeDecorator[list[Any]]):
    """Many values as one parameter: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return json.dumps(value) if dialect.name == "sqlite" else value


class _Among(FunctionElement[bool]):
    """One of the values of a list."""

    type = Boolean()
    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_in_sqlite(among: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in among.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608  # a placeholder


@compiles(_Among, "postgresql")
def _among_in_postgresql(among: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in among.clauses)
    kind = "bigint" if isinstance(next(iter(among.clauses)).type, Integer) else "text"
    return f"({column} IN (SELECT unnest(CAST({values} AS {kind}[]))))"


class _Wkb(FunctionElement[bytes]):
    """A geometry as WKB: decoding a whole column at once is ten times faster than row by row."""

    type = LargeBinary()
    inherit_cache = True


@compiles(_Wkb, "sqlite")
def _wkb_in_sqlite(wkb: _Wkb, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(wkb.clauses, **options)


@compiles(_Wkb, "postgresql")
def _wkb_in_postgresql(wkb: _Wkb, compiler: SQLCompiler, **options: Any) -> str:
    return f"ST_AsBinary({compiler.process(wkb.clauses, **options)})"


def _raw(table: Table, name: str) -> ColumnElement[Any]:
    column = WORKING[table.name].c[name]
    return _Wkb(column).label(name) if table.columns[name] == "geometry" else column
