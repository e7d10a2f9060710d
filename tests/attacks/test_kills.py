"""A process killed at any moment leaves a whole base, with all that was acknowledged."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from how_long import FULL

from canvass import tables
from people_base.access.audit import audit_note
from people_base.base import open_base, reading
from people_base.engine import schema as _schema
from people_base.integrity import check_base
from people_base.migrations import FIRST, steps
from people_base.snapshot import check_snapshot, snapshot
from people_base.store import read
from people_base.transfer import proofs

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")


def _killed(place: str, deed: str, seconds: float, round_of: int) -> set[str]:
    """Run the victim, kill it without warning, and give what it had acknowledged."""
    victim = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("victim.py")), place, deed, str(round_of)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "ready\n"
    time.sleep(seconds)
    victim.send_signal(signal.SIGKILL)
    said = victim.stdout.read()
    victim.wait()
    # the last line may have been cut short by the kill
    return {line for line in said.split("\n")[:-1] if line}


def _check_whole(place: str, acknowledged: set[str]) -> None:
    base = open_base(place)
    checked = check_base(base)
    assert checked.faults == ()
    contacts = read(base, tables.CONTACTS, columns=["contact_id"])
    assert acknowledged <= set(contacts["contact_id"])
    concerned = read(base, tables.CONCERNS).index.get_level_values("event_id")
    assert set(concerned) == set(contacts.index)
    # a merge is whole or absent: all voters of one version
    voters = read(base, tables.VOTERS, columns=["postcode"])
    assert len(voters) in {0, 3000}
    assert voters["postcode"].nunique() <= 1
    base.engine.dispose()


def _older(place: str, voters: int) -> tuple[str, ...]:
    """Make a base of the first schema and give the proofs of what it holds."""
    from people_base.base import _target
    from people_base.engine import postgres as _postgres
    from people_base.engine import sqlite as _sqlite

    target = _target(place)
    engine = (
        _sqlite.made_engine(target) if isinstance(target, Path) else _postgres.made_engine(target)
    )
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {_sqlite.APPLICATION_ID}")
        steps.upgrade(connection, FIRST)
        connection.exec_driver_sql("DROP TABLE alembic_version")
        for fact in ("('crs', 'EPSG:2154')", "('schema_version', '1')"):
            connection.exec_driver_sql(f"INSERT INTO facts VALUES {fact}")
        for i in range(voters):
            connection.exec_driver_sql(f"INSERT INTO results VALUES ('e', 'b', '{i}', 1,1,1,1,1,1)")
    engine.dispose()
    return tuple(str(i) for i in range(voters))


def _killed_while_migrating(place: str, seconds: float, held: tuple[str, ...]) -> None:
    _killed(place, "migrate", seconds, 0)
    base = open_base(place)
    with reading(base.engine) as connection:
        assert _schema.revision(connection) == _schema.HEAD
    found = read(base, tables.RESULTS).index.get_level_values("candidate")
    assert sorted(found) == sorted(held)
    assert check_base(base).faults == ()
    base.engine.dispose()


@pytest.fixture(params=["sqlite", "postgis"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Return a place where there is no base yet, at each call."""
    if request.param == "postgis":
        made: Callable[[], str] = request.getfixturevalue("new_postgis")
        return made
    numbers = iter(range(10_000))
    return lambda: str(tmp_path / f"{next(numbers)}.sqlite")


@pytest.mark.parametrize("deed", ["sync", "import", "purge"])
def test_killed_while_it_works(new_place: Callable[[], str], deed: str) -> None:
    place = new_place()
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for round_of in range(2):
        acknowledged |= _killed(place, deed, chance.uniform(0.1, 0.5), round_of)
        _check_whole(place, acknowledged)


def test_killed_while_it_is_upgraded_or_made(new_place: Callable[[], str]) -> None:
    chance = random.Random(3)
    place = new_place()
    held = _older(place, 50)
    _killed_while_migrating(place, chance.uniform(0.0, 0.2), held)
    fresh = new_place()
    _killed(fresh, "make", chance.uniform(0.0, 0.08), 0)
    base = open_base(fresh)
    assert read(base, tables.VOTERS).empty
    base.engine.dispose()


def test_a_backup_made_after_a_kill_is_whole(tmp_path: Path) -> None:
    place = str(tmp_path / "base.sqlite")
    acknowledged = _killed(place, "sync", 0.4, 0) | _killed(place, "import", 0.3, 1)
    base = open_base(place)
    copy = tmp_path / "copy.sqlite"
    snapshot(base, copy)
    check_snapshot(copy)
    restored = open_base(copy)
    with reading(base.engine) as one, reading(restored.engine) as two:
        assert proofs(one) == proofs(two)
    _check_whole(str(copy), acknowledged)
    audit_note(restored, "o", "it can be written", 1, datetime(2026, 5, 1, tzinfo=UTC))
    base.engine.dispose()
    restored.engine.dispose()


@pytest.mark.city
def test_many_kills(new_place: Callable[[], str]) -> None:
    """As many of each kind; a purge forgets what was acknowledged, hence a base for each kind.

    Thirty-two in all, two hundred where ``ARPENTEUR_FULL=1`` asks.
    """
    chance = random.Random(11)
    times = 50 if FULL else 8
    for deed in ("sync", "import", "purge"):
        place, acknowledged = new_place(), set[str]()
        for round_of in range(times):
            acknowledged |= _killed(place, deed, chance.uniform(0.0, 1.0), round_of)
            _check_whole(place, acknowledged)
    for _ in range(times):
        place = new_place()
        _killed_while_migrating(place, chance.uniform(0.0, 0.4), _older(place, 500))
