"""What somebody agrees to and answers, recorded where it is said: in individual mode alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.folder import Campaign
from campaign.privacy.consents import Told, answer, give_consent, questions, withdraw_consent
from campaign.privacy.find_person import PersonQuery, building_of, nobody, person_id
from canvass.errors import BadInputError, RefusedByLawError
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base


@dataclass(frozen=True, kw_only=True)
class Collected:
    """By what way, by whom, and whether the person was told the text and said yes."""

    channel: str
    collector: str
    agreed: bool = False


def is_individual(campaign: Campaign) -> bool:
    """Tell whether answers of people may be recorded at all."""
    from people_base.people.answers import mode_of

    with campaign.base() as base:
        return mode_of(base) == "individual"


def consent_text(campaign: Campaign) -> str:
    """Return the words that people agree to now; empty if there are none yet."""
    from people_base.people.consents import texts

    with campaign.base() as base:
        known = texts(base)
    return "" if known.empty else str(known["text"].iloc[-1])


def record_at_door(
    campaign: Campaign,
    sought: PersonQuery,
    *,
    question: str,
    said: str,
    how: Collected,
    turfs: Collection[str] | None = None,
    now: datetime | None = None,
) -> Told:
    """Note that somebody agrees, unless they already have, then what they answered.

    Parameters
    ----------
    sought
        The person.
    question, said
        Codes, of ``questions``.
    how
        How and by whom it was collected.
    turfs
        Only people of these turfs, for somebody who has no others; all people if not said.
    now
        Clock; the present by default.

    Raises
    ------
    RefusedByLawError
        In aggregated mode, or without a consent.
    BadInputError
        If nobody or several are meant, in these turfs, or the answer is not one of ``questions``.
    """
    if not is_individual(campaign):
        raise RefusedByLawError(
            Words(
                "La campagne est en mode agrégé : ni consentement ni réponse ne s'y note.",
                "The campaign is in aggregated mode: neither consent nor answer is noted in it.",
            )
        )
    if said not in questions(campaign).get(question, ()):
        raise BadInputError(Words("Choisissez une réponse.", "Choose an answer."))
    with campaign.base() as base:
        held = _has_consent(base, _person_of(campaign, base, sought, turfs))
    if not held and not how.agreed:
        raise RefusedByLawError(
            Words(
                "Sans l'accord explicite de la personne, rien ne s'enregistre (RGPD, art. 9).",
                "Without the person's explicit consent nothing is recorded (GDPR, art. 9).",
            )
        )
    now = now or datetime.now(UTC)
    by = how.collector
    if not held:
        give_consent(campaign, sought, channel=how.channel, collector=by, now=now)
    return answer(campaign, sought, question=question, said=said, collector=by, now=now)


def take_back_at_door(
    campaign: Campaign,
    sought: PersonQuery,
    *,
    how: Collected,
    turfs: Collection[str] | None = None,
    now: datetime | None = None,
) -> Told:
    """Note that somebody takes their consent back, as simply as it was given.

    Raises
    ------
    BadInputError
        As ``record_at_door``, or if there is nothing to take back.
    """
    if turfs is not None:
        with campaign.base() as base:
            _person_of(campaign, base, sought, turfs)
    return withdraw_consent(campaign, sought, channel=how.channel, collector=how.collector, now=now)


def _person_of(
    campaign: Campaign, base: "Base", sought: PersonQuery, turfs: Collection[str] | None
) -> str:
    """Find the person; of another turf they are nobody, which tells nothing of them."""
    from people_base.turfs.turf_assignment import turf_assignment

    voter = person_id(campaign, base, sought)
    if turfs is not None and turf_assignment(base).get(building_of(base, voter), "") not in set(
        turfs
    ):
        raise nobody()
    return voter


def _has_consent(base: "Base", voter_id: str) -> bool:
    from people_base.base import reading
    from people_base.people.consents import live_consent

    try:
        with reading(base.engine) as connection:
            live_consent(connection, voter_id)
    except RefusedByLawError:
        return False
    return True
