"""People of a new roll who may be somebody who objected, spelt by another program."""

import hmac
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Literal, NamedTuple

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from canvass.errors import BadInputError
from canvass.lookalike import asked_keys, spelt_names, stored_keys
from canvass.words import Words
from files.birth_dates import birth_date
from people_base.access.audit import add_note
from people_base.base import Base, reading, writing
from people_base.models import LOOKALIKE_REVIEWS, OPPOSITION_LOOKALIKES, OPPOSITIONS
from people_base.people.digests import person_digest

Decision = Literal["same", "other"]


class Identity(NamedTuple):
    """Who somebody is, as a roll writes it."""

    birth_name: str
    usage_name: str
    first_names: str
    birth_date: str


def remember_lookalikes(
    connection: Connection, salt: bytes, opposition: bytes, identity: Identity | None
) -> None:
    """Keep the looser spellings of an objector as salted hashes, in the transaction under way.

    Parameters
    ----------
    salt
        The campaign's secret.
    opposition
        Digest of the objection in ``oppositions``.
    identity
        Who objected; nothing is remembered of somebody whose name is not known.
    """
    if identity is None:
        return
    keys = stored_keys(**_spelt(identity))
    table = OPPOSITION_LOOKALIKES
    known = select(table.c.digest).where(table.c.opposition == opposition)
    new = {_digest(salt, *key) for key in keys} - set(connection.execute(known).scalars())
    if new:
        rows = [{"digest": digest, "opposition": opposition} for digest in sorted(new)]
        connection.execute(insert(table), rows)


def lookalikes(base: Base, salt: bytes, voters: pd.DataFrame) -> pd.DataFrame:
    """Find the people of a roll who may be somebody who objected.

    Whoever objected under this very identity is not among them (the base leaves them out), nor
    who is known to be another person.

    Parameters
    ----------
    base
        The open base.
    salt
        The campaign's secret.
    voters
        Rows of VOTERS.

    Returns
    -------
    DataFrame
        ``voter_id, opposition`` (the digest), one row a pair.
    """
    with reading(base.engine) as connection:
        known = _by_digest(connection)
        exact = set(connection.execute(select(OPPOSITIONS.c.digest)).scalars()) if known else set()
        reviews = LOOKALIKE_REVIEWS
        others = select(reviews.c.person, reviews.c.opposition).where(reviews.c.status == "other")
        settled = {(row.person, row.opposition) for row in connection.execute(others)}
    found = [
        (voter_id, opposition)
        for voter_id, oppositions in _alike(voters, salt, known)
        if (person := person_digest(voter_id)) not in exact
        for opposition in sorted(oppositions)
        if (person, opposition) not in settled
    ]
    return pd.DataFrame(found, columns=["voter_id", "opposition"])


def keep_waiting(base: Base, pairs: pd.DataFrame, voters: pd.DataFrame, *, at: datetime) -> None:
    """Make ``lookalike_reviews`` list these people as waiting, and nobody else.

    Parameters
    ----------
    pairs
        As ``lookalikes`` returns them.
    voters
        Rows of VOTERS that hold them: their bureau and order number point at them.
    """
    table = LOOKALIKE_REVIEWS
    here = voters.loc[pairs["voter_id"], ["bureau_id", "order_number"]]
    rows = [
        {"person": person_digest(voter), "opposition": opposition, "bureau_id": bureau,
         "order_number": number, "status": "waiting", "who": "", "at": at}
        for (voter, opposition), (bureau, number) in zip(
            pairs.itertuples(index=False, name=None),
            here.itertuples(index=False, name=None),
            strict=True,
        )
    ]  # fmt: skip
    with writing(base.engine) as connection:
        connection.execute(delete(table).where(table.c.status == "waiting"))
        if rows:
            connection.execute(insert(table), rows)


def waiting(base: Base) -> pd.DataFrame:
    """Return who waits: ``bureau_id, order_number, since`` and the day and channel of the wish."""
    table = LOOKALIKE_REVIEWS
    joined = table.join(OPPOSITIONS, OPPOSITIONS.c.digest == table.c.opposition)
    columns = (table.c.bureau_id, table.c.order_number, OPPOSITIONS.c.at, OPPOSITIONS.c.channel)
    query = select(*columns).select_from(joined).where(table.c.status == "waiting")
    with reading(base.engine) as connection:
        rows = connection.execute(query.order_by(*columns)).all()
    return pd.DataFrame(rows, columns=["bureau_id", "order_number", "objected_at", "channel"])


