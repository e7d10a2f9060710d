"""Who gets in: a name and a password, each in its turn, and one answer for whoever does not.

An unknown name, a wrong password, an account that was removed and too many guesses get the same
words; a guess that is looked at costs one hash and one line in the base whatever it was.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.accounts import (
    Account,
    account,
    as_account,
    found_account,
    hasher,
    known_account,
)
from people_base.access.audit import add_note
from people_base.access.login_throttle import (
    BY_DEVICE,
    BY_NAME,
    BY_OWN,
    OVERALL,
    LoginThrottle,
    Queue,
    by_origin,
)
from people_base.access.refusals import NOBODY, count_refusal
from people_base.access.signing import read_signed, signer
from people_base.base import Base, reading, writing

#: How long a browser is known after a right password.
DEVICE_KNOWN = timedelta(days=90)
_DEVICE = "known device"
_REFUSED = "login refused"


@dataclass(frozen=True)
class Turn:
    """A guess on a name, that may be made after ``wait``.

    ``device`` is the number of the browser where it entered with this name before.
    """

    name: str
    wait: timedelta
    device: str = ""
    queues: tuple[Queue, ...] = field(default=(), repr=False)


def take_turn(
    base: Base,
    name: str,
    *,
    key: bytes,
    throttle: LoginThrottle,
    now: datetime,
    origin: str = "",
    device: str = "",
) -> Turn:
    """Take a place among the guesses.

    Parameters
    ----------
    key
        The campaign's key.
    throttle
        The queues of this server.
    now
        Clock.
    origin
        The address that asks.
    device
        What ``known_device`` gave to the browser that asks.

    Raises
    ------
    BadInputError
        If the wait would be long.
    """
    plain = name.strip().casefold()
    found = account(base, plain)
    number = _device_number(key, device, found, now) if found is not None else ""
    if number:
        queues = [Queue(f"device {number}", BY_DEVICE)]
    else:
        # another password begins another queue, so that whoever has the folder frees a name
        told = f"{plain}|{found.stamp if found is not None else ''}".encode()
        digest = hashlib.sha256(told).hexdigest()
        queues = [Queue(f"name {digest}", BY_NAME), Queue("all", OVERALL), *by_origin(origin)]
    wait = throttle.take(queues, now)
    if wait is None:
        raise refused()
    return Turn(plain, wait, number, tuple(queues))


def login(
    base: Base, turn: Turn, password: str, *, throttle: LoginThrottle, now: datetime
) -> Account:
    """Check a password, once its turn has come.

    Raises
    ------
    BadInputError
        If it is wrong, or the name is no account.
    """
    with reading(base.engine) as connection:
        found = found_account(connection, turn.name)
    stored = found.password if found is not None else _stand_in()
    fits = _fits(stored, password, throttle)
    right = fits and found is not None and not found.disabled
    with writing(base.engine, parts=()) as connection:
        unseen = throttle.refused_unseen()
        if unseen:
            count_refusal(connection, _REFUSED, now, count=unseen)
        if right:
            add_note(connection, turn.name, "login", 1, now)
        else:
            who = turn.name if found is not None else NOBODY
            count_refusal(connection, _REFUSED, now, who=who)
    if not right or found is None:
        raise refused()
    throttle.give_back(turn.queues)
    return as_account(found)


def check_own_password(
    base: Base, account_id: str, password: str, *, throttle: LoginThrottle, now: datetime
) -> None:
    """Check the password of somebody whose visit is on: their screen may be somebody else's now.

    Raises
    ------
    BadInputError
        If it is wrong, or was guessed too often.
    """
    queue = Queue(f"own {account_id}", BY_OWN)
    wait = throttle.take([queue], now)
    with reading(base.engine) as connection:
        found = known_account(connection, account_id)
    if wait is None or wait > timedelta(0) or not _fits(found.password, password, throttle):
        raise BadInputError(
            Words(
                "Votre mot de passe actuel n'est pas celui-là, ou trop d'essais : attendez "
                "quelques minutes.",
                "This is not your present password, or there were too many guesses: wait some "
                "minutes.",
            )
        )
    throttle.give_back([queue])


def known_device(key: bytes, found: Account, now: datetime, *, number: str = "") -> str:
    """Return what makes a browser known that entered as an account; it holds no password.

    Parameters
    ----------
    key
        The campaign's key.
    found
        Who entered.
    now
        Clock.
    number
        Of a browser that was known already.
    """
    told = [_holder(key, found), number or secrets.token_urlsafe(12), int(now.timestamp())]
    return str(signer(key, _DEVICE).dumps(told))


def refused() -> BadInputError:
    """Return the one answer to every guess that does not get in."""
    return BadInputError(
        Words(
            "Nom ou mot de passe inconnu, ou trop d'essais : vérifiez-les, attendez une minute, "
            "ou demandez un nouveau mot de passe.",
            "Unknown name or password, or too many guesses: check them, wait a minute, or ask for "
            "a new password.",
        )
    )


def _device_number(key: bytes, token: str, found: Account, now: datetime) -> str:
    told = read_signed(key, _DEVICE, token) if token else None
    match told:
        case [str(holder), str(number), int(since)]:
            age = now.timestamp() - since
            known = hmac.compare_digest(holder, _holder(key, found))
            return number if known and 0 <= age < DEVICE_KNOWN.total_seconds() else ""
    return ""


def _holder(key: bytes, found: Account) -> str:
    """Return a mark of an account and its password that names neither to the browser."""
    told = f"device|{found.account_id}|{found.stamp}".encode()
    return hmac.digest(key, told, "sha256").hex()[:32]


def _fits(stored: str, password: str, throttle: LoginThrottle) -> bool:
    from argon2.exceptions import VerificationError

    try:
        with throttle.hashing:
            return bool(hasher().verify(stored, password))
    except VerificationError:
        return False


@cache
def _stand_in() -> str:
    """Hash something for names that are no account, so that they take as long."""
    return str(hasher().hash("nobody has this password"))
