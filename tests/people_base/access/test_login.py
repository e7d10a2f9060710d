"""A name and a password: one answer to whoever does not get in, and nobody keeps others out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.errors import BadInputError
from people_base.access import login as logins
from people_base.access.accounts import (
    Account,
    account,
    add_account,
    change_password,
    hasher,
    remove_account,
)
from people_base.access.audit import audit_log
from people_base.access.login import DEVICE_KNOWN, Turn, known_device, login, refused, take_turn
from people_base.access.login_throttle import (
    BY_DEVICE,
    BY_NAME,
    BY_ORIGIN,
    OVERALL,
    PATIENCE,
    LoginThrottle,
    Pace,
    Queue,
    by_origin,
)
from people_base.access.refusals import GATHERED, tell_refusals
from people_base.base import Base

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
GOOD = "une phrase de passe longue"
WRONG = "another long sentence"
KEY = b"the campaign's secret key of 32b"
MINUTE = timedelta(minutes=1)
ONE_ANSWER = refused().message


@pytest.fixture
def staffed(base: Base) -> Base:
    add_account(base, "Camille", "organiser", GOOD, who="c", at=AT)
    add_account(base, "lea", "canvasser", GOOD, who="c", at=AT)
    return base


class Door:
    """The login of one server, at a moment that the test sets."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.throttle = LoginThrottle()
        self.now = AT

    def turn(self, name: str, *, origin: str = "", device: str = "") -> Turn:
        return take_turn(
            self.base, name, key=KEY, throttle=self.throttle, now=self.now,
            origin=origin, device=device,
        )  # fmt: skip

    def enter(self, name: str, password: str, **told: str) -> Account:
        turn = self.turn(name, **told)
        return login(self.base, turn, password, throttle=self.throttle, now=self.now + turn.wait)

    def refuse(self, name: str, password: str = WRONG, **told: str) -> None:
        with pytest.raises(BadInputError) as said:
            self.enter(name, password, **told)
        assert said.value.message == ONE_ANSWER
        assert not said.value.faults

    def device(self, name: str) -> str:
        found = account(self.base, name)
        assert found is not None
        return known_device(KEY, found, self.now)

    def flood(self) -> None:
        """Guess from a thousand addresses, on every name, until nothing is looked at any more."""
        for number in range(1000):
            with pytest.raises(BadInputError):
                self.enter(("camille", "lea", f"x{number}")[number % 3], WRONG,
                           origin=f"198.51.{number // 250}.{number % 250}")  # fmt: skip


@pytest.fixture
def door(staffed: Base) -> Door:
    return Door(staffed)


def test_the_right_password_gets_in_and_no_other(door: Door) -> None:
    assert door.enter(" CAMILLE ", GOOD).role == "organiser"
    for name in ("camille", "nobody", "camille' OR '1'='1", "", "x" * 5000):
        door.refuse(name)
    door.refuse("nobody", GOOD)


