"""How much each fact weighs in the choice of a street.

Fitted by ``benchmarks/fit_geocoder.py`` (conditional logit, ridge 0.02) on 10,000 synthetic lines
of a roll with known answers, over a département in BAN's layout. docs/geocoding.md gives the
measures on lines that took no part in the fit.
"""

import numpy as np
from numpy.typing import NDArray

from electoral_rolls.evidence import FACTS

#: Log-odds against "none of the candidates".
WEIGHTS: dict[str, float] = {
    "exact": -2.78,
    "literal": 2.50,
    "words_over_50": 4.78,
    "words_over_70": -1.17,
    "words_over_85": 0.13,
    "glued_over_60": 5.19,
    "glued_over_80": 3.81,
    "asked_unfound": -2.46,
    "own_unasked": -3.33,
    "type_differs": -5.05,
    "type_missing": -1.88,
    "held": 2.38,
    "held_other_spelling": 3.04,
    "held_no_letter": -0.27,
    "held_some_letter": -1.51,
    "between": 0.15,
    "near": -2.16,
    "beyond": -4.03,
    "unnumbered": -5.23,
    "size_without_number": 0.27,
    "postcode_same": -0.97,
    "postcode_differs": -3.04,
    "district_same": -0.66,
    "district_differs": -6.25,
    "former_same": 1.60,
    "former_differs": -1.72,
    "former_name_same": -0.56,
    "former_name_differs": -7.39,
    "without_town": -0.07,
    "repaired": -0.38,
    "shorter": 0.43,
    "without_place": 0.18,
    "place_for_typed": -1.33,
    "place_for_numbered": -5.23,
    "from_place_column": 0.10,
}
INTERCEPT = 1.93


#: Set by hand: no line of the fit has these.
WEIGHTS |= {"other_town": -6.0}


def weigh(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the log-odds of each pair against "none of them"."""
    odds = np.full(len(facts), INTERCEPT)
    # Column by column, equal facts add up to equal odds; a matrix product may differ by a bit.
    for name, column in zip(FACTS, facts.T, strict=True):
        odds += WEIGHTS[name] * column
    return odds
