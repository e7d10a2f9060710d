"""Street names in a sentence: "dans la rue Pasteur", "l'avenue Foch", "sur la place du Marché"."""

import re
from functools import lru_cache
from typing import NamedTuple

from canvass.text import without_accents

#: Kind of street -> gender and number (f, m, fp, mp), and the preposition one enters it with.
_KINDS: dict[str, tuple[str, str]] = {
    "accès": ("m", "dans"), "allée": ("f", "dans"), "allées": ("fp", "sur"),
    "autoroute": ("f", "sur"), "avenue": ("f", "dans"), "balcon": ("m", "sur"),
    "barrière": ("f", "sur"), "belvédère": ("m", "sur"), "boucle": ("f", "dans"),
    "boulevard": ("m", "sur"), "boulingrin": ("m", "sur"), "carrefour": ("m", "sur"),
    "chaussée": ("f", "sur"), "chemin": ("m", "sur"), "cheminement": ("m", "sur"),
    "cité": ("f", "dans"), "clos": ("m", "dans"), "contour": ("m", "sur"),
    "contre-allée": ("f", "dans"), "corniche": ("f", "sur"), "coteau": ("m", "sur"),
    "coulée": ("f", "dans"), "cour": ("f", "dans"), "cours": ("m", "sur"),
    "côte": ("f", "dans"), "degré": ("m", "dans"), "descente": ("f", "dans"),
    "digue": ("f", "sur"), "domaine": ("m", "dans"), "enclos": ("m", "dans"),
    "escalier": ("m", "dans"), "escaliers": ("mp", "dans"), "espace": ("m", "sur"),
    "esplanade": ("f", "sur"), "faubourg": ("m", "dans"), "galerie": ("f", "dans"),
    "grand'rue": ("f", "dans"), "grand-rue": ("f", "dans"), "grande-rue": ("f", "dans"),
    "hameau": ("m", "dans"), "hent": ("m", "sur"), "impasse": ("f", "dans"),
    "jardin": ("m", "dans"), "levée": ("f", "sur"), "lotissement": ("m", "dans"),
    "mail": ("m", "sur"), "montée": ("f", "dans"), "parc": ("m", "dans"),
    "parking": ("m", "sur"), "parvis": ("m", "sur"), "passage": ("m", "dans"),
    "passerelle": ("f", "sur"), "petite-rue": ("f", "dans"), "piste": ("f", "sur"),
    "place": ("f", "sur"), "placette": ("f", "sur"), "pont": ("m", "sur"),
    "port": ("m", "sur"), "porte": ("f", "vers"), "promenade": ("f", "sur"),
    "quai": ("m", "sur"), "quartier": ("m", "dans"), "rampe": ("f", "dans"),
    "rempart": ("m", "sur"), "remparts": ("mp", "sur"), "rocade": ("f", "sur"),
    "rond-point": ("m", "sur"), "route": ("f", "sur"), "rue": ("f", "dans"),
    "ruelle": ("f", "dans"), "résidence": ("f", "dans"), "sente": ("f", "sur"),
    "sentier": ("m", "sur"), "square": ("m", "dans"), "traverse": ("f", "dans"),
    "venelle": ("f", "dans"), "villa": ("f", "dans"), "voie": ("f", "sur"),
    "zone": ("f", "dans"),
}  # fmt: skip
#: What may stand before the kind: "Grande Rue", "Vieille Route".
_BEFORE = frozenset({
    "ancien", "ancienne", "bas", "basse", "grand", "grande", "grand'", "haut", "haute", "neuve",
    "nouveau", "nouvelle", "petit", "petite", "vieille", "vieux",
})  # fmt: skip
#: Words with an aspirated h among kinds and adjectives: no elision before them.
_ASPIRATED = frozenset({"hameau", "haut", "haute", "hent"})
_VOWELS = "aeiouœæ"
#: Short forms of address files, to full words with their accents.
_FULL = {
    "all": "allée", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "bre": "barrière", "bvd": "boulevard", "carr": "carrefour",
    "ch": "chemin", "che": "chemin", "chem": "chemin", "crs": "cours", "dsc": "descente",
    "dom": "domaine", "esc": "escalier", "esp": "esplanade", "espa": "espace",
    "fbg": "faubourg", "fg": "faubourg", "ham": "hameau", "imp": "impasse",
    "lot": "lotissement", "pas": "passage", "pass": "passage", "pl": "place",
    "prom": "promenade", "qu": "quai", "qua": "quai", "r": "rue", "res": "résidence",
    "rle": "ruelle", "rpt": "rond-point", "rte": "route", "sen": "sentier", "sq": "square",
    "tra": "traverse", "trav": "traverse", "vla": "villa",
    "allee": "allée", "allees": "allées", "chaussee": "chaussée", "cite": "cité",
    "cote": "côte", "levee": "levée", "montee": "montée", "residence": "résidence",
}  # fmt: skip
_TITLES = {
    "cdt": "Commandant", "cne": "Capitaine", "col": "Colonel", "dr": "Docteur", "gal": "Général",
    "gen": "Général", "mal": "Maréchal", "pdt": "Président", "pr": "Professeur",
    "prof": "Professeur", "st": "Saint", "ste": "Sainte",
}  # fmt: skip
_SMALL = frozenset({
    "à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur",
})  # fmt: skip


