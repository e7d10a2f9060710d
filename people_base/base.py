"""Open the people base: one SQLite file that only its owner can read."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from canvass.crs import LAMBERT_93
from canvass.errors import ArpenteurError, BadInputError, MissingFileError
from canvass.words import Words
from people_base import _triggers  # noqa: F401  # the triggers are created with the tables
from people_base.models import FACTS, METADATA, SCHEMA_VERSION

#: "ARPT", in the header of the file: SQLite's own place to say whose format it is.
APPLICATION_ID = 0x41525054
#: How long one writer waits for another.
BUSY_TIMEOUT_MS = 5000
_OTHERS = 0o077


@dataclass(frozen=True)
class Base:
    """An open people base; ``crs`` is the metric CRS of all its geometries."""

    engine: Engine
    crs: str


def open_base(path_or_url: Path | str, *, crs: str | None = None) -> Base:
    """Open a base, creating it when the file does not exist or is empty.

    Parameters
    ----------
    path_or_url
        A file, or an SQLAlchemy URL ``sqlite:///…``.
    crs
        Metric CRS of the territory (``canvass.crs.metric_crs``); of a new base, Lambert-93 if
        not said; of an existing one, the CRS that it must have.

    Raises
    ------
    MissingFileError
        If the folder of the file does not exist.
    BadInputError
        If the file is not a people base, was made by a newer version, or has another CRS.
    """
    path = _path_of(path_or_url)
    if not path.parent.is_dir():
        raise MissingFileError(path.parent)
    _refuse_foreign(path)
    _keep_private(path)
    engine = _engine(path)
    try:
        facts = _facts(engine) or _created(engine, crs or LAMBERT_93)
        _check_facts(path, facts, crs)
    except BaseException:
        engine.dispose()
        raise
    return Base(engine, facts["crs"])


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See the base as it is at one moment, whoever writes meanwhile."""
    with _errors_for_people(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Change the base in one transaction: all of it, or nothing.

    The write lock is taken at the start, so that what is read inside stays true until the end.
    """
    with _errors_for_people(), engine.connect() as plain:
        connection = plain.execution_options(arpenteur_begins_with="BEGIN IMMEDIATE")
        with connection.begin():
            yield connection


def scrub(engine: Engine, *, compact: bool = False) -> bool:
    """Overwrite on the disk what was erased; give whether no reader stood in the way.

    ``secure_delete`` blanks the pages of the file, but old ones live on in the write-ahead log
    until it is emptied. ``compact`` also gives the free space back.
    """
    with _errors_for_people(), engine.connect() as plain:
        connection = plain.execution_options(arpenteur_begins_with="")
        if compact:
            connection.exec_driver_sql("VACUUM")
        (busy, *_) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


@contextmanager
def _errors_for_people() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        # the driver's message names a constraint or columns, never a value
        raise BadInputError(
            Words(
                f"La base refuse ces lignes ({error.orig}). Rien n'a été écrit.",
                f"The base refuses these rows ({error.orig}). Nothing was written.",
            )
        ) from error
    except DBAPIError as error:
        raise ArpenteurError(
            Words(
                f"La base ne répond pas ({error.orig}) : fermez les autres fenêtres ou vérifiez "
                "la place sur le disque, puis recommencez. Rien n'a été écrit.",
                f"The base does not answer ({error.orig}): close the other windows or check the "
                "space on the disk, then try again. Nothing was written.",
            )
        ) from error


def _path_of(path_or_url: Path | str) -> Path:
    if isinstance(path_or_url, Path) or "://" not in path_or_url:
        return Path(path_or_url)
    try:
        url = make_url(path_or_url)
    except ArgumentError:
        url = URL.create("unknown")
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise BadInputError(
            Words(
                "Cette version garde la base dans un fichier : donnez un chemin, ou sqlite:///…",
                "This version keeps the base in a file: give a path, or sqlite:///…",
            )
        )
    return Path(url.database)


def _refuse_foreign(path: Path) -> None:
    """Look whose file it is before touching it; an empty file is nobody's."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            (things,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise _not_ours(path) from error
    if owner != APPLICATION_ID and (owner or things):
        raise _not_ours(path)


def _not_ours(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{path} n'est pas une base d'Arpenteur : choisissez un autre fichier.",
            f"{path} is not a base of Arpenteur: choose another file.",
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


def _engine(path: Path) -> Engine:
    # parameters are people: they stay out of messages
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Set what SQLite forgets at each connection.

    ``synchronous=FULL``: what was acknowledged survives a power cut. ``secure_delete``: what was
    erased is overwritten, not only unlinked. The driver's own transactions are switched off
    because they would commit before each change of schema.
    """
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        "journal_mode = WAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("arpenteur_begins_with", "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)


def _facts(engine: Engine) -> dict[str, str]:
    """Read what the base says of itself; nothing if it has no tables yet."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(FACTS.name):
            return {}
        rows = connection.execute(select(FACTS.c.name, FACTS.c.value))
        return {row.name: row.value for row in rows}


def _created(engine: Engine, crs: str) -> dict[str, str]:
    """Make all tables at once, unless another process has just done it."""
    with writing(engine) as connection:
        if not inspect(connection).has_table(FACTS.name):
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            METADATA.create_all(connection)
            facts = {"schema_version": str(SCHEMA_VERSION), "crs": crs}
            rows = [{"name": name, "value": value} for name, value in facts.items()]
            connection.execute(insert(FACTS), rows)
    return _facts(engine)


def _check_facts(path: Path, facts: dict[str, str], crs: str | None) -> None:
    version = facts.get("schema_version", "")
    if version != str(SCHEMA_VERSION):
        raise BadInputError(
            Words(
                f"{path} a été fait par une autre version d'Arpenteur (schéma {version}, ici "
                f"{SCHEMA_VERSION}) : mettez Arpenteur à jour.",
                f"{path} was made by another version of Arpenteur (schema {version}, here "
                f"{SCHEMA_VERSION}): update Arpenteur.",
            )
        )
    if crs is not None and crs != facts["crs"]:
        raise BadInputError(
            Words(
                f"{path} est en {facts['crs']}, la campagne en {crs} : une base par territoire.",
                f"{path} is in {facts['crs']}, the campaign in {crs}: one base per territory.",
            )
        )