def test_refusals_cannot_be_told_apart(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, turns and hashes are those of a wrong password, whatever the name is."""
    hashes: list[str] = []

    class Counted:
        @staticmethod
        def hash(password: str) -> str:
            return str(hasher().hash(password))

        @staticmethod
        def verify(stored: str, password: str) -> bool:
            hashes.append(stored)
            return bool(hasher().verify(stored, password))

    monkeypatch.setattr(logins, "hasher", Counted)
    add_account(door.base, "theo", "leader", GOOD, who="c", at=AT)
    remove_account(door.base, "theo", who="c", at=AT)
    seen = {}
    for name in ("camille", "lea", "theo", "nobody"):
        fresh = Door(door.base)
        looked_at: list[int] = []
        hashes.clear()
        for number in range(BY_NAME.at_once + 5):
            before = len(hashes)
            fresh.refuse(name, origin=f"192.0.2.{number}")
            looked_at.append(len(hashes) - before)
        seen[name] = (looked_at, len(hashes))
    assert len(set(map(str, seen.values()))) == 1
    assert seen["nobody"][1] == BY_NAME.at_once


def test_the_right_password_enters_from_a_known_browser_while_the_door_is_flooded(
    door: Door,
) -> None:
    mine = door.device("camille")
    door.flood()
    door.refuse("camille", GOOD, origin="192.0.2.7")
    for _ in range(20):
        turn = door.turn("camille", device=mine)
        assert turn.wait == timedelta(0)
        assert login(door.base, turn, GOOD, throttle=door.throttle, now=AT).role == "organiser"
    door.refuse("lea", GOOD, device=mine, origin="192.0.2.7")


def test_one_address_keeps_no_other_out(door: Door) -> None:
    for number in range(200):
        door.refuse(f"name{number}", origin="192.0.2.7")
    turn = door.turn("camille", origin="192.0.2.8")
    assert turn.wait == timedelta(0)
    assert login(door.base, turn, GOOD, throttle=door.throttle, now=AT)


def test_a_stolen_browser_guesses_slowly(door: Door) -> None:
    mine = door.device("camille")
    waits = [door.turn("camille", device=mine).wait for _ in range(BY_DEVICE.at_once + 1)]
    assert waits == [timedelta(0)] * BY_DEVICE.at_once + [BY_DEVICE.every]
    door.refuse("camille", GOOD, device=mine)
    door.now += 10 * MINUTE
    assert door.enter("camille", GOOD, device=mine)


@pytest.mark.parametrize(
    "forged", ["", "x", "WyJhIiwiYiIsMV0.x", "another account's", "another key's", "too old"]
)
def test_a_forged_or_worn_out_browser_is_not_known(door: Door, forged: str) -> None:
    camille = account(door.base, "camille")
    assert camille is not None
    token = {
        "another account's": door.device("lea"),
        "another key's": known_device(b"x" * 32, camille, AT),
        "too old": known_device(KEY, camille, AT - DEVICE_KNOWN),
    }.get(forged, forged)
    assert door.turn("camille", device=token).device == ""
    assert "camille" not in door.device("camille")


def test_a_new_password_ends_known_browsers_and_frees_the_name(door: Door) -> None:
    mine = door.device("camille")
    for number in range(BY_NAME.at_once):
        door.refuse("camille", origin=f"192.0.2.{number}")
    door.refuse("camille", GOOD, origin="203.0.113.1")
    change_password(door.base, "camille", WRONG, who="c", at=AT)
    assert door.turn("camille", device=mine).device == ""
    assert door.enter("camille", WRONG, origin="203.0.113.1")


def test_a_name_is_guessed_25_times_a_day_from_new_browsers(door: Door) -> None:
    looked_at = 0
    for minute in range(24 * 60 - 1):
        door.now = AT + minute * MINUTE
        try:
            door.turn("camille")
        except BadInputError:
            continue
        looked_at += 1
    assert 20 < looked_at <= 25


def test_the_audit_gathers_refusals(door: Door) -> None:
    door.flood()
    for _ in range(3):
        door.refuse("camille", device=door.device("camille"))
    log = audit_log(door.base)
    refusals = log[log["what"] == "login refused"]
    assert refusals.groupby("who").size().to_dict() == {"?": 1, "camille": 1, "lea": 1}
    door.now += GATHERED + MINUTE
    door.refuse("nobody")
    tell_refusals(door.base, door.now)
    log = audit_log(door.base)
    refusals = log[log["what"] == "login refused"]
    assert refusals["count"].sum() == 1004, "each is counted once"
    assert len(refusals) <= 7
    assert set(refusals["who"]) == {"?", "camille", "lea"}, "no name that was only tried"


def test_queues_take_a_bounded_place_and_this_machine_has_none() -> None:
    throttle = LoginThrottle(kept=5)
    for number in range(200):
        assert throttle.take([Queue(f"{number}", BY_NAME)], AT) is not None
    assert len(throttle) == 5
    for name in ("", "127.0.0.1", "::1", "no address"):
        assert by_origin(name) == []
    assert by_origin("2001:db8::1") == by_origin("2001:db8::2"), "a subscriber has 2^64 addresses"
    assert by_origin("192.0.2.1") != by_origin("192.0.2.2")


def _times() -> Iterator[Pace]:
    yield from (OVERALL, BY_ORIGIN, BY_NAME, BY_DEVICE, Pace(4, timedelta(seconds=20)))


@pytest.mark.parametrize("pace", _times())
@given(st.lists(st.floats(0, 90), min_size=1, max_size=80))
def test_no_more_pass_than_the_pace_allows_and_waiting_always_helps(
    pace: Pace, gaps: list[float]
) -> None:
    throttle, queue = LoginThrottle(), Queue("one", pace)
    now, passed = AT, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        wait = throttle.take([queue], now)
        if wait is not None:
            assert wait <= PATIENCE
            passed.append(now + wait)
    for first in passed:
        within = [one for one in passed if first <= one < first + pace.every * 5]
        assert len(within) <= pace.at_once + 5
    later = max([now, *passed]) + pace.every
    assert throttle.take([queue], later) == timedelta(0)
