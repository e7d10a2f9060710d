"""Who did what on how many rows: a log that can only grow and holds no contents."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, insert, select

from people_base.base import Base, reading, writing
from people_base.models import AUDIT


def audit_note(base: Base, who: str, what: str, count: int, at: datetime) -> None:
    """Note an access: ``what`` names the action and the table, never what the rows hold."""
    with writing(base.engine) as connection:
        add_note(connection, who, what, count, at)


def audit_log(base: Base) -> pd.DataFrame:
    """Give the whole log in the order of writing: ``who, what, count, at``."""
    with reading(base.engine) as connection:
        query = select(AUDIT.c.who, AUDIT.c.what, AUDIT.c.count, AUDIT.c.at)
        rows = connection.execute(query.order_by(AUDIT.c.audit_id)).all()
    return pd.DataFrame(rows, columns=["who", "what", "count", "at"])


def add_note(connection: Connection, who: str, what: str, count: int, at: datetime) -> None:
    """Note an action in the transaction that does it."""
    connection.execute(insert(AUDIT), {"who": who, "what": what, "count": count, "at": at})
