"""Folders that appear whole, of their owner alone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from canvass.errors import BadInputError
from canvass.words import Words
from files.writing.part_folders import part_folder
from files.writing.whole import write_new


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield a private folder to fill, which takes the name ``folder`` where the body ends well.

    Raises
    ------
    BadInputError
        If ``folder`` holds something: a person who left the base must not live on in an old file.
    """
    refuse_filled(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(folder.parent) as aside:
        part = aside / "folder"
        part.mkdir(mode=0o700)
        yield part
        part.replace(folder)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder of files that appear together.

    Raises
    ------
    BadInputError
        If the folder holds something, or a name leads elsewhere.
    """
    for name in files:
        if name != Path(name).name or name.startswith("."):
            raise BadInputError(
                Words(f"« {name} » n'est pas un nom de fichier.", f"“{name}” is no file name.")
            )
    with new_folder(folder) as part:
        for name, content in files.items():
            write_new(part / name, content)


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
