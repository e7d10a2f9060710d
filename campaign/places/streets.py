"""The pedestrian network that walks follow: the town's streets, cut at the lines drawn by hand."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from campaign.folder import Campaign
from canvass.crs import WGS84
from canvass.errors import MissingStepError
from canvass.next_step import NextStep
from canvass.words import Words

if TYPE_CHECKING:
    from routing.network.walk_network import Network

NETWORK = "network.npz"
DRAWN = "barrieres.geojson"
_BARRED = "network-barre-"


def street_network(campaign: Campaign) -> "Network":
    """Open the pedestrian network, cut at the lines that the organiser drew.

    Raises
    ------
    MissingStepError
        If no streets were imported.
    """
    from routing.network.walk_network import load_network

    return load_network(walked_network(campaign))


def has_streets(campaign: Campaign) -> bool:
    """Tell whether streets were imported, in a form that this version reads."""
    from routing.network.walk_network import is_network

    return is_network(campaign.places / NETWORK)


def walked_network(campaign: Campaign) -> Path:
    """Return the file of the network that walks follow.

    Raises
    ------
    MissingStepError
        If no streets were imported, or by a version that kept them otherwise.
    """
    path = campaign.places / NETWORK
    if path.is_file() and not has_streets(campaign):
        raise MissingStepError(
            Words(
                "La carte des rues vient d'une version antérieure, ou est abîmée : {step} une "
                "nouvelle fois.",
                "The streets come from an earlier version, or are damaged: {step} once more.",
                step=NextStep.IMPORT_STREETS,
            )
        )
    if not path.is_file():
        raise MissingStepError(
            Words(
                "Aucune carte des rues : {step}.",
                "No streets yet: {step}.",
                step=NextStep.IMPORT_STREETS,
            )
        )
    return _network_file(campaign, path)


def drawn_lines(campaign: Campaign) -> gpd.GeoSeries:
    """Return the drawn lines, WGS 84."""
    path = campaign.places / DRAWN
    if not path.is_file():
        return gpd.GeoSeries([], crs=WGS84)
    from electoral_rolls.areas.shape_kinds import refuse_virtual

    refuse_virtual(path)  # a backup may come from anybody
    return gpd.read_file(path).geometry.set_crs(WGS84, allow_override=True)


def _network_file(campaign: Campaign, whole: Path) -> Path:
    """Return the file of the network that walks use: the whole one, or the one that lines cut.

    The latter is made when first asked for, under a name that changes with the streets and the
    lines, so that a process that has read another one does not take it for this.
    """
    drawn = campaign.places / DRAWN
    if not drawn.is_file():
        return whole
    found = whole.stat()
    state = f"{found.st_mtime_ns} {found.st_size} ".encode() + drawn.read_bytes()
    path = campaign.places / f"{_BARRED}{hashlib.sha256(state).hexdigest()[:12]}.npz"
    if not path.is_file():
        _make(campaign, whole, path)
    return path


def _make(campaign: Campaign, whole: Path, path: Path) -> None:
    from routing.network.barriers import cut_at
    from routing.network.walk_network import load_network, save_network

    network = cut_at(load_network(whole), drawn_lines(campaign).to_crs(campaign.crs))
    for old in campaign.places.glob(f"{_BARRED}*.npz"):
        old.unlink(missing_ok=True)
    save_network(network, path)
