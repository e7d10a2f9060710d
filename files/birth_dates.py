"""Birth dates as rolls write them, the incomplete ones included."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pandas as pd

from files.moments import Calendar, read_day, read_moments

#: Nobody on a roll was born outside these; what says otherwise is a slip.
EARLIEST, LATEST = 1880, 2100
#: Who is on a roll turns 18 by the next election, so that two digits name one year only.
YOUNGEST = 17
_AS_ROLLS_WRITE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


@dataclass(frozen=True, slots=True)
class BirthDate:
    """What can be said of a birth date.

    ``key`` is ``YYYY-MM-DD`` with ``00`` for what is unknown, so that ``1961`` and ``00/00/1961``
    are the same; ``year`` is 0 if unknown; ``uncertain`` is true unless the day exists.
    """

    key: str
    year: int
    uncertain: bool


@dataclass(frozen=True)
class BirthDates:
    """A column of birth dates, read.

    ``frame`` is on the column's index: ``text`` (whole dates as ``DD/MM/YYYY``, others as given),
    ``key``, ``year`` and ``uncertain`` as in ``BirthDate``. ``order`` is the one
    that the column proves, None if it proves none.
    """

    frame: pd.DataFrame
    order: Literal["day", "month"] | None


def births_within(this_year: int) -> Calendar:
    """Return the years in which voters of this year can be born."""
    return Calendar(earliest=EARLIEST, latest=LATEST, newest=this_year - YOUNGEST)


def birth_dates(texts: pd.Series, within: Calendar) -> BirthDates:
    """Read a column of birth dates, which decides as a whole in what order it is written.

    Parameters
    ----------
    texts
        Birth dates as the file has them.
    within
        As ``births_within`` gives it; its order holds where the column proves none.
    """
    moments = read_moments(texts, within=within)
    whole, year = moments.frame["whole"], moments.frame["year"]
    plain = texts.str.fullmatch(_AS_ROLLS_WRITE) & (moments.order == "day")
    frame = pd.DataFrame(
        {
            "text": texts.where(plain | ~whole, moments.spelt("{2:02}/{1:02}/{0:04}")),
            "key": moments.spelt("{0:04}-{1:02}-{2:02}").where(year > 0, texts),
            "year": year,
            "uncertain": ~whole,
        },
        index=texts.index,
    )
    proven = moments.order if moments.proven else None
    return BirthDates(frame, proven if proven in {"day", "month"} else None)


def birth_date(text: str, *, this_year: int | None = None) -> BirthDate:
    """Read one birth date alone, the day first; ``this_year`` is the present one by default."""
    within = births_within(this_year or datetime.now(UTC).year)
    year, month, day, whole = read_day(text, within=within)
    key = f"{year:04}-{month:02}-{day:02}" if year else text
    return BirthDate(key, year, uncertain=not whole)
