"""How clerks, over the years, wrote an address into the roll."""

import re
import unicodedata
from random import Random

SHORT = {
    "Rue": ("R", "R.", "RUE"), "Avenue": ("AV", "AVE", "AV."), "Boulevard": ("BD", "BLD", "BVD"),
    "Impasse": ("IMP", "IMPASSE", "IMP."), "Allée": ("ALL", "ALLEE", "AL"),
    "Chemin": ("CHE", "CH", "CHEM"), "Place": ("PL", "PLACE", "PL."), "Quai": ("QU", "QUAI"),
    "Square": ("SQ", "SQUARE"), "Passage": ("PAS", "PASS"), "Résidence": ("RES", "RESID"),
    "Route": ("RTE", "ROUTE"), "Hameau": ("HAM",), "Cité": ("CITE",), "Clos": ("CLOS",),
    "Villa": ("VLA",), "Cour": ("COUR",), "Sente": ("SENTE",),
}  # fmt: skip
WORDS = {
    "GENERAL": "GAL", "MARECHAL": "MAL", "SAINT": "ST", "SAINTE": "STE", "DOCTEUR": "DR",
    "COMMANDANT": "CDT", "CAPITAINE": "CNE", "COLONEL": "COL", "FAUBOURG": "FG",
}  # fmt: skip
OTHER_TYPE = {"Rue": "Avenue", "Impasse": "Rue", "Allée": "Rue", "Avenue": "Rue", "Chemin": "Rue"}


def plain(text: str) -> str:
    """Return capitals without accents."""
    spread = unicodedata.normalize("NFD", text.replace("Œ", "OE").replace("œ", "oe"))
    return "".join(c for c in spread if not unicodedata.combining(c)).upper()


def street(name: str, random: Random) -> str:
    """Write a street's name as one clerk or another would."""
    kind, _, rest = name.partition(" ")
    draw = random.random()
    if draw < 0.01 and kind in OTHER_TYPE:
        kind = OTHER_TYPE[kind]
    if draw > 0.86:
        text = f"{kind} {rest}"
    else:
        short = random.choice(SHORT.get(kind, (plain(kind),))) if draw < 0.5 else plain(kind)
        text = f"{short} {_words(plain(rest), random)}"
    if random.random() < 0.05:
        text = typo(text, random)
    if random.random() < 0.02:
        text = text.replace(" ", "  ", 1)
    return text


def _words(text: str, random: Random) -> str:
    if random.random() < 0.45:
        text = text.replace("'", " ").replace("-", " ")
    if random.random() < 0.4:
        text = " ".join(WORDS.get(w, w) for w in text.split())
        text = re.sub(r"\bSAINT-", "ST-", text)
    return text


def typo(text: str, random: Random) -> str:
    """Drop, double, swap or change one letter, never the first of a word."""
    spots = [i for i in range(2, len(text) - 1) if text[i].isalpha() and text[i - 1].isalpha()]
    if not spots:
        return text
    i = random.choice(spots)
    how = random.randrange(4)
    if how == 0:
        return text[:i] + text[i + 1 :]
    if how == 1:
        return text[:i] + text[i] + text[i:]
    if how == 2 and text[i + 1].isalpha():
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + random.choice("AEIOURSTLN") + text[i + 1 :]


def number(value: int, rep: str, random: Random) -> str:
    """Write a house number and its suffix together, as the roll does."""
    if not rep:
        return str(value)
    upper = rep.upper()
    styles = (f"{value} {upper}", f"{value}{upper[0]}", f"{value} {upper[0]}", f"{value}{rep}")
    return random.choices(styles, (6, 2, 1, 1))[0]


def flat(labels: tuple[str, ...], random: Random) -> list[str]:
    """Write building, staircase and flat at greater or lesser length."""
    longhand = random.random() < 0.3
    shown = []
    for label in labels:
        text = label if longhand else plain(label)
        if not longhand:
            text = text.replace("BATIMENT", random.choice(("BAT", "BAT.", "BATIMENT")))
            text = text.replace("ESCALIER", random.choice(("ESC", "ESC.", "ESCALIER")))
            text = text.replace("APPT", random.choice(("APPT", "APT", "APPT", "APPARTEMENT")))
        shown.append(text)
    return shown


def commune(random: Random) -> str:
    """Write the name of the commune, which is free text in the roll."""
    names = ("VAL-FLEURI", "Val-Fleuri", "VAL FLEURI", "VAL-FLEURI CEDEX", "Val Fleuri")
    return random.choices(names, (60, 20, 14, 2, 4))[0]
