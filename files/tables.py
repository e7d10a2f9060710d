"""The one reader of tables: whatever program saved them, and under whatever name."""

import hashlib
from dataclasses import replace
from pathlib import Path

from canvass.errors import MissingFileError
from canvass.words import Words
from files.archives import file_bytes, head, unpack
from files.headers import Known
from files.kinds import kind_of, misnamed
from files.text_table import TextSheet, open_text
from files.workbook import ExcelSheet, open_workbook

Sheet = TextSheet | ExcelSheet

#: Bytes in which a header stands, with the titles above it.
_BEGINNING = 65_536


def open_sheets(path: Path, known: Known | None = None) -> list[Sheet]:
    """Open a table and find the header of each of its sheets that is not empty.

    The kind is told by the content: delimited text in any encoding, with any separator, titles
    above the header and whole rows in one cell; ``.xlsx``, ``.ods``, ``.xls``; the table of a web
    page; any of them packed by gzip, bzip2, xz or zip.

    Parameters
    ----------
    known
        Counts the column names that are looked for in a row, see ``headers.known_names``; the
        header is the row that has most.

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
    packed = file_bytes(path)
    digest = hashlib.sha256(packed).hexdigest()
    content = unpack(packed, path.name)
    kind = kind_of(content, path.name)
    sheets: list[Sheet] = []
    if kind == "text":
        sheets.append(open_text(content, path.name, digest, known))
    else:
        sheets += open_workbook(content, kind, path.name, digest, known)
    note = misnamed(kind, path.name)
    return [replace(s, notes=(note, *s.notes)) for s in sheets] if note else sheets


def best_sheet(path: Path, known: Known | None = None) -> Sheet:
    """Open the sheet that has most of the column names looked for, the first one among equals.

    Its ``notes`` name the others.

    Raises
    ------
    MissingFileError, BadInputError
        As ``open_sheets``.
    """
    sheets = open_sheets(path, known)
    best = max(sheets, key=lambda s: known(s.header) if known else 0)
    others = ", ".join(s.title for s in sheets if s is not best)
    return replace(best, notes=(*best.notes, _not_used(others))) if others else best


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


def _not_used(titles: str) -> Words:
    return Words(f"feuilles non lues : {titles}", f"sheets not read: {titles}")
