"""Facts of the campaign as a whole that are one text each, by name."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert

from people_base.base import Base, reading, writing
from people_base.engine import schema as _schema
from people_base.models import FACTS


def facts(base: Base) -> dict[str, str]:
    """Return all facts by name."""
    with reading(base.engine) as connection:
        return _schema.facts(connection)


def note_facts(base: Base, noted: Mapping[str, str]) -> None:
    """Note facts in place of what was noted before; an empty one is forgotten."""
    with writing(base.engine) as connection:
        add_facts(connection, noted)


def add_facts(connection: Connection, noted: Mapping[str, str]) -> None:
    """Note facts in the transaction under way."""
    for name, value in noted.items():
        connection.execute(delete(FACTS).where(FACTS.c.name == name))
        if value:
            connection.execute(insert(FACTS), {"name": name, "value": value})
