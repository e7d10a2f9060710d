"""From the answers of a person who begins to the settings of a campaign."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from campaign.settings import UNDERTAKING, Controller, Provenance, Settings, check_settings
from canvass.errors import BadInputError, Fault
from canvass.words import Words


@dataclass(frozen=True)
class FirstAnswers:
    """What a person typed.

    ``communes`` are INSEE codes separated by commas or spaces; ``undertaking`` is the promise to
    make no commercial use of the roll; ``controller`` answers for the data, the requester where
    empty.
    """

    name: str
    election_date: date | None
    communes: str
    requester: str
    origin: str
    received_on: date | None
    undertaking: bool
    controller: str = ""
    contact: str = ""


def first_settings(said: FirstAnswers, *, now: datetime | None = None) -> Settings:
    """Build the settings; what is missing is said at once.

    Raises
    ------
    BadInputError
        Naming every answer that is missing or wrong.
    """
    now = now or datetime.now(UTC)
    requester = said.requester.strip()
    settings = Settings(
        name=said.name.strip(),
        election_date=said.election_date or now.date(),
        communes=commune_codes(said.communes),
        provenance=Provenance(
            origin="prefecture" if said.origin.startswith("pr") else "mairie",
            requester=requester,
            received_on=said.received_on or now.date(),
            undertaking=UNDERTAKING if said.undertaking else "",
            signed_at=now,
        ),
        controller=Controller(
            name=said.controller.strip() or requester, contact=said.contact.strip()
        ),
    )
    faults = _missing(settings, said.election_date)
    try:
        check_settings(settings)
    except BadInputError as error:
        faults += error.faults
    if faults:
        raise BadInputError(
            Words("Il manque, ou est à corriger :", "Missing or to correct:"), faults
        )
    return settings


def _missing(settings: Settings, election_date: date | None) -> list[Fault]:
    """List what the law or the sheets need and nobody has said."""
    needed = {
        Words("la date du dernier tour", "the date of the last round"): election_date,
        Words("qui a demandé la liste", "who asked for the roll"): settings.provenance.requester,
        Words(
            "l'engagement de ne faire aucun usage commercial de la liste (art. L37)",
            "the undertaking to make no commercial use of the roll (art. L37)",
        ): settings.provenance.undertaking,
        Words(
            "un e-mail où chacun peut exercer ses droits",
            "an e-mail where people can exercise their rights",
        ): settings.controller.contact,
    }
    faults = [Fault(words) for words, said in needed.items() if not said]
    contact = settings.controller.contact
    if contact and not looks_like_email(contact):
        faults.append(
            Fault(
                Words(
                    f"« {contact} » n'est pas une adresse e-mail ; elle sera sur chaque feuille",
                    f"“{contact}” is no e-mail address; it will be on every sheet",
                )
            )
        )
    return faults


def commune_codes(text: str) -> tuple[str, ...]:
    """Split INSEE codes at commas, semicolons and spaces."""
    return tuple(re.sub(r"[,;]", " ", text).upper().split())


def looks_like_email(text: str) -> bool:
    """Tell whether a text may be an address that people can write to."""
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text) is not None
