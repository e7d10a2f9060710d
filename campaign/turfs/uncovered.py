"""The file of buildings outside any turf: written by a cut, kept by the cuts of other bureaux."""

import pandas as pd

from campaign.folder import Campaign
from campaign.review import read_review, write_review
from campaign.review_rows import left_out_rows

FILE = "hors_secteur.csv"


def write_uncovered(
    campaign: Campaign, left_out: pd.DataFrame, buildings: pd.DataFrame, *, whole_town: bool
) -> None:
    """Write which buildings of a cut are in no turf.

    Parameters
    ----------
    left_out
        ``building_id, reason`` as ``turf.cut`` gives them.
    buildings
        Those that were to be cut.
    whole_town
        Nothing remains of what earlier cuts left out; else rows of other buildings stay.
    """
    rows = left_out_rows(left_out, buildings)
    before = None if whole_town else _read(campaign)
    if before is not None and list(before.columns) == list(rows.columns):
        others = before[~before["adresse_id"].isin(buildings.index)]
        rows = pd.concat([others, rows.astype("str")], ignore_index=True)
    write_review(campaign, FILE, rows)


def read_uncovered(campaign: Campaign) -> pd.DataFrame | None:
    """Return ``adresse_id`` and ``reason`` of the buildings in no turf; None where none is."""
    rows = _read(campaign)
    return None if rows is None else rows.rename(columns={"code": "reason"})


def _read(campaign: Campaign) -> pd.DataFrame | None:
    path = campaign.review / FILE
    return read_review(path) if path.is_file() else None
