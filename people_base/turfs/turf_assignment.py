"""Which building is in which turf, one version a cut."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, insert, select

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from people_base.base import Base, reading, writing
from people_base.models import TURF_BUILDINGS, TURFS


def turf_assignment(base: Base, *, version: int | None = None) -> "pd.Series[str]":
    """Return the turf of each building, after the last cut or an earlier one.

    Returns
    -------
    Series
        ``turf_id`` by ``building_id``; buildings in no turf are not listed.
    """
    with reading(base.engine) as connection:
        return members_of(connection, version)


def assign(base: Base, turf_of: "pd.Series[str]") -> int:
    """Keep a cut: which building is in which turf; give its version.

    A turf that is not in ``turf_of`` is not in the new version; writing the same cut twice makes
    no new version.

    Parameters
    ----------
    base
        The open base.
    turf_of
        ``turf_id`` by ``building_id``; an empty id is a building in no turf.

    Raises
    ------
    BadInputError
        If no building is in a turf, one is in two, or the cut moves a building into or out of a
        published turf that it keeps.
    """
    cut = turf_of[turf_of != ""].astype("str").sort_index()
    cut.index = cut.index.astype("str").rename("building_id")
    if cut.empty:
        raise BadInputError(
            Words("Aucun bâtiment n'est dans un secteur.", "No building is in any turf.")
        )
    if cut.index.has_duplicates:
        raise BadInputError(
            Words("Un bâtiment est dans deux secteurs.", "A building is in two turfs.")
        )
    with writing(base.engine) as connection:
        newest = connection.execute(select(func.max(TURF_BUILDINGS.c.version))).scalar() or 0
        before = members_of(connection)
        if newest and before.equals(cut.rename("turf_id")):
            return int(newest)
        _refuse_changing_published(connection, before, cut)
        rows = [
            {"version": newest + 1, "building_id": building, "turf_id": turf}
            for building, turf in cut.items()
        ]
        connection.execute(insert(TURF_BUILDINGS), rows)
    return int(newest) + 1


def current() -> Select[Any]:
    """Select ``building_id, turf_id`` of the last cut."""
    newest = select(func.max(TURF_BUILDINGS.c.version)).scalar_subquery()
    return select(TURF_BUILDINGS.c.building_id, TURF_BUILDINGS.c.turf_id).where(
        TURF_BUILDINGS.c.version == newest
    )


def members_of(connection: Connection, version: int | None = None) -> "pd.Series[str]":
    """Read ``turf_assignment`` in the transaction under way."""
    query = current()
    if version is not None:
        query = select(TURF_BUILDINGS.c.building_id, TURF_BUILDINGS.c.turf_id).where(
            TURF_BUILDINGS.c.version == version
        )
    rows = connection.execute(query.order_by(TURF_BUILDINGS.c.building_id)).all()
    buildings, turfs = zip(*rows, strict=True) if rows else ((), ())
    index = pd.Index(buildings, dtype="str", name="building_id")
    return pd.Series(turfs, index=index, dtype="str", name="turf_id")


def _refuse_changing_published(
    connection: Connection, before: "pd.Series[str]", after: "pd.Series[str]"
) -> None:
    published = connection.execute(select(TURFS.c.turf_id).where(TURFS.c.status == "published"))
    faults = []
    for turf in sorted(published.scalars()):
        held, wanted = (set(members.index[members == turf]) for members in (before, after))
        if held and wanted and held != wanted:
            faults.append(Fault(Words(f"secteur {turf}", f"turf {turf}")))
    if faults:
        raise BadInputError(
            Words(
                "Un secteur publié ne change plus : donnez un autre nom au nouveau découpage de",
                "A published turf does not change: give another name to the new cut of",
            ),
            faults,
        )
