"""Birth dates as rolls write them, the incomplete ones included."""

import re
from dataclasses import dataclass

import pandas as pd

from files.moments import Calendar, read_moments

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


def birth_dates(texts: pd.Series, *, this_year: int) -> pd.DataFrame:
    """Read a column of birth dates, which decides as a whole in what order it is written.

    Parameters
    ----------
    texts
        Birth dates as the file has them.
    this_year
        The current year: two digits name the last year in which a voter can be born.

    Returns
    -------
    DataFrame
        On the index of ``texts``: ``text`` (whole dates as ``DD/MM/YYYY``, others as given),
        ``key``, ``year`` and ``uncertain`` as in ``BirthDate``, and ``unread`` (bool): where there
        is a text, and no year in it.
    """
    within = Calendar(earliest=EARLIEST, latest=LATEST, newest=this_year - YOUNGEST)
    moments = read_moments(texts, within=within)
    whole, year = moments.frame["whole"], moments.frame["year"]
    plain = texts.str.fullmatch(_AS_ROLLS_WRITE) & (moments.order == "day")
    return pd.DataFrame(
        {
            "text": texts.where(plain | ~whole, moments.spelt("{2:02}/{1:02}/{0:04}")),
            "key": moments.spelt("{0:04}-{1:02}-{2:02}").where(year > 0, texts),
            "year": year,
            "uncertain": ~whole,
            "unread": moments.unread,
        },
        index=texts.index,
    )


def birth_date(text: str, *, this_year: int) -> BirthDate:
    """Read one birth date alone, the day first: ``DD/MM/YYYY``, ``YYYY``, ISO and others."""
    row = birth_dates(pd.Series([text], dtype="str"), this_year=this_year).iloc[0]
    return BirthDate(str(row["key"]), int(row["year"]), uncertain=bool(row["uncertain"]))
