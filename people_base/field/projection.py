"""From the log of contacts to what is known of each building: pure, whatever the order of arrival.

Two things can be wrong in a log, and both are shown to a person instead of being decided here:

``same_contact``
    One contact id was told in different ways (a phone corrected after it was sent, a sheet typed
    twice). Until somebody decides, the version that happened last counts.
``same_visit``
    Two contacts tell of one building within ``SAME_VISIT`` and cannot both be true: the later one
    knocks at more doors than the earlier one left without an answer. Until somebody decides, both
    count. A second round at the doors that stayed shut is not a conflict.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from canvass.tables import COUNTS

SAME_VISIT = timedelta(hours=2)
#: Joins the two contact ids of a ``same_visit`` conflict, and several event ids in one text.
PAIR = "+"
LIST = "|"

_TOLD = ("turf_id", "building_id", "at", "team", *COUNTS)
_TIME: Any = "datetime64[us, UTC]"


@dataclass(frozen=True)
class Projection:
    """What a log amounts to.

    Attributes
    ----------
    buildings
        Indexed by ``building_id``: ``visits``, the counts of ``canvass.tables.CONTACTS``,
        ``last_visit``, ``in_conflict``.
    concerns
        Indexed by ``building_id, concern``: ``count``, the ``contacts`` where it was raised and
        the doors ``opened`` in them.
    conflicts
        Indexed by ``contact_id`` (two joined by ``+`` for ``same_visit``): ``kind``,
        ``event_ids`` and ``building_id`` (joined by ``|``), ``differs``.
    """

    buildings: pd.DataFrame
    concerns: pd.DataFrame
    conflicts: pd.DataFrame


@dataclass(frozen=True)
class _Conflict:
    contact_id: str
    kind: str
    event_ids: tuple[str, ...]
    building_ids: tuple[str, ...]
    differs: tuple[str, ...]


def project_all(
    contacts: pd.DataFrame,
    concerns: pd.DataFrame,
    resolutions: pd.DataFrame,
    *,
    doors: "pd.Series[int] | None" = None,
    window: timedelta = SAME_VISIT,
) -> Projection:
    """Work out the state of all buildings that a log speaks of.

    Parameters
    ----------
    contacts, concerns
        The log, of the shapes of ``canvass.tables``, in any order.
    resolutions
        What people decided: ``contact_id, event_ids, keep_event_id, at``. A decision holds for
        the versions its author had seen: one more version opens the conflict again.
    doors
        Doors by ``building_id``; where unknown, the most doors that one contact knocked at.
    window
        How close two visits are to be taken for one.
    """
    events = contacts.reset_index().sort_values(["contact_id", "at", "event_id"])
    decided = _decisions(resolutions)
    counted, conflicts = _versions(events, concerns, decided)
    counted, doubled = _visits(counted, decided, doors, window)
    return Projection(
        buildings=_by_building(counted, conflicts + doubled),
        concerns=_by_concern(counted, concerns),
        conflicts=_conflict_frame(conflicts + doubled),
    )


def _decisions(resolutions: pd.DataFrame) -> dict[str, list[tuple[frozenset[str], str]]]:
    """List what was decided by conflict, the last word first."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    latest = resolutions.sort_values(["at", "keep_event_id"], ascending=False)
    for contact_id, seen, keep in zip(
        latest["contact_id"], latest["event_ids"], latest["keep_event_id"], strict=True
    ):
        found.setdefault(contact_id, []).append((frozenset(seen.split(LIST)), keep))
    return found


def _kept(
    decided: dict[str, list[tuple[frozenset[str], str]]], contact_id: str, events: set[str]
) -> set[str] | None:
    """Return the events that a person kept, or ``None`` if nobody decided on all of these."""
    for seen, keep in decided.get(contact_id, ()):
        if events <= seen:
            return events if not keep else events & {keep}
    return None


def _versions(
    events: pd.DataFrame,
    concerns: pd.DataFrame,
    decided: dict[str, list[tuple[frozenset[str], str]]],
) -> tuple[pd.DataFrame, list[_Conflict]]:
    """Choose one version of each contact."""
    disputed = events[events["contact_id"].duplicated(keep=False)]
    differs = _what_differs(disputed, concerns)
    told: dict[str, list[tuple[str, str]]] = {}
    for contact_id, event, building in zip(
        *(disputed[name].tolist() for name in ("contact_id", "event_id", "building_id")),
        strict=True,
    ):
        told.setdefault(contact_id, []).append((event, building))
    dropped: set[str] = set()
    conflicts = []
    for contact_id, versions in told.items():
        ids = [event for event, _ in versions]
        kept = _kept(decided, contact_id, set(ids))
        if kept is None:
            kept = {ids[-1]}
            conflicts.append(
                _Conflict(
                    contact_id,
                    "same_contact",
                    tuple(sorted(ids)),
                    tuple(sorted({building for _, building in versions})),
                    differs[contact_id],
                )
            )
        dropped |= set(ids) - kept
    return events[~events["event_id"].isin(dropped)], conflicts


