"""Where the rolls come from, and the people who have left them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from canvass.errors import BadInputError, RefusedByLawError
from canvass.words import Words
from people_base.base import Base, reading, scrub, writing
from people_base.engine.queries import among
from people_base.field.counts import households_of, recount
from people_base.models import ROLL_SOURCES, VOTERS


@dataclass(frozen=True)
class RollSource:
    """How one roll file was obtained (Code électoral, L37 and R20).

    ``sha256`` is the hash of the file and its id in the base; ``undertaking`` the sentence signed
    by ``requester``: no commercial use.
    """

    sha256: str
    file_name: str
    received_on: date
    requester: str
    origin: Literal["mairie", "prefecture"]
    undertaking: str
    signed_at: datetime


def note_source(base: Base, source: RollSource) -> str:
    """Keep how a roll was obtained and give its id; the same file is noted once.

    Raises
    ------
    RefusedByLawError
        Without the requester's name or the undertaking.
    BadInputError
        If the time of the signature has no zone.
    """
    if not source.undertaking.strip() or not source.requester.strip():
        raise _no_undertaking()
    if source.signed_at.tzinfo is None:
        raise BadInputError(
            Words(
                "L'heure de signature de l'engagement doit dire son fuseau (…+01:00).",
                "The time of the undertaking's signature must say its zone (…+01:00).",
            )
        )
    row = {
        "roll_source_id": source.sha256,
        "file_name": source.file_name,
        "received_on": source.received_on,
        "requester": source.requester,
        "origin": source.origin,
        "undertaking": source.undertaking,
        "signed_at": source.signed_at,
    }
    known = select(ROLL_SOURCES).where(ROLL_SOURCES.c.roll_source_id == source.sha256)
    with writing(base.engine) as connection:
        if connection.execute(known).first() is None:
            connection.execute(insert(ROLL_SOURCES), row)
    return source.sha256


def voters_gone(base: Base, voters: pd.DataFrame) -> "pd.Index[Any]":
    """Find the voters of the base that a new roll does not hold, in the communes that it covers.

    Parameters
    ----------
    base
        The open base.
    voters
        The new roll, whole, of the shape ``canvass.tables.VOTERS``.
    """
    communes = voters["commune_id"].unique().tolist()
    with reading(base.engine) as connection:
        query = select(VOTERS.c.voter_id).where(among(VOTERS.c.commune_id, communes))
        stored = connection.execute(query.order_by(VOTERS.c.voter_id)).scalars().all()
    gone = pd.Index(stored, dtype="str", name="voter_id")
    return gone[~gone.isin(voters.index)]


def remove_voters(base: Base, ids: Collection[str]) -> int:
    """Erase people and where they were placed; give how many were there.

    The counts of their households, buildings and turfs follow.
    """
    with writing(base.engine) as connection:
        emptied = households_of(connection, ids)
        chosen = among(VOTERS.c.voter_id, ids)
        gone = connection.execute(delete(VOTERS).where(chosen)).rowcount
        recount(connection, emptied)
    scrub(base.engine)
    return gone


def provenance(
    connection: Connection, frame: pd.DataFrame, index: "pd.Index[Any]"
) -> "pd.Series[str]":
    """Return the source of each voter's roll: as the frame says, else the roll received last.

    Raises
    ------
    RefusedByLawError
        If no source was noted.
    """
    if "roll_source_id" in frame.columns:
        named: pd.Series[str] = frame["roll_source_id"].astype("str").reindex(index)
        return named
    latest = select(ROLL_SOURCES.c.roll_source_id).order_by(
        ROLL_SOURCES.c.received_on.desc(),
        ROLL_SOURCES.c.signed_at.desc(),
        ROLL_SOURCES.c.roll_source_id,
    )
    found = connection.execute(latest).scalar()
    if found is None:
        raise _no_undertaking()
    return pd.Series(found, index=index, dtype="str", name="roll_source_id")


def _no_undertaking() -> RefusedByLawError:
    return RefusedByLawError(
        Words(
            "Une liste électorale n'entre dans la base qu'avec le nom du demandeur et son "
            "engagement signé de n'en faire aucun usage commercial (Code électoral, art. L37).",
            "A roll enters the base only with the requester's name and their signed undertaking "
            "to make no commercial use of it (Code électoral, art. L37).",
        )
    )
