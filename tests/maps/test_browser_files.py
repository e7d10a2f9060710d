"""The scripts of the maps: plain modules, whole in the wheel, fit to stand in one file."""

import importlib.util
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from maps.browser_files import browser_file, programs

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "maps" / "browser").glob("*.js"))
#: Files beside the code that tools read and the product does not.
FOR_TOOLS = {".py", ".ts"}


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_one_function_that_imports_nothing(path: Path) -> None:
    text = path.read_text()
    assert len(re.findall(r"^export ", text, re.MULTILINE)) == 1
    assert len(re.findall(r"^export function \w+\(", text, re.MULTILINE)) == 1
    assert not re.search(r"^import |\bimport\(", text, re.MULTILINE)


def test_the_scripts_can_stand_in_a_page_and_in_a_template() -> None:
    assert not re.search("</script|<!--|{{|{%|{#|^export |/\\*\\*", programs(), re.MULTILINE)
    for path in SCRIPTS:
        name = re.findall(r"^export function (\w+)", path.read_text(), re.MULTILINE)[0]
        assert f"{name}: (() =>" in programs(), f"no map takes {path.name} along"


def test_a_style_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        browser_file("absent.css")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git knows, built without network."""
    for tool in ("setuptools", "pip"):
        if importlib.util.find_spec(tool) is None:
            pytest.skip(f"{tool} is not installed")
    if int(version("setuptools").split(".")[0]) < 77:
        pytest.skip("setuptools is older than the project's metadata")
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in tracked():
        if not name.startswith(("data/", "tests/", "docs/", "benchmarks/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", f"--wheel-dir={made}"]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *options]
    subprocess.run([*command, str(source)], check=True)
    (found,) = made.glob("*.whl")
    return found


def test_the_wheel_carries_every_file_that_stands_beside_the_code(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        carried = set(opened.namelist())
    packages = {name.split("/")[0] for name in carried if name.endswith("/__init__.py")}
    beside = {
        name
        for name in tracked()
        if name.split("/")[0] in packages and Path(name).suffix not in FOR_TOOLS
    }
    assert {"maps/browser/legend.js", "maps/workbench/workbench.js"} <= beside
    assert beside <= carried


def test_the_scripts_are_read_where_only_the_wheel_is(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    asked = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import maps.browser_files as files; "
        "print(files.__file__); print(files.programs())"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.startswith(str(tmp_path))
    assert said.partition("\n")[2].strip() == programs()
