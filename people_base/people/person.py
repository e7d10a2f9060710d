"""What the base holds about one person besides the roll's own row."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from people_base.access.audit import note_read
from people_base.base import Base, reading
from people_base.models import (
    ANSWERS,
    CONSENT_TEXTS,
    CONSENTS,
    HOUSEHOLD_MEMBERS,
    RECTIFICATIONS,
    ROLL_SOURCES,
    VOTERS,
)


@dataclass(frozen=True)
class About:
    """Where the row comes from, the household, what was agreed to, answered and corrected.

    Rows are plain values by column.
    """

    source: dict[str, Any]
    household_id: str
    consents: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    rectifications: list[dict[str, Any]]


def about(base: Base, voter_id: str) -> About:
    """Gather what is held about one person; noted in the audit."""
    source = (
        select(
            ROLL_SOURCES.c.file_name,
            ROLL_SOURCES.c.origin,
            ROLL_SOURCES.c.received_on,
            ROLL_SOURCES.c.requester,
        )
        .join(VOTERS, VOTERS.c.roll_source_id == ROLL_SOURCES.c.roll_source_id)
        .where(VOTERS.c.voter_id == voter_id)
    )
    home = select(HOUSEHOLD_MEMBERS.c.household_id).where(HOUSEHOLD_MEMBERS.c.voter_id == voter_id)
    agreed = (
        select(
            CONSENTS.c.act,
            CONSENTS.c.purpose,
            CONSENTS.c.at,
            CONSENTS.c.channel,
            CONSENTS.c.collector,
            CONSENT_TEXTS.c.version,
            CONSENT_TEXTS.c.text,
        )
        .join(CONSENT_TEXTS, CONSENT_TEXTS.c.text_id == CONSENTS.c.text_id)
        .where(CONSENTS.c.voter_id == voter_id)
        .order_by(CONSENTS.c.position)
    )
    answered = (
        select(ANSWERS.c.question, ANSWERS.c.answer, ANSWERS.c.at, ANSWERS.c.collector)
        .where(ANSWERS.c.voter_id == voter_id)
        .order_by(ANSWERS.c.at)
    )
    corrected = select(
        RECTIFICATIONS.c.field,
        RECTIFICATIONS.c.value,
        RECTIFICATIONS.c.roll,
        RECTIFICATIONS.c.at,
        RECTIFICATIONS.c.channel,
    ).where(RECTIFICATIONS.c.voter_id == voter_id)
    with reading(base.engine) as connection:
        found = About(
            source=next(iter(_rows(connection, source)), {}),
            household_id=str(connection.execute(home).scalar() or ""),
            consents=_rows(connection, agreed),
            answers=_rows(connection, answered),
            rectifications=_rows(connection, corrected.order_by(RECTIFICATIONS.c.field)),
        )
    note_read(base, ANSWERS.name, len(found.answers))
    return found


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [
        {name: value if isinstance(value, str) else str(value) for name, value in row.items()}
        for row in connection.execute(query).mappings()
    ]
