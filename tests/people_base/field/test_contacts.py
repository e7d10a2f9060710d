"""The log in the base: once is once, in any order, and nobody rewrites it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from canvass import tables
from canvass.errors import ArpenteurError, BadInputError
from people_base.base import FIELD, Base, open_base, reading, writing
from people_base.engine import postgres as _postgres
from people_base.field import state as _state
from people_base.field.contacts import (
    Recorded,
    conflicts,
    event_ids,
    rebuild,
    record,
    resolve,
    state,
)
from people_base.field.projection import project_all
from people_base.field.state import log
from people_base.store import read, write

Maker = Callable[..., pd.DataFrame]
NOON = pd.Timestamp("2026-03-01 12:00", tz="UTC")


def test_the_same_import_twice_counts_once(base: Base, contacts: Maker, concerns: Maker) -> None:
    told = contacts([{"contact_id": "c1", "opened": 2}, {"contact_id": "c2", "opened": 1}])
    raised = concerns([("e0", "LOG", 2), ("e1", "TRA", 0)])
    assert record(base, told, raised, source="sheet.csv") == Recorded(2, 0, 0)
    assert record(base, told, raised, source="again.csv") == Recorded(0, 2, 0)
    assert state(base).loc["b1", "opened"] == 3
    kept = read(base, tables.CONTACTS)
    assert kept["source"].tolist() == ["sheet.csv"] * 2
    assert read(base, tables.CONCERNS)["count"].tolist() == [2]


def test_one_file_that_tells_a_contact_twice(base: Base, contacts: Maker, concerns: Maker) -> None:
    told = contacts([{"opened": 2}, {"opened": 2}])
    raised = concerns([("e0", "LOG", 1), ("e1", "LOG", 1)])
    assert record(base, told, raised, source="s") == Recorded(1, 1, 0)
    assert read(base, tables.CONCERNS)["count"].tolist() == [1]


def test_the_id_of_an_event_is_what_it_tells(contacts: Maker, concerns: Maker) -> None:
    told = contacts(
        [{}, {"source": "phone"}, {"opened": 1}, {"team": "B"}, {"at": NOON + timedelta(1)}]
    )
    ids = event_ids(told, concerns([]))
    assert ids["e0"] == ids["e1"]
    assert ids.nunique() == 4
    assert event_ids(told, concerns([("e0", "LOG", 1)]))["e0"] != ids["e0"]
    paris = told.assign(at=told["at"].dt.tz_convert("Europe/Paris"))
    assert event_ids(paris, concerns([])).equals(ids)


def test_another_content_is_kept_as_a_conflict_until_somebody_decides(
    base: Base, contacts: Maker, concerns: Maker, now: datetime
) -> None:
    nothing = concerns([])
    record(base, contacts([{"opened": 1}]), nothing, source="s")
    later = contacts([{"opened": 4, "at": NOON + timedelta(minutes=9)}])
    assert record(base, later, nothing, source="s") == Recorded(1, 0, 1)
    listed = conflicts(base)
    assert listed.loc["c1", ["kind", "building_id", "differs"]].tolist() == [
        "same_contact",
        "b1",
        "at|opened",
    ]
    events = read(base, tables.CONTACTS)
    first = events.index[events["opened"] == 1][0]
    resolve(base, "c1", first, "organiser", now)
    assert conflicts(base).empty
    assert state(base).loc["b1", ["opened", "in_conflict"]].tolist() == [1, False]
    assert len(read(base, tables.CONTACTS)) == 2
    with pytest.raises(BadInputError, match="déjà réglé"):
        resolve(base, "c1", first, "organiser", now)


def test_a_decision_must_be_about_the_conflict(
    base: Base, contacts: Maker, concerns: Maker, now: datetime
) -> None:
    record(base, contacts([{"opened": 1}, {"opened": 2}]), concerns([]), source="s")
    for contact_id, event in (("c1", "stranger"), ("c9", "")):
        with pytest.raises(BadInputError):
            resolve(base, contact_id, event, "organiser", now)
    assert len(conflicts(base)) == 1


def test_one_visit_told_twice_is_decided_too(
    base: Base, contacts: Maker, concerns: Maker, buildings: Maker, now: datetime
) -> None:
    write(base, tables.BUILDINGS, buildings(["b1"], doors=10), how="replace")
    told = contacts([{"contact_id": c, "knocked": 10, "opened": 4} for c in ("c1", "c2")])
    assert record(base, told, concerns([]), source="s") == Recorded(2, 0, 1)
    (name,) = conflicts(base).index
    keep = conflicts(base).loc[name, "event_ids"].split("|")[0]
    resolve(base, name, keep, "organiser", now)
    assert conflicts(base).empty
    assert state(base).loc["b1", "knocked"] == 10


def test_the_doors_of_a_building_change_what_is_a_conflict(
    base: Base, contacts: Maker, concerns: Maker, buildings: Maker
) -> None:
    told = contacts(
        [
            {"contact_id": "c1", "knocked": 3, "opened": 3},
            {"contact_id": "c2", "knocked": 7, "opened": 2, "at": NOON + timedelta(hours=1)},
        ]
    )
    record(base, told, concerns([]), source="s")
    assert state(base).loc["b1", "in_conflict"]
    write(base, tables.BUILDINGS, buildings(["b1"], doors=10), how="replace")
    assert not state(base).loc["b1", "in_conflict"]
    assert conflicts(base).empty


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t, r: (t.assign(opened=-1), r),
        lambda t, r: (t.assign(contact_id=""), r),
        lambda t, r: (t.assign(at=pd.Series([pd.NaT] * len(t), t.index, "datetime64[us, UTC]")), r),
        lambda t, r: (t.assign(at=t["at"].dt.tz_localize(None)), r),
        lambda t, r: (t, r.rename(index={"e0": "e9"}, level=0)),
        lambda t, r: (t, r.assign(count=-1)),
    ],
    ids=["negative", "no id", "no time", "no zone", "no contact", "negative concern"],
)
def test_what_cannot_have_happened_is_refused_whole(
    base: Base, contacts: Maker, concerns: Maker, spoil: Callable[..., Any]
) -> None:
    told = contacts([{"contact_id": "c1"}, {"contact_id": "c2"}])
    with pytest.raises(BadInputError):
        record(base, *spoil(told, concerns([("e0", "LOG", 1)])), source="s")
    assert read(base, tables.CONTACTS).empty


def test_doors_that_become_more_while_one_waits(
    base: Base, contacts: Maker, concerns: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the contact, at another building, is written after the look at the log."""
    foresee = _state.foresee
    others = [contacts([{"contact_id": "c1", "building_id": "b2", "opened": 2}])]

    def meanwhile(*given: Any) -> Any:
        made = foresee(*given)
        while others:
            record(base, others.pop(), concerns([]), source="s")
        return made

    monkeypatch.setattr(_state, "foresee", meanwhile)
    assert record(base, contacts([{"opened": 1}]), concerns([]), source="s").conflicts == 1
    assert state(base)["in_conflict"].tolist() == [True, True]
    stored = state(base)
    rebuild(base)
    assert state(base).equals(stored)


