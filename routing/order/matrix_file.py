"""Reads a table of walking times: NumPy's files, CSV with any separator, JSON."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words

#: What stands for "no footpath leads there", beside an empty field.
_NONE = {"", "inf", "+inf", "infinity", "nan", "null", "none", "-"}


def read_times(path: Path) -> NDArray[np.float64]:
    """Read a square matrix of walking seconds.

    Parameters
    ----------
    path
        ``.npy``, ``.npz`` (its only array), ``.json`` (a list of lists, ``null`` where no way
        leads), or text with one row a line, separated by ``;``, tabs, commas or spaces. A text
        may have a line of headers; an empty field means that no way leads there.

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
    rows = json.loads(path.read_text(encoding="utf-8-sig"))
    return np.array([[np.inf if x is None else float(x) for x in row] for row in rows])


def _text(path: Path) -> NDArray[np.float64]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise _unreadable(path)
    separator = next((mark for mark in ";\t," if mark in rows[0][1]), None)
    table, faults = [], []
    for number, line in rows:
        fields = line.split(separator) if separator else line.split()
        try:
            table.append([_number(field, separator) for field in fields])
        except ValueError:
            if number > rows[0][0]:
                faults.append(Fault(Words("nombre illisible", "unreadable number"), row=number))
    if len({len(row) for row in table}) > 1:
        faults.append(Fault(Words("lignes de longueurs inégales", "rows of unequal length")))
    if faults:
        error = _unreadable(path)
        raise BadInputError(error.message, faults)
    return np.array(table)


def _number(field: str, separator: str | None) -> float:
    field = field.strip().strip('"')
    if field.casefold() in _NONE:
        return np.inf
    # French spreadsheets write decimals with a comma, and separate fields by something else
    return float(field.replace(",", ".") if separator != "," else field)
