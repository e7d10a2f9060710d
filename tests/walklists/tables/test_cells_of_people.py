"""Numbers, days and hours as people write them."""

from datetime import date, time

import pytest

from walklists.tables.cells import count_of, day_of, hour_of

TODAY = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 0), ("x", 1), (" X ", 1), ("✓", 1), ("oui", 1), ("VRAI", 1), ("non", 0), ("3", 3),
     ("3.0", 3), ("3,0", 3), ("007", 7), ("-", 0), ("-1", None), ("1,5", None), ("deux", None)],
)  # fmt: skip
def test_boxes(text: str, value: int | None) -> None:
    assert count_of(text) == value


@pytest.mark.parametrize(
    "text",
    ["09/03/2027", "9/3/27", "9-3-2027", "09.03.27", "9 mars 2027", "mardi 9 mars", "9/3",
     "2027-03-09", "2027-03-09 00:00:00", "9-mars-27", "09/03/2027 00:00"],
)  # fmt: skip
def test_days(text: str) -> None:
    assert day_of(text, today=TODAY) == date(2027, 3, 9)


def test_a_day_without_year_is_the_last_one() -> None:
    assert day_of("24 déc.", today=TODAY) == date(2026, 12, 24)
    assert day_of("1er mars", today=TODAY) == date(2027, 3, 1)
    assert day_of("29/02", today=TODAY) is None
    assert day_of("12/25/2026", today=TODAY) is None
    assert day_of("hier", today=TODAY) is None


@pytest.mark.parametrize(
    "text", ["18h30", "18 h 30", "18:30", "18:30:00", "18.30", "1830", "18H30"]
)
def test_hours(text: str) -> None:
    assert hour_of(text) == time(18, 30)


def test_hours_that_are_none() -> None:
    assert hour_of("18h") == time(18)
    assert hour_of("9h05") == time(9, 5)
    assert hour_of("25h") is None
    assert hour_of("18h75") is None
    assert hour_of("soir") is None
