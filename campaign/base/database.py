"""Where the people base of a campaign is, how it moves, whether it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.copies import place_in
from campaign.database_url import address_of
from campaign.folder import Campaign
from campaign.key import check_key, key_is_noted
from campaign.settings import Database, check_settings, save_settings
from canvass.errors import BadInputError, Fault
from canvass.progress import OnProgress, silent
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

_KEY_UNKNOWN = Fault(
    Words(
        "rien ne prouve que la clé (secret.key) est celle de la base : des personnes y ont "
        "d'autres empreintes ; remettez clé et base ensemble, d'une sauvegarde (restore)",
        "nothing proves that the key (secret.key) is that of the base: people in it have other "
        "hashes; bring key and base back together, from a backup (restore)",
    )
)
#: What ``--to`` takes for the file in the folder.
IN_FOLDER = frozenset({"fichier", "file"})


@dataclass(frozen=True)
class Moved:
    """Where the base is now, with the proof of each table."""

    place: str
    before: str
    erased: bool
    proofs: tuple[Any, ...]


@dataclass(frozen=True)
class BaseChecked:
    """What was counted in a base that is whole."""

    place: str
    rows: Mapping[str, int]


def move(
    campaign: Campaign,
    to: str,
    *,
    erase: bool = False,
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> Moved:
    """Copy the base elsewhere, prove the copy, and let the campaign use it.

    A move that was interrupted is asked again in the same way.

    Parameters
    ----------
    campaign
        Whose base.
    to
        ``postgresql://user@server/database`` without password, or ``file`` for the folder.
    erase
        Remove the old base once the campaign uses the new one.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If the place is the present one, or already holds something.
    """
    from people_base.access.copies import begin_copy, end_copy, note_gone
    from people_base.base import open_base
    from people_base.transfer import end_move, erase_base, moved_to

    now = now or datetime.now(UTC)
    url = "" if to in IN_FOLDER else to
    settings = replace(campaign.settings, database=Database(url))
    check_settings(settings)
    if url == campaign.settings.database.url:
        raise BadInputError(
            Words("La base est déjà là.", "The base is already there."),
        )
    old = address_of(campaign.folder, campaign.settings.database.url)
    source = open_base(old, crs=campaign.crs, even_moved=True)
    target: Any = None
    try:
        if not moved_to(source):
            check_key(source, campaign.salt)
            # noted before it is one, so that the register that goes over knows of it
            noted = begin_copy(source, _copy_of(campaign, source), now)
            end_copy(source, noted, [_copy_of(campaign, source)], now)
        new = address_of(campaign.folder, url)
        target = open_base(new, crs=campaign.crs, even_moved=True)
        proofs, target = moved(source, target, on_progress)
        save_settings(settings, campaign.folder)
        end_move(target)
        if erase:
            erase_base(source)
            note_gone(target, _lines_of(target, _copy_of(campaign, source)), now)
        return Moved(target.place, source.place, erase, proofs)
    finally:
        source.engine.dispose()
        if target is not None:
            target.engine.dispose()


def _copy_of(campaign: Campaign, base: "Base") -> Any:
    from people_base.access.copies import Copy

    on_server = base.engine.dialect.name != "sqlite"
    return Copy("base", base.place if on_server else place_in(campaign, Path(base.place)), True)


def _lines_of(base: "Base", copy: Any) -> list[int]:
    from people_base.access.copies import live_copies

    return [number for number, known in live_copies(base) if known.place == copy.place]


def moved(
    source: "Base", target: "Base", on_progress: OnProgress, *, passphrase: str = ""
) -> "tuple[Any, Base]":
    """Copy, or end what an interrupted move left; give the proofs and the base that was filled.

    ``passphrase`` encrypts a target that is made again.
    """
    from people_base.base import open_base, reading
    from people_base.transfer import arriving_from, erase_base, move_base, moved_to, proofs

    gone = moved_to(source)
    if gone:
        with reading(source.engine) as one, reading(target.engine) as two:
            made = proofs(two)
            if gone == target.place and proofs(one) == made:
                return made, target
        raise BadInputError(
            Words(
                f"Cette base a été déplacée vers {gone} : indiquez-la dans [database] url.",
                f"This base was moved to {gone}: name it in [database] url.",
            )
        )
    if arriving_from(target) == source.place:
        # the copy of a move that was interrupted before the source was closed
        url = target.engine.url
        erase_base(target)
        in_file = target.engine.dialect.name == "sqlite"
        again = str(url.database) if in_file else url.render_as_string(hide_password=False)
        target = open_base(Path(again) if in_file else again, crs=source.crs, passphrase=passphrase)
    return move_base(source, target, on_progress=on_progress), target


def check(campaign: Campaign, *, rebuild: bool = False) -> BaseChecked:
    """Check the base of a campaign; ``rebuild`` works the state out again from the log first.

    Raises
    ------
    BadInputError
        With everything that is wrong.
    """
    from people_base.field.contacts import rebuild as again
    from people_base.integrity import check_base

    with campaign.base() as base:
        if rebuild:
            again(base)
        checked = check_base(base)
        place = base.place
        noted = key_is_noted(base, campaign.salt)
    faults = [*checked.faults, *([] if noted else [_KEY_UNKNOWN])]
    if faults:
        raise BadInputError(Words(f"{place} a des erreurs :", f"{place} has faults:"), faults)
    return BaseChecked(place, checked.rows)
