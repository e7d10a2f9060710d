"""A base encrypted on its disk does all that a plain one does, and says nothing without its key."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaign.base.backup import backup, restore
from campaign.base.database import check
from campaign.base.encryption import decrypt, encrypt, is_encrypted
from campaign.commands.main import app
from campaign.folder import Campaign, new_campaign, open_campaign
from campaign.import_roll import import_roll
from canvass.errors import BadInputError
from people_base.engine.cipher import VARIABLE
from people_base.turfs.aliases import aliases, remember_alias

pytest.importorskip("sqlcipher3", reason="encryption is an extra")

SECRET = "quatre mots tirés au sort"
ROOT = Path(__file__).parents[3]
PERSON = "ALLEE ZZYZX"


@pytest.fixture
def campaign(make_campaign: Callable[..., Campaign], monkeypatch: pytest.MonkeyPatch) -> Campaign:
    monkeypatch.delenv(VARIABLE, raising=False)
    made = make_campaign()
    with made.base() as base:
        _remember(base, PERSON)
    return made


def _remember(base: object, text: str) -> None:
    from datetime import UTC, datetime

    remember_alias(base, text, "b1", who="o", at=datetime(2026, 11, 3, tzinfo=UTC))


def _on_disk(campaign: Campaign) -> bytes:
    return b"".join(path.read_bytes() for path in campaign.folder.glob("base*"))


def test_another_key_stops_before_anything_is_written(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, val_fleuri: Path
) -> None:
    import_roll(campaign, [val_fleuri / "liste_electorale.csv"])
    key = campaign.folder / "secret.key"
    right = key.read_bytes()
    monkeypatch.setenv(VARIABLE, SECRET)
    for act in (lambda: encrypt(campaign, passphrase=SECRET), lambda: decrypt(campaign)):
        key.write_bytes(bytes(range(32)))
        before = _on_disk(campaign)
        with pytest.raises(BadInputError, match="clé"):
            act()
        assert _on_disk(campaign) == before
        key.write_bytes(right)
        if not is_encrypted(campaign):
            encrypt(campaign, passphrase=SECRET)


def test_encrypted_and_back(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PERSON.encode() in _on_disk(campaign)
    encrypt(campaign, passphrase=SECRET)
    assert is_encrypted(campaign)
    assert PERSON.encode() not in _on_disk(campaign)
    assert b"SQLite" not in _on_disk(campaign)
    with pytest.raises(BadInputError, match=VARIABLE), campaign.base():
        pass
    monkeypatch.setenv(VARIABLE, "une autre phrase secrète")
    with pytest.raises(BadInputError, match="fausse"), campaign.base():
        pass
    monkeypatch.setenv(VARIABLE, SECRET)
    with campaign.base() as base:
        assert PERSON in aliases(base).index
        _remember(base, "RUE ECRITE APRES")
    assert b"ECRITE APRES" not in _on_disk(campaign)
    check(campaign, rebuild=True)
    assert sorted(path.name for path in campaign.folder.glob("base*")) == ["base.sqlite"]
    decrypt(campaign)
    monkeypatch.delenv(VARIABLE)
    with campaign.base() as base:
        assert {PERSON, "RUE ECRITE APRES"} <= set(aliases(base).index)


def test_it_opens_quickly(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is derived once for a process, not for every connection."""
    encrypt(campaign, passphrase=SECRET)
    monkeypatch.setenv(VARIABLE, SECRET)
    with campaign.base():
        pass
    start = time.process_time()
    for _ in range(10):
        with campaign.base() as base:
            aliases(base)
    assert time.process_time() - start < 1.0


def test_what_is_refused(campaign: Campaign) -> None:
    with pytest.raises(BadInputError, match="n'est pas chiffrée"):
        decrypt(campaign)
    with pytest.raises(BadInputError, match="12 caractères"):
        encrypt(campaign, passphrase="court")
    encrypt(campaign, passphrase=SECRET)
    with pytest.raises(BadInputError, match="déjà chiffrée"):
        encrypt(campaign, passphrase=SECRET)


@pytest.mark.parametrize("age", ["", "une phrase pour la sauvegarde"])
def test_backups_stay_encrypted_and_come_back(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: str
) -> None:
    encrypt(campaign, passphrase=SECRET)
    monkeypatch.setenv(VARIABLE, SECRET)
    backup(campaign, tmp_path / "kept", passphrase=age)
    restored = restore(tmp_path / "kept", tmp_path / "back", passphrase=age)
    back = Campaign(restored.folder, campaign.settings)
    assert is_encrypted(back)
    with back.base() as base:
        assert PERSON in aliases(base).index
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(BadInputError, match=VARIABLE):
        restore(tmp_path / "kept", tmp_path / "again", passphrase=age)
    assert not (tmp_path / "again").exists()


def test_killed_while_it_is_encrypted(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """At any moment there is one base with everything in it, and the command can be repeated."""
    monkeypatch.setenv(VARIABLE, SECRET)
    command = [
        sys.executable,
        "-m",
        "campaign.commands",
        "db",
        "encrypt",
        str(campaign.folder),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for delay in (0.9, 1.1, 1.3, 1.5):
        run = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        run.send_signal(signal.SIGKILL)
        run.wait()
        if is_encrypted(campaign):
            break
    if not is_encrypted(campaign):
        encrypt(campaign, passphrase=SECRET)
    with campaign.base() as base:
        assert PERSON in aliases(base).index
    assert PERSON.encode() not in _on_disk(campaign)
    check(campaign)


def test_new_encrypted_from_its_first_byte(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "neuve"
    with pytest.raises(BadInputError):
        new_campaign(folder, campaign.settings, encrypted=True, passphrase="trop court")
    assert not folder.exists()
    made = new_campaign(folder, campaign.settings, encrypted=True, passphrase=SECRET)
    assert is_encrypted(made)
    with pytest.raises(BadInputError, match=VARIABLE), made.base():
        pass
    monkeypatch.setenv(VARIABLE, SECRET)
    with made.base() as base:
        _remember(base, PERSON)
        for told in (PERSON.encode(), b"SQLite", b"CREATE TABLE", b"voters"):
            assert told not in _on_disk(made)
        assert PERSON in aliases(base).index
    check(made)


def test_the_command_that_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["--name", "E", "--election-date", "2027-03-14", "--commune", "99001", "--encrypted"]
    given += ["--requester", "Camille", "--undertaking", "--contact", "x@exemple.fr"]
    monkeypatch.delenv(VARIABLE, raising=False)
    refused = CliRunner().invoke(app, ["new", str(tmp_path / "a"), *given])
    assert refused.exit_code == 1
    assert not (tmp_path / "a").exists()
    monkeypatch.setenv(VARIABLE, SECRET)
    done = CliRunner().invoke(app, ["new", str(tmp_path / "b"), *given])
    assert done.exit_code == 0, done.output
    assert is_encrypted(open_campaign(tmp_path / "b"))
    assert SECRET not in done.output


def test_the_commands(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    runner = CliRunner()
    for command, word in (("encrypt", "chiffrée"), ("check", "aucune erreur"), ("decrypt", "déch")):
        done = runner.invoke(app, ["db", command, str(campaign.folder)])
        assert done.exit_code == 0, done.output
        assert word in done.output
