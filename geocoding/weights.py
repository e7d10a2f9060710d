"""How much each fact weighs in the choice of a street.

Fitted by ``benchmarks/fit_geocoder.py`` (conditional logit, ridge 0.02) on 5,000 synthetic lines
of a roll with known answers, over a département in BAN's layout of which 3 % of the streets are
withheld. docs/geocoding.md gives the measures on lines that took no part in the fit.
"""

import numpy as np
from numpy.typing import NDArray

from geocoding.features import FACTS

#: Log-odds against "none of the candidates".
WEIGHTS: dict[str, float] = {
    "exact": -2.44,
    "literal": 2.08,
    "words_over_50": 5.58,
    "words_over_70": -4.32,
    "words_over_85": -2.71,
    "glued_over_60": 5.98,
    "glued_over_80": 2.74,
    "asked_unfound": 1.32,
    "own_unasked": -4.47,
    "lightly_differs": 0.24,
    "slips_over_1": -0.51,
    "slips_in_a_crowd": -0.14,
    "other_words": -4.44,
    "more": -4.48,
    "clash": 0.26,
    "type_differs": -5.63,
    "type_missing": -2.98,
    "held": 3.27,
    "held_other_spelling": 4.40,
    "held_no_letter": 1.17,
    "held_some_letter": 1.38,
    "between": 0.21,
    "near": -1.39,
    "beyond": -2.88,
    "unnumbered": -4.39,
    "size_without_number": 0.29,
    "postcode_same": -0.52,
    "postcode_differs": -2.22,
    "district_same": -1.17,
    "district_differs": -6.81,
    "former_same": 0.97,
    "former_differs": -2.11,
    "former_name_same": -0.34,
    "former_name_differs": -6.38,
    "without_town": -0.18,
    "repaired": 2.69,
    "shorter": -0.95,
    "without_place": -0.16,
    "place_for_typed": 0.30,
    "place_for_numbered": -4.39,
    "from_place_column": -0.84,
}
INTERCEPT = 1.23


#: Set by hand: no line of the fit has these.
WEIGHTS |= {"other_town": -6.0, "former_place_differs": -6.0, "without_tail": 3.0}


#: Under this chance a street is not named: only the town is.
LEAST_CHANCE = 0.1


#: A street that the address file lacks often has a namesake of another type there, with the same
#: number. Where 3 % of the streets are withheld, such answers are right 5 to 8 times in 10, not 9.
OTHER_TYPE = -2.2


def with_doubt(chance: NDArray[np.float64], other_type: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Lower the odds of answers under another type than the one asked for."""
    odds = chance / np.maximum(1 - chance, 1e-9) * np.exp(OTHER_TYPE)
    return np.where(other_type, odds / (1 + odds), chance)


def weigh(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-odds of each pair against "none of them"."""
    odds = np.full(len(facts), INTERCEPT)
    # Column by column, equal facts add up to equal odds; a matrix product may differ by a bit.
    for name, column in zip(FACTS, facts.T, strict=True):
        odds += WEIGHTS[name] * column
    return odds
