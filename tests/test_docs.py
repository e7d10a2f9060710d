"""Run every command that README and docs show, and check that what they name exists."""

import os
import re
import shlex
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent
TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
PAGES = [*(ROOT / name for name in TOP), *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)")
#: A plain call of ours, without pipe or redirection.
OURS = re.compile(r"arpenteur [^|<>;&]*")
RUNNER = CliRunner()
SCRIPT = re.compile(r"`python (benchmarks/\w+\.py)([^`]*)`")
#: Commands that another test, or CI itself, runs whole; here only their existence is checked.
RUN_ELSEWHERE = re.compile(
    r"^(make|git|cd|arpenteur app|\.venv/bin/(pre-commit|python -m pytest))\b"
)


def blocks(page: Path) -> str:
    return "\n".join(BLOCK.findall(page.read_text()))


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("document", [p for p in PAGES if blocks(p)], ids=named)
def test_commands_run(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of a page run in its order, in an empty folder beside the sample town.

    ``arpenteur`` itself is called in this process, which has loaded its libraries once; a line with
    a pipe, and all that is not ``arpenteur``, goes to bash.
    """
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "benchmarks").symlink_to(ROOT / "benchmarks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    lines = blocks(document).replace("\\\n", " ").splitlines()
    script = [line for line in lines if line.strip() and not RUN_ELSEWHERE.match(line)]
    for is_ours, group in groupby(script, key=lambda line: bool(OURS.fullmatch(line))):
        if is_ours:
            for line in group:
                call(line)
        else:
            for name, value in in_bash("\n".join(group)).items():
                monkeypatch.setenv(name, value)


def call(line: str) -> None:
    """Call ``arpenteur`` as the shell would."""
    from campaign.commands.main import app

    done = RUNNER.invoke(app, shlex.split(os.path.expandvars(line), comments=True)[1:])
    assert done.exit_code == 0, f"{line}\n{done.output}"


def in_bash(script: str) -> dict[str, str]:
    """Run a script; give the variables that it exports."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{script}\nenv -0 >.exported"],
        capture_output=True,
        text=True,
        timeout=420,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    exported = Path(".exported").read_text().split("\0")
    names = set(re.findall(r"^export (\w+)=", script, re.MULTILINE))
    return {n: v for n, _, v in (one.partition("=") for one in exported) if n in names}


def test_every_script_of_the_docs_answers_with_the_options_shown() -> None:
    """Scripts named in running text, with their options: those need data that is not here."""
    shown: dict[str, set[str]] = {}
    for page in PAGES:
        for script, rest in SCRIPT.findall(page.read_text()):
            shown.setdefault(script, set()).update(re.findall(r"--[a-z-]+", rest))
    benches = {f"benchmarks/{path.name}" for path in (ROOT / "benchmarks").glob("bench_*.py")}
    assert benches <= set(shown), "every benchmark stands in the docs"
    for script in sorted(shown):
        wanted = shown[script] | ({"--data", "--quick", "--json"} if script in benches else set())
        done = subprocess.run(
            [sys.executable, ROOT / script, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert wanted <= set(re.findall(r"--[a-z-]+", done.stdout)), script


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_make_targets_exist(document: Path) -> None:
    for target in re.findall(r"\bmake ([a-z]+)", blocks(document)):
        done = subprocess.run(
            ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text()):
        assert (document.parent / link).exists(), f"{named(document)} points at {link}"


def test_files_that_the_docs_name_are_there() -> None:
    named_files = re.compile(r"`([a-z_]+/[\w/.-]+\.(?:py|typ|md|toml))`")
    wrong = [
        f"{named(page)} names {path}"
        for page in PAGES
        for path in named_files.findall(page.read_text())
        if not (ROOT / path).exists() and "NNNN" not in path
    ]
    assert not wrong


def test_every_command_is_in_the_guides() -> None:
    """Each command has a help text and stands in both guides."""
    from typer.main import get_command

    from campaign.commands.main import app

    command = get_command(app)
    for guide in ("guide.fr.md", "guide.en.md"):
        text = (ROOT / "docs" / guide).read_text()
        for name, one in command.commands.items():  # type: ignore[attr-defined]
            assert one.help, f"{name} has no help"
            assert f"arpenteur {name}" in text, f"docs/{guide} does not show {name}"


def test_every_dependency_says_why() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = list(project["dependencies"])
    for group in project["optional-dependencies"].values():
        wanted += group
    text = (ROOT / "docs" / "dependencies.md").read_text().lower()
    for requirement in wanted:
        name = re.split(r"[\[<>=]", requirement)[0].lower()
        if name not in {"pandas-stubs", "scipy-stubs"}:
            assert name in text, f"docs/dependencies.md does not say why {name}"


def test_every_test_that_reliability_names_exists() -> None:
    """A name that stands alone (``::test_x``) is of the file named before it."""
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    file, missing, seen = "", [], 0
    for named_file, name in re.findall(r"`(tests/[\w/.]+\.py)?::(test_\w+)`", page):
        file = named_file or file
        seen += 1
        path = ROOT / file
        if not path.is_file() or f"def {name}(" not in path.read_text(encoding="utf-8"):
            missing.append(f"{file}::{name}")
    assert missing == []
    assert seen > 50
    attacks = {f"tests/attacks/{one.name}" for one in (ROOT / "tests/attacks").glob("test_*.py")}
    assert attacks <= set(re.findall(r"tests/attacks/\w+\.py", page))
