"""Looser spellings of who somebody is, by which two rolls of different programs may meet.

One program writes LE GOFF, another LEGOFF; one lists all given names, another the first. The
exact identity (``electoral_rolls.identity``) tells these apart; the keys here do not, so that a
person can look before somebody who objected comes back (GDPR, art. 21).
"""

import re
from collections.abc import Iterator

from canvass.text import fold_accents

#: Kinds of keys, by what they compare beside the name. ``given``: first given name and date;
#: ``initial``, ``year``, ``undated``: where the new roll writes no more than that; ``any given``,
#: ``any day``, ``any date``: where the roll that held the objector wrote no more. ``name`` is the
#: name alone, by which most people are passed over quickly.
KINDS = ("name", "given", "initial", "year", "undated", "any given", "any day", "any date")

_LETTERS = re.compile(r"[^a-z]+")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def letters(text: str) -> str:
    """Spell a name by its letters alone: no case, accent, blank, hyphen or apostrophe."""
    return _LETTERS.sub("", fold_accents(text))


def stored_keys(
    *, birth_name: str, usage_name: str, first_names: str, date: str
) -> frozenset[tuple[str, str]]:
    """Return the keys under which an objector is remembered: pairs of kind and text.

    Parameters
    ----------
    birth_name, usage_name, first_names
        As the roll writes them.
    date
        ``YYYY-MM-DD`` with ``00`` for what is unknown; any other text is a date nobody could read.
    """
    given = _first_given(first_names)
    year, full = _known(date)
    keys = set()
    for name in spelt_names(birth_name, usage_name):
        keys |= {("name", name), ("undated", f"{name}|{given}")}
        if not year:
            keys.add(("any date", f"{name}|{given}"))
            continue
        keys.add(("year", f"{name}|{given}|{year}"))
        if not full:
            keys.add(("any day", f"{name}|{given}|{year}"))
            continue
        keys.add(("given", f"{name}|{given}|{full}"))
        keys.add(("initial", f"{name}|{given[:1]}|{full}"))
        if len(given) == 1:
            keys.add(("any given", f"{name}|{given}|{full}"))
    return frozenset(keys)


def asked_keys(
    *, birth_name: str, usage_name: str, first_names: str, date: str
) -> frozenset[tuple[str, str]]:
    """Return the keys by which somebody of a new roll is looked up among ``stored_keys``.

    Day and month the other way round count as the same date: programs swap them.
    """
    given = _first_given(first_names)
    year, full = _known(date)
    keys = set()
    for name in spelt_names(birth_name, usage_name):
        keys.add(("any date", f"{name}|{given}"))
        if not year:
            keys.add(("undated", f"{name}|{given}"))
            continue
        keys.add(("any day", f"{name}|{given}|{year}"))
        if not full:
            keys.add(("year", f"{name}|{given}|{year}"))
            continue
        for day in {full, _swapped(full)}:
            keys.add(("given", f"{name}|{given}|{day}"))
            keys.add(("any given", f"{name}|{given[:1]}|{day}"))
            if len(given) == 1:
                keys.add(("initial", f"{name}|{given}|{day}"))
    return frozenset(keys)


def spelt_names(birth_name: str, usage_name: str) -> Iterator[str]:
    """Yield the letters of each name that somebody goes by."""
    yield from {spelt for spelt in (letters(birth_name), letters(usage_name)) if spelt}


def _first_given(first_names: str) -> str:
    """Return the letters of the first given name; a hyphen or a comma ends it as a blank does."""
    words = re.split(r"[\s,;.'’-]+", first_names.strip())
    return letters(words[0]) if words else ""


def _known(date: str) -> tuple[str, str]:
    """Return the year and the whole date, each empty where it is not known."""
    found = _DATE.fullmatch(date)
    if not found:
        return "", ""
    year, month, day = found.groups()
    return year, date if month != "00" and day != "00" else ""


def _swapped(date: str) -> str:
    year, month, day = date.split("-")
    return f"{year}-{day}-{month}"
