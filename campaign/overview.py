"""What the organiser sees first: how far each step has come, and the map."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from campaign.cut import snapped
from campaign.folder import Campaign
from campaign.import_places import load_manifest, street_network
from canvass.tables import BUILDINGS, BUREAUX, PLACEMENTS, QUARTIERS, STOPS, VOTERS


@dataclass(frozen=True)
class Overview:
    """Counts of one moment; what is 0 has not been done."""

    voters: int
    placements: int
    buildings: int
    doors: int
    bureaux: int
    quartiers: int
    addresses: bool
    streets: bool
    turfs: int
    planned: int
    walk_m: float
    minutes: float
    knocked: int
    opened: int
    conflicts: int


def overview(campaign: Campaign) -> Overview:
    """Count what the base holds."""
    from people_base.contacts import conflicts
    from people_base.cuts import current_turfs
    from people_base.store import read
    from people_base.totals import totals

    with campaign.base() as base:
        buildings = read(base, BUILDINGS, columns=["doors"])
        turfs = current_turfs(base)
        done = totals(base, by="bureau")
        counts = {
            table.name: len(read(base, table, columns=[]))
            for table in (VOTERS, PLACEMENTS, BUREAUX, QUARTIERS)
        }
        open_conflicts = len(conflicts(base))
    planned = turfs[turfs["proof"] != ""]
    manifest = load_manifest(campaign)
    return Overview(
        **counts,
        buildings=len(buildings),
        doors=int(buildings["doors"].sum()),
        addresses="addresses" in manifest,
        streets=(campaign.places / "network.npz").is_file(),
        turfs=len(turfs),
        planned=len(planned),
        walk_m=float(planned["walk_m"].sum()),
        minutes=float(planned["minutes"].sum()),
        knocked=int(done["knocked"].sum()),
        opened=int(done["opened"].sum()),
        conflicts=open_conflicts,
    )


def turf_table(campaign: Campaign) -> gpd.GeoDataFrame:
    """Give the current turfs with how far each has come (``share_covered``, ``knocked``…)."""
    from people_base.cuts import current_turfs
    from people_base.totals import totals

    with campaign.base() as base:
        turfs = current_turfs(base)
        done = totals(base, by="turf")
    columns = ["knocked", "opened", "absent", "refused", "share_covered", "conflicts"]
    return turfs.join(done[columns].reindex(turfs.index).fillna(0))


def town_map(campaign: Campaign, *, with_buildings: bool = False) -> Any:
    """Draw bureaux, quartiers, turfs and progress; None where nothing is imported."""
    from maps.campaign_map import CampaignLayers, campaign_map
    from people_base.store import read

    with campaign.base() as base:
        layers = CampaignLayers(
            turfs=turf_table(campaign),
            bureaux=read(base, BUREAUX),
            quartiers=read(base, QUARTIERS),
            buildings=read(base, BUILDINGS, columns=["geometry"]) if with_buildings else None,
        )
    return campaign_map(layers)


def turf_map(campaign: Campaign, turf_id: str) -> Any:
    """Draw one turf with its walk and numbered stops."""
    from maps.campaign_map import CampaignLayers, campaign_map

    turfs = turf_table(campaign)
    stops = stops_of(campaign, turf_id)
    return campaign_map(
        CampaignLayers(
            turfs=turfs.loc[[turf_id]],
            walk=_walk(campaign, stops) if len(stops) > 1 else None,
            stops=stops,
        )
    )


def stops_of(campaign: Campaign, turf_id: str) -> gpd.GeoDataFrame:
    """Give the ordered stops of a turf: ``position, address, doors, leg_m`` and the point."""
    from people_base.store import read

    with campaign.base() as base:
        stops = read(base, STOPS, where={"turf_id": [turf_id]}).reset_index()
        buildings = read(base, BUILDINGS, where={"building_id": set(stops["building_id"])})
    at = buildings.loc[stops["building_id"]].reset_index()
    address = (at["number"] + " " + at["street"]).str.strip()
    table = stops.assign(address=address, doors=at["doors"], street=at["street"])
    return gpd.GeoDataFrame(table, geometry=at.geometry.to_numpy(), crs=campaign.crs)


def _walk(campaign: Campaign, stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    from routing.walking_path import walking_path

    network = street_network(campaign)
    places = stops.set_index("building_id")
    lines = walking_path(network, snapped(network, places))
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(lines, crs=campaign.crs))


def review_files(campaign: Campaign) -> dict[str, pd.DataFrame]:
    """Give the review files that exist, by name."""
    return {
        path.name: pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
        for path in sorted(campaign.review.glob("*.csv"))
    }
