"""A base of any older version becomes one of this version, with all that it held."""

import sqlite3
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from geoalchemy2 import Geometry as Spatial
from shapely import Point
from sqlalchemy import Connection, Engine, MetaData, inspect, text

from canvass.errors import BadInputError
from people_base.base import Base, open_base, reading
from people_base.engine import schema as _schema
from people_base.migrations import FIRST, HEAD, steps
from people_base.models import METADATA

ROOT = Path(__file__).parents[2]
OLDER = [revision for revision in steps.known() if revision != HEAD]
#: What check constraints ask for; any other text is the same, so that references hold.
SPECIAL = {
    "origin": "mairie",
    "role": "organiser",
    "mode": "individual",
    "act": "given",
    "purpose": "opinion",
    "password": "$argon2id$k",
    "hash": 64 * "k",
    "previous": "",
}
LATER = datetime(2026, 1, 5, 10, tzinfo=UTC)
#: What the check constraints of one table ask for.
OF_TABLE = {
    ("oppositions", "kind"): "person",
    ("copies", "kind"): "base",
    ("tellings", "state"): "told",
    ("tellings", "threshold"): 11,
    ("turf_steps", "state"): "done",
    ("lookalike_reviews", "status"): "waiting",
}


@pytest.fixture(params=["sqlite", "postgis"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, opened as the base opens it."""
    from people_base.base import _target
    from people_base.engine import postgres as _postgres
    from people_base.engine import sqlite as _sqlite

    if request.param == "sqlite":
        engine = _sqlite.made_engine(tmp_path / "base.sqlite")
    else:
        url = _target(request.getfixturevalue("new_postgis")())
        engine = _postgres.made_engine(url)  # type: ignore[arg-type]
    yield engine
    engine.dispose()


def _place(engine: Engine) -> Path | str:
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database))
    return engine.url.render_as_string()


def _as_of(engine: Engine, revision: str) -> None:
    """Make a base as the version of that revision made it, with a row in every table."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {0x41525054}")
        steps.upgrade(connection, revision)
        if revision == FIRST:
            connection.exec_driver_sql("DROP TABLE alembic_version")
            connection.exec_driver_sql("INSERT INTO facts VALUES ('schema_version', '1')")
        connection.exec_driver_sql("INSERT INTO facts VALUES ('crs', 'EPSG:2154')")
        held = _held(connection)
        for table in held.sorted_tables:
            if table.name not in {"facts", "purging"}:
                row = {column.name: _value(column, table.name) for column in table.columns}
                connection.execute(table.insert(), row)


def _held(connection: Connection) -> MetaData:
    held = MetaData()
    others = {"spatial_ref_sys", "alembic_version"}
    held.reflect(connection, only=lambda name, _: name not in others)
    return held


def _value(column: Any, table: str) -> Any:
    if column.name == "geometry":
        geometry = Point(1, 2)
        return geometry.wkb if not isinstance(column.type, Spatial) else geometry.wkt
    if column.name == "ends":
        return LATER
    if (table, column.name) in OF_TABLE:
        return OF_TABLE[table, column.name]
    kind = column.type.python_type.__name__
    return {
        "str": SPECIAL.get(column.name, "k"),
        "int": 1,
        "float": 0.5,
        "bool": True,
        "date": date(2026, 1, 5),
        "datetime": datetime(2026, 1, 5, 9, tzinfo=UTC),
        "bytes": b"\x00\xff",
    }[kind]


def _rows(connection: Connection) -> dict[str, Any]:
    """Return what every table holds, column by column, as the driver gives it."""
    found = {}
    for table in _held(connection).sorted_tables:
        rows = connection.exec_driver_sql(f"SELECT * FROM {table.name}").mappings().all()
        if table.name != "facts":
            found[table.name] = [dict(row) for row in rows]
    return found


@pytest.mark.parametrize("revision", OLDER)
def test_an_older_base_opens_with_all_that_it_held(bare: Engine, revision: str) -> None:
    _as_of(bare, revision)
    with bare.connect() as connection:
        before = _rows(connection)
    place = _place(bare)
    base = open_base(place)
    with reading(base.engine) as connection:
        after = _rows(connection)
        assert _schema.revision(connection) == HEAD
    for table, rows in before.items():
        assert len(after[table]) == len(rows) == (0 if table == "purging" else 1), table
        for old, new in zip(rows, after[table], strict=True):
            assert new | old == new, table
    base.engine.dispose()
    if isinstance(place, Path):
        (copy,) = _schema.copies(place)
        assert copy.stat().st_mode & 0o077 == 0
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM voters").fetchone() == (1,)
            assert not connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'second_factors'"
            ).fetchone()
    _schemas_agree(place, bare)


