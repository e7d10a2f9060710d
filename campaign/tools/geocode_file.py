"""Geocode any file of addresses, without a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.progress import OnProgress, share, silent
from canvass.tables import ADDRESS_COLUMNS
from canvass.words import Words

if TYPE_CHECKING:
    from geocoding.address_index import AddressIndex


@dataclass(frozen=True)
class FileGeocoded:
    """Where the rows went, by type of answer."""

    target: Path
    rows: int
    types: dict[str, int]
    faults: Sequence[Fault]
    elsewhere: int = 0


def geocode_file(
    source: Path,
    target: Path,
    *,
    ban: Path,
    lieux_dits: Path | None = None,
    columns: Sequence[str] = (),
    cache: Path | None = None,
    on_progress: OnProgress = silent,
) -> FileGeocoded:
    """Write ``source`` again with the geocoder's columns, same rows, same order.

    Parameters
    ----------
    source, target
        CSV of addresses, and the file to write.
    ban, lieux_dits
        Reference files.
    columns
        ``field=COLUMN`` for columns under other names; fields are those of
        ``canvass.tables.ADDRESS_COLUMNS``.
    cache
        Folder in which the index of the reference files is kept for the next time.

    Raises
    ------
    MissingFileError, BadInputError
        If a file is absent or cannot be read, or a column is told wrongly.
    """
    from geocoding.geocode_file import geocode_csv

    if not source.is_file():
        raise MissingFileError(source)
    told = _told(columns)
    index = _index(ban, lieux_dits, cache, share(on_progress, 0, 0.2))
    done = geocode_csv(source, target, index, columns=told, on_progress=share(on_progress, 0.2, 1))
    return FileGeocoded(target, done.rows, dict(done.types), done.faults, done.elsewhere)


def geocode_table(
    table: pd.DataFrame,
    *,
    ban: Path | str,
    lieux_dits: Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    cache: Path | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """Return a table again with the geocoder's columns, same rows, same order, same index.

    Parameters
    ----------
    table
        Addresses, in columns of the usual names or of those told.
    ban, lieux_dits
        BAN or BAL file of the addresses, BAN file of the lieux-dits.
    columns
        Field of ``canvass.tables.ADDRESS_COLUMNS`` -> column of the table.
    cache
        Folder in which the index of the reference files is kept for the next time.

    Returns
    -------
    DataFrame
        The table, with the columns that ``geocoding.geocoder.geocode`` describes.

    Raises
    ------
    MissingFileError, BadInputError
        If a file is absent or cannot be read, or no column holds a street or a lieu-dit.
    """
    from geocoding.geocode_file import geocode_table as geocode

    places = Path(lieux_dits) if lieux_dits else None
    index = _index(Path(ban), places, cache, share(on_progress, 0, 0.2))
    found: pd.DataFrame = geocode(
        table, index, columns=columns, on_progress=share(on_progress, 0.2, 1)
    )
    return found


def _index(
    ban: Path, lieux_dits: Path | None, cache: Path | None, on_progress: OnProgress
) -> "AddressIndex":
    from geocoding.address_index import load_index

    for path in (ban, *([lieux_dits] if lieux_dits else [])):
        if not path.is_file():
            raise MissingFileError(path)
    return load_index(ban, places=lieux_dits, cache_dir=cache, on_progress=on_progress)


def _told(columns: Sequence[str]) -> dict[str, str]:
    told = dict(pair.partition("=")[::2] for pair in columns)
    wrong = sorted(
        name for name, column in told.items() if name not in ADDRESS_COLUMNS or not column
    )
    if wrong:
        known = ", ".join(ADDRESS_COLUMNS)
        raise BadInputError(
            Words(
                f"Une colonne se donne par champ=COLONNE, le champ parmi {known} ; reçu : "
                f"{', '.join(wrong)}",
                f"A column is given as field=COLUMN, the field among {known}; got: "
                f"{', '.join(wrong)}",
            )
        )
    return told
