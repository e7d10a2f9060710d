"""The one reader of days and moments: a column is read whole, for it decides what its numbers mean.

``07/16/1986`` proves that a column writes the month first, and then ``1/2/1971`` beside it is the
second of January. Where a column proves both orders, what can be read both ways stays unread.
"""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from files.moment_forms import Form, form_of

#: In what order a column writes day, month and year; ``mixed`` where it proves several.
Order = Literal["day", "month", "year", "mixed"]
#: A column's own order may be broken by this share of slips, and is not put in doubt.
SLIPS = 0.01
#: The first day of a spreadsheet's calendar: 1900 counts a 29 February that there was not, so
#: that all later days are one too high (Microsoft, "Differences between the 1900 and the 1904
#: date system in Excel").
_FIRST_DAY = {1900: dt.date(1899, 12, 30), 1904: dt.date(1904, 1, 1)}
_FIRST_SOUND_SERIAL = 61
_COLUMNS = ("year", "month", "day", "seconds", "offset")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a column may hold.

    ``earliest`` and ``latest`` are years; what lies outside is unread. ``newest`` is the year
    until which two digits mean this century. ``epoch`` is that of counted days: 1900, or 1904 where
    the workbook says so; None lets the bounds decide. ``order`` holds where nothing proves
    another. Days without a year are the last ones until ``today`` (and the day after, for clocks
    that go ahead); without it they are unread.
    """

    earliest: int = 1880
    latest: int = 2100
    newest: int = 2100
    epoch: Literal[1900, 1904] | None = None
    order: Literal["day", "month"] = "day"
    today: dt.date | None = None


@dataclass(frozen=True)
class Moments:
    """A column, read.

    ``frame`` is on the column's index, with the columns ``year``, ``month`` and ``day`` (int64;
    0 where the text leaves it out or it cannot be read), ``seconds`` of the day and ``offset``
    from UTC in seconds (float64; NaN where there is none), ``blank`` and ``whole`` (bool: the day
    exists and is known whole). ``order`` and ``epoch`` are those that the column proves, or the
    ones supposed; ``proven`` tells which of the two ``order`` is.
    """

    frame: pd.DataFrame
    order: Order
    proven: bool
    epoch: Literal[1900, 1904]

    @property
    def unread(self) -> pd.Series:
        """Where a text is no day in any form known, not even a year (bool, on the index)."""
        return (self.frame["year"] == 0) & ~self.frame["blank"]

    def days(self) -> pd.Series:
        """Return whole days as ``YYYY-MM-DD``, ``""`` where there is none."""
        return self.spelt("{0:04}-{1:02}-{2:02}").where(self.frame["whole"], "")

    def spelt(self, form: str) -> pd.Series:
        """Return each day by a format string of year, month and day, zeros included."""
        frame = self.frame
        numbers = frame["year"] * 10_000 + frame["month"] * 100 + frame["day"]
        codes, values = pd.factorize(numbers)
        texts = [form.format(n // 10_000, n // 100 % 100, n % 100) for n in values.tolist()]
        return pd.Series(np.asarray(texts, dtype=object)[codes], index=frame.index, dtype="str")

    def instants(self, zone: dt.tzinfo, *, noon: bool = True) -> pd.Series:
        """Return moments in UTC, NaT where there is no whole day.

        Parameters
        ----------
        zone
            Of the texts that name none.
        noon
            Suppose noon where there is no hour; otherwise midnight.
        """
        supposed = 43_200.0 if noon else 0.0
        columns = self.frame[[*_COLUMNS, "whole"]].itertuples(index=False, name=None)
        made = [
            _instant(year, month, day, seconds, offset, zone, supposed) if whole else None
            for year, month, day, seconds, offset, whole in columns
        ]
        return pd.Series(made, index=self.frame.index, dtype="datetime64[us, UTC]")


def read_moments(texts: pd.Series, *, within: Calendar = Calendar()) -> Moments:
    """Read a column of days or moments.

    Known are numbers in any order, with two or four digits for the year; ISO, with zone or
    without; French and English names of months; counted days of spreadsheets, with the fraction
    that tells the hour; years alone and ``00`` for what is unknown; an hour after the day.

    Parameters
    ----------
    texts
        Text; blank where there is nothing.
    within
        The years that can be meant, and what is supposed where nothing is proved.
    """
    codes, values = pd.factorize(texts.astype("str").str.strip())
    forms = [form_of(value) for value in values]
    weights = np.bincount(codes, minlength=len(values))
    proof = _proven_order(forms, weights, within)
    order = proof or within.order
    epoch = within.epoch or _epoch(forms, within)
    rows = [_row(form, order, epoch, within) for form in forms]
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "whole"]).astype(
        dict.fromkeys(_COLUMNS[:3], "int64")
        | dict.fromkeys(_COLUMNS[3:], "float64")
        | {"whole": "bool"}
    )
    table["blank"] = [value == "" for value in values]
    return Moments(table.take(codes).set_axis(texts.index, axis=0), order, proof is not None, epoch)


def read_day(text: str, *, within: Calendar = Calendar()) -> tuple[int, int, int, bool]:
    """Read one day alone.

    Returns
    -------
    tuple
        Year, month and day, 0 where the text leaves it out or it cannot be read; and whether the
        day exists and is known whole.
    """
    year, month, day, _, _, whole = _row(form_of(text), within.order, within.epoch or 1900, within)
    return year, month, day, whole


def _proven_order(
    forms: Iterable[Form | None], weights: np.ndarray, within: Calendar
) -> Order | None:
    """Decide what comes first, by the values that can be read one way only."""
    proofs = dict.fromkeys(("day", "month", "year"), 0)
    half_days = 0
    for form, weight in zip(forms, weights.tolist(), strict=True):
        if form is None or form.kind not in {"numbers", "short"}:
            continue
        if form.kind == "short":
            first, second = form.short or (0, 0)
            if within.today and (first > 12) != (second > 12):
                proofs["day" if first > 12 else "month"] += weight
            continue
        half_days += weight if form.half_days else 0
        ways = _ways(form, within)
        if len(ways) == 1:
            proofs[ways[0][0]] += weight
    if proofs["year"] and not proofs["day"] and not proofs["month"]:
        return "year"
    if not proofs["day"] and not proofs["month"]:
        return "month" if half_days else None
    if proofs["month"] <= SLIPS * proofs["day"]:
        return "day"
    return "month" if proofs["day"] <= SLIPS * proofs["month"] else "mixed"


def _ways(
    form: Form, within: Calendar
) -> list[tuple[Literal["day", "month", "year"], tuple[int, int, int]]]:
    """List the orders in which three numbers are a day that exists, with that day."""
    orders: tuple[Literal["day", "month", "year"], ...] = ("day", "month", "year")
    read = [(order, _in_order(form, order, within)) for order in orders]
    return [(order, day) for order, day in read if _exists(*day) and _within(day[0], within)]


def _in_order(form: Form, order: Order, within: Calendar) -> tuple[int, int, int]:
    """Return year, month and day of three numbers; zeros where the order makes no sense."""
    first, second, third = form.numbers
    if order == "year":
        if not form.short_year:
            return 0, 0, 0
        return _full_year(first, within), second, third
    year = _full_year(third, within) if form.short_year else third
    return (year, first, second) if order == "month" else (year, second, first)


def _full_year(short: int, within: Calendar) -> int:
    year = within.newest - within.newest % 100 + short
    return year if year <= within.newest else year - 100


def _within(year: int, within: Calendar) -> bool:
    return within.earliest <= year <= within.latest


def _exists(year: int, month: int, day: int) -> bool:
    return (
        1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    )


def _epoch(forms: Iterable[Form | None], within: Calendar) -> Literal[1900, 1904]:
    """Take 1904 only where it alone puts every counted day within the bounds."""
    serials = {form.serial for form in forms if form and form.kind == "serial"}
    fits = {
        epoch: [_within(_counted(serial, epoch)[0], within) for serial in serials]
        for epoch in (1900, 1904)
    }
    return 1904 if serials and not any(fits[1900]) and all(fits[1904]) else 1900


def _counted(serial: int, epoch: int) -> tuple[int, int, int]:
    """Return year, month and day of a counted day."""
    if epoch == 1900 and serial < _FIRST_SOUND_SERIAL:
        return 0, 0, 0
    day = _FIRST_DAY[epoch] + dt.timedelta(days=serial)
    return day.year, day.month, day.day


def _row(
    form: Form | None, order: Order, epoch: Literal[1900, 1904], within: Calendar
) -> tuple[int, int, int, float, float, bool]:
    nothing = (0, 0, 0, np.nan, np.nan, False)
    if form is None:
        return nothing
    if form.kind == "serial":
        day = _counted(form.serial, epoch)
    elif form.kind == "date":
        day = _dated(form, epoch, within)
    elif form.kind == "short":
        day = 0, 0, 0
    elif order == "mixed":
        day = _in_any_order(form, within)
    else:
        day = _in_order(form, order, within)
    if form.short and within.today and not _within(day[0], within):
        month, number = form.short if form.kind == "date" or order == "month" else form.short[::-1]
        day = _last(month, number, within.today)
    if not _within(day[0], within):
        return nothing
    seconds = np.nan if form.seconds is None else form.seconds
    offset = np.nan if form.offset is None else float(form.offset)
    return (*day, seconds, offset, _exists(*day))


def _last(month: int, day: int, today: dt.date) -> tuple[int, int, int]:
    """Return the last day of that name, which may be tomorrow; zeros where there is none."""
    for year in (today.year, today.year - 1):
        if _exists(year, month, day) and dt.date(year, month, day) <= today + dt.timedelta(days=1):
            return year, month, day
    return 0, 0, 0


def _in_any_order(form: Form, within: Calendar) -> tuple[int, int, int]:
    """Read three numbers of a column that proves several orders: only what has one meaning."""
    readings = {reading for _, reading in _ways(form, within)}
    if len(readings) > 1:
        return 0, 0, 0
    return readings.pop() if readings else _in_order(form, "day", within)


def _dated(form: Form, epoch: int, within: Calendar) -> tuple[int, int, int]:
    year, month, day = form.numbers
    if form.short_year:
        return _full_year(year, within), month, day
    if form.serial and not _within(year, within):
        return _counted(form.serial, epoch)
    return year, month, day


def _instant(
    year: int, month: int, day: int, seconds: float, offset: float, zone: dt.tzinfo, supposed: float
) -> dt.datetime:
    where = zone if np.isnan(offset) else dt.timezone(dt.timedelta(seconds=offset))
    told = supposed if np.isnan(seconds) else seconds
    start = dt.datetime(year, month, day, tzinfo=where)
    # Wall-clock arithmetic: 18:30 is 18:30 also on the day that the clock changes.
    return (start + dt.timedelta(seconds=told)).astimezone(dt.UTC)
