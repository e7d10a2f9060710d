"""What the repository must never hold."""

import gzip
import importlib.util
import re
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

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


def _no_roll() -> ModuleType:
    spec = importlib.util.spec_from_file_location("no_roll", ROOT / "tests" / "no_roll.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_roll_but_the_fictitious_one() -> None:
    no_roll = _no_roll()
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert no_roll.main(names) == 0
    assert no_roll.main(["--size", *names]) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_roll_is_known_by_its_header_however_it_is_saved(tmp_path: Path, encoding: str) -> None:
    no_roll = _no_roll()
    header = "nom de naissance;Prénoms;DATE DE NAISSANCE;code du bureau de vote\r\n"
    content = header.encode(encoding)
    plain, packed, zipped = tmp_path / "a.csv", tmp_path / "b.gz", tmp_path / "c.zip"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("liste.csv", content)
    for path in (plain, packed, zipped):
        assert no_roll.main([str(path)]) == 1, path
    other = tmp_path / "d.csv"
    other.write_bytes("numéro;rue;code du bureau de vote\r\n".encode(encoding))
    assert no_roll.main([str(other)]) == 0


def test_a_roll_in_a_workbook_is_known_too(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["nom de naissance", "prénoms", "date de naissance", "numéro de voie"])
    book.save(tmp_path / "liste.xlsx")
    assert _no_roll().main([str(tmp_path / "liste.xlsx")]) == 1


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
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
