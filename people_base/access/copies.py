"""The register of the copies that were made: files that left, bases that were moved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from people_base.base import Base, reading, scrub, writing
from people_base.models import COPIES, VOTERS


@dataclass(frozen=True)
class Copy:
    """One file or base that holds what the base holds.

    ``kind`` is ``base``, ``backup``, ``export``, ``sheets`` or ``access``; ``place`` a path, or a
    URL without password; ``digest`` the SHA-256 of a file; ``about`` the digest of the only person
    it is about; ``people`` tells whether people are in it.
    """

    kind: str
    place: str
    people: bool
    digest: str = ""
    about: str = ""


def begin_copy(base: Base, copy: Copy, at: datetime) -> int:
    """Note a copy before it is made, so that a kill leaves no unknown one; give its number."""
    row = vars(copy) | {"at": at, "gone_at": None}
    with writing(base.engine, parts=()) as connection:
        done = connection.execute(insert(COPIES).returning(COPIES.c.copy_id), row)
        return int(done.scalar_one())


def end_copy(base: Base, number: int, made: Sequence[Copy], at: datetime) -> None:
    """Put the files that were made in place of what was begun; none where it failed.

    A file that takes the place of another takes its line too.
    """
    with writing(base.engine, parts=()) as connection:
        again = COPIES.c.place.in_([copy.place for copy in made]) & COPIES.c.gone_at.is_(None)
        connection.execute(delete(COPIES).where(again | (COPIES.c.copy_id == number)))
        rows = [vars(copy) | {"at": at, "gone_at": None} for copy in made]
        if rows:
            connection.execute(insert(COPIES), rows)


def live_copies(base: Base) -> list[tuple[int, Copy]]:
    """Return the copies that are not known to be gone, with their numbers, the oldest first."""
    names = ("kind", "place", "people", "digest", "about")
    query = select(COPIES.c.copy_id, *(COPIES.c[name] for name in names))
    query = query.where(COPIES.c.gone_at.is_(None)).order_by(COPIES.c.copy_id)
    with reading(base.engine) as connection:
        return [(row[0], Copy(*row[1:])) for row in connection.execute(query)]


def note_gone(base: Base, ids: Collection[int], at: datetime) -> None:
    """Note that copies are erased; where a paper about one person lay may name them, so it goes."""
    with writing(base.engine, parts=()) as connection:
        gone = COPIES.c.copy_id.in_(ids)
        connection.execute(update(COPIES).where(gone).values(gone_at=at))
        connection.execute(update(COPIES).where(gone, COPIES.c.about != "").values(place=""))


def forget_in_moved(base: Base, voter_id: str) -> bool:
    """Erase one person from a base that was moved elsewhere; give whether their bytes are gone."""
    # ``writing`` refuses a base that was moved
    with base.engine.begin() as connection:
        connection.execute(delete(VOTERS).where(VOTERS.c.voter_id == voter_id))
    return scrub(base.engine)
