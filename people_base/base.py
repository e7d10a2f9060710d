"""Open the people base: one SQLite file that only its owner can read, or a PostgreSQL server."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from canvass.crs import LAMBERT_93
from canvass.errors import ArpenteurError, BadInputError, MissingFileError
from canvass.words import Words
from people_base.engine import postgres as _postgres
from people_base.engine import schema as _schema
from people_base.engine import sqlite as _sqlite
from people_base.models import FACTS, METADATA

#: The roll and its sources; the buildings, the turfs and what happened at the doors.
Part = Literal["roll", "field"]
PARTS: tuple[Part, ...] = get_args(Part)
ROLL: tuple[Part, ...] = ("roll",)
FIELD: tuple[Part, ...] = ("field",)
#: Tables whose rows are people, or what a household of few people is.
PERSONAL = frozenset(
    {"voters", "placements", "households", "household_members", "answers", "rectifications"}
)
#: SQLSTATE class "data exception": the server's message quotes the value.
_QUOTES_VALUES = "22"


@dataclass(frozen=True)
class Base:
    """An open people base; ``crs`` is the metric CRS of all its geometries."""

    engine: Engine
    crs: str

    @property
    def place(self) -> str:
        """The file, or the URL of the server without its password."""
        return place_of(self.engine)


def open_base(
    path_or_url: Path | str,
    *,
    crs: str | None = None,
    even_moved: bool = False,
    passphrase: str = "",
) -> Base:
    """Open a base, creating it where there is none and upgrading one of an older version.

    Before a file is upgraded a copy is kept beside it (``base.sqlite.avant-0002``) until the
    first erasure.

    Parameters
    ----------
    path_or_url
        A file, or an SQLAlchemy URL: ``sqlite:///…``, ``postgresql://user@host/database``. The
        password of a server comes from the URL or from ``~/.pgpass``.
    crs
        Metric CRS of the territory (``canvass.crs.metric_crs``); of a new base, Lambert-93 if
        not said; of an existing one, the CRS that it must have.
    even_moved
        Open a base that was moved elsewhere, to read or erase what stays of it.
    passphrase
        Makes a new file an encrypted one. An encrypted file is known by its first bytes and
        opened with the passphrase of the environment variable ``ARPENTEUR_PASSPHRASE``.

    Raises
    ------
    MissingFileError
        If the folder of the file does not exist.
    BadInputError
        If the file or database is not a people base, was made by a newer version, was moved
        elsewhere, or has another CRS.
    """
    engine = _engine(_target(path_or_url), passphrase)
    try:
        facts = _opened(engine, crs or LAMBERT_93)
        _check_facts(place_of(engine), facts, crs, even_moved=even_moved)
    except BaseException:
        engine.dispose()
        raise
    return Base(engine, facts["crs"])


def place_of(engine: Engine) -> str:
    """Return the file, or the URL of the server without its password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    plain = engine.url.set(drivername="postgresql")._replace(password=None)
    return plain.render_as_string()


