"""Lines that the organiser draws and that no walk crosses; kept with the campaign's places."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from campaign.places.drawn_shapes import drawn
from campaign.places.streets import DRAWN, NETWORK, drawn_lines, has_streets, street_network
from canvass.crs import WGS84
from canvass.errors import BadInputError
from canvass.words import Words
from files.writing.whole import write_whole

LINES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Barred:
    """How many lines are in force, and how many streets they cut."""

    lines_drawn: int
    streets_cut: int


def set_barriers(
    campaign: Campaign, given: Path | gpd.GeoDataFrame, *, add: bool = False
) -> Barred:
    """Keep drawn lines (the outline of areas counts) in place of, or beside, those so far.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is not there or holds no line.
    MissingStepError
        If no streets were imported.
    """
    lines = drawn(given, kinds=LINES).to_crs(WGS84)
    if add:
        lines = pd.concat([drawn_lines(campaign), lines], ignore_index=True)
    street_network(campaign)
    write_whole(campaign.places / DRAWN, gpd.GeoSeries(lines, crs=WGS84).to_json().encode())
    return barred(campaign)


def remove_barrier(campaign: Campaign, place: int) -> Barred:
    """Forget one drawn line, by its place in the list.

    Raises
    ------
    BadInputError
        If there is none at that place.
    """
    lines = drawn_lines(campaign)
    if not 0 <= place < len(lines):
        raise BadInputError(Words("Cette barrière n'est plus là.", "That barrier is gone."))
    left = lines.drop(lines.index[place])
    if left.empty:
        return clear_barriers(campaign)
    return set_barriers(campaign, gpd.GeoDataFrame(geometry=left.reset_index(drop=True)))


def clear_barriers(campaign: Campaign) -> Barred:
    """Forget all drawn lines."""
    (campaign.places / DRAWN).unlink(missing_ok=True)
    return barred(campaign)


def barred(campaign: Campaign) -> Barred:
    """Count the drawn lines and the streets that they cut."""
    from routing.network.walk_network import load_network

    lines = drawn_lines(campaign).to_crs(campaign.crs)
    if lines.empty or not has_streets(campaign):
        return Barred(len(lines), 0)
    streets = gpd.GeoSeries(load_network(campaign.places / NETWORK).geometry, crs=campaign.crs)
    return Barred(len(lines), int(streets.intersects(lines.union_all()).sum()))
