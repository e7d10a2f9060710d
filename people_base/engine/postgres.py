"""The base on a server: PostgreSQL with PostGIS, reached with psycopg."""

from collections.abc import Collection
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL

from canvass.errors import BadInputError
from canvass.words import Words

#: "ARPT": the first half of the key of the write lock, the second is the schema.
_LOCK = 0x41525054
#: How long one writer waits for another, and how long the server may take to answer at all.
LOCK_TIMEOUT_MS = 5000
PATIENT_TIMEOUT_MS = 60_000
#: Beyond, one lock for all is cheaper than one for each.
_FEW = 64
#: In the order of the keys, so that two writers never wait for each other.
_LOCK_SOME = """
    SELECT pg_advisory_xact_lock(:lock, key) FROM (
        SELECT DISTINCT hashtext(current_schema() || ' about ' || id) AS key
        FROM unnest(CAST(:ids AS text[])) AS id ORDER BY key
    ) AS keys
"""
_CONNECT_TIMEOUT_S = 10
_SCRUB_WAITS_MS = 10_000
#: Others of this database who still see rows as they were: these stay in the new files.
_SEEING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL
    AND backend_type = 'client backend'
"""
_LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
#: What PostGIS puts in a database by itself.
_OF_POSTGIS = frozenset({"spatial_ref_sys", "geography_columns", "geometry_columns"})


def made_engine(url: URL) -> Engine:
    """Return the engine of a server database; a distant one is reached encrypted or not at all.

    Raises
    ------
    BadInputError
        If the driver is not installed.
    """
    asked: dict[str, str] = {"application_name": "arpenteur"}
    if "connect_timeout" not in url.query:
        asked["connect_timeout"] = str(_CONNECT_TIMEOUT_S)
    host = str(url.host or url.query.get("host", ""))
    if host not in _LOCAL and not host.startswith("/") and "sslmode" not in url.query:
        asked["sslmode"] = "require"
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            # parameters are people: they stay out of messages
            hide_parameters=True,
            connect_args=asked,
        )
        # its hooks on the making of tables must be there before the first table
        import_module("geoalchemy2")
    except ImportError as error:
        raise BadInputError(
            Words(
                "Une base PostgreSQL demande psycopg : pip install 'arpenteur[postgis]'.",
                "A PostgreSQL base needs psycopg: pip install 'arpenteur[postgis]'.",
            )
        ) from error
    event.listen(engine, "connect", _prepare)
    return engine


def for_reading(connection: Connection) -> Connection:
    """Make the next transaction see the base as it is at one moment."""
    return connection.execution_options(isolation_level="REPEATABLE READ")


def take_locks(
    connection: Connection,
    parts: Collection[str],
    *,
    patient: bool = False,
    about: Collection[str] = (),
) -> None:
    """Wait for the other writers of some parts of this base; the locks go with the transaction.

    Those who write ``about`` few ids wait only for who writes about one of them, or about all.
    """
    few = 0 < len(about) <= _FEW
    wait = PATIENT_TIMEOUT_MS if patient else LOCK_TIMEOUT_MS
    connection.execute(text(f"SET LOCAL lock_timeout = {wait}"))
    # always in the same order, so that two writers never wait for each other
    for part in sorted(parts):
        shared = "_shared" if few else ""
        connection.execute(
            text(
                f"SELECT pg_advisory_xact_lock{shared}({_LOCK}, "
                "hashtext(current_schema() || :part))"
            ),
            {"part": part},
        )
    if few:
        connection.execute(text(_LOCK_SOME), {"lock": _LOCK, "ids": sorted(about)})


def scrub_server(connection: Connection, tables: list[str], *, anew: Collection[str]) -> bool:
    """Free the rows that were erased, and write the tables of ``anew`` into new files.

    Only the server's owner can overwrite its disk. Give whether nobody stood in the way.
    """
    bare = connection.execution_options(isolation_level="AUTOCOMMIT")
    # a reader who stays must not hold up everybody behind this
    bare.exec_driver_sql(f"SET lock_timeout = {_SCRUB_WAITS_MS}")
    try:
        seen = bare.exec_driver_sql(_SEEING).scalar_one()
        for table in tables:
            bare.exec_driver_sql(f"VACUUM {'(FULL)' if table in anew else ''} {table}")
    finally:
        bare.exec_driver_sql("RESET lock_timeout")
    return not seen


def prepare_database(connection: Connection) -> None:
    """Switch PostGIS on where it is not, in a database that holds nothing of somebody else.

    Raises
    ------
    BadInputError
        If the schema holds other tables, or PostGIS is missing and may not be switched on.
    """
    _refuse_foreign(connection)
    known = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
    if connection.execute(text(known)).scalar():
        return
    may = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    there = "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'"
    if not connection.execute(text(may)).scalar() or not connection.execute(text(there)).scalar():
        raise BadInputError(
            Words(
                "PostGIS n'est pas activé dans cette base : demandez à l'administrateur du "
                "serveur « CREATE EXTENSION postgis ».",
                "PostGIS is not switched on in this database: ask the server's administrator for "
                "“CREATE EXTENSION postgis”.",
            )
        )
    connection.execute(text("CREATE EXTENSION postgis"))


def _refuse_foreign(connection: Connection) -> None:
    schema = connection.execute(text("SELECT current_schema()")).scalar()
    if set(inspect(connection).get_table_names(schema)) - _OF_POSTGIS:
        raise BadInputError(
            Words(
                "Cette base PostgreSQL contient autre chose : donnez une base ou un schéma vide.",
                "This PostgreSQL database holds something else: give an empty database or schema.",
            )
        )


def _prepare(connection: Any, _record: object) -> None:
    """Ask for what the server might not do by itself: what is acknowledged is on its disk."""
    before = connection.autocommit
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        cursor.execute("SET TimeZone = 'UTC'")
    connection.autocommit = before
