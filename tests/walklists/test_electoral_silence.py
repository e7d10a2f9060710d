"""Article L49, territory by territory."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walklists.electoral_silence import is_silent, silence_window, zone_of

SUNDAY = date(2027, 4, 11)


def at(day: int, hour: int, minute: int = 0, zone: str = "Europe/Paris") -> datetime:
    return datetime(2027, 4, day, hour, minute, tzinfo=ZoneInfo(zone))


def test_mainland_from_the_eve_to_the_closing() -> None:
    assert not is_silent(at(9, 23, 59), SUNDAY, "31555")
    assert is_silent(at(10, 0), SUNDAY, "31555")
    assert is_silent(at(11, 19, 59), SUNDAY, "31555")
    assert not is_silent(at(11, 20), SUNDAY, "31555")


def test_the_clock_is_that_of_the_place() -> None:
    saint_denis = "97411"
    assert is_silent(datetime(2027, 4, 9, 20, 1, tzinfo=UTC), SUNDAY, saint_denis)
    assert not is_silent(datetime(2027, 4, 9, 20, 1, tzinfo=UTC), SUNDAY, "75056")
    assert is_silent(at(10, 0, 1, "Pacific/Noumea"), SUNDAY, "98818")


def test_the_americas_and_polynesia_vote_a_day_earlier_in_national_polls() -> None:
    for commune, zone in (("97105", "America/Guadeloupe"), ("98735", "Pacific/Tahiti")):
        friday, sunday = at(9, 0, 1, zone), at(11, 12, 0, zone)
        assert is_silent(friday, SUNDAY, commune, saturday_vote=True)
        assert not is_silent(sunday, SUNDAY, commune, saturday_vote=True)
        assert not is_silent(friday, SUNDAY, commune, saturday_vote=False)
        assert is_silent(sunday, SUNDAY, commune, saturday_vote=False)
        assert is_silent(friday, SUNDAY, commune)
        assert is_silent(sunday, SUNDAY, commune)


def test_far_islands_keep_their_time() -> None:
    assert str(zone_of("98731")) == "Pacific/Marquesas"
    assert str(zone_of("98735")) == "Pacific/Tahiti"
    assert str(zone_of("2A004")) == "Europe/Paris"


def test_a_clock_without_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_silent(at(10, 0).replace(tzinfo=None), SUNDAY, "31555")


@given(
    day=st.dates(date(2024, 1, 1), date(2035, 1, 1)),
    commune=st.sampled_from(
        ["31555", "97105", "97302", "97411", "97502", "98613", "98735", "98818"]
    ),
    early=st.sampled_from([True, False, None]),
)
def test_eve_and_day_are_always_inside(day: date, commune: str, early: bool | None) -> None:
    start, end = silence_window(day, commune, saturday_vote=early)
    assert start.hour == 0
    assert 40 <= (end - start).total_seconds() / 3600 <= 70
    assert is_silent(start, day, commune, saturday_vote=early)
    assert not is_silent(end, day, commune, saturday_vote=early)
