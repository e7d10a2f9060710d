"""Workbooks: dates become text again, codes stay codes, formulas give their last value."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.archives import file_bytes, refuse_bomb
from files.csv_files import Cells, Record, gather

#: What a spreadsheet holds (Excel, specifications and limits); a row may claim to be further down.
MAX_ROWS = 1_048_576


@dataclass(frozen=True)
class ExcelSheet:
    """One sheet of a workbook, opened: its header is known, its rows are not read yet."""

    name: str
    sha256: str
    header: tuple[str, ...]
    title: str
    content: bytes
    header_row: int
    separator: str = ""

    def read(self, positions: Collection[int], on_progress: OnProgress = silent) -> Cells:
        """Read the columns at these positions of the header; the others are never kept."""
        on_progress(0, 1)
        width = len(self.header)
        frame, faults = gather(
            self._records(width), width, positions, name=self.name, tick=lambda: on_progress(0, 1)
        )
        on_progress(1, 1)
        return Cells(frame, tuple(faults), "")

    def rows(self, *, as_wide_as_header: bool = True) -> Iterator[Record]:  # noqa: ARG002
        """Yield every row after the header whole, padded to the length of the header."""
        return self._records(len(self.header))

    def _records(self, width: int) -> Iterator[Record]:
        book = _workbook(self.content, self.name)
        try:
            rows = _rows(book[self.title], self.name)
            for row, values in enumerate(rows, start=1):
                if row <= self.header_row or not any(values):
                    continue
                # A row ends where its last filled cell stands.
                yield row, [*values, *[""] * (width - len(values))]
        finally:
            book.close()


def is_workbook(content: bytes) -> bool:
    """Tell an .xlsx by its content."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def open_workbook(path: Path) -> list[ExcelSheet]:
    """Open a workbook and read the header of each sheet that is not empty.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is not a workbook, or unfolds beyond the limits.
    """
    content = file_bytes(path)
    refuse_bomb(content, path.name)
    book = _workbook(content, path.name)
    try:
        headers = {title: _first_row(_rows(book[title], path.name)) for title in _titles(book)}
    finally:
        book.close()
    digest = hashlib.sha256(content).hexdigest()
    filled = {title: found for title, found in headers.items() if found}
    if not filled:
        raise BadInputError(Words(f"{path.name} est vide.", f"{path.name} is empty."))
    return [
        ExcelSheet(
            name=path.name if len(filled) == 1 else f"{path.name} [{title}]",
            sha256=digest,
            header=header,
            title=title,
            content=content,
            header_row=row,
        )
        for title, (row, header) in filled.items()
    ]


def _titles(book: Any) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def _workbook(content: bytes, name: str) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:
        raise _damaged(name) from error


def _damaged(name: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} est un classeur abîmé ou protégé : enregistrez-le en « CSV UTF-8 ».",
            f"{name} is a damaged or protected workbook: save it as “CSV UTF-8”.",
        )
    )


def _rows(sheet: Any, name: str) -> Iterator[list[str]]:
    try:
        # The size that a workbook declares is often wrong; without it every row is read.
        sheet.reset_dimensions()
        for values in sheet.iter_rows(values_only=True, max_row=MAX_ROWS):
            yield [_text(value) for value in values]
    except Exception as error:  # a damaged sheet shows only while it is read
        raise _damaged(name) from error


def _first_row(rows: Iterator[list[str]]) -> tuple[int, tuple[str, ...]] | None:
    for row, values in enumerate(rows, start=1):
        if any(values):
            while not values[-1]:
                values.pop()
            return row, tuple(values)
    return None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
