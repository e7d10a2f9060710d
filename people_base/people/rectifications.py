"""What people had corrected (GDPR, art. 16), and what the roll says of it since.

The correction stands in the voter's row; here stands what it took the place of, so that the same
roll does not undo it and another one that disagrees is seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, delete, insert, select, update

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from people_base.access.audit import add_note, note_read
from people_base.base import Base, reading, writing
from people_base.engine.staging import Staged
from people_base.models import BUREAUX, RECTIFICATIONS, VOTERS

#: What may be corrected: names, address, bureau. The voter id stays, so that the roll finds them.
NAMES = ("birth_name", "usage_name", "first_names")
ADDRESS = (
    "house_number_raw", "street_raw", "compl1", "compl2", "place_name", "postcode", "city_raw",
)  # fmt: skip
BUREAU = ("bureau_id", "order_number")
FIELDS = (*NAMES, *ADDRESS, *BUREAU)


@dataclass(frozen=True)
class Kept:
    """How many people keep their correction, and of how many the new roll says a third thing."""

    people: int = 0
    disputed: int = 0


def rectify(
    base: Base,
    voter_id: str,
    values: Mapping[str, str],
    *,
    at: datetime,
    who: str,
    channel: str,
) -> int:
    """Correct what the roll says of somebody; give how many fields changed.

    Parameters
    ----------
    base
        The open base.
    voter_id
        Who asked.
    values
        Field -> what is right; fields as in ``FIELDS``.
    at, who, channel
        When, noted by whom, and how the request came.

    Raises
    ------
    BadInputError
        If a field cannot be corrected, the bureau is none of the base, or nobody has that id.
    """
    _refuse_fields(values)
    with writing(base.engine) as connection:
        row = connection.execute(select(VOTERS).where(VOTERS.c.voter_id == voter_id)).one_or_none()
        if row is None:
            raise BadInputError(Words("Personne n'a cet identifiant.", "Nobody has that id."))
        _refuse_bureau(connection, values.get("bureau_id"))
        known = {r.field: r for r in _of(connection, voter_id)}
        changed = {f: v for f, v in values.items() if v != getattr(row, f)}
        for field, value in changed.items():
            roll = known[field].roll if field in known else getattr(row, field)
            _forget(connection, voter_id, field)
            told = {"voter_id": voter_id, "field": field, "value": value, "was": roll}
            told |= {"roll": roll, "channel": channel, "at": at}
            connection.execute(insert(RECTIFICATIONS), told)
        if changed:
            here = VOTERS.c.voter_id == voter_id
            connection.execute(update(VOTERS).where(here).values(**changed))
        add_note(connection, who, "rectification", len(changed), at)
    return len(changed)


def follow_roll(base: Base, voter_id: str, *, at: datetime, who: str) -> int:
    """Take back the corrections of somebody: the row says again what the last roll says."""
    with writing(base.engine) as connection:
        rows = _of(connection, voter_id)
        if rows:
            values = {row.field: row.roll for row in rows}
            here = VOTERS.c.voter_id == voter_id
            connection.execute(update(VOTERS).where(here).values(**values))
        for row in rows:
            _forget(connection, voter_id, row.field)
        add_note(connection, who, "rectification undone", len(rows), at)
    return len(rows)


def rectifications(base: Base, voter_id: str = "") -> pd.DataFrame:
    """Give the corrections of somebody, or all: ``voter_id, field, value, was, roll, channel, at``.

    ``was`` is what the roll said when it was corrected, ``roll`` what the last one says; noted.
    """
    query = select(RECTIFICATIONS).order_by(RECTIFICATIONS.c.voter_id, RECTIFICATIONS.c.field)
    if voter_id:
        query = query.where(RECTIFICATIONS.c.voter_id == voter_id)
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
    note_read(base, RECTIFICATIONS.name, len(rows))
    return pd.DataFrame(rows, columns=[c.name for c in RECTIFICATIONS.columns])


def disputed(corrections: pd.DataFrame) -> pd.DataFrame:
    """Keep the corrections of which the last roll says neither what it said nor what is right."""
    same = corrections["roll"].eq(corrections["was"]) | corrections["roll"].eq(corrections["value"])
    return corrections[~same]


def keep_corrected(staged: Staged) -> Kept:
    """Note what the waiting rows of a roll say of corrected fields, and correct them again.

    Only valid inside ``staging``, with VOTERS rows waiting.
    """
    connection, waiting, ours = staged.connection, staged.waiting, RECTIFICATIONS.c
    same = ours.voter_id == waiting.c.voter_id
    fields = connection.execute(select(ours.field).distinct()).scalars().all()
    for field in fields:
        of_field = same & (ours.field == field)
        told = select(waiting.c[field]).where(of_field).scalar_subquery()
        here = select(waiting.c.voter_id).where(of_field).exists()
        connection.execute(
            update(RECTIFICATIONS).where(ours.field == field, here).values(roll=told)
        )
        right = select(ours.value).where(of_field).scalar_subquery()
        corrected = select(ours.voter_id).where(of_field).exists()
        connection.execute(update(waiting).where(corrected).values({field: right}))
    if not fields:
        return Kept()
    joined = RECTIFICATIONS.join(waiting, same)
    people = select(ours.voter_id, ours.value, ours.was, ours.roll).select_from(joined)
    rows = connection.execute(people).all()
    third = {row.voter_id for row in rows if row.roll not in (row.was, row.value)}
    return Kept(len({row.voter_id for row in rows}), len(third))


def _of(connection: Connection, voter_id: str) -> list[Row[Any]]:
    query = select(RECTIFICATIONS).where(RECTIFICATIONS.c.voter_id == voter_id)
    return list(connection.execute(query).all())


def _forget(connection: Connection, voter_id: str, field: str) -> None:
    ours = RECTIFICATIONS.c
    connection.execute(delete(RECTIFICATIONS).where(ours.voter_id == voter_id, ours.field == field))


def _refuse_fields(values: Mapping[str, str]) -> None:
    faults = [
        Fault(Words("ne se rectifie pas", "cannot be corrected"), column=field)
        for field in values
        if field not in FIELDS
    ]
    if not values:
        faults.append(Fault(Words("rien à rectifier", "nothing to correct")))
    if faults:
        raise BadInputError(Words("Rectification impossible :", "No such correction:"), faults)


def _refuse_bureau(connection: Connection, bureau: str | None) -> None:
    if bureau is None:
        return
    found = [
        connection.execute(select(table.c.bureau_id).where(table.c.bureau_id == bureau)).first()
        for table in (BUREAUX, VOTERS)
    ]
    if not any(found):
        raise BadInputError(
            Words(f"Aucun bureau {bureau} dans la base.", f"No bureau {bureau} in the base.")
        )
