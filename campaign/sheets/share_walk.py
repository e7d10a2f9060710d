"""Share one turf among the canvassers of a team, so that the last one done is done early."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from campaign.folder import Campaign
from campaign.walks.plan_walks import turf_tasks
from campaign.walks.walk_choices import WalkChoices, usual
from campaign.walks.walk_report import told_walk
from campaign.walks.walk_worker import Task, describe_walk, network_of
from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, HOUSEHOLDS, STOPS
from canvass.words import Words
from files.writing.whole import write_json

if TYPE_CHECKING:
    from routing.order.walk import Walk
    from walklists.walk_list import Edition

#: Seconds of search for an even share.
SEARCH_S = 2.0


@dataclass(frozen=True, eq=False)
class Shared:
    """The walks of a team; each has the address ids of one canvasser, in order.

    ``gap``: by which share of the longest the best possible longest may be shorter, at most.
    """

    turf_id: str
    parts: tuple[Task, ...]
    outings: "tuple[Walk, ...]"
    longest_s: float
    lower_bound_s: float
    gap: float
    dropped: tuple[str, ...]
    unreachable: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return every figure in JSON's own types, canvasser by canvasser."""
        return {
            "turf_id": self.turf_id,
            "canvassers": [
                told_walk(
                    part, _row(outing), outing.leg_m, describe_walk(network_of(part.network), part)
                )
                for part, outing in zip(self.parts, self.outings, strict=True)
            ],
            "longest_s": self.longest_s,
            "lower_bound_s": self.lower_bound_s,
            "gap": self.gap,
            "dropped": list(self.dropped),
            "unreachable": dict(self.unreachable),
        }

    def write_json(self, path: Path) -> None:
        """Write every figure."""
        write_json(path, self.as_json())


def _row(outing: "Walk") -> dict[str, Any]:
    return {name: getattr(outing, name) for name in ("walk_m", "walk_s", "lower_bound_s", "proof")}


def share_walk(
    campaign: Campaign,
    turf_id: str,
    *,
    canvassers: int,
    choices: WalkChoices | None = None,
    search_s: float = SEARCH_S,
    seed: int = 0,
) -> Shared:
    """Share the addresses of a turf among canvassers, each of equal time as far as can be.

    Parameters
    ----------
    campaign
        With turfs cut.
    canvassers
        How many share.
    choices
        Of which the meeting point (where all leave and come back) and the time count; as in the
        settings unless given.
    search_s
        Seconds of search; 0 gives the same on every machine.

    Raises
    ------
    BadInputError
        If the turf does not exist or nobody shares.
    """
    from people_base.people.do_not_contact import contactable_buildings
    from people_base.store import read
    from people_base.turfs.turf_assignment import turf_assignment
    from routing.order.walk import share_walk

    if canvassers < 1:
        raise BadInputError(Words("Il faut au moins une personne.", "One canvasser is needed."))
    with campaign.base() as base:
        turf_of = turf_assignment(base)
        turf_of = turf_of[turf_of == turf_id]
        if turf_of.empty:
            raise BadInputError(Words(f"Secteur inconnu : {turf_id}.", f"Unknown turf: {turf_id}."))
        buildings = read(base, BUILDINGS, where={"building_id": list(turf_of.index)})
        buildings = contactable_buildings(base, campaign.salt, buildings).sort_index()
    if buildings.empty:
        raise BadInputError(
            Words("Plus aucune porte à visiter ici.", "No door is left to visit here.")
        )
    wanted = replace(choices or usual(campaign), end=None)
    (task,) = turf_tasks(campaign, buildings, turf_of, wanted, seed=seed)
    outings, split = share_walk(
        network_of(task.network),
        task.doors,
        canvassers=canvassers,
        addresses=task.addresses,
        service_s=task.addresses["service_s"],
        start=task.start,
        choices=task.choices,
        search_s=search_s,
    )
    parts = [_part(task, outing.ids) for outing in outings]
    return Shared(
        turf_id, tuple(parts), tuple(outings), split.longest_s, split.lower_bound_s, split.gap,
        outings[0].dropped, outings[0].unreachable,
    )  # fmt: skip


def _part(task: Task, ids: tuple[str, ...]) -> Task:
    """Return the task of one canvasser: those doors alone, in their order."""
    there = list(ids)
    return replace(
        task,
        doors=task.doors.loc[there],
        addresses=task.addresses.loc[there],
        order=ids,
        choices=replace(task.choices, closed=task.start is not None),
    )


def export_shared(
    campaign: Campaign,
    shared: Shared,
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

    now = now or datetime.now(UTC)
    refuse_to_send_out(campaign, now)
    edition = edition_of(campaign, now)
    walked = [pair for pair in zip(shared.parts, shared.outings, strict=True) if pair[1].ids]
    lists = [
        shared_list(campaign, edition, part, outing, copy)
        for copy, (part, outing) in enumerate(walked, start=1)
    ]
    return write_lists(campaign, lists, now=now, on_progress=on_progress)


def shared_list(
    campaign: Campaign,
    edition: "Edition",
    part: Task,
    outing: "Walk",
    copy: int,
) -> Any:
    """Gather one canvasser's walk list."""
    from campaign.walks.walk_lines import walk_ground
    from people_base.people.do_not_contact import contactable_buildings, contactable_households
    from people_base.store import read
    from people_base.turfs.cuts import current_turfs
    from walklists.walk_list import walk_list

    ids = list(outing.ids)
    with campaign.base() as base:
        turfs = current_turfs(base).loc[[part.turf_id]].copy()
        buildings = read(base, BUILDINGS, where={"building_id": ids})
        buildings = contactable_buildings(base, campaign.salt, buildings)
        households = read(base, HOUSEHOLDS, where={"building_id": ids})
        households = contactable_households(base, campaign.salt, households)
    for name, value in _row(outing).items():
        turfs[name] = value
    turfs["minutes"] = (outing.walk_s + outing.service_s) / 60
    turfs["start"] = part.start_label
    index = pd.MultiIndex.from_product([[part.turf_id], range(1, len(ids) + 1)], names=STOPS.index)
    stops = pd.DataFrame(
        {"building_id": ids, "leg_m": outing.leg_m, "leg_s": outing.leg_s}, index=index
    )
    return walk_list(
        part.turf_id,
        turfs=turfs,
        stops=stops,
        buildings=buildings,
        households=households,
        ground=walk_ground(campaign, [part]),
        edition=edition,
        copy=copy,
    )
