"""How well the street of an address and the name of a street on the map agree."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz

from canvass.text import fold_accents

#: Short forms of address files (La Poste's and the tax office's) and of people, to full words.
_SHORT = {
    "all": "allee", "allees": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard",
    "bld": "boulevard", "bvd": "boulevard", "boul": "boulevard", "ch": "chemin", "che": "chemin",
    "chem": "chemin", "crs": "cours", "fg": "faubourg", "fbg": "faubourg", "imp": "impasse",
    "lot": "lotissement", "pass": "passage", "pas": "passage", "pl": "place", "prom": "promenade",
    "qu": "quai", "qua": "quai", "res": "residence", "rpt": "rondpoint", "r": "rue",
    "rte": "route", "sen": "sentier", "sq": "square", "trav": "traverse", "vla": "villa",
    "st": "saint", "ste": "sainte", "gal": "general", "gen": "general", "mal": "marechal",
    "col": "colonel", "cdt": "commandant", "cne": "capitaine", "dr": "docteur", "doct": "docteur",
    "pdt": "president", "prof": "professeur", "pr": "professeur", "abbe": "abbe", "ntre": "notre",
    "nd": "notredame", "gd": "grand", "gde": "grande", "pt": "petit", "pte": "petite",
}  # fmt: skip
_KINDS = frozenset({
    "allee", "avenue", "boulevard", "chemin", "clos", "cite", "cour", "cours", "esplanade",
    "faubourg", "hameau", "impasse", "lotissement", "mail", "montee", "passage", "place",
    "placette", "pont", "promenade", "quai", "residence", "rondpoint", "route", "rue", "ruelle",
    "sentier", "square", "traverse", "venelle", "villa", "voie",
})  # fmt: skip
_LINK = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "en"})
#: Same words, other kind of street (rue and impasse of one name): the better of two near streets.
OTHER_KIND = 0.5
#: One name is the other with words left out (first name, title).
SHORTENED = 0.8
#: One name is the other misspelt: at least this similar, out of 100 (normalised edit distance).
MISSPELT, _SIMILAR = 0.7, 85.0


def agreement(
    wanted: pd.Series,
    found: NDArray[np.str_],
    *,
    also: Mapping[str, Sequence[str]] | None = None,
) -> NDArray[np.float64]:
    """Score pairs of street names from 0 (nothing in common) to 1 (the same).

    Parameters
    ----------
    wanted, found
        Two columns of the same length; empty names agree with nothing.
    also
        Other names of streets, by the one in ``found``: the best of all counts.
    """
    also = also or {}
    pairs = pd.DataFrame({"wanted": wanted.to_numpy(), "found": found})
    keys = pairs.groupby(["wanted", "found"], sort=False).ngroup().to_numpy()
    firsts = pairs.iloc[np.unique(keys, return_index=True)[1]]
    scores = [
        max(_score(a, name) for name in (b, *also.get(b, ())))
        for a, b in zip(firsts["wanted"], firsts["found"], strict=True)
    ]
    return np.array(scores, np.float64)[keys] if len(keys) else np.empty(0)


def _score(wanted: str, found: str) -> float:
    if not wanted or not found:
        return 0.0
    kind_a, a = _words(wanted)
    kind_b, b = _words(found)
    if not a or not b:
        return float(kind_a == kind_b and a == b)
    if a == b:
        words = 1.0
    elif a[-1] == b[-1] and _shortened(a, b):
        words = SHORTENED
    elif fuzz.ratio(" ".join(a), " ".join(b), score_cutoff=_SIMILAR):
        words = MISSPELT
    else:
        return 0.0
    return words * (1.0 if kind_a == kind_b else OTHER_KIND)


def _shortened(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Say whether the shorter name is the longer one with words left out or cut to initials."""
    short, long = sorted((a, b), key=len)
    rest = iter(long)
    return all(any(_same(word, other) for other in rest) for word in short)


def _same(word: str, other: str) -> bool:
    return word == other or word == other[:1] or other == word[:1]


@lru_cache(maxsize=200_000)
def _words(name: str) -> tuple[str, tuple[str, ...]]:
    """Split a name into the kind of street and its own words, without accents or articles."""
    words = [_SHORT.get(w, w) for w in re.findall(r"[a-z0-9]+", fold_accents(name))]
    kind = words[0] if words and words[0] in _KINDS else ""
    return kind, tuple(w for w in (words[1:] if kind else words) if w not in _LINK)
