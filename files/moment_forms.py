"""One text that may be a day or a moment, taken apart; what its numbers mean is decided later."""

import re
from dataclasses import dataclass
from typing import Literal

from canvass.text import fold_accents

#: ``numbers``: three numbers whose order the column decides. ``date``: year, month and day are
#: known, 0 for what the text leaves out. ``serial``: days since a spreadsheet's first day.
#: ``short``: day and month without a year, as two numbers whose order the column decides.
Kind = Literal["numbers", "date", "serial", "short"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february febr feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout aou august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = re.compile(
    r"(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?"
    r"|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b\.?,?\s+(?=\S*\d|[a-z]+\.?\s+\d)"
)
_CLOCK = re.compile(
    r"(?:\s*[t,]\s*|\s+)(?:(?:a|at)\s+)?"
    r"(?P<hour>\d{1,2})\s*(?:[:h.]\s*(?P<minute>\d{2})?)"
    r"(?:[:.m]\s*(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?s?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"\s*(?:gmt|utc)?(?P<zone>z|[+-]\d{2}(?::?\d{2})?)?(?:\s*[\[(].*[\])])?$"
)
_NUMBERS = re.compile(r"(\d{1,2})\s?[/.\-_ ]\s?(\d{1,2})\s?[/.\-_ ]\s?'?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[/.\-_ ]\s?(\d{1,2})\s?[/.\-_ ]\s?(\d{1,2})")
_MONTH_NAMED = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[\s./-]*)?([a-z]{3,})[\s./,-]*'?(\d{4}|\d{2})"
)
_MONTH_NAME_FIRST = re.compile(r"([a-z]{3,})\.?\s*(\d{1,2})(?:er|st|nd|rd|th)?\s*,?\s+(\d{4})")
_MONTH_NAME_LAST = re.compile(r"(\d{4})[\s./-]+([a-z]{3,})[\s./-]+(\d{1,2})")
_YEAR_ALONE = re.compile(r"(?:00?[/.\- ])?(?:00?[/.\- ])?(\d{4})(?:[.,]0+)?")
_NO_YEAR = re.compile(r"(\d{1,2})\s?[/.\-_ ]\s?(\d{1,2})\.?")
_NO_YEAR_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[\s./-]*([a-z]{3,})\.?")
_FRACTION = re.compile(r"0?[.,](\d+)")
_HOUR_ALONE = re.compile(r"(\d{1,2}?)(\d{2})?")
_MINUTES = re.compile(r"\s*mi?n$")
_SERIAL = re.compile(r"(\d{1,6})(?:[.,](\d+))?")
_GLUED = re.compile(r"(\d{7,8})(?:[.,]0+)?")
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Form:
    """A text taken apart.

    ``numbers`` are three whole numbers: as written (``kind`` ``numbers``), or year, month and day.
    ``short_year`` is true where the year has two digits. ``serial`` counts days. ``seconds`` of
    the day and ``offset`` from UTC in seconds are None where the text does not tell them.
    ``half_days`` is true where the hour is told by AM or PM. ``short`` are month and day, or two
    numbers as written where the column decides, of a text that leaves out the year.
    """

    kind: Kind
    numbers: tuple[int, int, int] = (0, 0, 0)
    short_year: bool = False
    serial: int = 0
    seconds: float | None = None
    offset: int | None = None
    half_days: bool = False
    short: tuple[int, int] | None = None


def form_of(text: str) -> Form | None:
    """Take a text apart; None if it is no day in any form known."""
    folded = text.lower() if text.isascii() else fold_accents(text).replace("\u202f", " ")
    value = folded.strip(" \t\r\n\"'")
    # "Mar" is a Tuesday in French and a month in English: the whole text is tried first.
    weekdayless = _WEEKDAY.sub("", value, count=1) if value[:1].isalpha() else value
    return _with_clock(value) or (_with_clock(weekdayless) if weekdayless != value else None)


