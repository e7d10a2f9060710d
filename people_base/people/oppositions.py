"""Who does not want to be in the file, or does not want to be visited.

A wish is kept as a hash only, so that it outlives the erasure of the person and is found again on
the next roll (GDPR, art. 21). A person's hash is made from the voter id, itself a hash salted by
the campaign; a door's is salted here, since addresses are few enough to be tried one by one.
"""

from collections.abc import Collection
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.base import Base, reading, scrub, writing
from people_base.engine.queries import among
from people_base.field.counts import households_of, recount
from people_base.field.recalls import note_recalls
from people_base.models import BUILDINGS, HOUSEHOLDS, OPPOSITIONS, VOTERS
from people_base.people.consents import end_consents
from people_base.people.digests import door_digest, person_digest
from people_base.people.lookalikes import (
    Identity,
    NamedWish,
    forget_reviews,
    note_wording,
    remember_lookalikes,
)


def oppose(  # noqa: PLR0913 - a wish has as many sides
    base: Base,
    salt: bytes,
    *,
    at: datetime,
    who: str,
    channel: str,
    voter_id: str = "",
    building_id: str = "",
    door_label: str = "",
    identity: Identity | None = None,
    wish: NamedWish | None = None,
    recalled: Collection[tuple[str, str]] = (),
) -> int:
    """Note a wish, and erase the person at once; return how many people were erased.

    The counts of their household, building and turf follow, and the looser spellings under which
    they may come back are remembered.

    Parameters
    ----------
    base
        The open base.
    salt
        The campaign's secret.
    at, who, channel
        When, noted by whom, and how the wish came: door, mail, telephone.
    voter_id
        Somebody who does not want to be in the file.
    building_id, door_label
        A door that does not want to be visited, worded as in ``households``; with an empty label,
        the whole building.
    identity
        Who they are, where the base does not hold them.
    wish
        How another program words it: applied to ``voter_id``, or noted until somebody is found.
    recalled
        Turf and building of the sheets that went out and show their door: noted in the same
        transaction, so that whoever dies in between leaves a list of what is still to be done.

    Raises
    ------
    BadInputError
        If neither a person nor a building is given.
    """
    if not voter_id and not building_id and wish is None:
        raise BadInputError(
            Words(
                "Une opposition vise une personne ou une adresse.",
                "An opposition is about a person or an address.",
            )
        )
    wishes = {}
    if voter_id:
        wishes[person_digest(voter_id)] = "person"
    if building_id:
        wishes[door_digest(salt, building_id, door_label)] = "door"
    if wish is not None:
        wishes[wish.digest] = "person"
    with writing(base.engine) as connection:
        known = _known(connection)
        rows = [
            {"digest": digest, "kind": kind, "channel": channel, "at": at}
            for digest, kind in wishes.items()
            if digest not in known
        ]
        if rows:
            connection.execute(insert(OPPOSITIONS), rows)
        note_recalls(connection, recalled, at=at)
        if voter_id:
            who_it_is = _identity_of(connection, voter_id) or identity
            remember_lookalikes(connection, salt, person_digest(voter_id), who_it_is)
            end_consents(connection, voter_id, at=at, channel=channel, who=who)
            forget_reviews(connection, person_digest(voter_id))
        if wish is not None:
            note_wording(connection, salt, wish, at=at, found=bool(voter_id))
        emptied = households_of(connection, [voter_id])
        gone = delete(VOTERS).where(VOTERS.c.voter_id == voter_id)
        erased = connection.execute(gone).rowcount if voter_id else 0
        recount(connection, emptied)
        add_note(connection, who, "opposition", len(rows), at)
    if erased:
        scrub(base.engine)
    return erased


def opposed_buildings(base: Base, salt: bytes) -> frozenset[str]:
    """Give the buildings not to be visited at all: named as a whole, or each of their doors is."""
    return wholly_opposed(base, opposed_doors(base, salt))


def wholly_opposed(base: Base, doors: pd.DataFrame) -> frozenset[str]:
    """Return the buildings of which ``opposed_doors`` leaves no door."""
    closed = opposed_counts(base, doors)
    with reading(base.engine) as connection:
        query = select(BUILDINGS.c.building_id, BUILDINGS.c.doors).where(
            among(BUILDINGS.c.building_id, closed.index.tolist())
        )
        rows = connection.execute(query).all()
    shut = {row.building_id for row in rows if row.doors <= closed["doors"][row.building_id]}
    return frozenset(doors["building_id"][doors["door_label"] == ""]) | shut


def opposed_counts(base: Base, doors: pd.DataFrame) -> pd.DataFrame:
    """Count what is behind the flats of ``opposed_doors``: ``doors, households, voters``.

    By ``building_id``; each household is a door, so a staircase that objects closes several.
    """
    flats = doors[doors["door_label"] != ""]
    query = select(*_DOOR, func.count(), func.sum(HOUSEHOLDS.c.voters))
    query = query.where(among(HOUSEHOLDS.c.building_id, flats["building_id"].unique().tolist()))
    wanted = set(flats.itertuples(index=False, name=None))
    with reading(base.engine) as connection:
        rows = connection.execute(query.group_by(*_DOOR)).all() if wanted else []
    behind = [(row[0], row[2], row[2], int(row[3])) for row in rows if tuple(row[:2]) in wanted]
    names = ["building_id", "doors", "households", "voters"]
    return pd.DataFrame(behind, columns=names).groupby("building_id").sum().astype("int64")


def opposed_doors(
    base: Base, salt: bytes, *, buildings: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the doors not to knock at: ``building_id`` and ``door_label``, empty for a building.

    ``buildings`` looks at these alone, where a whole town would take longer.
    """
    homes, flats = select(BUILDINGS.c.building_id), select(*_DOOR)
    if buildings is not None:
        homes = homes.where(among(BUILDINGS.c.building_id, list(buildings)))
        flats = flats.where(among(HOUSEHOLDS.c.building_id, list(buildings)))
    doors: set[tuple[str, str]] = set()
    with reading(base.engine) as connection:
        known = _known(connection, kind="door")
        if known:
            doors = {(home, "") for home in connection.execute(homes).scalars()}
            doors |= {(row.building_id, row.door_label) for row in connection.execute(flats)}
    found = [door for door in sorted(doors) if door_digest(salt, *door) in known]
    return pd.DataFrame(found, columns=["building_id", "door_label"], dtype="str")


def opposed_voters(base: Base, voter_ids: pd.Index) -> pd.Index:
    """Return those of ``voter_ids`` who do not want to be in the file."""
    with reading(base.engine) as connection:
        known = _known(connection)
    return voter_ids[[person_digest(voter_id) in known for voter_id in voter_ids]]


def _identity_of(connection: Connection, voter_id: str) -> Identity | None:
    names = (VOTERS.c.birth_name, VOTERS.c.usage_name, VOTERS.c.first_names, VOTERS.c.birth_date)
    row = connection.execute(select(*names).where(VOTERS.c.voter_id == voter_id)).first()
    return Identity(*row) if row is not None else None


def _known(connection: Connection, *, kind: str = "") -> frozenset[bytes]:
    query = select(OPPOSITIONS.c.digest)
    if kind:
        query = query.where(OPPOSITIONS.c.kind == kind)
    return frozenset(connection.execute(query).scalars())


_DOOR = (HOUSEHOLDS.c.building_id, HOUSEHOLDS.c.door_label)
