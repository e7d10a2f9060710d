"""Texts that a spreadsheet would run: disarmed on the way out, given back on the way in."""

import pandas as pd

#: First characters that make a spreadsheet read a text as a formula (OWASP, CSV injection),
#: their full-width twins included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Take back the apostrophe that ``guarded`` put."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def guarded_table(table: pd.DataFrame) -> pd.DataFrame:
    """Guard every text of a table, its index and its headers included.

    Write it with lines that end as Windows ends them: otherwise a text that holds a lone carriage
    return is not quoted, and begins a row.
    """
    texts = table.select_dtypes(exclude=["number", "bool", "datetimetz"])
    made = {str(name): texts[name].map(_guarded) for name in texts}
    return table.assign(**made).rename(index=_guarded, columns=_guarded)


def _guarded(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
