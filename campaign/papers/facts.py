"""What the papers take from the campaign."""

from dataclasses import dataclass
from datetime import date

BLANK = "……………… (à compléter)"
DRAFT = "Modèle à compléter et à faire relire par un délégué à la protection des données."


@dataclass(frozen=True)
class Facts:
    """What the papers take from the campaign."""

    campaign: str
    controller: str
    contact: str
    dpo: str
    election: date
    until: date
    origin: str
    requester: str
    received_on: str
    communes: str
    masked_below: int
    individual: bool
    assessment: str
    on_server: bool
    ledger_rows: int
    ledger_hash: str
    concerns: tuple[str, ...]
    today: date
