"""What the pure cut takes, from tables and settings."""

import geopandas as gpd
import numpy as np
import pandas as pd

from canvass.errors import BadInputError
from canvass.tables import BUILDINGS, check
from canvass.words import Words
from routing.order.order import plan_order
from routing.ways.distances import walk_matrix
from turf.neighbours import Ints
from turf.partition.cut_graph import Doors, Wanted
from turf.partition.recalibrate import Measure
from turf.partition.walk_estimate import CLOSED, OPEN
from turf.settings import CutSettings, Within
from turf.turf_table import DoorNetwork


def check_placed(buildings: gpd.GeoDataFrame, doors: pd.DataFrame) -> None:
    """Refuse buildings that are not of their shape or that nobody placed on the network.

    Raises
    ------
    BadInputError
    """
    check(buildings, BUILDINGS)
    if not buildings.index.isin(doors.index).all():
        raise BadInputError(
            Words(
                "Des adresses ne sont pas placées sur le réseau piéton : relancer le placement.",
                "Some addresses are not placed on the pedestrian network: place them again.",
            )
        )


def wanted_by(settings: CutSettings) -> Wanted:
    """Say what a good turf is; minutes, being estimated, are drawn well inside the range."""
    if settings.unit == "doors":
        return Wanted(settings.target, settings.tolerance, gap_m=settings.gap_m)
    tour = CLOSED if settings.closed else OPEN
    per_m = 1 / settings.pace_m_s / 60
    return Wanted(
        settings.target,
        settings.tolerance,
        per_m,
        tour,
        uneven_cost=20_000.0,
        gap_m=settings.gap_m,
    )


def walks(ground: DoorNetwork, settings: CutSettings) -> Measure:
    """Let the walks be measured that canvassers will be given, in minutes."""
    slower = ground.network.pace_m_s / settings.pace_m_s

    def walk_min(rows: Ints) -> float:
        if rows.size < 2:
            return 0.0
        walk_s = walk_matrix(ground.network, ground.doors.iloc[rows]).walk_s
        return plan_order(walk_s, closed=settings.closed).walk_s * slower / 60

    return lambda turfs: np.array([walk_min(rows) for rows in turfs])


def zones(buildings: pd.DataFrame, within: Within) -> Ints:
    """Number the bureaux or quartiers that no turf may cross."""
    if within == "none":
        return np.zeros(len(buildings), np.int64)
    return np.asarray(pd.factorize(buildings[f"{within}_id"], sort=True)[0], np.int64)


def doors_of(ground: DoorNetwork, zone: Ints, settings: CutSettings) -> Doors:
    """Return the doors as the cut takes them; their load is doors, or minutes spent at them."""
    buildings = ground.buildings
    load = buildings["doors"].to_numpy(float)
    if settings.unit == "minutes":
        load = load * settings.door_s / 60
    xy = np.column_stack([buildings.geometry.x, buildings.geometry.y])
    return Doors(load, xy, zone, ground.graph.atom)
