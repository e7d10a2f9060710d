"""Find again what people answered under their consent: in individual mode alone.

People are found as everywhere: by their card, spelt whole, or by where they live; by a question
that they answered; by whether their consent holds. Nobody looks through names. Each look-up is
noted in the audit by what it went by, never by whom it was about.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pandas as pd

from campaign.folder import Campaign
from campaign.privacy.consents import questions
from campaign.privacy.door_answers import is_individual
from campaign.privacy.find_person import PersonQuery, building_id, person_id
from canvass.errors import BadInputError, RefusedByLawError
from canvass.tables import BUILDINGS, PLACEMENTS, VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

ConsentState = Literal["live", "withdrawn"]
#: Who and where; ``label`` is their name.
_WHO = ("bureau_id", "order_number", "label", "address")
ANSWER_COLUMNS = (*_WHO, "question", "answer", "at", "collector")
CONSENT_COLUMNS = (*_WHO, "act", "version", "channel", "at", "collector")


@dataclass(frozen=True, kw_only=True)
class SaidQuery:
    """What to look for; one thing at least, and all that is said must hold.

    ``person``: their card or identity; its ``address`` means all who live there. ``question``: a
    code of ``consents.questions``. ``consent``: whether it holds or was taken back.
    """

    person: PersonQuery = field(default_factory=PersonQuery)
    question: str = ""
    consent: ConsentState | None = None

    def kinds(self) -> list[str]:
        """Name what the look-up goes by, and nothing of what it looks for."""
        asked = {
            "person": self.person.person,
            "building": bool(self.person.address),
            "concern": bool(self.question),
            "consent": self.consent is not None,
        }
        return [kind for kind, wanted in asked.items() if wanted]


@dataclass(frozen=True)
class Said:
    """What was found, people in the order of bureau and number, what they said in that of time.

    ``answers``: ``ANSWER_COLUMNS``, those that hold; a consent that is taken back has erased its
    own. ``history``: ``CONSENT_COLUMNS``, every consent given and taken back. ``gone`` counts
    those of the ledger who have left the base: the proof stays, and names nobody.
    """

    answers: pd.DataFrame
    history: pd.DataFrame
    people: int
    gone: int


def who_said(
    campaign: Campaign, query: SaidQuery, *, who: str = "", now: datetime | None = None
) -> Said:
    """Find what people answered, and the history of their consent.

    Parameters
    ----------
    query
        What to look for.
    who
        Who looks, for the audit.
    now
        Clock; the present by default.

    Raises
    ------
    RefusedByLawError
        In aggregated mode: nothing of the kind is kept.
    BadInputError
        If nothing is looked for, the question is unknown, or nobody, no address or several are
        meant.
    """
    from people_base.access.audit import audit_note
    from people_base.people.answers import answers
    from people_base.people.consents import ledger, texts

    if not is_individual(campaign):
        raise RefusedByLawError(
            Words(
                "La campagne est en mode agrégé : ce qu'une personne répond n'y est pas.",
                "The campaign is in aggregated mode: it holds nothing that one person answered.",
            )
        )
    kinds = query.kinds()
    _refuse_unasked(campaign, query, kinds)
    with campaign.base() as base:
        looked_for = _looked_for(campaign, base, query.person)
        history = ledger(base)
        if looked_for is not None:
            history = history[history["voter_id"].isin(looked_for)]
        wanted = set(history["voter_id"])
        if query.consent:
            last = history.groupby("voter_id")["act"].last()
            state = "given" if query.consent == "live" else "withdrawn"
            wanted = set(last.index[last == state])
        held = answers(base, voter_ids=wanted)
        if query.question:
            held = held[held["question"] == query.question]
            wanted = set(held["voter_id"])
        people = _people(base, wanted)
        what = f"look up answers by {', '.join(kinds)}"
        audit_note(base, who, what, len(people), now or datetime.now(UTC))
        versions = texts(base)["version"]
    history = history[history["voter_id"].isin(wanted)]
    history = history.assign(version=history["text_id"].map(versions).fillna(""))
    return Said(
        answers=_table(held, people, ANSWER_COLUMNS),
        history=_table(history, people, CONSENT_COLUMNS),
        people=len(people),
        gone=len(wanted) - len(people),
    )


def _refuse_unasked(campaign: Campaign, query: SaidQuery, kinds: Collection[str]) -> None:
    if not kinds:
        raise BadInputError(
            Words(
                "Dites quoi chercher : une personne, une adresse, une question ou l'état du "
                "consentement.",
                "Say what to look for: a person, an address, a question or the state of the "
                "consent.",
            )
        )
    known = questions(campaign)
    if query.question and query.question not in known:
        codes = ", ".join(known)
        raise BadInputError(
            Words(
                f"Question inconnue. Questions : {codes}.", f"Unknown question. Questions: {codes}."
            )
        )


def _looked_for(campaign: Campaign, base: "Base", sought: PersonQuery) -> set[str] | None:
    """Return whom a look-up is about; ``None`` if about everybody."""
    from people_base.store import read

    found: set[str] | None = None
    if sought.person:
        found = {person_id(campaign, base, sought)}
    if sought.address:
        home = {"result_id": [building_id(base, sought)]}
        here = set(read(base, PLACEMENTS, columns=[], where=home).index)
        found = here if found is None else found & here
    return found


def _people(base: "Base", voter_ids: Collection[str]) -> pd.DataFrame:
    """Return who they are and where they live, by ``voter_id``."""
    from people_base.store import read

    ids = {"voter_id": list(voter_ids)}
    people = read(base, VOTERS, where=ids)
    placed = read(base, PLACEMENTS, columns=["result_id"], where=ids)["result_id"]
    homes = read(base, BUILDINGS, columns=["number", "street"], where={"building_id": set(placed)})
    by_map = (homes["number"] + " " + homes["street"]).str.strip()
    by_roll = (people["house_number_raw"] + " " + people["street_raw"]).str.strip()
    used = people["usage_name"].where(people["usage_name"] != "", people["birth_name"])
    return pd.DataFrame(
        {
            "bureau_id": people["bureau_id"],
            "order_number": people["order_number"],
            "label": used + " " + people["first_names"],
            "address": placed.map(by_map).reindex(people.index).fillna(by_roll),
        }
    )


def _table(rows: pd.DataFrame, people: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    joined = rows.join(people, on="voter_id", how="inner")
    order = joined["order_number"].str.zfill(6)
    joined = joined.assign(order=order).sort_values(["bureau_id", "order", "at"], kind="stable")
    return joined[list(columns)].reset_index(drop=True)
