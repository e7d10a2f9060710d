"""Pieces of queries: whole tables by column, and lists of ids of any length."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Select,
    any_,
    bindparam,
    func,
    select,
    type_coerce,
)

from canvass.tables import Table
from people_base.models import WORKING


def rows_of(table: Table, columns: Sequence[str]) -> Select[Any]:
    """Select the index, then ``columns``, in the order of the index."""
    stored = WORKING[table.name]
    order = [stored.c[name] for name in table.index]
    return select(*order, *(_raw(table, name) for name in columns)).order_by(*order)


def among(
    column: Column[Any], values: Collection[Any], dialect: str = "sqlite"
) -> ColumnElement[bool]:
    """Say that a column holds one of many values.

    SQLite takes at most 32,766 parameters, hence one JSON list (or one array in PostgreSQL).
    """
    wanted = [value.item() if hasattr(value, "item") else value for value in values]
    if dialect == "postgresql":
        return column == any_(bindparam(None, wanted, unique=True))
    each = func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(select(each.c.value))


def _raw(table: Table, name: str) -> ColumnElement[Any]:
    """Take geometry as WKB: decoding a whole column at once is ten times faster."""
    column = WORKING[table.name].c[name]
    return type_coerce(column, LargeBinary) if table.columns[name] == "geometry" else column
