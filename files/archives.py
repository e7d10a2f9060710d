"""The content of a file, unpacked within limits of size, of ratio and of time."""

import bz2
import gzip
import io
import lzma
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from canvass.errors import BadInputError, MissingFileError
from canvass.words import Words

#: A packed file may not unfold beyond this: the roll of the largest département takes 0.5 GB.
MAX_BYTES = 2 * 1024**3
#: A file as it lies on the disk, packed or not; it is read whole.
MAX_FILE_BYTES = 10**9
#: Rolls pack 10 to 30 times; what packs far better is made to fill the memory.
MAX_RATIO = 150
#: Below this size a high ratio is harmless.
RATIO_MATTERS_ABOVE = 16 * 1024**2
#: The largest roll unpacks in ten seconds on a slow machine.
MAX_SECONDS = 300.0
#: More parts than any workbook or delivery has; each costs time whatever its size.
MAX_MEMBERS = 20_000
_TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".ods", ".xls")
_WORKBOOK_PARTS = frozenset({"[Content_Types].xml", "mimetype"})
_DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError,
            ValueError, NotImplementedError)  # fmt: skip


def file_bytes(path: Path, *, largest: int = MAX_FILE_BYTES) -> bytes:
    """Return the content of a file, which may have ``largest`` bytes.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is a folder, too large, or the system refuses to read it.
    """
    if not path.exists():
        raise MissingFileError(path)
    refuse_large(path, largest=min(largest, MAX_FILE_BYTES))
    try:
        return path.read_bytes()
    except OSError as error:
        reason = type(error).__name__
        raise BadInputError(
            Words(
                f"{path.name} ne peut pas être lu ({reason}).",
                f"{path.name} cannot be read ({reason}).",
            )
        ) from error


def refuse_large(path: Path, *, largest: int = MAX_FILE_BYTES) -> None:
    """Refuse a file beyond what can be read whole.

    Raises
    ------
    BadInputError
        Saying what to do.
    """
    if path.stat().st_size > largest:
        raise BadInputError(
            Words(
                f"{path.name} dépasse {largest // 10**6} Mo : coupez-le en plusieurs fichiers.",
                f"{path.name} is larger than {largest // 10**6} MB: cut it into several files.",
            )
        )


def unpack(
    packed: bytes,
    name: str,
    *,
    largest: int = MAX_BYTES,
    clock: Callable[[], float] = time.monotonic,
) -> bytes:
    """Undo .gz, .bz2, .xz or .zip, known by their first bytes, within limits.

    A workbook, which is a .zip too, comes back as it is.

    Raises
    ------
    BadInputError
        If the archive is damaged, holds anything but one table, or unfolds beyond the limits.
    """
    try:
        if packed.startswith(b"PK\x03\x04"):
            return _only_member(packed, name, largest, clock)
        stream = _stream(packed)
        if stream is None:
            return packed
        with stream:
            return _within_limits(stream, len(packed), name, largest, clock)
    except BadInputError:
        raise
    except _DAMAGED as error:
        raise _damaged(name) from error


def head(path: Path, size: int) -> bytes:
    """Return the first bytes of what a file holds, unpacked; ``b""`` where nothing can be told.

    Never more than ``size`` bytes are unpacked, whatever the archive claims. A workbook comes back
    as it is packed.
    """
    try:
        with path.open("rb") as file:
            start = file.read(size)
        if start.startswith(b"PK\x03\x04"):
            return _head_in_zip(path, start, size)
        if (stream := _stream(path)) is None:
            return start
        with stream:
            return stream.read(size)
    except _DAMAGED:
        return b""


def _head_in_zip(path: Path, start: bytes, size: int) -> bytes:
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not _is_hidden(m.filename)]
        if _WORKBOOK_PARTS & {m.filename for m in members} or len(members) != 1:
            return start
        with archive.open(members[0]) as inner:
            return inner.read(size)


def _stream(packed: bytes | Path) -> IO[bytes] | gzip.GzipFile | None:
    """Open what is packed by .gz, .bz2 or .xz; None if it is not."""
    if isinstance(packed, Path):
        with packed.open("rb") as file:
            start = file.read(6)
        source: IO[bytes] = packed.open("rb")
    else:
        start, source = packed[:6], io.BytesIO(packed)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=source)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(source)
    if start.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile(source)
    source.close()
    return None


def _damaged(name: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} est une archive abîmée ou protégée : décompressez-la à la main.",
            f"{name} is a damaged or protected archive: unpack it by hand.",
        )
    )


def _only_member(packed: bytes, name: str, largest: int, clock: Callable[[], float]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        if _WORKBOOK_PARTS & set(archive.namelist()):
            return packed
        members = [m for m in archive.infolist() if _is_table(m.filename)]
        if len(members) != 1:
            raise BadInputError(
                Words(
                    "{name} doit contenir un seul tableau (.csv, .txt, .xlsx…), il en contient "
                    "{n} : décompressez l'archive et donnez les fichiers voulus.",
                    "{name} must hold exactly one table (.csv, .txt, .xlsx…), it holds {n}: "
                    "unpack the archive and give the files that you want.",
                    name=name,
                    n=len(members),
                )
            )
        with archive.open(members[0]) as stream:
            return _within_limits(stream, members[0].compress_size, name, largest, clock)


def _is_hidden(member: str) -> bool:
    return member.startswith("__MACOSX/") or Path(member).name.startswith(".")


def _is_table(member: str) -> bool:
    return not _is_hidden(member) and member.lower().endswith(_TABLES)


def _within_limits(
    stream: IO[bytes] | gzip.GzipFile,
    packed_bytes: int,
    name: str,
    largest: int,
    clock: Callable[[], float],
) -> bytes:
    chunks = []
    total = 0
    end = clock() + MAX_SECONDS
    while chunk := stream.read(1024**2):
        chunks.append(chunk)
        total += len(chunk)
        if _is_bomb(total, packed_bytes, largest) or clock() > end:
            raise _too_large(name)
    return b"".join(chunks)


def _too_large(name: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} grossit démesurément à la décompression : fichier refusé.",
            f"{name} grows out of all proportion when unpacked: file refused.",
        )
    )


def refuse_bomb(content: bytes | Path, name: str, *, largest: int = MAX_BYTES) -> None:
    """Refuse an archive that announces more than the limits.

    Raises
    ------
    BadInputError
        If it does, or if its directory cannot be read.
    """
    packed = len(content) if isinstance(content, bytes) else content.stat().st_size
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as z:
            members = z.infolist()
    except _DAMAGED as error:
        raise _damaged(name) from error
    # Parts may overlap: each is counted, for each is unpacked.
    total = sum(member.file_size for member in members)
    if _is_bomb(total, packed, largest) or len(members) > MAX_MEMBERS:
        raise _too_large(name)


def _is_bomb(total: int, packed: int, largest: int) -> bool:
    return total > largest or (total > RATIO_MATTERS_ABOVE and total > packed * MAX_RATIO)
