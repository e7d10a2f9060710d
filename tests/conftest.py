"""What every test may use: the fictitious town, the real data where it lies beside, no network."""

import io
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from campaign.folder import Campaign

ROOT = Path(__file__).parent.parent
VAL_FLEURI = ROOT / "data" / "sample_districts" / "val-fleuri"
SHARED = ROOT.parent / "shared" / "data"
LOCAL = {"127.0.0.1", "::1", "localhost"}
RUN_LONGEST = {"test_browser.py", "test_docs.py"}

# A machine may be busy: how long an example takes says nothing about the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that run longest first, so that all processes end at about the same time.

    What only calls functions that are tested on both databases runs on a file alone.
    """
    items[:] = [item for item in items if not _needless_twin(item)]
    items.sort(key=lambda item: item.path.name not in RUN_LONGEST)


def _needless_twin(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    values = callspec.params.values() if callspec is not None else ()
    on_server = any(isinstance(value, str) and value == "postgis" for value in values)
    return on_server and item.get_closest_marker("on_a_file") is not None


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            pytest.fail(f"a test reached for {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True)
def speaks_as_before() -> Iterator[None]:
    """Leave no language in force for the next test, as a command run within the tests does."""
    from canvass.words import edge, language

    spoken, speaking = language.get(), edge.get()
    yield
    language.set(spoken)
    edge.set(speaking)


@pytest.fixture(scope="session", autouse=True)
def full_hasher() -> Iterator[type]:
    """Hash passwords with the least that Argon2 takes; the class as it comes."""
    import argon2

    full = argon2.PasswordHasher
    with pytest.MonkeyPatch.context() as patch:
        cheap = partial(full, time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(argon2, "PasswordHasher", cheap)
        yield full


@pytest.fixture(scope="session")
def val_fleuri() -> Path:
    return VAL_FLEURI


@pytest.fixture(scope="session")
def toulouse() -> Path:
    """The real city, on machines that have it."""
    folder = SHARED / "toulouse"
    if not folder.is_dir():
        pytest.skip("the real data of Toulouse is not on this machine")
    return folder


def require(program: str) -> str:
    """Return the program's path; skip without it, unless CI says that it must be there."""
    found = shutil.which(program)
    if found is None:
        if program in os.environ.get("ARPENTEUR_REQUIRE", "").split():
            pytest.fail(f"{program} is required here and is not installed")
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    return require("chromium")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    return require("pdftoppm")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    return require("pdftotext")


def _postgis_programs() -> Path:
    """Return the folder of a PostgreSQL that has PostGIS; Debian keeps it off the path."""
    for programs in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        version = programs.parent.name
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").is_file():
            return programs
    if "postgis" in os.environ.get("ARPENTEUR_REQUIRE", "").split():
        pytest.fail("postgis is required here and is not installed")
    pytest.skip("PostgreSQL with PostGIS is not installed")


@pytest.fixture(scope="session")
def postgis() -> Iterator[str]:
    """The URL of a database with PostGIS on a server of its own, gone after the tests."""
    programs = _postgis_programs()
    folder = Path(tempfile.mkdtemp(prefix="arpenteur-pg-"))
    # PostgreSQL refuses to run as root
    user = "postgres" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = [programs / "pg_ctl", "-D", folder / "data", "-w"]

    def run(*command: object) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=user,
            group=user,
        )

    url = f"postgresql://postgres@127.0.0.1:{port}/arpenteur"
    make = [programs / "psql", "-q", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-c"]
    # a test needs no disk that survives a power cut
    settings += " -c fsync=off -c max_connections=200"
    run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8")
    try:
        run(*control, "-l", folder / "log", "-o", settings, "start")
        run(*make, "CREATE DATABASE arpenteur")
        run(*make, "CREATE EXTENSION postgis", "arpenteur")
        yield url
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Campaign, str]":
    """The campaign after the demo on Val-Fleuri, and what the demo said."""
    from campaign.demo import run_demo
    from campaign.folder import open_campaign
    from canvass.progress import silent

    said = io.StringIO()
    out = tmp_path_factory.mktemp("demo")
    run_demo(
        None, out, show=lambda line: said.write(f"{line}\n"), bar=lambda _: nullcontext(silent)
    )
    return open_campaign(out / "val-fleuri"), said.getvalue()


@pytest.fixture(scope="session")
def played(demo: "tuple[Campaign, str]") -> "Campaign":
    return demo[0]


@pytest.fixture
def make_campaign(tmp_path: Path) -> "Callable[..., Campaign]":
    """Create an empty campaign of Val-Fleuri, with other settings where given."""
    from datetime import UTC, date, datetime

    from campaign.folder import new_campaign
    from campaign.settings import UNDERTAKING, Controller, Provenance, Settings

    def make(**other: object) -> "Campaign":
        given: dict[str, object] = {
            "name": "Essai",
            "election_date": date(2027, 3, 14),
            "communes": ("99001",),
            "provenance": Provenance(
                requester="Camille Exemple",
                received_on=date(2026, 11, 2),
                undertaking=UNDERTAKING,
                signed_at=datetime(2026, 11, 2, tzinfo=UTC),
            ),
            "controller": Controller(name="Liste Exemple", contact="droits@exemple.fr"),
        }
        return new_campaign(tmp_path / "campagne", Settings(**(given | other)))  # type: ignore[arg-type]

    return make


_SCHEMAS = itertools.count()


@pytest.fixture
def new_postgis(postgis: str) -> Iterator[Callable[[], str]]:
    """Yield the URL of an empty schema at each call: cheaper than a database, as separate."""
    from sqlalchemy import create_engine

    engine = create_engine(postgis.replace("postgresql:", "postgresql+psycopg:"))

    def make() -> str:
        schema = f"t{next(_SCHEMAS)}"
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        return f"{postgis}?options=-csearch_path%3D{schema},public"

    yield make
    engine.dispose()


@pytest.fixture(scope="session")
def _served(postgis: str) -> Iterator["Engine"]:
    """The server's own connection, and a database with an empty base to copy from."""
    from sqlalchemy import create_engine

    from people_base.base import open_base

    url = postgis.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE empty_base TEMPLATE arpenteur")
    open_base(_database(postgis, "empty_base")).engine.dispose()
    yield engine
    engine.dispose()


@pytest.fixture
def ready_postgis(postgis: str, _served: "Engine") -> Iterator[Callable[[], str]]:
    """Yield the URL of an empty base at each call: copied, four times sooner than made."""
    made = []

    def make() -> str:
        made.append(f"b{next(_SCHEMAS)}")
        with _served.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {made[-1]} TEMPLATE empty_base")
        return _database(postgis, made[-1])

    yield make
    with _served.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"
