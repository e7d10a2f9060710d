"""Consents and what they allow: the mode, the texts, who agreed, what they answered."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from campaign.folder import Campaign
from campaign.privacy.find_person import PersonQuery, person_id
from canvass.errors import BadInputError, MissingStepError
from canvass.words import Words

#: How far somebody says that they support the campaign, from 1 (fully) to 5 (opposed).
SUPPORT = "SOUTIEN"
_LEVELS = ("1", "2", "3", "4", "5")
_YES_NO = ("oui", "non")


@dataclass(frozen=True)
class Told:
    """What was done, in sentences."""

    said: tuple[Words, ...]


def change_mode(
    campaign: Campaign,
    mode: Literal["aggregated", "individual"],
    *,
    who: str,
    assessment: str = "",
    now: datetime | None = None,
) -> Told:
    """Put a mode in force; going back to aggregated erases every answer.

    Raises
    ------
    RefusedByLawError
        For individual mode without an impact assessment (GDPR, art. 35).
    """
    from people_base.people.answers import choose_mode

    with campaign.base() as base:
        erased = choose_mode(
            base, mode, who=who, at=now or datetime.now(UTC), assessment=assessment
        )
    if mode == "individual":
        return Told(
            (
                Words(
                    "Mode individuel : une réponse ne s'enregistre qu'avec le consentement de la "
                    "personne. Le retour au mode agrégé efface toutes les réponses.",
                    "Individual mode: an answer is recorded only with the person's consent. Going "
                    "back to aggregated mode erases all answers.",
                ),
            )
        )
    return Told(
        (
            Words(
                "Mode agrégé : {n:réponse effacée|réponses effacées}, seuls les totaux par "
                "immeuble comptent.",
                "Aggregated mode: {n:answer|answers} erased, only totals by building count.",
                n=erased,
            ),
        )
    )


def add_consent_text(
    campaign: Campaign, text: str, *, version: str, who: str, now: datetime | None = None
) -> Told:
    """Keep a version of the words that people agree to; it never changes afterwards."""
    from people_base.people.consents import add_text

    with campaign.base() as base:
        text_id = add_text(base, version=version, text=text, at=now or datetime.now(UTC), who=who)
    return Told(
        (
            Words(
                f"Texte de consentement {version} gardé ({text_id[:12]}).",
                f"Consent text {version} kept ({text_id[:12]}).",
            ),
        )
    )


def give_consent(
    campaign: Campaign,
    sought: PersonQuery,
    *,
    channel: str,
    collector: str,
    version: str = "",
    now: datetime | None = None,
) -> Told:
    """Note that somebody agreed, to the newest text or to a version of it.

    Raises
    ------
    MissingStepError
        If there is no such text.
    BadInputError
        If nobody or several are meant, or channel or collector are not said.
    """
    from people_base.people.consents import Consent, give, texts

    _refuse_unsaid(channel, collector)
    at = now or datetime.now(UTC)
    with campaign.base() as base:
        known = texts(base)
        known = known[known["version"] == version] if version else known
        if known.empty:
            raise MissingStepError(
                Words(
                    "Aucun texte de consentement de cette version : consent text d'abord.",
                    "No consent text of that version: consent text first.",
                )
            )
        voter = person_id(campaign, base, sought)
        text_id = str(known.index[-1])
        position = give(base, Consent(voter, channel, collector, at), text_id=text_id, who="")
    return Told(
        (
            Words(
                f"Consentement noté (ligne {position} du registre).",
                f"Consent noted (row {position} of the ledger).",
            ),
        )
    )


def withdraw_consent(
    campaign: Campaign,
    sought: PersonQuery,
    *,
    channel: str,
    collector: str,
    now: datetime | None = None,
) -> Told:
    """Note that somebody took their consent back; what rested on it is erased.

    Raises
    ------
    BadInputError
        If nobody or several are meant, or there is nothing to take back.
    """
    from people_base.base import scrub
    from people_base.people.consents import Consent, withdraw

    _refuse_unsaid(channel, collector)
    with campaign.base() as base:
        voter = person_id(campaign, base, sought, absent=True)
        withdraw(base, Consent(voter, channel, collector, now or datetime.now(UTC)), who="")
        scrub(base.engine)
    return Told(
        (
            Words(
                "Consentement retiré ; les réponses qui en dépendaient sont effacées.",
                "Consent withdrawn; the answers that rested on it are erased.",
            ),
        )
    )


def check_consents(campaign: Campaign) -> Told:
    """Verify the chain of the ledger; the last hash, noted elsewhere, proves its length too.

    Raises
    ------
    BadInputError
        With every row where the chain is broken.
    """
    from people_base.people.consents import last_hash, ledger, ledger_faults

    with campaign.base() as base:
        faults = ledger_faults(base)
        rows, tip = len(ledger(base)), last_hash(base)
    if faults:
        raise BadInputError(
            Words("Le registre des consentements a été altéré :", "The ledger was altered:"),
            faults,
        )
    said = [
        Words(
            "{n:ligne|lignes} au registre des consentements, chaîne intacte.",
            "{n:row|rows} in the ledger of consents, chain whole.",
            n=rows,
        )
    ]
    if tip:
        said.append(Words(f"Dernière empreinte : {tip}", f"Last hash: {tip}"))
    return Told(tuple(said))


def questions(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """Return the answers that may be recorded, by question: codes only, no free text."""
    return {SUPPORT: _LEVELS} | dict.fromkeys(campaign.settings.concerns, _YES_NO)


def answer(
    campaign: Campaign,
    sought: PersonQuery,
    *,
    question: str,
    said: str,
    collector: str,
    now: datetime | None = None,
) -> Told:
    """Record what one person answered, in individual mode and with their consent.

    Raises
    ------
    RefusedByLawError
        In aggregated mode, or without a live consent.
    BadInputError
        If the question or the answer is not one of ``questions``.
    """
    from people_base.people.answers import Answer, record_answer

    allowed = questions(campaign)
    if said not in allowed.get(question, ()):
        told = " ; ".join(f"{name} : {', '.join(codes)}" for name, codes in allowed.items())
        raise BadInputError(Words(f"Réponses possibles : {told}", f"Possible answers: {told}"))
    _refuse_unsaid("-", collector)
    with campaign.base() as base:
        voter = person_id(campaign, base, sought)
        told_at = now or datetime.now(UTC)
        record_answer(base, Answer(voter, question, said, told_at, collector))
    return Told((Words("Réponse enregistrée.", "Answer recorded."),))


def consent_state(campaign: Campaign) -> dict[str, Any]:
    """Return the mode in force, and how many rows the ledger has; nobody is named."""
    from people_base.people.answers import mode_of, modes
    from people_base.people.consents import last_hash, ledger, texts

    with campaign.base() as base:
        decided = modes(base)
        return {
            "mode": mode_of(base),
            "assessment": "" if decided.empty else str(decided["assessment"].iloc[-1]),
            "texts": len(texts(base)),
            "rows": len(ledger(base)),
            "last_hash": last_hash(base),
        }


def _refuse_unsaid(channel: str, collector: str) -> None:
    if not channel.strip() or not collector.strip():
        raise BadInputError(
            Words(
                "Dites comment et par qui le consentement ou la réponse fut recueilli.",
                "Say how and by whom the consent or the answer was collected.",
            )
        )
