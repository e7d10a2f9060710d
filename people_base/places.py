"""Keep the public places of the territory, and note with which of them voters were placed."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from canvass.tables import Table
from people_base.access.audit import add_note
from people_base.base import Base, writing
from people_base.engine.frames import to_table
from people_base.engine.staging import staging
from people_base.facts import add_facts
from people_base.models import WORKING


def keep_places(
    base: Base,
    frames: Mapping[str, tuple[Table, pd.DataFrame]],
    *,
    noted: Mapping[str, str],
    at: datetime,
) -> None:
    """Replace tables of places and note facts about them, in one transaction.

    Parameters
    ----------
    base
        The open base.
    frames
        By name, BUREAUX, QUARTIERS or RESULTS with rows of its shape.
    noted
        Facts (``people_base.facts``).
    at
        The moment, with its zone.

    Raises
    ------
    BadInputError
        If a frame is not of its table's shape.
    """
    wanted = [
        (WORKING[table.name], to_table(frame, table, base.crs)) for table, frame in frames.values()
    ]
    if not wanted:
        with writing(base.engine) as connection:
            _note(connection, frames, noted, at)
        return
    with staging(base, *wanted) as staged:
        for table in staged:
            table.remove_missing()
            table.change()
            table.add()
        _note(staged[0].connection, frames, noted, at)


def _note(
    connection: Connection, kinds: Mapping[str, object], noted: Mapping[str, str], at: datetime
) -> None:
    add_facts(connection, noted)
    add_note(connection, "", " ".join(["import places", *sorted(kinds)]), len(kinds), at)
