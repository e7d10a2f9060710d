"""Sheets that went out and show a door which wants no visit any more."""

from collections.abc import Collection
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from people_base.base import Base, reading, writing
from people_base.engine.queries import among
from people_base.models import SHEET_RECALLS


def note_recalls(
    connection: Connection, pairs: Collection[tuple[str, str]], *, at: datetime
) -> None:
    """Note turf and building of sheets to take back, in the transaction under way.

    One that waits already keeps its day; its files are looked through again.
    """
    recalls = SHEET_RECALLS
    for turf, building in sorted(set(pairs)):
        here = (recalls.c.turf_id == turf) & (recalls.c.building_id == building)
        again = update(recalls).where(here).values(withdrawn=False)
        if not connection.execute(again).rowcount:
            row = {"turf_id": turf, "building_id": building, "at": at, "withdrawn": False}
            connection.execute(insert(recalls), row)


def recalls(base: Base) -> pd.DataFrame:
    """Return what is to be taken back: ``turf_id, building_id, at, withdrawn``, by turf."""
    names = ["turf_id", "building_id", "at", "withdrawn"]
    with reading(base.engine) as connection:
        query = select(*(SHEET_RECALLS.c[name] for name in names)).order_by(*SHEET_RECALLS.c[:2])
        rows = connection.execute(query).all()
    return pd.DataFrame(rows, columns=names)


def note_withdrawn(base: Base, pairs: Collection[tuple[str, str]]) -> None:
    """Note that the files on disk which show these doors are gone."""
    table = SHEET_RECALLS
    with writing(base.engine) as connection:
        for turf, building in sorted(set(pairs)):
            here = (table.c.turf_id == turf) & (table.c.building_id == building)
            connection.execute(update(table).where(here).values(withdrawn=True))


def end_recalls(base: Base, turfs: Collection[str]) -> None:
    """Forget the turfs whose sheets are made anew."""
    with writing(base.engine) as connection:
        connection.execute(delete(SHEET_RECALLS).where(among(SHEET_RECALLS.c.turf_id, turfs)))
