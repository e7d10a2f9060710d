"""What a resident must be told: the information of articles 13 and 14 of the GDPR.

The roll was not collected from the voters themselves, so article 14 applies and the origin of
the data must be named; what is said at the door falls under article 13.
"""

from dataclasses import dataclass
from datetime import date

from canvass.errors import Fault, RefusedByLawError
from canvass.words import Words


@dataclass(frozen=True, kw_only=True)
class Controller:
    """Who answers for the data (GDPR art. 4.7) and how to reach them.

    ``contact`` is an e-mail or postal address; ``dpo`` that of the data protection officer, if any.
    """

    name: str
    contact: str
    dpo: str = ""


def information_notice(controller: Controller, *, kept_until: date) -> str:
    """Return the notice to print on sheets and leaflets, in the language in force.

    Parameters
    ----------
    kept_until
        When the roll and what derives from it are deleted: after the final round.

    Raises
    ------
    RefusedByLawError
        If the controller or the contact is missing: article 14.1.a leaves no choice.
    """
    faults = [
        Fault(Words(f"« {fr} » manque", f"“{en}” is missing"))
        for value, fr, en in (
            (controller.name, "responsable du traitement", "controller"),
            (controller.contact, "contact pour exercer ses droits", "contact for rights requests"),
        )
        if not value.strip()
    ]
    if faults:
        raise RefusedByLawError(
            Words(
                "Pas de feuille sans mention d'information (RGPD, art. 14) : "
                + ", ".join(f.message.fr for f in faults)
                + ". Complétez les réglages de la campagne.",
                "No sheet without the information notice (GDPR art. 14): "
                + ", ".join(f.message.en for f in faults)
                + ". Complete the campaign's settings.",
            )
        )
    return str(Words(_french(controller, kept_until), _english(controller, kept_until)))


def _french(who: Controller, until: date) -> str:
    dpo = f" Délégué à la protection des données : {who.dpo.strip()}." if who.dpo.strip() else ""
    return (
        f"Responsable du traitement : {who.name.strip()}.{dpo} "
        "Origine des données : liste électorale (art. L37 du Code électoral). "
        "Adresse et nombre d’électeurs inscrits, pour organiser le porte-à-porte ; "
        "base légale : intérêt légitime (RGPD, art. 6.1.f). "
        "Destinataires : les équipes de la campagne seulement. "
        f"Suppression au plus tard le {until:%d/%m/%Y}. "
        "Vous pouvez consulter, rectifier ou faire effacer vos données, en limiter l’usage et "
        f"vous opposer à tout passage, sur simple demande : {who.contact.strip()}. "
        "Réclamation : CNIL, www.cnil.fr."
    )


def _english(who: Controller, until: date) -> str:
    dpo = f" Data protection officer: {who.dpo.strip()}." if who.dpo.strip() else ""
    return (
        f"Controller: {who.name.strip()}.{dpo} "
        "Origin of the data: electoral roll (French Code électoral, art. L37). "
        "Address and number of registered voters, used to organise door-to-door visits; "
        "legal basis: legitimate interest (GDPR art. 6.1.f). "
        "Recipients: the campaign's teams only. "
        f"Deleted on {until:%d/%m/%Y} at the latest. "
        "You may see, correct or erase your data, restrict their use and object to any visit, "
        f"on simple request: {who.contact.strip()}. Complaints: CNIL, www.cnil.fr."
    )
