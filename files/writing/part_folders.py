"""Private folders for what is not whole yet; what a killed run left in one goes at the next start.

Every unfinished thing lies in a folder whose name begins with ``PREFIX``, locked by the process
that fills it. A folder that nobody holds is a dead run's, whatever it was to become.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

fcntl: Any = None
with suppress(ImportError):
    # Windows has no such locks: there the age of a folder tells
    fcntl = import_module("fcntl")

PREFIX = ".arpenteur-part-"
#: Until it is locked, a folder has this name.
_NEW = ".arpenteur-new-"
#: Holds the path of another folder in which the same run has unfinished things.
_ALSO = "ailleurs"
_EARLIER = re.compile(r"\..+\.part-[a-z0-9_]{8}")
_EARLIER_HELD = frozenset({"base.sqlite", "campaign", "whole"})
_DEAD_AFTER_S = 24 * 3600
_NEW_FOR_S = 60


@contextmanager
def part_folder(parent: Path, *, also: Path | None = None, sweeping: bool = True) -> Iterator[Path]:
    """Yield a folder for what is not whole yet, which only this user can read; it goes at the end.

    Parameters
    ----------
    parent
        Where.
    also
        Another folder where this run makes unfinished things: who sweeps ``parent`` after a kill
        sweeps it too.
    sweeping
        What dead runs left in ``parent`` goes first. Who writes thousands of files sweeps once.
    """
    if sweeping:
        sweep(parent)
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=parent))
    # locked under the one name, swept under the other: nobody sweeps it in between
    lock = _locked(new)
    aside = new.rename(new.with_name(PREFIX + new.name.removeprefix(_NEW)))
    try:
        if also is not None:
            (aside / _ALSO).write_text(str(also.resolve()), encoding="utf-8")
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        _unlock(lock)


def sweep(parent: Path) -> int:
    """Remove what dead runs left in a folder, and where they say; give how many things went."""
    return sum(_removed(path) for path in _found(parent))


def running(parent: Path) -> list[Path]:
    """List the unfinished things of a folder whose run is alive."""
    return [path for path in _found(parent) if path.is_dir() and not _is_dead(path)]


def _found(parent: Path) -> list[Path]:
    with suppress(OSError):
        return [p for p in sorted(parent.iterdir()) if p.name.startswith(".") and _is_part(p)]
    return []


def _is_part(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    if path.name.startswith((PREFIX, _NEW)):
        return True
    return bool(_EARLIER.fullmatch(path.name)) and bool(
        _EARLIER_HELD & {held.name for held in path.iterdir()}
    )


def _removed(path: Path) -> int:
    if not _is_dead(path):
        return 0
    more = 0
    with suppress(OSError, ValueError):
        there = Path((path / _ALSO).read_text(encoding="utf-8"))
        if there.is_absolute() and there != path.parent.resolve():
            more = sweep(there)
    shutil.rmtree(path, ignore_errors=True)
    return more + (not path.exists())


def _is_dead(path: Path) -> bool:
    """Tell whether no process holds a folder."""
    try:
        age = time.time() - path.stat().st_mtime
        if path.name.startswith(_NEW) and age < _NEW_FOR_S:
            return False
        if fcntl is None:
            return age > _DEAD_AFTER_S
        _unlock(_locked(path))
    except OSError:
        return False
    return True


def _locked(path: Path) -> int | None:
    """Lock a folder; the lock dies with the process.

    Raises
    ------
    OSError
        If another process holds it.
    """
    if fcntl is None:
        return None
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _unlock(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
