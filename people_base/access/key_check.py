"""Whether a key is the one whose hashes a base holds.

Voter ids, objections and links to turfs are hashes under the campaign's key. The base keeps an
HMAC of a constant under that key, so that another key is noticed before it makes other hashes of
the same people. Neither the key nor an id can be worked out from it.
"""

import hmac
import secrets

import pandas as pd
from sqlalchemy import insert, select

from people_base.base import Base, reading, writing
from people_base.engine import schema as _schema
from people_base.models import CONSENTS, FACTS, OPPOSITIONS, RECTIFICATIONS, VOTERS

_NAME = "key_check"
_CONSTANT = b"arpenteur key check|"
_SALT_BYTES = 16
_IDENTITY = ("commune_id", "birth_name", "usage_name", "first_names", "birth_date")
_SAMPLE = 200


def key_fits(base: Base, key: bytes) -> bool | None:
    """Tell whether the base was made under a key; ``None`` if it has no check value."""
    with reading(base.engine) as connection:
        kept = _schema.facts(connection).get(_NAME)
    if kept is None:
        return None
    salt, _, value = kept.partition(":")
    return hmac.compare_digest(value, _check_value(key, bytes.fromhex(salt)))


def note_key(base: Base, key: bytes) -> None:
    """Keep the check value of a key that is known to fit; the first one stays."""
    salt = secrets.token_bytes(_SALT_BYTES)
    with writing(base.engine) as connection:
        if _NAME not in _schema.facts(connection):
            value = f"{salt.hex()}:{_check_value(key, salt)}"
            connection.execute(insert(FACTS), {"name": _NAME, "value": value})


def holds_hashes(base: Base) -> bool:
    """Tell whether anything in the base hangs on the key."""
    with reading(base.engine) as connection:
        return any(
            connection.execute(select(1).select_from(table).limit(1)).first()
            for table in (VOTERS, OPPOSITIONS, CONSENTS)
        )


def identity_sample(base: Base) -> pd.DataFrame:
    """Return some people as the roll has them, to hash them again; no person reads them.

    Returns
    -------
    DataFrame
        ``commune_id, birth_name, usage_name, first_names, birth_date`` by ``voter_id``, without
        those who had something corrected: their id is the hash of what the roll said.
    """
    query = select(VOTERS.c.voter_id, *(VOTERS.c[name] for name in _IDENTITY))
    query = query.where(VOTERS.c.voter_id.not_in(select(RECTIFICATIONS.c.voter_id)))
    with reading(base.engine) as connection:
        rows = connection.execute(query.order_by(VOTERS.c.voter_id).limit(_SAMPLE)).all()
    return pd.DataFrame(rows, columns=["voter_id", *_IDENTITY]).set_index("voter_id")


def _check_value(key: bytes, salt: bytes) -> str:
    return hmac.digest(key, _CONSTANT + salt, "sha256").hex()
