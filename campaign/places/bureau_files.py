"""Where bureaux are: contours, or streets with their bureau; and those whose code changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign
from canvass.errors import Fault
from canvass.words import Words
from files.named_rows import read_frame
from files.writing.whole import write_whole

if TYPE_CHECKING:
    from electoral_rolls.areas.bureau_codes import BureauCodes

BUREAU_STREETS = "bureau_streets.csv"


def read_contours(
    campaign: Campaign,
    path: Path,
    *,
    codes: "BureauCodes | None" = None,
    id_column: str | None = None,
    declared_crs: str | None = None,
) -> tuple[pd.DataFrame, Sequence[Fault]]:
    """Read contours; those of communes that merged into the campaign's get their new codes.

    Returns
    -------
    tuple
        BUREAUX table, and what was repaired or left aside.

    Raises
    ------
    BadInputError
        As ``electoral_rolls.areas.areas.read_areas`` does.
    """
    from canvass.codes import is_bureau_of
    from electoral_rolls.areas.areas import read_areas
    from electoral_rolls.areas.bureau_check import rename_areas

    communes = campaign.settings.communes
    areas = read_areas(
        path,
        kind="bureau",
        crs=campaign.crs,
        communes={*communes, *(codes.former_communes(communes) if codes else ())},
        id_column=id_column,
        declared_crs=declared_crs,
    )
    if codes is None:
        return areas.table, areas.repairs
    table: pd.DataFrame = rename_areas(areas.table, codes.new_of)
    ours = [is_bureau_of(str(bureau), communes) for bureau in table.index]
    faults = list(areas.repairs)
    if left := ours.count(False):
        faults.append(
            Fault(
                Words(
                    "{n:contour d'une ancienne commune sans nouveau code, laissé|contours "
                    "d'anciennes communes sans nouveau code, laissés} de côté",
                    "{n:area of a former commune|areas of former communes} without a new code, "
                    "left aside",
                    n=left,
                ),
                path.name,
            )
        )
    return table[ours], faults


def read_streets(
    campaign: Campaign,
    path: Path,
    *,
    codes: "BureauCodes | None" = None,
    id_column: str | None = None,
) -> tuple[pd.DataFrame, Sequence[Fault]]:
    """Read streets with their bureau (``street, bureau_id``), and the rows left aside.

    Raises
    ------
    BadInputError
        As ``electoral_rolls.areas.street_bureaux.read_street_bureaux`` does.
    """
    from electoral_rolls.areas.street_bureaux import read_street_bureaux

    communes = campaign.settings.communes
    only = communes[0] if len(communes) == 1 else ""
    read = read_street_bureaux(path, commune=only, id_column=id_column)
    new_of = codes.new_of if codes else {}
    table = read.table.assign(bureau_id=[new_of.get(b, b) for b in read.table["bureau_id"]])
    return table, read.faults


def bureau_streets(campaign: Campaign) -> pd.DataFrame | None:
    """Return the list of streets with their bureau, where one was imported."""
    path = campaign.places / BUREAU_STREETS
    return read_frame(path)[0].reset_index(drop=True) if path.is_file() else None


def write_bureau_streets(campaign: Campaign, table: pd.DataFrame) -> None:
    """Keep the list of streets with their bureau."""
    write_whole(campaign.places / BUREAU_STREETS, table.to_csv(index=False).encode())
