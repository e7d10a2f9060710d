"""A base that is encrypted on its disk with SQLCipher, and the passphrase that opens it.

The key is derived as SQLCipher 4 does it (PBKDF2-HMAC-SHA512, 256,000 rounds, the salt in the
first 16 bytes of the file), so that its own shell opens the base with the passphrase alone. It is
derived once for each process and file: a connection then costs nothing.
"""

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from canvass.errors import ArpenteurError, BadInputError, MissingStepError
from canvass.words import Words

#: Holds the passphrase; a command line would show it to everybody on the machine.
VARIABLE = "ARPENTEUR_PASSPHRASE"
#: A passphrase of fewer letters is found by trying.
SHORTEST = 12
_PLAIN = b"SQLite format 3\x00"
_SALT_BYTES = 16
_ROUNDS = 256_000
_KEY_BYTES = 32


def is_encrypted(path: Path) -> bool:
    """Tell by its first bytes whether a file is an encrypted base; an empty one is not."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        first = file.read(len(_PLAIN))
    return len(first) == len(_PLAIN) and first != _PLAIN


def passphrase(environment: Mapping[str, str] = os.environ) -> str:
    """Return the passphrase of this process; empty if there is none."""
    return environment.get(VARIABLE, "")


def copy_file(path: Path, target: Path) -> None:
    """Copy a base as it is at one moment into a file, encrypted as it is itself.

    Raises
    ------
    ArpenteurError
        If the disk is full or the base damaged; the target is removed.
    """
    secret = passphrase() if is_encrypted(path) else ""
    wrong: type[Exception] = driver(path).Error
    try:
        with closing(connect(path)) as here, closing(connect(target, secret=secret)) as there:
            here.backup(there)
    except wrong as error:
        for part in (target, target.with_name(f"{target.name}-journal")):
            part.unlink(missing_ok=True)
        raise ArpenteurError(
            Words(
                f"La base n'a pas pu être copiée ({error}) : vérifiez la place sur le disque.",
                f"The base could not be copied ({error}): check the space on the disk.",
            )
        ) from error


def driver(path: Path, secret: str = "") -> ModuleType:
    """Return the module that opens a file: Python's own, or SQLCipher's.

    Parameters
    ----------
    path
        The file.
    secret
        Makes a new file an encrypted one.

    Raises
    ------
    MissingStepError
        If the base is encrypted and SQLCipher is not installed.
    """
    if not is_encrypted(path) and not secret:
        return sqlite3
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise MissingStepError(
            Words(
                "Une base chiffrée demande SQLCipher : pip install 'arpenteur[encryption]'.",
                "An encrypted base needs SQLCipher: pip install 'arpenteur[encryption]'.",
            )
        ) from error
    module: ModuleType = dbapi2
    return module


def unlock(connection: Any, path: Path, secret: str = "") -> None:
    """Give a connection its key, before anything else is asked of it.

    Raises
    ------
    BadInputError
        If the base is encrypted and there is no passphrase.
    """
    encrypted = is_encrypted(path)
    if not encrypted and not secret:
        return
    said = secret or passphrase()
    if not said:
        raise BadInputError(
            Words(
                f"{path} est chiffrée : mettez sa phrase secrète dans la variable "
                f"d'environnement {VARIABLE}.",
                f"{path} is encrypted: put its passphrase into the environment variable "
                f"{VARIABLE}.",
            )
        )
    salt = _salt_of(path) if encrypted else _new_salt(path)
    # its own log goes to the screen, and errors are said by us
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{_key(said, salt)}{salt.hex()}'\"")


def connect(path: Path, *, secret: str = "", timeout: float = 5.0) -> Any:
    """Open a file, encrypted or not, outside SQLAlchemy."""
    connection = driver(path, secret).connect(str(path), timeout=timeout)
    unlock(connection, path, secret)
    return connection


def check_new(secret: str) -> None:
    """Refuse a passphrase that is too short.

    Raises
    ------
    BadInputError
        Saying how long it must be.
    """
    if len(secret) < SHORTEST:
        raise BadInputError(
            Words(
                f"La phrase secrète doit avoir au moins {SHORTEST} caractères : quatre mots tirés "
                f"au sort conviennent (variable {VARIABLE}).",
                f"The passphrase must have at least {SHORTEST} characters: four random words will "
                f"do (variable {VARIABLE}).",
            )
        )


def _salt_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SALT_BYTES)


@lru_cache(maxsize=8)
def _new_salt(path: Path) -> bytes:  # noqa: ARG001 - one salt a file
    """Return the salt of a file to be made; every connection of the process gets the same."""
    return secrets.token_bytes(_SALT_BYTES)


@lru_cache(maxsize=8)
def _key(secret: str, salt: bytes) -> str:
    return hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, _ROUNDS, _KEY_BYTES).hex()
