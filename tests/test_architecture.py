"""Imports point one way; libraries of the edge stay at the edge; functions and files stay small."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "canvass": set(),
    "electoral_rolls": {"canvass"},
    "people_base": {"canvass"},
    "routing": {"canvass"},
    "walklists": {"canvass"},
    "maps": {"canvass"},
    "turf": {"canvass", "routing"},
    "campaign": {
        "canvass", "electoral_rolls", "people_base", "routing", "walklists", "maps", "turf",
    },
    "app_pages": {"canvass", "campaign"},
    "app_streamlit": {"canvass", "campaign", "app_pages"},
}  # fmt: skip
#: A library of the edge -> the only places that may import it.
ONLY_IN = {
    "streamlit": {"app_pages", "app_streamlit"},
    "streamlit_folium": {"app_pages"},
    "folium": {"maps"},
    "osmnx": {"routing"},
    "osmium": {"routing"},
    "ortools": {"routing"},
    "typst": {"walklists"},
    "segno": {"walklists"},
    "sqlalchemy": {"people_base"},
    "geoalchemy2": {"people_base"},
    "argon2": {"people_base"},
    "itsdangerous": {"people_base"},
    "docx": {"walklists"},
    "sqlcipher3": {"people_base"},
    "typer": {"campaign.commands"},
    "rich": {"campaign.commands"},
    "requests": {"electoral_rolls"},
    "httpx": {"electoral_rolls"},
}
#: Slow to import: never at the top of a module that ``arpenteur --help`` loads.
HEAVY = {"osmnx", "ortools", "matplotlib", "streamlit", "folium", "typst", "numba"}
#: A program of the browser's, or a page: they stand in files of their own, which have tools.
BROWSER_PROGRAM = re.compile(
    r"\bfunction\s*\w*\(|=>|\bdocument\.\w+\(|addEventListener|\b(?:const|let|var) \w+ = [^{]"
    r"|</?(?:html|head|body|script|style|div|span|table)\b|@media"
    r"|[.#\w\]-]+ ?\{[^{}]*[a-z-]+: ?[^{};]+;"
)
#: Glue: a tag or a call around what comes from a file.
MAX_GLUE = 30
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
HISTORY = re.compile(r"TODO|FIXME|XXX|\bno longer\b(?! than)|\bpreviously\b|\bused to be\b")


def modules() -> list[Path]:
    files = [ROOT / "app_streamlit.py"]
    for package in MAY_IMPORT:
        files += sorted((ROOT / package).rglob("*.py"))
    return [f for f in files if f.exists()]


def package_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=named)
def test_imports_point_one_way(path: Path) -> None:
    package = package_of(path)
    ours = imports(ast.parse(path.read_text())) & set(MAY_IMPORT) - {package}
    assert ours <= MAY_IMPORT[package], f"{named(path)} imports {ours - MAY_IMPORT[package]}"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_libraries_of_the_edge_stay_there(path: Path) -> None:
    folder = ".".join(path.relative_to(ROOT).parts[:-1])
    for library in imports(ast.parse(path.read_text())) & set(ONLY_IN):
        places = {package_of(path), folder}
        assert places & ONLY_IN[library], f"{named(path)} imports {library}"


def test_use_cases_know_no_command() -> None:
    for path in sorted((ROOT / "campaign").glob("*.py")):
        assert "campaign.commands" not in path.read_text(), f"{named(path)} names a command"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= MAX_FILE_LINES, f"{named(path)} is too long"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= MAX_FUNCTION_LINES, f"{named(path)}: {node.name} has {lines} lines"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_comments_speak_of_the_present(path: Path) -> None:
    found = HISTORY.search(path.read_text())
    assert not found, f"{named(path)} says {found and found[0]!r}"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_raised_errors_are_the_house_ones(path: Path) -> None:
    """What is raised on purpose comes from ``canvass.errors``, or is a plain builtin for bugs."""
    allowed = {"ValueError", "TypeError", "NotImplementedError", "AssertionError", "KeyError"}
    text = (ROOT / "canvass" / "errors.py").read_text()
    ours = {n.name for n in ast.parse(text).body if isinstance(n, ast.ClassDef)}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func).split(".")[-1]
            if name.endswith("Error"):
                assert name in ours | allowed, f"{named(path)} raises {name}"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_no_program_of_the_browser_stands_in_a_string(path: Path) -> None:
    tree = ast.parse(path.read_text())
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    for text in texts:
        if isinstance(text, str) and len(text) > MAX_GLUE:
            found = BROWSER_PROGRAM.search(text)
            assert not found, f"{named(path)} holds {found and found[0]!r}"


def test_no_two_files_import_each_other() -> None:
    files = {str(f.relative_to(ROOT).with_suffix("")).replace("/", "."): f for f in modules()}
    arrows: dict[str, set[str]] = {}
    for name, path in files.items():
        told = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
        named_here = {n.module or "" for n in told}
        named_here |= {f"{n.module}.{alias.name}" for n in told for alias in n.names}
        arrows[name] = named_here & set(files) - {name}
    while free := {name for name, ours in arrows.items() if not ours & set(arrows)}:
        arrows = {name: ours for name, ours in arrows.items() if name not in free}
    # What is left imports, in the end, itself.
    assert not arrows, f"these files import each other in a circle: {sorted(arrows)}"
