"""A campaign in one file, and back: whole, checked, or not at all."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from how_long import FULL
from typer.testing import CliRunner

from campaign.base.backup import backup, restore
from campaign.commands.main import app
from campaign.folder import Campaign, open_campaign
from campaign.sheets.sent_register import load_sent
from canvass.errors import BadInputError, MissingFileError
from people_base.old_rows import take_in_sent


@pytest.fixture
def campaign(make_campaign: Callable[..., Campaign]) -> Campaign:
    from people_base.turfs.aliases import remember_alias

    made = make_campaign()
    from datetime import UTC, datetime

    with made.base() as base:
        remember_alias(base, "3 R ZZYZX", "id1", who="o", at=datetime(2026, 1, 1, tzinfo=UTC))
    with made.base() as base:
        take_in_sent(base, _sent(["c1"]))
    return made


def _sent(contacts: list[str]) -> pd.DataFrame:
    index = pd.Index(contacts, name="contact_id")
    return pd.DataFrame({"turf_id": "T001", "building_id": "b1", "doors": 3}, index=index)


def _aliases(campaign: Campaign) -> dict[str, str]:
    from people_base.turfs.aliases import aliases

    with campaign.base() as base:
        return aliases(base).to_dict()


@pytest.mark.parametrize("passphrase", ["", "une phrase assez longue"])
def test_what_was_kept_comes_back(campaign: Campaign, tmp_path: Path, passphrase: str) -> None:
    file = tmp_path / "kept"
    done = backup(campaign, file, passphrase=passphrase)
    assert done.encrypted == bool(passphrase)
    assert file.stat().st_mode & 0o077 == 0
    assert (b"ZZYZX" in file.read_bytes()) is False
    back = tmp_path / "back"
    restored = restore(file, back, passphrase=passphrase)
    assert restored.folder == back
    assert back.stat().st_mode & 0o077 == 0
    again = open_campaign(back)
    assert again.settings == campaign.settings
    assert again.salt == campaign.salt
    assert _aliases(again) == {"3 R ZZYZX": "id1"}
    assert load_sent(again).equals(load_sent(campaign))
    assert load_sent(again).index.tolist() == ["c1"]
    assert not list(tmp_path.glob(".*part*"))


def test_others_may_write_meanwhile(campaign: Campaign, tmp_path: Path) -> None:
    from people_base.base import writing

    with campaign.base() as base, writing(base.engine) as connection:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('half', 'written')")
        from people_base.snapshot import snapshot

        snapshot(base, tmp_path / "copy.sqlite")
    import sqlite3

    found = sqlite3.connect(tmp_path / "copy.sqlite").execute("SELECT name FROM facts").fetchall()
    assert ("half",) not in found


def test_nothing_is_overwritten(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    backup(campaign, file)
    with pytest.raises(BadInputError, match="existe déjà"):
        backup(campaign, file)
    with pytest.raises(MissingFileError):
        backup(campaign, tmp_path / "nowhere" / "kept")
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("x")
    with pytest.raises(BadInputError, match="donnez un dossier vide"):
        restore(file, full)
    assert [f.name for f in full.iterdir()] == ["mine"]
    empty = tmp_path / "empty"
    empty.mkdir()
    restore(file, empty)
    assert _aliases(open_campaign(empty))


def test_a_wrong_or_missing_passphrase_writes_nothing(campaign: Campaign, tmp_path: Path) -> None:
    file, back = tmp_path / "kept", tmp_path / "back"
    backup(campaign, file, passphrase="right")
    for wrong in ("", "wrong"):
        with pytest.raises(BadInputError):
            restore(file, back, passphrase=wrong)
    assert not back.exists()


def test_every_damaged_byte_is_noticed(campaign: Campaign, tmp_path: Path) -> None:
    file, back = tmp_path / "kept", tmp_path / "back"
    backup(campaign, file)
    plain = bytearray(gzip.decompress(file.read_bytes()))
    # the size that tar notes, a name, the base in the middle, the key, the end of the file
    for place in (124, 600, len(plain) // 2, plain.index(b"secret.key"), None):
        spoilt = bytearray(plain)
        if place is None:
            spoilt = spoilt[: len(plain) // 3]
        else:
            spoilt[place] ^= 1
        file.write_bytes(gzip.compress(bytes(spoilt)))
        with pytest.raises(BadInputError):
            restore(file, back)
        assert not back.exists()
    file.write_bytes(b"not a backup")
    with pytest.raises(BadInputError):
        restore(file, back)


def _repacked(content: bytes, change: Callable[[dict, list], None]) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [(m.name, archive.extractfile(m).read()) for m in archive.getmembers()]
    manifest = json.loads(members[0][1])
    rest = members[1:]
    change(manifest, rest)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in [(members[0][0], json.dumps(manifest).encode()), *rest]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "places/other"])
def test_a_file_that_leads_elsewhere_is_refused(
    campaign: Campaign, tmp_path: Path, name: str
) -> None:
    file, back = tmp_path / "kept", tmp_path / "back"
    backup(campaign, file)

    def add(manifest: dict, members: list) -> None:
        manifest["files"][name] = {"size": 1, "sha256": "0" * 64}
        members.append((name, b"x"))

    file.write_bytes(_repacked(file.read_bytes(), add))
    with pytest.raises(BadInputError, match="rien n'a été écrit"):
        restore(file, back)
    assert not back.exists()
    assert not (tmp_path / "outside").exists()


def test_a_kill_during_the_restore_leaves_nothing_in_the_folder(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from people_base import snapshot

    file, back = tmp_path / "kept", tmp_path / "back"
    backup(campaign, file)
    stale = tmp_path / ".arpenteur-part-left"
    stale.mkdir()

    def killed(_: Path) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "check_snapshot", killed)
        with pytest.raises(SystemExit):
            restore(file, back)
    assert not back.exists()
    restore(file, back)
    assert not stale.exists()


#: Where a run kills itself: module, function, and how many calls of it pass before.
_MOMENTS = {
    "the base is copied": ("people_base.snapshot", "check_snapshot", 0),
    "before it is packed": ("campaign.base.backup", "_packed", 0),
    "before it is encrypted": ("campaign.base.backup", "_encrypted", 0),
    "before it is written": ("campaign.base.backup", "write_whole", 0),
    "while it is written": ("os", "fsync", 0),
}
_KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from campaign.base import backup
from campaign.folder import open_campaign
module, name, after = sys.argv[3:6]
module = importlib.import_module(module)
whole, left = getattr(module, name), int(after)
def killed(*given, **named):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*given, **named)
campaign = open_campaign(Path(sys.argv[1]))
setattr(module, name, killed)
backup.backup(campaign, Path(sys.argv[2]), passphrase="une phrase assez longue")
"""
_ROOT = Path(__file__).parents[3]


