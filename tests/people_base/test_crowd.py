"""Many processes write at once: each contact is there once, and nobody waits for long."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from canvass import tables
from people_base.base import Base
from people_base.field.contacts import rebuild, state
from people_base.store import read, write

ROOT = Path(__file__).parents[2]
Maker = Callable[..., pd.DataFrame]
#: The longest that one contact may take, a second of it for what is not waiting.
PATIENCE_S = 5.0


def _place(base: Base) -> str:
    if base.engine.dialect.name == "sqlite":
        return str(base.engine.url.database)
    return base.engine.url.render_as_string()


def _crowd(base: Base, writers: int, seconds: float) -> list[subprocess.Popen[str]]:
    """Start the writers, and let them go once all are ready."""
    program = Path(__file__).with_name("crowd.py")
    crowd = [
        subprocess.Popen(
            [sys.executable, str(program), _place(base), f"w{number}", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        for number in range(writers)
    ]
    for writer in crowd:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in crowd:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return crowd


def _acknowledged(crowd: list[subprocess.Popen[str]]) -> "pd.Series[float]":
    said = [line.split() for writer in crowd for line in writer.communicate()[0].splitlines()]
    assert [writer.returncode for writer in crowd] == [0] * len(crowd)
    return pd.Series({name: float(took) for name, took in said})


def _check(base: Base, acknowledged: "pd.Series[float]") -> None:
    contacts = read(base, tables.CONTACTS, columns=["contact_id"])["contact_id"]
    assert sorted(contacts) == sorted(acknowledged.index)
    stored = state(base)
    assert stored["visits"].sum() == stored["opened"].sum() == len(acknowledged)
    rebuild(base)
    assert state(base).equals(stored)
    assert acknowledged.max() <= PATIENCE_S


def test_four_phones_and_a_roll(roll_base: Base, voters: Maker) -> None:
    crowd = _crowd(roll_base, 4, 2)
    roll = voters([f"v{i:05d}" for i in range(5000)])
    for postcode in ("a", "b"):
        write(roll_base, tables.VOTERS, roll.assign(postcode=postcode), how="merge")
    acknowledged = _acknowledged(crowd)
    assert len({name.split("-")[0] for name in acknowledged.index}) == 4
    _check(roll_base, acknowledged)


@pytest.mark.city
def test_twenty_phones_for_a_minute_and_the_roll_of_a_city(roll_base: Base, voters: Maker) -> None:
    roll = voters([f"v{i:06d}" for i in range(282_481)])
    crowd = _crowd(roll_base, 20, 60)
    assert write(roll_base, tables.VOTERS, roll, how="merge").added == len(roll)
    acknowledged = _acknowledged(crowd)
    _check(roll_base, acknowledged)
