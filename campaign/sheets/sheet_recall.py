"""Printed sheets that still show a door which wants no visit, until they are printed anew.

Which they are is in the base, noted in the transaction of the wish. Files on this disk that show
the door are withdrawn after it, and again whenever that was interrupted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign
from campaign.review import write_review
from canvass.words import InFolder, Words

if TYPE_CHECKING:
    from people_base.base import Base

#: What the organiser must look at: turf, and the day of the oldest wish that its sheet ignores.
FILE = "feuilles_a_remplacer.csv"
#: All the sheets of an export in one file, to print in one go.
TOGETHER = "toutes-les-feuilles.pdf"
_FORMS = ("pdf", "geojson", "gpx")
_TABLES = ("csv", "xlsx", "xlsm", "ods")


@dataclass(frozen=True)
class Withdrawn:
    """Turfs whose sheets show a door, files removed or corrected, and those no program could read.

    The last must be looked at by a person: they may show the door still.
    """

    turfs: tuple[str, ...] = ()
    files: int = 0
    unread: tuple[str, ...] = ()


def sheets_by_building(campaign: Campaign) -> dict[str, list[str]]:
    """Return the turfs of the sheets sent out that show each building."""
    from campaign.sheets.sent_register import load_sent

    sent = load_sent(campaign)[["turf_id", "building_id"]].drop_duplicates()
    shown = sent.sort_values("turf_id").groupby("building_id")["turf_id"].agg(list)
    return {str(home): list(turfs) for home, turfs in shown.items()}


def withdraw_sheets(campaign: Campaign) -> Withdrawn:
    """Remove the forms that show doors to take back, as far as it was not done yet.

    Of tables to fill, what somebody has filled stays.
    """
    from people_base.field.recalls import note_withdrawn, recalls

    with campaign.base() as base:
        table = recalls(base)
        left = table[~table["withdrawn"].astype(bool)]
        turfs = tuple(sorted(set(left["turf_id"])))
        done = _withdraw_files(campaign, turfs, set(left["building_id"]))
        pairs = left[["turf_id", "building_id"]].itertuples(index=False, name=None)
        note_withdrawn(base, list(pairs))
        _write(campaign, base)
    return done


def to_replace(campaign: Campaign) -> pd.DataFrame:
    """Return the turfs whose sheets are to be taken back: ``secteur, depuis``; no door is named."""
    with campaign.base() as base:
        return _rows(base)


def note_replaced(campaign: Campaign, turfs: Iterable[str]) -> None:
    """Forget the turfs whose sheets are written anew."""
    from people_base.field.recalls import end_recalls

    with campaign.base() as base:
        end_recalls(base, sorted(set(turfs)))
        _write(campaign, base)


def said_to_replace(campaign: Campaign) -> list[Words]:
    """Say which sheets to take back; nothing where there is none."""
    turfs = list(to_replace(campaign)["secteur"])
    if not turfs:
        return []
    return [
        Words(
            "Feuilles à remplacer, car elles montrent une porte qui ne veut plus de visite : "
            "{names}{file}. Reprenez et détruisez les copies imprimées, puis préparez-les de "
            "nouveau.",
            "Sheets to replace, since they show a door that wants no visit any more: {names}"
            "{file}. Take back and destroy the printed copies, then prepare them again.",
            names=", ".join(turfs),
            file=InFolder(f"review/{FILE}"),
        )
    ]


def _rows(base: "Base") -> pd.DataFrame:
    from people_base.field.recalls import recalls

    since = recalls(base).groupby("turf_id")["at"].min().sort_index()
    days = [f"{at:%Y-%m-%d}" for at in since]
    return pd.DataFrame({"secteur": list(since.index), "depuis": days}, dtype="str")


def _write(campaign: Campaign, base: "Base") -> None:
    """List them for the organiser; the file is a copy of what the base says."""
    write_review(campaign, FILE, _rows(base))


def _withdraw_files(campaign: Campaign, turfs: Iterable[str], gone: set[str]) -> Withdrawn:
    from walklists.paper.sheets import plain_name
    from walklists.tables.redact import redact

    removed, unread = 0, list[str]()
    for folder in campaign.walklists.glob("20*"):
        forms = _named(folder, map(plain_name, turfs), _FORMS)
        for path in [*forms, *([folder / TOGETHER] if forms else [])]:
            removed += path.is_file()
            path.unlink(missing_ok=True)
        for table in _named(folder, map(plain_name, turfs), _TABLES):
            changed = redact(table, gone)
            removed += changed is True
            unread += [f"{folder.name}/{table.name}"] if changed is None else []
    return Withdrawn(tuple(turfs), removed, tuple(unread))


def _named(folder: Path, names: Iterable[str], endings: Collection[str]) -> list[Path]:
    """List the files of some turfs, whatever a program added to the name (``T001-1 (2).csv``)."""
    return [p for name in names for end in endings for p in sorted(folder.glob(f"{name}-*.{end}"))]
