"""What the field says: doors by area, concerns by quartier, small groups masked.

What was answered is told only once enough more households have answered, so that two reports do
not differ by what one of them said (``campaign.report.published_figures``).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from campaign.folder import Campaign
from campaign.report.published_figures import OUTCOMES, PublishedFigures, published_figures
from canvass.labels import FILE_COLUMNS
from canvass.progress import OnProgress, silent
from canvass.tables import BUREAUX, QUARTIERS, TURFS
from files.writing.csv_text import write_french_csv

Area = Literal["turf", "bureau", "quartier"]
#: Areas a report is made for, and the file of each.
AREAS: dict[Area, str] = {"turf": "secteur", "bureau": "bureau", "quartier": "quartier"}
_SHOWN = ("label", "doors", "knocked", *OUTCOMES, "share_covered")
COLUMNS = {name: FILE_COLUMNS[name] for name in _SHOWN}

_MASKED = ("chiffre masqué", "chiffres masqués")


@dataclass(frozen=True)
class Report:
    """Tables of one moment; ``concerns`` is masked, one column a concern.

    Doors, knocked and covered are of now. Everything else is what was told
    (``campaign.report.published_figures``), which may be a while ago: ``told`` are its sums over
    the town (``knocked`` and ``OUTCOMES``, missing where too few doors answered), ``answered`` the
    doors that had answered by quartier. In ``by_area`` outcomes are missing where they may not be
    told, and for turfs always. ``threshold`` is the number of doors under which nothing is told.
    """

    folder: Path
    by_area: dict[Area, pd.DataFrame]
    sums: "pd.Series[int]"
    told: "pd.Series[int]"
    concerns: pd.DataFrame
    answered: "pd.Series[int]"
    masked: int
    threshold: int

    @property
    def doors(self) -> pd.Series:
        """Sums over the town: ``doors, knocked`` of now, ``opened, refused`` as they were told."""
        return pd.concat([self.sums[["doors", "knocked"]], self.told[["opened", "refused"]]])


def report(campaign: Campaign, *, on_progress: OnProgress = silent) -> Report:
    """Write the report's tables and give them.

    Files of doors hold how far the field has come, and nothing that anybody answered.
    """
    on_progress(0, 1)
    made = read_report(campaign)
    for area, table in made.by_area.items():
        of_field = table.drop(columns=list(OUTCOMES)).rename(columns=COLUMNS)
        _write(made.folder / f"portes_par_{AREAS[area]}.csv", of_field, area)
    _write(made.folder / "preoccupations_par_quartier.csv", made.concerns, "quartier")
    on_progress(1, 1)
    return made


def read_report(campaign: Campaign) -> Report:
    """Sum up how far the field has come, beside what may be told of what was answered."""
    from people_base.field.totals import totals
    from people_base.store import read

    published = published_figures(campaign)
    with campaign.base() as base:
        labels = {
            "turf": read(base, TURFS, columns=["label"])["label"],
            "bureau": read(base, BUREAUX, columns=["label"])["label"],
            "quartier": read(base, QUARTIERS, columns=["label"])["label"],
        }
        summed = {area: totals(base, by=area) for area in AREAS}
    by_area = {area: _named(t, labels[area], published, area) for area, t in summed.items()}
    concerns, answered = _masked(campaign, published, labels["quartier"], summed["quartier"].index)
    hidden = int(concerns.drop(columns=COLUMNS["label"]).isna().sum().sum())
    sums = summed["turf"][["doors", "knocked", "covered"]].sum().astype("int64")
    told = told_of_town(published, summed["quartier"].index)
    return Report(
        campaign.report, by_area, sums, told, concerns, answered, hidden, published.threshold
    )


def told_of_town(published: PublishedFigures, quartiers: pd.Index) -> pd.Series:
    """Sum what is shown of the quartiers; missing where nothing is, or one of them is missing."""
    shown = shown_outcomes(published, "quartier", quartiers)
    shown = shown[shown["knocked"].notna()]
    sums = [shown[column].sum(skipna=False) if len(shown) else pd.NA for column in shown]
    return pd.Series(sums, index=shown.columns, dtype="Int64")


def shown_outcomes(published: PublishedFigures, area: Area, areas: pd.Index) -> pd.DataFrame:
    """Lay out what was told of the doors of each area, missing where it may not be shown.

    Returns
    -------
    DataFrame
        On ``areas``: ``knocked`` and ``OUTCOMES``, ``Int64``; all missing for turfs.
    """
    from maps.masking import hidden_areas, masked

    columns = ["knocked", *OUTCOMES]
    if area == "turf":
        return pd.DataFrame(index=areas, columns=columns).astype("Int64")
    told = published.outcomes(area, areas)
    least = published.threshold
    shown = masked(told[list(OUTCOMES)], told["knocked"], threshold=least).astype("Int64")
    shown.insert(0, "knocked", told["knocked"].astype("Int64"))
    nothing = hidden_areas(told["knocked"], threshold=least) | (told["knocked"] == 0)
    whole: pd.DataFrame = shown.mask(nothing)
    return whole


def _named(
    totals: pd.DataFrame, labels: pd.Series, published: PublishedFigures, area: Area
) -> pd.DataFrame:
    """Put the area's name first, and what was told in the place of what happened."""
    told = shown_outcomes(published, area, totals.index)
    named = totals.assign(**{outcome: told[outcome] for outcome in OUTCOMES})
    named.insert(0, "label", labels.reindex(named.index).fillna(""))
    return named[list(COLUMNS)]


def _masked(
    campaign: Campaign, published: PublishedFigures, labels: pd.Series, quartiers: pd.Index
) -> tuple[pd.DataFrame, pd.Series]:
    """Lay concerns out by quartier and hide what speaks of few doors."""
    from maps.masking import masked

    told = published.concerns(quartiers, list(campaign.settings.concerns))
    answered = told.pop("answered")
    shown = masked(told, answered, threshold=published.threshold)
    shown = shown.mask(answered == 0)
    named = shown.rename(columns=campaign.settings.concerns).astype("Int64")
    named.insert(0, "label", labels.reindex(named.index).fillna(""))
    return named.rename(columns={"label": COLUMNS["label"]}), answered


def _write(path: Path, table: pd.DataFrame, area: Area) -> None:
    """Write in French; what lies in no area is named so, since an empty cell says nothing."""
    name = AREAS[area]
    table = table.rename(index={"": f"hors {name}"}).rename_axis(name)
    write_french_csv(path, table, index=True, decimals=3)
