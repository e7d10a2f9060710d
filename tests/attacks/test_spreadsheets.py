"""Whoever writes a table for a spreadsheet disarms what it would run, or says why not."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "campaign", "electoral_rolls", "exchange", "files", "geocoding", "maps", "people_base",
    "routing", "turf", "walklists",
)  # fmt: skip
WRITERS = {"to_csv", "to_excel", "writer", "DictWriter", "Workbook"}
#: Tables that no spreadsheet is meant to open, or that are a person's own file given back.
ALLOWED = {
    "campaign/places/bureau_files.py": "a cache in places/, read by us alone",
    "campaign/contacts/simulated_answers.py": "the demo's filled sheets, made from ours",
    "geocoding/geocode_file.py": "the person's own file with columns added, cell by cell",
    "geocoding/geoplateforme.py": "what is sent to the geocoder",
}


def _calls(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    calls = [node.func for node in tree if isinstance(node, ast.Call)]
    named = {f.attr for f in calls if isinstance(f, ast.Attribute)}
    named |= {f.id for f in calls if isinstance(f, ast.Name)}
    return named & WRITERS


def _disarms(path: Path) -> bool:
    named = ast.walk(ast.parse(path.read_text()))
    return any(isinstance(n, ast.ImportFrom) and n.module == "files.formulas" for n in named)


def test_every_writer_of_tables_disarms_texts() -> None:
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    bare = {str(p.relative_to(ROOT)) for p in files if _calls(p) and not _disarms(p)}
    assert bare - set(ALLOWED) == set()
    assert set(ALLOWED) <= bare, "an exception that is none any more"
