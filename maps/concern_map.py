"""Where a concern is raised: shares by area, and hatching where a figure must not be shown."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from canvass.words import Words
from maps.drawing import Drawing, Key, bounds_of
from maps.palette import MASKED, SHADES, SILENT, TURF
from maps.shapes import shapes
from maps.town_map import names

MASKED_WORDS = Words("masqué", "hidden")
SILENT_WORDS = Words("pas encore de chiffre", "no figure yet")
QUARTIER = Words("Quartier", "Quartier")
OF_OPENED = Words("part des portes ouvertes", "share of the doors opened")
#: Styles: the shades, then hidden, then silent.
_HIDDEN, _SILENT = len(SHADES), len(SHADES) + 1


def concern_drawing(
    areas: gpd.GeoDataFrame,
    counts: pd.Series,
    doors: pd.Series,
    *,
    title: str,
    area: Words = QUARTIER,
    of: Words = OF_OPENED,
) -> Drawing | None:
    """Draw the share of the doors that answered where the concern was raised.

    Parameters
    ----------
    areas
        With ``label``.
    counts
        Times raised, on the same index; NaN where it may not be shown (``masking.masked``).
    doors
        Doors that answered, on the same index. Never told where the count is hidden.
    title
        The concern, in words.
    area, of
        What an area is called, and of what the shares are.

    Returns
    -------
    Drawing, or None without areas. What is hidden enters neither colours nor words.
    """
    bounds = bounds_of([areas])
    if bounds is None:
        return None
    share = shares(counts, doors).reindex(areas.index)
    silent = doors.reindex(areas.index).fillna(0) == 0
    top = float(np.ceil(20 * share.max()) / 20) if share.max() > 0 else 0.05
    steps = (share / top * len(SHADES)).fillna(0).astype("int64").clip(upper=len(SHADES) - 1)
    style_of = steps.mask(share.isna(), _HIDDEN).mask(silent, _SILENT)
    told = [
        SILENT_WORDS if quiet else MASKED_WORDS if np.isnan(part) else _percent(part)
        for part, quiet in zip(share, silent, strict=True)
    ]
    filled = [replace(TURF, fill=colour, fill_opacity=0.85) for colour in SHADES]
    drawn = shapes(
        areas.assign(told=told),
        name=area,
        kind="area",
        styles=[*filled, MASKED, SILENT],
        style_of=style_of,
        told={"label": area, "told": Words("Part", "Share")},
    )
    keys = [Key(_up_to(top, i), style) for i, style in enumerate(filled)]
    if (style_of == _HIDDEN).any():
        keys.append(Key(str(MASKED_WORDS), MASKED))
    if silent.any():
        keys.append(Key(str(SILENT_WORDS), SILENT))
    legend = Words(f"{title}, {of.fr}", f"{title}, {of.en}")
    return Drawing(bounds, (drawn, names(areas)), tuple(keys), str(legend), on_canvas=False)


def shares(counts: pd.Series, doors: pd.Series) -> "pd.Series[float]":
    """Give counts as shares of the doors that answered; NaN stays, and nothing of nothing is 0."""
    answered = doors.reindex(counts.index).fillna(0)
    raised = counts.astype("float64")
    part: pd.Series[float] = raised / answered.where(answered > 0)
    return part.mask(raised.eq(0) & (answered == 0), 0.0)


def _up_to(top: float, place: int) -> str:
    end = _percent(top * (place + 1) / len(SHADES))
    return str(Words(f"jusqu'à {end.fr}", f"up to {end.en}"))


def _percent(share: float) -> Words:
    return Words("{part:%}", "{part:%}", part=share)
