"""Who gets in, who does not, and what a link opens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from canvass import tables
from canvass.errors import BadInputError
from people_base.access.accounts import (
    GUESSES_ALLOWED,
    _hasher,
    account,
    accounts,
    add_account,
    change_password,
    login,
    remove_account,
)
from people_base.access.audit import audit_log
from people_base.access.login_throttle import Origins, Pace
from people_base.base import Base
from people_base.field.shifts import (
    _signer,
    end_shift,
    give_shift,
    open_link,
    shifts,
    shifts_on,
    sign,
)
from people_base.models import ACCOUNTS
from people_base.people.retention import purge
from people_base.store import write

Maker = Callable[..., pd.DataFrame]
AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
GOOD = "une phrase de passe longue"
SECRET = b"the campaign's secret key of 32b"
HOUR = timedelta(hours=1)


@pytest.fixture
def staffed(base: Base, turfs: Maker) -> Base:
    write(base, tables.TURFS, turfs(["T001", "T002"]), how="merge")
    add_account(base, "Camille", "organiser", GOOD, who="c", at=AT)
    add_account(base, "lea", "canvasser", GOOD, who="c", at=AT)
    return base


def refused(base: Base, name: str, password: str, *, now: datetime = AT) -> str:
    with pytest.raises(BadInputError) as told:
        login(base, name, password, now=now)
    return told.value.message.en


def test_the_right_password_gets_in_and_no_other(staffed: Base) -> None:
    assert login(staffed, " CAMILLE ", GOOD, now=AT).role == "organiser"
    wrong = refused(staffed, "camille", GOOD + "x")
    assert refused(staffed, "nobody", GOOD) == wrong
    assert refused(staffed, "camille' OR '1'='1", GOOD) == wrong


def test_passwords_are_hashed_and_never_read(staffed: Base) -> None:
    with staffed.engine.connect() as connection:
        stored = connection.execute(text("SELECT password FROM accounts")).scalars().all()
    assert all(one.startswith("$argon2id$") and GOOD not in one for one in stored)
    assert len(set(stored)) == 2
    assert "password" not in accounts(staffed).columns
    row = {"account_id": "x", "role": "organiser", "disabled": False, "made_at": AT}
    for wrong in ({"password": "plain"}, {"password": stored[0], "role": "admin"}):
        with staffed.engine.begin() as connection, pytest.raises(IntegrityError):
            connection.execute(insert(ACCOUNTS), row | wrong)


def test_a_password_costs_what_rfc_9106_asks(
    full_hasher: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside the tests, which hash cheaply: 64 MiB and three passes at least."""
    monkeypatch.setattr("argon2.PasswordHasher", full_hasher)
    hasher = _hasher.__wrapped__()
    assert hasher.memory_cost >= 65_536
    assert hasher.time_cost >= 3
    assert hasher.hash("a long sentence").startswith("$argon2id$")


@pytest.mark.parametrize("password", ["", "court", "camille camille"])
def test_weak_passwords_are_refused(base: Base, password: str) -> None:
    with pytest.raises(BadInputError):
        add_account(base, "camille", "organiser", password, who="", at=AT)


@pytest.mark.parametrize("name", ["", "x", "é t é", "a'; DROP TABLE accounts", "?"])
def test_odd_names_are_refused(base: Base, name: str) -> None:
    with pytest.raises(BadInputError):
        add_account(base, name, "organiser", GOOD, who="", at=AT)


def test_guessing_is_locked_out_longer_and_longer(staffed: Base) -> None:
    for _ in range(GUESSES_ALLOWED):
        assert "Unknown" in refused(staffed, "camille", "wrong password")
    assert "Too many" in refused(staffed, "camille", GOOD)
    assert login(staffed, "lea", GOOD, now=AT).account_id == "lea"
    later = AT + timedelta(minutes=1)
    assert "Unknown" in refused(staffed, "camille", "wrong again", now=later)
    assert "Too many" in refused(staffed, "camille", GOOD, now=later + timedelta(minutes=1))
    assert login(staffed, "camille", GOOD, now=later + timedelta(minutes=2)).role == "organiser"
    log = audit_log(staffed)["what"].value_counts()
    assert log["login locked"] == 2
    assert log["login refused"] == GUESSES_ALLOWED + 1


