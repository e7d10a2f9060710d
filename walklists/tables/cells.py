"""What people write in boxes, read as numbers."""

import re

#: More doors than any building has: a slip of the keyboard.
MOST = 999

_ONE = frozenset(["x", "✓", "✔", "☑", "☒", "✗", "✘", "v", "oui", "o", "yes", "y", "vrai", "true"])
_NONE = frozenset(["", "-", "–", "—", "/", "☐", "non", "no", "n", "faux", "false"])


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
