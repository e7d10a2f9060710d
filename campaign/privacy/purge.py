"""Erase the roll and what derives from it when its time has come, with a paper that proves it."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from campaign.copies import Reached, copies_lines, erase_all
from campaign.folder import Campaign
from campaign.key import FILE as KEY
from campaign.sheets.export import delete_after
from canvass.words import Words
from files.writing.whole import overwrite_and_remove

#: Folders whose files derive from the roll; ``places`` is open data.
_DERIVED_FOLDERS = ("review", "walklists", "report")
CERTIFICATE, UNFINISHED = "certificat-de-purge", "purge-inachevee"


@dataclass(frozen=True)
class Purged:
    """What was erased, and the certificate."""

    certificate: Any
    copies: Reached
    files: int
    key_destroyed: bool
    path: Path

    @property
    def whole(self) -> bool:
        """Whether no known place holds rows still."""
        return self.certificate.overwritten and not self.copies.left


@dataclass(frozen=True)
class Retention:
    """When the roll must go, and how many people are still there."""

    due: date
    left_days: int
    voters: int

    @property
    def overdue(self) -> bool:
        """Whether the day has come and people are still held."""
        return self.left_days <= 0 and self.voters > 0


def retention(campaign: Campaign, *, now: datetime | None = None) -> Retention:
    """Tell how long the roll may still be kept (CNIL: erased after the election)."""
    from canvass.tables import VOTERS
    from people_base.store import read

    today = (now or datetime.now(UTC)).date()
    due = delete_after(campaign)
    with campaign.base() as base:
        voters = len(read(base, VOTERS, columns=[]))
    return Retention(due, (due - today).days, voters)


def purge(
    campaign: Campaign,
    *,
    who: str,
    early: bool = False,
    destroy_key: bool = False,
    now: datetime | None = None,
) -> Purged:
    """Erase the roll and what derives from it, in the base and in the folder.

    Parameters
    ----------
    campaign
        Whose base.
    who
        Who asks; signs the certificate.
    early
        Before the day, on purpose.
    destroy_key
        Remove the campaign's secret too: the hashes left (objections, proofs of consent) then
        mean nobody, and objections are lost for the next roll.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        Before the day, unless ``early``.
    """
    from people_base.people.retention import expires_on, refuse_before
    from people_base.people.retention import purge as erase

    now = now or datetime.now(UTC)
    settings = campaign.settings
    due = expires_on(settings.election_date, settings.delete_after_days)
    refuse_before(due, now=now, early=early)
    with campaign.base() as base:
        files = _erase_files(campaign)
        # the copies first: after a kill in between, people are held still and the clock asks again
        copies = erase_all(campaign, base, now)
        certificate = erase(base, now=now, due=due, who=who, early=early)
    if destroy_key:
        overwrite_and_remove(campaign.folder / KEY)
    path = campaign.folder / f"{CERTIFICATE}-{certificate.at:%Y-%m-%d-%H%M%S}.pdf"
    done = Purged(certificate, copies, files, destroy_key, path)
    if not done.whole:
        done = replace(done, path=path.with_name(path.name.replace(CERTIFICATE, UNFINISHED)))
    _write_certificate(campaign, done)
    return done


def purge_if_due(campaign: Campaign, *, now: datetime | None = None) -> Purged | None:
    """Purge when the clock says so; nothing happens before the day, or with nobody left."""
    held = retention(campaign, now=now)
    return purge(campaign, who="", now=now) if held.overdue else None


def _erase_files(campaign: Campaign) -> int:
    removed = 0
    for name in _DERIVED_FOLDERS:
        folder = campaign.folder / name
        removed += sum(path.is_file() for path in folder.rglob("*"))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
    return removed


def _write_certificate(campaign: Campaign, done: Purged) -> None:
    from walklists.paper.documents import Document, Grid, Items, Paragraph, write_document

    certificate = done.certificate
    first, *rows = certificate.lines()
    erased = [str(line).split(":") for line in rows[: len(certificate.rows)]]
    told = [str(files_line(done.files))]
    if done.key_destroyed:
        told.append(str(KEY_LINE))
    told += [str(line) for line in (*rows[len(certificate.rows) :], *copies_lines(done.copies))]
    if not done.whole:
        told.append(str(NOT_WHOLE))
    document = Document(
        title=str(_TITLE if done.whole else _UNFINISHED_TITLE),
        subtitle=campaign.settings.name,
        blocks=[
            Paragraph(str(first)),
            Grid(
                (str(Words("Table", "Table")), str(Words("Lignes effacées", "Rows erased"))),
                [(name.strip(), count.strip()) for name, count in erased],
            ),
            Items(told),
            Paragraph(str(_OUTSIDE)),
            Paragraph(str(Words("Nom, date et signature :", "Name, date and signature:"))),
        ],
        note=str(Words("RGPD, art. 5.1.e et 17", "GDPR, art. 5.1.e and 17")),
    )
    write_document(document, done.path)


def files_line(files: int) -> Words:
    """Say how many files went."""
    return Words(
        "{n:fichier effacé|fichiers effacés} (feuilles, tableaux, bilans, fichiers à revoir)",
        "{n:file|files} erased (sheets, tables, reports, files to review)",
        n=files,
    )


_TITLE = Words("Certificat de purge", "Certificate of erasure")
_UNFINISHED_TITLE = Words(
    "Purge inachevée : ceci n'est pas un certificat",
    "Unfinished erasure: this is no certificate",
)
NOT_WHOLE = Words(
    "LA PURGE N'EST PAS ACHEVÉE : des données restent aux endroits nommés ci-dessus. Détruisez-les "
    "ou rendez-les accessibles, puis purgez encore une fois.",
    "THE ERASURE IS NOT COMPLETE: data remain in the places named above. Destroy them or make them "
    "reachable, then purge once more.",
)
KEY_LINE = Words(
    "La clé de la campagne est détruite : les empreintes restantes ne désignent plus personne.",
    "The campaign's key is destroyed: the hashes left mean nobody.",
)
_OUTSIDE = Words(
    "Restent à détruire à la main : feuilles imprimées, copies faites sans Arpenteur, fichiers "
    "remis à d'autres logiciels ou sous-traitants, et le fichier reçu de la mairie ou de la "
    "préfecture.",
    "Still to be destroyed by hand: printed sheets, copies made without Arpenteur, files handed to "
    "other software or processors, and the file received from the mairie or préfecture.",
)
