"""Readers of the Base Adresse Nationale: ``adresses-XX.csv`` and ``lieux-dits-XX-beta.csv``.

Layout: BaseAdresseNationale/ban-plateforme, ``lib/formatters/csv-legacy.cjs``. Files older than the
national format (town lists with decimal commas, no postcode, capitals) are read the same way.
"""

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from canvass.crs import territory_of
from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from files.archives import refuse_large

#: Columns without which nothing can be placed.
ADDRESS_NEEDS = ("id", "numero", "nom_voie", "code_insee", "lon", "lat")
PLACE_NEEDS = ("id", "nom_lieu_dit", "code_insee", "lon", "lat")
#: Bytes in which the column names must stand.
_LONGEST_HEADER = 65_536
#: Share of a file's addresses that must lie where their communes are.
_MOST = 0.5
#: Degrees.
_NEAR_ZERO = 0.01
_OPTIONAL = (
    "rep",
    "code_postal",
    "nom_commune",
    "code_insee_ancienne_commune",
    "nom_ancienne_commune",
)
_NAMES = {
    "nom_voie": "name",
    "nom_lieu_dit": "name",
    "numero": "number",
    "rep": "repetition",
    "code_postal": "postcode",
    "code_insee": "insee",
    "nom_commune": "city",
    "code_insee_ancienne_commune": "old_insee",
    "nom_ancienne_commune": "old_city",
}


def read_ban_addresses(path: Path) -> pd.DataFrame:
    """Read a BAN address file.

    Returns
    -------
    DataFrame
        ``id, street_id, number`` (int), ``repetition, name, postcode, insee, city, old_insee,
        old_city`` (text), ``lon, lat`` (WGS 84). Rows without number or position are left out.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, is not CSV, or lacks columns.
    """
    table = read_columns(path, needs=ADDRESS_NEEDS, optional=_OPTIONAL).rename(columns=_NAMES)
    table["number"] = pd.to_numeric(table["number"], errors="coerce").fillna(-1).astype("int64")
    refuse_elsewhere(table, path.name)
    table["street_id"] = street_id_of(table["id"])
    return usable(table, table["number"].between(0, 99999))


def read_ban_places(path: Path) -> pd.DataFrame:
    """Read a BAN lieux-dits file: as ``read_ban_addresses`` without number and repetition."""
    table = read_columns(path, needs=PLACE_NEEDS, optional=_OPTIONAL[1:]).rename(columns=_NAMES)
    refuse_elsewhere(table, path.name)
    table["street_id"] = table["id"]
    return usable(table, table["name"] != "")


def read_columns(
    path: Path, *, needs: Sequence[str], optional: Sequence[str], delimiter: str = ";"
) -> pd.DataFrame:
    """Read the wanted columns of a CSV file as text; absent optional columns come empty.

    ``lon`` and ``lat`` come as numbers, NaN where unreadable.
    """
    if not path.exists():
        raise MissingFileError(path)
    refuse_large(path)
    if "\0" in first_line(path):
        raise _unreadable(path, delimiter)
    try:
        table = _read(path, [*needs, *optional], delimiter)
        missing = _missing_columns(table, needs)
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError, UnicodeError) as error:
        raise _unreadable(path, delimiter) from error
    if missing:
        raise BadInputError(
            Words(
                f"{path.name} n'est pas un fichier d'adresses de la BAN.",
                f"{path.name} is not a BAN address file.",
            ),
            [
                Fault(Words("colonne absente", "missing column"), path.name, 1, column)
                for column in missing
            ],
        )
    frame: pd.DataFrame = table.to_pandas(
        types_mapper={pa.string(): pd.StringDtype("pyarrow", np.nan)}.get
    )
    frame = frame.fillna(dict.fromkeys(frame.columns, ""))
    frame = frame.rename(columns={"long": "lon"})
    for axis in ("lon", "lat"):
        text = frame[axis].str.replace(",", ".", regex=False)
        frame[axis] = pd.to_numeric(text, errors="coerce")
    return frame


def _unreadable(path: Path, delimiter: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{path.name} n'est pas un fichier d'adresses lisible (CSV, séparateur "
            f"« {delimiter} »), ou il est incomplet : téléchargez-le de nouveau.",
            f"{path.name} is not a readable address file (CSV, separator “{delimiter}”), or it is "
            "cut short: download it again.",
        )
    )


