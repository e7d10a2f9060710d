"""Opening a base: private, durable, ours, of this version."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from canvass.errors import ArpenteurError, BadInputError, MissingFileError
from people_base.access.audit import audit_note
from people_base.base import Base, open_base, reading, scrub, transactions, writing
from people_base.engine import sqlite as _sqlite


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    made = open_base(path)
    with writing(made.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('a', 'b')")
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    open_base(path).engine.dispose()
    path.chmod(0o644)
    open_base(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_connection_is_durable_and_keeps_references(file_base: Base) -> None:
    with file_base.engine.connect() as one, file_base.engine.connect() as two:
        for connection in (one, two):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 5000,
            }


def test_the_crs_is_kept_and_another_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    assert open_base(path, crs="EPSG:2975").crs == "EPSG:2975"
    assert open_base(path).crs == "EPSG:2975"
    with pytest.raises(BadInputError, match="EPSG:2975"):
        open_base(path, crs="EPSG:2154")


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_path_or_a_url_opens_the_same_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "base.sqlite"
    open_base(form.format(path), crs="EPSG:2975").engine.dispose()
    assert open_base(path).crs == "EPSG:2975"


def test_a_server_keeps_its_crs_and_hides_its_password(new_postgis: Callable[[], str]) -> None:
    url = new_postgis().replace("postgres@", "postgres:ZZYZX@")
    made = open_base(url, crs="EPSG:2975")
    assert "ZZYZX" not in f"{made}{made.place}{made.engine}"
    made.engine.dispose()
    again = open_base(url.replace("postgresql:", "postgresql+psycopg:"))
    assert again.crs == "EPSG:2975"
    again.engine.dispose()
    with pytest.raises(BadInputError, match="EPSG:2975") as caught:
        open_base(url, crs="EPSG:2154")
    assert "ZZYZX" not in str(caught.value)


def test_what_a_page_shows_of_a_server_is_renewed_by_each_write(
    new_postgis: Callable[[], str], tmp_path: Path
) -> None:
    base = open_base(new_postgis())
    before = transactions(base)
    assert transactions(base) == before, "looking is no write"
    audit_note(base, "o", "essai", 1, datetime(2026, 3, 1, tzinfo=UTC))
    assert transactions(base) > before
    base.engine.dispose()
    file = open_base(tmp_path / "base.sqlite")
    assert transactions(file) == 0
    file.engine.dispose()


def test_a_server_that_does_not_answer_gets_a_sentence() -> None:
    with pytest.raises(ArpenteurError, match="ne répond pas") as caught:
        open_base("postgresql://u:ZZYZX@127.0.0.1:1/d")
    assert "ZZYZX" not in f"{caught.value}{caught.value.__cause__}"


def test_a_schema_of_somebody_else_is_refused_and_left_alone(
    new_postgis: Callable[[], str],
) -> None:
    url = new_postgis()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE mine (x int)")
    with pytest.raises(BadInputError, match="autre chose"):
        open_base(url)
    assert sorted(inspect(engine).get_table_names()) == ["mine", "spatial_ref_sys"]
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["mysql://u@h/d", "sqlite://", "postgresql://u@h", "nonsense://x y"]
)
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(BadInputError):
        open_base(url)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="nowhere"):
        open_base(tmp_path / "nowhere" / "base.sqlite")


def test_somebody_elses_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    text, foreign = tmp_path / "notes.txt", tmp_path / "other.sqlite"
    text.write_text("not a database at all, but long enough to have had a header" * 9)
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for path in (text, foreign, tmp_path):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(BadInputError):
            open_base(path)
        assert not path.is_file() or path.read_bytes() == before


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "base.sqlite"
    folder.mkdir()
    with pytest.raises(BadInputError):
        open_base(folder)


def test_opening_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    first = open_base(path)
    with writing(first.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('a', 'b')")
        other = open_base(path)
        with reading(other.engine) as seen:
            assert seen.exec_driver_sql("SELECT count(*) FROM facts").scalar() == 1
    with reading(other.engine) as seen:
        assert seen.exec_driver_sql("SELECT count(*) FROM facts").scalar() == 2


def test_two_writers_at_once_get_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sqlite, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "base.sqlite"
    one, two = open_base(path), open_base(path)
    with (
        writing(one.engine),
        pytest.raises(ArpenteurError, match="recommencez"),
        writing(two.engine),
    ):
        pass


def _break_off(base: Base) -> None:
    with writing(base.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('a', 'b')")
        raise RuntimeError


def test_a_failed_write_leaves_nothing(base: Base) -> None:
    with pytest.raises(RuntimeError):
        _break_off(base)
    with reading(base.engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM facts").scalar() == 1


def test_the_log_on_the_disk_is_emptied(file_base: Base, tmp_path: Path) -> None:
    with writing(file_base.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('secret', 'ZZYZX')")
    with writing(file_base.engine) as connection:
        connection.exec_driver_sql("DELETE FROM facts WHERE name = 'secret'")
    assert scrub(file_base.engine, compact=True)
    for file in tmp_path.iterdir():
        assert b"ZZYZX" not in file.read_bytes(), file.name


def test_a_reader_in_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sqlite, "BUSY_TIMEOUT_MS", 50)
    base = open_base(tmp_path / "base.sqlite")
    with writing(base.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('a', 'b')")
    with reading(base.engine) as slow:
        slow.exec_driver_sql("SELECT count(*) FROM facts").scalar()
        with writing(base.engine) as connection:
            connection.exec_driver_sql("DELETE FROM facts WHERE name = 'a'")
        assert not scrub(base.engine)


@pytest.mark.parametrize("kept", [0.5, 0.99, 70, 9])
def test_a_truncated_base_is_called_that(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "base.sqlite"
    open_base(path).engine.dispose()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole) if kept < 1 else kept)])
    with pytest.raises(BadInputError, match="est tronqué"):
        open_base(path)


def test_a_base_whose_last_pages_wait_in_the_log_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    made = open_base(path)
    with writing(made.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('a', 'b')")
    assert path.with_name("base.sqlite-wal").stat().st_size
    again = open_base(path)
    made.engine.dispose()
    again.engine.dispose()
