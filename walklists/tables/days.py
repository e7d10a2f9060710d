"""The days of a returned table, which are read together."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, time
from typing import Any

import pandas as pd

from files.moments import Calendar, Moments, read_moments
from files.named_rows import NamedRows

#: Within which a day may be read; what was long ago is said to be.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def days_of(tables: Sequence[NamedRows], today: date) -> dict[str, tuple[date, time | None]]:
    """Read the column of days of a file: text -> day, and the hour that stands beside it."""
    texts = {cells.get("day", "") for table in tables for _, cells in table.rows} - {""}
    within = Calendar(earliest=_FIRST_YEAR, latest=_LAST_YEAR, newest=today.year + 1, today=today)
    column = pd.Series(sorted(texts), index=sorted(texts), dtype="str")
    return {str(text): _day(row) for text, row in _whole(read_moments(column, within=within))}


def _whole(moments: Moments) -> Iterator[tuple[Hashable, "pd.Series[Any]"]]:
    return moments.frame[moments.frame["whole"]].iterrows()


def _day(row: "pd.Series[Any]") -> tuple[date, time | None]:
    told = None if pd.isna(row["seconds"]) else clock(float(row["seconds"]))
    return date(int(row["year"]), int(row["month"]), int(row["day"])), told


def clock(seconds: float) -> time:
    """Return an hour of the day, to the minute."""
    minutes = min(int(seconds // 60), 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)