def test_trying_many_names_fills_nothing(staffed: Base) -> None:
    for number in range(GUESSES_ALLOWED + 2):
        refused(staffed, f"name{number}", GOOD)
    with staffed.engine.connect() as connection:
        rows = connection.execute(text("SELECT subject FROM guesses")).scalars().all()
    assert sorted(rows) == ["*", "?"]


def test_one_password_on_many_accounts_is_slowed_for_all_and_nobody_stays_out(
    staffed: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people_base.access.accounts.OVERALL", Pace(6, timedelta(seconds=20)))
    names = [f"name{number}" for number in range(4)]
    for name in names:
        add_account(staffed, name, "canvasser", GOOD, who="camille", at=AT)
    for name in [*names, "lea", "camille"]:
        assert "Unknown" in refused(staffed, name, "one password")
    for _ in range(50):
        assert "Too many" in refused(staffed, "name1", "one password")
    assert "Too many" in refused(staffed, "camille", GOOD)
    soon = AT + timedelta(seconds=20)
    assert login(staffed, "camille", GOOD, now=soon).role == "organiser"
    assert login(staffed, "camille", GOOD, now=soon), "a right password gives its place back"
    assert "Unknown" in refused(staffed, "name2", "one password", now=soon)
    assert "Too many" in refused(staffed, "name3", "one password", now=soon)
    change_password(staffed, "camille", GOOD, who="the folder's owner", at=soon)
    assert login(staffed, "camille", GOOD, now=soon)
    with staffed.engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM guesses")).scalar_one()
    assert kept <= 6


def test_one_origin_is_slowed_and_leaves_the_others_alone(staffed: Base) -> None:
    origins = Origins(Pace(3, timedelta(minutes=1)), kept=5)
    here, there = {"origin": "192.0.2.7", "origins": origins}, {"origin": "192.0.2.8"}

    def guess(**whence: Any) -> str:
        with pytest.raises(BadInputError) as told:
            login(staffed, "nobody", "x", now=AT, **whence)
        return told.value.message.en

    assert login(staffed, "lea", GOOD, now=AT, **here)
    assert [guess(**here)[:7] for _ in range(4)] == ["Unknown"] * 3 + ["Too man"]
    with pytest.raises(BadInputError, match="essais"):
        login(staffed, "lea", GOOD, now=AT, **here)
    assert login(staffed, "lea", GOOD, now=AT, **(here | there))
    assert login(staffed, "lea", GOOD, now=AT + timedelta(minutes=1), **here)


def test_origins_take_a_bounded_place_and_this_machine_is_none() -> None:
    origins = Origins(Pace(1, timedelta(minutes=1)), kept=5)
    assert all(origins.take(f"198.51.100.{n}", AT) for n in range(200))
    assert len(origins) == 5
    for name in ("", "127.0.0.1", "::1", "no address"):
        assert all(origins.take(name, AT) for _ in range(9))
    assert origins.take("2001:db8::1", AT)
    assert not origins.take("2001:db8::2", AT), "one subscriber has 2^64 addresses"


@given(st.lists(st.floats(0, 90), min_size=1, max_size=80))
def test_no_more_pass_than_the_pace_allows_and_waiting_always_helps(gaps: list[float]) -> None:
    pace = Pace(4, timedelta(seconds=20))
    due, now, passed = None, AT, 0
    for gap in gaps:
        now += timedelta(seconds=gap)
        after = pace.after_one(due, now)
        if after is not None:
            due, passed = after, passed + 1
    assert passed <= pace.at_once + (now - AT) / pace.every
    assert pace.after_one(due, now + pace.every) is not None


def test_an_organiser_sets_a_new_password_and_the_rest_ends(staffed: Base) -> None:
    for _ in range(GUESSES_ALLOWED):
        refused(staffed, "lea", "wrong password")
    change_password(staffed, "lea", "une autre phrase longue", who="camille", at=AT)
    assert login(staffed, "lea", "une autre phrase longue", now=AT)
    assert "Unknown" in refused(staffed, "lea", GOOD)


def test_the_first_and_the_last_are_organisers(base: Base) -> None:
    with pytest.raises(BadInputError, match="premier compte"):
        add_account(base, "lea", "canvasser", GOOD, who="", at=AT)
    add_account(base, "camille", "organiser", GOOD, who="", at=AT)
    with pytest.raises(BadInputError, match="pris"):
        add_account(base, "Camille", "analyst", GOOD, who="", at=AT)
    add_account(base, "lea", "canvasser", GOOD, who="", at=AT)
    with pytest.raises(BadInputError, match="dernier organisateur"):
        remove_account(base, "camille", who="", at=AT)
    remove_account(base, "lea", who="", at=AT)
    remove_account(base, "camille", who="", at=AT)
    assert accounts(base).empty
    assert account(base, "camille") is None


def test_a_turf_is_seen_in_its_hours_only(staffed: Base) -> None:
    lea = login(staffed, "lea", GOOD, now=AT)
    shift = give_shift(staffed, "lea", "T001", starts=AT, ends=AT + 2 * HOUR, who="camille", at=AT)
    token = sign(SECRET, shift)
    for now, seen in ((AT - HOUR, []), (AT, ["T001"]), (AT + HOUR, ["T001"]), (AT + 2 * HOUR, [])):
        assert [s.turf_id for s in shifts_on(staffed, lea, now)] == seen
        if seen:
            assert open_link(staffed, SECRET, token, now=now) == shift
        else:
            with pytest.raises(BadInputError, match="n'ouvre rien"):
                open_link(staffed, SECRET, token, now=now)
    camille = login(staffed, "camille", GOOD, now=AT)
    assert shifts_on(staffed, camille, AT) == []


def test_forged_stretched_and_foreign_links_open_nothing(staffed: Base) -> None:
    shift = give_shift(staffed, "lea", "T001", starts=AT, ends=AT + HOUR, who="c", at=AT)
    other = give_shift(
        staffed, "camille", "T002", starts=AT + 9 * HOUR, ends=AT + 10 * HOUR, who="c", at=AT
    )
    good = sign(SECRET, shift)
    body, _, mark = good.rpartition(".")
    later = int((AT + 99 * HOUR).timestamp())
    stretched = _signer(SECRET).dumps([shift.shift_id, later])
    forged = {
        "another key": sign(b"x" * 32, shift),
        "unsigned": body,
        "another's signature": f"{sign(SECRET, other).rpartition('.')[0]}.{mark}",
        "a letter changed": ("B" if good[0] != "B" else "C") + good[1:],
        "another library's key": URLSafeSerializer(SECRET).dumps([shift.shift_id, later]),
        "nothing": "",
        "rubbish": "../../etc/passwd\x00",
        "SQL": _signer(SECRET).dumps(["' OR '1'='1", later]),
        "another shape": _signer(SECRET).dumps({"shift": shift.shift_id}),
        "not yet": sign(SECRET, other),
    }
    before = shifts(staffed)
    for what, token in forged.items():
        with pytest.raises(BadInputError, match="n'ouvre rien"):
            open_link(staffed, SECRET, token, now=AT)
        assert shifts(staffed).equals(before), what
    with pytest.raises(BadInputError):
        open_link(staffed, SECRET, stretched, now=AT + 2 * HOUR)
    assert audit_log(staffed)["what"].value_counts()["link refused"] == len(forged) + 1


def test_a_link_dies_with_its_shift_its_account_and_the_roll(staffed: Base) -> None:
    def given() -> str:
        shift = give_shift(staffed, "lea", "T001", starts=AT, ends=AT + HOUR, who="c", at=AT)
        tokens.append(shift.shift_id)
        return sign(SECRET, shift)

    tokens: list[str] = []
    token = given()
    assert end_shift(staffed, tokens[0], who="c", at=AT)
    assert not end_shift(staffed, tokens[0], who="c", at=AT)
    with pytest.raises(BadInputError):
        open_link(staffed, SECRET, token, now=AT)
    token = given()
    purge(staffed, now=AT, due=AT.date())
    with pytest.raises(BadInputError):
        open_link(staffed, SECRET, token, now=AT)
    remove_account(staffed, "lea", who="c", at=AT)
    assert shifts(staffed).empty


def test_shifts_are_for_people_and_turfs_that_exist(staffed: Base) -> None:
    for name, turf, ends in (("x", "T001", HOUR), ("lea", "T9", HOUR), ("lea", "T001", -HOUR)):
        with pytest.raises(BadInputError):
            give_shift(staffed, name, turf, starts=AT, ends=AT + ends, who="c", at=AT)
