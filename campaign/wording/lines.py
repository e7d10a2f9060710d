"""The one way from a result to its sentences; each room registers its own results."""

from functools import singledispatch
from typing import Any

from canvass.words import Words


@singledispatch
def lines(result: Any) -> list[Words]:
    """Return what a result says, a line each."""
    raise TypeError(f"no wording for {type(result).__name__}")
