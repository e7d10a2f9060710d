"""Lines that the organiser draws and that no walk crosses; kept with the campaign's places."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from canvass.crs import WGS84
from canvass.words import Words

FILE = "barrieres.geojson"
_BARRED = "network-barre-"
LINES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Barred:
    """How many lines are in force, and how many streets they cut."""

    lines_drawn: int
    streets_cut: int

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        if not self.lines_drawn:
            return [Words("Aucune barrière dessinée.", "No drawn barrier.")]
        return [
            Words(
                f"{self.lines_drawn} barrières dessinées, qui coupent {self.streets_cut} rues. "
                "Le prochain découpage et les prochains parcours en tiennent compte : lancez "
                "recut (ou cut), puis plan.",
                f"{self.lines_drawn} drawn barriers, which cut {self.streets_cut} streets. The "
                "next cut and the next walks respect them: run recut (or cut), then plan.",
            )
        ]


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
    from campaign.import_places import street_network
    from campaign.turf_by_hand import drawn

    lines = drawn(given, kinds=LINES).to_crs(WGS84)
    if add:
        lines = pd.concat([barriers(campaign), lines], ignore_index=True)
    street_network(campaign)
    aside = campaign.places / f".{FILE}.new"
    aside.write_text(gpd.GeoSeries(lines, crs=WGS84).to_json(), encoding="utf-8")
    aside.replace(campaign.places / FILE)
    return barred(campaign)


def clear_barriers(campaign: Campaign) -> Barred:
    """Forget all drawn lines."""
    (campaign.places / FILE).unlink(missing_ok=True)
    return barred(campaign)


def barriers(campaign: Campaign) -> gpd.GeoSeries:
    """Give the drawn lines, WGS 84."""
    path = campaign.places / FILE
    if not path.is_file():
        return gpd.GeoSeries([], crs=WGS84)
    return gpd.read_file(path).geometry.set_crs(WGS84, allow_override=True)


def barred(campaign: Campaign) -> Barred:
    """Count the drawn lines and the streets that they cut."""
    from campaign.import_places import NETWORK
    from routing.network import load_network

    lines = barriers(campaign).to_crs(campaign.crs)
    if lines.empty:
        return Barred(0, 0)
    streets = gpd.GeoSeries(load_network(campaign.places / NETWORK).geometry, crs=campaign.crs)
    return Barred(len(lines), int(streets.intersects(lines.union_all()).sum()))


def network_file(campaign: Campaign, whole: Path) -> Path:
    """Give the file of the network that walks use: the whole one, or the one that lines cut.

    The latter is made when first asked for, under a name that changes with the streets and the
    lines, so that a process that has read another one does not take it for this.
    """
    drawn = campaign.places / FILE
    if not drawn.is_file():
        return whole
    found = whole.stat()
    state = f"{found.st_mtime_ns} {found.st_size} ".encode() + drawn.read_bytes()
    path = campaign.places / f"{_BARRED}{hashlib.sha256(state).hexdigest()[:12]}.npz"
    if not path.is_file():
        _make(campaign, whole, path)
    return path


def _make(campaign: Campaign, whole: Path, path: Path) -> None:
    from routing.barriers import cut_at
    from routing.network import load_network, save_network

    network: Any = cut_at(load_network(whole), barriers(campaign).to_crs(campaign.crs))
    for old in campaign.places.glob(f"{_BARRED}*.npz"):
        old.unlink(missing_ok=True)
    save_network(network, path)
