"""Who may open the app, and as what."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.base import Base, reading, writing
from people_base.models import ACCOUNTS, GUESSES, SECOND_FACTORS

Role = Literal["organiser", "analyst", "leader", "canvasser"]
ROLES: tuple[Role, ...] = get_args(Role)
#: CNIL, "Mots de passe" (2022): twelve signs where nothing else guards the account.
SHORTEST_PASSWORD = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class Account:
    """Somebody who may open the app.

    ``stamp`` changes with the password and with the second factor: what was signed or begun under
    another one is over.
    """

    account_id: str
    role: Role
    stamp: str = field(default="", repr=False, compare=False)


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
        "password": hasher().hash(password),
        "disabled": False,
        "made_at": at,
    }
    with writing(base.engine) as connection:
        if found_account(connection, name) is not None:
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
    """Set another password; visits, known browsers and queues of guesses of the one before end.

    Raises
    ------
    BadInputError
        If there is no such account, or the password is short.
    """
    name = _checked(account_id, password)
    hashed = hasher().hash(password)
    with writing(base.engine) as connection:
        known_account(connection, name)
        connection.execute(
            update(ACCOUNTS).where(ACCOUNTS.c.account_id == name).values(password=hashed)
        )
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
        role = known_account(connection, name).role
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
    """Return the accounts: ``role, made_at, second_factor`` by ``account_id``; no password."""
    query = (
        select(
            ACCOUNTS.c.account_id,
            ACCOUNTS.c.role,
            ACCOUNTS.c.made_at,
            SECOND_FACTORS.c.account_id.is_not(None).label("second_factor"),
        )
        .select_from(ACCOUNTS.outerjoin(SECOND_FACTORS))
        .order_by(ACCOUNTS.c.account_id)
    )
    columns = ["account_id", "role", "made_at", "second_factor"]
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
    found = pd.DataFrame(rows, columns=columns).astype({"second_factor": bool})
    return found.set_index("account_id")


def account(base: Base, account_id: str) -> Account | None:
    """Return an account that may still be used; nothing if it was removed."""
    with reading(base.engine) as connection:
        found = found_account(connection, account_id)
    return None if found is None or found.disabled else as_account(found)


def found_account(connection: Connection, name: str) -> Any:
    """Return the row of an account with the ``nonce`` of its second factor; nothing if none."""
    query = select(ACCOUNTS, SECOND_FACTORS.c.nonce)
    query = query.select_from(ACCOUNTS.outerjoin(SECOND_FACTORS))
    return connection.execute(query.where(ACCOUNTS.c.account_id == name)).first()


def as_account(row: Any) -> Account:
    """Return the account of a row of ``found_account``."""
    stamp = hashlib.sha256(f"{row.password}|{row.nonce or ''}".encode()).hexdigest()[:24]
    return Account(row.account_id, row.role, stamp)


def known_account(connection: Connection, name: str) -> Any:
    """Return the row of an account.

    Raises
    ------
    BadInputError
        If there is none.
    """
    found = found_account(connection, name)
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
def hasher() -> Any:
    """Argon2id with the library's own parameters (RFC 9106, low memory)."""
    from argon2 import PasswordHasher

    return PasswordHasher()