def decide(
    base: Base, bureau_id: str, order_number: str, decision: Decision, *, who: str, at: datetime
) -> int:
    """Say of somebody who waits whether they are who objected; return how many rows that settles.

    ``same``: their objection is noted under this identity too, and they stay out for good.
    ``other``: the next import of the roll lets them in.

    Raises
    ------
    BadInputError
        If nobody waits under this bureau and number.
    """
    table = LOOKALIKE_REVIEWS
    meant = (table.c.bureau_id == bureau_id) & (table.c.status == "waiting")
    with writing(base.engine) as connection:
        rows = connection.execute(select(table).where(meant)).all()
        rows = [r for r in rows if r.order_number.lstrip("0") == order_number.strip().lstrip("0")]
        if not rows:
            raise BadInputError(
                Words(
                    "Personne n'attend de décision sous ce bureau et ce numéro d'ordre.",
                    "Nobody waits for a decision under this bureau and order number.",
                )
            )
        for row in rows:
            here = (table.c.person == row.person) & (table.c.opposition == row.opposition)
            if decision == "same":
                _object_too(connection, row.person, row.opposition, at=at)
                connection.execute(delete(table).where(here))
            else:
                # who they are is known to be somebody else: what points at them goes
                emptied = {"bureau_id": "", "order_number": "", "status": "other"}
                connection.execute(update(table).where(here).values(**emptied, who=who, at=at))
        add_note(connection, who, f"lookalike {decision}", len(rows), at)
    return len(rows)


def _object_too(connection: Connection, person: bytes, opposition: bytes, *, at: datetime) -> None:
    """Note the objection under the identity of another roll, with all its spellings."""
    told = select(OPPOSITIONS.c.channel).where(OPPOSITIONS.c.digest == opposition)
    if connection.execute(select(OPPOSITIONS).where(OPPOSITIONS.c.digest == person)).first():
        return
    channel = connection.execute(told).scalar_one()
    row = {"digest": person, "kind": "person", "channel": channel, "at": at}
    connection.execute(insert(OPPOSITIONS), row)
    spellings = OPPOSITION_LOOKALIKES
    same = select(spellings.c.digest).where(spellings.c.opposition == opposition)
    digests = connection.execute(same).scalars().all()
    if digests:
        rows = [{"digest": digest, "opposition": person} for digest in digests]
        connection.execute(insert(spellings), rows)


def _by_digest(connection: Connection) -> dict[bytes, set[bytes]]:
    known: dict[bytes, set[bytes]] = defaultdict(set)
    for row in connection.execute(select(OPPOSITION_LOOKALIKES)):
        known[row.digest].add(row.opposition)
    return known


def _alike(
    voters: pd.DataFrame, salt: bytes, known: dict[bytes, set[bytes]]
) -> Iterable[tuple[str, set[bytes]]]:
    """Yield the people who share a spelling with an objector, with the objections they share.

    The name alone is looked up first: it passes nearly everybody over.
    """
    if not known:
        return

    @cache
    def is_name(name: str) -> bool:
        return _digest(salt, "name", name) in known

    columns = voters[list(Identity._fields)]
    for voter_id, *fields in columns.itertuples(name=None):
        identity = Identity(*fields)
        if not any(map(is_name, spelt_names(identity.birth_name, identity.usage_name))):
            continue
        shared = set[bytes]()
        for key in asked_keys(**_spelt(identity)):
            shared |= known.get(_digest(salt, *key), set())
        if shared:
            yield str(voter_id), shared


def _spelt(identity: Identity) -> dict[str, str]:
    date = birth_date(identity.birth_date.strip()).key
    return {
        "birth_name": identity.birth_name,
        "usage_name": identity.usage_name,
        "first_names": identity.first_names,
        "date": date,
    }


def _digest(salt: bytes, kind: str, text: str) -> bytes:
    return hmac.digest(salt, f"lookalike|{kind}|{text}".encode(), "sha256")
