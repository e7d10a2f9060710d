"""The table to fill: one row a stop, for Excel, LibreOffice and whoever types a sheet in."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from files.formulas import guarded
from files.writing.whole import write_whole
from walklists.tables.columns import (
    COUNTS,
    IDENTITY,
    PLACE,
    ROUND,
    Column,
    concern_columns,
)
from walklists.walk_list import WalkList

_COUNT_MESSAGE = "0, 1, 2… ou x / or x"


def write_csv(walk: WalkList, path: Path) -> None:
    """Write the table to fill as CSV: UTF-8 with BOM and ``;``, which French Excel opens as is.

    Texts that a spreadsheet would run as a formula get an apostrophe; ``read_responses`` takes it
    back. An existing file is replaced whole or left alone.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = columns_of(walk)
    writer.writerow(str(c.header) for c in columns)
    writer.writerows([guarded(str(value)) for value in row] for row in _rows(walk, columns))
    write_whole(path, out.getvalue().encode("utf-8-sig"), private=True, durable=False)


def write_xlsx(walk: WalkList, path: Path) -> None:
    """Write the table to fill as XLSX: what is not to be filled is locked, without a password."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill, Protection

    book = Workbook()
    sheet = book.active
    sheet.title = "".join(c for c in walk.label if c not in "[]:*?/\\")[:31] or "Secteur"
    columns = columns_of(walk)
    sheet.append([str(c.header) for c in columns])
    for row in _rows(walk, columns):
        sheet.append([_typed(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDDDDD")
    fixed = len(IDENTITY) + len(PLACE)
    for line in sheet.iter_rows(min_row=2, min_col=fixed + 1):
        for cell in line:
            cell.protection = Protection(locked=False)
    _lay_out(sheet, columns, fixed)
    out = io.BytesIO()
    book.save(out)
    write_whole(path, out.getvalue(), private=True, durable=False)


def columns_of(walk: WalkList) -> tuple[Column, ...]:
    """Return the columns of the table to fill, in their order."""
    return (*IDENTITY, *PLACE, *COUNTS, *concern_columns(walk.edition.concerns), *ROUND)


def sent_contacts(walks: Iterable[WalkList]) -> pd.DataFrame:
    """Return what went out, for ``read_responses``: on contact_id, turf_id, building_id, doors."""
    rows = [
        walk.stops.reset_index(drop=True)[["contact_id", "building_id", "doors"]].assign(
            turf_id=walk.turf_id
        )
        for walk in walks
    ]
    empty = pd.DataFrame(columns=["contact_id", "building_id", "doors", "turf_id"])
    sent = pd.concat(rows) if rows else empty
    return sent.set_index("contact_id")[["turf_id", "building_id", "doors"]]


def _rows(walk: WalkList, columns: Sequence[Column]) -> Iterator[list[object]]:
    for position, stop in walk.stops.iterrows():
        known = {
            **{c.name: stop[c.name] for c in (*IDENTITY, *PLACE) if c.name in stop.index},
            "turf_id": walk.turf_id,
            "position": position,
            "door_labels": ", ".join(stop["door_labels"]),
        }
        yield [known.get(c.name, "") for c in columns]


def _typed(value: object) -> object:
    """Keep numbers as numbers; a text never becomes a formula."""
    if isinstance(value, str):
        return guarded(value)
    return int(str(value))


def _lay_out(sheet: Any, columns: Sequence[Column], fixed: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    widths = {"street": 30, "door_labels": 24, "contact_id": 8, "building_id": 8}
    for i, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = widths.get(column.name, 11)
    sheet.freeze_panes = sheet.cell(row=2, column=fixed + 1)
    sheet.protection.sheet = True
    check = DataValidation(
        type="whole", operator="between", formula1="0", formula2="999", allow_blank=True
    )
    check.errorStyle = "warning"
    check.error = _COUNT_MESSAGE
    last = get_column_letter(len(columns) - len(ROUND))
    check.add(f"{get_column_letter(fixed + 1)}2:{last}{sheet.max_row}")
    sheet.add_data_validation(check)
