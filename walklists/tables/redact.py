"""Take addresses out of a table to fill that lies on this disk, and keep what was filled in."""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from canvass.errors import ArpenteurError
from canvass.words import Words
from files.formulas import unguarded
from files.headers import find_columns, header_key, known_names
from files.rows import TOTALS, Record
from files.tables import Sheet, open_sheets
from files.text_table import TextSheet
from files.workbook import without_rows
from files.writing.whole import write_whole
from walklists.tables.columns import COUNTS, IDENTITY, PLACE, Column
from walklists.tables.table_reader import MAX_BYTES

_BUILDING = "building_id"
_OURS = frozenset(key for column in (*IDENTITY, *PLACE) for key in Column.keys(column))
_OF_A_TABLE = {column.name: tuple(Column.keys(column)) for column in (*IDENTITY, *COUNTS)}
_KNOWN = known_names(_OF_A_TABLE)


def redact(path: Path, buildings: Collection[str]) -> bool | None:
    """Take the rows of some addresses out of a table that ``write_csv`` wrote.

    The table may have been saved again by any spreadsheet program. One in which nobody has
    written anything is removed whole, since it can be made again. A row that somebody has filled
    stays: it says what happened, and to which sheet it belongs. A workbook is corrected in place.

    Returns
    -------
    bool or None
        Whether the table was changed or removed; ``None`` if it cannot be read or written again, or
        nothing in it tells which row is which address: it may still show them.
    """
    try:
        sheets = open_sheets(path, _KNOWN, largest=MAX_BYTES)
        ours = [sheet for sheet in sheets if _KNOWN(sheet.header) > 1]
        rows = {sheet.title: list(sheet.rows()) for sheet in ours}
    except ArpenteurError:
        return None
    at = {s.title: find_columns(s.header, _OF_A_TABLE)[0].get(_BUILDING) for s in ours}
    if not ours or None in at.values() or not all(map(_is_readable, rows.values())):
        return None
    filled = {s.title: [_is_filled(s, record) for record in rows[s.title]] for s in ours}
    if ours == sheets and not any(told for found in filled.values() for told in found):
        path.unlink()
        return True
    drop = {
        title: [
            number
            for (number, values), told in zip(rows[title], filled[title], strict=True)
            if not told and _named(values, place) in buildings
        ]
        for title, place in at.items()
    }
    if not any(drop.values()):
        return False
    return _without(path, ours[0], drop)


def _is_readable(rows: Sequence[Record]) -> bool:
    return all(values == TOTALS for _, values in rows if isinstance(values, Words))


def _is_filled(sheet: Sheet, record: Record) -> bool:
    """Tell whether somebody wrote into a cell that is not ours to fill."""
    values = record[1]
    if isinstance(values, Words):
        return True
    ours = [header_key(name) in _OURS for name in sheet.header]
    return any(cell.strip() for at, cell in enumerate(values) if at >= len(ours) or not ours[at])


def _named(values: Sequence[str] | Words, place: int | None) -> str:
    """Return the address that a row is about."""
    if isinstance(values, Words) or place is None or place >= len(values):
        return ""
    return unguarded(values[place].strip())


def _without(path: Path, sheet: Sheet, drop: dict[str, list[int]]) -> bool | None:
    """Write a table again without some rows, in the form it has."""
    if not isinstance(sheet, TextSheet):
        if sheet.kind != "xlsx":
            return None
        write_whole(path, without_rows(sheet.content, drop, path.name), private=True)
        return True
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(sheet.without(drop[""]))
    write_whole(path, out.getvalue().encode("utf-8-sig"), private=True)
    return True
