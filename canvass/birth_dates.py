"""Birth dates as rolls write them, the incomplete ones included."""

import calendar
import re
from dataclasses import dataclass

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]0?0:00(?::00)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T]0?0:00(?::00(?:\.0+)?)?)?")
_YEAR_ONLY = re.compile(r"(?:00?/)?(?:00?/)?(\d{4})(?:\.0)?")
#: Nobody on a roll was born outside these; what says otherwise is a slip.
EARLIEST, LATEST = 1880, 2100


@dataclass(frozen=True, slots=True)
class BirthDate:
    """What can be said of a birth date.

    ``key`` is ``YYYY-MM-DD`` with ``00`` for what is unknown, so that ``1961`` and ``00/00/1961``
    are the same; ``year`` is 0 if unknown; ``uncertain`` is true unless the day exists.
    """

    key: str
    year: int
    uncertain: bool


def birth_date(text: str) -> BirthDate:
    """Read ``DD/MM/YYYY``, ``00/00/YYYY``, ``YYYY`` or an ISO date; anything else is uncertain."""
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _YEAR_ONLY.fullmatch(text):
        year, month, day = int(found[1]), 0, 0
    else:
        return BirthDate(text, 0, uncertain=True)
    if not EARLIEST <= year <= LATEST:
        return BirthDate(text, 0, uncertain=True)
    exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return BirthDate(f"{year:04}-{month:02}-{day:02}", year, uncertain=not exists)
