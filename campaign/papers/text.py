"""What residents are told and asked, in French (GDPR, art. 7, 13 and 14)."""

from campaign.papers.facts import BLANK, Facts
from walklists.paper.documents import Block, Document, Grid, Heading, Items, Paragraph

_RIGHTS = (
    "accéder à vos données et en recevoir une copie ;",
    "les faire rectifier ou effacer, en faire limiter l'usage ;",
    "vous opposer, sans donner de raison, à figurer dans ce fichier ou à toute visite ;",
    "retirer à tout moment un consentement donné, aussi simplement que vous l'avez donné.",
)


def notice(told: Facts) -> Document:
    """Word the information that residents must be given (GDPR, art. 13 and 14)."""
    blocks: list[Block] = [
        Paragraph(
            f"{told.controller} organise un porte-à-porte à l'occasion du scrutin du "
            f"{told.election:%d/%m/%Y}. Pour préparer ces visites, un fichier est tenu. Voici ce "
            "que vous devez savoir."
        ),
        _answers(told),
        Heading("Vos droits"),
        Paragraph(
            f"Sur simple demande à {told.contact}, réponse en un mois au plus, vous pouvez :"
        ),
        Items(_RIGHTS),
        Paragraph(
            "Si la réponse ne vous satisfait pas, vous pouvez saisir la CNIL : www.cnil.fr, "
            "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07."
        ),
    ]
    return Document(
        title="Information des habitants",
        subtitle=f"{told.campaign}, {told.today:%d/%m/%Y}",
        blocks=blocks,
        note="RGPD, articles 13 et 14",
    )


def _answers(told: Facts) -> Grid:
    """Answer what articles 13 and 14 ask."""
    return Grid(
        ("Question", "Réponse"),
        [
            ("Qui répond du fichier ?", f"{told.controller}, {told.contact}"),
            ("Délégué à la protection des données", told.dpo or "Aucun n'a été désigné."),
            (
                "D'où viennent les données ?",
                "De la liste électorale, qui n'a pas été recueillie auprès de vous. La loi "
                "(Code électoral, art. L37) permet à tout électeur, candidat ou parti de "
                "l'obtenir en s'engageant à n'en faire aucun usage commercial ; "
                f"{told.requester} l'a reçue le {told.received_on} "
                f"({came_from(told.origin)}).",
            ),
            (
                "Quelles données ?",
                "Nom, prénoms, sexe, date de naissance, liste (principale ou "
                "complémentaire), adresse, bureau de vote et numéro d'ordre. Ni lieu de "
                "naissance, ni nationalité, ni téléphone, ni e-mail.",
            ),
            (
                "Pourquoi ?",
                "Savoir à combien de portes frapper et dans quel ordre. Ce qui se dit aux "
                "portes est compté par immeuble, jamais par personne"
                + (", sauf consentement écrit de la personne." if told.individual else "."),
            ),
            (
                "Sur quelle base légale ?",
                "Intérêt légitime à la communication politique (RGPD, art. 6.1.f)"
                + (
                    " ; pour une réponse nominative, consentement explicite (art. 9.2.a)."
                    if told.individual
                    else "."
                ),
            ),
            (
                "Qui les voit ?",
                "Les organisateurs de la campagne. Les équipes ne voient que les adresses de "
                "leur secteur. Personne d'autre ; aucun transfert hors de l'Union européenne.",
            ),
            (
                "Jusqu'à quand ?",
                f"Tout est effacé au plus tard le {told.until:%d/%m/%Y}.",
            ),
            (
                "Décision automatique ou profilage ?",
                "Aucun. Les personnes ne sont triées ni par nom, ni par origine, ni par "
                "opinion, et ces données ne servent à aucune publicité en ligne "
                "(règlement (UE) 2024/900).",
            ),
        ],
    )


def consent_form(told: Facts) -> Document:
    """Word a form of explicit consent to one's answers being kept (GDPR, art. 7 and 9.2.a)."""
    return Document(
        title="Recueil de consentement",
        subtitle=f"{told.campaign} – version du texte : {BLANK}",
        blocks=[
            Paragraph(
                f"J'accepte que {told.controller} enregistre mes réponses aux questions qui me "
                "sont posées à ma porte sur mes préoccupations et mon soutien. Je sais qu'elles "
                "peuvent révéler mes opinions politiques, qu'elles ne servent qu'à la campagne "
                f"du scrutin du {told.election:%d/%m/%Y}, que seuls ses organisateurs les voient, "
                f"et qu'elles sont effacées au plus tard le {told.until:%d/%m/%Y}."
            ),
            Paragraph(
                "Je peux refuser sans conséquence, et retirer cet accord à tout moment, aussi "
                f"simplement que je le donne : {told.contact}. Mes réponses sont alors effacées."
            ),
            Items(("Oui, j'accepte que mes réponses soient enregistrées.",), tick=True),
            Paragraph("Nom, date et signature :"),
            Paragraph(f"Recueilli par : {BLANK} – canal : {BLANK}"),
            Paragraph(
                "Cet accord ne vaut ni pour des e-mails, ni pour des SMS, ni pour des messages "
                "en ligne, qui demandent chacun un accord séparé."
            ),
        ],
        note="RGPD, articles 7 et 9.2.a",
    )


def came_from(origin: str) -> str:
    """Say who gave the roll."""
    return "remise par la préfecture" if origin == "prefecture" else "remise par la mairie"
