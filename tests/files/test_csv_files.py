"""Text tables of any spelling: encodings, separators, archives, stray quotation marks."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError, MissingFileError
from files import archives as packed_files
from files.csv_files import open_text
from files.headers import find_columns, header_key


def written(tmp_path: Path, content: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def cells(path: Path) -> tuple[list[list[str]], list[int], list[int | None]]:
    sheet = open_text(path)
    found = sheet.read(range(len(sheet.header)))
    return (
        found.frame.to_numpy().tolist(),
        found.frame.index.tolist(),
        [fault.row for fault in found.faults],
    )


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("préfixe;b\né;1\n".encode(), "utf-8"),
        (b"\xef\xbb\xbf" + "préfixe;b\né;1\n".encode(), "utf-8-sig"),
        ("préfixe;b\né;1\n".encode("cp1252"), "cp1252"),
        ("préfixe;b\né;1\n".encode("utf-16"), "utf-16"),
        ("préfixe;b\r\né;1\r\n".encode(), "utf-8"),
        ("préfixe;b\ré;1\r".encode(), "utf-8"),
        ("sep=;\npréfixe;b\né;1\n".encode(), "utf-8"),
    ],
)
def test_encodings_and_line_ends_are_told_apart(
    tmp_path: Path, content: bytes, encoding: str
) -> None:
    sheet = open_text(written(tmp_path, content))
    found = sheet.read([0, 1])
    assert sheet.header == ("préfixe", "b")
    assert found.frame.to_numpy().tolist() == [["é", "1"]]
    assert found.encoding == encoding


def test_lines_of_two_encodings_are_each_read_right(tmp_path: Path) -> None:
    content = "a;b\né;1\n".encode() + "è;2\n".encode("cp1252")
    found = open_text(written(tmp_path, content)).read([0])
    assert found.frame[0].tolist() == ["é", "è"]
    assert found.encoding == "utf-8, cp1252"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_recognised(tmp_path: Path, separator: str) -> None:
    content = separator.join(["nom", "l'âge", "x"]) + "\n" + separator.join(["a", "2", "3"])
    sheet = open_text(written(tmp_path, content.encode()))
    assert (sheet.separator, sheet.header) == (separator, ("nom", "l'âge", "x"))


def test_a_comma_inside_a_quoted_header_is_no_separator(tmp_path: Path) -> None:
    sheet = open_text(written(tmp_path, b'"a, b, c";"d"\n1;2\n'))
    assert sheet.header == ("a, b, c", "d")


def test_a_header_may_hold_line_breaks(tmp_path: Path) -> None:
    path = written(tmp_path, b'"Code\ncommune";b\n1;2\n')
    assert open_text(path).header == ("Code\ncommune", "b")
    assert cells(path) == ([["1", "2"]], [2], [])


def test_rows_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path, b'a;b\n1;2\n\n"3\n3";4\n5\n6;7;8\n9;0;;\n')
    assert cells(path) == ([["1", "2"], ["3\n3", "4"], ["9", "0"]], [2, 4, 7], [5, 6])


def test_a_quotation_mark_left_open_costs_one_row(tmp_path: Path) -> None:
    lines = ["a;b", '"1;2', *(f"{n};{n}" for n in range(60)), '"x";"y"']
    rows, numbers, faults = cells(written(tmp_path, "\n".join(lines).encode()))
    assert faults == [2]
    assert len(rows) == 61
    assert numbers == list(range(3, 64))


def test_unreadable_characters_cost_one_row(tmp_path: Path) -> None:
    rows, _, faults = cells(written(tmp_path, b"a;b\n1;2\n\x81\xff;3\n4;5\n"))
    assert rows == [["1", "2"], ["4", "5"]]
    assert faults == [3]


@pytest.mark.parametrize("content", [b"", b"\n\n;;\n", b"a;b\0c", b"\x81\x8d;b\n1;2", b"\xff\xfea"])
def test_what_is_no_text_table_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInputError):
        open_text(written(tmp_path, content))


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        open_text(tmp_path / "absent.csv")


def test_archives_are_opened_whatever_their_name(tmp_path: Path) -> None:
    plain = b"a;b\n1;2\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dossier/liste.CSV", plain)
        archive.writestr("__MACOSX/._liste.csv", b"junk")
        archive.writestr("LISEZMOI.md", b"hello")
    for content in (plain, gzip.compress(plain), packed.getvalue()):
        assert cells(written(tmp_path, content, "liste"))[0] == [["1", "2"]]


def test_an_archive_of_two_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deux.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a;b\n")
        archive.writestr("b.csv", "a;b\n")
    with pytest.raises(BadInputError, match="2"):
        open_text(path)


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_archives_that_fill_the_memory_are_refused(tmp_path: Path, kind: str) -> None:
    content = b"a;b\n" + bytes(packed_files.RATIO_MATTERS_ABOVE + 1024)
    path = tmp_path / f"bombe.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bombe.csv", content)
    with pytest.raises(BadInputError, match="refusé"):
        open_text(path)


@pytest.mark.parametrize("cut", [10, 30, 50])
def test_damaged_archives_are_refused(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(b"a;b\n" + bytes(range(256)) * 50)
    with pytest.raises(BadInputError):
        open_text(written(tmp_path, whole[:cut]))


@given(st.binary(max_size=300), st.sampled_from([b"", b"a;b\n", b"\x1f\x8b", b"PK\x03\x04"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("fuzz"), start + content)
    try:
        sheet = open_text(path)
    except BadInputError:
        return
    found = sheet.read([0])
    assert (found.frame.index > 1).all()
    assert found.frame.index.is_unique


@given(
    st.lists(
        st.lists(st.text(alphabet='abé;,"\n\t '), min_size=3, max_size=3).filter(
            lambda row: any(field.strip('\n\t ;,"') for field in row)
        ),
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    import csv

    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["x", "y", "z"], *table])
    path = written(tmp_path_factory.mktemp("csv"), text.getvalue().encode())
    short = [row for row in table if max(field.count("\n") for field in row) < 6]
    if len(short) == len(table):
        assert cells(path)[0] == table


def test_headers_are_one_whatever_their_spelling() -> None:
    spellings = [
        "Complément d’adresse 1",
        "complement d'adresse 1",
        '\ufeff"Complément D\'Adresse 1"',
    ]
    assert {header_key(text) for text in spellings} == {"complementdadresse1"}
    assert header_key("Lieu-dit  ") == header_key("LieuDit")


def test_a_column_found_twice_is_told_where_it_matters() -> None:
    names = {"sex": ("sexe",), "city": ("commune",)}
    assert find_columns(["Sexe", "autre", "autre"], names) == ({"sex": 0}, [])
    assert find_columns(["Sexe", "SEXE"], names) == ({"sex": 0}, ["Sexe"])
