"""Readers of the Base Adresse Nationale: ``adresses-XX.csv`` and ``lieux-dits-XX-beta.csv``.

Layout: BaseAdresseNationale/ban-plateforme, ``lib/formatters/csv-legacy.cjs``. Files older than the
national format (town lists with decimal commas, no postcode, capitals) are read the same way.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from canvass.crs import territory_of
from canvass.errors import BadInputError, Fault
from canvass.words import Words
from files.headers import find_columns, header_key, known_names
from files.tables import best_sheet

#: Columns without which nothing can be placed.
ADDRESS_NEEDS = ("id", "numero", "nom_voie", "code_insee", "lon", "lat")
PLACE_NEEDS = ("id", "nom_lieu_dit", "code_insee", "lon", "lat")
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


def read_columns(path: Path, *, needs: Sequence[str], optional: Sequence[str]) -> pd.DataFrame:
    """Read the wanted columns of a table as text; absent optional columns come empty.

    The index is the row of the file, 1 being its first. ``lon`` and ``lat`` come as
    numbers, NaN where unreadable.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, is no table, or lacks columns.
    """
    names = {column: (header_key(column),) for column in (*needs, *optional)}
    sheet = best_sheet(path, known_names(names))
    positions, _ = find_columns(sheet.header, names)
    missing = [column for column in needs if column not in positions]
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
    read = sheet.read(sorted(positions.values()))
    if read.faults:
        raise BadInputError(
            Words(
                f"{path.name} est abîmé ou incomplet : téléchargez-le de nouveau.",
                f"{path.name} is damaged or cut short: download it again.",
            ),
            read.faults,
        )
    cells = read.frame
    frame = pd.DataFrame(
        {
            column: cells[positions[column]] if column in positions else ""
            for column in (*needs, *optional)
        },
        index=cells.index,
    )
    frame = frame.rename(columns={"long": "lon"})
    for axis in ("lon", "lat"):
        text = frame[axis].str.replace(",", ".", regex=False)
        frame[axis] = pd.to_numeric(text, errors="coerce")
    return frame.astype({c: "str" for c in frame.columns if c not in {"lon", "lat"}})


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
