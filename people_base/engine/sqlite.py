"""The base as one file: whose it is, who may read it, how two writers take turns."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.engine import cipher as _cipher

#: "ARPT", in the header of the file: SQLite's own place to say whose format it is.
APPLICATION_ID = 0x41525054
#: How long one writer waits for another.
BUSY_TIMEOUT_MS = 5000
#: How long an import waits: it can, and many phones at once must not starve it.
PATIENT_TIMEOUT_MS = 60_000
_OTHERS = 0o077
#: https://www.sqlite.org/fileformat.html, 1.3: page size at byte 16 (1 is 65,536), pages at 28.
_SQLITE, _HEADER_BYTES, _BIGGEST_PAGE = b"SQLite format 3\x00", 100, 65_536
#: Enough for the indexes of a big city; memory is taken as pages are read.
_CACHE_KIB = 64 * 1024
#: A writer who has just come asks again after the longest pause, one who has waited for long
#: after the shortest: SQLite's own waiting does the reverse, and a busy day starves the oldest.
_LONGEST_PAUSE_S, _SHORTEST_PAUSE_S, _SOON_S = 0.020, 0.001, 4.0


def made_engine(path: Path, secret: str = "") -> Engine:
    """Return the engine of a file, once it is known to be ours and private.

    Parameters
    ----------
    path
        The file.
    secret
        Makes a new file an encrypted one; the passphrase of an existing one comes from the
        environment.
    """
    driver = _cipher.driver(path, secret)
    _refuse_foreign(path, secret)
    _keep_private(path)

    def unlocked(connection: Any, _record: object) -> None:
        _cipher.unlock(connection, path, secret)

    # parameters are people: they stay out of messages
    engine = create_engine(
        URL.create("sqlite", database=str(path)), hide_parameters=True, module=driver
    )
    event.listen(engine, "connect", unlocked)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def for_writing(connection: Connection, *, patient: bool = False) -> Connection:
    """Make the next transaction of a connection take the write lock at its start."""
    wait = PATIENT_TIMEOUT_MS if patient else BUSY_TIMEOUT_MS
    return connection.execution_options(
        arpenteur_begins_with="BEGIN IMMEDIATE", arpenteur_waits_ms=wait
    )


def scrub_file(connection: Connection, *, compact: bool) -> bool:
    """Overwrite what was erased; give whether no reader stood in the way."""
    bare = connection.execution_options(arpenteur_begins_with="")
    if compact:
        bare.exec_driver_sql("VACUUM")
    (busy, *_) = bare.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def _refuse_foreign(path: Path, secret: str) -> None:
    """Look whose file it is before touching it; an empty file is nobody's."""
    if not path.exists():
        return
    _refuse_cut(path)
    driver = _cipher.driver(path, secret)
    try:
        with closing(
            _cipher.connect(path, secret=secret, timeout=BUSY_TIMEOUT_MS / 1000)
        ) as connection:
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            (things,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.DatabaseError as error:
        raise _not_ours(path) from error
    if owner != APPLICATION_ID and (owner or things):
        raise _not_ours(path)


def _refuse_cut(path: Path) -> None:
    """Compare the file with the number of pages that its header tells.

    While pages wait in the write-ahead log the header may run ahead of the file.
    """
    if not path.is_file():
        return
    log = path.with_name(f"{path.name}-wal")
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header or header[:16] != _SQLITE[: len(header)] or (log.exists() and log.stat().st_size):
        return
    page_bytes, pages = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    whole = pages * (_BIGGEST_PAGE if page_bytes == 1 else page_bytes)
    if len(header) < _HEADER_BYTES or size < whole:
        raise BadInputError(
            Words(
                f"{path} est tronqué : il a {size} octets sur {max(whole, _HEADER_BYTES)}. N'y "
                "écrivez plus, et rétablissez la dernière sauvegarde entière (restore).",
                f"{path} is truncated: it has {size} bytes of {max(whole, _HEADER_BYTES)}. Write "
                "to it no more, and bring the last whole backup back (restore).",
            )
        )


def _not_ours(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{path} n'est pas une base d'Arpenteur, ou la phrase secrète est fausse.",
            f"{path} is not a base of Arpenteur, or the passphrase is wrong.",
        )
    )


def _keep_private(path: Path) -> None:
    """Make the file readable by its owner alone; SQLite gives its side files the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & _OTHERS:
            path.chmod(0o600)
    except OSError as error:
        raise BadInputError(
            Words(
                f"{path} ne peut pas être écrit ({error.strerror}) : vérifiez à qui il est.",
                f"{path} cannot be written ({error.strerror}): check whose it is.",
            )
        ) from error


def _prepare(connection: Any, _record: object) -> None:
    """Set what SQLite forgets at each connection.

    ``synchronous=FULL``: what was acknowledged survives a power cut. ``secure_delete``: what was
    erased is overwritten, not only unlinked. ``temp_store``: rows on their way into the base
    never touch a temporary file. ``trusted_schema``: a base that somebody else made runs nothing
    but plain SQL. The driver's own transactions are switched off because they
    would commit before each change of schema.
    """
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
        f"cache_size = {-_CACHE_KIB}",
        "journal_mode = WAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("arpenteur_begins_with", "BEGIN")
    if statement == "BEGIN IMMEDIATE":
        _wait_for_turn(connection, statement)
    elif statement:
        connection.exec_driver_sql(statement)


def _wait_for_turn(connection: Connection, statement: str) -> None:
    """Take the write lock, the sooner the longer this writer has waited.

    The driver is asked directly: twenty who wait must leave the processor to the one who writes.
    """
    patience = connection.get_execution_options().get("arpenteur_waits_ms", BUSY_TIMEOUT_MS)
    driver: Any = connection.connection.driver_connection
    refused: Any = connection.dialect.loaded_dbapi
    driver.execute("PRAGMA busy_timeout = 0")
    start = time.monotonic()
    try:
        while True:
            try:
                driver.execute(statement)
            except refused.OperationalError as error:
                waited = time.monotonic() - start
                if not _is_busy(error) or waited * 1000 >= patience:
                    # asked once more, so that SQLAlchemy words the error
                    connection.exec_driver_sql(statement)
                    return
                time.sleep(max(_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S * (1 - waited / _SOON_S)))
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _is_busy(error: Any) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    # SQLCipher's driver gives no code
    return "locked" in str(error) if code is None else code & 0xFF == sqlite3.SQLITE_BUSY
