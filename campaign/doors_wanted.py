"""Leave out the doors that want no visit: before a cut, a walk and a sheet (GDPR, art. 21)."""

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from people_base.base import Base


def wanted_buildings(base: "Base", salt: bytes, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Drop the buildings that want no visit at all."""
    from people_base.oppositions import opposed_buildings

    return buildings[~buildings.index.isin(opposed_buildings(base, salt))]


def wanted_doors(base: "Base", salt: bytes, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count the doors of buildings without the flats that want no visit."""
    from people_base.oppositions import opposed_doors

    flats = opposed_doors(base, salt)
    flats = flats[flats["door_label"] != ""]
    if flats.empty:
        return buildings
    fewer = flats.groupby("building_id").size().reindex(buildings.index).fillna(0).astype("int64")
    counted: gpd.GeoDataFrame = buildings.assign(doors=(buildings["doors"] - fewer).clip(lower=1))
    return counted


def wanted_households(base: "Base", salt: bytes, households: pd.DataFrame) -> pd.DataFrame:
    """Drop the flats that want no visit."""
    from people_base.oppositions import opposed_doors

    doors = opposed_doors(base, salt)
    unwanted = pd.MultiIndex.from_frame(doors[["building_id", "door_label"]])
    here = pd.MultiIndex.from_frame(households[["building_id", "door_label"]])
    return households[~here.isin(unwanted)]


def wanted_stops(stops: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    """Keep the stops at some buildings; a leg goes on to the next stop that is kept.

    The numbers of the stops stay, since the map and the way in words name them.
    """
    kept = stops["building_id"].isin(buildings.index)
    if kept.all():
        return stops
    walked = stops[["leg_m", "leg_s"]].fillna(0).groupby(level="turf_id").cumsum()[kept]
    legs = walked.groupby(level="turf_id").diff().fillna(walked)
    left: pd.DataFrame = stops[kept].assign(leg_m=legs["leg_m"], leg_s=legs["leg_s"])
    return left
