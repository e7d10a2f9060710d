"""Who did what on how many rows: a log that can only grow and holds no contents."""

from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from people_base.base import PERSONAL, Base, reading, writing
from people_base.models import AUDIT

#: Who is at work in this command or this session of the app; what reads personal rows notes it.
acting: ContextVar[str] = ContextVar("acting", default="")


def audit_note(base: Base, who: str, what: str, count: int, at: datetime) -> None:
    """Note an access: ``what`` names the action and the table, never what the rows hold."""
    with writing(base.engine, parts=()) as connection:
        add_note(connection, who or acting.get(), what, count, at)


def note_read(base: Base, table: str, count: int) -> None:
    """Note that personal rows were read, after ``acting``; the rows are given only then."""
    if table in PERSONAL and count:
        audit_note(base, acting.get(), f"read {table}", count, datetime.now(UTC))


def audit_log(base: Base) -> pd.DataFrame:
    """Return the whole log in the order of writing: ``who, what, count, at``."""
    with reading(base.engine) as connection:
        query = select(AUDIT.c.who, AUDIT.c.what, AUDIT.c.count, AUDIT.c.at)
        rows = connection.execute(query.order_by(AUDIT.c.audit_id)).all()
    return pd.DataFrame(rows, columns=["who", "what", "count", "at"])


def notes_from(base: Base, number: int) -> list[dict[str, Any]]:
    """Return the notes from a number on: ``audit_id, at, who, what, count``, as JSON has them."""
    columns = [AUDIT.c[name] for name in ("audit_id", "at", "who", "what", "count")]
    query = select(*columns).where(AUDIT.c.audit_id >= number).order_by(AUDIT.c.audit_id)
    with reading(base.engine) as connection:
        rows = connection.execute(query).mappings().all()
    return [dict(row) | {"at": row["at"].isoformat()} for row in rows]


def add_note(connection: Connection, who: str, what: str, count: int, at: datetime) -> None:
    """Note an action in the transaction that does it; a note is one line, whoever words it."""
    told = {"who": one_line(who or acting.get()), "what": one_line(what)}
    row = told | {"count": count, "at": at}
    connection.execute(insert(AUDIT), row)


def one_line(text: str) -> str:
    """Keep what can be read: a name with a line break in it would write a note of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
