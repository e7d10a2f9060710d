"""Every sentence a person reads, in French and in English, side by side."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from numbers import Integral, Real
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

from canvass.next_step import NextStep

if TYPE_CHECKING:
    from babel import Locale

Language = Literal["fr", "en"]

#: The language of the running command or page; each Streamlit session sets its own.
language: ContextVar[Language] = ContextVar("language", default="fr")

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


class Words:
    """One sentence in both languages; ``str()`` gives the one in force.

    Both stand beside each other in the source so that neither can be forgotten.

    Parameters
    ----------
    fr, en
        The sentence. Where values are given, it names them in braces, and they are written as the
        language does: ``{n}`` and ``{km:.1}`` a number, ``{part:%}`` or ``{part:.1%}`` a share
        (0 to 1), ``{n:door|doors}`` a count with the form that agrees with it, ``{n:~is|are}`` the
        form alone, ``{day}`` a date (``{at:HH:mm}`` by Babel's pattern), ``{names}`` a list
        (``{names:8}`` its first eight).
    values
        What the sentence names: numbers, dates, lists, text, other ``Words``, a ``NextStep`` and
        a file ``InFolder``, which the edge words.
    """

    __slots__ = ("_en", "_fr", "_values")

    def __init__(self, fr: str, en: str, /, **values: object) -> None:
        self._fr, self._en, self._values = fr, en, values

    @property
    def fr(self) -> str:
        """The French sentence."""
        return self.told("fr")

    @property
    def en(self) -> str:
        """The English sentence."""
        return self.told("en")

    def told(self, spoken: Language) -> str:
        """Return the sentence in a language."""
        text = self._fr if spoken == "fr" else self._en
        return _Sentence(spoken).vformat(text, (), self._values) if self._values else text

    def __str__(self) -> str:
        return self.told(language.get())

    def __repr__(self) -> str:
        return f"Words({self.fr!r}, {self.en!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and (self.fr, self.en) == (other.fr, other.en)

    def __hash__(self) -> int:
        return hash((self.fr, self.en))


class InFolder(str):
    """A file of the campaign's folder: ``{file}`` is `` (review/…)``, or nothing in the app."""

    __slots__ = ()


@dataclass(frozen=True)
class Edge:
    """Who speaks: where each step is done there, and whether files of the folder are named."""

    where: Mapping[NextStep, Words]
    names_files: bool


_NEUTRAL = Edge({}, names_files=True)
#: The command line and the app each set theirs.
edge: ContextVar[Edge] = ContextVar("edge", default=_NEUTRAL)


class _Sentence(Formatter):
    """Writes the values of a sentence as a language does."""

    def __init__(self, spoken: Language) -> None:
        self.spoken = spoken

    def format_field(self, value: Any, format_spec: str) -> str:
        return _written(value, format_spec, self.spoken)


def number(value: float, digits: int = 0) -> str:
    """Write a number as the language in force does."""
    return _written(float(value), f".{digits}", language.get())


def percent(share: float, digits: int = 0) -> str:
    """Write a share (0 to 1) as the language in force does."""
    return _written(float(share), f".{digits}%", language.get())


def day(when: date) -> str:
    """Write a day as the language in force does."""
    return _written(when, "", language.get())


def _written(value: Any, spec: str, spoken: Language) -> str:
    if isinstance(value, Words):
        return value.told(spoken)
    if isinstance(value, NextStep | InFolder):
        return _by_edge(value, spoken)
    if isinstance(value, Integral | Real):
        return _number(value, spec, spoken)
    if isinstance(value, date):
        return _date(value, spec, spoken)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list([_written(one, "", spoken) for one in value], spec, spoken)
    return format(value, spec)


def _by_edge(value: NextStep | InFolder, spoken: Language) -> str:
    if isinstance(value, InFolder):
        return f" ({value})" if edge.get().names_files else ""
    text = Words(*value.value).told(spoken)
    where = edge.get().where.get(value)
    return f"{text} ({where.told(spoken)})" if where else text


def _number(value: Any, spec: str, spoken: Language) -> str:
    if "|" in spec:
        form = _form(value, spec.removeprefix("~"), spoken)
        return form if spec.startswith("~") else f"{_number(value, '', spoken)} {form}"
    exact = int(value) if isinstance(value, Integral) else float(value)
    return _figure(exact, int(spec.strip(".%") or 0), "%" in spec, spoken)


def _form(count: Any, forms: str, spoken: Language) -> str:
    """Choose what agrees with a count: the form of one, or of all else."""
    one, _, several = forms.partition("|")
    return one if _locale(spoken).plural_form(float(count)) == "one" else several


def _date(when: date, spec: str, spoken: Language) -> str:
    from babel.dates import format_date, format_datetime

    if spec:
        return format_datetime(when, spec, locale=_locale(spoken))
    text = format_date(when, "d MMMM y", locale=_locale(spoken))
    # CLDR has no French ordinal in dates
    return f"1er{text[1:]}" if spoken == "fr" and when.day == 1 else text


def _list(items: list[str], most: str, spoken: Language) -> str:
    from babel.lists import format_list

    if most and len(items) > int(most):
        return ", ".join([*items[: int(most)], "…"])
    return format_list(items, locale=_locale(spoken))


@lru_cache
def _locale(spoken: Language) -> "Locale":
    from babel import Locale

    return Locale.parse(_LOCALES[spoken])


# Directions of a town tell the same few thousand figures again and again.
@lru_cache(maxsize=1 << 13)
def _figure(value: float, digits: int, is_share: bool, spoken: Language) -> str:
    locale = _locale(spoken)
    pattern = (locale.percent_formats if is_share else locale.decimal_formats)[None]
    return str(pattern.apply(value, locale, force_frac=(digits, digits)))
