"""Text tables as they are found: any separator, UTF-8 or Windows-1252, plain, .gz or .zip."""

import csv
import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.archives import file_bytes, unpack

SEPARATORS = (";", ",", "\t", "|")
#: A field may hold line breaks, but a row of more lines than this is a stray quotation mark.
MAX_LINES_IN_A_ROW = 20
ROWS_AT_ONCE = 20_000

#: Row number (1 = header) and its fields, or what makes the row unreadable.
Record = tuple[int, Sequence[str] | Words]


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns that were asked for.

    ``frame`` is indexed by the spreadsheet's row number (1 = header), its columns are positions
    in the header, all text. ``faults`` has one entry per unreadable row.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    encoding: str


@dataclass(frozen=True)
class TextSheet:
    """A delimited file, opened: its header is known, its rows are not read yet."""

    name: str
    sha256: str
    separator: str
    header: tuple[str, ...]
    content: bytes
    source_encoding: str
    offset: int
    header_row: int

    def read(self, positions: Collection[int], on_progress: OnProgress = silent) -> Cells:
        """Read the columns at these positions of the header; the others are never kept."""
        lines = _Lines(self.content, self.offset)
        records = _records(lines, self.separator, len(self.header), row=self.header_row)

        def report() -> None:
            on_progress(lines.bytes_read, len(self.content))

        frame, faults = gather(records, len(self.header), positions, name=self.name, tick=report)
        return Cells(frame, tuple(faults), _encoding(self.source_encoding, lines))

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
        return _records(lines, self.separator, width, row=self.header_row)


def open_text(path: Path) -> TextSheet:
    """Open a text table, packed or not, and read its header.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file is packed in a way that cannot be read, is not text, or is empty.
    """
    packed = file_bytes(path)
    content, encoding = _as_utf8_or_8bit(unpack(packed, path.name), path.name)
    offset, row, separator, header = _header(content, path.name)
    return TextSheet(
        name=path.name,
        sha256=hashlib.sha256(packed).hexdigest(),
        separator=separator,
        header=header,
        content=content,
        source_encoding=encoding,
        offset=offset,
        header_row=row,
    )


def _as_utf8_or_8bit(content: bytes, name: str) -> tuple[bytes, str]:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding).encode(), encoding
            except UnicodeError as error:
                raise _not_text(name) from error
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:], "utf-8-sig"
    if b"\0" in content[:65536]:
        raise _not_text(name)
    # Files of old Macs end their lines with \r alone.
    if b"\n" not in content[:65536] and b"\r" in content[:65536]:
        return content.replace(b"\r", b"\n"), "utf-8"
    return content, "utf-8"


def _not_text(name: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} n'est pas un fichier texte lisible (UTF-8 ou Windows-1252) : "
            "enregistrez-le en « CSV UTF-8 ».",
            f"{name} is not readable text (UTF-8 or Windows-1252): save it as “CSV UTF-8”.",
        )
    )


def _header(content: bytes, name: str) -> tuple[int, int, str, tuple[str, ...]]:
    """Find the first row that is not blank.

    Returns
    -------
    tuple
        Byte offset, row number, separator, column names.
    """
    announced: tuple[str, ...] = SEPARATORS
    offset = 0
    for row, line in enumerate(io.BytesIO(content), start=1):
        text = line.strip().lower()
        if text.startswith(b"sep=") and len(text) <= 5:  # Excel's own hint
            announced = (text[4:].decode("cp1252", "replace") or "\t",)
        elif text.strip(b' \t;,|"'):
            names = {s: _first_record(content, offset, s) for s in announced}
            separator = max(names, key=lambda s: len(names[s]))
            if not names[separator]:
                raise _not_text(name)
            return offset, row, separator, names[separator]
        offset += len(line)
    raise BadInputError(Words(f"{name} est vide.", f"{name} is empty."))


def _first_record(content: bytes, offset: int, separator: str) -> tuple[str, ...]:
    lines = _Lines(content, offset)
    try:
        names = next(csv.reader(lines, delimiter=separator))
    except (csv.Error, StopIteration, TypeError, ValueError):
        return ()
    return () if lines.broken else tuple(names)


class _Lines:
    """The lines of a file, decoded one by one; ``taken`` are those of the row being read.

    Files in which UTF-8 and Windows-1252 alternate exist (several exports glued together), so
    that each line is decoded by itself.
    """

    def __init__(self, content: bytes, offset: int = 0) -> None:
        self._stream = io.BytesIO(content)
        self._stream.seek(offset)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.broken = False
        self.utf8_only = True
        self.eight_bit_only = True

    @property
    def bytes_read(self) -> int:
        return self._stream.tell()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES_IN_A_ROW:
            raise StopIteration
        line = self._again.pop() if self._again else self._decode(next(self._stream))
        self.taken.append(line)
        return line

    def put_back_all_but_first(self) -> None:
        self._again.extend(reversed(self.taken[1:]))

    def _decode(self, raw: bytes) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            self.utf8_only = False
        else:
            self.eight_bit_only = False
            return line
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            self.broken = True
            return raw.decode("cp1252", "replace")


def _encoding(source: str, lines: _Lines) -> str:
    if source != "utf-8" or lines.utf8_only:
        return source
    return "cp1252" if lines.eight_bit_only else "utf-8, cp1252"


def _records(lines: _Lines, separator: str, width: int | None, *, row: int) -> Iterator[Record]:
    """Yield every row after the header, which is row number ``row``; blank rows are passed over.

    A row that runs over several lines and has not the right number of fields owes that to a
    stray quotation mark: only its first line is given up, the others are read again.
    """
    reader = csv.reader(lines, delimiter=separator)
    next(reader)
    while True:
        lines.taken.clear()
        lines.broken = False
        try:
            values: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            values = None
        row += 1
        torn = values is None or (width is not None and _width(values, width) != width)
        if len(lines.taken) > 1 and torn:
            lines.put_back_all_but_first()
            reader = csv.reader(lines, delimiter=separator)
            yield row, Words("guillemet ouvert jamais refermé", "quotation mark never closed")
        elif lines.broken:
            yield row, Words("caractères illisibles", "unreadable characters")
        elif values is None:
            yield row, Words("ligne illisible", "unreadable row")
        elif values:
            yield row, values


def _width(values: Sequence[str], width: int) -> int:
    """Count the fields, forgiving empty ones beyond the header."""
    return width if len(values) > width and not any(values[width:]) else len(values)


def gather(
    records: Iterator[Record],
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
        elif len(values) != width and (found := _width(values, width)) != width:
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
        f"{found} champs au lieu de {width}",
        f"{found} fields instead of {width}",
    )
