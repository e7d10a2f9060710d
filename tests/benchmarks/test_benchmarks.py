"""Benchmarks take the same options, write the same figures, and say what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALL = sorted((ROOT / "benchmarks").glob("bench_*.py"))


def run(script: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_file_of_a_folder_of_scripts_is_named_like_a_room() -> None:
    """A script's own folder comes first on its path: such a file would hide the room."""
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert len(rooms) > 5
    scripts = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    assert not scripts & rooms


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.stem)
def test_a_wrong_folder_is_one_sentence(script: Path, tmp_path: Path) -> None:
    done = run(script, "--data", tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().startswith(str(tmp_path))
    assert "folder above the towns" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for town in ("toulouse", "rhone-synthetic"):
        (tmp_path / town).mkdir()
    done = run(script, "--data", tmp_path)
    assert done.returncode == 1
    assert " lacks " in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_figures_are_written_in_one_form(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    script = ROOT / "benchmarks" / "bench_geocoding.py"
    done = run(script, "--quick", "--json", out)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures
    for figure in figures:
        assert list(figure) == ["name", "value", "unit", "peer", "goal", "holds"]
        assert isinstance(figure["value"], float)
        assert figure["holds"] is True
