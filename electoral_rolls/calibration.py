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
    "exact": -2.72,
    "literal": 2.55,
    "words_over_50": 4.49,
    "words_over_70": -4.10,
    "words_over_85": 1.85,
    "glued_over_60": 7.94,
    "glued_over_80": 4.42,
    "asked_unfound": -1.77,
    "own_unasked": -3.45,
    "lightly_differs": 1.54,
    "type_differs": -5.11,
    "type_missing": -1.93,
    "held": 2.46,
    "held_other_spelling": 3.03,
    "held_no_letter": -0.18,
    "held_some_letter": -1.44,
    "between": 0.23,
    "near": -2.15,
    "beyond": -3.96,
    "unnumbered": -5.24,
    "size_without_number": 0.29,
    "postcode_same": -0.64,
    "postcode_differs": -2.71,
    "district_same": -0.73,
    "district_differs": -6.29,
    "former_same": 1.22,
    "former_differs": -1.95,
    "former_name_same": -0.37,
    "former_name_differs": -7.35,
    "without_town": -0.04,
    "repaired": 0.89,
    "shorter": 0.29,
    "without_place": -0.02,
    "place_for_typed": -1.22,
    "place_for_numbered": -5.24,
    "from_place_column": 0.14,
}
INTERCEPT = 1.00


#: Set by hand: no line of the fit has these.
WEIGHTS |= {"other_town": -6.0}


def weigh(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the log-odds of each pair against "none of them"."""
    odds = np.full(len(facts), INTERCEPT)
    # Column by column, equal facts add up to equal odds; a matrix product may differ by a bit.
    for name, column in zip(FACTS, facts.T, strict=True):
        odds += WEIGHTS[name] * column
    return odds
