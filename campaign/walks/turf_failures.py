"""Work on many turfs, of which one may fail: the others are done, and it is named."""

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from campaign.walks.walk_worker import end_with
from canvass.errors import ArpenteurError
from canvass.words import Words

R = TypeVar("R")
P = ParamSpec("P")

#: Below this many turfs, starting other processes costs more than it saves.
WORTH_PROCESSES = 60
#: Failures told one by one in a sentence each.
SHOWN = 8


@dataclass(frozen=True)
class Failure:
    """A turf on which the work failed; ``error`` only where it is one meant for a person."""

    turf_id: str
    why: Words
    error: ArpenteurError | None = None


class _OfATurf(Protocol):
    @property
    def turf_id(self) -> str: ...


def tried(turf_id: str, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R | Failure:
    """Do the work of one turf, or say why it failed.

    What would stop every turf alike (a file, the disk, the memory) is raised all the same.
    """
    try:
        return work(*args, **kwargs)
    except (OSError, MemoryError):
        raise
    except ArpenteurError as error:
        return Failure(turf_id, error.message, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the fault of one turf
        # Names the fault for who mends it; the message of the error might quote an address.
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}, {PurePath(last.filename).name}:{last.lineno}"
        return Failure(turf_id, Words(f"défaut du logiciel ({where})", f"software fault ({where})"))


@dataclass(frozen=True)
class _Tried(Generic[R]):
    """The work of one task, in a form that goes to other processes."""

    work: Callable[[Any], R]

    def __call__(self, task: _OfATurf) -> R | Failure:
        return tried(task.turf_id, self.work, task)


def worked(
    work: Callable[[Any], R], tasks: Sequence[_OfATurf], executor: Executor | None
) -> Iterator[R | Failure]:
    """Do the tasks here, or where the executor says, in their order."""
    one = _Tried(work)
    if executor is None and len(tasks) < WORTH_PROCESSES:
        yield from map(one, tasks)
    elif executor is not None:
        yield from executor.map(one, tasks, chunksize=4)
    else:
        # Python's own processes would run the main script again, which under Streamlit is a page.
        from loky import ProcessPoolExecutor

        with ProcessPoolExecutor(initializer=end_with, initargs=(os.getpid(),)) as pool:
            yield from pool.map(one, tasks, chunksize=4)


def raise_if_alone(failed: Sequence[Failure], done: int) -> None:
    """Raise what a person can mend where it stopped every turf.

    Raises
    ------
    ArpenteurError
        The first one met, if no turf was done.
    """
    errors = [failure.error for failure in failed if failure.error is not None]
    if errors and not done:
        raise errors[0]


def said_failed(failed: Sequence[Failure]) -> list[Words]:
    """Name the turfs that failed, with the reason; nothing where none did."""
    if not failed:
        return []
    n = len(failed)
    lines = [
        Words(
            "{n:secteur laissé|secteurs laissés} de côté, pas les autres :",
            "{n:turf|turfs} left aside, the others are not:",
            n=n,
        )
    ]
    lines += [
        Words("  – {turf} : {why}", "  – {turf}: {why}", turf=f.turf_id, why=f.why)
        for f in failed[:SHOWN]
    ]
    if n > SHOWN:
        named = ", ".join(f.turf_id for f in failed[SHOWN:])
        lines.append(Words(f"  – et {named}", f"  – and {named}"))
    return lines
