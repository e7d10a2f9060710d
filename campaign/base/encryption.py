"""Encrypt the base of a campaign on its disk, or decrypt it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign.base.database import moved
from campaign.database_url import ASIDE, FILE
from campaign.folder import Campaign
from campaign.key import check_key
from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent
from canvass.words import Words


@dataclass(frozen=True)
class Rewritten:
    """The base, written again and proved the same."""

    rows: int
    encrypted: bool


def encrypt(campaign: Campaign, *, passphrase: str, on_progress: OnProgress = silent) -> Rewritten:
    """Write the base into an encrypted file that takes its place; interrupted, do it again.

    Raises
    ------
    BadInputError
        If it is encrypted, on a server, of another key, or the passphrase is too short.
    MissingStepError
        If SQLCipher is not installed.
    """
    from people_base.engine.cipher import check_new

    check_new(passphrase)
    return _rewritten(campaign, passphrase, on_progress)


def decrypt(campaign: Campaign, *, on_progress: OnProgress = silent) -> Rewritten:
    """Write the base into a plain file that takes its place; interrupted, do it again.

    Raises
    ------
    BadInputError
        If it is not encrypted, on a server, of another key, or the passphrase of the environment
        is wrong.
    """
    return _rewritten(campaign, "", on_progress)


def is_encrypted(campaign: Campaign) -> bool:
    """Tell whether the base of a campaign is an encrypted file."""
    from people_base.engine.cipher import is_encrypted as encrypted

    return not campaign.settings.database.url and encrypted(campaign.folder / FILE)


def _rewritten(campaign: Campaign, passphrase: str, on_progress: OnProgress) -> Rewritten:
    from people_base.base import open_base
    from people_base.transfer import moved_to, replace_file

    _refuse(campaign, wanted=bool(passphrase))
    source = open_base(campaign.folder / FILE, crs=campaign.crs, even_moved=True)
    target: Any = None
    try:
        if not moved_to(source):
            check_key(source, campaign.salt)
        aside = _fresh(campaign.folder / ASIDE, source)
        target = open_base(aside, crs=campaign.crs, even_moved=True, passphrase=passphrase)
        proofs, target = moved(source, target, on_progress, passphrase=passphrase)
        replace_file(target, source)
    finally:
        source.engine.dispose()
        if target is not None:
            target.engine.dispose()
    return Rewritten(sum(proof.rows for proof in proofs), bool(passphrase))


def _fresh(aside: Path, source: Any) -> Path:
    """Drop what a broken attempt left, unless the base was already closed in its favour."""
    from people_base.transfer import moved_to

    if not moved_to(source):
        for end in ("", "-wal", "-shm"):
            aside.with_name(aside.name + end).unlink(missing_ok=True)
    return aside


def _refuse(campaign: Campaign, *, wanted: bool) -> None:
    if campaign.settings.database.url:
        raise BadInputError(
            Words(
                "La base est sur un serveur : chiffrez le disque du serveur.",
                "The base is on a server: encrypt the server's disk.",
            )
        )
    if is_encrypted(campaign) == wanted:
        raise BadInputError(
            Words("La base est déjà chiffrée.", "The base is encrypted already.")
            if wanted
            else Words("La base n'est pas chiffrée.", "The base is not encrypted.")
        )
