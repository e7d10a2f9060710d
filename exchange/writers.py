"""Files that leave the base: whole or not at all, and readable by their owner alone."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from canvass.errors import BadInputError
from canvass.words import Words
from files.formulas import guarded
from files.part_folders import part_folder


def as_csv(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ","
) -> bytes:
    """Write a table as UTF-8 CSV; a text never becomes a formula, a number stays a number."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def csv_parts(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, max_bytes: int
) -> Iterator[bytes]:
    """Write a table as CSV files that each have the header and at most ``max_bytes``."""
    head = as_csv(header, [])
    part = [head]
    size = len(head)
    for row in rows:
        line = as_csv([], [row])[2:]
        if size + len(line) > max_bytes and len(part) > 1:
            yield b"".join(part)
            part, size = [head], len(head)
        part.append(line)
        size += len(line)
    yield b"".join(part)


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename."""
    with beside(path) as part:
        part.write_bytes(content)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Yield a private file to write to, which takes the name ``path`` once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(path.parent) as aside:
        part = aside / path.name
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600))
        yield part
        part.chmod(0o600)
        part.replace(path)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder of files that appear together.

    Raises
    ------
    BadInputError
        If the folder holds something: a person who left the base must not live on in an old file;
        or if a name leads elsewhere.
    """
    refuse_filled(folder)
    for name in files:
        if name != Path(name).name or name.startswith("."):
            raise BadInputError(
                Words(f"« {name} » n'est pas un nom de fichier.", f"“{name}” is no file name.")
            )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(folder.parent) as aside:
        part = aside / "folder"
        part.mkdir(mode=0o700)
        for name, content in files.items():
            target = part / name
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(content)
        part.replace(folder)


def refuse_filled(folder: Path) -> None:
    """Refuse a folder that holds something, and a file in its place.

    Raises
    ------
    BadInputError
        Naming it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInputError(
            Words(
                f"{folder} existe déjà : donnez un dossier vide ou un nouveau nom.",
                f"{folder} exists already: give an empty folder or a new name.",
            )
        )


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
