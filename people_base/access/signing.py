"""Signed texts that a visitor carries: a key for each use, all derived from one secret."""

import hashlib
import hmac
from typing import Any


def signer(secret: bytes, use: str, *, salt: str = "") -> Any:
    """Return what signs values of one use and reads them back (an itsdangerous serializer).

    What was signed for another use is refused.
    """
    from itsdangerous import URLSafeSerializer

    key = hmac.digest(secret, use.encode(), "sha256")
    return URLSafeSerializer(
        key,
        salt=salt or use,
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )


def read_signed(secret: bytes, use: str, token: str) -> Any:
    """Return what was signed; nothing if it is forged."""
    from itsdangerous import BadData

    try:
        return signer(secret, use).loads(token)
    except (BadData, ValueError, TypeError):
        return None
