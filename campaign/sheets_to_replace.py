"""Printed sheets that still show a door which wants no visit, until they are printed anew."""

from collections.abc import Iterable
from datetime import datetime

import pandas as pd

from campaign.folder import Campaign
from campaign.review import read_review, write_review
from canvass.words import Words

#: What the organiser must look at: turf, and the day of the oldest wish that its sheet ignores.
FILE = "feuilles_a_remplacer.csv"
_COLUMNS = ["secteur", "depuis"]


def to_replace(campaign: Campaign) -> pd.DataFrame:
    """Give the turfs whose sheets are to be taken back: ``secteur, depuis``; no door is named."""
    path = campaign.review / FILE
    if path.is_file():
        rows = read_review(path)
        if set(_COLUMNS) <= set(rows.columns):
            return rows[_COLUMNS]
    return pd.DataFrame(columns=_COLUMNS, dtype="str")


def note_outdated(campaign: Campaign, turfs: Iterable[str], *, at: datetime) -> None:
    """Note that sheets of some turfs show a door that wants no visit."""
    new = pd.DataFrame({"secteur": list(turfs), "depuis": f"{at:%Y-%m-%d}"}, dtype="str")
    rows = pd.concat([to_replace(campaign), new]).drop_duplicates("secteur")
    write_review(campaign, FILE, rows.sort_values("secteur"))


def note_replaced(campaign: Campaign, turfs: Iterable[str]) -> None:
    """Forget the turfs whose sheets are written anew."""
    rows = to_replace(campaign)
    write_review(campaign, FILE, rows[~rows["secteur"].isin(set(turfs))])


def said_to_replace(campaign: Campaign) -> list[Words]:
    """Say which sheets to take back; nothing where there is none."""
    turfs = list(to_replace(campaign)["secteur"])
    if not turfs:
        return []
    names = ", ".join(turfs)
    return [
        Words(
            f"Feuilles à remplacer, car elles montrent une porte qui ne veut plus de visite : "
            f"{names}. Reprenez et détruisez les copies imprimées, puis exportez de nouveau "
            f"(liste : review/{FILE}).",
            f"Sheets to replace, since they show a door that wants no visit any more: {names}. "
            f"Take back and destroy the printed copies, then export again (list: review/{FILE}).",
        )
    ]
