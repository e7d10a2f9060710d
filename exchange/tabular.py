"""Working tables for spreadsheets, and back: CSV and XLSX, no text of which is run as a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd

from canvass import tables
from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.tables import INT_INDEX, Table
from canvass.words import Words
from exchange.cells import MAX_BYTES, read_text, unreadable
from exchange.incoming import Incoming, as_rows
from exchange.outcome_mapping import statuses_of
from exchange.system import Outgoing, Prepared, System
from files.formulas import guarded, unguarded
from files.writing.csv_text import as_csv
from files.writing.new_folder import refuse_filled, write_folder
from files.writing.whole import temporary_beside

#: Tables whose rows are persons, or lead to them.
PERSONAL = frozenset({"voters", "placements", "households"})
#: What a spreadsheet holds (Excel, specifications and limits).
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
#: More than any working table has.
MAX_COLUMNS = 40
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


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

    def read(self, path: Path, *, zone: ZoneInfo) -> Incoming:  # noqa: ARG002 - times name theirs
        """Read the working table of contacts; see ``exchange.system.System``."""
        return read_contacts(path)


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


def read_csv(path: Path, table: Table) -> pd.DataFrame:
    """Read a table that ``table_csv`` wrote, without its geometry.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, or with all that is wrong in it.
    """
    lines = csv.reader(io.StringIO(read_text(path), newline=""), delimiter=";", strict=True)
    try:
        return _framed(list(lines), table, path.name)
    except csv.Error as error:
        raise _unreadable(path) from error


def read_xlsx(path: Path, table: Table) -> pd.DataFrame:
    """Read a table from the sheet of its name, or the first one; see ``read_csv``."""
    from openpyxl import load_workbook

    _refuse_bomb(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            named = table.name in book.sheetnames
            sheet = book[table.name] if named else book.worksheets[0]
            # a sheet may claim more cells than any memory holds: its word is not taken
            sheet.reset_dimensions()
            cells = sheet.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=MAX_COLUMNS)
            lines = [[_text(v) for v in row] if any(row) else [] for row in cells]
        finally:
            book.close()
    except Exception as error:  # a damaged workbook breaks openpyxl in many ways
        raise _unreadable(path) from error
    return _framed(lines, table, path.name)


def read_contacts(path: Path) -> Incoming:
    """Read the working table of contacts, CSV or XLSX, as rows to take in.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, or with all that is wrong in it.
    """
    workbook = path.suffix.casefold() in {".xlsx", ".xlsm"}
    contacts = (read_xlsx if workbook else read_csv)(path, tables.CONTACTS)
    told = statuses_of(contacts)
    row_of = pd.Series(range(2, len(contacts) + 2), index=contacts.index)
    rows = told.rename(columns={"building_id": "target"}).assign(
        row=told["event_id"].map(row_of), told=True
    )
    return Incoming(
        as_rows(cast("list[dict[str, object]]", rows.to_dict("records"))), (), len(contacts)
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


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _framed(lines: Sequence[Sequence[str]], table: Table, file: str) -> pd.DataFrame:
    """Return the table's shape to rows of text, naming everything that is wrong."""
    header = [unguarded(cell) for cell in lines[0]] if lines else []
    wanted = {**dict.fromkeys(table.index, "text"), **table.columns}
    wanted = {name: kind for name, kind in wanted.items() if kind != "geometry"}
    faults = [
        Fault(Words("colonne absente", "missing column"), file, 1, name)
        for name in wanted
        if name not in header
    ]
    faults += [
        Fault(Words("colonne en double", "repeated column"), file, 1, name)
        for name in wanted
        if header.count(name) > 1
    ]
    rows = [(n, row) for n, row in enumerate(lines[1:], start=2) if any(row)]
    made: dict[str, list[object]] = {}
    for name, kind in wanted.items():
        if name in header:
            place = header.index(name)
            read_one = _READERS["int" if name in INT_INDEX else kind]
            made[name] = list(_column(rows, place, read_one, file, name, faults))
    if faults:
        raise BadInputError(
            Words(f"« {file} » inutilisable :", f"“{file}” cannot be used:"), faults
        )
    types = {name: dtype for name, dtype in table.empty().dtypes.items() if name in made}
    for name in table.index:
        types[name] = "int64" if name in INT_INDEX else "str"
    frame = pd.DataFrame(made)
    for name, dtype in types.items():
        frame[name] = (
            pd.to_datetime(frame[name], utc=True, format="ISO8601").astype(dtype)
            if "datetime" in str(dtype)
            else frame[name].astype(dtype)
        )
    return frame.set_index(list(table.index))


def _column(
    rows: Iterable[tuple[int, Sequence[str]]],
    place: int,
    read_one: Callable[[str], object],
    file: str,
    name: str,
    faults: list[Fault],
) -> Iterator[object]:
    for number, row in rows:
        text = unguarded(row[place]) if place < len(row) else ""
        try:
            yield read_one(_readable(text))
        except (ValueError, OverflowError):
            message = Words("valeur illisible", "unreadable value")
            faults.append(Fault(message, file, number, name))
            yield None


def _readable(text: str) -> str:
    if unreadable(text):
        raise ValueError("not a text")
    return text


def _int(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError("not a whole number")
    return int(text)


def _float(text: str) -> float:
    return float(text.replace(",", ".")) if text else float("nan")


def _time(text: str) -> "pd.Timestamp | None":
    if not text:
        return None
    read_one = pd.Timestamp(text)
    if read_one.tzinfo is None:
        raise ValueError("a time needs its zone")
    return read_one


_READERS: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "int": _int,
    "float": _float,
    "bool": lambda text: bool(_int(text)),
    "time": _time,
}


def _refuse_bomb(path: Path) -> None:
    """Refuse a workbook that would unpack to more than any export."""
    if not path.is_file():
        raise MissingFileError(path)
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _unreadable(path) from error
    if size > MAX_BYTES:
        raise BadInputError(
            Words(
                f"« {path.name} » grossit démesurément à la décompression : fichier refusé.",
                f"“{path.name}” grows out of all proportion when unpacked: file refused.",
            )
        )


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"« {path.name} » ne s'ouvre pas : enregistrez-le de nouveau en .xlsx ou .csv.",
            f"“{path.name}” does not open: save it again as .xlsx or .csv.",
        )
    )