def _clear(folder: Path, *words: bytes) -> list[str]:
    """Name the files below a folder that hold a word, as it is or packed."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        with suppress(OSError, EOFError):
            content += gzip.decompress(content)
        found += [path.name for word in words if word in content]
    return found


@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_killed_encrypted_backup_leaves_nothing_in_clear_at_its_destination(
    campaign: Campaign, tmp_path: Path, moment: str
) -> None:
    away = tmp_path / "usb"
    away.mkdir()
    place = [str(part) for part in _MOMENTS[moment]]
    run = subprocess.run(
        [sys.executable, "-c", _KILLED, str(campaign.folder), str(away / "kept"), *place],
        cwd=_ROOT, check=False,
    )  # fmt: skip
    assert run.returncode == -9
    assert not (away / "kept").exists()
    assert _clear(away, b"ZZYZX", b"SQLite format 3", campaign.salt) == []
    # any next start takes away what is left, here and there
    open_campaign(campaign.folder)
    assert [p.name for p in away.iterdir()] == []
    assert [p.name for p in campaign.folder.iterdir() if "part" in p.name] == []


@pytest.mark.city
@pytest.mark.parametrize("step", range(0, 24, 1 if FULL else 6))
def test_a_backup_killed_at_any_time_leaves_nothing_in_clear(
    campaign: Campaign, tmp_path: Path, step: int
) -> None:
    away = tmp_path / "usb"
    away.mkdir()
    _killed_after(
        0.4 + 0.1 * step,
        "backup",
        str(campaign.folder),
        str(away / "kept"),
        "--passphrase-env",
        "PHRASE",
    )
    assert _clear(away, b"ZZYZX", b"SQLite format 3", campaign.salt) == []
    open_campaign(campaign.folder)
    assert {p.name for p in away.iterdir()} <= {"kept"}


def test_what_earlier_versions_left_goes_and_a_living_run_stays(
    campaign: Campaign, tmp_path: Path
) -> None:
    from files.writing.part_folders import part_folder

    left = tmp_path / ".other.part-abcd_123"
    left.mkdir()
    (left / "base.sqlite").write_text("x")
    foreign = tmp_path / ".mine.part-abcd_123"
    foreign.mkdir()
    with part_folder(tmp_path) as living:
        backup(campaign, tmp_path / "kept")
        assert living.is_dir()
    assert not left.exists()
    assert foreign.is_dir()


def _killed_after(delay: float, *arguments: str) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "campaign.commands", *arguments],
        cwd=_ROOT,
        env=os.environ | {"PHRASE": "une phrase assez longue"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with suppress(subprocess.TimeoutExpired):
        run.wait(delay)
    run.kill()
    run.wait()


def test_a_real_kill_of_a_backup_or_a_restore_leaves_a_whole_one_or_none(
    campaign: Campaign, tmp_path: Path
) -> None:
    file, back = tmp_path / "kept", tmp_path / "back"

    for delay in (1.0, 1.4, 2.0):
        _killed_after(delay, "backup", str(campaign.folder), str(file))
        if file.exists():
            restore(file, tmp_path / f"after-{delay}")
            file.unlink()
    backup(campaign, file)
    for delay in (1.0, 1.4, 2.0):
        _killed_after(delay, "restore", str(file), str(back))
        if back.exists():
            assert _aliases(Campaign(back, campaign.settings)) == _aliases(campaign)
            shutil.rmtree(back)
    restore(file, back)
    assert _aliases(Campaign(back, campaign.settings)) == _aliases(campaign)
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_the_commands(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner().invoke
    folder, file = str(campaign.folder), str(tmp_path / "kept")
    monkeypatch.setenv("MY_PHRASE", "right")
    done = run(app, ["backup", folder, file, "--passphrase-env", "MY_PHRASE"])
    assert done.exit_code == 0, done.output
    assert "right" not in done.output
    for phrase in ([], ["--passphrase-env", "NO"]):
        assert run(app, ["restore", file, str(tmp_path / "b"), *phrase]).exit_code == 1
    done = run(app, ["restore", file, str(tmp_path / "b"), "--passphrase-env", "MY_PHRASE"])
    assert done.exit_code == 0, done.output
    assert run(app, ["db", "check", str(tmp_path / "b")]).exit_code == 0
