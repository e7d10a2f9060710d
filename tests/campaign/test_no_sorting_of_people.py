"""Nobody is picked, sorted or grouped by birthplace, nationality or the sound of a name.

CNIL, "La communication politique, mode d'emploi". These tests try, everywhere people come out.
"""

import inspect
import re
from pathlib import Path

import pytest
from typer.main import get_command

import campaign.exchange
from campaign.commands.main import app
from campaign.exchange import export_to
from campaign.folder import Campaign
from canvass import tables
from canvass.errors import ArpenteurError, RefusedByLawError
from people_base import store
from people_base.models import METADATA
from people_base.store import read

ROOT = Path(__file__).parents[2]
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
    allowed = {"oppose", "access-export", "rectify", "consent", "answer"}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        if name not in allowed:
            options = {p.name for p in command.params}
            assert not options & {"first_names", "birth_date", *TELLING}, name


@pytest.mark.parametrize("path", sorted((ROOT / "app_pages").glob("*.py")), ids=lambda p: p.name)
def test_no_page_shows_or_filters_by_them(path: Path) -> None:
    """A table on a page sorts by any column that it shows: none of these may be there."""
    code = [
        line
        for line in path.read_text().splitlines()
        if _FIELDS.search(line) and not line.strip().startswith(("#", '"""', '"', 'f"', "*"))
    ]
    asked = {"rights.py"}  # one person, spelt whole, uses a right
    assert not code or path.name in asked, code
    assert "list_types" not in path.read_text()


def test_the_exports_say_so() -> None:
    assert "naissance" in inspect.getsource(campaign.exchange)