def first_line(path: Path) -> str:
    """Return the first line of a file, packed by gzip or not; nothing where it cannot be read."""
    try:
        with gzip.open(path) if _is_gzip(path) else path.open("rb") as file:
            return file.readline(_LONGEST_HEADER).decode("utf-8-sig", "replace")
    except (OSError, EOFError, zlib.error):
        return ""


def _is_gzip(path: Path) -> bool:
    """Tell by the content: browsers unpack files and keep their name."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _read(path: Path, columns: list[str], delimiter: str) -> pa.Table:
    """Read columns as text, in UTF-8 or, where that fails, in Windows-1252."""
    try:
        return _read_as("utf8", path, columns, delimiter)
    except pa.ArrowInvalid:
        return _read_as("cp1252", path, columns, delimiter)


def _read_as(encoding: str, path: Path, columns: list[str], delimiter: str) -> pa.Table:
    return pacsv.read_csv(
        pa.input_stream(str(path), compression="gzip" if _is_gzip(path) else None),
        read_options=pacsv.ReadOptions(encoding=encoding),
        parse_options=pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=False),
        convert_options=pacsv.ConvertOptions(
            include_columns=columns,
            include_missing_columns=True,
            column_types={c: pa.string() for c in columns},
            strings_can_be_null=False,
        ),
    )


def _missing_columns(table: pa.Table, needs: Sequence[str]) -> list[str]:
    """Name the needed columns that arrow had to make up: all null, as text is never null."""
    return [c for c in needs if table.num_rows and table[c].null_count == table.num_rows]


def street_id_of(ids: pd.Series) -> pd.Series:
    """Return the street's part of a ``cle_interop``: ``69123_0132_00008_bis`` -> ``69123_0132``."""
    return ids.str.extract(r"^([^_]*_[^_]*)", expand=False).fillna(ids)


def refuse_elsewhere(table: pd.DataFrame, name: str) -> None:
    """Refuse a table of addresses most of which lie outside their commune's territory.

    Parameters
    ----------
    table
        Columns ``insee, lon, lat``; points without position or at 0, 0 are not looked at.
    name
        File name, for the message.

    Raises
    ------
    BadInputError
        Saying whether lon and lat are swapped.
    """
    placed = table[table["lon"].notna() & table["lat"].notna() & ~at_zero(table)]
    if not len(placed) or in_territory(placed).mean() > _MOST:
        return
    turned = placed.rename(columns={"lon": "lat", "lat": "lon"})
    if in_territory(turned).mean() > _MOST:
        raise BadInputError(
            Words(
                f"{name} : lon et lat sont inversées (latitude et longitude échangées) : "
                "échangez les noms des deux colonnes, puis importez le fichier de nouveau.",
                f"{name}: lon and lat are swapped (latitude and longitude exchanged): exchange the "
                "names of the two columns, then import the file again.",
            )
        )
    raise BadInputError(
        Words(
            f"{name} : la plupart des adresses sont hors du territoire de leur commune ; "
            "lon et lat doivent être en degrés (WGS 84).",
            f"{name}: most addresses lie outside the territory of their commune; lon and lat must "
            "be in degrees (WGS 84).",
        )
    )


def at_zero(table: pd.DataFrame) -> pd.Series:
    """Tell which addresses stand at 0, 0: what software writes where it knows no position."""
    return (table["lon"].abs() < _NEAR_ZERO) & (table["lat"].abs() < _NEAR_ZERO)


def in_territory(table: pd.DataFrame) -> pd.Series:
    """Tell which addresses lie in the territory of their commune."""
    commune, codes = pd.factorize(table["insee"])
    boxes = np.array([territory_of(str(code)) for code in codes]).reshape(-1, 4)
    west, south, east, north = boxes[commune].T
    inside = table["lon"].between(west, east) & table["lat"].between(south, north)
    return inside.astype(bool)


def usable(table: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    """Keep the rows that lie in the territory of their commune, and have a name."""
    placed = in_territory(table)
    kept = wanted.reindex(table.index) & placed & (table["insee"] != "") & (table["name"] != "")
    return table[kept].reset_index(drop=True)
