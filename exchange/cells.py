"""A file from elsewhere, read as text cells by plain header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from exchange.field_policy import is_forbidden
from files.headers import header_key
from files.named_rows import named_rows

#: Larger than any export of a whole city; a file beyond is a mistake or an attack.
MAX_BYTES = 300_000_000
#: More rows than any town has people, each with its contacts.
MAX_ROWS = 2_000_000
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_YES = frozenset({"y", "yes", "t", "true", "1", "o", "oui", "vrai", "x"})
_NO = frozenset({"", "n", "no", "f", "false", "0", "non", "faux"})
_MOST_DIGITS = 6


@dataclass(frozen=True)
class Sheet:
    """The wanted cells of a file.

    ``rows`` pairs the number of a row, as a spreadsheet counts, with its cells by name.
    ``faults`` names rows that cannot be read. ``forbidden`` and ``left`` are the headers of the
    columns whose cells were not taken, as the file words them. ``notes`` says what was passed
    over.
    """

    names: frozenset[str]
    rows: Sequence[tuple[int, Mapping[str, str]]]
    faults: Sequence[Fault]
    forbidden: tuple[str, ...]
    left: tuple[str, ...]
    notes: tuple[Words, ...] = ()

    @property
    def total(self) -> int:
        """Rows of the file, the unreadable ones included."""
        return len(self.rows) + len({fault.row for fault in self.faults})


def read_sheet(
    path: Path,
    wanted: Mapping[str, str],
    given: Mapping[str, str] | None = None,
    *,
    largest: int | None = None,
) -> Sheet:
    """Read a table, taking only the columns that are asked for.

    Parameters
    ----------
    path
        Of any kind that ``files.tables.open_sheets`` reads.
    wanted
        Header -> name of the cell; of several headers for one name, the first that is there.
    given
        Name of a cell, or header of ``wanted``, -> the column that a person names for it.
    largest
        Bytes that the file may have; ``MAX_BYTES`` by default.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is too large, no table, or has one column twice.
    """
    names: dict[str, list[str]] = {}
    for header, name in wanted.items():
        names.setdefault(name, []).append(header_key(header))
    told = {wanted.get(field, field): column for field, column in (given or {}).items()}
    (read,) = named_rows(
        path,
        names,
        given=told,
        shown={name: next(h for h, n in wanted.items() if n == name) for name in names},
        refused=Words(
            f"Colonnes inutilisables dans « {path.name} ».",
            f"Columns of “{path.name}” cannot be used.",
        ),
        largest=largest or MAX_BYTES,
    )
    if len(read.rows) + len(read.faults) > MAX_ROWS:
        raise _too_large(path, Words("{n:ligne|lignes}", "{n:row|rows}", n=MAX_ROWS))
    return Sheet(
        names=read.fields,
        rows=read.rows,
        faults=read.faults,
        forbidden=tuple(cell for cell in read.unread if is_forbidden(cell)),
        left=tuple(cell for cell in read.unread if not is_forbidden(cell)),
        notes=read.said,
    )


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
