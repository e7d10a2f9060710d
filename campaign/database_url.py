"""Where the people base of a campaign is: a file in its folder, or a server."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from canvass.errors import BadInputError
from canvass.words import Words

FILE = "base.sqlite"
#: Where a file that is to take its place is made.
ASIDE = "base.autre.sqlite"
#: Holds the URL with its password; never written anywhere.
VARIABLE = "ARPENTEUR_DATABASE_URL"
_PORT = 5432


def address_of(
    folder: Path, url: str, *, environment: Mapping[str, str] = os.environ
) -> Path | str:
    """Return the file of a campaign, or the URL of its server with the password.

    Raises
    ------
    BadInputError
        If ``ARPENTEUR_DATABASE_URL`` names another database than the settings.
    """
    if not url:
        return folder / FILE
    secret = environment.get(VARIABLE, "")
    if not secret:
        return url
    said, known = urlsplit(url), urlsplit(secret)
    if _database(said) != _database(known):
        raise BadInputError(
            Words(
                f"{VARIABLE} désigne une autre base que [database] url de campaign.toml : "
                "corrigez l'un des deux.",
                f"{VARIABLE} names another database than [database] url of campaign.toml: "
                "correct one of them.",
            )
        )
    host = said.netloc.rpartition("@")[2]
    who = known.netloc.rpartition("@")[0]
    return urlunsplit(said._replace(netloc=f"{who}@{host}" if who else host))


def _database(parts: Any) -> tuple[str, int, str]:
    return (parts.hostname or "").lower(), parts.port or _PORT, parts.path
