"""How much each fact weighs in the choice of a street.

Fitted by ``benchmarks/fit_geocoder.py`` (conditional logit, ridge 0.02) on 10,000 synthetic lines
of a roll with known answers, over a département in BAN's layout. docs/geocoding.md gives the
measures on lines that took no part in the fit.
"""

import numpy as np
from numpy.typing import NDArray

from geocoding.features import FACTS

#: Log-odds against "none of the candidates".
WEIGHTS: dict[str, float] = {
    "exact": -2.75,
    "literal": 2.55,
    "words_over_50": 5.42,
    "words_over_70": -6.23,
    "words_over_85": 2.90,
    "glued_over_60": 8.19,
    "glued_over_80": 3.19,
    "asked_unfound": -1.87,
    "own_unasked": -3.34,
    "lightly_differs": 1.26,
    "slips_over_1": -0.60,
    "slips_in_a_crowd": -0.26,
    "type_differs": -5.12,
    "type_missing": -2.10,
    "held": 2.53,
    "held_other_spelling": 3.15,
    "held_no_letter": -0.12,
    "held_some_letter": -1.32,
    "between": 0.24,
    "near": -2.09,
    "beyond": -3.92,
    "unnumbered": -5.20,
    "size_without_number": 0.31,
    "postcode_same": -0.52,
    "postcode_differs": -2.60,
    "district_same": -0.66,
    "district_differs": -6.23,
    "former_same": 0.96,
    "former_differs": -2.13,
    "former_name_same": -0.27,
    "former_name_differs": -7.27,
    "without_town": -0.05,
    "repaired": 0.64,
    "shorter": 0.26,
    "without_place": 0.02,
    "place_for_typed": -1.07,
    "place_for_numbered": -5.20,
    "from_place_column": 0.11,
}
INTERCEPT = 0.99


#: Set by hand: no line of the fit has these.
WEIGHTS |= {"other_town": -6.0}


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
