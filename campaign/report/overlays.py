"""What analysts see of the doors: by quartier or bureau, small groups hidden, nobody named."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign
from campaign.report.published_figures import OUTCOMES, Area, published_figures
from campaign.report.report import shown_outcomes
from canvass.tables import BUREAUX, QUARTIERS
from canvass.words import Words

if TYPE_CHECKING:
    from maps.drawing import Drawing

__all__ = ["OUTCOMES", "Area", "Overlay", "overlay"]

_TABLES = {"quartier": QUARTIERS, "bureau": BUREAUX}
_NAMES = {"quartier": Words("Quartier", "Quartier"), "bureau": Words("Bureau", "Station")}


@dataclass(frozen=True)
class Overlay:
    """One kind of area.

    ``table``: ``label, doors``, then ``knocked`` and ``OUTCOMES`` as they were told, missing where
    they may not be shown, or nothing was told yet. ``drawing`` is the map of the share
    of doors opened; None without outlines. ``threshold``: see ``published_figures``.
    """

    table: pd.DataFrame
    drawing: "Drawing | None"
    threshold: int


def overlay(campaign: Campaign, area: Area) -> Overlay:
    """Lay out what was told of an area, hidden where it speaks of few doors."""
    from maps.concern_map import concern_drawing
    from people_base.field.totals import totals
    from people_base.store import read

    published = published_figures(campaign)
    with campaign.base() as base:
        sums = totals(base, by=area)
        outlines = read(base, _TABLES[area])
    table = shown_outcomes(published, area, sums.index)
    table.insert(0, "doors", sums["doors"])
    table.insert(0, "label", outlines["label"].reindex(sums.index).fillna(""))
    drawing = concern_drawing(
        outlines,
        table["opened"],
        table["knocked"].fillna(0).astype("int64"),
        title=str(Words("Portes ouvertes", "Doors opened")),
        area=_NAMES[area],
        of=Words("part des portes frappées", "share of the doors knocked at"),
    )
    return Overlay(table, drawing, published.threshold)
