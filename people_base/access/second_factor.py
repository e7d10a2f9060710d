"""A second factor: six digits that a phone works out from the time (TOTP, RFC 6238).

What the digits are made from is worked out from the campaign's key and a random text in the base,
so that a copy of the base alone makes none.
"""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from sqlalchemy import delete, insert, select, update

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.access.accounts import known_account
from people_base.access.audit import add_note
from people_base.access.refusals import count_refusal
from people_base.base import Base, reading, writing
from people_base.models import SECOND_FACTORS

STEP_S = 30
_DIGITS = 6
_MODULO = 10**_DIGITS
#: A phone's clock may be a step early or late.
_DRIFT = 1


def new_nonce() -> str:
    """Draw what the codes of one phone are made from."""
    return secrets.token_urlsafe(16)


def shared_secret(key: bytes, account_id: str, nonce: str) -> bytes:
    """Return the 20 bytes that the phone keeps, under the campaign's key."""
    return hmac.digest(key, f"second factor|{account_id}|{nonce}".encode(), "sha256")[:20]


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step of 30 s since 1970 (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % _MODULO:0{_DIGITS}d}"


def setup_address(secret: bytes, account_id: str, issuer: str) -> str:
    """Return the address that a QR code gives to an authenticator."""
    told = {"secret": base32_of(secret), "issuer": issuer}
    return f"otpauth://totp/{quote(f'{issuer}:{account_id}')}?{urlencode(told, quote_via=quote)}"


def base32_of(secret: bytes) -> str:
    """Return a secret as authenticators take it by hand."""
    return base64.b32encode(secret).decode().rstrip("=")


def has_second_factor(base: Base, account_id: str) -> bool:
    """Tell whether an account is asked for a code."""
    query = select(SECOND_FACTORS.c.step).where(SECOND_FACTORS.c.account_id == account_id)
    with reading(base.engine) as connection:
        return connection.execute(query).first() is not None


def set_second_factor(
    base: Base, key: bytes, account_id: str, *, nonce: str, code: str, who: str, at: datetime
) -> None:
    """Ask an account for a code from now on, once its phone has shown the right one.

    Raises
    ------
    BadInputError
        If there is no such account, or the code is wrong.
    """
    step = _matching(shared_secret(key, account_id, nonce), code, at, after=0)
    with writing(base.engine) as connection:
        known_account(connection, account_id)
        if step is None:
            raise wrong_code()
        row = {"account_id": account_id, "nonce": nonce, "step": step, "made_at": at}
        here = SECOND_FACTORS.c.account_id == account_id
        connection.execute(delete(SECOND_FACTORS).where(here))
        connection.execute(insert(SECOND_FACTORS), row)
        add_note(connection, who, "second factor set", 1, at)


def remove_second_factor(base: Base, account_id: str, *, who: str, at: datetime) -> bool:
    """Ask an account for its password alone; give whether it was asked for more.

    Raises
    ------
    BadInputError
        If there is no such account.
    """
    with writing(base.engine) as connection:
        known_account(connection, account_id)
        here = SECOND_FACTORS.c.account_id == account_id
        gone = connection.execute(delete(SECOND_FACTORS).where(here)).rowcount > 0
        if gone:
            add_note(connection, who, "second factor removed", 1, at)
    return gone


def use_code(base: Base, key: bytes, account_id: str, code: str, *, now: datetime) -> bool:
    """Tell whether a code is right, and use it up: each serves once."""
    here = SECOND_FACTORS.c.account_id == account_id
    with writing(base.engine, parts=()) as connection:
        row = connection.execute(select(SECOND_FACTORS).where(here)).first()
        if row is None:
            return False
        secret = shared_secret(key, account_id, row.nonce)
        step = _matching(secret, code, now, after=row.step)
        if step is not None:
            connection.execute(update(SECOND_FACTORS).where(here).values(step=step))
        else:
            count_refusal(connection, "code refused", now, who=account_id)
    return step is not None


def wrong_code() -> BadInputError:
    """Return the answer to a wrong code."""
    return BadInputError(
        Words(
            "Ce code n'est pas le bon, ou il a déjà servi : attendez le suivant. L'heure du "
            "téléphone doit être juste.",
            "This code is not the right one, or was used already: wait for the next one. The "
            "phone's clock must be right.",
        )
    )


def _matching(secret: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """Return the step of a code, later than those that were used; nothing if it is wrong."""
    told = "".join(code.split()).encode()
    here = int(now.timestamp()) // STEP_S
    steps = range(max(here - _DRIFT, after + 1), here + _DRIFT + 1)
    right = [s for s in steps if hmac.compare_digest(code_at(secret, s).encode(), told)]
    return right[0] if right else None
