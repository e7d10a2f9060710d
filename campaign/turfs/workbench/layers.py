"""The layers of the map, made from the base and the streets; nothing of a person is in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.places.streets import NETWORK, drawn_lines, has_streets, street_network
from campaign.turfs.turf_by_hand import History, history_of
from campaign.turfs.turf_session import open_turf_session, snapped
from canvass.tables import BUREAUX, QUARTIERS

if TYPE_CHECKING:
    from maps.workbench.layer import Layer


@dataclass(frozen=True)
class Town:
    """The layers that a map shows at once, by name; ``buildings`` as the table has them.

    ``history`` tells the steps that can be undone and done again, ``authors`` who did the former.
    """

    layers: "Mapping[str, Layer]"
    buildings: gpd.GeoDataFrame
    history: History
    authors: tuple[str, ...]


def town(campaign: Campaign, *, kept: Mapping[str, int]) -> Town:
    """Lay out turfs, addresses, bureaux, quartiers and barriers.

    Parameters
    ----------
    kept
        Colours that turfs had before.

    Raises
    ------
    MissingStepError
        If there are no buildings yet.
    """
    from maps.workbench.ground_layers import areas_layer
    from maps.workbench.turf_layers import buildings_layer, turfs_layer
    from people_base.store import read

    with campaign.base() as base:
        desk = open_turf_session(campaign, base)
        areas = {table.name: read(base, table) for table in (BUREAUX, QUARTIERS)}
    turfs = turf_table(campaign)
    state = _states(turfs, desk.assignment.locked)
    choices = desk.log.choices
    asked = {"target": choices.target, "unit": choices.unit, "tolerance": choices.tolerance}
    made = [
        buildings_layer(desk.buildings),
        turfs_layer(turfs.assign(state=state), desk.assignment.turf_id, asked=asked, kept=kept),
        *(areas_layer(name, rows) for name, rows in areas.items()),
        barriers(campaign),
    ]
    authors = tuple(desk.log.authors[step.step_id] for step in desk.assignment.done)
    return Town({layer.name: layer for layer in made}, desk.buildings, history_of(desk), authors)


def barriers(campaign: Campaign) -> "Layer":
    """Lay out the lines drawn by hand."""
    from maps.workbench.ground_layers import barriers_layer

    return barriers_layer(drawn_lines(campaign).to_crs(campaign.crs))


def ground(campaign: Campaign) -> "dict[str, Layer]":
    """Lay out main streets and what nobody crosses (``ground``), and all streets by tile."""
    from maps.workbench.ground_layers import ground_layer, street_tiles
    from routing.network.walk_network import load_network, streets

    network = load_network(campaign.places / NETWORK)
    lines = streets(network)
    return {"ground": ground_layer(lines, network.barriers), **street_tiles(lines)}


def ground_version(campaign: Campaign) -> str:
    """Return what changes with the streets, at the cost of a look at their file."""
    if not has_streets(campaign):
        return ""
    found = (campaign.places / NETWORK).stat()
    return hashlib.sha256(f"{found.st_mtime_ns} {found.st_size}".encode()).hexdigest()[:16]


def blocks(campaign: Campaign, buildings: gpd.GeoDataFrame, version: str) -> "Layer":
    """Lay out blocks and sides of streets.

    Parameters
    ----------
    buildings
        In the order of their layer, whose version is ``version``.
    """
    import shapely

    from maps.workbench.turf_layers import blocks_layer
    from turf.door_graph import block_faces
    from turf.door_graph import blocks as blocks_of

    network = street_network(campaign)
    doors = snapped(network, buildings)
    reached = doors[doors["reached"].astype(bool)]
    face = block_faces(reached)
    areas = shapely.get_parts(shapely.polygonize(network.geometry))
    # a door in no block keeps its side of the street, numbered beyond the blocks
    found = pd.Series(blocks_of(network, reached, face), index=reached.index)
    code, numbers = pd.factorize(found, sort=True)
    inside = numbers[numbers < len(areas)]
    return blocks_layer(
        gpd.GeoSeries(areas[inside], crs=campaign.crs),
        _by_row(pd.Series(code, index=reached.index), buildings),
        _by_row(pd.Series(face, index=reached.index), buildings),
        buildings=version,
    )


def _by_row(number: "pd.Series[int]", buildings: pd.DataFrame) -> list[int]:
    found: list[int] = number.reindex(buildings.index).fillna(-1).astype(int).tolist()
    return found


def _states(turfs: pd.DataFrame, locked: frozenset[str]) -> list[str]:
    return [
        "published" if status == "published" else "locked" if turf in locked else ""
        for turf, status in turfs["status"].items()
    ]