def test_on_a_server_other_doors_do_not_wait(
    new_postgis: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_postgres, "LOCK_TIMEOUT_MS", 50)
    base = open_base(new_postgis())
    with writing(base.engine, parts=FIELD, about={"b1", "c1"}):
        with writing(base.engine, parts=FIELD, about={"b2", "c2"}):
            pass
        for about in ({"b1", "c3"}, {"b4", "c1"}, set()):
            with (
                pytest.raises(ArpenteurError, match="recommencez"),
                writing(base.engine, parts=FIELD, about=about),
            ):
                pass
    with (
        writing(base.engine, parts=FIELD),
        pytest.raises(ArpenteurError, match="recommencez"),
        writing(base.engine, parts=FIELD, about={"b5"}),
    ):
        pass
    base.engine.dispose()


@pytest.mark.parametrize("table", ["contacts", "concerns", "resolutions", "audit"])
def test_what_was_recorded_stays(
    base: Base, contacts: Maker, concerns: Maker, now: datetime, table: str
) -> None:
    told = contacts([{"opened": 1}, {"opened": 2}])
    record(base, told, concerns([("e0", "LOG", 1)]), source="s")
    resolve(base, "c1", "", "organiser", now)
    column = {"contacts": "team", "concerns": "concern", "resolutions": "who", "audit": "who"}[
        table
    ]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with base.engine.begin() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("table", [tables.CONTACTS, tables.CONCERNS], ids=lambda t: t.name)
def test_the_log_is_not_written_as_a_table(base: Base, table: tables.Table) -> None:
    with pytest.raises(BadInputError, match="record"):
        write(base, table, table.empty(), how="replace")


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "contact_id": st.sampled_from(["c1", "c2", "c3", "c4"]),
            "building_id": st.sampled_from(["b1", "b2", "b3", "lost"]),
            "at": st.integers(0, 4).map(lambda hours: NOON + timedelta(hours=hours)),
            "knocked": st.integers(0, 12),
            "opened": st.integers(0, 6),
            "log": st.integers(0, 2),
        }
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=EVENTS, data=st.data())
def test_any_order_of_import_gives_the_same_state(
    new_base: Callable[[], Base],
    contacts: Maker,
    concerns: Maker,
    buildings: Maker,
    rows: list[dict[str, Any]],
    data: st.DataObject,
) -> None:
    """One by one in any order, some twice, or all at once: same state, and that of the log."""
    told = contacts([{k: v for k, v in row.items() if k != "log"} for row in rows])
    raised = concerns([(f"e{i}", "LOG", row["log"]) for i, row in enumerate(rows)])
    order = data.draw(st.permutations(range(len(rows))))
    again = data.draw(st.lists(st.sampled_from(range(len(rows))), max_size=3))
    states = []
    for batches in ([[i] for i in (*order, *again)], [list(range(len(rows)))]):
        base = new_base()
        write(base, tables.BUILDINGS, buildings(["b1", "b2", "b3"], doors=8), how="replace")
        for batch in batches:
            chosen = told.iloc[batch]
            record(base, chosen, raised.loc[list(chosen.index)], source="s")
        stored = state(base)
        with reading(base.engine) as connection:
            told_log = log(connection)
        doors = read(base, tables.BUILDINGS)["doors"]
        pd.testing.assert_frame_equal(project_all(*told_log, doors=doors).buildings, stored)
        states += [(stored, conflicts(base))]
        rebuild(base)
        pd.testing.assert_frame_equal(state(base), stored)
        base.engine.dispose()
    for one, two in zip(*states, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_phones_that_send_at_once_are_all_heard(
    base: Base, contacts: Maker, concerns: Maker
) -> None:
    def send(phone: int) -> int:
        told = contacts([{"contact_id": f"{phone}-{i}", "opened": 1} for i in range(5)])
        return sum(record(base, told.iloc[[i]], concerns([]), source="p").new for i in range(5))

    with ThreadPoolExecutor(4) as phones:
        assert sum(phones.map(send, range(4))) == 20
    assert state(base).loc["b1", ["visits", "opened"]].tolist() == [20, 20]
