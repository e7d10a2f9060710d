"""Refuse to commit a file that looks like an electoral roll, or a large one.

Used as a hook (``python tests/no_roll.py FILES``) and by ``tests/test_repository.py``.
"""

import sys
from pathlib import Path

#: Fictitious people only live here.
FICTITIOUS = ("data/sample_districts/", "tests/")
MARKS = (b"num\xc3\xa9ro d'ordre dans le bureau de vote", b"NoElecteurGeneral")
LARGE = 1_000_000


def looks_like_a_roll(path: Path) -> bool:
    """Tell whether the first bytes hold a roll's header."""
    return any(mark in path.read_bytes()[:4096] for mark in MARKS) and path.suffix != ".py"


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
