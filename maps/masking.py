"""Hide figures that would speak of a few households.

The threshold of 11 is INSEE's for gridded data on households; secondary suppression and the
masking of unanimous groups follow the usual rules of statistical disclosure control (Hundepool
et al., *Statistical Disclosure Control*, 2012, chapter 4).

Who knows a total can subtract what is shown, and learns the figure of all hidden areas taken as
one. So what is hidden, taken as one area, must itself be fit to be shown.

Who looks twice can subtract what was shown before from what is shown now, and learns what the
doors opened meanwhile said. So what is shown of an area stays until those doors, too, are a group
fit to be shown.
"""

import numpy as np
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
    """Replace figures of small areas and of enough others by missing values.

    A concern that all doors of some area raised is hidden everywhere.

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
        if ((raised >= doors) & (raised > 0) & ~small).any():
            # To hide the unanimous area alone would tell which one it is: what is hidden with it
            # is chosen by size, which anybody can see.
            shown[concern] = np.nan
            continue
        shown[concern] = shown[concern].mask(_completed(small, doors, raised, threshold))
    return shown


def settled(
    now: pd.DataFrame, shown: pd.DataFrame, *, doors: str, threshold: int = THRESHOLD
) -> pd.DataFrame:
    """Give what may be told of each area now, knowing what was told before.

    Parameters
    ----------
    now
        One row an area; integers: ``doors`` and, in every other column, how often something was
        raised behind them.
    shown
        What this function gave last, with the same columns; empty at the first time.
    doors
        The column of ``now`` that counts doors that answered.

    Returns
    -------
    Frame of the shape of ``now``. A row is that of ``now`` where it was too small to be shown
    until now, or where at least ``threshold`` doors were added and they do not all say the same;
    else it is the row of ``shown``.
    """
    before = shown.reindex(index=now.index, columns=now.columns, fill_value=0)
    added = (now - before).abs()
    raised = added.drop(columns=doors)
    unanimous = (raised.ge(added[doors], axis=0) & (raised > 0)).any(axis=1)
    fit = (added[doors] >= threshold) & ~unanimous
    return now.where(fit | (before[doors] < threshold), before)


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
