"""One table in every form in which programs save it is one table."""

import bz2
import csv
import datetime as dt
import gzip
import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError
from canvass.words import Words
from files.archives import RATIO_MATTERS_ABOVE, head
from files.headers import known_names
from files.rows import width_of
from files.tables import Sheet, best_sheet, header_of, open_sheets

HEADER = ["N° passage", "Libellé de voie", "Prénom", "Portes"]
ROWS = [
    ["00017", "Allée de l'Église", "Zoé", "3"],
    ["00018", "Rue « du Port », bis", "Loïc", ""],
    ["00020", "Chemin ; du Pré", 'dit "le Grand"', "12"],
]
NAMES = {"id": ("npassage",), "street": ("libelledevoie",), "doors": ("portes",)}
TITLES = [["Bureau 12"], [], ["Relevé du 3 mars"]]


def read(path: Path) -> Sheet:
    return best_sheet(path, known_names(NAMES))


def is_the_table(sheet: Sheet) -> bool:
    found = sheet.read(range(len(sheet.header)))
    assert list(sheet.header) == HEADER
    assert found.frame.to_numpy().tolist() == ROWS
    assert not found.faults
    return True


def delimited(rows: list[list[str]], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("titles", [[], TITLES], ids=["bare", "titled"])
def test_delimited_text(
    tmp_path: Path, encoding: str, separator: str, titles: list[list[str]]
) -> None:
    wide = [row + [""] * (len(HEADER) - len(row)) for row in titles]
    for above in (titles, wide):
        text = delimited([*above, HEADER, *ROWS], separator)
        sheet = read(write(tmp_path / "t.csv", text.encode(encoding)))
        assert is_the_table(sheet)
        assert sheet.separator == separator
        assert bool(sheet.notes) == bool(titles)


@pytest.mark.parametrize(("encoding", "quotes"), [("mac-roman", "«»"), ("cp850", "«»")])
def test_encodings_of_old_machines(tmp_path: Path, encoding: str, quotes: str) -> None:
    sheet = read(write(tmp_path / "t.csv", delimited([HEADER, *ROWS], ";").encode(encoding)))
    assert is_the_table(sheet)
    assert sheet.encoding == encoding


def test_what_could_be_of_old_machines_but_is_of_windows(tmp_path: Path) -> None:
    text = "Nom;Ville\nŽižek…;Orléans\nŠtefan;Évry\n‚x‚;y\n"
    sheet = read(write(tmp_path / "t.csv", text.encode("cp1252")))
    assert sheet.encoding == "cp1252"
    assert sheet.read([0]).frame[0].tolist() == ["Žižek…", "Štefan", "‚x‚"]


@pytest.mark.parametrize("hint", ["sep=;\r\n", "SEP=;\r\n", '"sep=;"\r\n'])
def test_the_hint_of_excel(tmp_path: Path, hint: str) -> None:
    assert is_the_table(
        read(write(tmp_path / "t.csv", (hint + delimited([HEADER, *ROWS], ";")).encode()))
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_whole_lines_in_one_cell(tmp_path: Path, separator: str) -> None:
    lines = delimited([HEADER, *ROWS], separator).splitlines()
    for tail in ("", separator * 3):
        quoted = ['"' + line.replace('"', '""') + '"' + tail for line in lines]
        assert is_the_table(read(write(tmp_path / "t.csv", "\r\n".join(quoted).encode())))


def test_line_ends_and_zero_bytes(tmp_path: Path) -> None:
    text = delimited([HEADER, *ROWS], ";")
    for content in (text.replace("\r\n", "\n"), text.replace("\r\n", "\r"), text + "\r\n\r\n",
                    text.rstrip(), text.replace("Zo", "\0Zo")):  # fmt: skip
        assert is_the_table(read(write(tmp_path / "t.csv", content.encode())))


def workbook(rows: list[list[str]], *, before: str = "", after: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if before:
        sheet.append([before])
        sheet = book.create_sheet("Passages")
    for row in rows:
        sheet.append([cell or None for cell in row])
    if after:
        book.create_sheet("Aide").append([after])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    def cell(text: str) -> str:
        shown = html.escape(text)
        value = f' office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'
        return f"<table:table-cell{value}" if text else "<table:table-cell/>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="Feuille1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{manifest}">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
            "</manifest:manifest>",
        )
    return saved.getvalue()


def page(rows: list[list[str]]) -> bytes:
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<html><body><table>{body}</table></body></html>".encode()


SAVERS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "xlsx": workbook,
    "ods": ods,
    "html": page,
    "text": lambda rows: delimited(rows, ";").encode(),
}


@pytest.mark.parametrize("kind", sorted(SAVERS))
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "xls", "txt"])
@pytest.mark.parametrize("titles", [[], TITLES], ids=["bare", "titled"])
def test_every_kind_under_every_name(
    tmp_path: Path, kind: str, ending: str, titles: list[list[str]]
) -> None:
    path = write(tmp_path / f"t.{ending}", SAVERS[kind]([*titles, HEADER, *ROWS]))
    sheet = read(path)
    assert is_the_table(sheet)
    assert list(header_of(path, known_names(NAMES))) == HEADER
    own = {"text": {"csv", "txt"}, "html": set()}.get(kind, {kind})
    assert any("en fait" in str(note) for note in sheet.notes) == (ending not in own)


