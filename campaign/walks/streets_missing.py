"""Say where the map seems to lack the streets of a turf."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd

from canvass.words import Words

#: Addresses farther apart than this are not met from one place in the street.
SPREAD_M = 50.0
#: Less street than this between all of them is none.
NO_STREET_M = 10.0


def is_bare(walk: Any, points: gpd.GeoSeries) -> bool:
    """Say whether addresses that lie apart are served from one place of a street.

    Parameters
    ----------
    walk
        As ``routing.order.walk.Walk``.
    points
        Where each building stands, in metres.
    """
    if len(walk.ids) < 2 or walk.street_m >= NO_STREET_M:
        return False
    west, south, east, north = points.loc[list(walk.ids)].total_bounds
    return bool((east - west) ** 2 + (north - south) ** 2 > SPREAD_M**2)


def streets_missing(turfs: Sequence[str]) -> Words:
    """Say that streets seem to be missing, and in which turfs."""
    return Words(
        "Il semble manquer des rues sur la carte : {n:secteur|secteurs} ({names:8}) dont les "
        "adresses, éloignées entre elles, sont toutes servies du même endroit",
        "Streets seem to be missing from the map: {n:turf|turfs} ({names:8}) whose addresses, far "
        "from each other, are all served from one place",
        n=len(turfs),
        names=turfs,
    )
