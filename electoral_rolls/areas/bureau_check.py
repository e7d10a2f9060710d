"""Do the roll and the contours speak of the same bureaux? Towns renumber theirs between files.

A voter whose address lies in another bureau than the roll's has moved, or the contour is coarse:
1 to 3 in 100. Where most voters of a contour are of another bureau, the numbers have changed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

#: Share of a contour's voters from which it is taken for their bureau's. Contours that Etalab drew
#: from INSEE's addresses of three communes hold 97 % and more of one bureau's; those of a town,
#: coarser, may hold three quarters.
MOST = 0.6
#: Fewer voters than this prove nothing.
FEWEST = 20
#: A bureau with this share of its voters in the contour of its own number has not moved.
AT_HOME = 0.5


@dataclass(frozen=True)
class BureauCheck:
    """What became of each bureau.

    ``pairs``: ``roll_bureau, area_bureau, voters`` of those that differ, most voters first.
    ``bureaux``, by ``roll_bureau``: ``voters`` with both a bureau and a contour, ``elsewhere``
    (voters in another contour), ``share_elsewhere``.
    ``renumbered``, by ``area_bureau``: ``roll_bureau`` that it looks like, ``voters``,
    ``share_of_area``, ``share_of_roll``. ``uncertain``: numbers that now belong to another contour;
    one of that number on the map, if there is one, is filled by no bureau.
    """

    pairs: pd.DataFrame
    bureaux: pd.DataFrame
    renumbered: pd.DataFrame
    uncertain: tuple[str, ...]

    @property
    def codes(self) -> dict[str, str]:
        """Contour's id -> the roll's id, of the contours that look renumbered."""
        return {str(area): str(roll) for area, roll in self.renumbered["roll_bureau"].items()}

    @property
    def shift(self) -> int | None:
        """What must be added to every renumbered contour's number, where it is one same number."""
        shifts = {_number(roll) - _number(area) for area, roll in self.codes.items()}
        return shifts.pop() if len(shifts) == 1 else None


def check_bureaux(roll_bureau: pd.Series, area_bureau: pd.Series) -> BureauCheck:
    """Compare the bureau that the roll gives each voter with the contour of their address.

    Parameters
    ----------
    roll_bureau, area_bureau
        Bureau ids on the same index, one row a voter; ``""`` is unknown and does not count.
    """
    both = pd.DataFrame(
        {"roll_bureau": roll_bureau.astype("str"), "area_bureau": area_bureau.astype("str")}
    )
    both = both[(both != "").all(axis=1)]
    counted = both.groupby(["roll_bureau", "area_bureau"], sort=True).size()
    counts = counted.rename("voters").reset_index()
    differ = counts[counts["roll_bureau"] != counts["area_bureau"]]
    total = counts.groupby("roll_bureau")["voters"].sum()
    elsewhere = differ.groupby("roll_bureau")["voters"].sum().reindex(total.index, fill_value=0)
    bureaux = pd.DataFrame(
        {"voters": total, "elsewhere": elsewhere, "share_elsewhere": elsewhere / total}
    )
    pairs = differ.sort_values("voters", ascending=False, kind="stable", ignore_index=True)
    renumbered, at_home = _renumbered(counts)
    taken = set(renumbered["roll_bureau"]) - set(renumbered.index) - at_home
    return BureauCheck(pairs, bureaux, renumbered, tuple(sorted(taken)))


def _renumbered(counts: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """Return the contours that look renumbered, and those that are surely not."""
    table = counts.assign(
        share_of_area=counts["voters"] / counts.groupby("area_bureau")["voters"].transform("sum"),
        share_of_roll=counts["voters"] / counts.groupby("roll_bureau")["voters"].transform("sum"),
    )
    same = table["roll_bureau"] == table["area_bureau"]
    # A bureau may be split: the larger part then lies under the number of the smaller.
    home = same & ((table["share_of_roll"] >= AT_HOME) | (table["share_of_area"] >= AT_HOME))
    stays = set(table.loc[home, "area_bureau"])
    enough = (table["share_of_area"] >= MOST) & (table["voters"] >= FEWEST)
    moved = table[enough & ~same & ~table["area_bureau"].isin(stays)]
    columns = ["roll_bureau", "voters", "share_of_area", "share_of_roll"]
    return moved.set_index("area_bureau")[columns].sort_index(), stays


def rename_areas(
    areas: gpd.GeoDataFrame, codes: Mapping[str, str], *, without: Collection[str] = ()
) -> gpd.GeoDataFrame:
    """Return contours the ids of the roll; those that come to share one are joined.

    Parameters
    ----------
    areas
        BUREAUX table.
    codes
        Id in the file -> id on the roll; the others keep theirs.
    without
        Ids in the file of contours to leave out.
    """
    kept = areas.drop(index=list(set(without) & set(areas.index)))
    new = pd.Index([codes.get(a, a) for a in kept.index], dtype="str", name=areas.index.name)
    label = [
        _code(to) if name == _code(of) else name
        for name, of, to in zip(kept["label"], kept.index, new, strict=True)
    ]
    renamed = kept.assign(label=label, commune_id=[_commune(one) for one in new])
    renamed = renamed.set_axis(new, axis=0)
    # A contour that keeps its number gives its name to the whole.
    renamed = renamed.iloc[np.argsort(new != kept.index, kind="stable")]
    if not new.is_unique:
        renamed = renamed.dissolve(by=areas.index.name, aggfunc="first")[list(areas.columns)]
    return renamed.astype({"label": "str", "commune_id": "str"}).sort_index()


def _commune(bureau: str) -> str:
    return bureau.partition("_")[0]


def _code(bureau: str) -> str:
    return bureau.partition("_")[2]


def _number(bureau: str) -> int:
    return int("".join(c for c in _code(bureau) if c.isdigit()) or 0)
