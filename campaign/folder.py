"""A campaign on disk: one folder that holds everything, opened for each use case."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.key import FILE as KEY
from campaign.key import KEY_BYTES, check_key, read_key
from campaign.settings import FILE_NAME, Settings, check_settings, load_settings, save_settings
from canvass.crs import metric_crs
from canvass.errors import BadInputError, MissingFileError, RefusedByLawError
from canvass.next_step import NextStep
from canvass.words import InFolder, Words
from files.writing.whole import write_new

if TYPE_CHECKING:
    from people_base.base import Base

ROOMS = ("places", "review", "walklists", "report")


@dataclass(frozen=True)
class Campaign:
    """Where a campaign lives and what it decided."""

    folder: Path
    settings: Settings

    @property
    def crs(self) -> str:
        """The metric CRS of the territory."""
        return metric_crs(self.settings.communes)

    @property
    def salt(self) -> bytes:
        """Key of the hashes that stand for people; never leaves the folder."""
        return read_key(self.folder / KEY)

    @property
    def places(self) -> Path:
        """Folder of open data and caches."""
        return self.folder / "places"

    @property
    def review(self) -> Path:
        """Folder of what a person must look at."""
        return self.folder / "review"

    @property
    def walklists(self) -> Path:
        """Folder of what goes out."""
        return self.folder / "walklists"

    @property
    def report(self) -> Path:
        """Folder of what analysts read."""
        return self.folder / "report"

    @contextmanager
    def base(self) -> "Iterator[Base]":
        """Open the people base for one use case; files of older versions are taken in first.

        Raises
        ------
        BadInputError
            If the key of the folder is not that of the base.
        """
        from campaign.database_url import address_of
        from campaign.old_files import take_in_old_files
        from campaign.privacy.audit_copy import keep_copy
        from people_base.base import open_base

        key = self.salt
        base = open_base(address_of(self.folder, self.settings.database.url), crs=self.crs)
        try:
            check_key(base, key)
            take_in_old_files(self.folder, base)
            try:
                yield base
            finally:
                keep_copy(base, self.settings.audit.second_place, self.folder)
        finally:
            base.engine.dispose()


def new_campaign(
    folder: Path, settings: Settings, *, encrypted: bool = False, passphrase: str = ""
) -> Campaign:
    """Create a campaign in an empty or absent folder.

    Parameters
    ----------
    encrypted
        Make the base at once, encrypted from its first byte under ``passphrase``.

    Raises
    ------
    RefusedByLawError
        Without the requester's name and the undertaking to make no commercial use of the roll.
    BadInputError
        If the folder already holds something, the settings are wrong, or the passphrase is short.
    MissingStepError
        If SQLCipher is asked for and not installed.
    """
    check_settings(settings)
    if encrypted:
        _check_encryption(folder, settings, passphrase)
    if not settings.provenance.complete:
        raise RefusedByLawError(
            Words(
                "La loi (Code électoral, art. L37) ne remet la liste électorale qu'à une personne "
                "nommée qui s'engage à n'en faire aucun usage commercial : indiquez le demandeur "
                "et l'engagement.",
                "The law (Code électoral, art. L37) gives the roll only to a named person who "
                "undertakes to make no commercial use of it: state the requester and the "
                "undertaking.",
            )
        )
    if folder.exists() and any(folder.iterdir()):
        raise BadInputError(
            Words(
                f"Le dossier {folder} n'est pas vide : choisissez un autre nom.",
                f"The folder {folder} is not empty: choose another name.",
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for room in ROOMS:
        (folder / room).mkdir()
    _write_salt(folder / KEY)
    save_settings(settings, folder)
    campaign = Campaign(folder, settings)
    if encrypted:
        _make_encrypted(campaign, passphrase)
    return campaign


def _check_encryption(folder: Path, settings: Settings, passphrase: str) -> None:
    """Refuse before anything is written, so that a wrong phrase leaves no folder behind."""
    from campaign.database_url import FILE
    from people_base.engine.cipher import check_new, driver

    check_new(passphrase)
    driver(folder / FILE, passphrase)
    if settings.database.url:
        raise BadInputError(
            Words(
                "La base est sur un serveur : chiffrez le disque du serveur.",
                "The base is on a server: encrypt the server's disk.",
            )
        )


def _make_encrypted(campaign: Campaign, passphrase: str) -> None:
    from campaign.database_url import FILE
    from people_base.base import open_base

    made = open_base(campaign.folder / FILE, crs=campaign.crs, passphrase=passphrase)
    made.engine.dispose()


def open_campaign(folder: Path) -> Campaign:
    """Open an existing campaign.

    Raises
    ------
    MissingFileError
        If the folder is not a campaign's.
    """
    if not (folder / KEY).is_file():
        raise MissingFileError(folder, _no_campaign(folder))
    from files.writing.part_folders import sweep

    # what a run that was killed left unfinished, here and where it was writing
    sweep(folder)
    return Campaign(folder, load_settings(folder))


def _no_campaign(folder: Path) -> Words:
    if (folder / FILE_NAME).is_file():
        return Words(
            "La campagne {folder} a perdu sa clé{key} : {step}. Une autre clé ne reconnaîtrait "
            "plus personne.",
            "The campaign {folder} has lost its key{key}: {step}. Another key would recognise "
            "nobody.",
            folder=folder,
            key=InFolder("secret.key"),
            step=NextStep.RESTORE,
        )
    if not folder.exists():
        return Words(
            "Aucun dossier {folder} : vérifiez le nom, ou {step}.",
            "No folder {folder}: check the name, or {step}.",
            folder=folder.resolve(),
            step=NextStep.CREATE,
        )
    return Words(
        "{folder} n'est pas le dossier d'une campagne : donnez celui d'une campagne, ou {step}.",
        "{folder} is not a campaign's folder: give that of a campaign, or {step}.",
        folder=folder.resolve(),
        step=NextStep.CREATE,
    )


def _write_salt(path: Path) -> None:
    write_new(path, secrets.token_bytes(KEY_BYTES))
