"""What the base, its copies and its lock say."""

from campaign.base.backup import BackedUp, Restored
from campaign.base.database import BaseChecked, Moved
from campaign.base.encryption import Rewritten
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import Words


@lines.register
def _(done: BackedUp) -> list[Words]:
    said = [
        Words(
            "Sauvegarde : {path} ({mb:.1} Mo)",
            "Backup: {path} ({mb:.1} MB)",
            path=done.path,
            mb=done.size / 1e6,
        ),
        Words(
            "Elle contient la liste : à détruire au plus tard le {until}.",
            "It holds the roll: destroy it by {until}.",
            until=done.until,
        ),
    ]
    if not done.encrypted:
        said.append(
            Words(
                "Elle n'est pas chiffrée : gardez-la sur un disque qui l'est, ou {step}.",
                "It is not encrypted: keep it on a disk that is, or {step}.",
                step=NextStep.PASSPHRASE,
            )
        )
    return said


@lines.register
def _(done: Restored) -> list[Words]:
    said = [
        Words(
            "Campagne rétablie dans {folder}, telle qu'elle était le {at} à {at:HH:mm} UTC.",
            "Campaign restored in {folder}, as it was on {at} at {at:HH:mm} UTC.",
            folder=done.folder,
            at=done.made_at,
        )
    ]
    if done.on_server:
        said.append(
            Words(
                "Sa base était sur un serveur ; elle est maintenant dans le dossier. Pour l'y "
                "remettre : {step}.",
                "Its base was on a server; it is now in the folder. To put it back there: {step}.",
                step=NextStep.MOVE_BASE,
            )
        )
    if done.places:
        said.append(
            Words(
                "Les données ouvertes n'y sont pas ({names}) : {step}.",
                "Open data is not in it ({names}): {step}.",
                names=done.places,
                step=NextStep.IMPORT_PLACES,
            )
        )
    return said


@lines.register
def _(done: Moved) -> list[Words]:
    said = [
        Words(
            "Copie vers {place} : {n:ligne relue et identique|lignes relues et identiques}",
            "Copy to {place}: {n:row|rows} read again and identical",
            n=sum(proof.rows for proof in done.proofs),
            place=done.place,
        ),
        *(
            Words(
                "  {name} : {n:ligne|lignes}, {proof}",
                "  {name}: {n:row|rows}, {proof}",
                name=proof.name,
                n=proof.rows,
                proof=proof.sha256[:16],
            )
            for proof in done.proofs
            if proof.rows
        ),
    ]
    if not done.erased:
        said.append(
            Words(
                "L'ancienne base {before} est fermée mais contient encore la liste : effacez-la "
                "quand vous n'en avez plus besoin.",
                "The old base {before} is closed but still holds the roll: erase it once you need "
                "it no more.",
                before=done.before,
            )
        )
    return said


@lines.register
def _(done: BaseChecked) -> list[Words]:
    return [
        Words(
            "{place} : {n:ligne|lignes}, aucune erreur",
            "{place}: {n:row|rows}, no fault",
            place=done.place,
            n=sum(done.rows.values()),
        ),
        *(
            Words("  {name} : {n}", "  {name}: {n}", name=name, n=count)
            for name, count in done.rows.items()
            if count
        ),
    ]


@lines.register
def _(done: Rewritten) -> list[Words]:
    if not done.encrypted:
        return [
            Words(
                "Base déchiffrée : {n:ligne relue et identique|lignes relues et identiques}.",
                "Base decrypted: {n:row|rows} read again and identical.",
                n=done.rows,
            )
        ]
    return [
        Words(
            "Base chiffrée : {n:ligne relue et identique|lignes relues et identiques}.",
            "Base encrypted: {n:row|rows} read again and identical.",
            n=done.rows,
        ),
        Words(
            "Sans la phrase secrète, personne ne la rouvrira, vous non plus : notez-la ailleurs. "
            "Les feuilles et les fichiers à revoir ne sont pas chiffrés, ni les sauvegardes "
            "d'avant.",
            "Without the passphrase nobody opens it again, nor do you: note it elsewhere. Sheets "
            "and files to review are not encrypted, nor are earlier backups.",
        ),
    ]
