"""How a roll names the door behind an address: building, staircase, floor, flat."""

import re

import pandas as pd

from geocoding.address_text import NO_ARTICLE_BEFORE, upper

_COLUMNS = ("compl1", "compl2", "street_raw")
_NOT_CLEAN = re.compile(r"[^A-Z0-9/]+")
_END = r"(?![A-Z0-9])"
_UNIT = rf"(?: ?(?:NO? )?(\d{{1,5}}[A-Z]?)| ([A-Z]\d{{0,4}})){_END}"
#: Of words that streets have too, D and L before another word are articles.
_VAGUE_UNIT = rf"(?: ?(\d{{1,5}}[A-Z]?)| (?![DL] )([A-Z]\d{{0,4}})){_END}"
_FLAT_UNIT = rf"(?: ?(?:NO? )?(\d{{1,5}}[A-Z]?)| (?!DE|DU|LE|LA|ET)([A-Z]{{1,2}}\d{{0,4}})){_END}"
_NAMED = (
    r" ((?:(?:LES?|LA|DES?|DU|L|D) )?[A-Z]{3,}(?: [A-Z]{3,})?)(?= ?(?:/|APP?T|PORTE|ESC|ETAGE|$))"
)
#: Label and pattern, in the order in which a visitor meets them.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(rf"(?<![A-Z0-9]){NO_ARTICLE_BEFORE}{pattern}"))
    for label, pattern in (
        ("Bât", rf"(?:BATIMENT|BATIM|BAT|BT){_UNIT}"),
        ("Bât", rf"(?:BLOC|IMMEUBLE|IMM){_VAGUE_UNIT}"),
        ("Bât", rf"(?:BATIMENT|BAT){_NAMED}"),
        ("tour", rf"TOUR{_VAGUE_UNIT}"),
        ("hall", rf"HALL{_VAGUE_UNIT}"),
        ("entrée", rf"ENTREE{_VAGUE_UNIT}"),
        ("esc", rf"(?:ESCALIER|ESCAL|ESC|CAGE){_UNIT}"),
        ("étage", rf"(?:ETAGE|ETG|NIVEAU) ?(\d{{1,2}}){_END}"),
        ("étage", r"(\d{1,2}) ?(?:ERE?|I?EME|E|NDE?) ETAGE"),
        ("apt", rf"(?:APPARTEMENT|APPART|APPT|APT|APP|LOGEMENT|LOGT|LGT|STUDIO){_FLAT_UNIT}"),
        ("chambre", rf"(?:CHAMBRE|CHBRE){_UNIT}"),
        ("porte", rf"PORTE{_VAGUE_UNIT}"),
        ("lot", rf"LOT{_VAGUE_UNIT}"),
        ("villa", rf"(?:VILLA|PAVILLON){_VAGUE_UNIT}"),
    )
)
_ORDER = tuple(dict.fromkeys(label for label, _ in _PARTS))
_GROUND = re.compile(r"(?<![A-Z0-9])(?:RDC|REZ DE CHAUSSEE)(?![A-Z0-9])")


def door_labels(voters: pd.DataFrame) -> pd.Series:
    """Return the door of each voter as the roll words it: ``"Bât B, esc 2, étage 3, apt 34"``.

    Parameters
    ----------
    voters
        Columns ``compl1``, ``compl2`` and ``street_raw`` where present; both complements are read
        the same way, for rolls exchange them.

    Returns
    -------
    Series
        Text on the same index, empty where the roll names no door. Only what is recognised is
        kept: hosts ("chez M. X") are names of persons, residences tell no door from another.
    """
    texts = [voters[c].fillna("").astype("str") for c in _COLUMNS if c in voters.columns]
    joined = pd.Series("", index=voters.index, dtype="str")
    for text in texts:
        joined = joined.str.cat(text, sep=" / ")
    codes, uniques = pd.factorize(joined)
    labels = pd.Series([door_label(text) for text in uniques], dtype="str")
    return pd.Series(labels.take(codes).to_numpy(), voters.index, dtype="str", name="door_label")


def door_label(text: str) -> str:
    """Read one text; see ``door_labels``."""
    line = " ".join(_NOT_CLEAN.sub(" ", upper(text)).split())
    parts: dict[str, str] = {}
    for label, pattern in _PARTS:
        found = None if label in parts else pattern.search(line)
        if found:
            unit = next(group for group in found.groups() if group)
            parts[label] = unit.lstrip("0") or "0"
    if _GROUND.search(line):
        parts.setdefault("étage", "0")
    return ", ".join(f"{label} {parts[label]}" for label in _ORDER if label in parts)
