"""Take addresses out of a table to fill that lies on this disk, and keep what was filled in."""

import csv
import io
from collections.abc import Collection
from pathlib import Path
from zipfile import BadZipFile

from canvass.formulas import unguarded
from walklists._atomic import write_whole
from walklists._columns import IDENTITY, PLACE, Column
from walklists.walk_list import street_key

_TOLD_BY_US = len(IDENTITY) + len(PLACE)
(_BUILDING_ID,) = (column for column in IDENTITY if column.name == "building_id")
_BUILDING = frozenset(Column.keys(_BUILDING_ID))


def take_out(path: Path, buildings: Collection[str]) -> bool:
    """Take the rows of some addresses out of a table that ``write_csv`` wrote.

    A table in which nobody has written anything is removed whole, since it can be made again. A
    row that somebody has filled stays: it says what happened, and to which sheet it belongs.

    Returns
    -------
    bool
        Whether the table was changed or removed; a file that is no such table is left alone.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
    header = [street_key(unguarded(name)) for name in rows[0]] if rows else []
    place = next((at for at, name in enumerate(header) if name in _BUILDING), None)
    if place is None:
        return False
    filled = [any(cell.strip() for cell in row[_TOLD_BY_US:]) for row in rows[1:]]
    if not any(filled):
        path.unlink()
        return True
    kept = [
        row
        for row, told in zip(rows[1:], filled, strict=True)
        if told or not (len(row) > place and unguarded(row[place]) in buildings)
    ]
    if len(kept) == len(rows) - 1:
        return False
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([rows[0], *kept])
    write_whole(path, out.getvalue().encode("utf-8-sig"))
    return True


def take_out_of_workbook(path: Path, buildings: Collection[str]) -> bool:
    """Take the rows of some addresses out of a workbook that ``write_xlsx`` wrote.

    As ``take_out`` does with a table.

    Returns
    -------
    bool
        Whether the workbook was changed or removed; a file that is no such table is left alone.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(path)
        sheet = book.worksheets[0]
    except (OSError, BadZipFile, KeyError, TypeError, ValueError, IndexError):
        return False
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    header = [street_key(unguarded(name)) for name in rows[0]] if rows else []
    place = next((at for at, name in enumerate(header) if name in _BUILDING), None)
    if place is None:
        return False
    filled = [any(cell.strip() for cell in row[_TOLD_BY_US:]) for row in rows[1:]]
    if not any(filled):
        path.unlink()
        return True
    shown = [
        number
        for number, (row, told) in enumerate(zip(rows[1:], filled, strict=True), start=2)
        if not told and unguarded(row[place]) in buildings
    ]
    for number in reversed(shown):
        sheet.delete_rows(number)
    if shown:
        out = io.BytesIO()
        book.save(out)
        write_whole(path, out.getvalue())
    return bool(shown)