def _what_differs(disputed: pd.DataFrame, concerns: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Name, by contact, the columns in which its versions differ."""
    if disputed.empty:
        return {}
    several = disputed.groupby("contact_id")[list(_TOLD)].nunique(dropna=False) > 1  # noqa: PD101
    told = concerns[concerns.index.get_level_values("event_id").isin(disputed["event_id"])]
    by_event: dict[str, set[tuple[str, int]]] = {event: set() for event in disputed["event_id"]}
    for (event, concern), count in zip(told.index, told["count"], strict=True):
        by_event[event].add((concern, count))
    raised: dict[str, set[frozenset[tuple[str, int]]]] = {}
    for contact_id, event in zip(disputed["contact_id"], disputed["event_id"], strict=True):
        raised.setdefault(contact_id, set()).add(frozenset(by_event[event]))
    names = list(several.columns)
    return {
        str(contact_id): (
            *(name for name, differ in zip(names, row, strict=True) if differ),
            *(("concerns",) if len(raised[contact_id]) > 1 else ()),
        )
        for contact_id, row in zip(several.index, several.to_numpy().tolist(), strict=True)
    }


def _visits(
    counted: pd.DataFrame,
    decided: dict[str, list[tuple[frozenset[str], str]]],
    doors: "pd.Series[int] | None",
    window: timedelta,
) -> tuple[pd.DataFrame, list[_Conflict]]:
    """Find the contacts that tell of one visit twice, and drop those that somebody set aside."""
    ordered = counted.sort_values(["building_id", "at", "event_id"])
    dropped: set[str] = set()
    undecided = []
    for first, second in _contradictory_pairs(ordered, doors, window):
        pair = ordered.iloc[[first, second]]
        name = PAIR.join(sorted(pair["contact_id"]))
        ids = set(pair["event_id"])
        kept = _kept(decided, name, ids)
        if kept is not None:
            dropped |= ids - kept
        else:
            building = str(pair["building_id"].iloc[0])
            undecided.append(
                _Conflict(name, "same_visit", tuple(sorted(ids)), (building,), ("knocked",))
            )
    still = [conflict for conflict in undecided if not dropped & set(conflict.event_ids)]
    return counted[~counted["event_id"].isin(dropped)], still


def _contradictory_pairs(
    ordered: pd.DataFrame, doors: "pd.Series[int] | None", window: timedelta
) -> Iterator[tuple[int, int]]:
    """Compare each contact with the next ones at its building, one step further at a time."""
    building = ordered["building_id"].to_numpy(dtype=object)
    contact = ordered["contact_id"].to_numpy(dtype=object)
    at = ordered["at"].to_numpy(dtype="datetime64[us]").astype("int64")
    knocked = ordered["knocked"].to_numpy()
    answered = (ordered["opened"] + ordered["refused"]).to_numpy()
    known = np.zeros(len(ordered), dtype="int64")
    if doors is not None:
        known = ordered["building_id"].map(doors).fillna(0).to_numpy(dtype="int64")
    span = window // timedelta(microseconds=1)
    for step in range(1, len(ordered)):
        near = (building[step:] == building[:-step]) & (at[step:] - at[:-step] <= span)
        near &= building[step:] != ""
        if not near.any():
            return
        first = np.flatnonzero(near)
        first = first[contact[first] != contact[first + step]]
        second = first + step
        doors_there = np.maximum(known[first], np.maximum(knocked[first], knocked[second]))
        wrong = knocked[second] > np.maximum(doors_there - answered[first], 0)
        # of two contacts at one moment nobody knows which came first: either order may be right
        reverse = knocked[first] > np.maximum(doors_there - answered[second], 0)
        wrong &= (at[first] != at[second]) | reverse
        for one in first[wrong]:
            yield int(one), int(one) + step


def _by_building(counted: pd.DataFrame, conflicts: list[_Conflict]) -> pd.DataFrame:
    groups = counted.groupby("building_id", sort=True)
    state = groups[list(COUNTS)].sum().astype("int64")
    state.insert(0, "visits", groups.size().astype("int64"))
    state["last_visit"] = groups["at"].max().astype(_TIME)
    disputed = {building for conflict in conflicts for building in conflict.building_ids}
    index = state.index.union(pd.Index(sorted(disputed), dtype=state.index.dtype))
    state = state.reindex(index.astype("str").rename("building_id"))
    numbers = ["visits", *COUNTS]
    state[numbers] = state[numbers].fillna(0).astype("int64")
    state["in_conflict"] = state.index.isin(disputed)
    return state


def _by_concern(counted: pd.DataFrame, concerns: pd.DataFrame) -> pd.DataFrame:
    raised = concerns.reset_index().merge(
        counted[["event_id", "building_id", "opened"]], on="event_id"
    )
    groups = raised.groupby(["building_id", "concern"], sort=True)
    return pd.DataFrame(
        {
            "count": groups["count"].sum().astype("int64"),
            "contacts": groups.size().astype("int64"),
            "opened": groups["opened"].sum().astype("int64"),
        }
    )


def _conflict_frame(conflicts: list[_Conflict]) -> pd.DataFrame:
    rows = [
        (c.contact_id, c.kind, *map(LIST.join, (c.event_ids, c.building_ids, c.differs)))
        for c in sorted(conflicts, key=lambda c: (c.contact_id, c.kind))
    ]
    columns = ["contact_id", "kind", "event_ids", "building_id", "differs"]
    frame: pd.DataFrame = pd.DataFrame(rows, columns=columns, dtype="str").set_index("contact_id")
    return frame
