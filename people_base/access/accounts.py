"""Who may open the app, and as what; guessing is slowed down, then stopped for a while."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.access.login_throttle import OVERALL, Origins
from people_base.base import Base, reading, writing
from people_base.models import ACCOUNTS, GUESSES

Role = Literal["organiser", "analyst", "leader", "canvasser"]
ROLES: tuple[Role, ...] = get_args(Role)
#: CNIL, "Mots de passe" (2022): twelve signs where nothing else guards the account.
SHORTEST_PASSWORD = 12
#: Wrong guesses in a row before an account rests, and for how long: twice as long each time.
GUESSES_ALLOWED = 5
_FIRST_REST, _LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
#: All names that are no account count together, so that trying names fills nothing.
_NOBODY = "?"
#: The guesses of everybody, right ones taken off.
_EVERYBODY = "*"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class Account:
    """Somebody who may open the app."""

    account_id: str
    role: Role


def add_account(
    base: Base, account_id: str, role: Role, password: str, *, who: str, at: datetime
) -> Account:
    """Make an account; the first one is an organiser's, who can then manage the others.

    Raises
    ------
    BadInputError
        If the name is taken or odd, the password short, or the first account no organiser's.
    """
    name = _checked(account_id, password)
    row = {
        "account_id": name,
        "role": role,
        "password": _hasher().hash(password),
        "disabled": False,
        "made_at": at,
    }
    with writing(base.engine) as connection:
        if _found(connection, name) is not None:
            raise BadInputError(Words("Ce nom est déjà pris.", "This name is taken."))
        if role != "organiser" and not _organisers(connection):
            raise BadInputError(
                Words(
                    "Le premier compte est celui d'un organisateur.",
                    "The first account is an organiser's.",
                )
            )
        connection.execute(insert(ACCOUNTS), row)
        add_note(connection, who, "account added", 1, at)
    return Account(name, role)


def change_password(base: Base, account_id: str, password: str, *, who: str, at: datetime) -> None:
    """Set another password, and end a rest after wrong guesses, everybody's included.

    Raises
    ------
    BadInputError
        If there is no such account, or the password is short.
    """
    name = _checked(account_id, password)
    hashed = _hasher().hash(password)
    with writing(base.engine) as connection:
        _known(connection, name)
        connection.execute(
            update(ACCOUNTS).where(ACCOUNTS.c.account_id == name).values(password=hashed)
        )
        connection.execute(delete(GUESSES).where(GUESSES.c.subject.in_([name, _EVERYBODY])))
        add_note(connection, who, "account changed", 1, at)


def remove_account(base: Base, account_id: str, *, who: str, at: datetime) -> None:
    """Remove an account with its shifts; the last organiser leaves after everybody else.

    Raises
    ------
    BadInputError
        If there is no such account, or others would be left without an organiser.
    """
    name = account_id.strip().casefold()
    with writing(base.engine) as connection:
        role = _known(connection, name).role
        others = connection.execute(select(func.count()).select_from(ACCOUNTS)).scalar_one() - 1
        if role == "organiser" and _organisers(connection) == 1 and others:
            raise BadInputError(
                Words(
                    "C'est le dernier organisateur : nommez-en un autre d'abord.",
                    "This is the last organiser: name another one first.",
                )
            )
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.account_id == name))
        connection.execute(delete(GUESSES).where(GUESSES.c.subject == name))
        add_note(connection, who, "account removed", 1, at)


def accounts(base: Base) -> pd.DataFrame:
    """Return the accounts: ``role, made_at, locked_until`` by ``account_id``; no password."""
    query = (
        select(ACCOUNTS.c.account_id, ACCOUNTS.c.role, ACCOUNTS.c.made_at, GUESSES.c.locked_until)
        .select_from(ACCOUNTS.outerjoin(GUESSES, GUESSES.c.subject == ACCOUNTS.c.account_id))
        .order_by(ACCOUNTS.c.account_id)
    )
    columns = ["account_id", "role", "made_at", "locked_until"]
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
    return pd.DataFrame(rows, columns=columns).set_index("account_id")


def account(base: Base, account_id: str) -> Account | None:
    """Return an account that may still be used; nothing if it was removed."""
    with reading(base.engine) as connection:
        found = _found(connection, account_id)
    return None if found is None or found.disabled else Account(found.account_id, found.role)


def login(
    base: Base,
    account_id: str,
    password: str,
    *,
    now: datetime,
    origin: str = "",
    origins: Origins | None = None,
) -> Account:
    """Check a name and a password.

    A guess is counted before it is checked: many at once do not slip through. An unknown name
    takes as long as a wrong password and gets the same answer.

    Parameters
    ----------
    now
        Clock.
    origin, origins
        Whose address asks, and what is known of the guesses of each, on a server.

    Raises
    ------
    BadInputError
        If they are wrong, the account rests after too many guesses, or there were too many from
        there or in all.
    """
    from argon2.exceptions import VerificationError

    name = account_id.strip().casefold()
    with writing(base.engine, parts=()) as connection:
        found = _found(connection, name)
        subject = name if found is not None else _NOBODY
        # a guess that is not looked at counts nowhere: nobody slows others down for longer
        rests = _rests(connection, subject, now)
        rests = rests or (origins is not None and not origins.take(origin, now))
        rests = rests or _too_many_in_all(connection, now)
        if rests:
            add_note(connection, subject, "login locked", 1, now)
        else:
            _count_guess(connection, subject, now)
    if rests:
        raise _locked()
    stored = found.password if found is not None else _stand_in()
    try:
        _hasher().verify(stored, password)
        right = found is not None and not found.disabled
    except VerificationError:
        right = False
    with writing(base.engine, parts=()) as connection:
        if right:
            connection.execute(delete(GUESSES).where(GUESSES.c.subject == name))
            _give_back(connection)
        add_note(connection, subject, "login" if right else "login refused", 1, now)
    if right and origins is not None:
        origins.give_back(origin)
    if not right or found is None:
        raise BadInputError(Words("Nom ou mot de passe inconnu.", "Unknown name or password."))
    return Account(found.account_id, found.role)


def _too_many_in_all(connection: Connection, now: datetime) -> bool:
    """Count a guess among those of everybody; give whether there are too many.

    ``locked_until`` of that row is when all of them are paid for.
    """
    row = connection.execute(select(GUESSES).where(GUESSES.c.subject == _EVERYBODY)).first()
    due = OVERALL.after_one(None if row is None else row.locked_until, now)
    if due is None:
        return True
    if row is None:
        told = {"subject": _EVERYBODY, "wrong": 0, "locked_until": due}
        connection.execute(insert(GUESSES), told)
    else:
        here = GUESSES.c.subject == _EVERYBODY
        connection.execute(update(GUESSES).where(here).values(locked_until=due))
    return False


def _give_back(connection: Connection) -> None:
    here = GUESSES.c.subject == _EVERYBODY
    due = connection.execute(select(GUESSES.c.locked_until).where(here)).scalar()
    if due is not None:
        connection.execute(update(GUESSES).where(here).values(locked_until=due - OVERALL.every))


def _rests(connection: Connection, subject: str, now: datetime) -> bool:
    query = select(GUESSES.c.locked_until).where(GUESSES.c.subject == subject)
    until = connection.execute(query).scalar()
    return until is not None and now < until


def _count_guess(connection: Connection, subject: str, now: datetime) -> None:
    """Count a guess as wrong until it is known to be right."""
    row = connection.execute(select(GUESSES).where(GUESSES.c.subject == subject)).first()
    if row is None:
        connection.execute(insert(GUESSES), {"subject": subject, "wrong": 1, "locked_until": None})
        return
    wrong = int(row.wrong) + 1
    until = None
    if wrong >= GUESSES_ALLOWED:
        until = now + min(_FIRST_REST * 2 ** min(wrong - GUESSES_ALLOWED, 6), _LONGEST_REST)
    connection.execute(
        update(GUESSES).where(GUESSES.c.subject == subject).values(wrong=wrong, locked_until=until)
    )


def _found(connection: Connection, name: str) -> Any:
    return connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.account_id == name)).first()


def _known(connection: Connection, name: str) -> Any:
    found = _found(connection, name)
    if found is None:
        raise BadInputError(Words("Compte inconnu.", "Unknown account."))
    return found


def _organisers(connection: Connection) -> int:
    query = select(func.count()).where(ACCOUNTS.c.role == "organiser")
    return int(connection.execute(query).scalar_one())


def _checked(account_id: str, password: str) -> str:
    name = account_id.strip().casefold()
    if not _NAME.fullmatch(name):
        raise BadInputError(
            Words(
                "Un nom de compte a 2 à 40 lettres sans accent, chiffres, points ou tirets.",
                "The name of an account has 2 to 40 plain letters, digits, dots or hyphens.",
            )
        )
    if len(password) < SHORTEST_PASSWORD or name in password.casefold():
        raise BadInputError(
            Words(
                f"Le mot de passe a au moins {SHORTEST_PASSWORD} signes et ne contient pas le nom "
                "du compte : une phrase fait l'affaire.",
                f"A password has at least {SHORTEST_PASSWORD} signs and does not hold the name "
                "of the account: a sentence will do.",
            )
        )
    return name


@cache
def _hasher() -> Any:
    """Argon2id with the library's own parameters (RFC 9106, low memory)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _stand_in() -> str:
    """Hash something for names that are no account, so that they take as long."""
    return str(_hasher().hash("nobody has this password"))


def _locked() -> BadInputError:
    return BadInputError(
        Words(
            "Trop d'essais : attendez une minute ou plus, ou demandez un nouveau mot de passe.",
            "Too many guesses: wait a minute or more, or ask for a new password.",
        )
    )
