"""What can go wrong, in one place: few classes, one base, each also the builtin it refines."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from canvass.words import Words

#: Faults printed one by one; the rest is counted and stands in the review file.
FAULTS_SHOWN = 20


class ArpenteurError(Exception):
    """Base of every error meant for a person.

    Parameters
    ----------
    message
        What was wrong and what to do, without any personal data.
    """

    def __init__(self, message: Words) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file.

    ``row`` counts as a spreadsheet does: 1 is the header. ``message`` quotes no personal value.
    """

    message: Words
    file: str = ""
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(str(Words(f"ligne {self.row}", f"row {self.row}")))
        if self.column:
            place.append(str(Words(f"colonne « {self.column} »", f"column “{self.column}”")))
        return f"{', '.join(place)} : {self.message}" if place else str(self.message)


class BadInputError(ArpenteurError, ValueError):
    """A file or a value that cannot be used; carries all its faults together."""

    def __init__(self, message: Words, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([str(self.message), *map(str, listed(self.faults))])


class MissingColumnsError(BadInputError):
    """A table without columns that are needed; a person may tell which ones they are.

    Parameters
    ----------
    message, faults
        As in ``BadInputError``.
    file
        Name of the file.
    missing
        The fields that no column was found for.
    seen
        The column names of the file; none where its first row may be somebody's data.
    """

    def __init__(
        self,
        message: Words,
        faults: Sequence[Fault],
        file: str,
        missing: Sequence[str],
        seen: Sequence[str],
    ) -> None:
        super().__init__(message, faults)
        self.file = file
        self.missing = tuple(missing)
        self.seen = tuple(seen)


def listed(faults: Sequence[Fault], *, shown: int = FAULTS_SHOWN) -> list[Words]:
    """Return the first faults, a line each, and how many more there are."""
    lines = [Words(f"  – {fault}", f"  – {fault}") for fault in faults[:shown]]
    more = len(faults) - shown
    if more > 0:
        lines.append(Words("  … et {n:autre|autres}", "  … and {n} more", n=more))
    return lines


class MissingStepError(ArpenteurError, LookupError):
    """A step was asked for before the one that it needs; the message names that one."""


class MissingFileError(ArpenteurError, FileNotFoundError):
    """A file or folder that is not where it was said to be."""

    def __init__(self, path: Path, message: Words | None = None) -> None:
        super().__init__(
            message or Words(f"Fichier introuvable : {path}", f"File not found: {path}"),
        )


class RefusedByLawError(ArpenteurError, PermissionError):
    """Something the law forbids or that lacks the undertaking the law asks for."""
