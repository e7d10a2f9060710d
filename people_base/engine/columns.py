"""Columns and tables of the base, as ``canvass.tables`` describes them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from canvass import tables
from canvass.tables import INT_INDEX
from people_base.engine.types import Geometry, UtcTime

METADATA = MetaData()

#: Both databases sort and compare text by its bytes, whatever the language of the server.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")

_TYPES: Mapping[tables.Kind, TypeEngine[Any]] = {
    "text": TEXT,
    "int": BigInteger(),
    "float": Float(),
    "bool": Boolean(),
    "time": UtcTime(),
    "geometry": Geometry(),
}
#: Kinds whose absence is a value: an unknown score, a bureau without contour.
_MAY_BE_MISSING = {"float", "time", "geometry"}


def text_column(name: str, *more: SchemaItem) -> Column[str]:
    """Make a column of text that is never empty of a value."""
    return Column(name, TEXT, *more, nullable=False)


def stored_table(table: tables.Table, *more: SchemaItem) -> Table:
    """Turn a table of the field into one of the base; its index is the primary key."""
    keys: list[Column[object]] = [
        Column(name, Integer if name in INT_INDEX else TEXT, primary_key=True, autoincrement=False)
        for name in table.index
    ]
    columns: list[Column[object]] = [
        Column(name, _TYPES[kind], nullable=kind in _MAY_BE_MISSING)
        for name, kind in table.columns.items()
    ]
    return Table(table.name, METADATA, *keys, *columns, *more)


def belongs_to(columns: tuple[str, ...], target: str) -> ForeignKeyConstraint:
    """Make rows leave with the row that they belong to."""
    return ForeignKeyConstraint(
        columns, [f"{target}.{column}" for column in columns], ondelete="CASCADE"
    )
