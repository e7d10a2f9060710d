"""Pieces of queries: whole tables by column, and lists of ids of any length."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from canvass.tables import Table
from people_base.models import WORKING


def rows_of(table: Table, columns: Sequence[str]) -> Select[Any]:
    """Select the index, then ``columns``, in the order of the index."""
    stored = WORKING[table.name]
    order = [stored.c[name] for name in table.index]
    return select(*order, *(_raw(table, name) for name in columns)).order_by(*order)


def among(column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Say that a column holds one of many values.

    SQLite takes at most 32,766 parameters, hence one JSON list as a single one.
    """
    wanted = [value.item() if hasattr(value, "item") else value for value in values]
    return column.bool_op("IN")(_Listed(json.dumps(wanted)))


class _Listed(FunctionElement[Any]):
    """The values of a JSON list, one row each."""

    inherit_cache = True


@compiles(_Listed, "sqlite")
def _listed_in_sqlite(listed: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    place = compiler.process(listed.clauses, **options)
    return f"(SELECT value FROM json_each({place}))"  # noqa: S608  # a placeholder, not a value


@compiles(_Listed, "postgresql")
def _listed_in_postgresql(listed: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    place = compiler.process(listed.clauses, **options)
    return f"(SELECT jsonb_array_elements_text(CAST({place} AS jsonb)))"


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
