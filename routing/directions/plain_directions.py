"""Directions as one person tells another: nothing that the house numbers say already."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routing.directions.direction_words import Instruction

#: Doors at most on one side before the walk crosses over again, for a zigzag.
_ZIGZAG_DOORS = 2
#: Rows on the two sides in turn that make a zigzag.
_ZIGZAG_ROWS = 3
#: A row of so few doors joins the next one of its side, whichever way they are walked.
_FEW_DOORS = 2


def shorten(lines: "Sequence[Instruction]", side_of: Mapping[int, int]) -> "list[Instruction]":
    """Shorten directions; the doors, their order and the metres stay.

    Turning round is told only where no door of the street lies ahead; crossing a street is told
    at the end of the doors before, or left out where the doors that follow have a side of their
    own.

    Parameters
    ----------
    lines
        One line for each thing to do.
    side_of
        The face on which each stop stands, by position.
    """
    shorter = _joined(_without_needless(list(lines)), side_of)
    return _with_afterthoughts(_zigzags(shorter))


def _longer(line: Instruction, metres: float) -> Instruction:
    return replace(line, length_m=line.length_m + metres)


def _without_needless(lines: "list[Instruction]") -> "list[Instruction]":
    """Leave out turning round before doors, and crossings that the next doors imply."""
    kept: list[Instruction] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if kept and following is not None and _is_needless(kept[-1], line, following):
            kept[-1] = _longer(kept[-1], line.length_m)
        else:
            kept.append(line)
    return kept


def _is_needless(before: Instruction, line: Instruction, after: Instruction) -> bool:
    if line.kind == "u_turn":
        return after.kind in {"doors", "return", "end"}
    if line.kind == "cross":
        entering = before.kind in {"turn", "take"} and after.kind == "doors"
        leaving = after.kind == "turn" and after.street == line.street
        return entering or leaving or after.kind in {"return", "end"}
    return False


def _joined(lines: "Sequence[Instruction]", side_of: Mapping[int, int]) -> "list[Instruction]":
    """Make one row of two that follow each other on one side of a street, if one is short."""
    kept: list[Instruction] = []
    for line in lines:
        before = kept[-1] if kept else None
        if before is not None and _is_one_row(before, line, side_of):
            positions = (*before.positions, *line.positions)
            kept[-1] = replace(
                _longer(before, line.length_m),
                positions=positions,
                off_m=max(before.off_m, line.off_m),
            )
        else:
            kept.append(line)
    return kept


def _is_one_row(before: Instruction, line: Instruction, side_of: Mapping[int, int]) -> bool:
    if before.kind != "doors" or line.kind != "doors" or before.street != line.street:
        return False
    if side_of[before.positions[-1]] != side_of[line.positions[0]]:
        return False
    return min(len(before.positions), len(line.positions)) <= _FEW_DOORS


def _with_afterthoughts(lines: "Sequence[Instruction]") -> "list[Instruction]":
    """End a row of doors with "then cross" or "then turn back" instead of a line of its own."""
    kept: list[Instruction] = []
    for line in lines:
        before = kept[-1] if kept else None
        if before is None or before.kind != "doors" or before.then:
            kept.append(line)
        elif line.kind == "cross" and before.street == line.street:
            kept[-1] = replace(_longer(before, line.length_m), then="cross", marked=line.marked)
        elif line.kind == "u_turn":
            kept[-1] = replace(_longer(before, line.length_m), then="back")
        else:
            kept.append(line)
    return kept


def _zigzags(lines: "Sequence[Instruction]") -> "list[Instruction]":
    """Make one line of short rows of doors on the two sides of a street in turn."""
    kept: list[Instruction] = []
    at = 0
    while at < len(lines):
        run = _zigzag_from(lines, at)
        rows = [line for line in run if line.kind == "doors"]
        if len(rows) >= _ZIGZAG_ROWS:
            positions = tuple(p for row in rows for p in row.positions)
            length = sum(line.length_m for line in run)
            off = max(row.off_m for row in rows)
            whole = replace(rows[0], side="both", positions=positions, length_m=length)
            kept.append(replace(whole, off_m=off))
            at += len(run)
        else:
            kept.append(lines[at])
            at += 1
    return kept


def _zigzag_from(lines: "Sequence[Instruction]", at: int) -> "Sequence[Instruction]":
    """Return the lines from ``at`` on that are short rows of one street and its crossings."""
    street, end = lines[at].street, at
    for k, line in enumerate(lines[at:], start=at):
        if line.street != street or line.kind not in {"doors", "cross"}:
            break
        if line.kind == "doors":
            if len(line.positions) > _ZIGZAG_DOORS:
                break
            end = k + 1
        elif k == at:
            break
    return lines[at:end]
