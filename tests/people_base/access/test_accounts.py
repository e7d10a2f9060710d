"""Who gets in, who does not, and what a link opens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from canvass import tables
from canvass.errors import BadInputError
from people_base.access.accounts import (
    Account,
    account,
    accounts,
    add_account,
    hasher,
    remove_account,
)
from people_base.access.audit import audit_log
from people_base.access.refusals import tell_refusals
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


def found(base: Base, name: str) -> Account:
    one = account(base, name)
    assert one is not None
    return one


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
    made = hasher.__wrapped__()
    assert made.memory_cost >= 65_536
    assert made.time_cost >= 3
    assert made.hash("a long sentence").startswith("$argon2id$")


@pytest.mark.parametrize("password", ["", "court", "camille camille"])
def test_weak_passwords_are_refused(base: Base, password: str) -> None:
    with pytest.raises(BadInputError):
        add_account(base, "camille", "organiser", password, who="", at=AT)


@pytest.mark.parametrize("name", ["", "x", "é t é", "a'; DROP TABLE accounts", "?"])
def test_odd_names_are_refused(base: Base, name: str) -> None:
    with pytest.raises(BadInputError):
        add_account(base, name, "organiser", GOOD, who="", at=AT)


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
    lea = found(staffed, "lea")
    shift = give_shift(staffed, "lea", "T001", starts=AT, ends=AT + 2 * HOUR, who="camille", at=AT)
    token = sign(SECRET, shift)
    for now, seen in ((AT - HOUR, []), (AT, ["T001"]), (AT + HOUR, ["T001"]), (AT + 2 * HOUR, [])):
        assert [s.turf_id for s in shifts_on(staffed, lea, now)] == seen
        if seen:
            assert open_link(staffed, SECRET, token, now=now) == shift
        else:
            with pytest.raises(BadInputError, match="n'ouvre rien"):
                open_link(staffed, SECRET, token, now=now)
    camille = found(staffed, "camille")
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
    tell_refusals(staffed, AT)
    told = audit_log(staffed)
    refusals = told[told["what"] == "link refused"]
    assert refusals["count"].sum() == len(forged) + 1
    assert len(refusals) < len(forged), "an attacker does not fill the audit"


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