class StreetPhrase(NamedTuple):
    """A street's name as a heading, bare inside a sentence, with its article, and entered.

    "Avenue Foch", "avenue Foch", "l'avenue Foch", "dans l'avenue Foch".
    """

    heading: str
    bare: str
    the: str
    into: str


@lru_cache(maxsize=20_000)
def street_phrase(name: str) -> StreetPhrase:
    """Word a street's name in French.

    Parameters
    ----------
    name
        As on the map ("Rue Pasteur") or in an address file ("RUE PASTEUR", "AV FOCH").

    Notes
    -----
    What names no kind of street (a hamlet, a residence) takes no article: "vers Kerampont".
    """
    heading = _spelled(name)
    words = heading.split(" ")
    at = 1 if len(words) > 1 and words[0].casefold() in _BEFORE else 0
    kind = _KINDS.get(words[at].casefold())
    if kind is None:
        return StreetPhrase(heading, heading, heading, f"vers {heading}")
    gender, preposition = kind
    if at == 0:
        words[0] = words[0].lower()
    bare = " ".join(words)
    the = _article(words[0].casefold(), gender) + bare
    return StreetPhrase(heading, bare, the, f"{preposition} {the}")


def _article(word: str, gender: str) -> str:
    if gender.endswith("p"):
        return "les "
    first = without_accents(word)[:1]
    if first in _VOWELS or (first == "h" and word not in _ASPIRATED):
        return "l'"
    return "la " if gender == "f" else "le "


def _spelled(name: str) -> str:
    """Write an address file's capitals and short forms as a street plate does."""
    words = " ".join(name.split()).split(" ")
    if name.upper() != name:
        words[0] = words[0][:1].upper() + words[0][1:]
        return " ".join(words)
    full = " ".join(_word(word, place) for place, word in enumerate(words))
    return re.sub(r"\b([dl]) (?=[AEIOUYH])", r"\1'", full)


def _word(word: str, place: int) -> str:
    low = word.lower()
    if place == 0:
        low = _FULL.get(low, low)
        return low[:1].upper() + low[1:]
    if low in _TITLES:
        return _TITLES[low]
    if low in _SMALL:
        return low
    return re.sub(r"[^\W\d_]+", lambda part: _capital(part[0]), low)


def _capital(part: str) -> str:
    """Capitalise one part of a word: d'Alembert, l'Hôpital keep the small article."""
    return part if part in {"d", "l"} else part[:1].upper() + part[1:]
