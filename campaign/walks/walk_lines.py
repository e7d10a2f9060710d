"""What the sheets show of walks: the lines on the map, and the way in words."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from campaign.folder import Campaign
from campaign.walks.turf_failures import Failure, tried
from campaign.walks.walk_worker import Task, describe_turf, network_of, with_ends
from canvass.tables import STOPS

if TYPE_CHECKING:
    from routing.network.walk_network import Network
    from walklists.walk_list import MapBackground


def walk_ground(
    campaign: Campaign,
    tasks: Sequence[Task],
    *,
    on_failure: Callable[[Failure], None] | None = None,
) -> "MapBackground":
    """Gather streets, the line walked to each stop, and the directions of walks.

    The way back of a closed walk is the line to its first stop, by the meeting point if there is
    one; the way to a fixed end stands after the last stop. A turf that fails goes to
    ``on_failure`` and is left out; where there is none, its error is raised.
    """
    from routing.network.walk_network import streets
    from walklists.walk_list import MapBackground

    directions: dict[str, tuple[tuple[str, str], ...]] = {}
    legs: dict[tuple[str, int], shapely.LineString] = {}
    for task in tasks:
        found = _shown(task) if on_failure is None else tried(task.turf_id, _shown, task)
        if not isinstance(found, Failure):
            directions[task.turf_id] = found[0]
            legs |= found[1]
        elif on_failure is not None:
            on_failure(found)
    return MapBackground(
        streets=streets(network_of(tasks[0].network)),
        legs=_as_series(campaign, legs),
        directions=directions,
    )


def walk_legs(campaign: Campaign, tasks: Sequence[Task]) -> gpd.GeoSeries:
    """Draw the walk to each stop, by turf and position."""
    return _as_series(
        campaign,
        {key: line for task in tasks for key, line in _legs(network_of(task.network), task)},
    )


def _shown(
    task: Task,
) -> tuple[tuple[tuple[str, str], ...], dict[tuple[str, int], shapely.LineString]]:
    """Return the directions and the lines of one walk."""
    return _told(task), dict(_legs(network_of(task.network), task))


def _as_series(
    campaign: Campaign, found: dict[tuple[str, int], shapely.LineString]
) -> gpd.GeoSeries:
    if not found:
        index = pd.MultiIndex.from_arrays([[], []], names=STOPS.index)
        return gpd.GeoSeries([], index=index, crs=campaign.crs)
    index = pd.MultiIndex.from_tuples(list(found), names=STOPS.index)
    return gpd.GeoSeries(list(found.values()), index=index, crs=campaign.crs)


def _told(task: Task) -> tuple[tuple[str, str], ...]:
    """Return the lines of the directions: which stops, and the sentence."""
    lines = describe_turf(task).directions
    return tuple((_stops(line.positions), str(line.words)) for line in lines)


def _stops(positions: Sequence[int]) -> str:
    if not positions:
        return ""
    first, last = positions[0], positions[-1]
    return str(first) if first == last else f"{first}–{last}"


def _legs(network: "Network", task: Task) -> Iterator[tuple[tuple[str, int], shapely.LineString]]:
    from routing.ways.walking_path import walking_path

    doors, _, order = with_ends(task)
    closed = task.choices.closed and task.end is None
    if not order:
        return
    lines = list(walking_path(network, doors, [*order, order[0]] if closed else order))
    n = len(task.order)
    if task.start is None:
        for place, line in enumerate(lines, start=1):
            position = place % n + 1 if closed else place + 1
            if line is not None:
                yield (task.turf_id, position), line
        return
    if closed:
        lines[0] = _joined(lines.pop(), lines[0])
    for position, line in enumerate(lines, start=1):
        if line is not None:
            yield (task.turf_id, position), line


def _joined(
    first: shapely.LineString | None, second: shapely.LineString | None
) -> shapely.LineString | None:
    if first is None or second is None:
        return first or second
    both = np.vstack([shapely.get_coordinates(first), shapely.get_coordinates(second)])
    return shapely.LineString(both)
