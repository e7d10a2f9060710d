"""The content of a file, unpacked within limits."""

import gzip
import io
import zipfile
import zlib
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


def file_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If it is a folder, too large, or the system refuses to read it.
    """
    if not path.exists():
        raise MissingFileError(path)
    refuse_large(path)
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


def refuse_large(path: Path) -> None:
    """Refuse a file beyond what can be read whole.

    Raises
    ------
    BadInputError
        Saying what to do.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BadInputError(
            Words(
                f"{path.name} dépasse {MAX_FILE_BYTES // 10**6} Mo : coupez-le en plusieurs "
                "fichiers.",
                f"{path.name} is larger than {MAX_FILE_BYTES // 10**6} MB: cut it into several "
                "files.",
            )
        )


def unpack(packed: bytes, name: str) -> bytes:
    """Undo .gz or .zip, known by their first bytes, within limits.

    Raises
    ------
    BadInputError
        If the archive is damaged, holds anything but one table, or unfolds beyond the limits.
    """
    try:
        if packed.startswith(b"\x1f\x8b"):
            with gzip.open(io.BytesIO(packed)) as stream:
                return _within_limits(stream, len(packed), name)
        if packed.startswith(b"PK\x03\x04"):
            return _only_member(packed, name)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, ValueError) as error:
        if isinstance(error, BadInputError):
            raise
        raise _damaged(name) from error
    return packed


def _damaged(name: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} est une archive abîmée ou protégée : décompressez-la à la main.",
            f"{name} is a damaged or protected archive: unpack it by hand.",
        )
    )


def _only_member(packed: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        members = [m for m in archive.infolist() if _is_table(m.filename)]
        if len(members) != 1:
            raise BadInputError(
                Words(
                    f"{name} doit contenir un seul fichier .csv ou .txt, il en contient "
                    f"{len(members)} : décompressez l'archive et donnez les fichiers voulus.",
                    f"{name} must hold exactly one .csv or .txt file, it holds {len(members)}: "
                    "unpack the archive and give the files that you want.",
                )
            )
        with archive.open(members[0]) as stream:
            return _within_limits(stream, members[0].compress_size, name)


def _is_table(member: str) -> bool:
    hidden = member.startswith("__MACOSX/") or Path(member).name.startswith(".")
    return not hidden and member.lower().endswith((".csv", ".txt", ".tsv"))


def _within_limits(stream: IO[bytes] | gzip.GzipFile, packed_bytes: int, name: str) -> bytes:
    chunks = []
    total = 0
    while chunk := stream.read(1024**2):
        chunks.append(chunk)
        total += len(chunk)
        if _is_bomb(total, packed_bytes):
            raise _too_large(name)
    return b"".join(chunks)


def _too_large(name: str) -> BadInputError:
    return BadInputError(
        Words(
            f"{name} grossit démesurément à la décompression : fichier refusé.",
            f"{name} grows out of all proportion when unpacked: file refused.",
        )
    )


def refuse_bomb(content: bytes | Path, name: str) -> None:
    """Refuse an archive that announces more than the limits.

    Raises
    ------
    BadInputError
        If it does, or if its directory cannot be read.
    """
    packed = len(content) if isinstance(content, bytes) else content.stat().st_size
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as z:
            total = sum(member.file_size for member in z.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _damaged(name) from error
    if _is_bomb(total, packed):
        raise _too_large(name)


def _is_bomb(total: int, packed: int) -> bool:
    return total > MAX_BYTES or (total > RATIO_MATTERS_ABOVE and total > packed * MAX_RATIO)
