"""Texts that a spreadsheet would run: disarmed on the way out, given back on the way in."""

#: First characters that make a spreadsheet read a text as a formula (OWASP, CSV injection),
#: their full-width twins included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Take back the apostrophe that ``guarded`` put."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
