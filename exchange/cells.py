"""A file from elsewhere, read as text cells by plain header."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from exchange.field_policy import is_forbidden, plain_words
from files.formulas import unguarded

#: Larger than any export of a whole city; a file beyond is a mistake or an attack.
MAX_BYTES = 300_000_000
#: More rows than any town has people, each with its contacts.
MAX_ROWS = 2_000_000
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_SNIFFED = 65_536
_YES = frozenset({"y", "yes", "t", "true", "1", "o", "oui", "vrai", "x"})
_NO = frozenset({"", "n", "no", "f", "false", "0", "non", "faux"})
_MOST_DIGITS = 6


@dataclass(frozen=True)
class Sheet:
    """The wanted cells of a file.

    ``rows`` pairs the number of a row, as a spreadsheet counts, with its cells by name.
    ``faults`` names rows that cannot be read. ``forbidden`` and ``left`` are the headers of the
    columns whose cells were not taken, as the file words them.
    """

    names: frozenset[str]
    rows: Sequence[tuple[int, Mapping[str, str]]]
    faults: Sequence[Fault]
    forbidden: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def total(self) -> int:
        """Rows of the file, the unreadable ones included."""
        return len(self.rows) + len({fault.row for fault in self.faults})


def read_sheet(path: Path, wanted: Mapping[str, str]) -> Sheet:
    """Read a CSV, taking only the columns that are asked for.

    Parameters
    ----------
    path
        UTF-8 or what French Windows writes; ``,``, ``;`` or tabs.
    wanted
        Plain header (see ``wall.plain_words``) -> name of the cell.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is too large, no table, or has one column twice.
    """
    with _opened(path) as text:
        delimiter = _delimiter(text.readline(_SNIFFED))
        text.seek(0)
        table = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            header = [unguarded(cell.strip()) for cell in next(table, [])]
            names = [wanted.get(plain_words(cell), "") for cell in header]
            _refuse_repeated(path, names)
            rows, faults = _split(path, names, table)
        except csv.Error as error:
            raise BadInputError(
                Words(
                    f"« {path.name} » n'est pas un CSV lisible : {error}.",
                    f"“{path.name}” is no readable CSV: {error}.",
                )
            ) from error
    others = [cell for cell, name in zip(header, names, strict=True) if cell and not name]
    return Sheet(
        names=frozenset(names) - {""},
        rows=rows,
        faults=faults,
        forbidden=tuple(cell for cell in others if is_forbidden(cell)),
        left=tuple(cell for cell in others if not is_forbidden(cell)),
    )


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Read a whole text file.

    Raises
    ------
    MissingFileError, BadInputError
        If there is no such file, or it is too large.
    """
    with _opened(path, max_bytes=max_bytes) as text:
        return text.read()


@contextmanager
def _opened(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[TextIO]:
    """Open a text: UTF-8 or UTF-16, or what French Windows writes."""
    if not path.is_file():
        raise MissingFileError(path)
    if path.stat().st_size > max_bytes:
        raise _too_large(
            path, Words(f"{max_bytes // 1_000_000} Mo", f"{max_bytes // 1_000_000} MB")
        )
    with path.open(encoding=_encoding(path), errors="replace", newline="") as text:
        yield text


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            while text.read(_SNIFFED):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _too_large(path: Path, limit: Words) -> BadInputError:
    return BadInputError(
        Words(
            f"« {path.name} » dépasse {limit.fr} : coupez-le.",
            f"“{path.name}” is larger than {limit.en}: cut it.",
        )
    )


def unreadable(text: str) -> bool:
    """Tell whether a text holds signs that no keyboard writes and that a base may not keep."""
    return bool(_NO_TEXT.search(text))


def yes(text: str) -> bool | None:
    """Read a box that is ticked or not; ``None`` if it is neither."""
    said = text.strip().casefold()
    return True if said in _YES else False if said in _NO else None


def whole_number(text: str) -> int | None:
    """Read a count; ``None`` if it is none."""
    said = text.strip()
    found = re.fullmatch(r"(\d+)(?:[.,]0+)?", said, re.ASCII)
    return int(found[1]) if found and len(found[1]) <= _MOST_DIGITS else None


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read an ISO date and time, in ``zone`` where it says none; ``None`` if it is none."""
    try:
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _delimiter(header: str) -> str:
    """Choose what separates most cells of the header."""
    return max(",;\t", key=header.count)


def _refuse_repeated(path: Path, names: Sequence[str]) -> None:
    faults = [
        Fault(Words("colonne en double", "repeated column"), path.name, 1, name)
        for name in sorted({name for name in names if name and names.count(name) > 1})
    ]
    if faults or not any(names):
        raise BadInputError(
            Words(
                f"Colonnes inutilisables dans « {path.name} ».",
                f"Columns of “{path.name}” cannot be used.",
            ),
            faults or [Fault(Words("aucune colonne connue", "no known column"), path.name, 1)],
        )


def _split(
    path: Path, names: Sequence[str], lines: Iterable[Sequence[str]]
) -> tuple[list[tuple[int, Mapping[str, str]]], list[Fault]]:
    """Take the wanted cells of each row that holds any; rows that are too wide are named."""
    rows: list[tuple[int, Mapping[str, str]]] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(rows) + len(faults) >= MAX_ROWS:
            raise _too_large(path, Words("{n:ligne|lignes}", "{n:row|rows}", n=MAX_ROWS))
        if len(line) > len(names) and any(line[len(names) :]):
            message = Words("plus de cellules que de colonnes", "more cells than columns")
            faults.append(Fault(message, path.name, number))
        else:
            cells = zip(names, line, strict=False)
            rows.append((number, {n: unguarded(cell).strip() for n, cell in cells if n}))
    return rows, faults
