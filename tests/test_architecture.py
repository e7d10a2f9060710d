"""Imports point one way; libraries of the edge stay at the edge; functions and files stay small."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "canvass": set(),
    "files": {"canvass"},
    "electoral_rolls": {"canvass", "files"},
    "geocoding": {"canvass", "files"},
    "people_base": {"canvass", "files"},
    "exchange": {"canvass", "files"},
    "routing": {"canvass", "files"},
    "walklists": {"canvass", "files"},
    "maps": {"canvass", "files"},
    "turf": {"canvass", "files", "routing"},
    "campaign": {
        "canvass", "files", "electoral_rolls", "geocoding", "people_base", "exchange", "routing",
        "walklists", "maps", "turf",
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
    "requests": {"geocoding"},
    "httpx": {"geocoding"},
    "python_calamine": {"files"},
    # What folds accents in several ways finds a name in one place and not in the other.
    "unicodedata": {"canvass"},
}
#: Calls that read a table. Only ``files`` makes them: a reader of its own knows fewer forms of a
#: file, and loses rows in silence.
READS_TABLES = re.compile(
    r"(^|\.)(read_csv|read_excel|load_workbook|genfromtxt|loadtxt|DictReader|Sniffer|csv\.reader)$"
)
#: Tables and lists that we ship or wrote ourselves, whose form is ours alone.
OUR_OWN_FILES = {
    "app_pages/entrance/forms.py", "app_pages/shared/login.py", "app_pages/shared/theme.py",
    "campaign/commands/messages.py", "campaign/demo.py",
    "campaign/old_files.py", "campaign/places/import_places.py",
    "campaign/report/published_figures.py", "campaign/settings.py", "geocoding/communes.py",
    "geocoding/online_answers.py", "maps/browser_files.py",
}  # fmt: skip
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
#: ``ls`` reads as a table of contents; files that are all alike may be more.
MAX_FILES_OF_A_FOLDER = 16
ALIKE = {"app_pages", "geocoding", "campaign/commands", "people_base/migrations/versions"}
MAX_FUNCTION_LINES = 60
#: Widgets, one service call, what came out: more than that belongs in ``campaign``.
MAX_PAGE_LINES = 80
HISTORY = re.compile(r"TODO|FIXME|XXX|\bno longer\b(?! than)|\bpreviously\b|\bused to be\b")


#: Who writes otherwise than through ``files``, and why.
OWN_WRITING = {
    "app_pages/entrance/opening.py": "a page for one browser, gone when the app stops",
    "app_pages/shared/uploads.py": "what a browser sends, in a folder that goes at once",
    "campaign/old_files.py": "a whole file takes another place",
    "people_base/transfer.py": "a whole base takes another place, after its log went",
    "geocoding/online_answers.py": "a journal that only grows, a line at a time",
    "geocoding/geocode_file.py": "rows by thousands into the file that the writer gave",
    "routing/network/array_file.py": "arrays into the file that the writer gave",
}
_OPENS_TO_WRITE = re.compile(r"[wax+]")


@cache
def modules() -> dict[Path, ast.Module]:
    files = [ROOT / "app_streamlit.py"]
    for package in MAY_IMPORT:
        files += sorted((ROOT / package).rglob("*.py"))
    return {f: ast.parse(f.read_text(encoding="utf-8")) for f in files if f.exists()}


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


def test_imports_point_one_way() -> None:
    wrong = []
    for path, tree in modules().items():
        package = package_of(path)
        ours = imports(tree) & set(MAY_IMPORT) - {package}
        wrong += [f"{named(path)} imports {one}" for one in sorted(ours - MAY_IMPORT[package])]
    assert not wrong


def test_libraries_of_the_edge_stay_there() -> None:
    wrong = []
    for path, tree in modules().items():
        places = {package_of(path), ".".join(path.relative_to(ROOT).parts[:-1])}
        libraries = imports(tree) & set(ONLY_IN)
        wrong += [f"{named(path)} imports {one}" for one in libraries if not places & ONLY_IN[one]]
    assert not wrong


def _writes(call: ast.Call) -> bool:
    """Tell whether a call makes, fills or replaces a file by itself."""
    name = ast.unparse(call.func)
    last = name.rpartition(".")[2]
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if last in ("open", "fdopen"):
        texts = [one.value for one in given if isinstance(one, ast.Constant)]
        return any(isinstance(t, str) and _OPENS_TO_WRITE.fullmatch(t.strip("bt")) for t in texts)
    if last == "to_csv":
        return bool(call.args)
    if last == "replace":
        # The method of a path takes one path; texts and tables take two things or a mapping.
        one = call.args[0] if len(call.args) == 1 and not call.keywords else None
        return "." in name and isinstance(one, ast.Name | ast.Attribute | ast.BinOp)
    return last in ("write_text", "write_bytes", "mkstemp", "NamedTemporaryFile")


def test_files_are_written_by_the_writer() -> None:
    """Whole or not at all, private where they must be: in one place."""
    found = {
        f"{named(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and package_of(path) != "files" and _writes(node)
    }
    unused = [one for one in OWN_WRITING if not any(f.startswith(one) for f in found)]
    assert not [one for one in sorted(found) if one.partition(":")[0] not in OWN_WRITING]
    assert not unused


def test_tables_are_read_in_one_place() -> None:
    wrong = [
        f"{named(path)}:{node.lineno} reads a table"
        for path, tree in modules().items()
        if package_of(path) != "files"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and READS_TABLES.search(ast.unparse(node.func))
    ]
    assert not wrong


def test_files_of_people_are_opened_in_one_place() -> None:
    """Text is decoded by ``files``, which knows what encodings programs write."""
    wrong = []
    for path, tree in modules().items():
        if package_of(path) == "files" or named(path) in OUR_OWN_FILES:
            continue
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        wrong += [
            f"{named(path)}:{call.lineno} reads a text" for call in calls if _reads_text(call)
        ]
    assert not wrong
    assert {named(path) for path in modules()} >= OUR_OWN_FILES


def _reads_text(call: ast.Call) -> bool:
    """Tell ``read_text`` of a path, and ``open`` in a text mode that reads."""
    told = ast.unparse(call.func)
    if told.endswith(".read_text"):
        return True
    if told == "os.open" or (told != "open" and not told.endswith(".open")):
        return False
    mode = next((a.value for a in call.args if isinstance(a, ast.Constant)), "r")
    text = told == "open" or any(k.arg == "encoding" for k in call.keywords)
    return text and not set("bwax:") & set(str(mode))


def test_what_is_private_stays_in_its_room() -> None:
    """A module whose name begins with ``_`` is its room's own matter."""
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            room, *inside = node.module.split(".")
            private = [part for part in inside if part.startswith("_")]
            private += [alias.name for alias in node.names if alias.name.startswith("_")]
            if not private or room not in MAY_IMPORT:
                continue
            if room != package_of(path):
                wrong.append(f"{named(path)} imports {private[0]} of {room}")
    assert not wrong


