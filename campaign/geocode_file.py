"""Geocode any file of addresses, without a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.progress import OnProgress, share, silent
from canvass.tables import ADDRESS_COLUMNS
from canvass.words import Words, fr


@dataclass(frozen=True)
class FileGeocoded:
    """Where the rows went, by type of answer."""

    target: Path
    rows: int
    types: dict[str, int]
    faults: Sequence[Fault]

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        found = ", ".join(f"{kind or '–'} {count}" for kind, count in sorted(self.types.items()))
        said = [
            Words(
                f"{fr(self.rows)} lignes dans {self.target} ({found})",
                f"{self.rows:,} rows in {self.target} ({found})",
            )
        ]
        return said + [Words(f"  – {fault}", f"  – {fault}") for fault in self.faults[:10]]


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
    from electoral_rolls.address_index import load_index
    from electoral_rolls.geocode_file import geocode_csv

    for path in (source, ban, *([lieux_dits] if lieux_dits else [])):
        if not path.is_file():
            raise MissingFileError(path)
    told = _told(columns)
    index: Any = load_index(
        ban, places=lieux_dits, cache_dir=cache, on_progress=share(on_progress, 0, 0.2)
    )
    done = geocode_csv(source, target, index, columns=told, on_progress=share(on_progress, 0.2, 1))
    return FileGeocoded(target, done.rows, dict(done.types), done.faults)


def _told(columns: Sequence[str]) -> dict[str, str]:
    told = dict(pair.partition("=")[::2] for pair in columns)
    wrong = sorted(
        name for name, column in told.items() if name not in ADDRESS_COLUMNS or not column
    )
    if wrong:
        known = ", ".join(ADDRESS_COLUMNS)
        raise BadInputError(
            Words(
                f"--column attend champ=COLONNE, le champ parmi {known} ; reçu : "
                f"{', '.join(wrong)}",
                f"--column wants field=COLUMN, the field among {known}; got: {', '.join(wrong)}",
            )
        )
    return told
