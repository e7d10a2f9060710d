"""How a roll names the door behind an address: building, staircase, floor, flat."""

import re

import pandas as pd

from electoral_rolls.address_text import upper

_COLUMNS = ("compl1", "compl2", "street_raw")
_UNIT = r" ?(?:NO? )?(\d{1,5}[A-Z]?|[A-Z]\d{0,4}|[A-Z]{2})(?![A-Z0-9])"
_LETTER_OR_NUMBER = r" ?(?:NO? )?(\d{1,5}[A-Z]?|[A-Z]\d{0,4})(?![A-Z0-9])"
#: Label, pattern; in the order in which a visitor meets them.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(rf"(?<![A-Z0-9]){pattern}"))
    for label, pattern in (
        ("Bât", rf"(?:BATIMENT|BATIM|BAT|BLOC|IMMEUBLE|IMM){_LETTER_OR_NUMBER}"),
        ("tour", rf"TOUR{_LETTER_OR_NUMBER}"),
        ("hall", rf"HALL{_LETTER_OR_NUMBER}"),
        ("entrée", rf"ENTREE{_LETTER_OR_NUMBER}"),
        ("esc", rf"(?:ESCALIER|ESCAL|ESC|CAGE){_LETTER_OR_NUMBER}"),
        ("étage", r"(?:ETAGE|ETG|NIVEAU) ?(\d{1,2})(?![A-Z0-9])"),
        ("étage", r"(\d{1,2}) ?(?:ERE?|I?EME|E|NDE?) ETAGE"),
        ("apt", rf"(?:APPARTEMENT|APPART|APPT|APT|APP|LOGEMENT|LOGT|LGT|STUDIO|CHAMBRE){_UNIT}"),
        ("porte", rf"PORTE{_LETTER_OR_NUMBER}"),
    )
)
_GROUND = re.compile(r"(?<![A-Z0-9])(?:RDC|REZ DE CHAUSSEE)(?![A-Z0-9])")
_NOT_CLEAN = re.compile(r"[^A-Z0-9]+")


def door_labels(voters: pd.DataFrame) -> pd.Series:
    """Give the door of each voter as the roll words it: ``"Bât B, esc 2, étage 3, apt 34"``.

    Parameters
    ----------
    voters
        Columns ``compl1``, ``compl2`` and ``street_raw`` where present; both complements are read
        the same way, for rolls exchange them.

    Returns
    -------
    Series
        Text on the same index, empty where the roll names no door. Hosts ("chez M. X") and names
        of residences are left out: neither tells one door from another, and the first is a name.
    """
    texts = [voters[c].astype("str").fillna("") for c in _COLUMNS if c in voters.columns]
    if not texts:
        return pd.Series("", index=voters.index, dtype="str", name="door_label")
    joined = texts[0].str.cat(texts[1:], sep=" / ") if len(texts) > 1 else texts[0]
    codes, uniques = pd.factorize(joined)
    labels = pd.array([door_label(text) for text in uniques], dtype="str")
    return pd.Series(labels.take(codes), index=voters.index, name="door_label")


def door_label(text: str) -> str:
    """Read one text; see ``door_labels``."""
    line = _NOT_CLEAN.sub(" ", upper(text))
    parts: dict[str, str] = {}
    for label, pattern in _PARTS:
        found = pattern.search(line)
        if found and label not in parts:
            parts[label] = found[1].lstrip("0") or "0"
    if _GROUND.search(line):
        parts.setdefault("étage", "0")
    order = dict.fromkeys(label for label, _ in _PARTS)
    return ", ".join(f"{label} {parts[label]}" for label in order if label in parts)
