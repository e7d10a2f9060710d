"""Reads a table of walking times: NumPy's files, the table of any spreadsheet, JSON."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from files.headers import ENOUGH
from files.tables import grid_of, read_text

#: What stands for "no footpath leads there", beside an empty field.
_NONE = {"", "inf", "+inf", "infinity", "nan", "null", "none", "-"}


def read_times(path: Path) -> NDArray[np.float64]:
    """Read a square matrix of walking seconds.

    Parameters
    ----------
    path
        ``.npy``, ``.npz`` (its only array), ``.json`` (a list of lists, ``null`` where no way
        leads), a workbook, or text with one row a line, separated by ``;``, tabs, commas or
        spaces. Titles and a line of headers may stand above; an empty field means that no way leads
        there.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is no table of numbers, or not square, with the faulty rows.
    """
    if not path.is_file():
        raise MissingFileError(path)
    readers = {".npy": _numpy, ".npz": _numpy, ".json": _json}
    try:
        table = readers.get(path.suffix.lower(), _text)(path)
    except (ValueError, TypeError, OSError, UnicodeDecodeError, EOFError) as error:
        if isinstance(error, BadInputError):
            raise
        raise _unreadable(path) from error
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        shape = " × ".join(map(str, table.shape))
        raise BadInputError(
            Words(
                f"{path.name} : il faut autant de lignes que de colonnes (ici {shape}).",
                f"{path.name}: as many rows as columns are needed (here {shape}).",
            )
        )
    return np.where(np.isnan(table), np.inf, table)


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{path.name} : ce n'est pas un tableau de nombres lisible.",
            f"{path.name} is not a readable table of numbers.",
        )
    )


def _numpy(path: Path) -> NDArray[np.float64]:
    found = np.load(path, allow_pickle=False)
    if isinstance(found, np.lib.npyio.NpzFile):
        with found:
            if len(found.files) != 1:
                raise _unreadable(path)
            found = found[found.files[0]]
    return np.asarray(found, dtype=np.float64)


def _json(path: Path) -> NDArray[np.float64]:
    rows = json.loads(read_text(path))
    return np.array([[np.inf if x is None else float(x) for x in row] for row in rows])


def _text(path: Path) -> NDArray[np.float64]:
    rows = grid_of(path, _numbers)
    if len(rows[0][1]) == 1:
        rows = [(number, " ".join(cells).split()) for number, cells in rows]
    table, faults = [], []
    for number, cells in rows:
        try:
            table.append([_number(cell) for cell in cells])
        except ValueError:
            if number > rows[0][0]:
                faults.append(Fault(Words("nombre illisible", "unreadable number"), row=number))
    if len({len(row) for row in table}) > 1:
        faults.append(Fault(Words("lignes de longueurs inégales", "rows of unequal length")))
    if faults or not table:
        error = _unreadable(path)
        raise BadInputError(error.message, faults)
    return np.array(table)


def _numbers(cells: Sequence[str]) -> int:
    """Tell a row of numbers: what stands above the first one is title or header."""
    with suppress(ValueError):
        for cell in " ".join(cells).split() if len(cells) == 1 else cells:
            _number(cell)
        return ENOUGH
    return 0


def _number(cell: str) -> float:
    cell = cell.strip()
    if cell.casefold() in _NONE:
        return np.inf
    # French spreadsheets write decimals with a comma.
    return float(cell.replace(",", "."))