@pytest.mark.parametrize("pack", ["gz", "bz2", "zip"])
@pytest.mark.parametrize("kind", ["text", "xlsx", "ods"])
def test_packed_tables(tmp_path: Path, pack: str, kind: str) -> None:
    content = SAVERS[kind]([HEADER, *ROWS])
    path = tmp_path / f"t.{pack}"
    if pack == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"dossier/t.{'csv' if kind == 'text' else kind}", content)
    else:
        path.write_bytes({"gz": gzip.compress, "bz2": bz2.compress}[pack](content))
    assert is_the_table(read(path))


def test_the_fitting_sheet_is_read_and_the_others_named(tmp_path: Path) -> None:
    content = workbook([HEADER, *ROWS], before="Mode d'emploi", after="Aide au remplissage")
    path = write(tmp_path / "t.xlsx", content)
    sheet = read(path)
    assert is_the_table(sheet)
    assert sheet.name == "t.xlsx [Passages]"
    assert any("Sheet, Aide" in str(note) for note in sheet.notes)
    assert len(open_sheets(path)) == 3


def test_rows_of_totals_are_left_out_and_said(tmp_path: Path) -> None:
    total = ["Total", "", "", "15"]
    more = ["", "TOTAL GÉNÉRAL :", "", "15,0"]
    person = ["Total", "Rue du Port", "Zoé", "1"]
    for kind in ("text", "xlsx"):
        path = write(tmp_path / "t.csv", SAVERS[kind]([HEADER, *ROWS, total, [], more, person]))
        sheet = read(path)
        found = sheet.read(range(4))
        assert found.frame.to_numpy().tolist() == [*ROWS, person]
        assert [(f.row, str(f.message)) for f in found.faults] == [
            (5, "ligne de total"), (7, "ligne de total"),
        ]  # fmt: skip


def test_days_and_numbers_of_a_workbook_are_spelt_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "c", "d", "e", "f", "g"])
    book.active.append([
        dt.datetime(2026, 11, 29, 18, 30),  # noqa: DTZ001
        dt.date(1962, 3, 14), dt.time(18, 30), 45.1 + 0.2,
        31609, True, " 01001 ",
    ])  # fmt: skip
    book.save(tmp_path / "t.xlsx")
    (sheet,) = open_sheets(tmp_path / "t.xlsx")
    assert sheet.read(range(7)).frame.to_numpy().tolist() == [
        ["2026-11-29 18:30:00", "1962-03-14", "18:30:00", "45.3", "31609", "1", "01001"]
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3", b"PAR1xxxx", b"\x89PNG\r\n", b"SQLite format 3\0",
        b"PK\x03\x04rest",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", b"<html><p>Connectez-vous</p></html>",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInputError, match=r"t\.csv"):
        read(write(tmp_path / "t.csv", content))


def test_a_cell_at_the_end_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    saved = io.BytesIO(workbook([HEADER, *ROWS]))
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, content.replace(b'r="D4"', b'r="XFD1048576"'))
    assert read(path).header[:4] == tuple(HEADER)


def test_a_beginning_is_unpacked_no_further(tmp_path: Path) -> None:
    bomb = b"a;b\n" + bytes(RATIO_MATTERS_ABOVE)
    path = write(tmp_path / "t.gz", gzip.compress(bomb))
    assert head(path, 10) == bomb[:10]
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", bomb)
    assert head(tmp_path / "t.zip", 10) == bomb[:10]
    assert head(write(tmp_path / "cut.gz", b"\x1f\x8b\x08"), 10) == b""


CELL = st.text(alphabet='aé;,"|\n\r\t 1TtoAl\ufeff', max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6), st.sampled_from(";,\t"))
@settings(max_examples=150, deadline=None)
def test_the_fast_way_reads_as_the_slow_one(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str
) -> None:
    text = separator.join(["x", "y", "z"]) + "\n"
    text += "\n".join(separator.join(row) for row in rows)
    path = write(tmp_path_factory.mktemp("same") / "t.csv", text.encode())
    known = known_names({"x": ("x",), "y": ("y",), "z": ("z",)})
    sheet = best_sheet(path, known)
    found = sheet.read([0, 2])
    slow = sheet.rows(as_wide_as_header=True)
    whole = {row: v for row, v in slow if not isinstance(v, Words) and width_of(v, 3) == 3}
    wanted = {row: [values[0], values[2]] for row, values in whole.items()}
    assert dict(zip(found.frame.index, found.frame.to_numpy().tolist(), strict=True)) == wanted
