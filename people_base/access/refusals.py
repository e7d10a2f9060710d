"""Refusals in the audit: the first at once, those that follow as one note with their number.

Anybody who reaches the server could otherwise fill the audit, line by line, and bury what matters.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from people_base.access.audit import add_note
from people_base.base import Base, writing
from people_base.models import GUESSES

#: How long refusals of one kind are gathered.
GATHERED = timedelta(minutes=10)
#: Who it was, where it is nobody that the campaign knows.
NOBODY = "?"
_BETWEEN = "|"


def count_refusal(
    connection: Connection, what: str, now: datetime, *, who: str = NOBODY, count: int = 1
) -> None:
    """Note a refusal, or count it for the next note."""
    _tell(connection, now, GUESSES.c.locked_until <= now)
    subject = f"{what}{_BETWEEN}{who}"
    here = GUESSES.c.subject == subject
    done = connection.execute(update(GUESSES).where(here).values(wrong=GUESSES.c.wrong + count))
    if not done.rowcount:
        add_note(connection, who, what, count, now)
        row = {"subject": subject, "wrong": 0, "locked_until": now + GATHERED}
        connection.execute(insert(GUESSES), row)


def tell_refusals(base: Base, now: datetime) -> None:
    """Note what was counted so far, for somebody who reads the audit."""
    with writing(base.engine, parts=()) as connection:
        _tell(connection, now, GUESSES.c.wrong > 0)


def _tell(connection: Connection, now: datetime, which: object) -> None:
    """Note and forget what was counted; what an older version counted was noted by it."""
    query = select(GUESSES.c.subject, GUESSES.c.wrong).where(which)  # type: ignore[arg-type]
    for subject, wrong in connection.execute(query).all():
        what, between, who = subject.partition(_BETWEEN)
        if between and wrong:
            add_note(connection, who, what, wrong, now)
        connection.execute(delete(GUESSES).where(GUESSES.c.subject == subject))
