"""Hashes that stand for people and doors whom the base must know again, and not name."""

import hashlib
import hmac


def person_digest(voter_id: str) -> bytes:
    """Hash a person; the voter id is salted already."""
    return hashlib.sha256(f"person|{voter_id}".encode()).digest()


def wish_digest(salt: bytes, *said: str) -> bytes:
    """Hash the words by which another program names who objected, and where."""
    return hmac.digest(salt, "\x1f".join(("wish", *said)).encode(), "sha256")


def door_digest(salt: bytes, building_id: str, door_label: str = "") -> bytes:
    """Hash a door, or a whole building if it has no label."""
    label = " ".join(door_label.split()).casefold()
    return hmac.digest(salt, f"door|{building_id}|{label}".encode(), "sha256")
