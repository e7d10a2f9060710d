"""What the repository must never hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ADDRESS = re.compile(r"https?://[^\s\"']*(/simple|/packages/[0-9a-f]{2}/)")
MACHINE = re.compile(r"[\"' =(](/work|/farm|/root)/")


def tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_roll_but_the_fictitious_one() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("no_roll", ROOT / "tests" / "no_roll.py")
    assert spec
    assert spec.loader
    no_roll = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(no_roll)
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert no_roll.main(names) == 0
    assert no_roll.main(["--size", *names]) == 0


def test_no_registry_address_nor_path_of_a_machine() -> None:
    for path in tracked():
        if path.suffix in {".gz", ".png", ".jpg", ".pdf"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not ADDRESS.search(text), path
        assert not MACHINE.search(text), path


def test_versions_agree() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
