"""Tables as CSV text: the form a French Excel opens at a double click, and that of exchanges."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from files.formulas import guarded, guarded_table
from files.writing.whole import write_whole


def french_csv(rows: pd.DataFrame, *, index: bool = False, decimals: int | None = None) -> bytes:
    """Write a table for a French spreadsheet: ``;``, a byte-order mark, nothing run as a formula.

    Parameters
    ----------
    decimals
        Decimals of numbers that are not whole, after a comma; otherwise they stand as they are.
    """
    text: str = guarded_table(rows).to_csv(
        sep=";",
        index=index,
        # Lines end as Windows ends them: see ``guarded_table``.
        lineterminator="\r\n",
        float_format=None if decimals is None else f"%.{decimals}f",
        decimal="." if decimals is None else ",",
    )
    return text.encode("utf-8-sig")


def write_french_csv(
    path: Path, rows: pd.DataFrame, *, index: bool = False, decimals: int | None = None
) -> None:
    """Write :func:`french_csv` to a file, whole or not at all."""
    write_whole(path, french_csv(rows, index=index, decimals=decimals), durable=False)


def as_csv(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ","
) -> bytes:
    """Write rows as UTF-8 CSV; a text never becomes a formula, a number stays a number."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def csv_parts(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, max_bytes: int
) -> Iterator[bytes]:
    """Write a table as CSV files that each have the header and at most ``max_bytes``."""
    head = as_csv(header, [])
    part = [head]
    size = len(head)
    for row in rows:
        line = as_csv([], [row])[2:]
        if size + len(line) > max_bytes and len(part) > 1:
            yield b"".join(part)
            part, size = [head], len(head)
        part.append(line)
        size += len(line)
    yield b"".join(part)


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
