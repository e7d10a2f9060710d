"""Files on their way in and out: named plainly, kept for as long as they are read."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

#: Longer names are cut, the ending kept: some file systems refuse 256 bytes.
LONGEST_NAME = 120


@contextmanager
def uploads(given: Sequence[Any]) -> Iterator[list[Path]]:
    """Put uploaded files where readers can open them, and remove them afterwards.

    Each lies in a folder of its own, readable by this user alone, so that two files of one name
    do not meet.
    """
    with TemporaryDirectory(prefix="arpenteur-") as folder:
        paths = []
        for place, file in enumerate(given):
            own = Path(folder) / str(place)
            own.mkdir()
            path = own / plain_name(file.name)
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths


def plain_name(name: str) -> str:
    """Return a name that stays in its folder: no path, no hidden file, no odd sign."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^\w.()+ -]", "_", last).lstrip(". ")
    return plain[-LONGEST_NAME:].lstrip(". ") or "fichier"


def zipped(folder: Path) -> bytes:
    """Pack the files of a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.iterdir() if p.is_file()):
            archive.write(path, path.name)
    return packed.getvalue()
