"""Files are whole or as they were, private where asked, and nobody writes over another."""

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from canvass.errors import BadInputError
from files.writing.whole import locked, temporary_beside, write_new, write_whole


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.csv"
    write_whole(path, b"one")
    write_whole(path, b"two", durable=False)
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["a.csv"]


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_whole(path, b"before")
    with contextlib.suppress(RuntimeError), temporary_beside(path) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_private_files_are_their_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        for private, mode in ((True, 0o600), (False, 0o644)):
            with temporary_beside(tmp_path / "a", private=private) as temporary:
                assert temporary.stat().st_mode & 0o777 == mode
            assert (tmp_path / "a").stat().st_mode & 0o777 == mode
        write_new(tmp_path / "b", b"secret")
        assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(old)


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    write_new(tmp_path / "a", b"one")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"one"


def test_counting_together_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "count"
    write_whole(path, b"0")

    def add_one(_: int) -> None:
        with locked(path):
            write_whole(path, str(int(path.read_text()) + 1).encode(), durable=False)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(20)))
    assert path.read_text() == "20"


def test_a_lock_held_too_long_is_said(tmp_path: Path) -> None:
    waiting = locked(tmp_path / "a", patience=-1.0)
    with locked(tmp_path / "a"), pytest.raises(BadInputError, match="a est en cours"):
        waiting.__enter__()
    with locked(tmp_path / "a", patience=-1.0):
        pass
