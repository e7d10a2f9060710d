"""Share a turf of one large building among canvassers, by staircases and floors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.folder import Campaign
from campaign.sheets.share_walk import Shared, export_shared, share_walk, shared_list
from campaign.walks.walk_choices import WalkChoices
from canvass.progress import OnProgress, silent
from canvass.tables import HOUSEHOLDS
from files.writing.whole import write_json

if TYPE_CHECKING:
    from walklists.floors import Floor


@dataclass(frozen=True, eq=False)
class SharedBuilding:
    """One building shared: ``floors`` has those of each canvasser (``walklists.floors.Floor``).

    ``whole`` is the walk of one who visits it all.
    """

    whole: Shared
    floors: "tuple[tuple[Floor, ...], ...]"

    def doors(self) -> list[int]:
        """Count the doors of each canvasser."""
        return [sum(floor.doors for floor in floors) for floors in self.floors]

    def minutes(self) -> list[float]:
        """Return the time of each canvasser: the way, and their share of the doors."""
        outing, counts = self.whole.outings[0], self.doors()
        each = outing.service_s / max(sum(counts), 1)
        return [(outing.walk_s + each * count) / 60 for count in counts]

    def as_json(self) -> dict[str, Any]:
        """Return every figure in JSON's own types, canvasser by canvasser."""
        return {
            "turf_id": self.whole.turf_id,
            "building_id": self.whole.outings[0].ids[0],
            "canvassers": [
                {"doors": doors, "minutes": round(spent, 1), "floors": [_told(f) for f in floors]}
                for floors, doors, spent in zip(
                    self.floors, self.doors(), self.minutes(), strict=True
                )
            ],
        }

    def write_json(self, path: Path) -> None:
        """Write every figure."""
        write_json(path, self.as_json())


def _told(floor: "Floor") -> Mapping[str, Any]:
    """Tell one floor; it holds no name of anybody."""
    return {
        "staircase": floor.stairs,
        "floor": floor.floor,
        "doors": floor.doors,
        "first_door": floor.first,
        "doors_of_floor": floor.of,
        "flats": list(floor.flats),
    }


def share_turf(
    campaign: Campaign,
    turf_id: str,
    *,
    canvassers: int,
    choices: WalkChoices | None = None,
    seed: int = 0,
) -> Shared | SharedBuilding:
    """Share a turf: its addresses, or the floors where it is one building.

    Raises
    ------
    BadInputError
        If the turf does not exist or nobody shares.
    """
    shared = share_walk(campaign, turf_id, canvassers=canvassers, choices=choices, seed=seed)
    ids = [building for outing in shared.outings for building in outing.ids]
    if canvassers == 1 or len(ids) != 1:
        return shared
    whole = share_walk(campaign, turf_id, canvassers=1, choices=choices, seed=seed)
    return SharedBuilding(whole, _shares(campaign, whole, canvassers))


def _shares(campaign: Campaign, whole: Shared, canvassers: int) -> "tuple[tuple[Floor, ...], ...]":
    from people_base.people.do_not_contact import contactable_households
    from people_base.store import read
    from walklists.floors import floors_of, shared_floors

    (building,) = whole.outings[0].ids
    with campaign.base() as base:
        households = read(base, HOUSEHOLDS, where={"building_id": [building]})
        households = contactable_households(base, campaign.salt, households)
    doors = int(whole.parts[0].addresses["doors"].loc[building])
    return shared_floors(floors_of(households["door_label"], doors), canvassers)


def export_share(
    campaign: Campaign,
    shared: Shared | SharedBuilding,
    *,
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Any:
    """Write one walk list a canvasser, as copies 1, 2, … of the turf's.

    Raises
    ------
    RefusedByLawError
        During the silence before an election (Code électoral, L49).
    """
    from campaign.sheets.export import edition_of, refuse_to_send_out, write_lists
    from walklists.walk_list import share_of

    if isinstance(shared, Shared):
        return export_shared(campaign, shared, now=now, on_progress=on_progress)
    now = now or datetime.now(UTC)
    refuse_to_send_out(campaign, now)
    edition = edition_of(campaign, now)
    part, outing = shared.whole.parts[0], shared.whole.outings[0]
    whole = shared_list(campaign, edition, part, outing, 1)
    lists = [
        share_of(replace(whole, copy=copy, minutes=spent), {outing.ids[0]: floors})
        for copy, (floors, spent) in enumerate(
            zip(shared.floors, shared.minutes(), strict=True), start=1
        )
    ]
    return write_lists(campaign, lists, now=now, on_progress=on_progress)
