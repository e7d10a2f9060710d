"""The directions in words, French and English side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from canvass.words import Words
from routing.directions.street_phrases import street_phrase

Kind = Literal["start", "doors", "turn", "take", "cross", "u_turn", "return", "end", "lost"]
Turn = Literal["", "left", "right", "straight", "back"]
Side = Literal["", "even", "odd", "left", "right", "both"]
Then = Literal["", "cross", "back"]


#: A door farther from the street than this is told to be: it is not seen from there.
FAR_OFF_M = 40.0


@dataclass(frozen=True)
class Instruction:
    """One line of the directions.

    Attributes
    ----------
    kind
        ``start``; ``doors`` (knock along one side of a street); ``turn`` into a street; ``take``
        a way without a name; ``cross`` a street; ``u_turn`` (no door is left ahead); ``return`` to
        the start; ``end`` where the walk was to end; ``lost`` (no walk leads to the next doors).
    street
        The street as it is written on its plates, in French; for ``take`` OSM's class of the way.
    side
        Of ``doors``: ``even`` or ``odd`` where all numbers agree, else ``left`` or ``right`` of
        the walker, ``both`` for a zigzag, empty where there are no sides.
    first, last
        House numbers at the two ends, in walking order; empty where unknown.
    between
        The numbers do not run from ``first`` to ``last``: they lie between these two.
    positions
        Stops of the walk list, from 1.
    then
        Of ``doors``: ``cross`` the street after the last one, or turn ``back``.
    turn
        Which way, for ``turn`` and ``take``.
    marked
        Of ``cross``: the crossing is marked on the road.
    by
        Of ``return`` and ``end``: streets walked along.
    length_m
        Metres walked from here to the next instruction; together, the length of the walk.
    off_m
        Of ``doors``: how far the farthest of them stands from the street.
    """

    kind: Kind
    street: str = ""
    side: Side = ""
    first: str = ""
    last: str = ""
    between: bool = False
    positions: tuple[int, ...] = ()
    then: Then = ""
    turn: Turn = ""
    marked: bool = False
    by: tuple[str, ...] = ()
    length_m: float = 0.0
    off_m: float = 0.0

    @property
    def words(self) -> Words:
        """Say it in both languages."""
        return said(self)


_TURNS: Mapping[str, tuple[str, str]] = {
    "left": ("tourner à gauche", "turn left"),
    "right": ("tourner à droite", "turn right"),
    "straight": ("continuer tout droit", "go straight on"),
    "back": ("revenir en arrière", "turn back"),
    "": ("aller", "go"),
}
_HANDS: Mapping[str, tuple[str, str]] = {
    "left": (" à gauche", " on the left"),
    "right": (" à droite", " on the right"),
    "straight": (" tout droit", " straight ahead"),
    "back": (" en revenant en arrière", " turning back"),
    "": ("", ""),
}
_SIDES: Mapping[str, tuple[str, str]] = {
    "even": ("côté pair", "even side"),
    "odd": ("côté impair", "odd side"),
    "left": ("à gauche", "on the left"),
    "right": ("à droite", "on the right"),
    "both": ("des deux côtés en zigzag", "both sides in zigzag"),
}
_WAYS: Mapping[str, tuple[str, str]] = {
    "steps": ("l'escalier", "the stairs"),
    "footway": ("le passage piéton", "the footway"),
    "pedestrian": ("la voie piétonne", "the pedestrian way"),
    "square": ("la place", "the square"),
    "corridor": ("le passage couvert", "the covered passage"),
    "path": ("le sentier", "the path"),
    "bridleway": ("le sentier", "the path"),
    "track": ("le chemin", "the track"),
    "cycleway": ("la piste cyclable", "the cycle path"),
    "service": ("la voie d'accès", "the access road"),
    "elevator": ("l'ascenseur", "the lift"),
}
_THEN: Mapping[tuple[str, bool], tuple[str, str]] = {
    ("", False): ("", ""),
    ("cross", False): (", puis traverser", ", then cross"),
    ("cross", True): (", puis traverser au passage piéton", ", then cross at the zebra crossing"),
    ("back", False): (", puis revenir sur ses pas", ", then turn back"),
}
_ROAD = ("la rue sans nom", "the unnamed street")


def said(line: Instruction) -> Words:
    """Say one line of the directions."""
    return _SAYINGS[line.kind](line)


def _start(line: Instruction) -> Words:
    place_fr, place_en = _place(line)
    if not place_fr:
        return Words("Départ", "Start")
    return Words(f"Départ : {place_fr}", f"Start: {place_en}")


def _doors(line: Instruction) -> Words:
    count = len(line.positions)
    side_fr, side_en = _SIDES.get(line.side, ("", ""))
    heading = street_phrase(line.street).heading if line.street else ""
    numbers_fr, numbers_en = _numbers(line)
    french = [heading, side_fr, numbers_fr]
    english = [heading, side_en, numbers_en]
    then_fr, then_en = _THEN[line.then, line.marked]
    return Words(
        "{way} ({n:adresse|adresses}{off}){then}",
        "{way} ({n:address|addresses}{off}){then}",
        way=Words(_sentence(french), _sentence(english)),
        n=count,
        off=_off(line.off_m, count),
        then=Words(then_fr, then_en),
    )


def _off(metres: float, count: int) -> Words:
    """Say how far from the street doors are, where it is no front garden."""
    if metres < FAR_OFF_M:
        return Words("", "")
    if count == 1:
        return Words(", à {m} m de la rue", ", {m} m off the street", m=metres)
    return Words(", jusqu'à {m} m de la rue", ", up to {m} m off the street", m=metres)


def _numbers(line: Instruction) -> tuple[str, str]:
    if not line.first:
        return "", ""
    if line.first == line.last:
        return f"le {line.first}", f"number {line.first}"
    if line.between:
        return (
            f"entre le {line.first} et le {line.last}",
            f"between {line.first} and {line.last}",
        )
    return f"du {line.first} au {line.last}", f"from {line.first} to {line.last}"


def _turn(line: Instruction) -> Words:
    phrase = street_phrase(line.street)
    french, english = _TURNS[line.turn]
    return Words(
        _sentence([f"{french} {phrase.into}"]), _sentence([f"{english} into {phrase.heading}"])
    )


def _take(line: Instruction) -> Words:
    way_fr, way_en = _WAYS.get(line.street, _ROAD)
    hand_fr, hand_en = _HANDS[line.turn]
    return Words(f"Prendre {way_fr}{hand_fr}", f"Take {way_en}{hand_en}")


def _cross(line: Instruction) -> Words:
    marked_fr, marked_en = (
        (" au passage piéton", " at the zebra crossing") if line.marked else ("", "")
    )
    if not line.street:
        return Words(f"Traverser la rue{marked_fr}", f"Cross the street{marked_en}")
    phrase = street_phrase(line.street)
    return Words(f"Traverser {phrase.the}{marked_fr}", f"Cross {phrase.heading}{marked_en}")


def _u_turn(_line: Instruction) -> Words:
    return Words("Revenir sur ses pas", "Turn back")


def _return(line: Instruction) -> Words:
    return _homeward("Revenir au point de départ", "Go back to the start", line)


def _end(line: Instruction) -> Words:
    place_fr, place_en = _place(line)
    return _homeward(f"Finir : {place_fr}", f"End: {place_en}", line)


def _homeward(french: str, english: str, line: Instruction) -> Words:
    if line.by:
        french += " par " + _listed([street_phrase(s).the for s in line.by], "et")
        english += " along " + _listed([street_phrase(s).heading for s in line.by], "and")
    return Words("{way} ({m} m)", "{way} ({m} m)", way=Words(french, english), m=line.length_m)


def _lost(_line: Instruction) -> Words:
    return Words(
        "Aucun chemin à pied connu jusqu'à l'adresse suivante",
        "No known footpath to the next address",
    )


_SAYINGS = {
    "start": _start,
    "doors": _doors,
    "turn": _turn,
    "take": _take,
    "cross": _cross,
    "u_turn": _u_turn,
    "return": _return,
    "end": _end,
    "lost": _lost,
}


def _place(line: Instruction) -> tuple[str, str]:
    """Return an address inside a sentence: "2 rue Pasteur"."""
    phrase = street_phrase(line.street)
    number = f"{line.first} " if line.first else ""
    return number + phrase.bare, number + phrase.heading


def _sentence(parts: list[str]) -> str:
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _listed(parts: list[str], last: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
