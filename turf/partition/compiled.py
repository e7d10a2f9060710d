"""Loops over doors run as machine code, kept on disk; with the generator that they share."""

from typing import Any

import numpy as np

from routing.compiled import compiled

__all__ = ["compiled", "next_random"]


@compiled
def next_random(state: Any) -> float:
    """Return a float in [0, 1) and move the generator on (SplitMix64; ``state`` is uint64[1])."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)