def test_folders_of_a_room_import_one_way() -> None:
    """What stands above (settings, models) may be imported by the folders within."""
    arrows: dict[str, set[str]] = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    here, there = _folder(path), _target(node.module, alias.name)
                    if there and here.split("/")[0] == there.split("/")[0]:
                        arrows.setdefault(here, set()).add(there)
    inside = {here: {t for t in there if "/" in t} for here, there in arrows.items() if "/" in here}
    inside = {
        here: {one for one in there if not f"{here}/".startswith(f"{one}/")}
        for here, there in inside.items()
    }
    while free := {here for here, there in inside.items() if not there & set(inside)}:
        inside = {here: there for here, there in inside.items() if here not in free}
    assert not inside, f"these folders import each other in a circle: {inside}"


def _folder(path: Path) -> str:
    return str(path.relative_to(ROOT).parent)


def _target(module: str, name: str) -> str:
    """Return the folder of what an import names, empty where it is not ours."""
    for dotted in (f"{module}.{name}", module):
        file = ROOT / f"{dotted.replace('.', '/')}.py"
        if file in modules():
            return _folder(file)
    return ""


def test_folders_read_as_a_table_of_contents() -> None:
    sizes: dict[str, int] = {}
    for path in modules():
        sizes[_folder(path)] = sizes.get(_folder(path), 0) + (path.name != "__init__.py")
    large = {f: n for f, n in sizes.items() if n > MAX_FILES_OF_A_FOLDER and f not in ALIKE}
    assert not large


def test_use_cases_know_no_command() -> None:
    wrong = [
        named(path)
        for path in modules()
        if path.is_relative_to(ROOT / "campaign")
        and not path.is_relative_to(ROOT / "campaign" / "commands")
        and "campaign.commands" in path.read_text(encoding="utf-8")
    ]
    assert not wrong


def test_files_and_functions_stay_small() -> None:
    wrong = []
    for path, tree in modules().items():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MAX_FILE_LINES:
            wrong.append(f"{named(path)} has {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > MAX_FUNCTION_LINES:
                    wrong.append(f"{named(path)}: {node.name} has {lines} lines")
    assert not wrong


def test_pages_stay_short() -> None:
    """A page is a file of the app that no other one imports: Streamlit runs it."""
    imported = {
        name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    }
    pages = {
        path: path.read_text(encoding="utf-8").count("\n")
        for path in sorted((ROOT / "app_pages").glob("*.py"))
        if f"app_pages.{path.stem}" not in imported
        if path.name not in {"__init__.py", "router.py"}
    }
    assert len(pages) > 10
    assert not {named(path): n for path, n in pages.items() if n > MAX_PAGE_LINES}


def test_comments_speak_of_the_present() -> None:
    found = {named(path): HISTORY.search(path.read_text(encoding="utf-8")) for path in modules()}
    assert not {path: match[0] for path, match in found.items() if match}


def test_raised_errors_are_the_house_ones() -> None:
    """What is raised on purpose comes from ``canvass.errors``, or is a plain builtin for bugs."""
    allowed = {"ValueError", "TypeError", "NotImplementedError", "AssertionError", "KeyError"}
    ours = {
        node.name
        for node in modules()[ROOT / "canvass" / "errors.py"].body
        if isinstance(node, ast.ClassDef)
    }
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = ast.unparse(node.exc.func).split(".")[-1]
                if name.endswith("Error") and name not in ours | allowed:
                    wrong.append(f"{named(path)} raises {name}")
    assert not wrong


def test_no_program_of_the_browser_stands_in_a_string() -> None:
    wrong = [
        f"{named(path)} holds {found[0]!r}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if len(node.value) > MAX_GLUE and (found := BROWSER_PROGRAM.search(node.value))
    ]
    assert not wrong


def test_no_two_files_import_each_other() -> None:
    files = {str(f.relative_to(ROOT).with_suffix("")).replace("/", "."): f for f in modules()}
    arrows: dict[str, set[str]] = {}
    for name, path in files.items():
        told = [n for n in ast.walk(modules()[path]) if isinstance(n, ast.ImportFrom)]
        named_here = {n.module or "" for n in told}
        named_here |= {f"{n.module}.{alias.name}" for n in told for alias in n.names}
        arrows[name] = named_here & set(files) - {name}
    while free := {name for name, ours in arrows.items() if not ours & set(arrows)}:
        arrows = {name: ours for name, ours in arrows.items() if name not in free}
    # What is left imports, in the end, itself.
    assert not arrows, f"these files import each other in a circle: {sorted(arrows)}"
