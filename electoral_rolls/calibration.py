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
    "exact": -2.80,
    "literal": 2.49,
    "words_over_50": 4.66,
    "words_over_70": -1.02,
    "words_over_85": 0.09,
    "glued_over_60": 5.38,
    "glued_over_80": 3.47,
    "asked_unfound": -2.58,
    "own_unasked": -3.41,
    "type_differs": -5.06,
    "type_missing": -1.95,
    "held": 2.39,
    "held_other_spelling": 3.09,
    "held_no_letter": -0.29,
    "held_some_letter": -1.50,
    "between": 0.15,
    "near": -2.15,
    "beyond": -4.03,
    "unnumbered": -5.24,
    "size_without_number": 0.28,
    "postcode_same": -0.36,
    "postcode_differs": -2.42,
    "district_same": -0.66,
    "district_differs": -6.25,
    "former_same": 1.60,
    "former_differs": -1.72,
    "former_name_same": -0.54,
    "former_name_differs": -7.40,
    "without_town": -0.07,
    "repaired": -0.36,
    "shorter": 0.36,
    "without_place": 0.11,
    "place_for_typed": -1.28,
    "place_for_numbered": -5.24,
    "from_place_column": 0.13,
}
INTERCEPT = 1.36


def weigh(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the log-odds of each pair against "none of them"."""
    return np.asarray(facts @ np.array([WEIGHTS[name] for name in FACTS]) + INTERCEPT)
