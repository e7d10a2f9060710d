"""What analysts see of the doors: by quartier or bureau, small groups hidden, nobody named."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from campaign.figures_told import figures_to_tell
from campaign.folder import Campaign
from canvass.tables import BUREAUX, QUARTIERS
from canvass.words import Words

if TYPE_CHECKING:
    from maps.drawing import Drawing

Area = Literal["quartier", "bureau"]
#: What happened at the doors knocked at.
OUTCOMES = ("opened", "absent", "refused", "come_back")
_TABLES = {"quartier": QUARTIERS, "bureau": BUREAUX}
_NAMES = {"quartier": Words("Quartier", "Quartier"), "bureau": Words("Bureau", "Station")}


@dataclass(frozen=True)
class Overlay:
    """One kind of area.

    ``table``: ``label, doors``, then ``knocked`` and ``OUTCOMES``, missing where they may not be
    shown. ``drawing`` is the map of the share of doors opened; None without outlines.
    """

    table: pd.DataFrame
    drawing: "Drawing | None"


def overlay(campaign: Campaign, area: Area) -> Overlay:
    """Sum what happened by area, hidden where fewer than ``masked_below`` doors were knocked at.

    Figures change only once as many doors more were knocked at, so that two looks tell no door.
    """
    from maps.concern_map import concern_drawing
    from maps.masking import hidden_areas, masked
    from people_base.store import read
    from people_base.totals import totals

    with campaign.base() as base:
        sums = totals(base, by=area)
        outlines = read(base, _TABLES[area])
    now = sums[["knocked", *OUTCOMES]]
    told = figures_to_tell(campaign, now, file=f"dernier_{area}.json", doors="knocked")
    least = campaign.settings.masked_below
    shown = masked(told[list(OUTCOMES)], told["knocked"], threshold=least)
    small = hidden_areas(told["knocked"], threshold=least)
    table = shown.astype("Int64")
    table.insert(0, "knocked", told["knocked"].astype("Int64").mask(small))
    table.insert(0, "doors", sums["doors"])
    table.insert(0, "label", outlines["label"].reindex(sums.index).fillna(""))
    drawing = concern_drawing(
        outlines,
        shown["opened"],
        told["knocked"],
        title=str(Words("Portes ouvertes", "Doors opened")),
        area=_NAMES[area],
        of=Words("part des portes frappées", "share of the doors knocked at"),
    )
    return Overlay(table, drawing)
