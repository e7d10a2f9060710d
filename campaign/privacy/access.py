"""Give somebody all that is held about them (GDPR, art. 15): a file for them, a paper to read."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.copies import noting
from campaign.folder import Campaign
from campaign.privacy.find_person import PersonQuery, building_of, person_id
from campaign.sheets.export import delete_after
from campaign.sheets.sent_register import load_sent
from canvass.labels import LABELS
from canvass.tables import BUILDINGS, CONTACTS, HOUSEHOLDS, PLACEMENTS, VOTERS
from canvass.words import Words
from files.writing.part_folders import part_folder

if TYPE_CHECKING:
    from people_base.base import Base

JSON_NAME, PDF_NAME = "donnees.json", "donnees.pdf"


@dataclass(frozen=True)
class AccessGiven:
    """The two files, and the day by which they must have been sent."""

    folder: Path
    due: date


def access_export(
    campaign: Campaign,
    sought: PersonQuery,
    out: Path,
    *,
    received: date | None = None,
    who: str = "",
    now: datetime | None = None,
) -> AccessGiven:
    """Write what is held about one person, as JSON and as PDF, readable by this user alone.

    Parameters
    ----------
    campaign
        Whose base.
    sought
        The person.
    out
        A folder that is empty or absent.
    received
        The day of the request; today by default.
    who
        Who answers, for the audit.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If nobody or several are meant, or the folder is in use.
    """
    from files.writing.new_folder import refuse_filled, write_folder
    from people_base.access.audit import audit_note
    from people_base.people.digests import person_digest
    from walklists.paper.documents import document_pdf

    refuse_filled(out)
    now = now or datetime.now(UTC)
    with campaign.base() as base:
        voter_id = person_id(campaign, base, sought)
        held = held_about(campaign, base, voter_id)
        audit_note(base, who, "access export", 1, now)
        pdf = document_pdf(_paper(campaign, held, now))
        text = json.dumps(held, ensure_ascii=False, indent=1, default=str)
        about = person_digest(voter_id).hex()
        with (
            noting(campaign, base, "access", out, people=True, at=now, about=about),
            part_folder(campaign.folder, also=out.parent),
        ):
            write_folder(out, {JSON_NAME: text.encode(), PDF_NAME: pdf})
    return AccessGiven(out, _due(received or now.date()))


def held_about(campaign: Campaign, base: "Base", voter_id: str) -> dict[str, Any]:
    """Gather what is held about one person, by heading, in words that JSON can say."""
    from people_base.people.person import about
    from people_base.store import read

    person = _one(read(base, VOTERS, where={"voter_id": [voter_id]}))
    place = _one(read(base, PLACEMENTS, where={"voter_id": [voter_id]}))
    building = building_of(base, voter_id)
    more = about(base, voter_id)
    household = _one(read(base, HOUSEHOLDS, where={"household_id": [more.household_id]}))
    address = read(base, BUILDINGS, where={"building_id": [building]}).drop(columns="geometry")
    visits = read(base, CONTACTS, where={"building_id": [building]})
    sent = load_sent(campaign)
    return {
        "identifiant": voter_id,
        "liste_electorale": person,
        "source": more.source,
        "adresse_trouvee": place,
        "foyer": household,
        "immeuble_id": building,
        "immeuble": _one(address),
        "passages_a_cette_adresse": visits.reset_index().astype(str).to_dict("records"),
        "secteurs_de_porte_a_porte": sorted(
            set(sent.loc[sent["building_id"] == building, "turf_id"]) if building else ()
        ),
        "consentements": more.consents,
        "reponses": more.answers,
        "rectifications": more.rectifications,
    }


def _one(frame: Any) -> dict[str, Any]:
    """Return the only row as plain values; empty if there is none."""
    rows: list[dict[str, Any]] = json.loads(frame.head(1).to_json(orient="records"))
    return rows[0] if rows else {}


def _due(received: date) -> date:
    """Return the same day of the next month, or its last one."""
    import calendar

    month = received.month % 12 + 1
    year = received.year + (received.month == 12)
    return date(year, month, min(received.day, calendar.monthrange(year, month)[1]))


_TITLES = {
    "liste_electorale": Words("Ce que dit la liste électorale", "What the roll says"),
    "source": Words("D'où elle vient", "Where it comes from"),
    "adresse_trouvee": Words("Où votre adresse a été trouvée", "Where your address was found"),
    "foyer": Words("Votre porte", "Your door"),
    "immeuble": Words("Votre immeuble", "Your building"),
    "passages_a_cette_adresse": Words(
        "Passages à cette adresse (comptés par adresse, jamais par personne)",
        "Visits to this address (counted by address, never by person)",
    ),
    "consentements": Words("Ce que vous avez accepté", "What you agreed to"),
    "reponses": Words("Ce que vous avez répondu", "What you answered"),
    "rectifications": Words("Ce que vous avez fait rectifier", "What you had corrected"),
}


def _paper(campaign: Campaign, held: dict[str, Any], now: datetime) -> Any:
    """Lay out what is held, with what the person may do."""
    from walklists.paper.documents import Block, Document, Grid, Heading, Paragraph

    who, until = campaign.settings.controller, delete_after(campaign)
    blocks: list[Block] = [
        Paragraph(
            str(
                Words(
                    f"{who.name} répond du fichier. But : organiser le porte-à-porte. Base "
                    "légale : intérêt légitime (RGPD, art. 6.1.f) ; pour une réponse, votre "
                    "consentement (art. 9.2.a). Destinataires : les équipes de la campagne. "
                    f"Effacement au plus tard le {until:%d/%m/%Y}.",
                    f"{who.name} answers for the file. Purpose: organising door-to-door visits. "
                    "Legal basis: legitimate interest (GDPR, art. 6.1.f); for an answer, your "
                    "consent (art. 9.2.a). Recipients: the campaign's teams. Erased by "
                    f"{until:%Y-%m-%d}.",
                )
            )
        )
    ]
    nothing = str(Words("Rien.", "Nothing."))
    header = (str(Words("Donnée", "Data")), str(Words("Valeur", "Value")))
    for name, title in _TITLES.items():
        blocks.append(Heading(str(title)))
        rows = held[name] if isinstance(held[name], list) else [held[name]]
        rows = [row for row in rows if row]
        blocks += [Grid(header, _readable(row)) for row in rows]
        if not rows:
            blocks.append(Paragraph(nothing))
    blocks += [
        Heading(str(Words("Vos droits", "Your rights"))),
        Paragraph(
            str(
                Words(
                    "Vous pouvez faire rectifier ou effacer ces données, en limiter l'usage, vous "
                    "opposer à figurer dans ce fichier ou à tout passage, retirer un consentement "
                    f"aussi simplement qu'il fut donné : {who.contact}. Réclamation : CNIL, "
                    "www.cnil.fr.",
                    "You may have these data corrected or erased, limit their use, object to "
                    "being in this file or to any visit, take a consent back as simply as it was "
                    f"given: {who.contact}. Complaints: CNIL, www.cnil.fr.",
                )
            )
        ),
    ]
    return Document(
        title=str(Words("Vos données", "Your data")),
        subtitle=f"{campaign.settings.name}, {now:%d/%m/%Y}",
        blocks=blocks,
        note=str(Words("Droit d'accès (RGPD, art. 15)", "Right of access (GDPR, art. 15)")),
    )


def _readable(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Word the columns; what is empty stands in the JSON file only."""
    return [(str(LABELS.get(name, name)), str(value)) for name, value in row.items() if str(value)]
