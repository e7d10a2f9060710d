"""Keep a campaign in one file, and bring it back.

A backup is a ``.tar.gz`` that begins with a manifest of sizes and hashes; with a passphrase it is
an age file (https://age-encryption.org/v1) around it. Both open with other programs too.
"""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from campaign.copies import noting
from campaign.database_url import FILE
from campaign.folder import ROOMS, Campaign, open_campaign
from campaign.key import FILE as KEY
from campaign.old_files import IN_BACKUPS
from campaign.places.import_places import MANIFEST
from campaign.places.streets import DRAWN as BARRIERS
from campaign.settings import FILE_NAME, Database, load_settings, save_settings
from campaign.sheets.export import delete_after
from canvass.errors import BadInputError, MissingFileError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.writing.new_folder import new_folder, refuse_filled
from files.writing.part_folders import part_folder
from files.writing.whole import write_new, write_whole

_FORMAT = 1
_CONTENTS = "sauvegarde.json"
#: What a backup holds: file in the campaign's folder -> whether it must be there.
_KEPT = {
    FILE_NAME: True,
    KEY: True,
    FILE: True,
    f"places/{MANIFEST}": False,
    f"places/{BARRIERS}": False,
}
#: What a backup may hold, those of older versions included.
_TAKEN = {*_KEPT, *IN_BACKUPS}
_MALFORMED = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
_AGE = b"age-encryption.org/"
_MANIFEST_BYTES = 1_000_000
#: An empty base of many blank pages packs 60 times; below 64 MB no ratio does harm.
_MOST_RATIO, _HARMLESS_BYTES = 100, 64_000_000


@dataclass(frozen=True)
class BackedUp:
    """The file that was written."""

    path: Path
    size: int
    encrypted: bool
    until: date


@dataclass(frozen=True)
class Restored:
    """The campaign that came back, and what has to be imported again."""

    folder: Path
    made_at: datetime
    on_server: bool
    places: tuple[str, ...]


