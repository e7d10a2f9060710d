"""Between frames and rows: what a column holds on either side."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.api.types import is_numeric_dtype
from pyproj import CRS
from pyproj.exceptions import CRSError

from canvass.errors import BadInputError, Fault
from canvass.tables import INT_INDEX, Table, check
from canvass.words import Words

_TIME: Any = "datetime64[us, UTC]"
_DTYPES: dict[str, Any] = {
    "text": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "time": _TIME,
}


def to_table(frame: pd.DataFrame, table: Table, crs: str) -> pd.DataFrame:
    """Return the columns of the table alone, in its order and types, geometry as WKB bytes.

    Raises
    ------
    BadInputError
        If the frame is not of the table's shape, or its geometry not in the CRS of the base.
    """
    check(frame, table)
    _check_crs(frame, table, crs)
    columns: dict[str, Any] = {}
    faults = _number_ids(frame.index, table)
    for name, kind in table.columns.items():
        try:
            columns[name] = _plain_column(frame[name], kind)
        except (TypeError, ValueError):
            faults.append(
                Fault(
                    Words(f"valeurs qui ne sont pas du type {kind}", f"values not of type {kind}"),
                    file=table.name,
                    column=name,
                )
            )
    if faults:
        raise BadInputError(
            Words(f"Table « {table.name} » inutilisable.", f"Table “{table.name}” cannot be used."),
            faults,
        )
    return pd.DataFrame(columns, index=index_of([frame.index], table))


def index_of(levels: Sequence[Any], table: Table) -> "pd.Index[Any]":
    """Return the index of a table from its levels, or from an index that has them."""
    if len(levels) == 1 and isinstance(levels[0], pd.Index):
        levels = [levels[0].get_level_values(i) for i in range(levels[0].nlevels)]
    typed = [
        pd.Index(level, dtype="int64" if name in INT_INDEX else "str", name=name)
        for level, name in zip(levels, table.index, strict=True)
    ]
    return typed[0] if len(typed) == 1 else pd.MultiIndex.from_arrays(typed)


def framed(
    rows: Sequence[Sequence[Any]], table: Table, columns: Sequence[str], crs: str
) -> pd.DataFrame:
    """Make a frame of rows that hold the index and then ``columns``; WKB becomes geometry."""
    frame = plain_framed(rows, table, columns)
    if "geometry" not in columns:
        return frame
    shapes = shapely.from_wkb(frame["geometry"].to_numpy())
    framed: pd.DataFrame = gpd.GeoDataFrame(
        frame.drop(columns="geometry"), geometry=shapes, crs=crs
    )[list(columns)]
    return framed


def plain_framed(
    rows: Sequence[Sequence[Any]], table: Table, columns: Sequence[str]
) -> pd.DataFrame:
    """Make a frame as ``to_table`` gives it."""
    width = len(table.index)
    values: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * (width + len(columns))
    made = {
        name: _typed(values[width + position], table.columns[name])
        for position, name in enumerate(columns)
    }
    return pd.DataFrame(made, index=index_of(values[:width], table))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows for the database, index first, missing values as ``None``."""
    names = [str(name) for name in frame.index.names]
    values = [frame.index.get_level_values(i).tolist() for i in range(frame.index.nlevels)]
    for name in frame.columns:
        names.append(name)
        values.append(listed(frame[name]))
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def listed(column: "pd.Series[Any]") -> list[Any]:
    """Return Python values, missing ones as ``None``."""
    values = column.astype(object)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        values = pd.Series(column.dt.to_pydatetime(), index=column.index, dtype=object)
    return values.where(column.notna(), None).tolist()


def _plain_column(column: "pd.Series[Any]", kind: str) -> Any:
    if kind == "geometry":
        wkb = np.empty(len(column), dtype=object)
        wkb[:] = shapely.to_wkb(np.asarray(column.to_numpy(), dtype=object))
        return wkb
    if kind == "time" and not isinstance(column.dtype, pd.DatetimeTZDtype) and column.notna().any():
        raise ValueError("a time needs its zone")
    if kind == "text" and is_numeric_dtype(column.dtype) and len(column):
        raise ValueError("a code read as a number has lost its zeros")
    typed = column.astype(_DTYPES[kind])
    if kind in {"int", "bool"} and not (column == typed).all():
        raise ValueError("rounding would change the values")
    return (typed.fillna("") if kind == "text" else typed).array


def _number_ids(index: "pd.Index[Any]", table: Table) -> list[Fault]:
    """Refuse ids that are numbers: a code read as a number has lost its zeros."""
    return [
        Fault(Words("identifiants numériques", "ids that are numbers"), table.name, column=name)
        for position, name in enumerate(table.index)
        if name not in INT_INDEX
        and len(index)
        and is_numeric_dtype(index.get_level_values(position).dtype)
    ]


def _typed(values: Sequence[Any], kind: str) -> Any:
    if kind == "geometry":
        wkb = np.empty(len(values), dtype=object)
        wkb[:] = values
        return wkb
    if kind == "time":
        # SQLite gives text, a server gives times
        as_text = isinstance(next((v for v in values if v is not None), None), str)
        given = pd.Series(values, dtype=object)
        moments = pd.to_datetime(given, utc=True, format="ISO8601" if as_text else None)
        return moments.astype(_TIME).array
    return pd.array(np.array(values, dtype=object), dtype=_DTYPES[kind])


def _check_crs(frame: pd.DataFrame, table: Table, crs: str) -> None:
    if "geometry" not in table.columns or frame.empty:
        return
    found = getattr(frame, "crs", None)
    try:
        right = found is not None and CRS.from_user_input(found) == CRS.from_user_input(crs)
    except CRSError:
        right = False
    if not right:
        raise BadInputError(
            Words(
                f"Table « {table.name} » : la géométrie doit être en {crs}, elle est en "
                f"{found or 'aucune projection'}.",
                f"Table “{table.name}”: the geometry must be in {crs}, it is in "
                f"{found or 'no projection'}.",
            )
        )
