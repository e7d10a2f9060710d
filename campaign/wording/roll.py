"""What importing the roll and changing the settings say."""

from campaign.change_settings import SettingsChanged
from campaign.import_roll import ELSEWHERE, RollImported
from campaign.privacy.rectify import DISPUTED
from campaign.review_rows import UNREAD_DATES
from campaign.wording.lines import lines
from canvass.words import InFolder, Words


@lines.register
def _(done: SettingsChanged) -> list[Words]:
    if not done.changed:
        return [Words("Rien n'a changé.", "Nothing has changed.")]
    return [
        Words(
            "{n:réglage corrigé|réglages corrigés} ; les feuilles déjà imprimées ne changent pas.",
            "{n:setting|settings} corrected; sheets already printed do not change.",
            n=done.changed,
        )
    ]


@lines.register
def _(done: RollImported) -> list[Words]:
    said = [*_read(done), *done.notes]
    if done.elsewhere:
        said.append(
            Words(
                "{n:électeur est|électeurs sont} d'une autre commune que celles de la campagne : "
                "à vérifier par bureau{file}",
                "{n:voter is|voters are} of another commune than the campaign's: to be checked by "
                "polling station{file}",
                n=done.elsewhere,
                file=InFolder(f"review/{ELSEWHERE}"),
            )
        )
    said += _held(done)
    if done.corrected:
        said.append(
            Words(
                "{n:personne garde ce qu'elle a|personnes gardent ce qu'elles ont} fait rectifier",
                "{n:person keeps|people keep} what they had corrected",
                n=done.corrected,
            )
        )
    if done.disputed:
        said.append(
            Words(
                "Pour {n:d’elles|d’entre elles}, cette liste dit encore autre chose{file}",
                "Of {n} of them this roll says another thing still{file}",
                n=done.disputed,
                file=InFolder(f"review/{DISPUTED}"),
            )
        )
    if done.left:
        said.append(
            Words(
                "{n:électeur de la base n'est|électeurs de la base ne sont} plus dans ces fichiers",
                "{n:voter of the base is|voters of the base are} not in these files",
                n=done.left,
            )
        )
    if done.rejected or done.homonyms:
        said.append(
            Words(
                "À vérifier : {rows:ligne écartée|lignes écartées}, "
                "{same:homonyme|homonymes}{file}",
                "To review: {rows:row|rows} set aside, {same:homonym|homonyms}{file}",
                rows=done.rejected,
                same=done.homonyms,
                file=InFolder("review/"),
            )
        )
    return said


def _read(done: RollImported) -> list[Words]:
    """Say what was read, and what it changed."""
    joined = Words(
        " ({n:Européen inscrit sur deux listes, compté une fois|Européens inscrits sur deux "
        "listes, comptés une fois})",
        " ({n:double listing|double listings} of EU nationals joined)",
        n=done.merged,
    )
    return [
        Words(
            "{voters:électeur lu|électeurs lus} dans {rows:ligne|lignes}{joined}",
            "{voters:voter|voters} read from {rows:row|rows}{joined}",
            voters=done.voters,
            rows=done.rows,
            joined=joined if done.merged else "",
        ),
        Words(
            "{added:ajouté|ajoutés}, {changed:modifié|modifiés}, {same:inchangé|inchangés}",
            "{added} added, {changed} changed, {same} unchanged",
            added=done.added,
            changed=done.changed,
            same=done.unchanged,
        ),
    ]


def _held(done: RollImported) -> list[Words]:
    """Say who stays out of the base, and whose date is not known."""
    said = []
    if done.opposed:
        said.append(
            Words(
                "{n:personne qui s'y est opposée reste|personnes qui s'y sont opposées restent} "
                "hors de la base",
                "{n:person who objected stays|people who objected stay} out of the base",
                n=done.opposed,
            )
        )
    if done.waiting:
        said.append(
            Words(
                "{n:personne qui ressemble à quelqu'un qui s'y est opposé attend|personnes qui "
                "ressemblent à quelqu'un qui s'y est opposé attendent} hors de la base jusqu'à "
                "votre décision",
                "{n:person who may be somebody who objected waits|people who may be somebody who "
                "objected wait} outside the base until you decide",
                n=done.waiting,
            )
        )
    if done.unread_dates:
        said.append(
            Words(
                "{n:date de naissance n'a pas été lue|dates de naissance n'ont pas été lues}{file}",
                "{n:birth date was|birth dates were} not read{file}",
                n=done.unread_dates,
                file=InFolder(f"review/{UNREAD_DATES}"),
            )
        )
    return said
