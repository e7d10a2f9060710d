"""What the field says: doors by area, concerns by quartier, small groups masked.

Concerns of a quartier change only once enough more households have answered there, so that two
reports do not differ by what one of them said.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from campaign.folder import Campaign
from canvass.formulas import guarded_table
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, BUREAUX, QUARTIERS, TURFS
from canvass.words import Words, counted, fr, fr_share

Area = Literal["turf", "bureau", "quartier"]
#: Areas a report is made for, and the file of each.
AREAS: dict[Area, str] = {"turf": "secteur", "bureau": "bureau", "quartier": "quartier"}
#: What somebody behind a door did or did not.
OUTCOMES = ("opened", "absent", "refused", "come_back")
COLUMNS = {
    "label": "nom",
    "doors": "portes",
    "knocked": "frappees",
    "opened": "ouvertes",
    "absent": "absents",
    "refused": "refus",
    "come_back": "a_revoir",
    "share_covered": "part_couverte",
}

_MASKED = ("chiffre masqué", "chiffres masqués")


@dataclass(frozen=True)
class Report:
    """Tables of one moment; ``concerns`` is masked, one column a concern.

    In ``by_area`` what happened at the doors is missing where ``hidden``: too few were knocked at,
    or it would follow from what other areas say.

    ``answered``: households that answered by quartier when its concerns were counted, which may be
    a while ago (``campaign.figures_told``).
    """

    folder: Path
    by_area: dict[Area, pd.DataFrame]
    hidden: "dict[Area, pd.Series[bool]]"
    sums: "pd.Series[int]"
    concerns: pd.DataFrame
    answered: "pd.Series[int]"
    masked: int

    @property
    def doors(self) -> pd.Series:
        """Sums over the town."""
        return self.sums[["doors", "knocked", "opened", "refused"]]

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        doors, knocked, opened, refused = (int(n) for n in self.doors)
        share = knocked / doors if doors else 0.0
        return [
            Words(
                f"{counted(knocked, 'porte frappée', 'portes frappées')} sur {fr(doors)} "
                f"({fr_share(share)}), {counted(opened, 'ouverte', 'ouvertes')}, "
                f"{fr(refused)} refus",
                f"{knocked:,} doors knocked of {doors:,} ({share:.0%}), "
                f"{opened:,} opened, {refused:,} refused",
            ),
            Words(
                f"Préoccupations par quartier : {counted(self.masked, *_MASKED)} "
                "(trop peu de portes)",
                f"Concerns by quartier: {self.masked} figures masked (too few doors)",
            ),
            Words(f"Tableaux dans {self.folder}", f"Tables in {self.folder}"),
        ]


def report(campaign: Campaign, *, on_progress: OnProgress = silent) -> Report:
    """Write the report's tables and give them.

    Figures of concerns are shown only where at least ``settings.masked_below`` doors answered.
    """
    on_progress(0, 1)
    made = read_report(campaign)
    for area, table in made.by_area.items():
        _write(made.folder / f"portes_par_{AREAS[area]}.csv", table.rename(columns=COLUMNS), area)
    _write(made.folder / "preoccupations_par_quartier.csv", made.concerns, "quartier")
    on_progress(1, 1)
    return made


def read_report(campaign: Campaign) -> Report:
    """Sum the base up; only what was told of concerns is written, so as not to be told apart."""
    from people_base.membership import membership
    from people_base.store import read
    from people_base.totals import concern_counts, totals

    with campaign.base() as base:
        labels = {
            "turf": read(base, TURFS, columns=["label"])["label"],
            "bureau": read(base, BUREAUX, columns=["label"])["label"],
            "quartier": read(base, QUARTIERS, columns=["label"])["label"],
        }
        summed = {area: totals(base, by=area) for area in AREAS}
        counted = concern_counts(base, by="quartier")
        overlaps = read(base, BUILDINGS, columns=["bureau_id", "quartier_id"])
        turf = membership(base).reindex(overlaps.index).fillna("")
    hidden = hidden_outcomes(
        summed,
        pd.DataFrame(overlaps).assign(turf_id=turf).rename(columns=lambda c: c[:-3]),
        threshold=campaign.settings.masked_below,
    )
    by_area = {area: _named(t, labels[area], hidden[area]) for area, t in summed.items()}
    answered = summed["quartier"]["answered"]
    concerns, doors, masked = _masked(campaign, counted, answered, labels["quartier"])
    sums = summed["turf"].sum().astype("int64")
    return Report(campaign.report, by_area, hidden, sums, concerns, doors, masked)


def hidden_outcomes(
    summed: "dict[Area, pd.DataFrame]", overlaps: pd.DataFrame, *, threshold: int
) -> "dict[Area, pd.Series[bool]]":
    """Tell where what happened at the doors is not told: behind few doors it is one household's.

    Parameters
    ----------
    summed
        ``people_base.totals.totals`` of each kind of area.
    overlaps
        ``turf, bureau, quartier``: one row a building.
    """
    from maps.overlaps import hidden_together

    doors = {str(area): table["covered"] for area, table in summed.items()}
    hidden = hidden_together(doors, overlaps.drop_duplicates(), threshold=threshold)
    return {area: hidden[area] for area in summed}


def _named(totals: pd.DataFrame, labels: pd.Series, hidden: "pd.Series[bool]") -> pd.DataFrame:
    """Put the area's name first, and take out what may not be told."""
    named = totals.astype(dict.fromkeys(OUTCOMES, "Int64"))
    named.loc[hidden, list(OUTCOMES)] = pd.NA
    named.insert(0, "label", labels.reindex(named.index).fillna(""))
    return named[[column for column in COLUMNS if column in named]]


def _masked(
    campaign: Campaign, counted: pd.DataFrame, answered: pd.Series, labels: pd.Series
) -> tuple[pd.DataFrame, pd.Series, int]:
    """Lay concerns out by quartier and hide what speaks of few doors."""
    from campaign.figures_told import ANSWERED, figures_to_tell
    from maps.masking import masked

    wanted = list(campaign.settings.concerns)
    table = counted.pivot_table(
        index="quartier_id", columns="concern", values="count", aggfunc="sum", fill_value=0
    )
    table = table.reindex(index=answered.index, columns=wanted, fill_value=0)
    told = figures_to_tell(campaign, table.assign(**{ANSWERED: answered}))
    doors = told.pop(ANSWERED)
    shown = masked(told, doors, threshold=campaign.settings.masked_below)
    hidden = int(shown.isna().sum().sum())
    named = shown.rename(columns=campaign.settings.concerns).astype("Int64")
    named.insert(0, "label", labels.reindex(named.index).fillna(""))
    return named.rename(columns={"label": COLUMNS["label"]}), doors, hidden


def _write(path: Path, table: pd.DataFrame, area: Area) -> None:
    """Write in French; what lies in no area is named so, since an empty cell says nothing."""
    name = AREAS[area]
    table = table.rename(index={"": f"hors {name}"}).rename_axis(name)
    guarded_table(table).to_csv(
        path,
        sep=";",
        encoding="utf-8-sig",
        float_format="%.3f",
        decimal=",",
        lineterminator="\r\n",
    )
