"""The one reader of tables: whatever program saved them, and under whatever name."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from files.archives import MAX_BYTES, file_bytes, head, unpack
from files.encodings import decode
from files.headers import Known
from files.kinds import kind_of, misnamed
from files.text_table import TextSheet, open_text
from files.workbook import ExcelSheet, open_workbook

Sheet = TextSheet | ExcelSheet

#: Bytes in which a header stands, with the titles above it.
_BEGINNING = 65_536


def open_sheets(path: Path, known: Known | None = None, *, largest: int = MAX_BYTES) -> list[Sheet]:
    """Open a table and find the header of each of its sheets that is not empty.

    The kind is told by the content: delimited text in any encoding, with any separator, titles
    above the header and whole rows in one cell; ``.xlsx``, ``.ods``, ``.xls``; the table of a web
    page; any of them packed by gzip, bzip2, xz or zip.

    Parameters
    ----------
    known
        Counts the column names that are looked for in a row, see ``headers.known_names``; the
        header is the row that has most.
    largest
        Bytes that the file may have, packed or not.

    Returns
    -------
    list
        One sheet of a text, those of a workbook in its order; each says in ``notes`` what was
        passed over.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is of no kind that is read, is damaged or empty, or unfolds beyond the limits.
    """
    packed = file_bytes(path, largest=largest)
    digest = hashlib.sha256(packed).hexdigest()
    content = unpack(packed, path.name, largest=largest)
    kind = kind_of(content, path.name)
    sheets: list[Sheet] = []
    if kind == "text":
        sheets.append(open_text(content, path.name, digest, known))
    else:
        sheets += open_workbook(content, kind, path.name, digest, known, largest=largest)
    note = misnamed(kind, path.name)
    return [replace(s, notes=(note, *s.notes)) for s in sheets] if note else sheets


def best_sheet(path: Path, known: Known | None = None, *, largest: int = MAX_BYTES) -> Sheet:
    """Open the sheet that has most of the column names looked for, the first one among equals.

    Its ``notes`` name the others.

    Raises
    ------
    MissingFileError, BadInputError
        As ``open_sheets``.
    """
    sheets = open_sheets(path, known, largest=largest)
    best = max(sheets, key=lambda s: known(s.header) if known else 0)
    others = ", ".join(s.title for s in sheets if s is not best)
    return replace(best, notes=(*best.notes, not_used(others))) if others else best


def header_of(path: Path, known: Known | None = None) -> tuple[str, ...]:
    """Return the header of the first sheet, of a text without reading more than its beginning.

    Raises
    ------
    MissingFileError, BadInputError
        As ``open_sheets``.
    """
    if not path.exists():
        raise MissingFileError(path)
    start = head(path, _BEGINNING)
    if start.startswith(b"PK\x03\x04") or kind_of(start, path.name) != "text":
        return best_sheet(path, known).header
    # The last line may be cut within a letter.
    whole = start[: start.rfind(b"\n") + 1] if len(start) == _BEGINNING else start
    return open_text(whole or start, path.name, "", known).header


def not_used(titles: str) -> Words:
    """Name the sheets that were passed over."""
    return Words(f"feuilles non lues : {titles}", f"sheets not read: {titles}")


def grid_of(path: Path, known: Known | None = None) -> list[tuple[int, list[str]]]:
    """Read the first sheet from the row that ``known`` counts most in, as it stands.

    Raises
    ------
    MissingFileError, BadInputError
        As ``open_sheets``; or if a row cannot be read.
    """
    sheet = open_sheets(path, known)[0]
    rows: list[tuple[int, list[str]]] = [(sheet.header_row, list(sheet.header))]
    faults = []
    for row, values in sheet.rows():
        if isinstance(values, Words):
            faults.append(Fault(values, sheet.name, row))
        else:
            rows.append((row, list(values)))
    if faults:
        raise not_a_table(path.name, faults)
    return rows


def not_a_table(name: str, faults: Sequence[Fault] = ()) -> BadInputError:
    """Say that a file is no table."""
    return BadInputError(
        Words(
            f"« {name} » ne s'ouvre pas : enregistrez-le de nouveau en .xlsx ou .csv.",
            f"“{name}” does not open: save it again as .xlsx or .csv.",
        ),
        faults,
    )


def read_text(path: Path, *, largest: int = MAX_BYTES) -> str:
    """Read a text of any encoding, packed or not.

    Raises
    ------
    MissingFileError, BadInputError
        If there is no such file, it is too large, or no text.
    """
    return decode(unpack(file_bytes(path, largest=largest), path.name), path.name).content.decode()
