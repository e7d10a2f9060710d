"""Nobody is picked, sorted or grouped by birthplace, nationality or the sound of a name.

CNIL, "La communication politique, mode d'emploi". These tests try, everywhere people come out.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from campaign.commands.main import app
from campaign.exchange.export_people import export_to
from campaign.folder import Campaign
from campaign.wording.results import lines
from canvass import tables
from canvass.errors import ArpenteurError, RefusedByLawError
from people_base import store
from people_base.models import METADATA
from people_base.store import read

ROOT = Path(__file__).parents[3]
#: Never in the base; and what is there to find a door or a person, but by which nobody is picked.
ORIGIN = ("birthplace", "birth_place", "nationality", "pays_naissance", "lieu_naissance")
NAMES = ("birth_name", "usage_name", "first_names")
TELLING = (*ORIGIN, *NAMES, "list_types")
_FIELDS = re.compile(r"naissance|nationalit|birth|prenoms?\b|prénoms?\b|list_types|type de liste")


def test_the_base_has_no_column_of_origin() -> None:
    columns = {c.name for table in METADATA.tables.values() for c in table.columns}
    assert not columns & set(ORIGIN)


@pytest.mark.parametrize("column", TELLING)
def test_the_base_picks_nobody_by_it(played: Campaign, column: str) -> None:
    with played.base() as base, pytest.raises(RefusedByLawError):
        read(base, tables.VOTERS, columns=[], where={column: ["DUPONT"]})


@pytest.mark.parametrize("trick", ["birth_name ", "BIRTH_NAME", "birth_name) OR (1=1", "voters.x"])
def test_the_base_picks_nobody_by_a_misspelt_column(played: Campaign, trick: str) -> None:
    with played.base() as base, pytest.raises(ArpenteurError):
        read(base, tables.VOTERS, columns=[], where={trick: ["x"]})


def test_reading_gives_people_in_the_order_of_their_hashes(played: Campaign) -> None:
    with played.base() as base:
        people = read(base, tables.VOTERS, columns=["birth_name"])
    assert people.index.is_monotonic_increasing
    assert not people["birth_name"].is_monotonic_increasing
    assert not {"order_by", "sort", "group_by"} & set(inspect.signature(store.read).parameters)


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "nationbuilder", "civicrm", "qgis"])
def test_no_export_has_a_column_to_sort_origin_by(
    played: Campaign, tmp_path: Path, format_name: str
) -> None:
    out = tmp_path / ("x.xlsx" if format_name == "xlsx" else "x.gpkg")
    out = out if format_name in {"xlsx", "qgis"} else tmp_path / "x"
    export_to(played, format_name, out, tables=("voters",))
    headers: set[str] = set()
    for path in [out] if out.is_file() else sorted(out.glob("*.csv")):
        headers |= set(_headers(path))
    assert headers
    banned = {"birth_date", "birth_year", "list_types", "sex", "born_at", "gender_id", *ORIGIN}
    assert not {h.casefold() for h in headers} & banned


def _headers(path: Path) -> list[str]:
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        return [str(c.value) for sheet in load_workbook(path).worksheets for c in sheet[1]]
    if path.suffix == ".gpkg":
        import pyogrio

        layers = [name for name, _ in pyogrio.list_layers(path)]
        return [f for name in layers for f in pyogrio.read_info(path, layer=name)["fields"]]
    first = path.read_text("utf-8-sig").splitlines()[0]
    return re.split(r"[;,]", first.replace('"', ""))


def test_no_command_filters_people_by_name_or_origin() -> None:
    """Names stand only where one person, spelt whole, uses a right."""
    allowed = {"oppose", "access-export", "rectify", "consent", "answer", "who-said"}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        if name not in allowed:
            options = {p.name for p in command.params}
            assert not options & {"first_names", "birth_date", *TELLING}, name


def test_no_page_shows_or_filters_by_them() -> None:
    """A table on a page sorts by any column that it shows: none of these may be there."""
    asked = {"rights.py"}  # one person, spelt whole, uses a right
    told = re.compile(r"\s")  # a sentence may explain what is kept; a field is one word
    found = [
        f"{path.name}: {word}"
        for path in sorted((ROOT / "app_pages").rglob("*.py"))
        for word in _words_of_code(ast.parse(path.read_text(encoding="utf-8")))
        if word == "list_types"
        or (_FIELDS.search(word) and not told.search(word) and path.name not in asked)
    ]
    assert not found


def _words_of_code(tree: ast.AST) -> Iterator[str]:
    """Yield every name and text of a file: what it reads, shows or filters by stands there."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.keyword(arg=str(word)):
                yield word
            case ast.Constant(value=str(word)):
                yield word


@pytest.mark.parametrize(
    "code",
    [
        'table["date de naissance"]',
        "st.dataframe(voters[['birth_name']])",
        "voters.sort_values(\n    'prenoms')",
        "f(birth_date=1)",
        'labels = {\n    "nationality": "x",\n}',
    ],
)
def test_the_rule_about_pages_can_fail(code: str) -> None:
    assert any(_FIELDS.search(word) for word in _words_of_code(ast.parse(code)))


@pytest.mark.parametrize("format_name", ["civicrm", "nationbuilder"])
def test_an_export_of_people_tells_what_it_leaves_out(
    played: Campaign, tmp_path: Path, format_name: str
) -> None:
    told = export_to(played, format_name, tmp_path / "x")
    text = "\n".join(path.read_text("utf-8-sig") for path in (tmp_path / "x").glob("*.txt"))
    assert "date de naissance" in text + "\n".join(str(line) for line in lines(told))
