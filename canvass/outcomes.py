"""What can happen at a door, and what may be counted there.

The codes are ours; the right-hand columns name their equivalents in other systems
(NationBuilder contact status, OSDI ``status_code``) for exchange.
"""

from dataclasses import dataclass
from enum import StrEnum

from canvass.words import Words


class Outcome(StrEnum):
    """Result of one knock."""

    OPENED = "ouvert"
    ABSENT = "absent"
    REFUSED = "refus"
    INACCESSIBLE = "inaccessible"
    COME_BACK = "a_rappeler"
    LEAFLET = "tract_boite"
    OPPOSED = "opposition"


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """How an outcome is called by people and by other systems."""

    label: Words
    nationbuilder: str
    osdi: str
    counts_as_knocked: bool = True


FACTS: dict[Outcome, OutcomeFacts] = {
    Outcome.OPENED: OutcomeFacts(Words("Ouvert", "Opened"), "meaningful_interaction", "success"),
    Outcome.ABSENT: OutcomeFacts(Words("Absent", "Not home"), "no_answer", "not-home"),
    Outcome.REFUSED: OutcomeFacts(Words("Refus", "Refused"), "refused", "refused"),
    Outcome.INACCESSIBLE: OutcomeFacts(
        Words("Inaccessible", "No access"), "inaccessible", "inaccessible", counts_as_knocked=False
    ),
    Outcome.COME_BACK: OutcomeFacts(
        Words("À revoir", "Come back"), "send_information", "come-back"
    ),
    Outcome.LEAFLET: OutcomeFacts(
        Words("Tract déposé", "Leaflet left"), "left_message", "lit-drop", counts_as_knocked=False
    ),
    Outcome.OPPOSED: OutcomeFacts(
        Words("Ne plus passer", "Do not come back"), "do_not_contact", "do-not-walk"
    ),
}
