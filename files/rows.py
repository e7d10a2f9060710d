"""Rows of cells stacked into columns of text; rows that cannot be used are listed."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from canvass.errors import Fault
from canvass.text import fold_accents
from canvass.words import Words
from files.encodings import UNREADABLE

ROWS_AT_ONCE = 20_000

#: Row number (1 = the spreadsheet's first) and its fields, or what makes the row unusable.
Record = tuple[int, Sequence[str] | Words]

TOTALS = Words("ligne de total", "row of totals")
_TOTAL = re.compile(r"(?:sous[- ]|grand )?tota(?:l|ux)(?: general| generaux)?\s*:?")
#: First letters of the words for totals, and nothing: most rows are passed at this glance.
_BEGINS = frozenset("tTsSgG ")
_NUMBER = re.compile(r"[\d\s.,%€+\-/]*")
#: A line that may hold totals: their word stands before all numbers.
_MAY_BE_TOTAL = re.compile(rb'(?im)^[\s;,|"]*(?:sous[- ]|grand )?tota[lu]')


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns that were asked for.

    ``frame`` is indexed by the spreadsheet's row number (``row``), its columns are positions in
    the header, all text. ``faults`` has one entry per row left out. ``encoding`` is empty for a
    workbook.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    encoding: str


def is_total(values: Sequence[str]) -> bool:
    """Tell a row of totals: it begins with that word, and holds nothing but numbers besides."""
    if not any(values):
        return False
    first, *others = (cell for cell in values if cell)
    word = _TOTAL.fullmatch(fold_accents(first).strip())
    return bool(word) and all(_NUMBER.fullmatch(cell) for cell in others)


def without_totals(records: Iterable[Record]) -> Iterator[Record]:
    """Replace rows of totals by the word for it."""
    for row, values in records:
        first = "" if isinstance(values, Words) else values[0] or next(filter(None, values), "")
        if first[:1] in _BEGINS and not isinstance(values, Words) and is_total(values):
            yield row, TOTALS
        else:
            yield row, values


def width_of(values: Sequence[str], width: int) -> int:
    """Count the fields, forgiving empty ones beyond the header."""
    return width if len(values) > width and not any(values[width:]) else len(values)


def gather(
    records: Iterable[Record],
    width: int,
    positions: Collection[int],
    *,
    name: str,
    tick: Callable[[], None],
) -> tuple[pd.DataFrame, list[Fault]]:
    """Stack rows into columns of text, and list the rows that have not ``width`` fields."""
    wanted = sorted(positions)
    pick = itemgetter(*wanted) if len(wanted) > 1 else lambda values: (values[wanted[0]],)
    batch: list[tuple[str, ...]] = []
    rows: list[int] = []
    stacks: list[pd.DataFrame] = []
    faults: list[Fault] = []

    def stack() -> None:
        columns = zip(*batch, strict=True)
        stacks.append(
            pd.DataFrame({p: pd.array(list(c), dtype="str") for p, c in zip(wanted, columns)})  # noqa: B905
        )
        batch.clear()
        tick()

    for row, values in records:
        if isinstance(values, Words):
            faults.append(Fault(values, file=name, row=row))
        elif len(values) != width and (found := width_of(values, width)) != width:
            faults.append(Fault(_wrong_width(found, width), file=name, row=row))
        else:
            batch.append(pick(values))
            rows.append(row)
            if len(batch) == ROWS_AT_ONCE:
                stack()
    if batch:
        stack()
    empty = pd.DataFrame({p: pd.array([], dtype="str") for p in wanted})
    frame = pd.concat(stacks, ignore_index=True) if stacks else empty
    frame.index = pd.Index(np.asarray(rows, dtype="int64"), name="row")
    return frame, faults


def _wrong_width(found: int, width: int) -> Words:
    return Words(
        "{n:champ|champs} au lieu de {width}",
        "{n:field|fields} instead of {width}",
        n=found,
        width=width,
    )


def plain_frame(
    content: bytes, *, start: int, separator: str, width: int, positions: Sequence[int], row: int
) -> pd.DataFrame | None:
    """Read the columns at ``positions`` if every line from ``start`` on is one whole row.

    That is nearly every text, and arrow reads it ten times as fast.

    Parameters
    ----------
    content
        UTF-8.
    width
        Number of columns.
    row
        Number of the first row.

    Returns
    -------
    DataFrame or None
        As ``Cells.frame``; None where a row is blank, short, long, in several lines, of
        totals or unreadable: who reads row by row finds out which.
    """
    body = memoryview(content)[start:]
    if not len(body) or UNREADABLE.encode() in content or _MAY_BE_TOTAL.search(content, start):
        return None
    names = [str(position) for position in range(width)]
    wanted = [names[position] for position in positions]
    # Arrow ends a row at a carriage return alone, other programs do not.
    if content.count(b"\r", start) != content.count(b"\r\n", start):
        return None
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=pacsv.ReadOptions(column_names=names),
            parse_options=pacsv.ParseOptions(delimiter=separator),
            convert_options=pacsv.ConvertOptions(
                include_columns=wanted,
                column_types={name: pa.string() for name in wanted},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException:
        return None
    lines = content.count(b"\n", start) + (not content.endswith(b"\n"))
    if table.num_rows != lines:
        return None
    frame: pd.DataFrame = table.to_pandas(
        types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get
    )
    index = pd.RangeIndex(row, row + lines)
    return frame.set_axis(list(positions), axis=1).set_axis(pd.Index(index, name="row"), axis=0)
