"""Every figure of every walk: for a person who compares, or for another program."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from campaign.do_not_contact import contactable_walks
from campaign.folder import Campaign
from campaign.walks.plan_walks import REASONS, turf_tasks
from campaign.walks.turf_failures import Failure, raise_if_alone, worked
from campaign.walks.walk_choices import load_choices, usual
from campaign.walks.walk_worker import Described, Task, describe_turf
from canvass.progress import OnProgress, silent
from canvass.tables import BUILDINGS
from files.writing.whole import write_json

#: Figures of a turf that are added up for the town.
ADDED = (
    "doors", "metres", "seconds", "seconds_at_doors", "lower_bound_s", "alphabetical_m",
    "crossings", "re_entries", "side_changes", "u_turns",
)  # fmt: skip


def describe_walks(
    campaign: Campaign,
    *,
    turfs: Sequence[str] = (),
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> dict[str, Any]:
    """Describe the walks that are planned.

    Parameters
    ----------
    turfs
        Only these; all that have a walk where empty.
    executor
        Where the turfs are described; processes of this machine by default.

    Returns
    -------
    dict
        ``total`` and ``turfs``, of JSON's own types. Per turf: ``order`` (building ids), ``metres``
        and ``seconds`` of the walk, ``lower_bound_s``, ``gap`` (share of ``seconds`` by which the
        walk may exceed the shortest), ``proof`` (``optimal`` or ``gap``), ``crossings`` (and by
        class of street), ``re_entries`` (returns to a street already left), ``side_changes``,
        ``u_turns``, ``alphabetical_m``, ``dropped``, ``unreachable`` with reasons,
        ``network_parts``, and ``directions`` in both languages. ``failed`` names turfs that could
        not be described, with the reason in both languages.
    """
    tasks, rows, legs = walked_tasks(campaign, turfs)
    with campaign.base() as base:
        choices = load_choices(base)
    told: list[dict[str, Any]] = []
    failed: list[Failure] = []
    for task, described in zip(tasks, worked(describe_turf, tasks, executor), strict=True):
        if isinstance(described, Failure):
            failed.append(described)
            continue
        one = choices.get(task.turf_id, usual(campaign))
        row, leg_m = rows.loc[task.turf_id].to_dict(), list(legs[task.turf_id]["leg_m"])
        told.append({**told_walk(task, row, leg_m, described), "choices": asdict(one)})
        on_progress(len(told) + len(failed), len(tasks))
    raise_if_alone(failed, len(told))
    named = [{"turf_id": f.turf_id, "fr": f.why.fr, "en": f.why.en} for f in failed]
    return {"total": _total(told), "turfs": told, "failed": named}


def write_walks(campaign: Campaign, path: Path, **options: Any) -> None:
    """Write :func:`describe_walks` as JSON."""
    write_json(path, describe_walks(campaign, **options))


def walked_tasks(
    campaign: Campaign, turfs: Sequence[str]
) -> tuple[list[Task], pd.DataFrame, dict[str, pd.DataFrame]]:
    """Read the turfs that have a walk: as tasks, as rows, and their stops.

    Doors that want no visit are left out (``campaign.do_not_contact``).
    """
    from people_base.people.do_not_contact import contactable_buildings
    from people_base.store import read
    from people_base.turfs.cuts import current_turfs
    from people_base.turfs.turf_assignment import turf_assignment

    with campaign.base() as base:
        rows = current_turfs(base)
        rows = rows[rows["proof"] != ""]
        if turfs:
            rows = rows.loc[[turf for turf in turfs if turf in rows.index]]
        walks = contactable_walks(base, campaign.salt, rows)
        turf_id = turf_assignment(base)
        turf_id = turf_id[turf_id.isin(walks.turfs.index)]
        buildings = read(base, BUILDINGS, where={"building_id": set(turf_id.index)})
        buildings = contactable_buildings(base, campaign.salt, buildings).sort_index()
        choices = load_choices(base)
    stops, turf_id = walks.stops, turf_id.reindex(buildings.index)
    legs = {str(name): part.droplevel(0) for name, part in stops.groupby(level="turf_id")}
    none = stops.iloc[:0].droplevel(0)
    tasks = [
        replace(task, order=tuple(legs.setdefault(task.turf_id, none)["building_id"]))
        for task in turf_tasks(campaign, buildings, turf_id, choices)
    ]
    return tasks, walks.turfs, legs


def told_walk(
    task: Task, row: Mapping[Any, Any], leg_m: Sequence[float], described: Described
) -> dict[str, Any]:
    """Return the figures of one walk; ``row`` is a turf's, or a walk's of the same names."""
    facts = described.facts
    off = described.unreachable
    stays = [b for b in task.doors.index if b not in set(task.order) and b not in off]
    walked = task.addresses.loc[list(task.order)]
    seconds, bound = float(row["walk_s"]), float(row["lower_bound_s"])
    return {
        "turf_id": task.turf_id,
        "label": str(row.get("label", "")),
        "bureau_id": str(row.get("bureau_id", "")),
        "doors": int(walked["doors"].sum()),
        "order": list(task.order),
        "leg_m": [round(float(leg), 1) for leg in leg_m],
        "metres": round(float(row["walk_m"]), 1),
        "seconds": round(seconds, 1),
        "seconds_at_doors": round(float(walked["service_s"].sum()), 1),
        "lower_bound_s": round(bound, 3),
        "gap": (seconds - bound) / seconds if seconds > 0 else 0.0,
        "proof": str(row["proof"]),
        "streets": facts.streets,
        "re_entries": facts.returns,
        "side_changes": facts.side_changes,
        "crossings": facts.crossed,
        "crossings_by_class": dict(facts.crossings),
        "crossing_m": round(facts.crossing_m, 1),
        "u_turns": facts.u_turns,
        "longest_leg_m": round(facts.longest_leg_m, 1),
        "alphabetical_m": round(described.listed_m, 1),
        "dropped": stays,
        "unreachable": [_lost(building, reason) for building, reason in off.items()],
        "network_parts": described.parts,
        "directions": list(_said(described.directions)),
    }


def _lost(building: str, reason: str) -> dict[str, str]:
    words = REASONS[reason]
    return {"building_id": building, "reason": reason, "fr": words.fr, "en": words.en}


def _said(lines: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "kind": line.kind,
            "fr": line.words.fr,
            "en": line.words.en,
            "stops": list(line.positions),
            "metres": round(line.length_m, 1),
        }


def _total(turfs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = {"turfs": len(turfs)}
    total |= {name: round(sum(turf[name] for turf in turfs), 3) for name in ADDED}
    seconds = total["seconds"]
    total["gap"] = (seconds - total["lower_bound_s"]) / seconds if seconds else 0.0
    total["proved"] = sum(turf["proof"] == "optimal" for turf in turfs)
    total["dropped"] = sum(len(turf["dropped"]) for turf in turfs)
    total["unreachable"] = sum(len(turf["unreachable"]) for turf in turfs)
    total["turfs_over_cut_networks"] = sum(turf["network_parts"] > 1 for turf in turfs)
    metres = total["alphabetical_m"]
    total["share_of_alphabetical"] = total["metres"] / metres if metres else 0.0
    return total
