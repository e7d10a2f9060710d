"""Who walks which turf and when, and the signed links that open it for that time only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pandas as pd
from sqlalchemy import delete, insert, select

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.accounts import Account
from people_base.access.audit import add_note
from people_base.access.refusals import NOBODY, count_refusal
from people_base.access.signing import signer
from people_base.base import Base, reading, writing
from people_base.models import ACCOUNTS, SHIFTS, TURFS

_COLUMNS = ["shift_id", "account_id", "turf_id", "starts", "ends", "given_by"]


@dataclass(frozen=True)
class Shift:
    """One outing of one person on one turf."""

    shift_id: str
    account_id: str
    turf_id: str
    starts: datetime
    ends: datetime

    def now_on(self, now: datetime) -> bool:
        """Whether it is under way."""
        return self.starts <= now < self.ends


def give_shift(
    base: Base,
    account_id: str,
    turf_id: str,
    *,
    starts: datetime,
    ends: datetime,
    who: str,
    at: datetime,
) -> Shift:
    """Give a turf to somebody for some hours.

    Raises
    ------
    BadInputError
        If there is no such account or turf, or the hours end before they start.
    """
    shift = Shift(uuid4().hex, account_id.strip().casefold(), turf_id, starts, ends)
    if starts >= ends:
        raise BadInputError(
            Words("Le créneau finit avant de commencer.", "The shift ends before it starts.")
        )
    with writing(base.engine) as connection:
        for column, value in (
            (ACCOUNTS.c.account_id, shift.account_id),
            (TURFS.c.turf_id, turf_id),
        ):
            if connection.execute(select(column).where(column == value)).first() is None:
                raise BadInputError(Words(f"Inconnu : {value}.", f"Unknown: {value}."))
        row = vars(shift) | {"given_by": who}
        connection.execute(insert(SHIFTS), row)
        add_note(connection, who, "shift given", 1, at)
    return shift


def end_shift(base: Base, shift_id: str, *, who: str, at: datetime) -> bool:
    """Take a turf back at once; its link dies. Give whether there was one."""
    with writing(base.engine) as connection:
        gone = connection.execute(delete(SHIFTS).where(SHIFTS.c.shift_id == shift_id)).rowcount
        if gone:
            add_note(connection, who, "shift ended", 1, at)
    return bool(gone)


def shifts(base: Base, *, account_id: str = "") -> pd.DataFrame:
    """Return the shifts by ``shift_id``, the next first; of one account where it is named."""
    query = select(*(SHIFTS.c[name] for name in _COLUMNS)).order_by(SHIFTS.c.starts)
    if account_id:
        query = query.where(SHIFTS.c.account_id == account_id)
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
    return pd.DataFrame(rows, columns=_COLUMNS).set_index("shift_id")


def shifts_on(base: Base, account: Account, now: datetime) -> list[Shift]:
    """Return the shifts of somebody that are under way: the only turfs that they may see."""
    table = shifts(base, account_id=account.account_id).drop(columns="given_by")
    found = [_shift(row) for row in table.reset_index().to_dict("records")]
    return [shift for shift in found if shift.now_on(now)]


def sign(secret: bytes, shift: Shift) -> str:
    """Make the link's token: the shift and its end, signed; nobody can make or stretch one."""
    signed: str = _signer(secret).dumps([shift.shift_id, int(shift.ends.timestamp())])
    return signed


def open_link(base: Base, secret: bytes, token: str, *, now: datetime) -> Shift:
    """Return the shift that a token opens, while it is under way.

    Every refusal is counted in the audit and worded the same.

    Raises
    ------
    BadInputError
        If the token is forged, worn out or taken back, or its hours have not come.
    """
    from itsdangerous import BadData

    shift = None
    try:
        shift_id, ends = _signer(secret).loads(token)
        if now.timestamp() < ends:
            shift = _stored(base, str(shift_id))
    except (BadData, ValueError, TypeError):
        shift = None
    good = shift is not None and shift.now_on(now)
    who = shift.account_id if shift is not None else NOBODY
    with writing(base.engine, parts=()) as connection:
        if good:
            add_note(connection, who, "link opened", 1, now)
        else:
            count_refusal(connection, "link refused", now, who=who)
    if shift is None or not good:
        raise BadInputError(
            Words(
                "Ce lien n'ouvre rien : il a expiré, fut retiré, ou n'est pas encore valable.",
                "This link opens nothing: it has expired, was taken back, or is not valid yet.",
            )
        )
    return shift


def _stored(base: Base, shift_id: str) -> Shift | None:
    query = (
        select(*(SHIFTS.c[name] for name in _COLUMNS[:-1]))
        .join(ACCOUNTS, ACCOUNTS.c.account_id == SHIFTS.c.account_id)
        .where(SHIFTS.c.shift_id == shift_id, ACCOUNTS.c.disabled.is_(False))
    )
    with reading(base.engine) as connection:
        row = connection.execute(query).mappings().first()
    return None if row is None else _shift(dict(row))


def _shift(row: dict[Any, Any]) -> Shift:
    starts, ends = (pd.Timestamp(row[name]).to_pydatetime() for name in ("starts", "ends"))
    return Shift(
        row["shift_id"],
        row["account_id"],
        row["turf_id"],
        starts.astimezone(UTC),
        ends.astimezone(UTC),
    )


def _signer(secret: bytes) -> Any:
    return signer(secret, "link to a turf", salt="shift")
