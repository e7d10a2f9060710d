"""Fetch the town's streets from Overpass, where no file is at hand, on the organiser's word."""

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.folder import Campaign
from campaign.places.import_places import (
    address_index,
    file_facts,
    load_manifest,
    save_manifest,
)
from campaign.places.streets import NETWORK
from canvass.errors import BadInputError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.words import Words

if TYPE_CHECKING:
    from routing.network.overpass import Overpass

#: The map as it came, in the campaign's places.
FETCHED = "rues-overpass.graphml"
#: Metres of map around the addresses: walks at the edge of the town may pass outside.
AROUND_M = 500.0
#: Side of the largest square that is asked for: a shared service is no place for whole regions.
MOST_M = 50_000.0


@dataclass(frozen=True)
class Asked:
    """What leaves the machine: a rectangle, in degrees, and to whom."""

    host: str
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Fetched:
    """Kilometres of streets kept."""

    streets_km: float


def what_is_asked(campaign: Campaign, *, service: "Overpass | None" = None) -> Asked:
    """Say what would be sent: the rectangle of the town's address points, a little wider.

    Raises
    ------
    MissingStepError
        If no addresses were imported.
    BadInputError
        If the addresses spread over more than a large town.
    """
    import geopandas as gpd
    import shapely

    from routing.network.overpass import Overpass

    table = address_index(campaign).points()
    ours = table["insee"].isin(campaign.settings.communes)
    table = table[ours] if ours.any() else table
    points = gpd.GeoSeries.from_xy(table["lon"], table["lat"], crs="EPSG:4326")
    box = shapely.box(*points.to_crs(campaign.crs).total_bounds).buffer(AROUND_M)
    if math.sqrt(box.area) > MOST_M:
        raise BadInputError(
            Words(
                "Les adresses importées couvrent bien plus qu'une ville : {step}.",
                "The addresses imported cover far more than a town: {step}.",
                step=NextStep.IMPORT_STREETS,
            )
        )
    bounds = gpd.GeoSeries([box], crs=campaign.crs).to_crs("EPSG:4326").total_bounds
    host = urlsplit((service or Overpass()).url).hostname or "?"
    west, south, east, north = (round(float(side), 3) for side in bounds)
    return Asked(host, west, south, east, north)


def fetch(
    campaign: Campaign, *, service: "Overpass | None" = None, on_progress: OnProgress = silent
) -> Fetched:
    """Fetch the streets and keep them as ``import-places --streets`` does.

    Raises
    ------
    MissingStepError
        If no addresses were imported.
    BadInputError
        If the service gave no whole map; the streets kept before stay.
    """
    import shapely

    from routing.network.overpass import fetch_streets
    from routing.network.walk_network import read_network, save_network

    asked = what_is_asked(campaign, service=service)
    area = shapely.box(asked.west, asked.south, asked.east, asked.north)
    on_progress(0, 1)
    path = fetch_streets(area, campaign.places / FETCHED, service=service)
    network = read_network(path, crs=campaign.crs, on_progress=share(on_progress, 0.7, 1))
    save_network(network, campaign.places / NETWORK)
    manifest = load_manifest(campaign)
    manifest.setdefault("files", {})[path.name] = asdict(file_facts(path))
    save_manifest(campaign, manifest)
    return Fetched(float(network.length_m.sum()) / 1000)
