"""Refuse to commit a file that looks like an electoral roll, or a large one.

Used as a hook (``python tests/no_roll.py FILES``) and by ``tests/test_repository.py``.
"""

import gzip
import html
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

#: Fictitious people only live here.
FICTITIOUS = ("data/sample_districts/", "tests/")
#: Texts that speak of rolls and hold none.
WRITTEN = {".py", ".md"}
#: Columns of the exports of rolls, letters and figures only; so many of them are a roll.
COLUMNS = (
    *("nomdenaissance", "nomdusage", "prenoms", "datedenaissance", "codecommunedenaissance"),
    *("libellecommunedenaissance", "libellenationalite", "codedubureaudevote", "numerodevoie"),
    *("numerodordredanslebureaudevote", "libelledutypedeliste", "noelecteurgeneral"),
)
ENOUGH = 4
LARGE = 1_000_000
_HEAD = 8192


def looks_like_a_roll(path: Path) -> bool:
    """Tell whether the first bytes hold a roll's header, in whatever encoding or packing."""
    if path.suffix in WRITTEN:
        return False
    return any(_is_header(head) for head in _heads(path))


def _heads(path: Path) -> list[bytes]:
    """Return the beginning of a file, and of what is packed in it."""
    with path.open("rb") as file:
        heads = [file.read(_HEAD)]
    try:
        if heads[0].startswith(b"\x1f\x8b"):
            with gzip.open(path) as file:
                heads.append(file.read(_HEAD))
        elif heads[0].startswith(b"PK"):
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist()[:50]:
                    with packed.open(name) as inner:
                        heads.append(inner.read(_HEAD))
    except (OSError, EOFError, ValueError, zipfile.BadZipFile):
        pass
    return heads


def _is_header(head: bytes) -> bool:
    for encoding in ("utf-8", "cp1252", "utf-16"):
        # a workbook writes its accents as entities
        told = html.unescape(head.decode(encoding, errors="ignore"))
        text = unicodedata.normalize("NFKD", told)
        plain = re.sub(r"[^a-z0-9]+", "", text.casefold())
        if sum(column in plain for column in COLUMNS) >= ENOUGH:
            return True
    return False


def main(arguments: list[str]) -> int:
    """Name the files refused; exit code 1 if there is one."""
    size = "--size" in arguments
    refused = []
    for name in arguments:
        path = Path(name)
        if name.startswith(("--", *FICTITIOUS)) or not path.is_file() or path.suffix == ".md":
            continue
        if path.stat().st_size > LARGE if size else looks_like_a_roll(path):
            refused.append(name)
    for name in refused:
        sys.stderr.write(f"{name}: refused\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
