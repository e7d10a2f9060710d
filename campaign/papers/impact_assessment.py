"""The impact assessment, in French (GDPR, art. 35.7)."""

from campaign.papers.facts import BLANK, DRAFT, Facts
from walklists.paper.documents import Block, Document, Grid, Heading, Items, Paragraph

_B = BLANK

_WHY = (
    "Données à grande échelle pouvant révéler des opinions politiques (art. 9 et 35.3.b) : "
    "figurer dans un fichier politique peut suffire à révéler une opinion."
)

_TO_CHECK = (
    "Les ordinateurs et téléphones qui portent la base sont chiffrés et à mot de passe.",
    "Chaque mandat ou campagne a son propre dossier.",
    "Le fichier reçu de la mairie ou de la préfecture est effacé ou mis à l'abri après import.",
    "Les bénévoles ont signé un engagement de confidentialité.",
    "Les feuilles sont numérotées, reprises et détruites.",
    "Un contrat de sous-traitance (art. 28) lie l'hébergeur, s'il y en a un.",
    "En cas de fuite : journal consulté, CNIL prévenue sous 72 heures (art. 33).",
)


def impact(told: Facts) -> Document:
    """Word the impact assessment (GDPR, art. 35.7)."""
    blocks: list[Block] = [
        Grid(
            ("Rubrique", "Contenu"),
            [
                ("Responsable", f"{told.controller}, {told.contact}"),
                ("Délégué consulté (art. 35.2)", f"{told.dpo or BLANK}, avis : {BLANK}"),
                ("Pourquoi une analyse", _WHY),
                ("Nombre de personnes concernées", BLANK),
                ("Date et version", f"{told.today:%d/%m/%Y}, {BLANK}"),
            ],
        ),
        Heading("1. Description du traitement"),
        Paragraph(
            "La liste électorale est importée, chaque électeur est placé à son adresse hors "
            "ligne, les adresses sont découpées en secteurs, des feuilles sans nom sortent, les "
            "comptages par immeuble reviennent. Tout est effacé le "
            f"{told.until:%d/%m/%Y}."
        ),
        Paragraph(
            "Mode en vigueur : "
            + (
                f"individuel (sur la base de : {told.assessment})."
                if told.individual
                else "agrégé. La base refuse elle-même toute réponse d'une personne."
            )
        ),
        Heading("2. Nécessité et proportionnalité"),
        _principles(told),
        Heading("3. Risques"),
        _risks(told),
        Heading("4. À vérifier par la campagne"),
        Items(_TO_CHECK, tick=True),
        Heading("5. Décision"),
        Paragraph(
            f"Avis du délégué : {BLANK}. Avis des personnes ou de leurs représentants "
            f"(art. 35.9) : {BLANK}. Consultation de la CNIL nécessaire (art. 36) : oui / "
            "non. Décision du responsable, date et signature :"
        ),
    ]
    return Document(
        title="Analyse d'impact relative à la protection des données",
        subtitle=told.campaign,
        blocks=blocks,
        note=f"RGPD, article 35. {DRAFT}",
    )


def _principles(told: Facts) -> Grid:
    """Say how each principle is kept."""
    return Grid(
        ("Principe", "Comment il est tenu"),
        [
            ("Finalité", "Organiser des visites ; aucun usage commercial (L37)."),
            (
                "Minimisation",
                "Lieu de naissance et nationalité jamais importés ; comptages "
                "par immeuble ; aucun texte libre ; feuilles sans nom.",
            ),
            ("Exactitude", "Placements incertains relus par une personne ; rectification."),
            ("Durée", f"Purge le {told.until:%d/%m/%Y}, certificat signé."),
            ("Information", "Mention sur chaque feuille ; notice complète."),
            (
                "Droits",
                "Accès en JSON et PDF ; opposition et effacement immédiats, tenus à la "
                "liste suivante par empreinte salée.",
            ),
            (
                "Tri interdit",
                "Aucun tri, filtre ou regroupement par nom, lieu de naissance, "
                "nationalité ou type de liste.",
            ),
            ("Silence électoral", "Aucune feuille de la veille à 0 h à la fermeture (L49)."),
            (
                "Communication en ligne",
                "Aucun export vers e-mail, SMS ou publicité (règlement (UE) 2024/900).",
            ),
        ],
    )


def _risks(told: Facts) -> Grid:
    """List the risks, for the campaign to weigh."""
    return Grid(
        ("Risque", "Mesures", "Gravité", "Vraisemblance", "Reste-t-il acceptable ?"),
        [
            (
                "Accès illégitime : vol de l'ordinateur, feuille perdue, mot de passe deviné",
                "Dossier lisible par un seul compte, sauvegardes chiffrées, rôles, mots de "
                "passe Argon2id, blocage, liens qui expirent, feuilles sans nom",
                _B,
                _B,
                _B,
            ),
            (
                "Révéler une opinion politique d'une personne",
                f"Mode agrégé par défaut, petits nombres masqués sous {told.masked_below} "
                "portes, consentement exigé par la base",
                _B,
                _B,
                _B,
            ),
            (
                "Détournement vers la publicité ou un autre mandat",
                "Mur des canaux, un fichier par campagne, journal des exports",
                _B,
                _B,
                _B,
            ),
            (
                "Modification non désirée",
                "Journal en ajout seul, contradictions montrées, contrôle de la base",
                _B,
                _B,
                _B,
            ),
            ("Disparition", "Sauvegardes, base qui survit aux coupures", _B, _B, _B),
            (
                "Conservation trop longue",
                "Date d'effacement obligatoire, purge, certificat",
                _B,
                _B,
                _B,
            ),
        ],
    )
