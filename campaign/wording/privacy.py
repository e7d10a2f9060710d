"""What people's rights and the law's duties say once exercised."""

from campaign.copies import copies_lines, copies_listed
from campaign.privacy.access import JSON_NAME, PDF_NAME, AccessGiven
from campaign.privacy.audit_log import AuditLog
from campaign.privacy.breach import SHEETS_HOLD, Breach
from campaign.privacy.consents import Told
from campaign.privacy.lookalikes import Decided, Waiting
from campaign.privacy.oppose import Opposed
from campaign.privacy.purge import KEY_LINE, NOT_WHOLE, Purged, Retention, files_line
from campaign.privacy.rectify import Rectified
from campaign.privacy.who_said import Said
from campaign.review_rows import short_bureau
from campaign.sheets.sheet_recall import FILE as RECALLS
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import InFolder, Words


@lines.register
def _(done: AccessGiven) -> list[Words]:
    return [
        Words(
            "{json} et {pdf} écrits dans {folder}. Vérifiez l'identité du demandeur, envoyez-les "
            "avant le {due}, puis effacez-les d'ici.",
            "{json} and {pdf} written to {folder}. Check who is asking, send them by {due}, then "
            "erase them here.",
            json=JSON_NAME,
            pdf=PDF_NAME,
            folder=done.folder,
            due=done.due,
        )
    ]


@lines.register
def _(log: AuditLog) -> list[Words]:
    rows = [
        f"{row['at']:%Y-%m-%d %H:%M:%S}  {row['who'] or '–':<16} {row['what']} ({row['count']})"
        for row in log.notes.to_dict("records")
    ]
    return [
        *(Words(row, row) for row in rows),
        Words(
            "{n:note|notes} au journal ; aucune ne dit ce que contenaient les lignes.",
            "{n:note|notes} in the journal; none tells what the rows held.",
            n=log.total,
        ),
        *second_place_lines(log),
    ]


def second_place_lines(log: AuditLog) -> list[Words]:
    """Say whether the journal is whole in its second place; nothing where it has none."""
    if not log.second_place:
        return []
    if log.missing:
        return [
            Words(
                "{place} n'a pas pu être écrit : {n:note y manque|notes y manquent}.",
                "{place} could not be written: {n:note is|notes are} missing there.",
                place=log.second_place,
                n=log.missing,
            )
        ]
    return [
        Words(
            "Le journal est entier aussi dans {place}.",
            "The journal is whole in {place} too.",
            place=log.second_place,
        )
    ]


@lines.register
def _(breach: Breach) -> list[Words]:
    said = [
        Words(
            "{day}, secteur {turf} : {addresses:adresse|adresses}, {doors:porte|portes}, "
            "{voters:électeur y habite|électeurs y habitent}",
            "{day}, turf {turf}: {addresses:address|addresses}, {doors:door|doors}, "
            "{voters:voter lives|voters live} there",
            day=row.jour,
            turf=str(row.secteur),
            addresses=row.adresses,
            doors=row.portes,
            voters=row.electeurs,
        )
        for row in breach.sheets.itertuples()
    ]
    if said:
        said.append(
            Words(
                "Feuilles et tableaux disent : {held}. En tout, "
                "{n:électeur concerné|électeurs concernés}.",
                "Sheets and tables tell: {held}. In all, {n:voter|voters} concerned.",
                held=SHEETS_HOLD,
                n=breach.people,
            )
        )
    for row in breach.others.to_dict("records"):
        who = row["qui"] or "–"
        told = f"{row['jour']}, {who} : {row['quoi']} ({row['lignes']}) – {row['contenu']}"
        said.append(Words(told, told))
    said += copies_listed(breach.copies)
    return [
        *said,
        Words(
            "Notifiez la CNIL avant le {by} à {by:HH:mm} si un risque existe pour les personnes "
            "(RGPD, art. 33), et les personnes si le risque est élevé (art. 34) ; notez la "
            "violation dans tous les cas.",
            "Notify the CNIL by {by}, {by:HH:mm} where people are at risk (GDPR, art. 33), and "
            "the people where the risk is high (art. 34); note the breach in any case.",
            by=breach.deadline.astimezone(),
        ),
    ]


@lines.register
def _(told: Told) -> list[Words]:
    return list(told.said)


#: What happened to a consent.
ACTS = {"given": Words("donné", "given"), "withdrawn": Words("retiré", "taken back")}


@lines.register
def _(said: Said) -> list[Words]:
    told = [
        Words(
            "{n:personne trouvée|personnes trouvées}, {a:réponse|réponses}",
            "{n:person|people} found, {a:answer|answers}",
            n=said.people,
            a=len(said.answers),
        )
    ]
    told += [
        Words(
            "{bureau} n° {number}, {name}, {address} : {question} = {answer} ({at})",
            "{bureau} no. {number}, {name}, {address}: {question} = {answer} ({at})",
            bureau=short_bureau(row["bureau_id"]),
            number=row["order_number"],
            name=row["label"],
            address=row["address"],
            question=row["question"],
            answer=row["answer"],
            at=row["at"],
        )
        for row in said.answers.to_dict("records")
    ]
    told += [
        Words(
            "{bureau} n° {number}, {name} : consentement {act} le {at} ({channel}, texte "
            "{version}), recueilli par {by}",
            "{bureau} no. {number}, {name}: consent {act} on {at} ({channel}, text {version}), "
            "collected by {by}",
            bureau=short_bureau(row["bureau_id"]),
            number=row["order_number"],
            name=row["label"],
            act=ACTS[row["act"]],
            at=row["at"],
            channel=row["channel"],
            version=row["version"],
            by=row["collector"],
        )
        for row in said.history.to_dict("records")
    ]
    if said.gone:
        told.append(
            Words(
                "{n:personne a quitté la base ; sa preuve reste au registre|personnes ont quitté "
                "la base ; leurs preuves restent au registre}, sans nom",
                "{n:person has left the base; the proof stays in the ledger|people have left the "
                "base; the proofs stay in the ledger}, without a name",
                n=said.gone,
            )
        )
    return told