def _schemas_agree(place: Path | str, engine: Engine) -> None:
    with engine.connect() as connection:
        assert _missing(connection) == ""


def _missing(connection: Connection) -> str:
    """Return the operations that would make the base what the models say, as code to copy."""

    def same_type(_: Any, __: Any, ___: Any, found: Any, wanted: Any) -> bool | None:
        return False if isinstance(found, Spatial) else None

    def ours(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
        if kind == "index" and thing.dialect_options["postgresql"].get("using") == "gist":
            return connection.dialect.name == "postgresql"
        return name != "spatial_ref_sys"

    options = {"compare_type": same_type, "include_object": ours}
    context = MigrationContext.configure(connection, opts=options)
    wanted = produce_migrations(context, METADATA).upgrade_ops
    assert wanted is not None
    return "" if wanted.is_empty() else render_python_code(wanted)


def test_the_migrations_make_what_the_models_say(bare: Engine) -> None:
    with bare.begin() as connection:
        steps.upgrade(connection)
        missing = _missing(connection)
    assert missing == "", f"add a migration:\n{missing}"


def test_a_new_base_is_what_the_migrations_make(
    bare: Engine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with bare.begin() as connection:
        steps.upgrade(connection)
    in_file = bare.dialect.name == "sqlite"
    other = tmp_path / "other" if in_file else request.getfixturevalue("new_postgis")()
    made = open_base(other)
    with bare.connect() as one, made.engine.connect() as two:
        assert _details(one) == _details(two)
    made.engine.dispose()


def _details(connection: Connection) -> dict[str, Any]:
    """Return what autogenerate does not compare too: checks, triggers, actions on delete."""
    inspector = inspect(connection)
    names = [n for n in inspector.get_table_names() if n not in {"spatial_ref_sys"}]

    def sort(rows: Any) -> list[str]:
        # where a server keeps two schemas, their names are no difference
        return sorted(str({k: v for k, v in row.items() if k != "referred_schema"}) for row in rows)

    return {
        name: {
            "columns": [
                (c["name"], str(c["type"]).split("(")[0], c["nullable"])
                for c in inspector.get_columns(name)
            ],
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "references": sort(inspector.get_foreign_keys(name)),
            "checks": sort(inspector.get_check_constraints(name)),
            "indexes": sort(inspector.get_indexes(name)),
        }
        for name in names
    } | {"triggers": _triggers(connection)}


def _triggers(connection: Connection) -> list[Any]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        query = (
            "SELECT tgname, tgtype, prosrc FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid "
            "JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal "
            "AND relnamespace = current_schema()::regnamespace ORDER BY tgname"
        )
    return [tuple(row) for row in connection.execute(text(query))]


def test_a_newer_base_is_refused_and_left_alone(base: Base) -> None:
    with base.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadInputError, match=r"plus récente.*9999"):
        open_base(_place(base.engine))
    with base.engine.connect() as connection:
        assert _schema.revision(connection) == "9999"


def test_an_upgrade_that_fails_leaves_the_base_as_it_was(
    bare: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_of(bare, FIRST)
    whole = steps.upgrade

    def broken(connection: Connection, to: str = HEAD) -> None:
        whole(connection, to)
        raise RuntimeError

    monkeypatch.setattr(steps, "upgrade", broken)
    with pytest.raises(RuntimeError):
        open_base(_place(bare))
    monkeypatch.undo()
    with bare.connect() as connection:
        assert _schema.revision(connection) == FIRST
        assert not inspect(connection).has_table("household_members")
    open_base(_place(bare)).engine.dispose()


def test_two_windows_that_open_an_older_base_upgrade_it_once(bare: Engine) -> None:
    _as_of(bare, FIRST)
    opened: list[Base] = []
    windows = [
        threading.Thread(target=lambda: opened.append(open_base(_place(bare)))) for _ in range(4)
    ]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(opened) == 4
    for base in opened:
        base.engine.dispose()


def test_the_last_step_is_the_head() -> None:
    assert steps.known() == sorted(steps.known())
    assert steps.known()[0] == FIRST
    assert steps.known()[-1] == HEAD


def test_the_steps_are_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    for folder in {path.parent for path in (ROOT / "people_base").rglob("*.py")}:
        name = ".".join(folder.relative_to(ROOT).parts)
        assert any(fnmatch(name, pattern) for pattern in packages)
        assert (folder / "__init__.py").is_file()


def test_the_makers_name(new_base: Callable[[], Base]) -> None:
    """A base says of itself only what it must."""
    with reading(new_base().engine) as connection:
        assert _schema.facts(connection) == {"crs": "EPSG:2154"}
