"""From the matcher's raw score to the chance that its answer is right."""

import numpy as np
from numpy.typing import NDArray

#: Raw score -> probability, linear between.
_TABLE = np.array(
    [
        (0.0, 0.0),
        (0.5, 0.1),
        (0.7, 0.4),
        (0.8, 0.7),
        (0.9, 0.9),
        (1.0, 0.99),
        (1.1, 0.999),
    ]
)


def probability(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the share of right answers among rows of this raw score."""
    return np.interp(raw, _TABLE[:, 0], _TABLE[:, 1])
