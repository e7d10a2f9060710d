"""What analysts were told of a quartier, so that the next report tells no door by subtraction."""

import json
import os
import tempfile
from pathlib import Path

import pandas as pd

from campaign.folder import Campaign

FILE = "dernier_bilan.json"
#: The column of households that answered, beside those of concerns.
ANSWERED = "_answered"


def figures_to_tell(
    campaign: Campaign, now: pd.DataFrame, *, file: str = FILE, doors: str = ANSWERED
) -> pd.DataFrame:
    """Give the figures that may be told now, and remember them.

    Parameters
    ----------
    now
        Indexed by the area: ``doors`` and a column for each thing counted behind them, integers.
    file
        Where figures of this kind are remembered, in ``report/``.
    doors
        The column of doors.

    Returns
    -------
    Frame of the shape of ``now``; rows may be those of an earlier report (see
    ``maps.masking.settled``).
    """
    from maps.masking import settled

    path = campaign.report / file
    told = _read(path, now)
    threshold = campaign.settings.masked_below
    made = settled(now, told, doors=doors, threshold=threshold)
    if not made.equals(told.reindex(index=made.index, columns=made.columns)):
        _write(path, made)
        # another page may have told its own figures meanwhile: all tell the last ones
        made = _read(path, now).reindex(index=now.index, columns=now.columns, fill_value=0)
    return made


def _read(path: Path, now: pd.DataFrame) -> pd.DataFrame:
    """Give what was told; nothing if the file is absent or is not as it was written."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        frame = pd.DataFrame.from_dict(told, orient="index").astype("int64")
    except (OSError, ValueError, TypeError, AttributeError):
        frame = pd.DataFrame(columns=now.columns, dtype="int64")
    return frame.rename_axis(index=str(now.index.name))


def _write(path: Path, made: pd.DataFrame) -> None:
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made.to_dict(orient="index"), file)
    Path(name).replace(path)
