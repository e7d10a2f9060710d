"""Order stops from a table of walking times, without a campaign."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvass.errors import BadInputError
from canvass.words import Words
from files.writing.whole import write_json


@dataclass(frozen=True)
class MatrixOrdered:
    """An order of the rows of a table, numbered from 0."""

    order: tuple[int, ...]
    seconds: float
    lower_bound_s: float
    gap: float
    proof: str
    unreachable: tuple[int, ...]
    solve_s: float

    def as_json(self) -> dict[str, Any]:
        """Return JSON's own types."""
        return {
            "order": list(self.order),
            "seconds": self.seconds,
            "lower_bound_s": self.lower_bound_s,
            "gap": self.gap,
            "proof": self.proof,
            "unreachable": list(self.unreachable),
            "solve_s": self.solve_s,
        }


def order_matrix(
    source: Path,
    *,
    start: int | None = None,
    end: int | None = None,
    closed: bool = True,
    proof_s: float = 0.0,
    seed: int = 0,
    json_file: Path | None = None,
) -> MatrixOrdered:
    """Order the rows of a square table of walking seconds.

    Parameters
    ----------
    source
        See ``routing.order.matrix_file.read_times``.
    start, end
        Rows, from 0, where the walk begins and ends.
    closed, proof_s, seed
        See ``routing.order.order.plan_order``; a walk with an end is open.
    json_file
        Where to write the answer.

    Raises
    ------
    MissingFileError, BadInputError
        If the file cannot be read, or the table is no table of walking times.
    """
    from routing.order.matrix_file import read_times
    from routing.order.order import plan_order

    times = read_times(source)
    try:
        found = plan_order(
            times,
            start=start,
            end=end,
            closed=closed and end is None,
            proof_s=proof_s,
            seed=seed,
        )
    except BadInputError:
        raise
    except ValueError as error:
        raise BadInputError(Words(f"{source.name} : {error}", f"{source.name}: {error}")) from error
    told = MatrixOrdered(
        order=tuple(int(stop) for stop in found.order),
        seconds=float(found.walk_s),
        lower_bound_s=float(found.lower_bound_s),
        gap=float(found.gap),
        proof=found.proof,
        unreachable=found.unreachable,
        solve_s=found.solve_s,
    )
    if json_file is not None:
        write_json(json_file, told.as_json())
    return told
