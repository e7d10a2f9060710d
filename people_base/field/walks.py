"""Keep the walks of turfs: their stops and totals."""

import pandas as pd
from sqlalchemy import delete, insert

from canvass import tables
from people_base.base import Base, writing
from people_base.engine.frames import records, to_table
from people_base.engine.queries import among
from people_base.models import STOPS
from people_base.store import write


def keep_walks(base: Base, turfs: pd.DataFrame, stops: pd.DataFrame) -> None:
    """Replace all the stops of some turfs, then their totals.

    The totals, which say that a walk is planned, come last: what an interruption leaves is
    planned again.

    Parameters
    ----------
    base
        The open base.
    turfs
        TURFS rows, of turfs that exist.
    stops
        STOPS rows of these turfs alone; a turf without any has none left.

    Raises
    ------
    BadInputError
        If a frame is not of its table's shape, or stops are of other turfs.
    """
    incoming = to_table(stops, tables.STOPS, base.crs)
    _refuse_others(turfs.index, incoming.index.get_level_values("turf_id"))
    with writing(base.engine) as connection:
        connection.execute(delete(STOPS).where(among(STOPS.c.turf_id, list(turfs.index))))
        if len(incoming):
            connection.execute(insert(STOPS), records(incoming))
    write(base, tables.TURFS, turfs, how="merge")


def _refuse_others(turfs: pd.Index, named: pd.Index) -> None:
    from canvass.errors import BadInputError
    from canvass.words import Words

    others = sorted(set(named) - set(turfs))
    if others:
        raise BadInputError(
            Words(
                f"Des arrêts sont d'autres secteurs : {', '.join(others)}",
                f"Some stops are of other turfs: {', '.join(others)}",
            )
        )
