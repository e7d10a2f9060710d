"""Why each table may be kept: purpose and legal basis (GDPR, art. 5.1.b, 6, 9 and 30).

A table without a line here fails a test: nothing is kept without a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from canvass.words import Words

Basis = Literal["roll", "public", "consent", "legal_duty", "security", "aggregate"]

BASES: Mapping[Basis, Words] = {
    "roll": Words(
        "Intérêt légitime (art. 6.1.f), liste électorale (Code électoral, L37 et R20)",
        "Legitimate interest (art. 6.1.f), electoral roll (Code électoral, L37 and R20)",
    ),
    "public": Words("Données publiques, aucune personne", "Public data, no person"),
    "consent": Words(
        "Consentement explicite (art. 6.1.a et 9.2.a)", "Explicit consent (art. 6.1.a and 9.2.a)"
    ),
    "legal_duty": Words("Obligation légale (art. 6.1.c)", "Legal obligation (art. 6.1.c)"),
    "security": Words(
        "Intérêt légitime (art. 6.1.f), sécurité (art. 32)",
        "Legitimate interest (art. 6.1.f), security (art. 32)",
    ),
    "aggregate": Words(
        "Intérêt légitime (art. 6.1.f), comptes par adresse ou par secteur",
        "Legitimate interest (art. 6.1.f), counts by address or turf",
    ),
}


@dataclass(frozen=True)
class Kept:
    """On what basis a table is kept, and for what."""

    basis: Basis
    purpose: Words


_VISITS = Words("Compter les portes et préparer les visites", "Count doors, prepare visits")
_TOLD = Words("Savoir où l'on est passé et quels sujets reviennent", "Know where one has been")
_MAP = Words("Cartes et découpage", "Maps and cutting")
_RIGHTS = Words("Respecter les droits des personnes", "Honour people's rights")
_PROOF = Words("Prouver et tracer", "Prove and trace")
_NO_SUBTRACTION = Words(
    "Ne jamais publier deux chiffres dont la différence dirait un foyer",
    "Never tell two figures whose difference would tell of one household",
)
_OWN = Words("Fonctionnement de la base", "Working of the base")

TABLES: Mapping[str, Kept] = {
    **dict.fromkeys(
        ("voters", "placements", "households", "household_members", "aliases"),
        Kept("roll", _VISITS),
    ),
    **dict.fromkeys(
        (
            *("buildings", "turfs", "stops", "turf_buildings", "sent_contacts"),
            *("turf_cuts", "turf_steps", "turf_locks", "walk_choices"),
        ),
        Kept("aggregate", _VISITS),
    ),
    **dict.fromkeys(
        ("contacts", "concerns", "resolutions", "building_state", "building_concerns"),
        Kept("aggregate", _TOLD),
    ),
    **dict.fromkeys(("bureaux", "quartiers", "results"), Kept("public", _MAP)),
    **dict.fromkeys(
        (
            "roll_sources",
            "oppositions",
            "opposition_lookalikes",
            "lookalike_reviews",
            "sheet_recalls",
            "copies",
            "rectifications",
            "modes",
            "consent_texts",
            "consents",
        ),
        Kept("legal_duty", _RIGHTS),
    ),
    "answers": Kept("consent", _TOLD),
    **dict.fromkeys(
        ("accounts", "second_factors", "shifts", "guesses", "audit"), Kept("security", _PROOF)
    ),
    "tellings": Kept("aggregate", _NO_SUBTRACTION),
    **dict.fromkeys(("facts", "purging"), Kept("public", _OWN)),
}
