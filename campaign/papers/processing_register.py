"""The record of processing, in French (GDPR, art. 30)."""

from campaign.papers.facts import BLANK, DRAFT, Facts
from campaign.papers.text import came_from
from walklists.paper.documents import Block, Document, Grid, Heading, Items, Paragraph


def register(told: Facts) -> Document:
    """Word the record of processing (GDPR, art. 30)."""
    blocks: list[Block] = [
        Grid(
            ("Rubrique", "Contenu"),
            [
                ("Responsable du traitement", f"{told.controller}, {told.contact}"),
                ("Délégué à la protection des données", told.dpo or BLANK),
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
            source=f"Liste électorale, {came_from(told.origin)}, reçue le {told.received_on} par "
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
            purpose="Donner à chacun les droits de son rôle ; tracer les accès.",
            basis="Intérêt légitime (art. 6.1.f) ; sécurité (art. 32).",
            people="Organisateurs, analystes, responsables et bénévoles.",
            data="Nom de compte, rôle, mot de passe haché (Argon2id), créneaux, journal des accès.",
            source="La personne elle-même.",
            until=f"{told.until:%d/%m/%Y} pour les créneaux ; journal gardé comme preuve.",
        ),
        Heading("5. Réponses de personnes"),
        *_individual(told),
        *_kept_safe(told),
    ]
    return Document(
        title="Registre des activités de traitement",
        subtitle=told.campaign,
        blocks=blocks,
        note=f"RGPD, article 30. {DRAFT}",
    )


def _kept_safe(told: Facts) -> list[Block]:
    """List every table of the base with its purpose and legal basis, and what guards it."""
    from people_base.people.lawful_basis import BASES, TABLES

    rows = [(name, kept.purpose.fr, BASES[kept.basis].fr) for name, kept in TABLES.items()]
    return [
        Heading("Ce que la base tient, table par table"),
        Grid(("Table", "Finalité", "Base légale"), rows),
        Heading("Mesures de sécurité"),
        Items(_measures(told)),
    ]


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


def _individual(told: Facts) -> list[Block]:
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


def _processors(told: Facts) -> str:
    return f"Hébergeur de la base : {BLANK}" if told.on_server else "Aucun (base sur le poste)."


def _measures(told: Facts) -> list[str]:
    return [
        "Dossier et base lisibles par un seul compte de l'ordinateur ; sauvegardes chiffrées.",
        "Rôles : organisateur, analyste, responsable d'équipe, bénévole ; blocage des essais.",
        "Journal en ajout seul : qui a lu, exporté ou effacé combien de lignes.",
        f"Petits nombres masqués sous {told.masked_below} portes, y compris par différence.",
        "Aucune connexion à un réseau, sauf demande expresse et sans nom.",
        "Purge à date fixe, espace libéré réécrit, certificat.",
        *(["Serveur PostgreSQL joint par connexion chiffrée."] if told.on_server else []),
    ]
