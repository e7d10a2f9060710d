"""Read the audit: who did what, on how many rows, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from campaign.folder import Campaign
from campaign.privacy.audit_copy import keep_copy, notes_missing
from canvass.words import Words
from files.writing.csv_text import french_csv
from files.writing.whole import write_whole

#: What is noted -> what a person reads; a table's name follows ``read``, ``export`` and ``purge``.
_ACTS = {
    "read": Words("lecture", "read"),
    "refused": Words("refusé :", "refused:"),
    "export": Words("export", "export"),
    "purge": Words("purge", "purge"),
    "opposition": Words("opposition", "objection"),
    "access export": Words("droit d'accès", "right of access"),
    "backup": Words("sauvegarde", "backup"),
    "resolve": Words("contradiction tranchée", "contradiction settled"),
    "consent text": Words("texte de consentement", "consent text"),
    "consent given": Words("consentement donné", "consent given"),
    "consent withdrawn": Words("consentement retiré", "consent withdrawn"),
    "answer": Words("réponse enregistrée", "answer recorded"),
    "mode individual": Words("mode individuel", "individual mode"),
    "mode aggregated": Words("mode agrégé", "aggregated mode"),
    "login": Words("connexion", "login"),
    "login refused": Words("connexion refusée", "login refused"),
    "login locked": Words("compte bloqué", "account locked"),  # by older versions
    "code refused": Words("code refusé", "code refused"),
    "second factor set": Words("deuxième facteur activé", "second factor set"),
    "second factor removed": Words("deuxième facteur retiré", "second factor removed"),
    "link opened": Words("lien de secteur ouvert", "turf link opened"),
    "link refused": Words("lien de secteur refusé", "turf link refused"),
    "account added": Words("compte créé", "account made"),
    "account changed": Words("compte modifié", "account changed"),
    "account removed": Words("compte supprimé", "account removed"),
    "shift given": Words("créneau donné", "shift given"),
    "shift ended": Words("créneau retiré", "shift ended"),
    "rectification": Words("rectification", "correction"),
    "rectification undone": Words("rectification retirée", "correction taken back"),
}
_TABLES = {
    "voters": Words("électeurs", "voters"),
    "placements": Words("adresses d'électeurs", "voters' addresses"),
    "walklists": Words("feuilles de route", "walk lists"),
    "households": Words("foyers", "households"),
    "household_members": Words("membres des foyers", "members of households"),
    "rectifications": Words("rectifications", "corrections"),
    "answers": Words("réponses de personnes", "answers of people"),
}
_SHOWN = 50


@dataclass(frozen=True)
class AuditLog:
    """The last notes, the newest first: ``at, who, what, count``.

    ``second_place`` lacks ``missing`` of them: it could not be written.
    """

    notes: pd.DataFrame
    total: int
    second_place: str = ""
    missing: int = 0


def read_audit_log(
    campaign: Campaign,
    *,
    last: int = _SHOWN,
    out: Path | None = None,
    now: datetime | None = None,
) -> AuditLog:
    """Read the audit; ``out`` gets the whole of it as CSV."""
    from people_base.access.audit import audit_log
    from people_base.access.refusals import tell_refusals

    with campaign.base() as base:
        tell_refusals(base, now or datetime.now(UTC))
        second = campaign.settings.audit.second_place
        keep_copy(base, second, campaign.folder)
        missing = notes_missing(base, second) if second else 0
        log = audit_log(base)
    told = log.assign(what=[word_of(what) for what in log["what"]])[["at", "who", "what", "count"]]
    if out is not None:
        rows = log[["at", "who", "what", "count"]]
        write_whole(out, french_csv(rows), private=True)
    newest = told.iloc[::-1].head(last).reset_index(drop=True)
    return AuditLog(newest, len(log), second, missing)


def word_of(what: str) -> str:
    """Word a note as a person reads it; what is not known stays as it is."""
    if what in _ACTS:
        return str(_ACTS[what])
    act, _, rest = what.partition(" ")
    if act not in _ACTS:
        return what
    return f"{_ACTS[act]} {_tables(rest.split(' '))}"


def _tables(names: Sequence[str]) -> str:
    return " ".join(str(_TABLES.get(name, name)) for name in names)
