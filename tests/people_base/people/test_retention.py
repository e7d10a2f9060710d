"""The roll goes after the election, with what derives from it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass import tables
from canvass.errors import BadInputError
from people_base.access.audit import audit_log, audit_note
from people_base.base import Base, reading
from people_base.field.contacts import record, state
from people_base.models import METADATA
from people_base.people.retention import expires_on, purge
from people_base.store import read, write
from people_base.turfs.aliases import aliases, remember_alias
from people_base.turfs.turf_assignment import assign, turf_assignment

Maker = Callable[..., pd.DataFrame]
DUE = date(2026, 4, 21)


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 3650))
def test_the_clock(election: date, delay: int) -> None:
    assert (expires_on(election, delay) - election).days == delay
    with pytest.raises(BadInputError):
        expires_on(election, -1 - delay)


@pytest.fixture
def full(fill: Callable[[Base], Base], roll_base: Base) -> Base:
    return fill(roll_base)


@pytest.fixture
def full_file(fill: Callable[[Base], Base], roll_file: Base) -> Base:
    return fill(roll_file)


@pytest.fixture
def fill(
    voters: Maker,
    buildings: Maker,
    turfs: Maker,
    contacts: Maker,
    concerns: Maker,
    now: datetime,
) -> Callable[[Base], Base]:
    def made(roll_base: Base) -> Base:
        return _filled(roll_base, voters, buildings, turfs, contacts, concerns, now)

    return made


def _filled(
    roll_base: Base,
    voters: Maker,
    buildings: Maker,
    turfs: Maker,
    contacts: Maker,
    concerns: Maker,
    now: datetime,
) -> Base:
    write(roll_base, tables.VOTERS, voters(["a", "b"], birth_name="ZZYZX"), how="merge")
    write(roll_base, tables.BUILDINGS, buildings(["b1"]), how="merge")
    write(roll_base, tables.TURFS, turfs(["T1"]), how="merge")
    bureaux = (
        buildings(["x"])[["geometry"]].rename_axis("bureau_id").assign(label="", commune_id="")
    )
    write(roll_base, tables.BUREAUX, bureaux, how="merge")
    assign(roll_base, pd.Series({"b1": "T1"}))
    told = contacts([{"opened": 1, "team": "ZZYZX"}])
    record(roll_base, told, concerns([("e0", "LOG", 1)]), source="s")
    remember_alias(roll_base, "3 rue ZZYZX", "x", who="o", at=now)
    audit_note(roll_base, "o", "read voters", 2, now)
    return roll_base


def test_what_was_purged_is_off_the_disk(full_file: Base, tmp_path: Path) -> None:
    assert purge(full_file, now=datetime(2026, 4, 21, tzinfo=UTC), due=DUE).overwritten
    for file in tmp_path.iterdir():
        assert b"ZZYZX" not in file.read_bytes(), file.name


def test_a_purge_takes_all_that_derives_from_the_roll(full: Base) -> None:
    at = datetime(2026, 4, 21, 0, 5, tzinfo=UTC)
    certificate = purge(full, now=at, due=DUE, who="o")
    assert certificate.rows["voters"] == 2
    assert certificate.rows["contacts"] == certificate.rows["concerns"] == 1
    with reading(full.engine) as connection:
        left = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in METADATA.tables
        }
    kept = {name for name, count in left.items() if count}
    assert kept == {"facts", "roll_sources", "bureaux", "audit"}
    assert state(full).empty
    assert turf_assignment(full).empty
    assert aliases(full).empty
    said = " ".join(line.fr for line in certificate.lines())
    assert "voters : 2" in said
    assert audit_log(full).set_index("what")["count"]["purge voters"] == 2


def test_a_second_purge_finds_nothing(full: Base) -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    purge(full, now=at, due=DUE)
    assert sum(purge(full, now=at, due=DUE).rows.values()) == 0


def test_not_before_the_day_unless_asked(full: Base) -> None:
    eve = datetime(2026, 4, 20, 23, 59, tzinfo=UTC)
    with pytest.raises(BadInputError, match="21/04/2026"):
        purge(full, now=eve, due=DUE)
    assert len(read(full, tables.VOTERS)) == 2
    assert purge(full, now=eve, due=DUE, early=True).rows["voters"] == 2
    assert eve + timedelta(minutes=1) == datetime(2026, 4, 21, tzinfo=UTC)


def test_contacts_are_protected_again_after_a_purge(
    full: Base, contacts: Maker, concerns: Maker
) -> None:
    purge(full, now=datetime(2026, 5, 1, tzinfo=UTC), due=DUE)
    record(full, contacts([{"opened": 1}]), concerns([]), source="s")
    with pytest.raises(Exception, match="append-only"), full.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM contacts")


def test_a_decision_on_an_address_replaces_the_one_before(base: Base, now: datetime) -> None:
    remember_alias(base, "3 R X", "id1", who="o", at=now)
    remember_alias(base, "3 R X", "id2", who="o", at=now)
    assert aliases(base).to_dict() == {"3 R X": "id2"}
