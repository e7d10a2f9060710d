"""Give each turf its walking order on true pedestrian distances."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from campaign.do_not_contact import drop_opposed_buildings
from campaign.folder import Campaign
from campaign.places.streets import street_network, walked_network
from campaign.review import read_review, write_review
from campaign.turfs.cut import snapped
from campaign.walks.streets_missing import is_bare
from campaign.walks.turf_failures import Failure, raise_if_alone, worked
from campaign.walks.walk_choices import WalkChoices, load_choices, said_choices, snapped_spot, usual
from campaign.walks.walk_worker import END, START, Task, order_turf
from canvass.errors import BadInputError, MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, STOPS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base
    from routing.order.service_time import ServiceTime
    from routing.order.walk import Walk, WalkOptions

#: Turfs written together: what an interruption can lose.
BATCH = 50
#: Why an address is not on its walk, as the review file says it.
REASONS = {
    "no_point": Words("sans coordonnées", "no coordinates"),
    "too_far": Words("à plus de 150 m de toute rue", "over 150 m from any street"),
    "islet": Words("rue sans lien avec la ville", "street that nothing joins to the town"),
    "cut_off": Words(
        "aucun chemin à pied depuis le reste du parcours", "no footpath from the rest of the walk"
    ),
}


@dataclass(frozen=True)
class WalksPlanned:
    """Metres and minutes of the walks, beside the list sorted by street and number."""

    turfs: int
    walk_m: float
    alphabetical_m: float
    minutes: float
    proved: int
    gap: float
    unreachable: int
    dropped: int = 0
    cut_networks: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    bare: tuple[str, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether a turf could not be planned."""
        return bool(self.failed)

    @property
    def saved(self) -> float:
        """Part of the alphabetical list's walk that is spared."""
        return 1 - self.walk_m / self.alphabetical_m if self.alphabetical_m else 0.0


@dataclass(frozen=True)
class WalksAsked:
    """How walks are asked for now, how they are by default, and how some were (``kept``).

    ``proof``: whether time is given to prove what is not proved.
    """

    choices: WalkChoices
    usual: WalkChoices
    kept: Mapping[str, WalkChoices]
    proof: bool

    def missing(self, proof: pd.Series) -> "pd.Series[bool]":
        """Tell the turfs without such a walk, from how far each one's is proved.

        Asked for nothing in particular, a walk planned with choices of its own stays.
        """
        alike = [self.kept.get(str(name), self.usual) == self.choices for name in proof.index]
        same = pd.Series(alike, index=proof.index, dtype=bool)
        anew = proof == ""
        if self.choices != self.usual:
            anew |= ~same
        return anew | ((proof == "gap") & same) if self.proof else anew


