"""Working tables for spreadsheets, and back: CSV and XLSX, no text of which is run as a formula."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd

from canvass import tables
from canvass.errors import BadInputError, Fault
from canvass.tables import INT_INDEX, Table
from canvass.words import Words
from exchange.cells import MAX_BYTES, Sheet, read_sheet, unreadable
from exchange.incoming import Incoming, as_rows
from exchange.outcome_mapping import statuses_of
from exchange.system import Outgoing, Prepared, System
from files.formulas import guarded
from files.moments import read_moments
from files.writing.csv_text import as_csv
from files.writing.new_folder import refuse_filled, write_folder
from files.writing.whole import temporary_beside

#: Tables whose rows are persons, or lead to them.
PERSONAL = frozenset({"voters", "placements", "households"})
#: What a spreadsheet holds (Excel, specifications and limits).
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WHOLE = re.compile(r"(-?\d{1,18})(?:[.,]0+)?", re.ASCII)


@dataclass(frozen=True)
class WorkingTables:
    """The working tables that were asked for: a folder of CSV files, or one workbook."""

    name: str

    def personal(self, tables: Collection[str]) -> bool:
        """Tell whether one of the tables is about people."""
        return not PERSONAL.isdisjoint(tables)

    def write(self, outgoing: Outgoing, out: Path) -> Prepared:
        """Prepare the tables; see ``exchange.system.System``."""
        folder = self.name == "csv"
        if folder:
            refuse_filled(out)
        frames = {name: outgoing.table(name) for name in outgoing.tables}
        return Prepared(
            rows={name: len(frame) for name, frame in frames.items()},
            store=lambda place: (_write_csvs if folder else _write_workbook)(place, frames),
            said=(outgoing.source,) if self.personal(outgoing.tables) else (),
        )

    def read(
        self, path: Path, *, zone: ZoneInfo, columns: Mapping[str, str] | None = None
    ) -> Incoming:
        """Read the working table of contacts; see ``exchange.system.System``."""
        return read_contacts(path, zone=zone, given=columns)


CSV: System = WorkingTables("csv")
XLSX: System = WorkingTables("xlsx")


def table_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as CSV that French Excel opens as is: ``;`` and a byte-order mark."""
    header, rows = _plain(frame)
    return b"\xef\xbb\xbf" + as_csv(header, rows, delimiter=";")


