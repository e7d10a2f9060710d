"""Hide figures that would speak of a few households.

The threshold of 11 is INSEE's for gridded data on households; secondary suppression and the
masking of unanimous groups follow the usual rules of statistical disclosure control (Hundepool
et al., *Statistical Disclosure Control*, 2012, chapter 4).

Who knows a total can subtract what is shown, and learns the figure of all hidden areas taken as
one. So what is hidden, taken as one area, must itself be fit to be shown.
"""

import pandas as pd

#: INSEE's smallest number of households behind a published figure.
THRESHOLD = 11


def hidden_areas(doors: pd.Series, *, threshold: int = THRESHOLD) -> "pd.Series[bool]":
    """Tell which areas must be hidden, whatever is counted in them.

    Parameters
    ----------
    doors
        Doors that answered, per area.
    threshold
        Areas with fewer are hidden, save those with none: nobody answered there.

    Returns
    -------
    Series of bool on the same index. Whatever is hidden sums to at least ``threshold`` doors over
    at least two areas, or nothing is shown at all.
    """
    small = (doors > 0) & (doors < threshold)
    return _completed(small, doors, pd.Series(0, index=doors.index), threshold).rename("hidden")


def masked(counts: pd.DataFrame, doors: pd.Series, *, threshold: int = THRESHOLD) -> pd.DataFrame:
    """Replace figures of small areas, of unanimous ones and of enough others by missing values.

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
    small = hidden_areas(doors, threshold=threshold)
    shown = counts.astype(float)
    for concern in counts:
        raised = counts[concern]
        unanimous = (raised >= doors) & (raised > 0)
        hidden = _completed(small | unanimous, doors, raised, threshold)
        shown[concern] = shown[concern].mask(hidden)
    return shown


def _completed(
    hidden: "pd.Series[bool]", doors: pd.Series, raised: pd.Series, threshold: int
) -> "pd.Series[bool]":
    """Hide more areas, the smallest first, until all of them together could be shown as one."""
    hidden = hidden.copy()
    others = doors[~hidden & (doors > 0)].sort_values(kind="stable")
    for area in others.index:
        together, said = doors[hidden].sum(), raised[hidden].sum()
        fit = hidden.sum() > 1 and together >= threshold and not 0 < said >= together
        if fit or not hidden.any():
            break
        hidden[area] = True
    return hidden
