"""The papers that a controller must keep or post, filled from the campaign's settings.

They are French whatever the language in force: French people and the CNIL read them. What the
campaign alone knows stands as a blank to complete, and a DPO reads them before they are used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.folder import Campaign
from campaign.papers.facts import BLANK, Facts
from canvass.errors import BadInputError, RefusedByLawError
from canvass.next_step import NextStep
from canvass.words import Words, language

if TYPE_CHECKING:
    from walklists.paper.documents import Document

REGISTER, IMPACT, NOTICE, CONSENT = (
    "registre-des-traitements",
    "analyse-impact",
    "notice-information",
    "recueil-consentement",
)


@dataclass(frozen=True)
class PapersWritten:
    """The files."""

    files: tuple[Path, ...]


def gather_facts(campaign: Campaign, *, now: datetime | None = None) -> Facts:
    """Gather what the papers say.

    Raises
    ------
    RefusedByLawError
        Without a controller and a contact (GDPR, art. 13, 14 and 30).
    """
    from campaign.privacy.consents import consent_state
    from campaign.sheets.export import delete_after

    settings, state = campaign.settings, consent_state(campaign)
    who, roll = settings.controller, settings.provenance
    if not who.name.strip() or not who.contact.strip():
        raise RefusedByLawError(
            Words(
                "Il manque le nom ou le contact du responsable de traitement (RGPD, art. 13, 14 "
                "et 30) : {step}.",
                "The controller's name or contact is missing (GDPR, art. 13, 14 and 30): {step}.",
                step=NextStep.CORRECT_SETTINGS,
            )
        )
    return Facts(
        campaign=settings.name,
        controller=who.name.strip(),
        contact=who.contact.strip(),
        dpo=who.dpo.strip(),
        election=settings.election_date,
        until=delete_after(campaign),
        origin=roll.origin,
        requester=roll.requester or BLANK,
        received_on=f"{roll.received_on:%d/%m/%Y}" if roll.received_on else BLANK,
        communes=", ".join(settings.communes),
        masked_below=settings.masked_below,
        individual=state["mode"] == "individual",
        assessment=state["assessment"],
        on_server=bool(settings.database.url),
        ledger_rows=state["rows"],
        ledger_hash=state["last_hash"],
        concerns=tuple(settings.concerns.values()),
        today=(now or datetime.now(UTC)).date(),
    )


def papers(campaign: Campaign, *, now: datetime | None = None) -> "dict[str, Document]":
    """Make the register, the impact assessment, the notice and the form of consent."""
    from campaign.papers.impact_assessment import impact
    from campaign.papers.processing_register import register
    from campaign.papers.text import consent_form, notice

    told = gather_facts(campaign, now=now)
    token = language.set("fr")
    try:
        return {
            REGISTER: register(told),
            IMPACT: impact(told),
            NOTICE: notice(told),
            CONSENT: consent_form(told),
        }
    finally:
        language.reset(token)


def write_papers(
    campaign: Campaign,
    out: Path,
    *,
    kinds: Sequence[str] = ("docx", "pdf"),
    now: datetime | None = None,
) -> PapersWritten:
    """Write the papers into a folder; those of the same name are replaced.

    Parameters
    ----------
    campaign
        Whose settings.
    out
        The folder.
    kinds
        ``docx``, ``pdf``, ``md``.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If a format is unknown.
    RefusedByLawError
        Without a controller and a contact.
    """
    from walklists.paper.documents import KINDS, write_document

    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise BadInputError(
            Words(
                f"Formats inconnus : {', '.join(unknown)} (docx, pdf, md).",
                f"Unknown formats: {', '.join(unknown)} (docx, pdf, md).",
            )
        )
    made: dict[str, Any] = papers(campaign, now=now)
    token = language.set("fr")
    try:
        files = [
            write_document(paper, out / f"{name}.{kind}")
            for name, paper in made.items()
            for kind in kinds
        ]
    finally:
        language.reset(token)
    return PapersWritten(tuple(files))
