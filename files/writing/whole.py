"""The one writer: files whole or not at all, private where they must be, one at a time."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from canvass.errors import BadInputError
from canvass.words import Words
from files.writing.part_folders import part_folder

#: How long another writer is waited for, in seconds, and how often it is asked.
PATIENCE, PAUSE = 30.0, 0.05
_PRIVATE, _SHARED = 0o600, 0o666


def write_whole(path: Path, content: bytes, *, private: bool = False, durable: bool = True) -> None:
    """Write a file so that it is whole or as it was before, whatever happens meanwhile.

    Parameters
    ----------
    path
        Its folder is made if need be.
    private
        Let its owner alone read it; otherwise the rights are those of new files.
    durable
        Wait until the disk has it, so that a cut of power loses neither state.
    """
    with temporary_beside(path, private=private, durable=durable) as temporary:
        temporary.write_bytes(content)


def write_json(path: Path, told: Any, *, private: bool = False, durable: bool = False) -> None:
    """Write what JSON can hold, indented, so that a person can read it too."""
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    write_whole(path, content, private=private, durable=durable)


@contextmanager
def temporary_beside(path: Path, *, private: bool = False, durable: bool = True) -> Iterator[Path]:
    """Yield a file to write to, which takes the name ``path`` where the body ends well.

    It has the same name, in a hidden folder beside that only this user can read and that is gone
    afterwards in any case; after a kill it goes with what ``part_folders.sweep`` finds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(path.parent, sweeping=False) as aside:
        temporary = aside / path.name
        # Rights are set before there is anything to read.
        _create(temporary, private=private)
        yield temporary
        if private:
            # Some programs make the file anew.
            temporary.chmod(_PRIVATE)
        if durable:
            _flush(temporary)
        temporary.replace(path)
        if durable:
            _flush_folder(path.parent)


def write_new(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file that must not be there yet; nothing is left where writing fails.

    Raises
    ------
    FileExistsError
        If there is one.
    """
    _create(path, private=private)
    try:
        path.write_bytes(content)
        _flush(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def locked(
    path: Path, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
) -> Iterator[None]:
    """Keep all others who ask for ``path`` waiting, in this process and in others.

    Whoever reads a file, changes what it read and writes it again does all three in here, or loses
    what another wrote in between. The lock is a hidden file beside, which stays.

    Raises
    ------
    BadInputError
        If another holds it for longer than ``patience`` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.lock")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT, _PRIVATE)
    try:
        end = clock() + patience
        while not _taken(handle):
            if clock() > end:
                raise BadInputError(
                    Words(
                        f"{path.name} est en cours d'écriture par un autre programme : réessayez.",
                        f"{path.name} is being written by another program: try again.",
                    )
                )
            time.sleep(PAUSE)
        yield
    finally:
        # Closing gives the lock back.
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def overwrite_and_remove(path: Path) -> None:
    """Overwrite before removing; a flash disk may keep the old blocks all the same."""
    path.write_bytes(bytes(path.stat().st_size))
    path.unlink()


def _create(path: Path, *, private: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    os.close(os.open(path, flags, _PRIVATE if private else _SHARED))


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Write the new name itself to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
