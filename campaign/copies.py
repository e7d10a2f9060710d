"""Every copy that was made of what the campaign holds, and what an erasure does to it."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.database_url import FILE, address_of
from campaign.folder import Campaign
from canvass.errors import ArpenteurError
from canvass.words import Words
from files.writing.part_folders import running, sweep

if TYPE_CHECKING:
    from people_base.access.copies import Copy
    from people_base.base import Base

_KINDS = {
    "base": Words("ancienne base", "former base"),
    "backup": Words("sauvegarde", "backup"),
    "export": Words("export", "export"),
    "sheets": Words("feuilles", "sheets"),
    "access": Words("réponse à une demande d'accès", "answer to a request of access"),
    "part": Words("fichier inachevé", "unfinished file"),
    "stray": Words("autre base dans le dossier", "another base in the folder"),
}
#: How a base begins that is not encrypted, and how the files end that SQLite keeps beside one.
_PLAIN_BASE = b"SQLite format 3\x00"
_BESIDE_A_BASE = ("-wal", "-shm", "-journal", ".lock")


@dataclass(frozen=True)
class Reached:
    """What became of the copies: ``kind`` and place of each.

    ``erased`` are those that were reached, ``forgot`` bases that hold everybody but the person,
    ``left`` those that are known to hold rows still, and
    ``missing`` those that are not where they were written.
    """

    erased: tuple[tuple[str, str], ...] = ()
    forgot: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    def also(self, later: "Reached") -> "Reached":
        """Return what became of the copies once another person was taken out of them."""
        gone = (*self.erased, *later.erased)
        both = {
            name: tuple(dict.fromkeys((*getattr(self, name), *getattr(later, name))))
            for name in ("forgot", "left", "missing")
        }
        return Reached(erased=tuple(dict.fromkeys(gone)), **both)


def copies_lines(reached: Reached) -> list[Words]:
    """Say what became of the copies."""
    said = []
    for found, what in (
        (reached.erased, Words("Copie effacée aussi", "Copy erased too")),
        (
            reached.forgot,
            Words("La personne est effacée aussi de", "The person is erased too from"),
        ),
        (reached.left, Words("RESTE À DÉTRUIRE", "STILL TO BE DESTROYED")),
        (
            reached.missing,
            Words(
                "Introuvable là où elle fut écrite (si elle a été déplacée, détruisez-la)",
                "Not where it was written (if it was moved, destroy it)",
            ),
        ),
    ):
        for kind, place in found:
            word = _KINDS.get(kind, Words(kind, kind))
            said.append(
                Words(
                    "{what} : {kind}, {place}",
                    "{what}: {kind}, {place}",
                    what=what,
                    kind=word,
                    place=str(place),
                )
            )
    return said


def copies_listed(reached: Reached) -> list[Words]:
    """Say where copies lie, and which are not there."""
    said = []
    for found, there in (
        (reached.left, Words("est là", "is there")),
        (reached.missing, Words("n'y est plus : retrouvez-la", "is not there: find it")),
    ):
        for kind, place in found:
            word = _KINDS.get(kind, Words(kind, kind))
            said.append(
                Words(
                    "Copie écrite, {kind} : {place} ({there})",
                    "Copy written, {kind}: {place} ({there})",
                    kind=word,
                    place=str(place),
                    there=there,
                )
            )
    return said


@contextmanager
def noting(
    campaign: Campaign,
    base: "Base",
    kind: str,
    out: Path,
    *,
    people: bool,
    at: datetime,
    about: str = "",
) -> Iterator[None]:
    """Note a copy in the register before it is written, and its files once they are there.

    Parameters
    ----------
    kind
        As ``people_base.access.copies.Copy`` has it.
    out
        The file, or the folder of files, that the block writes.
    people
        Whether people are in it.
    about
        Digest of the only person that it is about.
    """
    from people_base.access.copies import Copy, begin_copy, end_copy

    place = place_in(campaign, out)
    number = begin_copy(base, Copy(kind, place, people, about=about), at)
    try:
        yield
    except BaseException:
        end_copy(base, number, (), at)
        raise
    files = sorted(out.iterdir()) if out.is_dir() else [out]
    made = [
        Copy(kind, place_in(campaign, path), people, file_digest(path), about) for path in files
    ]
    end_copy(base, number, made, at)


def erase_all(campaign: Campaign, base: "Base", at: datetime) -> Reached:
    """Erase every copy that can be reached."""
    reached = _Reach(campaign, base, at)
    reached.through(reached.erase)
    return reached.told()


def forget_person(campaign: Campaign, base: "Base", voter_id: str, at: datetime) -> Reached:
    """Take one person out of the copies.

    Exports with people go, and are made again without them; what was written for that person goes;
    a base that was moved forgets them. A backup stays, and is named: it may be the only one.
    """
    from people_base.people.digests import person_digest

    about = person_digest(voter_id).hex()
    reached = _Reach(campaign, base, at)

    def act(copy: "Copy") -> str:
        if copy.kind == "base":
            return reached.forget(copy, voter_id)
        if copy.about not in {"", about} or not copy.people:
            return ""
        return reached.erase(copy) if copy.kind in {"export", "access"} else reached.look(copy)

    reached.through(act)
    return reached.told()


def known_copies(campaign: Campaign, base: "Base") -> Reached:
    """Tell where copies are known to be; nothing is changed."""
    reached = _Reach(campaign, base, None)
    reached.through(reached.look)
    return reached.told()


def place_in(campaign: Campaign, path: Path) -> str:
    """Word a place: below the campaign's folder where it is in it, else absolute."""
    whole, folder = path.resolve(), campaign.folder.resolve()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)


