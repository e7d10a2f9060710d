"""What the sheets that come back say."""

from campaign.contacts.conflicts import Settled
from campaign.contacts.import_responses import CORRECT, ResponsesImported
from campaign.wording.lines import lines
from canvass.errors import listed
from canvass.words import InFolder, Words


@lines.register
def _(done: Settled) -> list[Words]:
    return [
        Words(
            "Décision enregistrée. Contradictions restantes : {n}.",
            "Decision recorded. Contradictions left: {n}.",
            n=done.left,
        )
    ]


@lines.register
def _(done: ResponsesImported) -> list[Words]:
    said = [
        Words(
            "{new:passage enregistré|passages enregistrés}, {known:déjà connu|déjà connus}, "
            "{empty:ligne vide|lignes vides}",
            "{new:contact|contacts} recorded, {known} already known, {empty:empty row|empty rows}",
            new=done.new,
            known=done.repeated,
            empty=done.skipped,
        ),
        *done.notes,
    ]
    if done.twice:
        said.append(
            Words(
                "{n:ligne en double, comptée|lignes en double, comptées} une fois",
                "{n:repeated row|repeated rows}, counted once",
                n=done.twice,
            )
        )
    if done.unread:
        named = ", ".join(done.unread)
        said.append(Words(f"Colonnes non lues : {named}", f"Columns not read: {named}"))
    if done.conflicts:
        said.append(to_settle(done.conflicts))
    if done.faults:
        said.append(
            Words(
                "{rows:ligne non enregistrée|lignes non enregistrées} : {cells:cellule|cellules} "
                "à corriger{file}",
                "{rows:row|rows} not recorded: {cells:cell|cells} to correct{file}",
                rows=len({(fault.file, fault.row) for fault in done.faults}),
                cells=len(done.faults),
                file=InFolder(f"review/{CORRECT}"),
            )
        )
        said += listed(done.faults)
    return said


def to_settle(conflicts: int) -> Words:
    """Say that sheets contradict each other."""
    return Words(
        "{n:contradiction|contradictions} à trancher, rien n'est perdu{file}",
        "{n:contradiction|contradictions} to settle, nothing is lost{file}",
        n=conflicts,
        file=InFolder("review/contradictions.csv"),
    )
