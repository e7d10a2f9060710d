"""Correct the settings of a campaign that has begun."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from campaign.first_settings import commune_codes, looks_like_email
from campaign.folder import Campaign
from campaign.settings import check_settings, save_settings
from campaign.sheets.sent_register import load_sent
from canvass.crs import metric_crs
from canvass.errors import BadInputError, Fault
from canvass.words import Words

LONGEST_CODE = 4


@dataclass(frozen=True)
class Changes:
    """All that may be corrected, as a person typed it; ``concerns`` are code -> words.

    ``masked_below`` may only go up; None leaves it as it is.
    """

    name: str
    election_date: date
    communes: str
    controller: str
    contact: str
    concerns: Mapping[str, str]
    masked_below: int | None = None


@dataclass(frozen=True)
class SettingsChanged:
    """How many choices are other than before."""

    changed: int


def change_settings(campaign: Campaign, said: Changes) -> SettingsChanged:
    """Write the corrected settings; what is not asked here stays.

    Raises
    ------
    BadInputError
        With every fault: an empty name, a malformed code, no e-mail, communes of another
        territory than the base's, a concern of sheets that went out, a lower threshold.
    """
    before = campaign.settings
    after = replace(
        before,
        name=said.name.strip(),
        election_date=said.election_date,
        communes=commune_codes(said.communes),
        controller=replace(
            before.controller, name=said.controller.strip(), contact=said.contact.strip()
        ),
        masked_below=before.masked_below if said.masked_below is None else said.masked_below,
        concerns={code.strip().upper(): text.strip() for code, text in said.concerns.items()},
    )
    faults = [*_faults(said), *_used_concerns_gone(campaign, set(after.concerns))]
    if after.masked_below < before.masked_below:
        faults.append(
            Fault(
                Words(
                    f"le seuil de masquage ne fait que monter : {before.masked_below} portes ou "
                    f"plus, pas {after.masked_below}",
                    f"the threshold of masking only goes up: {before.masked_below} doors or more, "
                    f"not {after.masked_below}",
                )
            )
        )
    try:
        check_settings(after)
        if metric_crs(after.communes) != campaign.crs:
            far = Words("ces communes sont d'un autre territoire", "communes of another territory")
            faults.append(Fault(far))
    except BadInputError as error:
        faults += error.faults
    if faults:
        raise BadInputError(
            Words("Réglages à corriger ; rien n'a changé :", "To correct; nothing has changed:"),
            faults,
        )
    names = ("name", "election_date", "communes", "controller", "concerns", "masked_below")
    changed = sum(getattr(before, name) != getattr(after, name) for name in names)
    if changed:
        save_settings(after, campaign.folder)
    return SettingsChanged(changed)


def _faults(said: Changes) -> list[Fault]:
    faults = []
    if not said.controller.strip():
        faults.append(Fault(Words("le responsable du fichier", "the data controller")))
    if not looks_like_email(said.contact.strip()):
        faults.append(Fault(Words("une adresse e-mail valable", "a valid e-mail address")))
    if not said.concerns:
        faults.append(Fault(Words("au moins une préoccupation", "one concern at least")))
    faults += [
        Fault(
            Words(
                f"préoccupation « {code} » : un code de {LONGEST_CODE} lettres au plus, et un mot",
                f"concern “{code}”: a code of {LONGEST_CODE} letters at most, and a word",
            )
        )
        for code, text in said.concerns.items()
        if not (code.strip().isalnum() and len(code.strip()) <= LONGEST_CODE and text.strip())
    ]
    return faults


def _used_concerns_gone(campaign: Campaign, kept: set[str]) -> list[Fault]:
    """Refuse to drop a concern once sheets went out: what comes back for it would count nowhere."""
    if load_sent(campaign).empty:
        return []
    return [
        Fault(
            Words(
                f"la préoccupation {code} est sur des feuilles sorties : gardez-la",
                f"the concern {code} is on sheets that went out: keep it",
            )
        )
        for code in sorted(set(campaign.settings.concerns) - kept)
    ]
