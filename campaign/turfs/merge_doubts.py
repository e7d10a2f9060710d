"""What to think of before turfs become one: whether they touch, and how large it would be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from campaign.folder import Campaign
from campaign.turfs.check_turfs import around
from campaign.turfs.turf_session import open_turf_session

#: A turf is far too large from so many times the wanted size on.
FAR_TOO_LARGE = 1.5


@dataclass(frozen=True)
class MergeDoubts:
    """What a merge would make.

    ``load`` and ``target`` are in ``unit``, minutes an estimate. ``apart``: on foot, doors of other
    turfs lie between the parts, or nothing joins them; ``gap_m`` is then the longest way between
    doors of the one turf that they would be.
    """

    turfs: Sequence[str]
    load: float
    target: float
    unit: str
    apart: bool
    gap_m: float

    @property
    def too_large(self) -> bool:
        """Whether it would exceed the wanted size by half."""
        return self.load > FAR_TOO_LARGE * self.target

    @property
    def any(self) -> bool:
        """Whether there is anything to ask about."""
        return self.apart or self.too_large


def merge_doubts(campaign: Campaign, turfs: Sequence[str]) -> MergeDoubts:
    """Look at what a merge would make, and change nothing.

    Raises
    ------
    BadInputError
        If one of the turfs is unknown, locked or published.
    """
    from turf.assignment import refuse_locked, refuse_unknown
    from turf.neighbours import components
    from turf.turf_table import door_network, turf_table

    with campaign.base() as base:
        desk = open_turf_session(campaign, base)
        refuse_locked(desk.assignment, turfs)
        refuse_unknown(desk.assignment, turfs)
        turf_of = desk.assignment.turf_id
        near = around(desk.buildings, turf_of, turfs)
        ground = door_network(near, desk.network, desk.doors, desk.settings())
    part = pd.Index(list(dict.fromkeys(turfs))).get_indexer(
        pd.Index(turf_of[ground.buildings.index])
    )
    pairs = ground.graph.pairs
    joined = pairs.where((part[pairs.i] >= 0) & (part[pairs.j] >= 0))
    # the parts are whole by themselves: what counts is whether their neighbours are neighbours
    between = joined.where(part[joined.i] != part[joined.j])
    count = int(part.max(initial=-1)) + 1
    groups = components(
        count, type(pairs)(part[between.i], part[between.j], *([between.walk_m] * 2))
    )
    one = pd.Series(np.where(turf_of[near.index].isin(turfs), turfs[0], ""), index=near.index)
    row = turf_table(near, one, ground, desk.settings()).iloc[0]
    choices = desk.log.choices
    return MergeDoubts(
        turfs=tuple(turfs),
        load=float(row[choices.unit]),
        target=float(choices.target),
        unit=choices.unit,
        apart=bool(groups.max(initial=0) > 0),
        gap_m=float(row["longest_gap_m"]),
    )