def _with_clock(value: str) -> Form | None:
    """Take a day apart that an hour may follow."""
    if found := _clockless(value):
        return found
    clock = _CLOCK.search(value)
    day = _clockless(value[: clock.start()].rstrip(" ,")) if clock else None
    if clock is None or day is None or day.kind == "serial":
        return None
    seconds, offset = _seconds(clock), _offset(clock["zone"])
    if seconds is None or abs(offset or 0) >= _DAY:
        return None
    return Form(
        day.kind,
        day.numbers,
        short_year=day.short_year,
        seconds=seconds,
        offset=offset,
        half_days=clock["half"] is not None,
        short=day.short,
    )


def clock_of(text: str) -> float | None:
    """Return the seconds of the day that an hour alone means; None if it is no hour.

    ``18h30``, ``18 h``, ``6:30 PM``, ``18.30``, ``1830``, ``18``; the fraction of a day that a
    spreadsheet counts; the hour of a whole moment.
    """
    value = _MINUTES.sub("", fold_accents(text).strip())
    if found := _FRACTION.fullmatch(value):
        return float(round(float(f"0.{found[1]}") * _DAY)) % _DAY
    if found := _HOUR_ALONE.fullmatch(value):
        hour, minute = int(found[1]), int(found[2] or 0)
        return hour * 3600.0 + minute * 60 if hour < 24 and minute < 60 else None
    if found := _CLOCK.fullmatch(f" {value}"):
        return _seconds(found)
    whole = form_of(text)
    return whole.seconds if whole else None


def _clockless(value: str) -> Form | None:
    """Take a day apart that no hour follows."""
    if found := _NUMBERS.fullmatch(value):
        first, second, third = found.groups()
        return Form("numbers", (int(first), int(second), int(third)), short_year=len(third) == 2)
    if found := _YEAR_FIRST.fullmatch(value):
        return Form("date", (int(found[1]), int(found[2]), int(found[3])))
    if found := _YEAR_ALONE.fullmatch(value):
        # A count of days has four digits for the years 1902 to 1927; who decides sees both.
        serial = int(found[1]) if value[:4] == found[1] else 0
        return Form("date", (int(found[1]), 0, 0), serial=serial)
    return _named_month(value) or _bare_number(value) or _without_year(value)


def _without_year(value: str) -> Form | None:
    if found := _NO_YEAR.fullmatch(value):
        return Form("short", short=(int(found[1]), int(found[2])))
    if (found := _NO_YEAR_NAMED.fullmatch(value)) and (month := MONTHS.get(found[2])):
        return Form("date", short=(month, int(found[1])))
    return None


def _named_month(value: str) -> Form | None:
    if found := _MONTH_NAMED.fullmatch(value):
        day, name, year = found.groups()
    elif found := _MONTH_NAME_FIRST.fullmatch(value):
        name, day, year = found.groups()
    elif found := _MONTH_NAME_LAST.fullmatch(value):
        year, name, day = found.groups()
    else:
        return None
    month = MONTHS.get(name)
    if month is None:
        return None
    return Form("date", (int(year), month, int(day or 0)), short_year=len(year) == 2)


def _bare_number(value: str) -> Form | None:
    if found := _SERIAL.fullmatch(value):
        part = float(f"0.{found[2]}") * _DAY if found[2] and int(found[2]) else None
        # Spreadsheets keep hours as fractions that miss the second by a hair.
        seconds = None if part is None else float(round(part))
        # What counts no day may be a day and a month: 24.11
        twin = _NO_YEAR.fullmatch(value)
        short = (int(twin[1]), int(twin[2])) if twin else None
        return Form("serial", serial=int(found[1]), seconds=seconds, short=short)
    if found := _GLUED.fullmatch(value):
        digits = found[1].zfill(8)
        if 1 <= int(digits[4:6]) <= 12 and int(digits[:4]) > 1231:
            return Form("date", (int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        return Form("numbers", (int(digits[:2]), int(digits[2:4]), int(digits[4:])))
    return None


def _seconds(clock: re.Match[str]) -> float | None:
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    second = int(clock["second"] or 0) + float(f"0.{clock['part'] or 0}")
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"].startswith("p") else 0)
    if hour > 23 or minute > 59 or second >= 61:
        return None
    return hour * 3600.0 + minute * 60 + second


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone == "z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if zone[0] == "-" else seconds
