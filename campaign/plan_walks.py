"""Give each turf its walking order on true pedestrian distances."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import pandas as pd

from campaign.cut import snapped
from campaign.folder import Campaign
from campaign.import_places import NETWORK, street_network
from campaign.review import write_review
from campaign.walk_worker import Task, Walk, order_turf
from canvass.errors import BadInputError, MissingStepError
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS, STOPS, TURFS
from canvass.words import Words, fr, fr_share

#: Below this many turfs, starting other processes costs more than it saves.
WORTH_PROCESSES = 60
#: Turfs written together: what an interruption can lose.
BATCH = 50


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

    @property
    def saved(self) -> float:
        """Part of the alphabetical list's walk that is spared."""
        return 1 - self.walk_m / self.alphabetical_m if self.alphabetical_m else 0.0

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        if not self.turfs:
            return [Words("Tous les parcours sont à jour.", "All walks are up to date.")]
        said = [
            Words(
                f"{fr(self.turfs)} parcours, {fr(self.walk_m / 1000, 1)} km à pied "
                f"({fr_share(self.saved)} de moins que la liste alphabétique), "
                f"{fr(self.minutes / 60)} h avec le temps aux portes",
                f"{self.turfs:,} walks, {self.walk_m / 1000:,.1f} km on foot "
                f"({self.saved:.0%} less than the alphabetical list), "
                f"{self.minutes / 60:,.0f} h with the time at the doors",
            ),
            Words(
                f"{fr(self.proved)} dont on a prouvé qu'il n'y a pas plus court ; en tout, au plus "
                f"{fr_share(self.gap, 1)} au-dessus de l'optimum",
                f"{self.proved:,} proved shortest; in all at most {self.gap:.1%} above the optimum",
            ),
        ]
        if self.unreachable:
            said.append(
                Words(
                    f"{self.unreachable} adresses inaccessibles à pied dans leur secteur "
                    "(review/inaccessibles.csv)",
                    f"{self.unreachable} buildings out of reach on foot in their turf "
                    "(review/inaccessibles.csv)",
                )
            )
        return said


def plan_walks(
    campaign: Campaign,
    *,
    turfs: Sequence[str] = (),
    again: bool = False,
    proof_s: float = 0.0,
    seed: int = 0,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> WalksPlanned:
    """Order the turfs that have no walk yet; interrupted, it goes on where it stopped.

    Parameters
    ----------
    campaign
        With turfs cut.
    turfs
        Only these; their walks are planned anew.
    again
        Plan every turf anew.
    proof_s
        Seconds per turf given to the proof; 0 keeps the quick lower bound.
    executor
        Where the turfs are ordered; processes of this machine by default.

    Raises
    ------
    MissingStepError
        If nothing was cut.
    BadInputError
        If a named turf does not exist.
    """
    from people_base.cuts import current_turfs
    from people_base.membership import membership
    from people_base.store import read

    with campaign.base() as base:
        table = current_turfs(base)
        wanted = _wanted(table, turfs, again=again)
        turf_id = membership(base)
        turf_id = turf_id[turf_id.isin(wanted)]
        buildings = read(base, BUILDINGS).loc[turf_id.index].sort_index()
        tasks = list(_tasks(campaign, buildings, turf_id, proof_s=proof_s, seed=seed))
        done: list[Walk] = []
        for walk in _ordered(tasks, executor):
            done.append(walk)
            if len(done) % BATCH == 0 or len(done) == len(tasks):
                newest = done[-((len(done) - 1) % BATCH + 1) :]
                _keep(base, newest, table, door_s=campaign.settings.walking.door_s)
            on_progress(len(done), len(tasks))
        minutes = float(current_turfs(base).loc[wanted, "minutes"].sum())
    lost = [(walk.turf_id, building) for walk in done for building in walk.unreachable]
    write_review(
        campaign, "inaccessibles.csv", pd.DataFrame(lost, columns=["secteur", "adresse_id"])
    )
    return _summed(done, minutes, len(lost))


def _wanted(table: pd.DataFrame, turfs: Sequence[str], *, again: bool) -> "pd.Index[Any]":
    """Choose the turfs to plan: those named, or those without a proof yet."""
    if table.empty:
        raise MissingStepError(
            Words("Aucun secteur : lancez d'abord cut.", "No turf yet: run cut first.")
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
    return table.index if again else table.index[table["proof"] == ""]


def _tasks(
    campaign: Campaign,
    buildings: Any,
    turf_id: pd.Series,
    *,
    proof_s: float,
    seed: int,
) -> Iterator[Task]:
    """Cut the town's doors into one task a turf, sorted so that the same input gives the same."""
    if buildings.empty:
        return
    doors = snapped(street_network(campaign), buildings)
    number = buildings["number"].str.extract(r"(\d+)")[0].fillna("0").astype(int)
    for name, ids in buildings.groupby(turf_id.reindex(buildings.index)).groups.items():
        yield Task(
            turf_id=str(name),
            doors=doors.loc[ids],
            streets=tuple(buildings.loc[ids, "street"]),
            numbers=tuple(number.loc[ids]),
            network=campaign.places / NETWORK,
            closed=campaign.settings.walking.closed,
            proof_s=proof_s,
            seed=seed,
        )


def _ordered(tasks: Sequence[Task], executor: Executor | None) -> Iterator[Walk]:
    """Order the tasks here, or where the executor says."""
    if executor is None and len(tasks) < WORTH_PROCESSES:
        yield from map(order_turf, tasks)
    elif executor is not None:
        yield from executor.map(order_turf, tasks, chunksize=4)
    else:
        # Python's own processes would run the main script again, which under Streamlit is a page.
        from loky import ProcessPoolExecutor

        with ProcessPoolExecutor() as pool:
            yield from pool.map(order_turf, tasks, chunksize=4)


def _keep(base: Any, walks: Sequence[Walk], table: pd.DataFrame, *, door_s: float) -> None:
    """Write stops and totals of some turfs."""
    from people_base.store import write

    stops = pd.concat([_stops(walk) for walk in walks])
    found = pd.DataFrame(
        [(w.turf_id, w.walk_m, w.walk_s, w.lower_bound_s, w.proof) for w in walks],
        columns=["turf_id", "walk_m", "walk_s", "lower_bound_s", "proof"],
    ).set_index("turf_id")
    rows = table.loc[found.index].copy()
    rows[found.columns] = found
    rows["minutes"] = (rows["walk_s"] + rows["doors"] * door_s) / 60
    write(base, STOPS, stops, how="merge")
    write(base, TURFS, rows, how="merge")


def _stops(walk: Walk) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [[walk.turf_id], range(1, len(walk.building_ids) + 1)], names=STOPS.index
    )
    return pd.DataFrame(
        {"building_id": walk.building_ids, "leg_m": walk.leg_m, "leg_s": walk.leg_s}, index=index
    )


def _summed(walks: Sequence[Walk], minutes: float, unreachable: int) -> WalksPlanned:
    walk_s = sum(w.walk_s for w in walks)
    bound_s = sum(w.lower_bound_s for w in walks)
    return WalksPlanned(
        turfs=len(walks),
        walk_m=sum(w.walk_m for w in walks),
        alphabetical_m=sum(w.alphabetical_m for w in walks),
        minutes=minutes,
        proved=sum(w.proof == "optimal" for w in walks),
        gap=walk_s / bound_s - 1 if bound_s else 0.0,
        unreachable=unreachable,
    )
