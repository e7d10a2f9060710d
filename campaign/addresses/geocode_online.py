"""Ask the national geocoder for what was not placed offline; only if the organiser wants it."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pandas as pd

from campaign.addresses.geocode import ACCEPT, NEEDED, Geocoded, addresses_of, geocode
from campaign.addresses.online_answers import answers_of, sure_answers
from campaign.folder import Campaign
from campaign.review import write_review
from canvass.errors import MissingStepError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.tables import PLACEMENTS, VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from geocoding.geoplateforme import Service

#: Exactly the rows that will be sent, for the organiser to look at before agreeing.
TO_SEND = "a_envoyer.csv"


@dataclass(frozen=True)
class ToSend:
    """What would be sent: distinct addresses, calls, those kept back and those already answered."""

    host: str
    addresses: int
    calls: int
    kept_back: int
    known: int


@dataclass(frozen=True)
class GeocodedOnline:
    """Addresses answered, of which taken; those left for another time, and why."""

    answered: int
    taken: int
    left: int
    trouble: Words | None
    geocoded: Geocoded


def prepare(campaign: Campaign, *, service: "Service | None" = None) -> ToSend:
    """Say what would be sent, and write it to ``review/a_envoyer.csv``; nothing is sent.

    Raises
    ------
    MissingStepError
        If the voters were not placed offline first.
    BadInputError
        If the service is not encrypted.
    """
    from geocoding.geoplateforme import Service, refuse_clear

    service = service or Service()
    refuse_clear(service.url)
    asked = _unplaced(campaign)
    write_review(campaign, TO_SEND, asked.sendable)
    return ToSend(
        host=urlsplit(service.url).hostname or "?",
        addresses=len(asked.sendable),
        calls=math.ceil(len(asked.sendable) / service.rows_at_once),
        kept_back=asked.kept_back,
        known=asked.known,
    )


def geocode_online(
    campaign: Campaign,
    *,
    service: "Service | None" = None,
    now: datetime | None = None,
    on_progress: OnProgress = silent,
) -> GeocodedOnline:
    """Send what ``prepare`` told, keep the answers, and place the voters again.

    Raises
    ------
    MissingStepError
        If the voters were not placed offline first.
    BadInputError
        If the service is not encrypted.
    """
    from geocoding.geoplateforme import Service, ask, refuse_clear
    from people_base.access.audit import audit_note

    service = service or Service()
    refuse_clear(service.url)
    asked = _unplaced(campaign)
    kept = answers_of(campaign)
    if len(asked.sendable):
        with campaign.base() as base:
            what = f"addresses sent to {urlsplit(service.url).hostname}"
            who = campaign.settings.provenance.requester
            audit_note(base, who, what, len(asked.sendable), now or datetime.now(UTC))
    done = ask(asked.sendable, kept, service=service, on_progress=share(on_progress, 0, 0.5))
    taken = len(sure_answers(asked.questions, kept))
    placed = geocode(campaign, on_progress=share(on_progress, 0.5, 1))
    return GeocodedOnline(asked.known + done.answered, taken, done.left, done.trouble, placed)


@dataclass(frozen=True)
class _Unplaced:
    """Questions about what was not placed; those to send are without an answer and a person."""

    questions: pd.DataFrame
    sendable: pd.DataFrame
    kept_back: int
    known: int


def _unplaced(campaign: Campaign) -> _Unplaced:
    from electoral_rolls.households import knockable
    from geocoding.online_questions import SENT, naming_voters, questions
    from people_base.store import read

    with campaign.base() as base:
        found = read(base, PLACEMENTS)
        voters = read(base, VOTERS, columns=[*NEEDED, "first_names"])
    if found.empty:
        raise MissingStepError(
            Words(
                "Aucun électeur placé hors ligne : {step}.",
                "No voter placed offline: {step}.",
                step=NextStep.GEOCODE,
            )
        )
    rest = voters.loc[found.index[~knockable(found, accept=ACCEPT)].intersection(voters.index)]
    told, key = questions(addresses_of(rest), salt=campaign.salt)
    named = naming_voters(told, key, rest)
    known = set(answers_of(campaign)) & set(told.index)
    sendable = told.loc[~told.index.isin(named | known), list(SENT)]
    return _Unplaced(told, sendable, len(named - known), len(known))
