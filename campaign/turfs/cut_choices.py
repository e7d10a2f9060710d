"""What the organiser asks of a cut."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from canvass.errors import BadInputError, Fault
from canvass.words import Words

Unit = Literal["doors", "minutes"]
Within = Literal["none", "bureau", "quartier"]
By = Literal["building", "blockface", "block"]
Names = Literal["streets", "quartier"]
Visit = Literal["all", "left"]

_ALLOWED = {
    "unit": get_args(Unit),
    "within": get_args(Within),
    "by": get_args(By),
    "names": get_args(Names),
    "visit": get_args(Visit),
}
_WHOLE_OF_WHAT = Words(
    "choisir aussi ce qui reste entier : blockface ou block",
    "choose also what stays whole: blockface or block",
)


@dataclass(frozen=True)
class CutChoices:
    """What the organiser asks: turfs of ``target`` doors or minutes, inside which areas.

    ``bureaux`` limits the cut to some bureaux; empty means the whole town. ``names`` says what
    turfs are called after; ``visit="left"`` counts only the doors that nobody has opened yet.
    ``gap_m`` is the longest way, in metres, from door to door of one turf: the cut avoids longer
    ones where it can, and the audit lists them. ``whole`` keeps sides of streets or blocks,
    whatever ``by`` names, whole even where a turf is then outside the tolerance.
    """

    target: float = 50
    unit: Unit = "doors"
    within: Within = "bureau"
    by: By = "building"
    tolerance: float = 0.10
    bureaux: tuple[str, ...] = ()
    seed: int = 0
    names: Names = "streets"
    visit: Visit = "all"
    gap_m: float = 300
    whole: bool = False

    @classmethod
    def checked(cls, **asked: Any) -> "CutChoices":
        """Build from what a person typed.

        Raises
        ------
        BadInputError
            Naming every choice that is not one of those allowed.
        """
        faults = [
            Fault(
                Words(
                    f"« {asked[name]} » : choisir parmi {', '.join(values)}",
                    f"“{asked[name]}”: choose among {', '.join(values)}",
                ),
                column=name,
            )
            for name, values in _ALLOWED.items()
            if name in asked and asked[name] not in values
        ]
        if asked.get("target", 1) <= 0:
            faults.append(Fault(Words("doit être positif", "must be positive"), column="target"))
        if asked.get("gap_m", 1) <= 0:
            faults.append(Fault(Words("doit être positif", "must be positive"), column="gap_m"))
        if asked.get("whole") and asked.get("by", "building") == "building":
            faults.append(Fault(_WHOLE_OF_WHAT, column="whole"))
        if faults:
            raise BadInputError(Words("Découpage impossible :", "Cannot cut:"), faults)
        return cls(**asked)
