"""A returned file, read as text cells, whatever program saved it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from files.formulas import unguarded
from walklists.tables.columns import (
    COUNTS,
    IDENTITY,
    PLACE,
    ROUND,
    concern_columns,
)
from walklists.walk_list import Concern, street_name_key

#: Unpacked; a whole city's export takes a tenth.
MAX_BYTES = 100_000_000
#: What a spreadsheet holds (Excel, specifications and limits), and more columns than any export.
MAX_ROWS, MAX_COLUMNS = 1_048_576, 200
#: Lines that tell which separator a file has.
_LINES_ASKED = 30
#: Columns without which a row cannot be told from another, or says nothing.
_NEEDED = ("contact_id", "knocked")


def rows_of(path: Path, concerns: Sequence[Concern]) -> list[tuple[int, Mapping[str, str]]]:
    """Return each row that holds anything: its number in the spreadsheet, its cells by column name.

    Concerns are under ``concern:`` and their code.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file is no table, or lacks columns; all of them are named.
    """
    table = _table(path)
    try:
        names = _named(next(table, []), concerns, path.name)
        lines = list(table)
    except csv.Error as error:
        raise _unopened(path) from error
    rows: list[tuple[int, Mapping[str, str]]] = []
    for number, cells in enumerate(lines, start=2):
        texts = {n: unguarded(c.strip()) for n, c in zip(names, cells, strict=False) if n}
        if any(texts.values()):
            rows.append((number, texts))
    return rows


def cells_of(path: Path) -> list[list[str]]:
    """Return every row of a table as text cells, from the first line on.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file is no table.
    """
    try:
        return list(_table(path))
    except csv.Error as error:
        raise _unopened(path) from error


def is_workbook(path: Path) -> bool:
    """Tell a workbook by its content: a spreadsheet program may leave the old name on it."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _table(path: Path) -> Iterator[list[str]]:
    if not path.is_file():
        raise MissingFileError(path)
    return _xlsx(path) if is_workbook(path) else _csv(path)


def _named(header: Sequence[str], concerns: Sequence[Concern], file: str) -> list[str]:
    """Return the column name behind each header, empty where it is nobody's."""
    known: dict[str, str] = {}
    for column in concern_columns(concerns):
        known |= dict.fromkeys(column.keys(), f"concern:{column.name}")
    for column in (*IDENTITY, *PLACE, *COUNTS, *ROUND):
        known |= dict.fromkeys(column.keys(), column.name)
    names = [known.get(street_name_key(unguarded(text)), "") for text in header]
    wanted = {c.name: c.header for c in (*IDENTITY, *COUNTS)}
    faults = [
        Fault(
            Words("colonne absente : ne la supprimez pas", "missing column: do not delete it"),
            file=file,
            row=1,
            column=str(wanted[name]),
        )
        for name in _NEEDED
        if name not in names
    ]
    faults += [
        Fault(Words("colonne en double", "repeated column"), file=file, row=1, column=name)
        for name in sorted({n for n in names if n and names.count(n) > 1})
    ]
    if faults:
        raise BadInputError(
            Words(
                f"« {file} » n'est pas un tableau de passages : repartez du fichier exporté.",
                f"“{file}” is not a table of contacts: start again from the exported file.",
            ),
            faults,
        )
    return names


def _csv(path: Path) -> Iterator[list[str]]:
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(path)
    text = _decoded(path.read_bytes())
    if "\0" in text:
        raise _unopened(path)
    # title rows above the header hold few separators or none
    top = text.splitlines()[:_LINES_ASKED]
    header = next((s for s in top if max(map(s.count, ";,\t")) >= len(_NEEDED)), "")
    delimiter = max(";,\t", key=header.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(content: bytes) -> str:
    """UTF-8 if it is valid UTF-8, else what French Windows writes (cp1252)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    _refuse_bomb(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            # a sheet may claim more cells than any memory holds: its word is not taken
            sheet.reset_dimensions()
            for row in sheet.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=MAX_COLUMNS):
                yield [_as_text(value) for value in row] if _filled(row) else []
        finally:
            book.close()
    except Exception as error:  # a damaged workbook breaks openpyxl in many ways
        raise _unopened(path) from error


def _filled(row: Sequence[object]) -> bool:
    """Tell whether a row holds anything, a nought included."""
    return any(value is not None for value in row)


def _refuse_bomb(path: Path) -> None:
    """Refuse a workbook that would unpack to more than any export."""
    try:
        with ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        raise _unopened(path) from error
    if size > MAX_BYTES:
        raise _too_large(path)


def _too_large(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"« {path.name} » est bien plus gros qu'un tableau de passages : fichier refusé.",
            f"“{path.name}” is far larger than a table of contacts: file refused.",
        )
    )


def _unopened(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"« {path.name} » ne s'ouvre pas : enregistrez-le de nouveau en .xlsx ou .csv.",
            f"“{path.name}” does not open: save it again as .xlsx or .csv.",
        )
    )


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