def plan_walks(
    campaign: Campaign,
    *,
    turfs: Sequence[str] = (),
    again: bool = False,
    choices: WalkChoices | None = None,
    proof_s: float = 0.0,
    seed: int = 0,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> WalksPlanned:
    """Order the turfs that have no such walk yet; interrupted, it goes on where it stopped.

    Parameters
    ----------
    campaign
        With turfs cut.
    turfs
        Only these; their walks are planned anew.
    again
        Plan every turf anew.
    choices
        How the walks are wanted; as in the settings unless given.
    proof_s
        Seconds per turf given to the proof, of walks not proved yet too; 0 keeps the quick lower
        bound.
    executor
        Where the turfs are ordered; processes of this machine by default.

    Raises
    ------
    MissingStepError
        If nothing was cut.
    BadInputError
        If a named turf does not exist, or something to mend stops every turf. One that fails while
        others do not is named in ``failed``.
    """
    from people_base.store import read
    from people_base.turfs.cuts import current_turfs
    from people_base.turfs.turf_assignment import turf_assignment

    with campaign.base() as base:
        table = current_turfs(base)
        _forget_others(campaign, table.index)
        choices = choices or usual(campaign)
        asked = WalksAsked(choices, usual(campaign), load_choices(base), proof_s > 0)
        wanted = _wanted(table, turfs, again=again, asked=asked)
        turf_id = turf_assignment(base)
        buildings = drop_opposed_buildings(base, campaign.salt, read(base, BUILDINGS))
        turf_id = turf_id[turf_id.isin(wanted) & turf_id.index.isin(buildings.index)]
        buildings = buildings.loc[turf_id.index].sort_index()
        tasks = turf_tasks(campaign, buildings, turf_id, choices, proof_s=proof_s, seed=seed)
        done: dict[str, Walk] = {}
        newest: dict[str, Walk] = {}
        failed: list[Failure] = []
        for number, found in enumerate(worked(order_turf, tasks, executor), start=1):
            if isinstance(found, Failure):
                failed.append(found)
            else:
                newest[found[0]] = found[1]
            if newest and (len(newest) == BATCH or number == len(tasks)):
                _keep(base, newest, table, choices)
                done |= newest
                newest = {}
            on_progress(number, len(tasks))
        minutes = float(current_turfs(base).loc[list(done), "minutes"].sum())
    raise_if_alone(failed, len(done))
    write_unreached(campaign, done)
    bare = tuple(name for name, walk in done.items() if is_bare(walk, buildings.geometry))
    return replace(_summed(done, minutes, failed), bare=bare)


def _wanted(
    table: pd.DataFrame, turfs: Sequence[str], *, again: bool, asked: WalksAsked
) -> "pd.Index[Any]":
    """Choose the turfs to plan: those named, or those whose walk is not what is asked for."""
    if table.empty:
        raise MissingStepError(
            Words("Aucun secteur : {step}.", "No turf yet: {step}.", step=NextStep.CUT)
        )
    unknown = sorted(set(turfs) - set(table.index))
    if unknown:
        raise BadInputError(
            Words(
                f"Secteurs inconnus : {', '.join(unknown)}",
                f"Unknown turfs: {', '.join(unknown)}",
            )
        )
    if turfs:
        return pd.Index(turfs)
    return table.index if again else table.index[asked.missing(table["proof"])]


def turf_tasks(
    campaign: Campaign,
    buildings: Any,
    turf_id: pd.Series,
    choices: WalkChoices | Mapping[str, WalkChoices],
    *,
    proof_s: float = 0.0,
    seed: int = 0,
) -> list[Task]:
    """Cut the town's doors into one task a turf, sorted so that the same input gives the same.

    Parameters
    ----------
    buildings
        BUILDINGS rows.
    turf_id
        The turf of each.
    choices
        For all turfs, or by turf; as in the settings where there are none.
    """
    if buildings.empty:
        return []
    network = street_network(campaign)
    doors = snapped(network, buildings)
    addresses = pd.DataFrame(buildings[["number", "street", "doors"]])
    addresses["service_s"] = service_time(campaign).of(addresses["doors"])
    tasks = []
    for name, ids in buildings.groupby(turf_id.reindex(buildings.index)).groups.items():
        one = choices if isinstance(choices, WalkChoices) else choices.get(str(name))
        one = one or usual(campaign)
        tasks.append(
            Task(
                turf_id=str(name),
                doors=doors.loc[ids],
                addresses=addresses.loc[ids],
                network=walked_network(campaign),
                choices=_outing_choices(one, proof_s=proof_s, seed=seed),
                start=snapped_spot(network, one.start, START),
                end=snapped_spot(network, one.end, END),
                start_label=one.start.label if one.start else "",
                end_label=one.end.label if one.end else "",
            )
        )
    return tasks


def service_time(campaign: Campaign) -> "ServiceTime":
    """Return the campaign's times at a building."""
    from routing.order.service_time import ServiceTime

    walking = campaign.settings.walking
    return ServiceTime(
        door_s=walking.door_s,
        intercom_s=walking.intercom_s,
        floor_s=walking.floor_s,
        doors_a_floor=walking.doors_a_floor,
    )


def _outing_choices(choices: WalkChoices, *, proof_s: float, seed: int) -> "WalkOptions":
    from routing.order.walk import WalkOptions

    return WalkOptions(
        closed=choices.closed,
        sides=choices.sides,
        reentry_s=choices.reentry_s,
        limit_s=None if choices.limit_min is None else 60 * choices.limit_min,
        proof_s=proof_s,
        seed=seed,
    )


def _keep(
    base: "Base", walks: Mapping[str, "Walk"], table: pd.DataFrame, choices: WalkChoices
) -> None:
    """Write stops and totals of some turfs, and how their walks were wanted."""
    from people_base.field.walks import keep_walks

    rows = table.loc[list(walks)].copy()
    for column in ("walk_m", "walk_s", "lower_bound_s", "proof"):
        rows[column] = [getattr(walk, column) for walk in walks.values()]
    rows["minutes"] = [(walk.walk_s + walk.service_s) / 60 for walk in walks.values()]
    stops = pd.concat([_stops(name, walk) for name, walk in walks.items()])
    keep_walks(base, rows, stops, choices=dict.fromkeys(walks, said_choices(choices)))


def _stops(turf_id: str, walk: "Walk") -> pd.DataFrame:
    index = pd.MultiIndex.from_product([[turf_id], range(1, len(walk.ids) + 1)], names=STOPS.index)
    return pd.DataFrame(
        {"building_id": walk.ids, "leg_m": walk.leg_m, "leg_s": walk.leg_s}, index=index
    )


def write_unreached(campaign: Campaign, walks: Mapping[str, "Walk"]) -> None:
    """List the addresses that are on no walk, with the reason."""
    lost = [
        (turf, building, str(REASONS[reason]), walk.parts)
        for turf, walk in walks.items()
        for building, reason in walk.unreachable.items()
    ]
    columns = ["secteur", "adresse_id", "raison", "morceaux_du_reseau"]
    _renew(campaign, "inaccessibles.csv", pd.DataFrame(lost, columns=columns), walks)
    late = [(turf, building) for turf, walk in walks.items() for building in walk.dropped]
    _renew(campaign, "hors_temps.csv", pd.DataFrame(late, columns=columns[:2]), walks)


def _forget_others(campaign: Campaign, turfs: "pd.Index[Any]") -> None:
    """Take turfs of earlier cuts out of the review files."""
    for name in ("inaccessibles.csv", "hors_temps.csv"):
        path = campaign.review / name
        if path.is_file():
            old = read_review(path)
            write_review(campaign, name, old[old["secteur"].isin(turfs)])


def _renew(campaign: Campaign, name: str, rows: pd.DataFrame, turfs: Collection[str]) -> None:
    """Replace the lines of some turfs in a review file; those of others stay."""
    path = campaign.review / name
    if path.is_file():
        old = read_review(path)
        if list(old.columns) == list(rows.columns):
            rows = pd.concat([old[~old["secteur"].isin(turfs)], rows])
    write_review(campaign, name, rows)


def _summed(walks: Mapping[str, "Walk"], minutes: float, failed: Sequence[Failure]) -> WalksPlanned:
    walk_s = sum(w.walk_s for w in walks.values())
    bound_s = sum(w.lower_bound_s for w in walks.values())
    return WalksPlanned(
        turfs=len(walks),
        walk_m=sum(w.walk_m for w in walks.values()),
        alphabetical_m=sum(w.listed_m for w in walks.values()),
        minutes=minutes,
        proved=sum(w.proof == "optimal" for w in walks.values()),
        gap=walk_s / bound_s - 1 if bound_s else 0.0,
        unreachable=sum(len(w.unreachable) for w in walks.values()),
        dropped=sum(len(w.dropped) for w in walks.values()),
        cut_networks=tuple(turf for turf, w in walks.items() if w.parts > 1),
        failed=tuple(failed),
    )