def transactions(base: Base) -> int:
    """Tell how far the writing transactions of a server have counted; 0 for a file."""
    if base.engine.dialect.name == "sqlite":
        return 0
    with reading(base.engine) as connection:
        now = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(connection.execute(now).scalar_one())


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See the base as it is at one moment, whoever writes meanwhile."""
    with errors_for_people(), engine.connect() as plain:
        connection = plain if engine.dialect.name == "sqlite" else _postgres.for_reading(plain)
        with connection.begin():
            yield connection


@contextmanager
def writing(
    engine: Engine,
    *,
    first: Callable[[Connection], None] | None = None,
    parts: Collection[Part] = PARTS,
    patient: bool = False,
    about: Collection[str] = (),
) -> Iterator[Connection]:
    """Change the base in one transaction: all of it, or nothing.

    The write lock is taken at the start, so that what is read inside stays true until the end.
    ``first`` runs on the same connection before that, without the lock: what takes long and
    touches only temporary tables goes there, so that nobody waits for it. On a server, those who
    write to other ``parts`` do not wait either; a file has one lock for all. ``about`` names the
    few ids of the parts that are written about: others may write about others at the same time.
    ``patient`` waits a minute for the lock instead of five seconds: an import can, somebody at a
    door cannot.

    Raises
    ------
    BadInputError
        If the base was moved elsewhere meanwhile.
    """
    with _transaction(engine, first=first, parts=parts, patient=patient, about=about) as connection:
        moved = connection.execute(select(FACTS.c.value).where(FACTS.c.name == "moved_to"))
        if (elsewhere := moved.scalar()) is not None:
            raise _moved(place_of(engine), elsewhere)
        yield connection


def scrub(engine: Engine, *, compact: bool = False) -> bool:
    """Overwrite on the disk what was erased; give whether that could be done.

    In a file, ``secure_delete`` blanks the pages, but old ones live on in the write-ahead log
    until it is emptied, and in the copy that an upgrade kept: it goes too. ``compact`` also
    gives the free space back. On a server, tables of people are written anew, all of them if
    ``compact``: rows that are only freed can be read in its files. Its log, its replicas and its
    copies are its owner's.
    """
    with errors_for_people(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _schema.forget_copies(Path(str(engine.url.database)))
            return _sqlite.scrub_file(connection, compact=compact)
    anew = frozenset(METADATA.tables) if compact else PERSONAL
    try:
        with errors_for_people(), engine.connect() as connection:
            return _postgres.scrub_server(connection, sorted(METADATA.tables), anew=anew)
    except ArpenteurError:
        # somebody reads: what was erased is, and the next erasure writes the tables anew
        return False


@contextmanager
def _transaction(
    engine: Engine,
    *,
    first: Callable[[Connection], None] | None = None,
    parts: Collection[Part] = PARTS,
    patient: bool = False,
    about: Collection[str] = (),
) -> Iterator[Connection]:
    on_server = engine.dialect.name == "postgresql"
    with errors_for_people(), engine.connect() as plain:
        if first is not None:
            with plain.begin():
                first(plain)
        connection = plain if on_server else _sqlite.for_writing(plain, patient=patient)
        with connection.begin():
            if on_server:
                _postgres.take_locks(connection, parts, patient=patient, about=about)
            yield connection


#: How SQLite says that a page is not as it was written.
_DAMAGED = ("malformed", "not a database", "disk I/O error")


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Turn what the driver says into a sentence that quotes no row."""
    try:
        yield
    except IntegrityError as error:
        said = _said(error)
        raise BadInputError(
            Words(
                f"La base refuse ces lignes ({said}). Rien n'a été écrit.",
                f"The base refuses these rows ({said}). Nothing was written.",
            )
        ) from _cause(error)
    except DBAPIError as error:
        said = _said(error)
        if any(word in said for word in _DAMAGED):
            raise ArpenteurError(
                Words(
                    f"La base est abîmée ({said}) : n'y écrivez plus, et rétablissez la dernière "
                    "sauvegarde entière (restore).",
                    f"The base is damaged ({said}): write to it no more, and bring the last whole "
                    "backup back (restore).",
                )
            ) from _cause(error)
        raise ArpenteurError(
            Words(
                f"La base ne répond pas ({said}) : fermez les autres fenêtres ou vérifiez "
                "la place sur le disque, puis recommencez. Rien n'a été écrit.",
                f"The base does not answer ({said}): close the other windows or check the "
                "space on the disk, then try again. Nothing was written.",
            )
        ) from _cause(error)


def _said(error: DBAPIError) -> str:
    """Return the driver's message where it names a constraint or columns, and no value."""
    original: Any = error.orig
    if not hasattr(original, "diag"):
        return str(original)
    state = original.sqlstate or ""
    if state.startswith(_QUOTES_VALUES) or (not state and not error.connection_invalidated):
        refused = str(original).startswith(("connection", "[Errno"))
        return str(original).strip() if refused else type(original).__name__
    return str(original.diag.message_primary or type(original).__name__)


def _cause(error: DBAPIError) -> DBAPIError | None:
    """Drop the server's error from the chain: its details quote whole rows."""
    return None if hasattr(error.orig, "diag") else error


def _target(path_or_url: Path | str) -> Path | URL:
    if isinstance(path_or_url, Path) or "://" not in path_or_url:
        return Path(path_or_url)
    try:
        url = make_url(path_or_url)
    except ArgumentError:
        url = URL.create("unknown")
    if url.drivername in {"postgresql", "postgresql+psycopg"} and url.database:
        return url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise BadInputError(
            Words(
                "Donnez un fichier, sqlite:///fichier ou postgresql://utilisateur@serveur/base.",
                "Give a file, sqlite:///file or postgresql://user@server/database.",
            )
        )
    return Path(url.database)


def _engine(target: Path | URL, passphrase: str) -> Engine:
    if isinstance(target, URL):
        return _postgres.made_engine(target)
    if not target.parent.is_dir():
        raise MissingFileError(target.parent)
    return _sqlite.made_engine(target, passphrase)


def _opened(engine: Engine, crs: str) -> dict[str, str]:
    """Read what the base says of itself, once it is of this version."""
    with reading(engine) as connection:
        found = _schema.revision(connection)
        if found == _schema.HEAD:
            return _schema.facts(connection)
    if found:
        _schema.refuse_newer(place_of(engine), found)
    with _transaction(engine) as connection:
        _schema.bring_up_to_date(connection, crs)
    with reading(engine) as connection:
        return _schema.facts(connection)


def _check_facts(place: str, facts: dict[str, str], crs: str | None, *, even_moved: bool) -> None:
    if "moved_to" in facts and not even_moved:
        raise _moved(place, facts["moved_to"])
    if crs is not None and crs != facts["crs"]:
        raise BadInputError(
            Words(
                f"{place} est en {facts['crs']}, la campagne en {crs} : une base par territoire.",
                f"{place} is in {facts['crs']}, the campaign in {crs}: one base per territory.",
            )
        )


def _moved(place: str, elsewhere: str) -> BadInputError:
    return BadInputError(
        Words(
            f"La base {place} a été déplacée vers {elsewhere} : rouvrez la campagne.",
            f"The base {place} was moved to {elsewhere}: open the campaign again.",
        )
    )
