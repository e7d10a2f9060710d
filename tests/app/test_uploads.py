"""Files from elsewhere: where they lie, how they are named, and that they go away."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_pages.shared.uploads import LONGEST_NAME, plain_name, uploads, zipped


@dataclass
class Given:
    name: str
    content: bytes = b"1"

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("liste.csv", "liste.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("..", "fichier"),
        ("", "fichier"),
        (".bashrc", "bashrc"),
        ("liste électorale (1).csv", "liste électorale (1).csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
    ],
)
def test_a_name_is_made_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(name: str) -> None:
    plain = plain_name(name)
    assert Path("/a/b", plain).parent == Path("/a/b")
    assert not plain.startswith(".")
    assert 0 < len(plain) <= LONGEST_NAME


def test_files_of_one_name_do_not_meet_and_all_go_away() -> None:
    with uploads([Given("a.csv", b"1"), Given("a.csv", b"2")]) as paths:
        assert [path.read_bytes() for path in paths] == [b"1", b"2"]
        assert paths[0].parents[1].stat().st_mode & 0o077 == 0
    assert not any(path.exists() for path in paths)


def test_files_go_away_when_the_reader_fails() -> None:
    kept: list[Path] = []

    def read() -> None:
        with uploads([Given("a.csv")]) as paths:
            kept.extend(paths)
            raise ValueError("unreadable")

    with pytest.raises(ValueError, match="unreadable"):
        read()
    assert not kept[0].exists()


def test_a_folder_is_packed_whole(tmp_path: Path) -> None:
    import io
    import zipfile

    (tmp_path / "b.csv").write_text("2")
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "sous").mkdir()
    assert zipfile.ZipFile(io.BytesIO(zipped(tmp_path))).namelist() == ["a.csv", "b.csv"]
