"""The systems that are known: one line each. Nothing of them is imported before it is asked for."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from canvass.errors import BadInputError
from canvass.words import Words
from exchange.field_policy import plain_words, refuse_online_list

if TYPE_CHECKING:
    from exchange.system import System


@dataclass(frozen=True)
class Registered:
    """A line of the registry.

    Attributes
    ----------
    title
        As its makers write it.
    place
        ``module:name`` of its ``exchange.system.System``.
    reads
        Whether its files can be taken in as well.
    """

    title: str
    place: str
    reads: bool = True


#: The word by which a system is asked for -> what it is.
REGISTRY: dict[str, Registered] = {
    "nationbuilder": Registered("NationBuilder", "exchange.nationbuilder:SYSTEM"),
    "civicrm": Registered("CiviCRM", "exchange.civicrm:SYSTEM"),
    "osdi": Registered("OSDI", "exchange.osdi:SYSTEM"),
    "qgis": Registered("QGIS", "exchange.qgis:SYSTEM", reads=False),
    "csv": Registered("CSV", "exchange.tabular:CSV"),
    "xlsx": Registered("XLSX", "exchange.tabular:XLSX"),
}


def system(name: str) -> "System":
    """Return the system that a word names.

    Raises
    ------
    RefusedByLawError
        If it is a list for e-mails, calls, text messages or advertising.
    BadInputError
        If it is none at all.
    """
    registered = REGISTRY.get(plain_words(name))
    if registered is None:
        refuse_online_list(name)
        raise BadInputError(
            Words(
                f"Format inconnu : « {name} ». Formats : {', '.join(REGISTRY)}.",
                f"Unknown format: “{name}”. Formats: {', '.join(REGISTRY)}.",
            )
        )
    module, _, attribute = registered.place.partition(":")
    return cast("System", getattr(import_module(module), attribute))


def readable() -> list[str]:
    """List the words of the systems whose files can be taken in."""
    return [name for name, one in REGISTRY.items() if one.reads]
