"""What other programs' files, taken in or handed over, say."""

from collections.abc import Sequence

from campaign.copies import copies_lines
from campaign.exchange.export_people import HandedOver
from campaign.exchange.import_file import TO_SETTLE, TakenBack
from campaign.wording.contacts import to_settle
from campaign.wording.lines import lines
from campaign.wording.privacy import unread_lines
from canvass.errors import listed
from canvass.next_step import NextStep
from canvass.words import InFolder, Words

#: Columns named one by one.
_SHOWN = 8


@lines.register
def _(done: HandedOver) -> list[Words]:
    said = [
        Words("{name} : {n}", "{name}: {n}", name=name, n=count)
        for name, count in done.rows.items()
    ]
    said.append(Words(f"Écrit dans {done.place}", f"Written to {done.place}"))
    if done.left_out:
        said.append(
            Words(
                "{n:personne ne sort pas : sa porte ne veut|personnes ne sortent pas : leur porte "
                "ne veut} plus de visite",
                "{n:person stays|people stay} in: their door wants no visit",
                n=done.left_out,
            )
        )
    if done.shortened:
        said.append(
            Words(
                "{n:texte trop long pour le format, raccourci|textes trop longs pour le format, "
                "raccourcis}",
                "{n:text|texts} too long for the format, shortened",
                n=done.shortened,
            )
        )
    return [*said, *done.said]


@lines.register
def _(done: TakenBack) -> list[Words]:
    t = done.taken
    said = [
        Words(
            "{n:ligne|lignes} : {taken:reprise|reprises}, {same} sans rien de nouveau, "
            "{listed} à traiter",
            "{n:row|rows}: {taken} taken, {same} with nothing new, {listed} to settle",
            n=t.rows,
            taken=t.imported,
            same=t.unchanged,
            listed=t.listed,
        ),
        Words(
            "{new:passage enregistré|passages enregistrés}, "
            "{wishes:opposition notée|oppositions notées}, "
            "{erased:personne effacée|personnes effacées}",
            "{new:contact|contacts} recorded, {wishes:objection|objections} noted, "
            "{erased:person|people} erased",
            new=t.recorded.new,
            wishes=t.wishes,
            erased=t.erased,
        ),
    ]
    said += t.notes
    if t.recognised:
        said.append(
            Words(
                "{n:ligne reconnue|lignes reconnues} au bâtiment, à la minute et au résultat : "
                "déjà {n:comptée|comptées}",
                "{n:row|rows} known by building, minute and result: counted already",
                n=t.recognised,
            )
        )
    if t.asked:
        said.append(
            Words(
                "{n:électeur est peut-être une personne qui s'oppose|électeurs sont peut-être des "
                "personnes qui s'opposent} : {step}",
                "{n:voter may be|voters may be} somebody who objects: {step}",
                n=t.asked,
                step=NextStep.DECIDE_LOOKALIKES,
            )
        )
    said += copies_lines(done.copies)
    said += unread_lines(done.unread)
    if t.recorded.conflicts:
        said.append(to_settle(t.recorded.conflicts))
    return said + _left_lines(done)


def _left_lines(done: TakenBack) -> list[Words]:
    """Tell which columns and rows were not taken."""
    t = done.taken
    said: list[Words] = []
    if t.forbidden:
        named = _named(t.forbidden)
        said.append(
            Words(
                f"Colonnes interdites sans consentement, jamais lues : {named}",
                f"Columns forbidden without consent, never read: {named}",
            )
        )
    said += done.to_replace
    if t.left:
        named = _named(t.left)
        said.append(Words(f"Colonnes non reprises : {named}", f"Columns left: {named}"))
    if t.faults:
        file = InFolder(f"review/{TO_SETTLE}")
        said.append(Words("À traiter{file} :", "To settle{file}:", file=file))
        said += listed(t.faults)
    return said


def _named(columns: Sequence[str]) -> str:
    more = f", … (+{len(columns) - _SHOWN})" if len(columns) > _SHOWN else ""
    return ", ".join(columns[:_SHOWN]) + more
