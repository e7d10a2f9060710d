"""What the papers say, in French; see ``papers`` for what fills them."""

from typing import TYPE_CHECKING

from walklists.documents import Block, Document, Grid, Heading, Items, Paragraph

if TYPE_CHECKING:
    from campaign.papers import Facts

_BLANK = "……………… (à compléter)"
_DRAFT = "Modèle à compléter et à faire relire par un délégué à la protection des données."
_RIGHTS = (
    "accéder à vos données et en recevoir une copie ;",
    "les faire rectifier ou effacer, en faire limiter l'usage ;",
    "vous opposer, sans donner de raison, à figurer dans ce fichier ou à toute visite ;",
    "retirer à tout moment un consentement donné, aussi simplement que vous l'avez donné.",
)


def notice(told: "Facts") -> Document:
    """Word the information that residents must be given (GDPR, art. 13 and 14)."""
    blocks: list[Block] = [
        Paragraph(
            f"{told.controller} organise un porte-à-porte à l'occasion du scrutin du "
            f"{told.election:%d/%m/%Y}. Pour préparer ces visites, un fichier est tenu. Voici ce "
            "que vous devez savoir."
        ),
        Grid(
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
                    f"({_from(told.origin)}).",
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
        ),
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


def register(told: "Facts") -> Document:
    """Word the record of processing (GDPR, art. 30)."""
    blocks: list[Block] = [
        Grid(
            ("Rubrique", "Contenu"),
            [
                ("Responsable du traitement", f"{told.controller}, {told.contact}"),
                ("Délégué à la protection des données", told.dpo or _BLANK),
                ("Sous-traitants (art. 28)", _processors(told)),
                ("Fiche mise à jour le", f"{told.today:%d/%m/%Y}"),
            ],
        ),
        Heading("1. Organisation du porte-à-porte"),
        _processing(
            purpose="Compter les portes, découper des secteurs, ordonner les visites.",
            basis="Intérêt légitime (art. 6.1.f) ; liste électorale : Code électoral, L37 et R20.",
            people=f"Électeurs inscrits à : {told.communes}.",
            data="Nom, prénoms, sexe, date de naissance, type de liste, adresse, bureau, numéro "
            "d'ordre. Ni lieu de naissance, ni nationalité.",
            source=f"Liste électorale, {_from(told.origin)}, reçue le {told.received_on} par "
            f"{told.requester}, engagement de non-usage commercial signé.",
            until=f"{told.until:%d/%m/%Y} (purge et certificat).",
        ),
        Heading("2. Passages et préoccupations"),
        _processing(
            purpose="Savoir où l'on est passé et quels sujets reviennent, par immeuble.",
            basis="Intérêt légitime (art. 6.1.f).",
            people="Habitants des adresses visitées, sans les nommer.",
            data="Par adresse : portes frappées, ouvertes, absentes, refus, tracts ; nombre de "
            f"mentions de : {', '.join(told.concerns)}. Aucun texte libre.",
            source="Équipes de porte-à-porte.",
            until=f"{told.until:%d/%m/%Y}.",
        ),
        Heading("3. Oppositions"),
        _processing(
            purpose="Ne plus jamais enregistrer ou visiter qui s'y est opposé (art. 21).",
            basis="Obligation légale (art. 6.1.c).",
            people="Personnes et adresses qui se sont opposées.",
            data="Empreinte salée seulement, date et canal de la demande.",
            source="La personne elle-même.",
            until="Tant que la clé de la campagne existe.",
        ),
        Heading("4. Équipes"),
        _processing(
            purpose="Donner à chacun les seuls droits de son rôle ; tracer les accès.",
            basis="Intérêt légitime (art. 6.1.f) ; sécurité (art. 32).",
            people="Organisateurs, analystes, responsables et bénévoles.",
            data="Nom de compte, rôle, mot de passe haché (Argon2id), créneaux, journal des accès.",
            source="La personne elle-même.",
            until=f"{told.until:%d/%m/%Y} pour les créneaux ; journal gardé comme preuve.",
        ),
        Heading("5. Réponses de personnes"),
        *_individual(told),
        Heading("Mesures de sécurité"),
        Items(_measures(told)),
    ]
    return Document(
        title="Registre des activités de traitement",
        subtitle=told.campaign,
        blocks=blocks,
        note=f"RGPD, article 30. {_DRAFT}",
    )


def impact(told: "Facts") -> Document:
    """Word the impact assessment (GDPR, art. 35.7)."""
    blocks: list[Block] = [
        Grid(
            ("Rubrique", "Contenu"),
            [
                ("Responsable", f"{told.controller}, {told.contact}"),
                ("Délégué consulté (art. 35.2)", f"{told.dpo or _BLANK}, avis : {_BLANK}"),
                ("Pourquoi une analyse", _WHY),
                ("Nombre de personnes concernées", _BLANK),
                ("Date et version", f"{told.today:%d/%m/%Y}, {_BLANK}"),
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
        Grid(
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
        ),
        Heading("3. Risques"),
        Grid(
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
        ),
        Heading("4. À vérifier par la campagne"),
        Items(_TO_CHECK, tick=True),
        Heading("5. Décision"),
        Paragraph(
            f"Avis du délégué : {_BLANK}. Avis des personnes ou de leurs représentants "
            f"(art. 35.9) : {_BLANK}. Consultation de la CNIL nécessaire (art. 36) : oui / "
            "non. Décision du responsable, date et signature :"
        ),
    ]
    return Document(
        title="Analyse d'impact relative à la protection des données",
        subtitle=told.campaign,
        blocks=blocks,
        note=f"RGPD, article 35. {_DRAFT}",
    )


def consent_form(told: "Facts") -> Document:
    """Word a form of explicit consent to one's answers being kept (GDPR, art. 7 and 9.2.a)."""
    return Document(
        title="Recueil de consentement",
        subtitle=f"{told.campaign} – version du texte : {_BLANK}",
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
            Paragraph(f"Recueilli par : {_BLANK} – canal : {_BLANK}"),
            Paragraph(
                "Cet accord ne vaut ni pour des e-mails, ni pour des SMS, ni pour des messages "
                "en ligne, qui demandent chacun un accord séparé."
            ),
        ],
        note="RGPD, articles 7 et 9.2.a",
    )


_B = _BLANK
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


def _processing(**told: str) -> Grid:
    names = {
        "purpose": "Finalité",
        "basis": "Base légale",
        "people": "Personnes concernées",
        "data": "Données",
        "source": "Source",
        "until": "Durée",
    }
    rows = [(names[name], text) for name, text in told.items()]
    rows.append(("Destinataires", "Organisateurs ; équipes pour les adresses de leur secteur."))
    rows.append(("Transferts hors UE", "Aucun."))
    return Grid(("Rubrique", "Contenu"), rows)


def _individual(told: "Facts") -> list[Block]:
    if not told.individual:
        return [
            Paragraph(
                "Aucun : la campagne est en mode agrégé, et la base refuse d'enregistrer ce "
                "qu'une personne répond."
            )
        ]
    return [
        _processing(
            purpose="Garder ce qu'une personne a répondu, avec son accord.",
            basis="Consentement explicite (art. 6.1.a et 9.2.a), analyse d'impact : "
            f"{told.assessment}.",
            people="Personnes qui ont consenti.",
            data="Réponses en codes ; preuve du consentement (texte, date, canal, recueil).",
            source="La personne elle-même.",
            until=f"Retrait du consentement, au plus tard le {told.until:%d/%m/%Y}.",
        ),
        Paragraph(
            f"Registre des consentements : {told.ledger_rows} lignes, dernière empreinte "
            f"{told.ledger_hash or 'aucune'}."
        ),
    ]


def _processors(told: "Facts") -> str:
    return f"Hébergeur de la base : {_BLANK}" if told.on_server else "Aucun (base sur le poste)."


def _from(origin: str) -> str:
    return "remise par la préfecture" if origin == "prefecture" else "remise par la mairie"


def _measures(told: "Facts") -> list[str]:
    return [
        "Dossier et base lisibles par un seul compte de l'ordinateur ; sauvegardes chiffrées.",
        "Rôles : organisateur, analyste, responsable d'équipe, bénévole ; blocage des essais.",
        "Journal en ajout seul : qui a lu, exporté ou effacé combien de lignes.",
        f"Petits nombres masqués sous {told.masked_below} portes, y compris par différence.",
        "Aucune connexion à un réseau, sauf demande expresse et sans nom.",
        "Purge à date fixe, espace libéré réécrit, certificat.",
        *(["Serveur PostgreSQL joint par connexion chiffrée."] if told.on_server else []),
    ]
