"""Keep a geocoding: where each voter was found, and the doors that this makes."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import select

from canvass import tables
from canvass.tables import Table
from people_base.base import Base
from people_base.engine.frames import to_table
from people_base.engine.staging import staging
from people_base.facts import add_facts
from people_base.field import state as _state
from people_base.field.counts import recount
from people_base.models import (
    BUILDINGS,
    HOUSEHOLD_MEMBERS,
    HOUSEHOLDS,
    PLACEMENTS,
    VOTERS,
)
from people_base.store import doors_renewed, forget_moved

_MEMBERS = Table("household_members", ("voter_id",), {"household_id": "text"})


def keep_placing(
    base: Base,
    *,
    placements: pd.DataFrame,
    buildings: pd.DataFrame,
    households: pd.DataFrame,
    household_of: "pd.Series[str]",
    noted: Mapping[str, str] | None = None,
) -> None:
    """Replace placements, buildings and households together: all of it, or nothing.

    People who left the base since they were read (they objected, say) are left out, and the
    counts follow.

    Parameters
    ----------
    base
        The open base.
    placements, buildings, households
        Of the shapes of ``canvass.tables``.
    household_of
        ``household_id`` by ``voter_id``, of those who were placed at a door.
    noted
        Facts about the placing (``people_base.facts``), in the same transaction.

    Raises
    ------
    BadInputError
        If a frame is not of its shape, or points at rows that do not exist.
    """
    members = pd.DataFrame({"household_id": household_of.astype("str")})
    members.index = members.index.astype("str").rename("voter_id")
    frames = (
        (PLACEMENTS, to_table(placements, tables.PLACEMENTS, base.crs)),
        (BUILDINGS, to_table(buildings, tables.BUILDINGS, base.crs)),
        (HOUSEHOLDS, to_table(households, tables.HOUSEHOLDS, base.crs)),
        (HOUSEHOLD_MEMBERS, to_table(members, _MEMBERS, base.crs)),
    )
    with staging(base, *frames) as staged:
        placed, built, _, living = staged
        unsettled = doors_renewed(built, "replace")
        forget_moved(built, "replace")
        gone = ~living.waiting.c.voter_id.in_(select(VOTERS.c.voter_id))
        emptied = select(living.waiting.c.household_id).where(gone).distinct()
        households_left = set(living.connection.execute(emptied).scalars())
        living.leave_out(gone)
        placed.leave_out(~placed.waiting.c.voter_id.in_(select(VOTERS.c.voter_id)))
        # what belongs goes first and comes last
        for table in reversed(staged):
            table.remove_missing()
        for table in staged:
            table.change()
            table.add()
        _state.refold(built.connection, unsettled)
        recount(built.connection, households_left)
        add_facts(built.connection, noted or {})
