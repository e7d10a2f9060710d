"""Bureaux given as a list of streets, where a town has no contours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from canvass.codes import bureau_id, whole_bureau_id
from canvass.errors import BadInputError, Fault
from canvass.words import Words
from electoral_rolls.areas.area_columns import BUREAU_CODES, WHOLE_CODES, commune_column
from electoral_rolls.areas.area_files import read_shapes
from files.headers import header_key, known_names
from files.tables import best_sheet

_STREETS = ("nomvoie", "nomdelavoie", "libellevoie", "libelledevoie", "voie", "nomrue", "rue",
            "name", "nom")  # fmt: skip
_TABLES = (".csv", ".txt", ".tsv", ".gz", ".xlsx", ".xlsm", ".ods", ".xls")
_YEAR = re.compile(r"(?:19|20)\d{2}$")


@dataclass(frozen=True)
class StreetBureaux:
    """Which bureaux a street belongs to.

    ``table`` has the columns ``street`` and ``bureau_id``, one row a pair: a street may be shared
    by several bureaux. ``faults`` lists the rows left aside.
    """

    table: pd.DataFrame
    faults: tuple[Fault, ...]


def read_street_bureaux(
    path: Path,
    *,
    commune: str,
    id_column: str | None = None,
    street_column: str | None = None,
    layer: str | None = None,
) -> StreetBureaux:
    """Read streets tagged with their bureau: a CSV, or the lines of any file of shapes.

    Parameters
    ----------
    path
        The file; its shapes are not used.
    commune
        INSEE code, for bureaux that are merely numbered where no column says of which commune.
    id_column, street_column
        Names of the columns, where they are not recognised.
    layer
        Which layer of a file of several.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file cannot be read or the columns cannot be told.
    """
    rows = _rows(path, layer)
    bureau = _column(rows, id_column, (*WHOLE_CODES, *BUREAU_CODES), path.name)
    street = _column(rows, street_column, _STREETS, path.name)
    names = [" ".join(str(v).split()) if pd.notna(v) else "" for v in rows[street]]
    owners = commune_column(rows)
    known = [commune] * len(rows) if owners is None else owners.tolist()
    codes = zip(rows[bureau], known, strict=True)
    ids = [whole_bureau_id(code) or bureau_id(owner or commune, code) for code, owner in codes]
    pairs = pd.DataFrame({"street": names, "bureau_id": ids}, rows.index, dtype="str")
    lost = (pairs["street"] == "") | (pairs["bureau_id"] == "")
    faults = [
        Fault(
            Words("rue sans nom ou sans bureau", "street without a name or without a bureau"),
            file=path.name,
            row=position + 2,
        )
        for position in pairs.index[lost].tolist()
    ]
    table = pairs[~lost].drop_duplicates().sort_values(["street", "bureau_id"], ignore_index=True)
    return StreetBureaux(table, tuple(faults))


def _rows(path: Path, layer: str | None) -> pd.DataFrame:
    if path.suffix.lower() not in _TABLES:
        return pd.DataFrame(read_shapes(path, layer=layer))
    names = {"bureau": (*WHOLE_CODES, *BUREAU_CODES), "street": _STREETS}
    sheet = best_sheet(path, known_names(names))
    frame = sheet.read(range(len(sheet.header))).frame
    # The shapes of a file are counted from nought, and its header is row 1.
    return frame.set_axis(list(sheet.header), axis=1).set_axis(frame.index - 2, axis=0)


def _column(rows: pd.DataFrame, given: str | None, keys: Sequence[str], name: str) -> str:
    if given in rows.columns:
        return str(given)
    # Towns put the year of the division behind the name: BV2015.
    by_key = {_YEAR.sub("", header_key(column)): str(column) for column in rows.columns}
    found = next((by_key[key] for key in keys if key in by_key), None)
    if given is None and found:
        return found
    columns = ", ".join(str(column) for column in rows.columns)
    raise BadInputError(
        Words(
            f"{name} : colonne de rue ou de bureau non reconnue. Colonnes trouvées : {columns}.",
            f"{name}: column of streets or of bureaux not recognised. Columns found: {columns}.",
        )
    )
