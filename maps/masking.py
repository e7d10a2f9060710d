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

from collections.abc import Mapping

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


def fit_to_tell(
    now: pd.DataFrame,
    added: pd.DataFrame,
    *,
    doors: str,
    among: Mapping[str, str],
    threshold: int = THRESHOLD,
) -> "pd.Series[bool]":
    """Tell which areas may be told anew, knowing what changed since they were told last.

    Parameters
    ----------
    now, added
        One row an area, integers: what was counted, and by how much it differs from what was told.
    doors
        The column of both that counts doors that answered.
    among
        Column -> the column of those of whom it would say something, were they unanimous.
    threshold
        What changed must speak of as many doors, and so must what is told; none is told too.

    Returns
    -------
    Series of bool on the index of ``now``.
    """
    change = added.abs()
    enough = (change[doors] >= threshold) & ((now[doors] >= threshold) | (now[doors] == 0))
    unanimous = pd.Series(False, index=now.index)
    for column, of in among.items():
        unanimous |= (change[column] >= change[of]) & (change[column] > 0)
    return (enough & ~unanimous).rename("fit")


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
