"""Keep the walks of turfs: stops, totals, and the choices under which they were planned."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import bindparam, delete, insert, select, update

from canvass import tables
from canvass.errors import BadInputError
from canvass.words import Words
from people_base.base import Base, reading, writing
from people_base.engine.frames import records, to_table
from people_base.engine.queries import among
from people_base.models import STOPS, TURFS, WALK_CHOICES

#: Columns of a turf that its walk fills; the others are those of the cut and of the export.
_TOTALS = ("minutes", "walk_m", "walk_s", "lower_bound_s", "proof")


def keep_walks(
    base: Base,
    turfs: pd.DataFrame,
    stops: pd.DataFrame,
    *,
    choices: Mapping[str, str] | None = None,
) -> None:
    """Replace the stops of some turfs, their totals and their choices, in one transaction.

    Parameters
    ----------
    base
        The open base.
    turfs
        TURFS rows, of turfs that exist; only what the walk tells of them is written.
    stops
        STOPS rows of these turfs alone; a turf without any has none left.
    choices
        Under what choices, as JSON, by turf; a turf that is not named has none left.

    Raises
    ------
    BadInputError
        If a frame is not of its table's shape, or stops are of other turfs.
    """
    rows = to_table(turfs, tables.TURFS, base.crs)
    incoming = to_table(stops, tables.STOPS, base.crs)
    _refuse_others(turfs.index, incoming.index.get_level_values("turf_id"))
    ids = list(turfs.index)
    with writing(base.engine) as connection:
        connection.execute(delete(STOPS).where(among(STOPS.c.turf_id, ids)))
        connection.execute(delete(WALK_CHOICES).where(among(WALK_CHOICES.c.turf_id, ids)))
        if len(incoming):
            connection.execute(insert(STOPS), records(incoming))
        told = [{"which": row["turf_id"]} | {n: row[n] for n in _TOTALS} for row in records(rows)]
        if told:
            change = update(TURFS).where(TURFS.c.turf_id == bindparam("which"))
            connection.execute(change.values({n: bindparam(n) for n in _TOTALS}), told)
        if choices:
            wanted = [{"turf_id": turf, "choices": said} for turf, said in choices.items()]
            connection.execute(insert(WALK_CHOICES), wanted)


def walk_choices(base: Base) -> dict[str, str]:
    """Return under what choices, as JSON, each turf's walk was planned, as far as it is known."""
    query = select(WALK_CHOICES.c.turf_id, WALK_CHOICES.c.choices)
    with reading(base.engine) as connection:
        rows = connection.execute(query.order_by(WALK_CHOICES.c.turf_id)).all()
    return {str(row.turf_id): str(row.choices) for row in rows}


def _refuse_others(turfs: pd.Index, named: pd.Index) -> None:
    others = sorted(set(named) - set(turfs))
    if others:
        raise BadInputError(
            Words(
                f"Des arrêts sont d'autres secteurs : {', '.join(others)}",
                f"Some stops are of other turfs: {', '.join(others)}",
            )
        )