@lines.register
def _(done: Decided) -> list[Words]:
    if done.opposed is not None:
        return [*lines(done.opposed), *_still_waiting(done.waiting)]
    said = (
        Words(
            "Même personne : son opposition vaut aussi sous cette écriture, elle reste hors de la "
            "base.",
            "The same person: their objection holds under this spelling too, they stay out of the "
            "base.",
        )
        if done.same
        else Words(
            "Autre personne : si elle attendait hors de la base, elle y entrera avec le prochain "
            "import de la liste.",
            "Another person: if they waited outside the base, the next import of the roll brings "
            "them in.",
        )
    )
    return [said, *_still_waiting(done.waiting)]


def _still_waiting(count: int) -> list[Words]:
    left = Words(
        "{n:personne attend|personnes attendent} encore une décision.",
        "{n:person still waits|people still wait} for a decision.",
        n=count,
    )
    return [left] if count else []


_IN_BASE = Words("encore dans la base", "still in the base")
_OUTSIDE = Words("attend hors de la base", "waits outside the base")


@lines.register
def _(waiting: Waiting) -> list[Words]:
    if waiting.rows.empty:
        return [Words("Personne n'attend de décision.", "Nobody waits for a decision.")]
    return [
        Words(
            "Bureau {bureau}, numéro {number} : ressemble à une personne qui s'est opposée le {at} "
            "({channel}), {place}",
            "Bureau {bureau}, number {number}: looks like somebody who objected on {at} "
            "({channel}), {place}",
            bureau=short_bureau(case.bureau_id),
            number=case.order_number,
            at=case.objected_at,
            channel=case.channel,
            place=_IN_BASE if case.in_base else _OUTSIDE,
        )
        for case in waiting.cases()
    ]


@lines.register
def _(done: Opposed) -> list[Words]:
    said = []
    if done.person:
        gone = (
            Words(
                "effacée de la base, mais pas des copies nommées ci-dessous",
                "erased from the base, but not from the copies named below",
            )
            if done.copies.left
            else Words("effacée de la base", "erased from the base")
        )
        absent = Words("absente de la base", "not in the base")
        said.append(
            Words(
                "Opposition notée. La personne est {what} ; si une liste la ramène, elle "
                "n'entrera pas.",
                "Objection noted. The person is {what}; if a roll brings them back, they stay out.",
                what=gone if done.erased else absent,
            )
        )
    if done.door:
        said.append(
            Words(
                "Cette porte n'est plus dans les découpages, les parcours, les listes et les "
                "feuilles, dès maintenant.",
                "This door is left out of cuts, walks, lists and sheets, from now on.",
            )
        )
    said += copies_lines(done.copies)
    if done.turfs:
        said.append(
            Words(
                "Feuilles déjà sorties qui montrent cette porte : {names}{file}. Reprenez et "
                "détruisez les copies imprimées, puis réimprimez "
                "({n:fichier retiré ou corrigé|fichiers retirés ou corrigés}).",
                "Sheets already out that show this door: {names}{file}. Take back and destroy the "
                "printed copies, then print again ({n:file|files} removed or corrected).",
                names=", ".join(done.turfs),
                n=done.files,
                file=InFolder(f"review/{RECALLS}"),
            )
        )
    return [*said, *unread_lines(done.unread)]


def unread_lines(names: tuple[str, ...]) -> list[Words]:
    """Say which files may show somebody who objected and could not be read."""
    said = Words(
        "Illisibles, à corriger ou à détruire à la main : {names}.",
        "Unreadable, to be corrected or destroyed by hand: {names}.",
        names=names,
    )
    return [said] if names else []


@lines.register
def _(done: Purged) -> list[Words]:
    said = [*done.certificate.lines(), files_line(done.files), *copies_lines(done.copies)]
    if not done.whole:
        said.append(NOT_WHOLE)
    if done.key_destroyed:
        said.append(KEY_LINE)
    return [*said, Words(f"Certificat : {done.path}", f"Certificate: {done.path}")]


@lines.register
def _(held: Retention) -> list[Words]:
    if held.overdue:
        return [
            Words(
                "À purger : {n:personne devait être effacée|personnes devaient être effacées} le "
                "{due}.",
                "To purge: {n:person was|people were} to be erased on {due}.",
                n=held.voters,
                due=held.due,
            )
        ]
    return [
        Words(
            "{n:personne|personnes}, à effacer le {due} (dans {days:jour|jours}).",
            "{n:person|people}, to be erased on {due} (in {days:day|days}).",
            n=held.voters,
            due=held.due,
            days=held.left_days,
        )
    ]


@lines.register
def _(done: Rectified) -> list[Words]:
    if done.undone:
        return [
            Words(
                "{n:rectification retirée|rectifications retirées} : la liste fait foi de nouveau.",
                "{n:correction|corrections} taken back: the roll holds again.",
                n=done.fields,
            )
        ]
    said = [
        Words(
            "{n:donnée rectifiée ; la même liste, relue, ne la changera pas|données rectifiées ; "
            "la même liste, relue, ne les changera pas}.",
            "{n:detail|details} corrected; the same roll, read again, does not change "
            "{n:~it|them}.",
            n=done.fields,
        )
    ]
    said += copies_lines(done.copies)
    if done.moved:
        said.append(
            Words(
                "L'adresse a changé : {step}.",
                "The address changed: {step}.",
                step=NextStep.GEOCODE,
            )
        )
    return said
