"""Files that a person must look at, rewritten by each step so that they show the present state."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from campaign.folder import Campaign
from canvass.errors import Fault


def write_review(campaign: Campaign, name: str, rows: pd.DataFrame, *, index: bool = False) -> Path:
    """Write one review file, or remove it where nothing is left to look at.

    ``;`` and a byte-order mark, so that a double click opens it rightly in a French Excel.
    """
    path = campaign.review / name
    if rows.empty:
        path.unlink(missing_ok=True)
    else:
        rows.to_csv(path, sep=";", index=index, encoding="utf-8-sig")
    return path


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Lay faults out as rows for a review file."""
    return pd.DataFrame(
        [(f.file, f.row, f.column, str(f.message)) for f in faults],
        columns=["fichier", "ligne", "colonne", "remarque"],
    )
