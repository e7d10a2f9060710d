"""A base copied elsewhere is the same base, proved row by row."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import pytest

from canvass import tables
from canvass.errors import BadInputError
from people_base.access.audit import audit_log, audit_note
from people_base.base import Base, open_base, reading
from people_base.field.contacts import record, resolve, state
from people_base.integrity import check_base
from people_base.people.oppositions import oppose
from people_base.snapshot import check_snapshot, snapshot
from people_base.store import read, write
from people_base.transfer import end_move, erase_base, move_base, moved_to, proofs

Maker = Callable[..., pd.DataFrame]


@pytest.fixture
def filled(
    roll_base: Base,
    voters: Maker,
    buildings: Maker,
    turfs: Maker,
    contacts: Maker,
    concerns: Maker,
    now: datetime,
) -> Base:
    names = ["É « ’ \u2028 \\N", "tab\tnewline\n", "🚪"]
    write(roll_base, tables.VOTERS, voters(["a", "b", "c"], birth_name=names), how="merge")
    write(roll_base, tables.BUILDINGS, buildings(["b1", "b2"]), how="merge")
    write(roll_base, tables.TURFS, turfs(["T1"], walk_s=float("nan")), how="merge")
    told = contacts([{"opened": 1}, {"opened": 2}])
    record(roll_base, told, concerns([("e0", "LOG", 1)]), source="s")
    resolve(roll_base, "c1", "", "o", now)
    oppose(roll_base, b"s", at=now, who="o", channel="mail", voter_id="a", building_id="b9")
    audit_note(roll_base, "o", "read voters", 2, now)
    return roll_base


def test_a_move_proves_itself_and_closes_the_source(
    filled: Base, new_base: Callable[[], Base], contacts: Maker, concerns: Maker, now: datetime
) -> None:
    target = new_base()
    made = move_base(filled, target)
    end_move(target)
    with reading(target.engine) as connection:
        assert proofs(connection) == made
    assert {p.name: p.rows for p in made if p.rows}["contacts"] == 2
    pd.testing.assert_frame_equal(state(target), state(filled))
    assert (
        read(target, tables.BUILDINGS)
        .geometry.geom_equals(read(filled, tables.BUILDINGS).geometry)
        .all()
    )
    assert moved_to(filled) == target.place
    with pytest.raises(BadInputError, match="déplacée"):
        record(filled, contacts([{"contact_id": "late"}]), concerns([]), source="s")
    # numbers go on after those that came
    audit_note(target, "o", "read voters", 1, now)
    assert len(audit_log(target)) == len(audit_log(filled)) + 1
    assert check_base(target).faults == ()


def test_a_file_and_a_server_give_one_proof(
    filled: Base, new_postgis: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = open_base(new_postgis())
    first = move_base(filled, there)
    end_move(there)
    back = open_base(tmp_path_factory.mktemp("m") / "back.sqlite")
    assert move_base(there, back) == first
    for base in (there, back):
        base.engine.dispose()


def test_a_base_that_holds_something_is_not_overwritten(
    filled: Base, new_base: Callable[[], Base], buildings: Maker
) -> None:
    target = new_base()
    write(target, tables.BUILDINGS, buildings(["mine"]), how="merge")
    with pytest.raises(BadInputError, match="vide"):
        move_base(filled, target)
    assert moved_to(filled) == ""
    assert read(target, tables.BUILDINGS).index.tolist() == ["mine"]


def test_an_erased_base_is_gone_and_the_place_is_free(new_base: Callable[[], Base]) -> None:
    base = new_base()
    url = base.engine.url
    erase_base(base)
    in_file = base.engine.dialect.name == "sqlite"
    again = open_base(str(url.database) if in_file else url.render_as_string())
    assert read(again, tables.VOTERS).empty
    again.engine.dispose()


def test_a_snapshot_is_the_base_in_one_file(
    filled: Base, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("s") / "snapshot.sqlite"
    snapshot(filled, path)
    assert [f.name for f in path.parent.iterdir()] == ["snapshot.sqlite"]
    assert path.stat().st_mode & 0o077 == 0
    check_snapshot(path)
    copy = open_base(path)
    with reading(copy.engine) as one, reading(filled.engine) as two:
        assert proofs(one) == proofs(two)
    copy.engine.dispose()


def test_a_whole_base_has_no_fault(filled: Base) -> None:
    checked = check_base(filled)
    assert checked.faults == ()
    assert checked.rows["contacts"] == 2


@pytest.mark.parametrize(
    ("damage", "table"),
    [
        ("UPDATE building_state SET opened = 9", "building_state"),
        ("DELETE FROM building_state", "building_state"),
        ("DROP TRIGGER contacts_no_update", "contacts"),
        ("UPDATE contacts SET opened = 7", "contacts"),
        ("INSERT INTO concerns VALUES ('nobody', 'LOG', 1)", "concerns"),
    ],
)
def test_every_damage_is_named(filled: Base, damage: str, table: str) -> None:
    on_server = filled.engine.dialect.name == "postgresql"
    if on_server and "INSERT INTO concerns" in damage:
        pytest.skip("a server does not let its references be broken")
    with filled.engine.connect() as connection:
        if not on_server:
            # it changes nothing inside a transaction
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        if "contacts SET" in damage:
            drop = "DROP TRIGGER contacts_no_update"
            connection.exec_driver_sql(f"{drop} ON contacts" if on_server else drop)
        on = f" ON {table}" if on_server and "DROP" in damage else ""
        connection.exec_driver_sql(f"{damage}{on}")
        connection.commit()
        connection.invalidate()
    assert table in {fault.file for fault in check_base(filled).faults}
