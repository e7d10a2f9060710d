"""What may still be visited: buildings and doors without those that objected, at this moment."""

from typing import TypeVar

import pandas as pd

from people_base.base import Base
from people_base.people.oppositions import opposed_counts, opposed_doors, wholly_opposed

Frame = TypeVar("Frame", bound=pd.DataFrame)


def contactable_buildings(base: Base, salt: bytes, buildings: Frame) -> Frame:
    """Drop buildings that want no visit; count the others without the flats that want none.

    Parameters
    ----------
    base
        The open base.
    salt
        The campaign's secret.
    buildings
        BUILDINGS rows, of all columns or some.

    Returns
    -------
    DataFrame
        As given; ``doors``, ``households`` and ``voters`` count what is left.
    """
    objected = opposed_doors(base, salt, buildings=buildings.index)
    if objected.empty:
        return buildings
    left: Frame = buildings[~buildings.index.isin(wholly_opposed(base, objected))].copy()
    fewer = opposed_counts(base, objected).reindex(left.index).fillna(0).astype("int64")
    for name in fewer.columns.intersection(left.columns):
        left[name] = (left[name] - fewer[name]).clip(lower=0)
    return left


def contactable_households(base: Base, salt: bytes, households: pd.DataFrame) -> pd.DataFrame:
    """Drop the households behind doors that want no visit."""
    objected = opposed_doors(base, salt, buildings=set(households["building_id"]))
    closed = pd.MultiIndex.from_frame(objected)
    here = pd.MultiIndex.from_frame(households[["building_id", "door_label"]])
    whole = households["building_id"].isin(wholly_opposed(base, objected))
    return households[~(whole | here.isin(closed))]
