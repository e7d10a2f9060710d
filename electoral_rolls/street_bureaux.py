"""Bureaux given as a list of streets, where a town has no contours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from electoral_rolls.area_columns import BUREAU_CODES, WHOLE_CODES
from electoral_rolls.area_files import read_shapes
from electoral_rolls.codes import bureau_id, whole_bureau_id
from electoral_rolls.headers import header_key

_STREETS = ("nomvoie", "nomdelavoie", "libellevoie", "libelledevoie", "voie", "nomrue", "rue",
            "name", "nom")  # fmt: skip
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
    """Read streets (lines of a GeoJSON, GeoPackage or shapefile) tagged with their bureau.

    Parameters
    ----------
    path
        The file; its shapes are not used.
    commune
        INSEE code, for bureaux that are merely numbered.
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
    rows = pd.DataFrame(read_shapes(path, layer=layer))
    bureau = _column(rows, id_column, (*WHOLE_CODES, *BUREAU_CODES), path.name)
    street = _column(rows, street_column, _STREETS, path.name)
    names = [" ".join(str(v).split()) if pd.notna(v) else "" for v in rows[street]]
    ids = [whole_bureau_id(code) or bureau_id(commune, code) for code in rows[bureau]]
    pairs = pd.DataFrame({"street": names, "bureau_id": ids}, dtype="str")
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
