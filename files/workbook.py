"""Workbooks as text: days as ISO with their hour, codes stay codes, formulas give their last value.

``.xlsx`` is read by openpyxl, row by row: calamine lays a sheet out as one rectangle, and a cell at
XFD1048576 would take all memory. ``.ods`` and ``.xls`` are read by calamine, which bounds both.
"""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.archives import MAX_BYTES, refuse_bomb
from files.headers import SEARCHED, Known, header_place
from files.html_table import html_tables
from files.kinds import Kind, damaged, protected
from files.rows import Cells, Record, gather, without_totals

#: What a spreadsheet holds (Excel, specifications and limits); a row may claim to be further down.
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True)
class ExcelSheet:
    """One sheet of a workbook, opened: its header is known, its rows are not read yet.

    ``epoch`` is the year from which the workbook counts days; ``notes`` says what was passed over.
    """

    name: str
    sha256: str
    header: tuple[str, ...]
    title: str
    content: bytes
    kind: Kind
    header_row: int
    epoch: Literal[1900, 1904] = 1900
    separator: str = ""
    encoding: str = ""
    notes: tuple[Words, ...] = ()

    def read(self, positions: Collection[int], on_progress: OnProgress = silent) -> Cells:
        """Read the columns at these positions of the header; the others are never kept."""
        on_progress(0, 1)
        width = len(self.header)
        frame, faults = gather(
            self.rows(), width, positions, name=self.name, tick=lambda: on_progress(0, 1)
        )
        on_progress(1, 1)
        return Cells(frame, tuple(faults), "")

    def rows(self, *, as_wide_as_header: bool = True) -> Iterator[Record]:  # noqa: ARG002
        """Yield every row after the header whole, padded to the length of the header."""
        return without_totals(self._records(len(self.header)))

    def _records(self, width: int) -> Iterator[Record]:
        with _Book(self.content, self.kind, self.name) as book:
            for row, values in enumerate(book.rows(self.title), start=1):
                if row <= self.header_row or not any(values):
                    continue
                # A row ends where its last filled cell stands.
                yield row, [*values, *[""] * (width - len(values))]


def open_workbook(
    content: bytes,
    kind: Kind,
    name: str,
    sha256: str,
    known: Known | None = None,
    *,
    largest: int = MAX_BYTES,
) -> list[ExcelSheet]:
    """Open a workbook and find the header of each sheet that is not empty.

    Raises
    ------
    BadInputError
        If it is damaged or empty, asks for a password, or unfolds beyond the limits.
    """
    if kind in {"xlsx", "ods"}:
        refuse_bomb(content, name, largest=largest)
    with _Book(content, kind, name) as book:
        headers = {title: _header(book.rows(title), known) for title in book.titles}
        epoch = book.epoch
    filled = {title: found for title, found in headers.items() if found}
    if not filled:
        raise BadInputError(Words(f"{name} est vide.", f"{name} is empty."))
    return [
        ExcelSheet(
            name=name if len(filled) == 1 else f"{name} [{title}]",
            sha256=sha256,
            header=header,
            title=title,
            content=content,
            kind=kind,
            header_row=row,
            epoch=epoch,
            notes=_notes(row),
        )
        for title, (row, header) in filled.items()
    ]


def without_rows(content: bytes, drop: Mapping[str, Collection[int]], name: str) -> bytes:
    """Return an ``.xlsx`` without some rows of its sheets (title -> numbers of rows).

    Raises
    ------
    BadInputError
        If it is damaged.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content))
        for title, rows in drop.items():
            for number in sorted(rows, reverse=True):
                book[title].delete_rows(number)
        saved = io.BytesIO()
        book.save(saved)
    except Exception as error:
        raise damaged(name) from error
    return saved.getvalue()


def _notes(row: int) -> tuple[Words, ...]:
    if row == 1:
        return ()
    return (Words(f"en-tête trouvé en ligne {row}", f"header found in row {row}"),)


def _header(rows: Iterator[list[str]], known: Known | None) -> tuple[int, tuple[str, ...]] | None:
    """Find the header among the first rows, blank ones above all others passed over."""
    for above, values in enumerate(rows, start=1):
        if any(values):
            first = [values, *islice(rows, SEARCHED - 1)]
            place = header_place(first, known)
            header = first[place]
            while not header[-1]:
                header.pop()
            return above + place, tuple(header)
    return None


class _Book:
    """A workbook of any kind, open: the titles of its sheets, and their rows as text."""

    def __init__(self, content: bytes, kind: Kind, name: str) -> None:
        self._name = name
        self._kind = kind
        self.epoch: Literal[1900, 1904] = 1900
        self._pages: dict[str, list[list[str]]] = {}
        self._book: Any = None
        if kind == "html":
            self._pages = html_tables(content, name)
        elif kind == "xlsx":
            self._book = _openpyxl(content, name)
            self.epoch = 1904 if self._book.epoch.year == 1904 else 1900
        else:
            self._book = _calamine(content, name)

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, *_: object) -> None:
        if self._book is not None:
            self._book.close()

    @property
    def titles(self) -> list[str]:
        """The sheets in order; charts are none."""
        if self._kind == "html":
            return list(self._pages)
        if self._kind == "xlsx":
            return [sheet.title for sheet in self._book.worksheets]
        return list(self._book.sheet_names)

    def rows(self, title: str) -> Iterator[list[str]]:
        """Yield the rows of a sheet from its first one on, blank ones too."""
        if self._kind == "html":
            return iter(self._pages[title])
        read = _rows_of_xlsx if self._kind == "xlsx" else _rows_of_others
        return read(self._book, title, self._name)


def _openpyxl(content: bytes, name: str) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:
        raise damaged(name) from error


def _calamine(content: bytes, name: str) -> Any:
    import python_calamine

    try:
        return python_calamine.load_workbook(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise protected(name) from error
    except Exception as error:
        raise damaged(name) from error


def _rows_of_xlsx(book: Any, title: str, name: str) -> Iterator[list[str]]:
    try:
        sheet = book[title]
        # The size that a workbook declares is often wrong; without it every row is read.
        sheet.reset_dimensions()
        before: tuple[object, ...] | None = None
        texts: list[str] = []
        for values in sheet.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=MAX_COLUMNS):
            # Rows that a workbook leaves out, maybe a million, are one and the same tuple.
            if values is not before:
                before, texts = values, _texts(values)
            yield texts
    except Exception as error:  # a damaged sheet shows only while it is read
        raise damaged(name) from error


def _rows_of_others(book: Any, title: str, name: str) -> Iterator[list[str]]:
    try:
        sheet = book.get_sheet_by_name(title)
        above, left = sheet.start or (0, 0)
        yield from ([] for _ in range(above))
        for values in sheet.iter_rows():
            yield _texts([*[None] * (left if sheet.width == len(values) else 0), *values])
    except Exception as error:
        raise damaged(name) from error


def _texts(values: Sequence[object]) -> list[str]:
    """Spell the cells of a row up to its last filled one."""
    texts = ["" if value is None else _text(value) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(value: object) -> str:
    match value:
        case str():
            return value.strip()
        case bool():
            return "1" if value else "0"
        case float():
            # A sum of cents is not 45.30000000000001.
            return str(int(value)) if value.is_integer() else format(value, ".15g")
        case _:
            # Python writes days and hours as ISO does.
            return str(value).strip().removesuffix(" 00:00:00")
