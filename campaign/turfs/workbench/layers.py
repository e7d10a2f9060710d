"""The layers of the map, made from the base and the streets; nothing of a person is in them."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from campaign.do_not_contact import contactable_turfs
from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.places.streets import NETWORK, drawn_lines, has_streets, street_network
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.turf_by_hand import History, history_of
from campaign.turfs.turf_log import chosen, signature
from campaign.turfs.turf_session import open_turf_session, snapped
from canvass.tables import BUREAUX, QUARTIERS, TURFS

if TYPE_CHECKING:
    from maps.workbench.layer import Layer


@dataclass(frozen=True)
class Town:
    """The layers that a map shows at once, by name, and what they were made of.

    ``buildings`` is as the table has it, ``turf_id`` the turf of each, ``turfs`` as
    ``turfs_layer`` wants them, ``colour`` by turf. ``history`` tells the steps that can be undone
    and done again, ``authors`` who did the former.
    """

    layers: "Mapping[str, Layer]"
    buildings: gpd.GeoDataFrame
    turf_id: "pd.Series[str]"
    turfs: gpd.GeoDataFrame
    colour: Mapping[str, int]
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
    from maps.workbench.colours import colours
    from maps.workbench.ground_layers import areas_layer
    from maps.workbench.turf_layers import buildings_layer, turfs_layer
    from people_base.store import read

    with campaign.base() as base:
        desk = open_turf_session(campaign, base)
        areas = {table.name: read(base, table) for table in (BUREAUX, QUARTIERS)}
    made = desk.assignment
    turfs = _with_states(turf_table(campaign), made.locked)
    colour = colours(turfs.geometry, kept=kept)
    all_layers = [
        buildings_layer(desk.buildings),
        turfs_layer(turfs, made.turf_id, asked=_asked(desk.log.choices), colour=colour),
        *(areas_layer(name, rows) for name, rows in areas.items()),
        barriers(campaign),
    ]
    return Town(
        layers={layer.name: layer for layer in all_layers},
        buildings=desk.buildings,
        turf_id=made.turf_id,
        turfs=turfs,
        colour=colour,
        history=history_of(desk),
        authors=tuple(desk.log.authors[step.step_id] for step in made.done),
    )


def after_step(campaign: Campaign, before: Town) -> Town:
    """Lay out what a step by hand changed: turfs and barriers alone."""
    from maps.workbench.colours import colours
    from maps.workbench.turf_layers import turfs_layer
    from people_base.store import read
    from people_base.turfs.turf_changes import turf_ids
    from people_base.turfs.turf_log import turf_log

    with campaign.base() as base:
        log = turf_log(base)
        turf_id = log.members.reindex(before.buildings.index).fillna("").rename("turf_id")
        moved = turf_id.to_numpy() != before.turf_id.to_numpy()
        named = {*turf_id[moved], *before.turf_id[moved]}
        published = turf_ids(base, status="published")
        state = before.turfs.index.map(lambda turf: _state(turf, published, log.locked))
        named |= set(before.turfs.index[before.turfs["state"].to_numpy() != state.to_numpy()])
        rows = read(base, TURFS, where={"turf_id": named & {*log.members}})
        rows = contactable_turfs(base, campaign.salt, rows)
    rows = _with_states(rows, log.locked)
    stay = before.turfs[~before.turfs.index.isin(named)]
    turfs = gpd.GeoDataFrame(pd.concat([stay, rows]), crs=campaign.crs) if len(rows) else stay
    colour = colours(turfs.geometry, kept=before.colour, anew=set(rows.index))
    old = before.layers["turfs"].rows
    layer = turfs_layer(
        rows,
        turf_id,
        asked=_asked(chosen(log)),
        colour=colour,
        rest={turf: old[turf] for turf in stay.index},
    )
    signed = [signature(step) for step in log.done]
    done, undone = ([step.said for step in steps] for steps in (log.done, log.undone))
    return replace(
        before,
        layers={**before.layers, "turfs": layer, "barriers": barriers(campaign)},
        turf_id=turf_id,
        turfs=turfs,
        colour=colour,
        history=History(done, undone, sorted(log.locked | published & {*log.members}), signed),
        authors=tuple(step.who for step in log.done),
    )


def _asked(choices: CutChoices) -> dict[str, object]:
    return {"target": choices.target, "unit": choices.unit, "tolerance": choices.tolerance}


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


def _with_states(turfs: gpd.GeoDataFrame, locked: Collection[str]) -> gpd.GeoDataFrame:
    """Keep what the map tells of turfs, and what keeps each from being changed."""
    published = set(turfs.index[turfs["status"] == "published"])
    state = [_state(turf, published, locked) for turf in turfs.index]
    columns = ["label", "doors", "minutes", "state", "geometry"]
    found: gpd.GeoDataFrame = turfs.assign(state=state)[columns]
    return found


def _state(turf: str, published: Collection[str], locked: Collection[str]) -> str:
    return "published" if turf in published else "locked" if turf in locked else ""
