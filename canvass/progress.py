"""How long work reports itself: one callback, silent by default."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class OnProgress(Protocol):
    """Called with what is done and the total, in the same unit; raising stops the work cleanly."""

    def __call__(self, done: int, total: int, /) -> None:
        """Report."""


def silent(_done: int, _total: int, /) -> None:
    """Report nothing."""


def ticking(items: Iterable[Item], total: int, on_progress: OnProgress) -> Iterator[Item]:
    """Pass ``items`` on, reporting each one once it has been dealt with."""
    on_progress(0, total)
    for done, item in enumerate(items, start=1):
        yield item
        on_progress(done, total)


def share(on_progress: OnProgress, start: float, end: float) -> OnProgress:
    """Map a whole piece of work onto the stretch ``start``-``end`` (0 to 1) of a larger one."""

    def inner(done: int, total: int, /) -> None:
        part = done / total if total else 1.0
        on_progress(round(1000 * (start + (end - start) * part)), 1000)

    return inner
