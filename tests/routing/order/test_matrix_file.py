"""A table of walking times in any of its files; what is wrong with it is said by row."""

import json
from pathlib import Path

import numpy as np
import pytest

from canvass.errors import BadInputError, MissingFileError
from routing.order.matrix_file import read_times

TIMES = np.array([[0, 1.5, np.inf], [1.5, 0, 2], [np.inf, 2, 0]])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "0;1,5;\n1,5;0;2\n;2;0\n"),
        ("t.csv", "a,b,c\n0,1.5,inf\n1.5,0,2\n\ninf,2,0\n"),
        ("t.txt", "0 1.5 inf\n1.5 0 2\ninf 2 0"),
        ("t.tsv", "0\t1.5\tNaN\n1.5\t0\t2\nNaN\t2\t0"),
        ("t.json", json.dumps([[0, 1.5, None], [1.5, 0, 2], [None, 2, 0]])),
    ],
)
def test_text_in_any_dress(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8-sig")
    assert np.array_equal(read_times(tmp_path / name), TIMES)


def test_numpy_files(tmp_path: Path) -> None:
    np.save(tmp_path / "t.npy", TIMES)
    np.savez_compressed(tmp_path / "t.npz", times=TIMES)
    for name in ("t.npy", "t.npz"):
        assert np.array_equal(read_times(tmp_path / name), TIMES)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", b"0;1\n1;x\n", "ligne 2"),
        ("t.csv", b"0;1\n1;0;3\n", "longueurs"),
        ("t.csv", b"0;1;2\n1;0;2\n", "2 × 3"),
        ("t.csv", b"", "vide"),
        ("t.csv", b"\xff\xfe\x00x", "lisible"),
        ("t.json", b"{", "lisible"),
        ("t.npy", b"nothing", "lisible"),
        ("t.npz", b"PK", "lisible"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInputError, match=said):
        read_times(tmp_path / name)


def test_no_pickle_is_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "t.npy", np.array([[{"a": 1}]], dtype=object), allow_pickle=True)
    with pytest.raises(BadInputError):
        read_times(tmp_path / "t.npy")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_times(tmp_path / "t.csv")
