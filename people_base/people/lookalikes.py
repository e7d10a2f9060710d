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
from people_base.models import LOOKALIKE_REVIEWS, OPPOSITION_LOOKALIKES, OPPOSITIONS, VOTERS
from people_base.people.digests import person_digest

Decision = Literal["same", "other"]


class Identity(NamedTuple):
    """Who somebody is, as a roll writes it."""

    birth_name: str
    usage_name: str
    first_names: str
    birth_date: str


#: Where the base says who it is, or nobody can.
NOBODY = Identity("", "", "", "")


class Pointer(NamedTuple):
    """Somebody of the base, and how to point at them."""

    voter_id: str
    bureau_id: str
    order_number: str


class NamedWish(NamedTuple):
    """A wish as another program words it.

    ``digest`` stands for its words (``digests.wish_digest``); ``unsure`` are the people of the base
    whom it may mean, who are asked about.
    """

    digest: bytes
    identity: Identity
    unsure: tuple[Pointer, ...] = ()


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


def note_wording(
    connection: Connection, salt: bytes, wish: NamedWish, *, at: datetime, found: bool
) -> None:
    """Keep how another program words a wish, in the transaction that notes it.

    Parameters
    ----------
    salt
        The campaign's secret.
    wish
        Its digest is among ``oppositions``.
    at
        When it is noted.
    found
        Whether it is applied to somebody: then nobody else is looked for under these words.
    """
    if found:
        spelt, asked = OPPOSITION_LOOKALIKES, LOOKALIKE_REVIEWS
        connection.execute(delete(spelt).where(spelt.c.opposition == wish.digest))
        others = (asked.c.opposition == wish.digest) & (asked.c.status == "waiting")
        connection.execute(delete(asked).where(others))
        return
    remember_lookalikes(connection, salt, wish.digest, wish.identity)
    rows = [
        {"person": person_digest(one.voter_id), "opposition": wish.digest, "status": "waiting",
         "bureau_id": one.bureau_id, "order_number": one.order_number, "who": "", "at": at}
        for one in wish.unsure
    ]  # fmt: skip
    if rows:
        connection.execute(insert(LOOKALIKE_REVIEWS), rows)


def forget_reviews(connection: Connection, person: bytes) -> None:
    """Ask no more about somebody who objected, in the transaction under way."""
    connection.execute(delete(LOOKALIKE_REVIEWS).where(LOOKALIKE_REVIEWS.c.person == person))


def wishes_of(base: Base) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Return the objections noted, and those of them for which nobody is looked for any further.

    These are applied to somebody, or people are asked about.
    """
    spelt = select(OPPOSITION_LOOKALIKES.c.opposition).distinct()
    asked = select(LOOKALIKE_REVIEWS.c.opposition).distinct()
    with reading(base.engine) as connection:
        noted = frozenset(connection.execute(select(OPPOSITIONS.c.digest)).scalars())
        looked_for = set(connection.execute(spelt).scalars())
        looked_for -= set(connection.execute(asked).scalars())
    return noted, noted - looked_for


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
    """Make ``lookalike_reviews`` list these people as waiting, and no others of a roll.

    Who waits inside the base, asked about because another program's wish may be theirs, stays; the
    new roll points at them anew.

    Parameters
    ----------
    pairs
        As ``lookalikes`` returns them.
    voters
        Rows of VOTERS that hold them: their bureau and order number point at them.
    """
    table = LOOKALIKE_REVIEWS
    inside = waiting(base)
    inside = inside[inside["in_base"]]
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
    stay = inside["person"].tolist()
    outside = (table.c.status == "waiting") & table.c.person.not_in(stay)
    with writing(base.engine) as connection:
        connection.execute(delete(table).where(outside))
        if rows:
            connection.execute(insert(table), rows)
        for person, bureau, number in _pointed_at_anew(inside, voters):
            moved = {"bureau_id": bureau, "order_number": number}
            connection.execute(update(table).where(table.c.person == person).values(**moved))


def _pointed_at_anew(
    inside: pd.DataFrame, voters: pd.DataFrame
) -> Iterable[tuple[bytes, str, str]]:
    """Yield those who wait inside the base with the bureau and order number of another roll."""
    if inside.empty:
        return
    asked = set(inside["person"])
    for voter, bureau, number in voters[["bureau_id", "order_number"]].itertuples(name=None):
        person = person_digest(str(voter))
        if person in asked:
            yield person, str(bureau), str(number)


def waiting(base: Base) -> pd.DataFrame:
    """Return who waits for a decision, one row a person and objection.

    Returns
    -------
    DataFrame
        ``bureau_id, order_number, objected_at, channel``, ``person`` and ``opposition`` (digests),
        ``voter_id`` and ``in_base``: whether they are in the base, asked about because another
        program's wish may be theirs (else ``voter_id`` is empty).
    """
    table = LOOKALIKE_REVIEWS
    joined = table.join(OPPOSITIONS, OPPOSITIONS.c.digest == table.c.opposition)
    columns = (table.c.bureau_id, table.c.order_number, OPPOSITIONS.c.at, OPPOSITIONS.c.channel)
    query = select(*columns, table.c.person, table.c.opposition).select_from(joined)
    query = query.where(table.c.status == "waiting").order_by(*columns)
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
        cards = {(row.bureau_id, row.order_number) for row in rows}
        here = select(VOTERS.c.voter_id, VOTERS.c.bureau_id, VOTERS.c.order_number).where(
            VOTERS.c.bureau_id.in_({bureau for bureau, _ in cards})
        )
        found = connection.execute(here).all() if cards else []
    names = ["bureau_id", "order_number", "objected_at", "channel", "person", "opposition"]
    frame = pd.DataFrame(rows, columns=names)
    id_of = {
        person_digest(row.voter_id): row.voter_id
        for row in found
        if (row.bureau_id, row.order_number) in cards
    }
    frame["voter_id"] = frame["person"].map(id_of).fillna("").astype("str")
    return frame.assign(in_base=frame["voter_id"] != "")


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
