"""What an organiser chooses before cutting."""

from dataclasses import dataclass, field
from typing import Literal

from canvass.errors import BadInputError, Fault
from canvass.words import Words

Unit = Literal["doors", "minutes"]
Within = Literal["none", "bureau", "quartier"]
By = Literal["building", "blockface", "block"]


@dataclass(frozen=True, slots=True)
class BoundaryCosts:
    """What a border costs, in metres of walk one would accept to avoid it.

    ``split_face_m``: between two neighbours on one side of a street. The others are paid for every
    door that faces a door of another turf: across a quiet street, a street of middle rank
    (OpenStreetMap's ``tertiary``) or a wide one; at a crossing; back to back within a block.
    """

    split_face_m: float = 160.0
    across_quiet_m: float = 50.0
    across_middle_m: float = 12.0
    across_wide_m: float = 0.0
    corner_m: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSettings:
    """How to cut.

    Parameters
    ----------
    target
        Load of one turf, in ``unit``.
    unit
        ``doors`` (households), or ``minutes``: the walk at ``pace_m_s`` and ``door_s`` seconds a
        door.
    closed
        Whether the walk returns to where it began.
    within
        What no turf crosses.
    by
        What stays whole when the balance allows it.
    whole
        Whether it stays whole whatever the balance.
    tolerance
        Share of the target by which a turf may be off.
    leave_below
        Islets lighter than this share of the target are left out and listed.
    gap_m
        No way from door to door of one turf is longer than so many metres where a cut within the
        tolerance avoids it; turfs in which one is are listed.
    effort
        Recuts per turf; 0 stops at the first cut.
    """

    target: float = 50.0
    unit: Unit = "doors"
    within: Within = "none"
    by: By = "building"
    whole: bool = False
    tolerance: float = 0.10
    pace_m_s: float = 1.2
    door_s: float = 90.0
    closed: bool = True
    leave_below: float = 0.2
    gap_m: float = 300.0
    effort: int = 120
    boundary: BoundaryCosts = field(default_factory=BoundaryCosts)

    def __post_init__(self) -> None:
        faults = [
            Fault(words, column=column)
            for column, fine, words in (
                ("target", self.target > 0, _ABOVE_ZERO),
                (
                    "tolerance",
                    0 < self.tolerance < 0.5,
                    Words("entre 0 et 0,5", "between 0 and 0.5"),
                ),
                ("pace_m_s", self.pace_m_s > 0, _ABOVE_ZERO),
                ("door_s", self.door_s >= 0, Words("négatif", "negative")),
                (
                    "leave_below",
                    0 <= self.leave_below < 1,
                    Words("entre 0 et 1", "between 0 and 1"),
                ),
                ("gap_m", self.gap_m > 0, _ABOVE_ZERO),
                ("effort", self.effort >= 0, Words("négatif", "negative")),
            )
            if not fine
        ]
        if faults:
            raise BadInputError(
                Words("Réglages de découpage inutilisables.", "Unusable settings for the cut."),
                faults,
            )


_ABOVE_ZERO = Words("doit être supérieur à zéro", "must be above zero")
