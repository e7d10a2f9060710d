"""Hide figures that would speak of a few households.

The threshold of 11 is INSEE's for gridded data on households; secondary suppression and the
masking of unanimous groups follow the usual rules of statistical disclosure control (Hundepool
et al., *Statistical Disclosure Control*, 2012, chapter 4).
"""

import numpy as np
import pandas as pd

#: INSEE's smallest number of households behind a published figure.
THRESHOLD = 11


def hidden_areas(doors: pd.Series, *, threshold: int = THRESHOLD) -> "pd.Series[bool]":
    """Tell which areas must be hidden when the total of all areas is known.

    Parameters
    ----------
    doors
        Doors that answered, per area.
    threshold
        Areas with fewer are hidden, save those with none: nobody answered there.

    Returns
    -------
    Series of bool on the same index. Whatever is hidden sums to at least ``threshold`` doors over
    at least two areas, so that a subtraction from the total tells nothing.
    """
    hidden = (doors > 0) & (doors < threshold)
    shown = doors[~hidden & (doors > 0)].sort_values(kind="stable")
    for area in shown.index:
        if not hidden.any() or (hidden.sum() > 1 and doors[hidden].sum() >= threshold):
            break
        hidden[area] = True
    return hidden.rename("hidden")


def masked(counts: pd.DataFrame, doors: pd.Series, *, threshold: int = THRESHOLD) -> pd.DataFrame:
    """Replace figures of hidden areas, and unanimous ones, by missing values.

    Parameters
    ----------
    counts
        One row an area, one column a concern; integers.
    doors
        Doors that answered, on the same index.

    Returns
    -------
    Float frame of the same shape; NaN where nothing may be shown.
    """
    hidden = hidden_areas(doors, threshold=threshold)
    unanimous = counts.ge(doors, axis=0) & counts.gt(0)
    return counts.astype(float).mask(unanimous | np.asarray(hidden)[:, None])