def tables_xlsx(frames: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write tables as the sheets of one workbook.

    Raises
    ------
    BadInputError
        If one has more rows than a sheet holds.
    """
    from openpyxl import Workbook

    too_long = [name for name, frame in frames.items() if len(frame) >= MAX_ROWS]
    if too_long:
        raise BadInputError(
            Words(
                f"Trop de lignes pour un classeur : {', '.join(too_long)}. Exportez en csv.",
                f"Too many rows for a workbook: {', '.join(too_long)}. Export as csv.",
            )
        )
    book = Workbook(write_only=True)
    for name, frame in frames.items():
        sheet = book.create_sheet(name)
        header, rows = _plain(frame)
        sheet.append(header)
        for row in rows:
            sheet.append([_cell(value) for value in row])
    book.save(path)


def read_table(
    path: Path, table: Table, *, zone: ZoneInfo, given: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, Sheet]:
    """Read a table that ``table_csv`` or ``tables_xlsx`` wrote, without its geometry.

    Parameters
    ----------
    path
        Saved again by any spreadsheet program; of several sheets, that with most of the columns.
    table
        The shape.
    zone
        Of times that say none.
    given
        Column of the shape -> the column that a person names for it.

    Returns
    -------
    tuple
        The table, and the file as it was read.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, or with all that is wrong in it.
    """
    wanted = {**dict.fromkeys(table.index, "text"), **table.columns}
    wanted = {name: kind for name, kind in wanted.items() if kind != "geometry"}
    sheet = read_sheet(path, {name: name for name in wanted}, given, largest=MAX_BYTES)
    faults = [
        Fault(Words("colonne absente", "missing column"), path.name, 1, name)
        for name in wanted
        if name not in sheet.names
    ]
    faults += sheet.faults
    made = {
        name: _column(sheet, name, "int" if name in INT_INDEX else kind, zone, path.name, faults)
        for name, kind in wanted.items()
        if name in sheet.names
    }
    if faults:
        raise BadInputError(
            Words(f"« {path.name} » inutilisable :", f"“{path.name}” cannot be used:"), faults
        )
    types = {name: dtype for name, dtype in table.empty().dtypes.items() if name in made}
    types |= {name: "int64" if name in INT_INDEX else "str" for name in table.index}
    frame = pd.DataFrame(
        {
            name: pd.to_datetime(pd.Series(values, dtype=object), utc=True)
            if "datetime" in str(types[name])
            else pd.Series(values, dtype=object)
            for name, values in made.items()
        }
    )
    return frame.astype(types).set_index(list(table.index)), sheet


def read_contacts(
    path: Path, *, zone: ZoneInfo, given: Mapping[str, str] | None = None
) -> Incoming:
    """Read the working table of contacts as rows to take in; see ``read_table``."""
    contacts, sheet = read_table(path, tables.CONTACTS, zone=zone, given=given)
    told = statuses_of(contacts)
    row_of = pd.Series([number for number, _ in sheet.rows], index=contacts.index)
    rows = told.rename(columns={"building_id": "target"}).assign(
        row=told["event_id"].map(row_of), told=True
    )
    return Incoming(
        as_rows(cast("list[dict[str, object]]", rows.to_dict("records"))),
        (),
        len(contacts),
        forbidden=sheet.forbidden,
        left=sheet.left,
        notes=sheet.notes,
    )


def _write_csvs(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    write_folder(folder, {f"{name}.csv": table_csv(frame) for name, frame in frames.items()})


def _write_workbook(path: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    with temporary_beside(path, private=True) as part:
        tables_xlsx(frames, part)


def _plain(frame: pd.DataFrame) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return header and rows: the index first, missing values as empty, times as ISO text."""
    flat = frame.reset_index()
    columns = [_values(flat[name]) for name in flat.columns]
    return [str(name) for name in flat.columns], zip(*columns, strict=True)


def _values(column: "pd.Series[Any]") -> list[object]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return ["" if pd.isna(at) else at.isoformat() for at in column]
    if column.dtype == bool:
        return [int(value) for value in column]
    values: list[object] = column.astype(object).where(column.notna(), "").tolist()
    return values


def _cell(value: object) -> object:
    """Return what a sheet can hold of a value."""
    if not isinstance(value, str):
        return value
    return _NO_CELL.sub("\ufffd", guarded(value))[:MAX_TEXT]


def _column(
    sheet: Sheet, name: str, kind: str, zone: ZoneInfo, file: str, faults: list[Fault]
) -> list[object]:
    """Read the cells of a column; what cannot be read is appended to ``faults``."""
    texts = [cells[name] for _, cells in sheet.rows]
    read = _moments(texts, zone) if kind == "time" else [_value(text, kind) for text in texts]
    message = Words("valeur illisible", "unreadable value")
    faults += [
        Fault(message, file, number, name)
        for (number, _), value in zip(sheet.rows, read, strict=True)
        if value is None
    ]
    return read


def _moments(texts: Sequence[str], zone: ZoneInfo) -> list[object]:
    read = read_moments(pd.Series(texts, dtype="str")).instants(zone)
    known = zip(texts, read, strict=True)
    return [pd.NaT if not text else None if pd.isna(at) else at for text, at in known]


def _value(text: str, kind: str) -> object:
    """Read a cell; None if it cannot be."""
    try:
        return None if unreadable(text) else _READERS[kind](text)
    except (ValueError, OverflowError):
        return None


def _int(text: str) -> int:
    found = _WHOLE.fullmatch(text)
    if not found:
        raise ValueError("not a whole number")
    return int(found[1])


def _float(text: str) -> float:
    return float(text.replace(",", ".")) if text else float("nan")


_READERS: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "int": _int,
    "float": _float,
    "bool": lambda text: bool(_int(text)),
}
