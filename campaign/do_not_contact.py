"""Leave out the doors that want no visit: before a cut, a walk and a sheet (GDPR, art. 21)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from canvass.tables import BUILDINGS, HOUSEHOLDS, STOPS

if TYPE_CHECKING:
    from people_base.base import Base


@dataclass(frozen=True)
class ContactableWalks:
    """The walks of some turfs as they may go out at this moment.

    ``turfs`` are those that still have a stop. ``stops`` are numbered anew without those that want
    no visit; the leg of one that is left out is walked on the way to the next. ``buildings`` and
    ``households`` are those of the stops, their doors counted without the flats that want none.
    """

    turfs: gpd.GeoDataFrame
    stops: pd.DataFrame
    buildings: gpd.GeoDataFrame
    households: pd.DataFrame


def contactable_walks(base: "Base", salt: bytes, turfs: gpd.GeoDataFrame) -> ContactableWalks:
    """Read the walks of some turfs without the doors that want no visit.

    A walk that lost a stop keeps the metres and minutes that were planned, thus never too few;
    its proof is gone with the stop (``proof`` ``gap``, ``lower_bound_s`` 0) until it is planned
    anew.
    """
    from people_base.people.do_not_contact import contactable_buildings, contactable_households
    from people_base.store import read

    stops = read(base, STOPS, where={"turf_id": list(turfs.index)})
    here = {"building_id": set(stops["building_id"])}
    buildings = contactable_buildings(base, salt, read(base, BUILDINGS, where=here))
    households = contactable_households(base, salt, read(base, HOUSEHOLDS, where=here))
    left = contactable_stops(stops, buildings)
    before = stops.groupby(level="turf_id").size()
    after = left.groupby(level="turf_id").size().reindex(before.index).fillna(0)
    shortened = turfs.index.isin(before.index[after < before])
    told = turfs.copy()
    told.loc[shortened, "proof"] = "gap"
    told.loc[shortened, "lower_bound_s"] = 0.0
    told = told[~told.index.isin(after.index[after == 0])]
    return ContactableWalks(told, left, buildings, households)


def contactable_turfs(base: "Base", salt: bytes, turfs: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count the doors of turfs without those that want no visit."""
    from people_base.people.do_not_contact import contactable_buildings
    from people_base.people.oppositions import opposed_doors
    from people_base.store import read
    from people_base.turfs.turf_assignment import turf_assignment

    opposed = opposed_doors(base, salt)["building_id"]
    if opposed.empty:
        return turfs
    turf_of = turf_assignment(base)
    objected = turf_of[turf_of.index.isin(opposed)]
    if objected.empty:
        return turfs
    turf_of = turf_of[turf_of.isin(objected)]
    buildings = read(base, BUILDINGS, where={"building_id": set(turf_of.index)})
    left = contactable_buildings(base, salt, buildings)[["doors", "voters"]]
    counted = left.groupby(turf_of.reindex(left.index)).sum()
    here = turfs.index.isin(set(objected))
    # a cut made since the wish has counted without it already
    for name in counted:
        fewer = counted[name].reindex(turfs.index).fillna(0).astype("int64")
        turfs[name] = turfs[name].where(~here, turfs[name].clip(upper=fewer))
    return turfs


def drop_opposed_buildings(
    base: "Base", salt: bytes, buildings: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Drop the buildings that want no visit at all."""
    from people_base.people.oppositions import opposed_buildings

    return buildings[~buildings.index.isin(opposed_buildings(base, salt))]


def count_contactable_doors(
    base: "Base", salt: bytes, buildings: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Count the doors of buildings without the flats that want no visit; no building is dropped."""
    from people_base.people.oppositions import opposed_counts, opposed_doors

    fewer = opposed_counts(base, opposed_doors(base, salt))["doors"].reindex(buildings.index)
    left = buildings["doors"] - fewer.fillna(0).astype("int64")
    counted: gpd.GeoDataFrame = buildings.assign(doors=left.clip(lower=1))
    return counted


def contactable_stops(stops: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    """Keep the stops at some buildings, numbered anew; a leg goes on to the next stop kept."""
    kept = stops["building_id"].isin(buildings.index)
    if kept.all():
        return stops
    walked = stops[["leg_m", "leg_s"]].fillna(0).groupby(level="turf_id").cumsum()[kept]
    legs = walked.groupby(level="turf_id").diff().fillna(walked)
    left = stops[kept].assign(leg_m=legs["leg_m"], leg_s=legs["leg_s"])
    turfs = left.index.get_level_values("turf_id")
    numbers = left.groupby(level="turf_id").cumcount().to_numpy() + 1
    return left.set_axis(pd.MultiIndex.from_arrays([turfs, numbers], names=STOPS.index))
