"""Every sentence a person reads, in French and in English, side by side."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]

#: The language of the running command or page; each Streamlit session sets its own.
language: ContextVar[Language] = ContextVar("language", default="fr")


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages; ``str()`` gives the one in force.

    Both stand beside each other in the source so that neither can be forgotten.
    """

    fr: str
    en: str

    def __str__(self) -> str:
        return self.fr if language.get() == "fr" else self.en


def fr(value: float, digits: int = 0) -> str:
    """Write a number as French does: narrow spaces between thousands, a comma for decimals."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def counted(count: int, one: str, several: str) -> str:
    """Count in French: nought and one are singular."""
    return f"{fr(count)} {several if abs(count) >= 2 else one}"


def fr_share(value: float, digits: int = 0) -> str:
    """Write a share (0 to 1) in per cent as French does."""
    return f"{fr(100 * value, digits)}\u00a0%"
