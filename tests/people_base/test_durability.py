"""A process killed at any moment leaves a base that is whole, with all that was acknowledged."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from canvass import tables
from people_base.base import Base, open_base
from people_base.contacts import rebuild, state
from people_base.store import read

ROOT = Path(__file__).parents[2]

#: Records one contact at a time and says so; between them, merges the whole roll again, changed.
WORKER = """
import importlib.util, sys
import pandas as pd
from canvass.tables import VOTERS
from people_base.base import open_base
from people_base.contacts import record
from people_base.rolls import note_source
from people_base.store import write

spec = importlib.util.spec_from_file_location("makers", sys.argv[2])
makers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(makers)
base = open_base(sys.argv[1])
note_source(base, makers.SOURCE)
ids = [f"v{i:05d}" for i in range(3000)]
round_of = int(sys.argv[3])
print("ready", flush=True)
for i in range(10_000):
    name = f"{round_of}-{i}"
    told = makers.make_contacts([{"contact_id": name, "building_id": f"b{i % 50}", "opened": 1}])
    record(base, told, makers.make_concerns([("e0", "LOG", 1)]), source="s")
    print(name, flush=True)
    if i % 5 == 0:
        write(base, VOTERS, makers.make_voters(ids, postcode=name), how="merge")
"""


def _killed_after(path: Path, seconds: float, round_of: int) -> list[str]:
    """Run the worker, kill it without warning, and give what it had acknowledged."""
    makers = Path(__file__).with_name("conftest.py")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path), str(makers), str(round_of)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    time.sleep(seconds)
    worker.send_signal(signal.SIGKILL)
    said = worker.stdout.read()
    worker.wait()
    # the last line may have been cut short by the kill
    return [line for line in said.split("\n")[:-1] if line]


def _check_whole(path: Path, acknowledged: set[str]) -> Base:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    base = open_base(path)
    contacts = read(base, tables.CONTACTS, columns=["contact_id"])
    assert acknowledged <= set(contacts["contact_id"])
    concerned = read(base, tables.CONCERNS).index.get_level_values("event_id")
    assert set(concerned) == set(contacts.index)
    # a merge is whole or absent: all voters of one version
    voters = read(base, tables.VOTERS, columns=["postcode"])
    assert len(voters) in {0, 3000}
    assert voters["postcode"].nunique() <= 1
    return base


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for round_of in range(10):
        acknowledged |= set(_killed_after(path, chance.uniform(0.0, 0.5), round_of))
        base = _check_whole(path, acknowledged)
        stored = state(base)
        rebuild(base)
        assert state(base).equals(stored)
        base.engine.dispose()
    assert len(acknowledged) > 10


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_killed_while_it_is_made(tmp_path: Path) -> None:
    """A base whose making was cut short is made again, not refused as somebody else's."""
    making = """
import sys
from people_base.base import open_base
print(flush=True)
open_base(sys.argv[1])
"""
    chance = random.Random(3)
    for attempt in range(5):
        path = tmp_path / f"{attempt}.sqlite"
        worker = subprocess.Popen(
            [sys.executable, "-c", making, str(path)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.08))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert read(open_base(path), tables.VOTERS).empty
