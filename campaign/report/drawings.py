"""The maps, as values that a cache can keep and a page can show."""

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from campaign.folder import Campaign
from campaign.overview import stops_of, turf_table
from campaign.places.streets import has_streets, street_network
from campaign.report.report import Report
from campaign.turfs.cut import snapped
from canvass.tables import BUILDINGS, BUREAUX, QUARTIERS

if TYPE_CHECKING:
    from maps.drawing import Drawing


def town_drawing(campaign: Campaign) -> "Drawing | None":
    """Draw streets, bureaux, quartiers, turfs and progress; None where nothing is imported."""
    from maps.town_map import TownLayers, town_drawing
    from people_base.store import read

    turfs = turf_table(campaign)
    with campaign.base() as base:
        layers = TownLayers(
            turfs=turfs,
            bureaux=read(base, BUREAUX),
            quartiers=read(base, QUARTIERS),
            buildings=read(base, BUILDINGS, columns=["geometry"]) if turfs.empty else None,
            streets=_streets(campaign),
        )
    return town_drawing(layers)


def turf_drawing(campaign: Campaign, turf_id: str) -> "Drawing | None":
    """Draw one turf with its walk and numbered stops."""
    from maps.turf_map import turf_drawing

    stops = stops_of(campaign, turf_id)
    return turf_drawing(
        turf_table(campaign).loc[[turf_id]],
        stops=stops,
        walk=_walk(campaign, stops) if len(stops) > 1 else None,
        streets=_streets(campaign),
    )


def concern_drawing(campaign: Campaign, made: Report, concern: str) -> "Drawing | None":
    """Draw where a concern is raised, by quartier; None without quartiers.

    Parameters
    ----------
    concern
        A column of ``made.concerns``, in which small groups are already hidden.
    """
    from maps.concern_map import concern_drawing
    from people_base.store import read

    with campaign.base() as base:
        quartiers = read(base, QUARTIERS)
    return concern_drawing(quartiers, made.concerns[concern], made.answered, title=concern)


def as_map(drawing: "Drawing") -> Any:
    """Make the folium map of a drawing."""
    from maps.drawing import as_folium

    return as_folium(drawing)


def _streets(campaign: Campaign) -> gpd.GeoDataFrame | None:
    from routing.network.walk_network import streets

    if not has_streets(campaign):
        return None
    return streets(street_network(campaign))


def _walk(campaign: Campaign, stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the way from door to door, and back where the walk is closed."""
    from routing.ways.walking_path import walking_path

    network = street_network(campaign)
    doors = snapped(network, stops.set_index("building_id"))
    ids = list(stops["building_id"])
    if campaign.settings.walking.closed:
        ids.append(ids[0])
    lines = [line for line in walking_path(network, doors, ids) if line is not None]
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(lines, crs=campaign.crs))
