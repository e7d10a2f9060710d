"""What people write in boxes, read as numbers, days and hours."""

import re
from datetime import date, time, timedelta
from unicodedata import combining, normalize

#: More doors than any building has: a slip of the keyboard.
MOST = 999

_ONE = frozenset(["x", "✓", "✔", "☑", "☒", "✗", "✘", "v", "oui", "o", "yes", "y", "vrai", "true"])
_NONE = frozenset(["", "-", "–", "—", "/", "☐", "non", "no", "n", "faux", "false"])
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = (
    r"(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)"
)


def is_blank(text: str) -> bool:
    """Tell whether a box was left alone."""
    return not text.strip()


def count_of(text: str) -> int | None:
    """Read a box: a number, a mark for one, nothing for none; ``None`` if it is neither.

    ``3``, ``3.0`` and ``3,0`` (what spreadsheets make of it) are 3; a tick or ``oui`` is 1.
    """
    value = text.strip().casefold()
    if value in _ONE:
        return 1
    if value in _NONE:
        return 0
    whole = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?", value)
    return int(whole[1]) if whole else None


def day_of(text: str, *, today: date) -> date | None:
    """Read a day as the French write it, or ISO; without a year, the last such day before today.

    ``24/11/2026``, ``24-11-26``, ``24.11``, ``24 novembre 2026``, ``mardi 1er déc.``,
    ``2026-11-24`` (with or without a time after it).
    """
    value = "".join(c for c in normalize("NFD", text.strip().casefold()) if not combining(c))
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?", value)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    value = re.sub(rf"^{_WEEKDAYS}\.?\s+", "", value)
    found = re.fullmatch(
        r"(\d{1,2})(?:er)?[\s./-]+(\d{1,2}|[a-z]+)\.?(?:[\s./-]+(\d{4}|\d{2}))?(?:\s+00:00(?::00)?)?",
        value,
    )
    if not found:
        return None
    month = int(found[2]) if found[2].isdecimal() else _MONTHS.get(found[2], 0)
    if found[3]:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return _date(year, month, int(found[1]))
    this_year = _date(today.year, month, int(found[1]))
    if this_year and this_year > today + timedelta(days=1):
        return _date(today.year - 1, month, int(found[1]))
    return this_year


def hour_of(text: str) -> time | None:
    """Read an hour: ``18h30``, ``18 h``, ``18:30``, ``18:30:00``, ``18.30``, ``1830``."""
    found = re.fullmatch(
        r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?(?::\d{2}(?:\.0+)?)?|(\d{2}))\s*(?:min|mn)?",
        text.strip().casefold(),
    )
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2] or found[3] or 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
