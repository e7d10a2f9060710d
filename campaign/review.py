"""Files that a person must look at, rewritten by each step so that they show the present state."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from campaign.folder import Campaign
from canvass.errors import Fault
from files.named_rows import read_frame
from files.writing.csv_text import write_french_csv

#: A person has looked at it: a file beyond this is not one of ours.
MAX_BYTES = 100_000_000


def write_review(campaign: Campaign, name: str, rows: pd.DataFrame, *, index: bool = False) -> Path:
    """Write one review file, or remove it where nothing is left to look at.

    ``;`` and a byte-order mark, so that a double click opens it rightly in a French Excel; no
    text of a roll or of a map is run as a formula there.
    """
    path = campaign.review / name
    if rows.empty:
        path.unlink(missing_ok=True)
    else:
        write_french_csv(path, rows, index=index)
    return path


def read_review(path: Path, columns: Sequence[str] = ()) -> pd.DataFrame:
    """Read a review file as texts, whatever program a person saved it with.

    Parameters
    ----------
    path
        The file.
    columns
        Some that it should have, by which its header is told from titles.

    Raises
    ------
    MissingFileError, BadInputError
        If there is no such file, it is no table, or a row cannot be used.
    """
    return read_frame(path, columns, largest=MAX_BYTES)[0].reset_index(drop=True)


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Lay faults out as rows for a review file."""
    return pd.DataFrame(
        [(f.file, f.row, f.column, str(f.message)) for f in faults],
        columns=["fichier", "ligne", "colonne", "remarque"],
    )
