"""How much each fact weighs in the choice of a street."""

import numpy as np
from numpy.typing import NDArray

from electoral_rolls.evidence import FACTS

#: Log-odds against "none of the candidates".
WEIGHTS: dict[str, float] = {
    "exact": -2.81,
    "literal": 2.50,
    "words_over_50": 4.47,
    "words_over_70": -0.87,
    "words_over_85": 0.06,
    "glued_over_60": 5.36,
    "glued_over_80": 3.48,
    "asked_unfound": -2.58,
    "own_unasked": -3.48,
    "type_differs": -5.06,
    "type_missing": -1.88,
    "held": 2.40,
    "held_other_spelling": 3.09,
    "held_no_letter": -0.28,
    "held_some_letter": -1.50,
    "between": 0.16,
    "near": -2.14,
    "beyond": -4.03,
    "unnumbered": -5.22,
    "size_without_number": 0.27,
    "postcode_same": -0.35,
    "postcode_differs": -2.43,
    "district_same": -0.67,
    "district_differs": -6.25,
    "former_same": 1.58,
    "former_differs": -1.74,
    "former_name_same": -0.55,
    "former_name_differs": -7.40,
    "without_town": -0.06,
    "repaired": -0.37,
    "shorter": 0.36,
    "without_place": 0.10,
    "place_for_typed": -1.32,
    "place_for_numbered": -5.22,
    "from_place_column": 0.08,
}
INTERCEPT = 1.41


def weigh(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the log-odds of each pair against "none of them"."""
    return facts @ np.array([WEIGHTS[name] for name in FACTS]) + INTERCEPT
