"""The campaign's key: whole, and the one under which its base was made."""

import hmac
from pathlib import Path
from typing import TYPE_CHECKING

from canvass.errors import BadInputError
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

FILE = "secret.key"
KEY_BYTES = 32
#: Of the people hashed again, the share from which a key is the right one, and up to which it is
#: a wrong one: namesakes and dates read in another way give some other ids under the right key.
_RIGHT, _WRONG = 0.8, 0.05


def read_key(path: Path) -> bytes:
    """Return the key of a file.

    Raises
    ------
    BadInputError
        If it is empty or cut.
    """
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise BadInputError(
            Words(
                "La clé {path} est vide ou abîmée ({n:octet|octets} au lieu de {whole}) : "
                "remettez-la d'une sauvegarde (restore). Rien n'a été lu ni écrit.",
                "The key {path} is empty or damaged ({n:byte|bytes} instead of {whole}): "
                "bring it back from a backup (restore). Nothing was read or written.",
                path=str(path),
                n=len(key),
                whole=KEY_BYTES,
            )
        )
    return key


def campaign_key(key: bytes) -> str:
    """Return what tells this campaign's contact ids from another's."""
    return hmac.digest(key, b"arpenteur contact ids", "sha256").hex()


def check_key(base: "Base", key: bytes) -> None:
    """Refuse a key under which the base was not made; note it in a base that has none noted.

    Raises
    ------
    BadInputError
        If the same people would get other ids.
    """
    from people_base.access.key_check import holds_hashes, key_fits, note_key

    fits = key_fits(base, key)
    if fits is None:
        share = _share_found_again(base, key)
        if share is None and holds_hashes(base):
            return
        if share is None or share >= _RIGHT:
            note_key(base, key)
        fits = share is None or share > _WRONG
    if not fits:
        raise BadInputError(
            Words(
                f"La clé de la campagne ({FILE}) n'est pas celle de sa base {base.place} : elle "
                "doublerait la liste et ferait revenir les opposants. Remettez la clé et la base "
                "ensemble, d'une sauvegarde (restore). Rien n'a été écrit.",
                f"The campaign's key ({FILE}) is not that of its base {base.place}: it would "
                "double the roll and bring objectors back. Bring key and base back together, from "
                "a backup (restore). Nothing was written.",
            )
        )


def key_is_noted(base: "Base", key: bytes) -> bool:
    """Tell whether a base that hangs on its key can tell another key from it."""
    from people_base.access.key_check import holds_hashes, key_fits

    return bool(key_fits(base, key)) or not holds_hashes(base)


def _share_found_again(base: "Base", key: bytes) -> float | None:
    """Hash some people again and give the share that have the id of the base; ``None`` of none."""
    from electoral_rolls.identity import hash_ids, identities
    from files.birth_dates import birth_date
    from people_base.access.key_check import identity_sample

    people = identity_sample(base)
    if people.empty:
        return None
    dates = [str(birth_date(text.strip()).key) for text in people["birth_date"]]
    ids = hash_ids(identities(people.assign(date_key=dates)), key)
    # namesakes born on one day are told apart by a number behind the hash
    return float((ids.to_numpy() == people.index.str.partition("-").get_level_values(0)).mean())
