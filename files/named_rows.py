"""The rows of a table, cell by the name of its column: what most readers ask for."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from files.archives import MAX_BYTES
from files.formulas import unguarded
from files.headers import (
    columns_seen,
    find_columns,
    header_key,
    known_names,
    missing_columns,
    no_column_known,
    wrongly_given,
)
from files.rows import TOTALS
from files.tables import Sheet, best_sheet, not_used, open_sheets


@dataclass(frozen=True)
class NamedRows:
    """The rows of one sheet, cell by field.

    Attributes
    ----------
    name
        Of the file, and of the sheet where there are several.
    header
        The column names as they stand.
    fields
        Those that the header names.
    rows
        Number of each row as a spreadsheet counts, and its cells; rows without any are passed over.
    faults
        Rows that cannot be used.
    totals
        Numbers of the rows of totals, which were passed over.
    unread
        Columns that are no field's.
    notes
        What was done to get here, see ``open_sheets``.
    """

    name: str
    header: tuple[str, ...]
    fields: frozenset[str]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    faults: tuple[Fault, ...]
    totals: tuple[int, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()

    @property
    def said(self) -> tuple[Words, ...]:
        """What was passed over, with the name of the file."""
        return said(self.name, self.notes, self.totals)


def said(name: str, notes: Sequence[Words], totals: Sequence[int]) -> tuple[Words, ...]:
    """Say what was passed over in a file."""
    notes = list(notes)
    if totals:
        notes.append(
            Words(
                "{n:ligne de total laissée|lignes de total laissées} de côté",
                "{n:row|rows} of totals left out",
                n=len(totals),
            )
        )
    return tuple(Words("{file} : {note}", "{file}: {note}", file=name, note=one) for one in notes)


def named_rows(
    path: Path,
    names: Mapping[str, Sequence[str]],
    *,
    refused: Words,
    needed: Collection[str] = (),
    given: Mapping[str, str] | None = None,
    shown: Mapping[str, object] | None = None,
    every_sheet: bool = False,
    largest: int = MAX_BYTES,
) -> list[NamedRows]:
    """Read a table by the names of its columns.

    Short rows are filled up: spreadsheets leave the empty cells at the end of a row out. Texts that
    were disarmed for a spreadsheet come back as they were.

    Parameters
    ----------
    path
        The file, of any kind that ``open_sheets`` reads.
    names
        Field -> the ``header_key`` forms of its column, the best first.
    refused
        What the file is not, said where it cannot be used.
    needed
        Fields without which it cannot; one at least of ``names`` is needed in any case.
    given
        Field -> the column that a person names for it.
    shown
        Field -> what to call it in errors.
    every_sheet
        Read all sheets that have what is needed; otherwise the one with most columns.
    largest
        Bytes that the file may have, packed or not.

    Raises
    ------
    MissingFileError
        If there is no such file.
    MissingColumnsError
        If columns are missing; says which were seen.
    BadInputError
        If it is no table, a column that is needed stands there twice, or a column that a person
        names is not there.
    """
    given = given or {}
    known = known_names(names, given)
    sheets = open_sheets(path, known, largest=largest)
    wanted = given.keys() | needed
    fits = [s for s in sheets if wanted <= find_columns(s.header, names, given)[0].keys()]
    best = max(fits or sheets, key=lambda s: known(s.header))
    faults = wrongly_given(best.header, list(names), given, file=best.name)
    if faults:
        faults.append(columns_seen(best.header, known, best.name))
    positions, repeated = find_columns(best.header, names, given)
    twice = Words("colonne en double", "repeated column")
    faults += [Fault(twice, best.name, best.header_row, column) for column in repeated]
    if faults:
        raise BadInputError(refused, faults)
    shown = {field: (shown or {}).get(field, field) for field in names}
    at = best.header_row
    if not positions and not needed:
        raise no_column_known(best.header, shown, file=best.name, refused=refused, row=at)
    if missing := [field for field in needed if field not in positions]:
        raise missing_columns(
            best.header, missing, known=known, file=best.name, refused=refused, shown=shown, row=at
        )
    read = [s for s in fits if s is best or every_sheet]
    others = ", ".join(s.title for s in sheets if s not in read)
    made = [_named(s, *find_columns(s.header, names, given)) for s in read]
    if others:
        made[0] = replace(made[0], notes=(*made[0].notes, not_used(others)))
    return made


def _named(sheet: Sheet, positions: Mapping[str, int], repeated: Sequence[str]) -> NamedRows:
    read = _sorted(sheet)
    twice = Words("colonne en double", "repeated column")
    taken = set(positions.values())
    return NamedRows(
        name=sheet.name,
        header=sheet.header,
        fields=frozenset(positions),
        rows=tuple(
            (row, {field: _cell(values, at) for field, at in positions.items()})
            for row, values in read.rows
        ),
        faults=(*(Fault(twice, sheet.name, sheet.header_row, c) for c in repeated), *read.faults),
        totals=tuple(read.totals),
        unread=tuple(
            name for at, name in enumerate(sheet.header) if at not in taken and name.strip()
        ),
        notes=sheet.notes,
    )


@dataclass
class _Sorted:
    """The rows of a sheet by what becomes of them."""

    rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)


def _sorted(sheet: Sheet) -> _Sorted:
    width = len(sheet.header)
    done = _Sorted()
    for row, values in sheet.rows(as_wide_as_header=True):
        if values == TOTALS:
            done.totals.append(row)
        elif isinstance(values, Words):
            done.faults.append(Fault(values, sheet.name, row))
        elif any(value.strip() for value in values[width:]):
            done.faults.append(Fault(_TOO_WIDE, sheet.name, row))
        elif any(value.strip() for value in values):
            done.rows.append((row, values))
    return done


_TOO_WIDE = Words("plus de cellules que de colonnes", "more cells than columns")


def _cell(values: Sequence[str], at: int) -> str:
    return unguarded(values[at].strip()).strip() if at < len(values) else ""


def read_frame(
    path: Path, columns: Sequence[str] = (), *, largest: int = MAX_BYTES
) -> tuple[pd.DataFrame, tuple[Words, ...]]:
    """Read a whole table as texts, under the column names that it has.

    Parameters
    ----------
    path
        The file, of any kind that ``open_sheets`` reads.
    columns
        Some that it should have, by which its header is told from titles and its sheet from others.
    largest
        Bytes that the file may have, packed or not.

    Returns
    -------
    tuple
        All cells as text, on the number of the row (``row``), a repeated column name numbered; and
        what was passed over.

    Raises
    ------
    MissingFileError, BadInputError
        As ``open_sheets``; or if a row cannot be used, with all that cannot.
    """
    known = known_names({column: (header_key(column),) for column in columns})
    sheet = best_sheet(path, known if columns else None, largest=largest)
    width = len(sheet.header)
    read = _sorted(sheet)
    if read.faults:
        raise BadInputError(
            Words(
                f"« {path.name} » a des lignes inutilisables.",
                f"“{path.name}” has rows that cannot be used.",
            ),
            read.faults,
        )
    rows = [
        [*map(unguarded, values), *[""] * (width - len(values))][:width] for _, values in read.rows
    ]
    frame = pd.DataFrame(
        rows,
        columns=_distinct(sheet.header),
        index=pd.Index([row for row, _ in read.rows], dtype="int64", name="row"),
        dtype="str",
    )
    return frame, said(sheet.name, sheet.notes, read.totals)


def _distinct(header: Sequence[str]) -> list[str]:
    """Number the names that come again."""
    seen: Counter[str] = Counter()
    names = []
    for cell in header:
        name = unguarded(cell.strip()).strip()
        names.append(f"{name}.{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return names
