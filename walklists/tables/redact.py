"""Take addresses out of a table to fill that lies on this disk, and keep what was filled in."""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from canvass.errors import ArpenteurError
from files.formulas import unguarded
from files.writing.whole import write_whole
from walklists.tables.columns import COUNTS, IDENTITY, PLACE, Column
from walklists.tables.table_reader import cells_of, is_workbook
from walklists.walk_list import street_name_key

(_BUILDING_ID,) = (column for column in IDENTITY if column.name == "building_id")
_BUILDING = frozenset(Column.keys(_BUILDING_ID))
_OURS = frozenset(key for column in (*IDENTITY, *PLACE) for key in Column.keys(column))
_OF_A_TABLE = frozenset(key for column in (*IDENTITY, *COUNTS) for key in Column.keys(column))


def redact(path: Path, buildings: Collection[str]) -> bool | None:
    """Take the rows of some addresses out of a table that ``write_csv`` wrote.

    The table may have been saved again by any spreadsheet program. One in which nobody has
    written anything is removed whole, since it can be made again. A row that somebody has filled
    stays: it says what happened, and to which sheet it belongs. A workbook is corrected in place.

    Returns
    -------
    bool or None
        Whether the table was changed or removed; ``None`` if it cannot be read, or nothing in it
        tells which row is which address: it may still show them.
    """
    try:
        rows = cells_of(path)
    except ArpenteurError:
        return None
    at = next((n for n, row in enumerate(rows[:_HEADER_WITHIN]) if _is_header(row)), None)
    if at is None:
        return None
    header = [street_name_key(unguarded(name)) for name in rows[at]]
    place = next((column for column, name in enumerate(header) if name in _BUILDING), None)
    if place is None:
        return None
    ours = [column for column, name in enumerate(header) if name in _OURS]
    body = rows[at + 1 :]
    filled = [_is_filled(row, ours) for row in body]
    if not any(filled):
        path.unlink()
        return True
    drop = [
        at + 1 + number
        for number, (row, told) in enumerate(zip(body, filled, strict=True))
        if not told and len(row) > place and unguarded(row[place].strip()) in buildings
    ]
    if not drop:
        return False
    _without(path, rows, set(drop))
    return True


#: Title rows that a person may have put above the header.
_HEADER_WITHIN = 20


def _is_header(row: Sequence[str]) -> bool:
    return sum(street_name_key(unguarded(cell)) in _OF_A_TABLE for cell in row) > 1


def _is_filled(row: Sequence[str], ours: Collection[int]) -> bool:
    """Tell whether somebody wrote into a cell that is not ours to fill."""
    return any(cell.strip() for at, cell in enumerate(row) if at not in ours)


def _without(path: Path, rows: Sequence[Sequence[str]], drop: set[int]) -> None:
    """Write a table again without some rows, in the form it has."""
    if is_workbook(path):
        from openpyxl import load_workbook

        book = load_workbook(path)
        for number in sorted(drop, reverse=True):
            book.worksheets[0].delete_rows(number + 1)
        content = io.BytesIO()
        book.save(content)
        write_whole(path, content.getvalue(), private=True)
        return
    out = io.StringIO()
    kept = [row for number, row in enumerate(rows) if number not in drop]
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(kept)
    write_whole(path, out.getvalue().encode("utf-8-sig"), private=True)
