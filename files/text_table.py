"""Delimited text as it is found: any separator, any encoding, titles above the header."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.encodings import UNREADABLE, decode, not_text
from files.headers import SEARCHED, Known, header_place
from files.rows import Cells, Record, gather, plain_frame, width_of, without_totals

SEPARATORS = (";", ",", "\t", "|")
#: A field may hold line breaks, but a row of more lines than this is a stray quotation mark.
MAX_LINES_IN_A_ROW = 20
_UNREADABLE_ROW = Words("caractères illisibles", "unreadable characters")


@dataclass(frozen=True)
class TextSheet:
    """A delimited file, opened: its header is known, its rows are not read yet.

    ``offset`` and ``body`` are the bytes at which header and rows begin; rows stand whole in
    their first cell where ``wrapped``. ``notes`` says what was passed over to get here.
    """

    name: str
    sha256: str
    separator: str
    header: tuple[str, ...]
    content: bytes
    encoding: str
    offset: int
    body: int
    header_row: int
    wrapped: bool = False
    epoch: None = None
    notes: tuple[Words, ...] = ()
    title: str = ""

    def read(self, positions: Collection[int], on_progress: OnProgress = silent) -> Cells:
        """Read the columns at these positions of the header; the others are never kept."""
        width = len(self.header)
        frame = self._plain(sorted(positions))
        if frame is not None:
            on_progress(1, 1)
            return Cells(frame, (), self.encoding)
        lines = _Lines(self.content, self.offset)
        records = without_totals(self._records(lines, width))

        def report() -> None:
            on_progress(lines.bytes_read, len(self.content))

        frame, faults = gather(records, width, positions, name=self.name, tick=report)
        return Cells(frame, tuple(faults), self.encoding)

    def rows(self, *, as_wide_as_header: bool = False) -> Iterator[Record]:
        """Yield every row after the header whole, whatever its length.

        Parameters
        ----------
        as_wide_as_header
            Rows have the header's length where all is well: one over several lines that has not
            owes it to a stray quotation mark.
        """
        lines = _Lines(self.content, self.offset)
        width = len(self.header) if as_wide_as_header else None
        return without_totals(self._records(lines, width))

    def without(self, rows: Collection[int]) -> list[list[str]]:
        """Return all rows but some, by their numbers: titles and header are among them."""
        text = io.StringIO(self.content.decode(), newline="")
        every = enumerate(csv.reader(text, delimiter=self.separator), start=1)
        dropped = set(rows)
        return [
            _split(values[0], self.separator) if self.wrapped and len(values) == 1 else values
            for number, values in every
            if number not in dropped
        ]

    def _plain(self, positions: Sequence[int]) -> pd.DataFrame | None:
        if self.wrapped:
            return None
        return plain_frame(
            self.content,
            start=self.body,
            separator=self.separator,
            width=len(self.header),
            positions=positions,
            row=self.header_row + 1,
        )

    def _records(self, lines: "_Lines", width: int | None) -> Iterator[Record]:
        row = self.header_row
        return _records(lines, self.separator, width, row=row, wrapped=self.wrapped)


def open_text(content: bytes, name: str, sha256: str, known: Known | None = None) -> TextSheet:
    """Find the header of a delimited text.

    Parameters
    ----------
    content
        The text, unpacked, in any encoding.
    known
        Counts the column names that are looked for in a row, see ``headers.known_names``.

    Raises
    ------
    BadInputError
        If it is not text, or is empty.
    """
    text = decode(content, name)
    header = _header(text.content, name, known)
    notes = []
    if header.row > 1:
        notes.append(
            Words(f"en-tête trouvé en ligne {header.row}", f"header found in row {header.row}")
        )
    if text.nuls:
        notes.append(
            Words(
                f"octets nuls laissés de côté : {text.nuls}",
                f"zero bytes left out: {text.nuls}",
            )
        )
    return TextSheet(
        name=name,
        sha256=sha256,
        separator=header.separator,
        header=header.names,
        content=text.content,
        encoding=text.encoding,
        offset=header.offset,
        body=header.body,
        header_row=header.row,
        wrapped=header.wrapped,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a header stands: bytes at which it begins and ends, row, separator, column names.

    ``first_width`` counts the cells of the first row that is not blank, header or title.
    """

    offset: int
    body: int
    row: int
    separator: str
    names: tuple[str, ...]
    first_width: int
    wrapped: bool


