"""Pieces of queries: whole tables by column, and lists of ids of any length."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Text,
    bindparam,
    select,
    type_coerce,
)
from sqlalchemy import Table as StoredTable
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator

from canvass.tables import Table
from people_base.engine.types import Geometry
from people_base.models import WORKING


def rows_of(table: Table, columns: Sequence[str]) -> Select[Any]:
    """Select the index, then ``columns``, in the order of the index."""
    stored = WORKING[table.name]
    order = [stored.c[name] for name in table.index]
    return select(*order, *(_raw(table, name) for name in columns)).order_by(*order)


def among(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Say that a column holds one of many values; numbers may come as text.

    SQLite takes at most 32,766 parameters, hence one list as a single one.
    """
    wanted = [value.item() if hasattr(value, "item") else value for value in values]
    listed: type[_Texts | _Numbers]
    if isinstance(column.type, Integer):
        listed = _Numbers
        wanted = [int(value) for value in wanted if str(value).lstrip("-").isdigit()]
    else:
        listed = _Texts
    return column.bool_op("IN")(listed(bindparam(None, wanted, type_=_List(), unique=True)))


class _List(TypeDecorator[list[Any]]):
    """Many values as one parameter: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return json.dumps(value) if dialect.name == "sqlite" else value


class _Texts(FunctionElement[Any]):
    """The values of a list, one row each."""

    inherit_cache = True


class _Numbers(FunctionElement[Any]):
    """The whole numbers of a list, one row each."""

    inherit_cache = True


@compiles(_Texts, "sqlite")
@compiles(_Numbers, "sqlite")
def _listed_in_sqlite(listed: _Texts | _Numbers, compiler: SQLCompiler, **options: Any) -> str:
    values = compiler.process(listed.clauses, **options)
    return f"(SELECT value FROM json_each({values}))"  # noqa: S608  # a placeholder


@compiles(_Texts, "postgresql")
def _texts_in_postgresql(listed: _Texts, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT unnest(CAST({compiler.process(listed.clauses, **options)} AS text[])))"


@compiles(_Numbers, "postgresql")
def _numbers_in_postgresql(listed: _Numbers, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT unnest(CAST({compiler.process(listed.clauses, **options)} AS bigint[])))"


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


def raw_columns(stored: StoredTable) -> list[ColumnElement[Any]]:
    """Return all columns of a table, geometry as WKB."""
    return [_Wkb(c).label(c.name) if isinstance(c.type, Geometry) else c for c in stored.columns]


def _raw(table: Table, name: str) -> ColumnElement[Any]:
    """Leave geometry and times as the driver gives them: a frame decodes a whole column at once."""
    column = WORKING[table.name].c[name]
    if table.columns[name] == "time":
        return type_coerce(column, NullType()).label(name)
    return _Wkb(column).label(name) if table.columns[name] == "geometry" else column