def backup(
    campaign: Campaign,
    path: Path,
    *,
    passphrase: str = "",
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> BackedUp:
    """Write the base, the settings and the key into one file.

    Others may go on writing; the file appears whole or not at all.

    Parameters
    ----------
    campaign
        What to keep.
    path
        A file that does not exist yet.
    passphrase
        Encrypts the file; without it, whoever has the file reads the roll.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If the file exists, or the base is damaged.
    MissingFileError
        If its folder does not.
    """
    from people_base.access.audit import audit_note
    from people_base.snapshot import check_snapshot, snapshot

    if path.exists():
        raise BadInputError(
            Words(f"{path} existe déjà : choisissez un autre nom.", f"{path} exists already.")
        )
    if not path.parent.is_dir():
        raise MissingFileError(path.parent)
    now = now or datetime.now(UTC)
    # in clear in the campaign's own folder alone, never where the backup goes
    with (
        part_folder(campaign.folder, also=path.parent) as aside,
        campaign.base() as base,
        noting(campaign, base, "backup", path, people=True, at=now),
    ):
        audit_note(base, "", "backup", 1, now)
        snapshot(base, aside / FILE)
        # a copy of a damaged base would be found out on the day that it is needed
        check_snapshot(aside / FILE)
        on_progress(1, 3)
        content = _packed(_files(campaign, aside), now)
        on_progress(2, 3)
        write_whole(path, _encrypted(content, passphrase), private=True)
    on_progress(1, 1)
    return BackedUp(path, path.stat().st_size, bool(passphrase), delete_after(campaign))


def restore(
    path: Path,
    folder: Path,
    *,
    passphrase: str = "",
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Restored:
    """Bring a campaign back into an empty or absent folder; all of it, or nothing.

    Figures told to analysts since the backup are not in it: those of the backup stay until enough
    doors are visited after ``now``, the present by default.

    Raises
    ------
    BadInputError
        If the folder holds something, the passphrase is wrong, or anything in the file is not as
        its manifest says.
    MissingFileError
        If the file does not exist.
    """
    from people_base.field.tellings import forget
    from people_base.snapshot import check_snapshot

    if not path.is_file():
        raise MissingFileError(path)
    refuse_filled(folder)
    files, manifest = _unpacked(_decrypted(path.read_bytes(), passphrase))
    on_progress(1, 3)
    with new_folder(folder.resolve()) as made:
        for room in ROOMS:
            (made / room).mkdir(mode=0o700)
        for name, content in files.items():
            write_new(made / name, content)
        check_snapshot(made / FILE)
        settings = load_settings(made)
        save_settings(replace(settings, database=Database()), made)
        on_progress(2, 3)
        with open_campaign(made).base():
            # brings a base of an older version up to date, and refuses another campaign's key
            pass
    with open_campaign(folder).base() as base:
        # opened once, so that a base of an older version is brought up to date now; what was told
        # since the backup is not in it
        forget(base, now or datetime.now(UTC))
        on_progress(1, 1)
    return Restored(
        folder,
        datetime.fromisoformat(manifest["made_at"]),
        bool(settings.database.url),
        _places(files),
    )


def _files(campaign: Campaign, aside: Path) -> dict[str, bytes]:
    """Read what is kept; the base comes from its snapshot."""
    found = {}
    for name, needed in _KEPT.items():
        source = aside / FILE if name == FILE else campaign.folder / name
        if needed or source.is_file():
            found[name] = source.read_bytes()
    return found


def _packed(files: dict[str, bytes], now: datetime) -> bytes:
    facts = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    }
    manifest = {"format": _FORMAT, "made_at": now.astimezone(UTC).isoformat(), "files": facts}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=3) as archive:
        said = json.dumps(manifest, indent=1).encode()
        for name, content in {_CONTENTS: said, **files}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(content), 0o600, int(now.timestamp())
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _unpacked(content: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files and the manifest, every one checked; only known names are looked at."""
    try:
        plain = _gunzipped(content)
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            first = archive.next()
            if first is None or first.name != _CONTENTS or first.size > _MANIFEST_BYTES:
                raise _damaged()
            manifest = json.loads(_read(archive, first))
            facts = manifest["files"]
            if manifest["format"] != _FORMAT or not set(facts) <= _TAKEN:
                raise _damaged()
            files = {}
            while (member := archive.next()) is not None:
                name = member.name
                if name not in facts or member.size != facts[name]["size"] or name in files:
                    raise _damaged()
                files[name] = _read(archive, member)
                if hashlib.sha256(files[name]).hexdigest() != facts[name]["sha256"]:
                    raise _damaged()
    except (tarfile.TarError, EOFError, zlib.error, *_MALFORMED) as error:
        if isinstance(error, BadInputError):
            raise
        raise _damaged() from error
    if {name for name, needed in _KEPT.items() if needed} - set(files) or set(facts) - set(files):
        raise _damaged()
    return files, manifest


def _gunzipped(content: bytes) -> bytes:
    """Undo the compression within limits: what swells beyond them is made to fill the memory."""
    most = max(_HARMLESS_BYTES, _MOST_RATIO * len(content))
    with gzip.open(io.BytesIO(content)) as packed:
        plain = packed.read(most + 1)
    if len(plain) > most:
        raise _damaged()
    return plain


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isreg() else None
    if file is None:
        raise _damaged()
    return file.read()


def _encrypted(content: bytes, passphrase: str) -> bytes:
    if not passphrase:
        return content
    import pyrage

    sealed: bytes = pyrage.passphrase.encrypt(content, passphrase)
    return sealed


def _decrypted(content: bytes, passphrase: str) -> bytes:
    if not content.startswith(_AGE):
        return content
    import pyrage

    if not passphrase:
        raise BadInputError(
            Words(
                "Cette sauvegarde est chiffrée : {step}.",
                "This backup is encrypted: {step}.",
                step=NextStep.PASSPHRASE,
            )
        )
    try:
        opened: bytes = pyrage.passphrase.decrypt(content, passphrase)
    except pyrage.DecryptError as error:
        raise BadInputError(
            Words(
                "Phrase secrète fausse, ou fichier abîmé.", "Wrong passphrase, or a damaged file."
            )
        ) from error
    return opened


def _places(files: dict[str, bytes]) -> tuple[str, ...]:
    content = files.get(f"places/{MANIFEST}")
    if content is None:
        return ()
    return tuple(sorted(json.loads(content).get("files", {})))


def _damaged() -> BadInputError:
    return BadInputError(
        Words(
            "Ce fichier n'est pas une sauvegarde entière d'Arpenteur : rien n'a été écrit.",
            "This file is not a whole backup of Arpenteur: nothing was written.",
        )
    )
