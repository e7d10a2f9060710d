"""How long the roll may be kept, and its erasure with a certificate.

A roll, and whatever derives from it, goes after the election (CNIL, "L'utilisation de listes
d'électeurs", 21 October 2025); the delay leaves time for a recount.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.base import Base, scrub, writing
from people_base.models import (
    ALIASES,
    ANSWERS,
    BUILDING_CONCERNS,
    BUILDING_STATE,
    BUILDINGS,
    CONCERNS,
    CONTACTS,
    HOUSEHOLDS,
    LOOKALIKE_REVIEWS,
    PLACEMENTS,
    PURGING,
    RECTIFICATIONS,
    RESOLUTIONS,
    SENT_CONTACTS,
    SHEET_RECALLS,
    SHIFTS,
    STOPS,
    TURF_BUILDINGS,
    TURF_CUTS,
    TURF_LOCKS,
    TURF_STEPS,
    TURFS,
    VOTERS,
    WALK_CHOICES,
)

#: The roll and what derives from it, what belongs to something before that thing. Public data
#: (bureaux, quartiers, results), the undertakings, the oppositions, the audit and the proofs of
#: consent stay: hashes and counts, which mean nobody once the campaign's key is gone.
_DERIVED = (
    ANSWERS,
    RECTIFICATIONS,
    PLACEMENTS,
    VOTERS,
    HOUSEHOLDS,
    STOPS,
    WALK_CHOICES,
    SENT_CONTACTS,
    TURF_STEPS,
    TURF_LOCKS,
    TURF_CUTS,
    TURF_BUILDINGS,
    TURFS,
    CONCERNS,
    CONTACTS,
    RESOLUTIONS,
    BUILDING_STATE,
    BUILDING_CONCERNS,
    BUILDINGS,
    ALIASES,
    SHIFTS,
    LOOKALIKE_REVIEWS,
    SHEET_RECALLS,
)


@dataclass(frozen=True)
class Certificate:
    """Proof of an erasure.

    ``rows`` counts what was erased by table; ``overwritten`` is whether the freed space of the
    file was overwritten, or the tables on the server written anew, which another open window can
    prevent: purge again once it is closed.
    """

    at: datetime
    who: str
    due: date
    rows: Mapping[str, int]
    overwritten: bool
    on_server: bool = False

    def lines(self) -> list[Words]:
        """Say it in sentences, for a person to sign."""
        total = sum(self.rows.values())
        said = [
            Words(
                "Le {at} à {at:HH:mm z}, {who} a effacé {n:ligne|lignes} de la base (échéance : "
                "{due}) :",
                "On {at} at {at:HH:mm z}, {who} erased {n:row|rows} of the base (due {due}):",
                at=self.at,
                who=self.who or Words("le programme", "the program"),
                n=total,
                due=self.due,
            ),
            *(Words(f"{table} : {n}", f"{table}: {n}") for table, n in self.rows.items()),
        ]
        if not self.overwritten:
            said.append(
                Words(
                    "Une autre fenêtre était ouverte : fermez-la et purgez encore une fois.",
                    "Another window was open: close it and purge once more.",
                )
            )
        if self.on_server:
            said.append(
                Words(
                    "Les tables du serveur ne contiennent plus ces lignes ; ses journaux (WAL), "
                    "ses répliques et ses sauvegardes les gardent jusqu'à ce que son "
                    "administrateur les efface : demandez-le-lui.",
                    "The server's tables hold these rows no more; its logs (WAL), replicas and "
                    "backups keep them until its administrator erases them: ask for it.",
                )
            )
        return said


def expires_on(election_date: date, delay_days: int) -> date:
    """Return the day on which the roll must go.

    Parameters
    ----------
    election_date
        Day of the final round.
    delay_days
        Days left for a recount.

    Raises
    ------
    BadInputError
        If the delay is negative.
    """
    if delay_days < 0:
        raise BadInputError(
            Words("Le délai ne peut pas être négatif.", "The delay cannot be negative.")
        )
    return election_date + timedelta(days=delay_days)


def purge(
    base: Base, *, now: datetime, due: date, who: str = "", early: bool = False
) -> Certificate:
    """Erase the roll and whatever derives from it, contacts included, in one transaction.

    Parameters
    ----------
    base
        The open base.
    now
        The moment, with its zone; the day is the one in that zone.
    due
        As ``expires_on`` gives it.
    who
        Who asks; nobody when the clock does.
    early
        Erase before the day, on purpose.

    Raises
    ------
    BadInputError
        Before the day, unless ``early``.
    """
    refuse_before(due, now=now, early=early)
    with writing(base.engine) as connection:
        rows = _erase(connection)
        for table, count in rows.items():
            add_note(connection, who, f"purge {table}", count, now)
    scrubbed = scrub(base.engine, compact=True)
    on_server = base.engine.dialect.name != "sqlite"
    return Certificate(now, who, due, rows, overwritten=scrubbed, on_server=on_server)


def refuse_before(due: date, *, now: datetime, early: bool) -> None:
    """Refuse to erase before the day, unless it is asked for.

    Raises
    ------
    BadInputError
    """
    if now.date() < due and not early:
        raise BadInputError(
            Words(
                f"La purge est prévue le {due:%d/%m/%Y} ; pour effacer avant, demandez-le "
                "explicitement.",
                f"The purge is due on {due:%Y-%m-%d}; to erase before, ask for it explicitly.",
            )
        )


def _erase(connection: Connection) -> dict[str, int]:
    """Empty the tables; the row in ``purging`` is what the triggers wait for."""
    connection.execute(insert(PURGING), {"now": 1})
    rows = {}
    for table in _DERIVED:
        # counted first: rows that leave with their owner are missing from the driver's count
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        connection.execute(delete(table))
        rows[table.name] = int(count)
    connection.execute(delete(PURGING))
    return rows
