"""The scripts, styles and words of the map that stays, as the app serves them."""

import hashlib
import json
from functools import cache

from campaign.turfs.workbench.words import WORKBENCH
from maps.browser_files import workbench_file, workbench_files

#: The words in each language, as a file that the map fetches.
_WORDS = {"words-fr.json": "fr", "words-en.json": "en"}


def program(name: str) -> str | None:
    """Return the text of a script, a style or the words; nothing where there is none so named."""
    if name in _WORDS:
        spoken = _WORDS[name]
        return json.dumps(
            {key: words.en if spoken == "en" else words.fr for key, words in WORKBENCH.items()},
            ensure_ascii=False,
        )
    return workbench_file(name) if name in workbench_files() else None


@cache
def programs_version() -> str:
    """Return what changes with any of them."""
    told = hashlib.sha256()
    for name in [*workbench_files(), *_WORDS]:
        told.update(f"{name}\n{program(name)}\n".encode())
    return told.hexdigest()[:16]
