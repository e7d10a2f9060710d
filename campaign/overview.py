"""What the organiser sees first: how far each step has come, and what comes next."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd

from campaign.addresses.geocoding_stamp import places_are_newer
from campaign.do_not_contact import contactable_turfs, contactable_walks
from campaign.folder import Campaign
from campaign.places.import_places import MANIFEST, load_manifest
from campaign.places.streets import DRAWN as BARRIERS
from campaign.places.streets import NETWORK, has_streets
from campaign.review import read_review
from campaign.settings import FILE_NAME
from campaign.sheets.export import bureau_name
from canvass.tables import BUILDINGS, BUREAUX, PLACEMENTS, QUARTIERS, RESULTS, VOTERS
from canvass.words import Words

Step = Literal["roll", "places", "addresses", "cutting", "walks", "sheets", "returns", "results"]


@dataclass(frozen=True)
class Overview:
    """Counts of one moment; what is 0 has not been done. ``placed`` counts voters."""

    voters: int
    placed: int
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
    sent: bool
    knocked: int
    share_covered: float
    conflicts: int
    places_newer: bool = False
    elections: int = 0

    @property
    def to_place_anew(self) -> int:
        """Voters of a roll that came in since the last placing."""
        return max(self.voters - self.placements, 0) if self.buildings else 0

    @property
    def place_again(self) -> bool:
        """Whether the roll or the places have changed since the voters were placed."""
        return bool(self.buildings) and (self.places_newer or self.to_place_anew > 0)

    def why_again(self) -> Words:
        """Say what came in since the voters were placed, and what to do."""
        new = self.to_place_anew
        came = Words("Des lieux sont arrivés", "Places came in")
        if new:
            came = Words(
                "{n:électeur est arrivé|électeurs sont arrivés}",
                "{n:voter|voters} came in",
                n=new,
            )
        return Words(
            f"{came.fr} depuis le dernier placement : placez de nouveau, puis découpez.",
            f"{came.en} since the last placing: place again, then cut.",
        )

    @property
    def steps(self) -> dict[Step, bool]:
        """Which steps are done, in the order of the work."""
        return {
            "roll": self.voters > 0,
            "places": self.addresses and self.streets,
            "addresses": self.buildings > 0 and not self.place_again,
            "cutting": self.turfs > 0,
            "walks": 0 < self.turfs == self.planned,
            "sheets": self.sent,
            "returns": self.knocked > 0 and not self.conflicts,
        }

    @property
    def next_step(self) -> Step:
        """What to do first; the report once all else is done."""
        return next((step for step, done in self.steps.items() if not done), "results")


def overview(campaign: Campaign) -> Overview:
    """Count what the base holds."""
    from people_base.field.contacts import conflicts
    from people_base.field.sent import anything_sent
    from people_base.field.totals import totals
    from people_base.store import read
    from people_base.turfs.cuts import current_turfs

    with campaign.base() as base:
        buildings = read(base, BUILDINGS, columns=["doors", "voters"])
        turfs = current_turfs(base)
        done = totals(base, by="bureau")
        counts = {
            table.name: len(read(base, table, columns=[]))
            for table in (VOTERS, PLACEMENTS, BUREAUX, QUARTIERS)
        }
        newer = places_are_newer(base)
        sent = anything_sent(base)
        open_conflicts = len(conflicts(base))
        elections = read(base, RESULTS, columns=[]).index.unique("election").size
    planned = turfs[turfs["proof"] != ""]
    manifest = load_manifest(campaign)
    return Overview(
        **counts,
        buildings=len(buildings),
        doors=int(buildings["doors"].sum()),
        placed=int(buildings["voters"].sum()),
        addresses="addresses" in manifest,
        streets=has_streets(campaign),
        turfs=len(turfs),
        planned=len(planned),
        walk_m=float(planned["walk_m"].sum()),
        minutes=float(planned["minutes"].sum()),
        sent=sent,
        knocked=int(done["knocked"].sum()),
        share_covered=float(done["covered"].sum() / max(done["doors"].sum(), 1)),
        conflicts=open_conflicts,
        places_newer=newer,
        elections=elections,
    )


def revision(campaign: Campaign) -> tuple[tuple[str, int, int], ...]:
    """Return what changes whenever the campaign does; costs no more than a look at a few files.

    The file beside the base holds what was written while others still read it. A server is asked
    how many transactions have written.
    """
    files = (
        campaign.folder / FILE_NAME,
        campaign.folder / "base.sqlite",
        campaign.folder / "base.sqlite-wal",
        campaign.places / MANIFEST,
        campaign.places / NETWORK,
        campaign.places / BARRIERS,
    )
    stamps = tuple(_stamp(path) for path in files)
    if not campaign.settings.database.url:
        return stamps
    from people_base.base import transactions

    with campaign.base() as base:
        return (*stamps, ("base", transactions(base), 0))


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return path.name, 0, 0
    # whoever reads a base makes an empty file beside it, and takes it away
    return (path.name, found.st_mtime_ns, found.st_size) if found.st_size else (path.name, 0, 0)


def turf_table(campaign: Campaign) -> gpd.GeoDataFrame:
    """Return the current turfs with how far each has come (``share_covered``, ``knocked``…).

    Doors that want no visit do not count.
    """
    from people_base.field.totals import totals
    from people_base.turfs.cuts import current_turfs

    with campaign.base() as base:
        turfs = contactable_turfs(base, campaign.salt, current_turfs(base))
        done = totals(base, by="turf")
    columns = ["knocked", "opened", "absent", "refused", "share_covered", "conflicts"]
    return turfs.join(done[columns].reindex(turfs.index).fillna(0))


def bureau_names(campaign: Campaign) -> dict[str, str]:
    """Name the bureaux that hold buildings, as people name them."""
    from people_base.store import read

    with campaign.base() as base:
        found = sorted(set(read(base, BUILDINGS, columns=["bureau_id"])["bureau_id"]) - {""})
        labels = read(base, BUREAUX, columns=["label"])["label"]
    return {bureau: bureau_name(bureau, str(labels.get(bureau, ""))) for bureau in found}


def bureau_labels(campaign: Campaign) -> dict[str, str]:
    """Return what the map calls each bureau."""
    from people_base.store import read

    with campaign.base() as base:
        labels = read(base, BUREAUX, columns=["label"])["label"]
    return {str(bureau): str(label) for bureau, label in labels.items()}


def stops_of(campaign: Campaign, turf_id: str) -> gpd.GeoDataFrame:
    """Return the ordered stops of a turf: ``position, address, doors, floors, leg_m``, the point.

    ``floors`` tells the staircases and floors of large buildings, and the doors on each. Doors
    that want no visit are left out.
    """
    from people_base.turfs.cuts import current_turfs

    with campaign.base() as base:
        turfs = current_turfs(base)
        walks = contactable_walks(base, campaign.salt, turfs[turfs.index == turf_id])
    stops, buildings = walks.stops.reset_index(), walks.buildings
    at = buildings.loc[stops["building_id"]].reset_index()
    address = (at["number"] + " " + at["street"]).str.strip()
    table = stops.assign(address=address, doors=at["doors"], street=at["street"])
    table["floors"] = _floors(at, walks.households)
    return gpd.GeoDataFrame(table, geometry=at.geometry.to_numpy(), crs=campaign.crs)


def _floors(buildings: pd.DataFrame, households: pd.DataFrame) -> list[str]:
    from walklists.floors import by_floor, floors_of

    labels = {b: list(found) for b, found in households.groupby("building_id")["door_label"]}
    found = [
        floors_of(labels.get(building, []), int(doors))
        for building, doors in zip(buildings["building_id"], buildings["doors"], strict=True)
    ]
    return ["; ".join(one.name() for one in floors) * by_floor(floors) for floors in found]


def review_files(campaign: Campaign) -> dict[str, pd.DataFrame]:
    """Return the review files that exist, by name."""
    return {path.name: read_review(path) for path in sorted(campaign.review.glob("*.csv"))}
