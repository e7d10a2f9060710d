"""Files that a person must look at, rewritten by each step so that they show the present state."""

import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from campaign.folder import Campaign
from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from files.formulas import unguarded_table
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


def read_review(path: Path) -> pd.DataFrame:
    """Read a review file as texts, whatever program a person saved it with.

    Raises
    ------
    MissingFileError, BadInputError
        If there is no such file, or it is no table.
    """
    if not path.is_file():
        raise MissingFileError(path)
    if path.stat().st_size > MAX_BYTES:
        raise _no_table(path)
    content = path.read_bytes()
    try:
        utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        # what a French Excel saves as plain CSV
        text = content.decode("cp1252", errors="replace")
    header = text.partition("\n")[0]
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=max(";,\t", key=header.count),
            dtype=str,
            keep_default_na=False,
            index_col=False,
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise _no_table(path) from error
    return unguarded_table(table)


def _no_table(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"« {path.name} » n'est pas un tableau lisible : repartez du fichier de review/.",
            f"“{path.name}” is not a readable table: start again from the file in review/.",
        )
    )


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Lay faults out as rows for a review file."""
    return pd.DataFrame(
        [(f.file, f.row, f.column, str(f.message)) for f in faults],
        columns=["fichier", "ligne", "colonne", "remarque"],
    )
