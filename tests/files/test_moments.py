"""Days and moments in every form in which programs write them."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.moment_forms import clock_of
from files.moments import Calendar, Moments, read_moments

PARIS = ZoneInfo("Europe/Paris")
BIRTHS = Calendar(newest=2009)
DAYS = st.lists(st.dates(dt.date(1927, 6, 1), dt.date(2009, 12, 31)), min_size=1, max_size=8)
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"

#: What programs make of a day.
FORMS: dict[str, Callable[[dt.date], str]] = {
    "french": lambda d: f"{d:%d/%m/%Y}",
    "french, short": lambda d: f"{d.day}/{d.month}/{d.year}",
    "dots": lambda d: f"{d:%d.%m.%Y}",
    "two digits": lambda d: f"{d:%d/%m/%y}",
    "iso": lambda d: d.isoformat(),
    "iso, midnight": lambda d: f"{d.isoformat()} 00:00:00",
    "year first, slashes": lambda d: f"{d:%Y/%m/%d}",
    "counted": lambda d: str((d - dt.date(1899, 12, 30)).days),
    "counted, as a fraction": lambda d: f"{(d - dt.date(1899, 12, 30)).days}.0",
    "glued": lambda d: f"{d:%Y%m%d}",
    "glued, day first": lambda d: f"{d:%d%m%Y}",
    "french month": lambda d: f"{d.day} {_FRENCH.split()[d.month - 1]} {d.year}",
    "english month": lambda d: f"{d.day}-{_ENGLISH.split()[d.month - 1]}-{d:%y}",
    "english month first": lambda d: f"{_ENGLISH.split()[d.month - 1]} {d.day}, {d.year}",
}


def read(*texts: str, within: Calendar = BIRTHS) -> Moments:
    return read_moments(pd.Series(texts, dtype="str"), within=within)


@given(DAYS, st.sampled_from(sorted(FORMS)))
def test_every_form_of_a_column_gives_its_days(days: list[dt.date], form: str) -> None:
    found = read(*map(FORMS[form], days))
    assert found.days().tolist() == [day.isoformat() for day in days]
    assert not found.unread.any()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mar 1, 2000", "2000-03-01"),
        ("Mar 1, 2000 10:00", "2000-03-01"),
        ("mar. 7 mars 2000", "2000-03-07"),
        ("mar. 07/03/2000", "2000-03-07"),
        ("Sun Mar 5, 2000", "2000-03-05"),
    ],
)
def test_a_tuesday_in_french_is_a_month_in_english(text: str, day: str) -> None:
    assert read(text).days().tolist() == [day]


@given(DAYS)
def test_one_day_proves_that_a_column_writes_the_month_first(days: list[dt.date]) -> None:
    proof = dt.date(1986, 7, 16)
    found = read(*(f"{day.month}/{day.day}/{day.year}" for day in [*days, proof]))
    assert found.order == "month"
    assert found.days().tolist() == [day.isoformat() for day in [*days, proof]]


@given(DAYS)
def test_a_workbook_that_counts_from_1904_is_believed(days: list[dt.date]) -> None:
    counted = [str((day - dt.date(1904, 1, 1)).days) for day in days]
    found = read(*counted, within=Calendar(newest=2009, epoch=1904))
    assert found.days().tolist() == [day.isoformat() for day in days]


def test_the_bounds_tell_from_what_year_days_are_counted() -> None:
    this_year = Calendar(earliest=2026, latest=2026)
    assert read("44893.5", "44894", within=this_year).days().tolist() == [
        "2026-11-29",
        "2026-11-30",
    ]
    assert read("46355", within=this_year).days().tolist() == ["2026-11-29"]


def test_a_column_that_proves_both_orders_keeps_what_is_certain() -> None:
    found = read("16/07/1986", "07/16/1986", "1/2/1971", "5/5/1950", "00/00/1961")
    assert found.order == "mixed"
    assert found.days().tolist() == ["1986-07-16", "1986-07-16", "", "1950-05-05", ""]
    assert found.unread.tolist() == [False, False, True, False, False]


def test_one_slip_does_not_put_a_column_in_doubt() -> None:
    found = read(*["16/07/1986"] * 200, "07/16/1986", "01/02/1971")
    assert found.order == "day"
    assert found.days().iloc[-1] == "1971-02-01"
    assert not found.frame["whole"].iloc[-2]


def test_months_and_years_first_with_two_digits_need_a_proof() -> None:
    assert read("05/03/30").days().tolist() == ["1930-03-05"]
    assert read("62-03-14", "05-03-30").days().tolist() == ["1962-03-14", "2005-03-30"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("00/00/1953", (1953, 0, 0)), ("0/0/1953", (1953, 0, 0)), ("1961", (1961, 0, 0)),
        ("1961.0", (1961, 0, 0)), ("00/07/1961", (1961, 7, 0)), ("mars 1962", (1962, 3, 0)),
        ("31/02/1950", (1950, 2, 31)), ("9000", (1924, 8, 21)),
    ],
)  # fmt: skip
def test_what_is_known_of_a_day_is_kept(text: str, parts: tuple[int, int, int]) -> None:
    row = read(text).frame.iloc[0]
    assert (row["year"], row["month"], row["day"]) == parts
    assert row["whole"] == (text == "9000")


@pytest.mark.parametrize(
    "text", ["vers 1920", "12/1953", "14/03/0062", "lundi", "x", "14/03/1700", "120000", "1-2"]
)
def test_what_is_no_day_stays_unread(text: str) -> None:
    found = read(text, "", "14/03/1962")
    assert found.unread.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("29/11/2026 18:30", "2026-11-29T17:30"), ("29/11/2026 18h30", "2026-11-29T17:30"),
        ("29/11/2026 à 18 h 30", "2026-11-29T17:30"), ("2026-11-29T18:30:00Z", "2026-11-29T18:30"),
        ("2026-11-29T18:30:00.123+02:00", "2026-11-29T16:30:00.123"),
        ("2026-11-29 18:30:00+0100", "2026-11-29T17:30"),
        ("11/29/2026 06:05 PM", "2026-11-29T17:05"), ("1/2/2026 12:05 am", "2026-01-01T23:05"),
        ("46355.7708333333", "2026-11-29T17:30"), ("46355,75", "2026-11-29T17:00"),
        ("29/11/2026", "2026-11-29T11:00"), ("dimanche 29 novembre 2026 18:30", "2026-11-29T17:30"),
        ("29/07/2026 18:30", "2026-07-29T16:30"),
    ],
)  # fmt: skip
def test_hours_and_zones_are_read(text: str, moment: str) -> None:
    found = read(text, within=Calendar(earliest=2020, latest=2030)).instants(PARIS)
    assert found.tolist() == [pd.Timestamp(moment, tz="UTC")]


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read(text)
    assert len(found.days()) == len(found.instants(PARIS)) == 1


def test_the_index_of_the_column_is_kept() -> None:
    column = pd.Series(["1/1/2000", "x"], index=[7, 3])
    assert read_moments(column).days().to_dict() == {7: "2000-01-01", 3: ""}
    assert read_moments(column.iloc[:0]).days().empty


TODAY = dt.date(2027, 3, 10)
RECENT = Calendar(earliest=2020, newest=2028, today=TODAY)


@pytest.mark.parametrize(
    "text",
    ["09/03/2027", "9/3/27", "9-3-2027", "09.03.27", "9 mars 2027", "mardi 9 mars", "9/3", "9.03",
     "2027-03-09", "2027-03-09 00:00:00", "9-mars-27", "09/03/2027 00:00", "9/3 18h30", "46455"],
)  # fmt: skip
def test_days_of_the_last_months(text: str) -> None:
    assert read(text, within=RECENT).days().tolist() == ["2027-03-09"]


def test_a_day_without_year_is_the_last_one() -> None:
    texts = ["24 déc.", "1er mars", "29/02", "hier", "24/11", "11/3", "12/3"]
    days = ["2026-12-24", "2027-03-01", "", "", "2026-11-24", "2027-03-11", "2026-03-12"]
    assert read(*texts, within=RECENT).days().tolist() == days
    assert read("24/11", "24 déc.").unread.all(), "without a present day there is no year"
    assert read("11/24", "1/2", within=RECENT).days().tolist() == ["2026-11-24", "2027-01-02"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("18h30", 1110), ("18 h 30", 1110), ("18:30", 1110), ("18:30:00", 1110), ("18.30", 1110),
     ("1830", 1110), ("18H30", 1110), ("6:30 PM", 1110), ("18h30min", 1110), ("18h", 1080),
     ("18", 1080), ("9h05", 545), ("930", 570), ("0.770833333333333", 1110), ("0,5", 720),
     ("2027-03-09 18:30:00", 1110), ("25h", None), ("18h75", None), ("soir", None), ("", None)],
)  # fmt: skip
def test_an_hour_alone(text: str, minutes: int | None) -> None:
    found = clock_of(text)
    assert found == (None if minutes is None else 60 * minutes)
