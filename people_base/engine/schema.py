"""Which version a base is of, and how it becomes one of this version."""

from pathlib import Path

from pyproj import CRS
from sqlalchemy import Connection, insert, inspect, select, text

from canvass.errors import BadInputError
from canvass.words import Words
from files.writing.whole import temporary_beside
from people_base.engine import cipher as _cipher
from people_base.engine import law_triggers as _law_triggers
from people_base.engine import postgres as _postgres
from people_base.engine import triggers as _triggers
from people_base.engine.sqlite import APPLICATION_ID
from people_base.engine.types import Geometry
from people_base.migrations import FIRST, HEAD
from people_base.models import FACTS, METADATA

__all__ = ["HEAD"]

_ALEMBIC = "alembic_version"
#: Between the name of a file and the revision that it was upgraded to.
_COPY = ".avant-"


def revision(connection: Connection) -> str:
    """Return the revision of the base; empty if it has no tables yet."""
    if _has_table(connection, _ALEMBIC):
        return str(connection.execute(text(f"SELECT version_num FROM {_ALEMBIC}")).scalar_one())  # noqa: S608
    return FIRST if _has_table(connection, FACTS.name) else ""


def facts(connection: Connection) -> dict[str, str]:
    """Read what the base says of itself."""
    return {row.name: row.value for row in connection.execute(select(FACTS))}


def refuse_newer(place: str, found: str) -> None:
    """Refuse a base whose revision this version does not know.

    Raises
    ------
    BadInputError
        Naming both revisions.
    """
    from people_base.migrations import steps

    if found not in steps.known():
        raise BadInputError(
            Words(
                f"{place} a été fait par une version plus récente d'Arpenteur (schéma {found}, "
                f"ici {HEAD}) : mettez Arpenteur à jour.",
                f"{place} was made by a newer version of Arpenteur (schema {found}, here "
                f"{HEAD}): update Arpenteur.",
            )
        )


def bring_up_to_date(connection: Connection, crs: str) -> None:
    """Create or upgrade a base in the transaction under way, unless somebody has just done it."""
    found = revision(connection)
    if not found:
        _create(connection, crs)
    elif found != HEAD:
        from people_base.migrations import steps

        if connection.dialect.name == "sqlite":
            _copy_aside(Path(str(connection.engine.url.database)))
        if not _has_table(connection, _ALEMBIC):
            stamp(connection, found)
        steps.upgrade(connection)


def _create(connection: Connection, crs: str) -> None:
    """Make all tables at once, as the migrations would have made them."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        _postgres.prepare_database(connection)
    METADATA.create_all(connection, checkfirst=False)
    _triggers.protect(connection)
    _law_triggers.enforce(connection)
    _law_triggers.pin_functions(
        connection,
        [_triggers.trigger_name(t, a) for t in _triggers.PROTECTED for a in ("update", "delete")],
    )
    stamp(connection, HEAD)
    connection.execute(insert(FACTS), {"name": "crs", "value": crs})
    set_srid(connection, crs)


def stamp(connection: Connection, revision: str) -> None:
    """Note the revision as alembic does."""
    connection.execute(
        text(
            f"CREATE TABLE {_ALEMBIC} (version_num VARCHAR(32) NOT NULL, "
            f"CONSTRAINT {_ALEMBIC}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(
        text(f"INSERT INTO {_ALEMBIC} (version_num) VALUES (:revision)"),  # noqa: S608
        {"revision": revision},
    )


def set_srid(connection: Connection, crs: str) -> None:
    """Tell PostGIS the CRS of each geometry, for those who look at the base with a GIS."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.tables.values():
        for column in table.columns:
            if isinstance(column.type, Geometry):
                kind = f"geometry(Geometry, {srid(crs)})"
                connection.execute(
                    text(f"ALTER TABLE {table.name} ALTER COLUMN {column.name} TYPE {kind}")
                )


def _has_table(connection: Connection, name: str) -> bool:
    """Look in the base's own schema alone: the next one of the path may be another campaign's."""
    schema = None
    if connection.dialect.name == "postgresql":
        schema = connection.execute(text("SELECT current_schema()")).scalar()
    return bool(inspect(connection).has_table(name, schema=schema))


def srid(crs: str) -> int:
    """Return the number by which PostGIS knows a CRS; 0 if it has none."""
    return CRS.from_user_input(crs).to_epsg() or 0


def copies(path: Path) -> list[Path]:
    """List the copies that upgrades of a file have kept."""
    return sorted(path.parent.glob(f"{path.name}{_COPY}*"))


def forget_copies(path: Path) -> None:
    """Remove the copies: what is erased from the base must not live on in them."""
    for copy in copies(path):
        copy.unlink(missing_ok=True)


def _copy_aside(path: Path) -> None:
    """Keep the base as it is before an upgrade, whole or not at all."""
    forget_copies(path)
    kept = path.with_name(f"{path.name}{_COPY}{HEAD}")
    with temporary_beside(kept, private=True) as part:
        _cipher.copy_file(path, part)