def file_digest(path: Path) -> str:
    """Hash the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Reach:
    """Go through the register, and keep what became of each copy."""

    def __init__(self, campaign: Campaign, base: "Base", at: datetime | None) -> None:
        self._campaign = campaign
        self._base = base
        self._at = at
        self._found: dict[str, list[tuple[str, str]]] = {
            name: [] for name in ("erased", "forgot", "left", "missing")
        }

    def told(self) -> Reached:
        return Reached(**{name: tuple(rows) for name, rows in self._found.items()})

    def through(self, act: Callable[["Copy"], str]) -> None:
        """Do something with each copy that may be there: a list of ``Reached``, or none."""
        from people_base.access.copies import live_copies, note_gone

        self._note_old_file()
        gone = []
        for number, copy in live_copies(self._base):
            if self._is_the_base(copy):
                continue
            try:
                became = act(copy)
            except (OSError, ArpenteurError):
                became = "left"
            if became == "erased":
                gone.append(number)
            if became:
                place = copy.place if _on_server(copy) else str(self.path(copy))
                self._found[became].append((copy.kind, place))
        if gone and self._at is not None:
            note_gone(self._base, gone, self._at)
        if self._at is not None:
            sweep(self._campaign.folder)
        self._name_strays()

    def path(self, copy: "Copy") -> Path:
        return self._campaign.folder / copy.place

    def look(self, copy: "Copy") -> str:
        """Tell whether a copy is where it was written."""
        return "left" if _on_server(copy) or self.path(copy).exists() else "missing"

    def erase(self, copy: "Copy") -> str:
        """Erase a copy that is where it was written and as it was written."""
        if copy.kind == "base":
            return self._with_old_base(copy, _destroyed)
        path = self.path(copy)
        if not path.exists():
            # sheets lie in a folder of the campaign, which is emptied first
            return "erased" if copy.kind == "sheets" else "missing"
        if not path.is_file() or file_digest(path) != copy.digest:
            return "left"
        path.unlink()
        return "erased"

    def forget(self, copy: "Copy", voter_id: str) -> str:
        """Erase one person from a base that was moved."""
        from people_base.access.copies import forget_in_moved

        return self._with_old_base(
            copy, lambda old: "forgot" if forget_in_moved(old, voter_id) else "left"
        )

    def _with_old_base(self, copy: "Copy", act: Callable[["Base"], str]) -> str:
        from people_base.access.key_check import key_fits
        from people_base.base import open_base
        from people_base.transfer import moved_to

        on_server = _on_server(copy)
        if not on_server and not self.path(copy).is_file():
            return "missing"
        place = address_of(self._campaign.folder, copy.place) if on_server else self.path(copy)
        old = open_base(place, crs=self._base.crs, even_moved=True)
        try:
            # a base that was closed in favour of another, and of this campaign
            ours = moved_to(old) and key_fits(old, self._campaign.salt) is not False
            return act(old) if ours else "left"
        finally:
            old.engine.dispose()

    def _is_the_base(self, copy: "Copy") -> bool:
        if copy.kind != "base":
            return False
        if _on_server(copy):
            return copy.place == self._base.place
        return (
            not self._campaign.settings.database.url
            and self.path(copy).name == FILE
            and (self.path(copy).parent == self._campaign.folder)
        )

    def _note_old_file(self) -> None:
        """Note a file that a move left in the folder, if the register does not know of it."""
        from people_base.access.copies import Copy, begin_copy, live_copies

        file = self._campaign.folder / FILE
        if self._at is None or not self._campaign.settings.database.url or not file.is_file():
            return
        if FILE not in {copy.place for _, copy in live_copies(self._base)}:
            begin_copy(self._base, Copy("base", FILE, people=True), self._at)

    def _name_strays(self) -> None:
        """Name what lies in the folder and is in no register: it may hold everybody."""
        from people_base.access.copies import live_copies

        folder = self._campaign.folder
        known = {copy.place for _, copy in live_copies(self._base)}
        strays = [path for path in _bases_in(folder) if path.name not in known]
        if not self._campaign.settings.database.url:
            strays = [path for path in strays if path.name != FILE]
        self._found["left"] += [("part", str(path)) for path in running(folder)]
        self._found["left"] += [("stray", str(path)) for path in strays]


def _bases_in(folder: Path) -> list[Path]:
    """List the files that are a base, by their first bytes, or by their name where encrypted.

    What an upgrade kept beside the base goes with the first erasure.
    """
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name
        if not path.is_file() or name.endswith(_BESIDE_A_BASE) or ".avant-" in name:
            continue
        with path.open("rb") as file:
            plain = file.read(len(_PLAIN_BASE)) == _PLAIN_BASE
        if plain or name.startswith("base."):
            found.append(path)
    return found


def _destroyed(old: "Base") -> str:
    from people_base.transfer import erase_base

    erase_base(old)
    return "erased"


def _on_server(copy: "Copy") -> bool:
    return "://" in copy.place
