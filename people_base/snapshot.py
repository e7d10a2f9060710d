"""A copy of a base as it is at one moment, in one file, whoever writes meanwhile."""

import os
from contextlib import closing
from pathlib import Path

from canvass.errors import BadInputError
from canvass.words import Words
from people_base.base import Base, open_base, reading, writing
from people_base.engine import cipher as _cipher
from people_base.transfer import copy_rows


def snapshot(base: Base, path: Path) -> None:
    """Write a base into a new file that only its owner can read.

    Parameters
    ----------
    base
        The open base, in a file or on a server.
    path
        A file that does not exist.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if base.engine.dialect.name == "sqlite":
        _cipher.copy_file(Path(str(base.engine.url.database)), path)
    else:
        made = open_base(path, crs=base.crs)
        with reading(base.engine) as here_rows, writing(made.engine) as there_rows:
            copy_rows(here_rows, there_rows, crs=base.crs)
        made.engine.dispose()
    with closing(_cipher.connect(path)) as alone:
        # one file, without a log beside it
        alone.execute("PRAGMA journal_mode = DELETE")


def check_snapshot(path: Path) -> None:
    """Refuse a file, a copy of a base, that is not whole.

    Raises
    ------
    BadInputError
        If SQLite finds it damaged or a reference broken.
    """
    try:
        with closing(_cipher.connect(path)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            stray = connection.execute("PRAGMA foreign_key_check").fetchone()
    except _cipher.driver(path).DatabaseError:
        whole, stray = False, None
    if not whole or stray:
        raise BadInputError(
            Words(
                "La base est abîmée : rétablissez la dernière sauvegarde entière (restore).",
                "The base is damaged: bring the last whole backup back (restore).",
            )
        )
