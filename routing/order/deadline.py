"""A stretch of time that runs out, on a clock that can be another one in tests."""

import time
from collections.abc import Callable


class Deadline:
    """Seconds from now on; ``math.inf`` never runs out."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left_s(self) -> float:
        """Return the seconds left, negative once it is over."""
        return self._end - self._clock()

    @property
    def over(self) -> bool:
        """Tell whether the time has run out."""
        return self.left_s <= 0.0
