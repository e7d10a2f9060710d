"""Files that only grow: a line is added at the end, nothing that stands there is written again."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from files.writing.whole import locked

_TAIL = 65_536


def append_records(
    path: Path,
    records: Callable[[Mapping[str, Any] | None], Iterable[Mapping[str, Any]]],
    *,
    lock: Path,
) -> int:
    """Add records to a file of JSON lines, after looking at its last one; return how many.

    Parameters
    ----------
    path
        The file; made for this user alone where there is none.
    records
        Gives what is to be added, of the last record (None where there is none).
    lock
        What stands for the file meanwhile (``locked``): its own place may allow nothing but adding.

    Raises
    ------
    OSError
        If the place cannot be written.
    BadInputError
        If another program writes it for long.
    """
    with locked(lock):
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as file:
            tail = _tail(path)
            lines = [json.dumps(one, ensure_ascii=False) for one in records(last_record(path))]
            cut = bool(tail) and not tail.endswith(b"\n")
            if lines:
                file.write(("\n" * cut + "\n".join(lines) + "\n").encode())
                file.flush()
                os.fsync(file.fileno())
    return len(lines)


def last_record(path: Path) -> Mapping[str, Any] | None:
    """Return the last whole record of a file; what a full disk cut off counts as not there."""
    for line in reversed(_tail(path).splitlines()):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return None


def _tail(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _TAIL, 0))
        return file.read()