def _header(content: bytes, name: str, known: Known | None) -> _Header:
    """Find the header, and the separator under which it names most."""
    start, first_row, separators = _announced(content)
    if not content[start:].strip(b' \t\r\n;,|"'):
        raise BadInputError(Words(f"{name} est vide.", f"{name} is empty."))
    found = [h for s in separators if (h := _header_with(content, start, first_row, s, known))]
    if not found:
        raise not_text(name)
    return max(found, key=lambda h: (known(h.names) if known else 0, h.first_width, len(h.names)))


def _announced(content: bytes) -> tuple[int, int, tuple[str, ...]]:
    """Pass over Excel's own hint ``sep=;``: where the text begins, its row, the separators."""
    offset = 0
    for row, line in enumerate(io.BytesIO(content), start=1):
        text = line.strip().strip(b'"').lower()
        if text.startswith(b"sep=") and len(text) <= 5:
            return offset + len(line), row + 1, (text[4:].decode("utf-8", "replace") or "\t",)
        if text.strip(b";,\t|"):
            break
        offset += len(line)
    return 0, 1, SEPARATORS


def _header_with(
    content: bytes, start: int, first_row: int, separator: str, known: Known | None
) -> _Header | None:
    lines = _Lines(content, start)
    reader = csv.reader(lines, delimiter=separator)
    ends = [start]
    wrapped: list[bool] = []
    rows: list[list[str]] = []
    try:
        while len(rows) < SEARCHED:
            lines.taken.clear()
            values = next(reader)
            rows.append(_unwrapped(values, separator, lines.taken))
            wrapped.append(len(rows[-1]) > 1 and rows[-1] is not values)
            ends.append(lines.bytes_read)
    except (csv.Error, StopIteration, TypeError, ValueError):
        pass
    place = header_place(rows, known)
    if place < 0 or any(UNREADABLE in value for value in rows[place]):
        return None
    first_width = next(len(row) for row in rows if any(row))
    names = tuple(rows[place])
    return _Header(
        ends[place],
        ends[place + 1],
        first_row + place,
        separator,
        names,
        first_width,
        wrapped[place],
    )


def _unwrapped(values: list[str], separator: str, lines: Sequence[str]) -> list[str]:
    """Split a row that stands whole in its first cell, quoted as programs do."""
    if separator not in (values[0] if values else "") or any(values[1:]):
        return values
    quoted = values[0].replace('"', '""')
    if "".join(lines).rstrip(f"\r\n{separator}") != f'"{quoted}"':
        return values
    return _split(values[0], separator)


def _split(cell: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([cell], delimiter=separator), [cell])
    except csv.Error:
        return [cell]


class _Lines:
    """The lines of a text, one by one; ``taken`` are those of the row being read."""

    def __init__(self, content: bytes, offset: int = 0) -> None:
        self._stream = io.BytesIO(content)
        self._stream.seek(offset)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.unreadable = UNREADABLE.encode() in content

    @property
    def bytes_read(self) -> int:
        return self._stream.tell()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES_IN_A_ROW:
            raise StopIteration
        line = self._again.pop() if self._again else next(self._stream).decode()
        self.taken.append(line)
        return line

    def put_back_all_but_first(self) -> None:
        self._again.extend(reversed(self.taken[1:]))


def _records(
    lines: _Lines, separator: str, width: int | None, *, row: int, wrapped: bool
) -> Iterator[Record]:
    """Yield every row after the header, which is row number ``row``; blank rows are passed over.

    A row that runs over several lines and has not the right number of fields owes that to a
    stray quotation mark: only its first line is given up, the others are read again.
    """
    reader = csv.reader(lines, delimiter=separator)
    next(reader)
    while True:
        lines.taken.clear()
        try:
            values: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            values = None
        row += 1
        if values and (wrapped or len(values) != width):
            values = _unwrapped(values, separator, lines.taken)
        torn = values is None or (width is not None and width_of(values, width) != width)
        if len(lines.taken) > 1 and torn:
            lines.put_back_all_but_first()
            reader = csv.reader(lines, delimiter=separator)
            yield row, Words("guillemet ouvert jamais refermé", "quotation mark never closed")
        elif values is None:
            yield row, Words("ligne illisible", "unreadable row")
        elif values:
            unreadable = lines.unreadable and any(UNREADABLE in value for value in values)
            yield row, _UNREADABLE_ROW if unreadable else values
