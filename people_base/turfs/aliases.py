"""What an address text of the roll was decided to mean, so that nobody decides twice."""

from datetime import datetime

import pandas as pd
from sqlalchemy import delete, insert, select

from people_base.base import Base, reading, writing
from people_base.models import ALIASES


def remember_alias(base: Base, text: str, address_id: str, *, who: str, at: datetime) -> None:
    """Decide what a text means, in place of what was decided before."""
    with writing(base.engine) as connection:
        connection.execute(delete(ALIASES).where(ALIASES.c.text == text))
        row = {"text": text, "address_id": address_id, "who": who, "at": at}
        connection.execute(insert(ALIASES), row)


def aliases(base: Base) -> "pd.Series[str]":
    """Return all decisions: ``address_id`` by ``text``."""
    with reading(base.engine) as connection:
        query = select(ALIASES.c.text, ALIASES.c.address_id).order_by(ALIASES.c.text)
        rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=["text", "address_id"], dtype="str")
    found: pd.Series[str] = frame.set_index("text")["address_id"]
    return found
