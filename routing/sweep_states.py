"""What a sweep remembers of the walks behind its frontier, and one step onward: compiled kernels.

A state is a row of six whole numbers. The first two tell states apart; of equal ones the cheapest
stays.

- ``JOINED``: four bits a slot, the lowest slot that is joined to it behind the frontier;
- ``MARKS``: bit s: slot s has an odd number of edges; bit 16 + s: it is taken; from bit 32: how
  many free ends are used;
- ``COST`` so far; ``LOSS``: how far any walk that begins so stays above the bound, at least;
- ``HIGH``: bit s: slot s has two edges or more;
- ``BACK``: three times the row it came from in the layer before, plus the copies of the edge used.

``step`` is (slot, other slot, cost, loss, toll, other toll, degree at entry, other's) for an edge
and (slot, free ends, cost of an end here, its loss, whether last, toll, degree at entry, -) for the
finish of a stop; ``limits`` is (most loss, number of the step).
"""

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]

JOINED, MARKS, COST, LOSS, HIGH, BACK = range(6)
COLUMNS = 6
#: Slots that the two words hold.
WIDEST = 16
_TAKEN, _USED = 16, 32


@compiled
def _keep(new: Ints, count: int, table: Ints, state: Ints, now: int) -> int:
    """File ``state`` among the ``count`` rows of ``new``; give their number, or -1 if full."""
    mask = len(table) - 1
    mixed = (state[JOINED] * -7046029254386353131) ^ (state[MARKS] * -4417276706812531889)
    spot = (mixed >> 17) & mask
    while table[spot] >> 32 == now:
        row = table[spot] & 0xFFFFFFFF
        if new[row, JOINED] == state[JOINED] and new[row, MARKS] == state[MARKS]:
            if state[COST] < new[row, COST]:
                new[row] = state
            return count
        spot = (spot + 1) & mask
    if count == len(new):
        return -1
    table[spot] = (now << 32) | count
    new[count] = state
    return count + 1


@compiled
def _enter(state: Ints, slot: int, degree: int) -> None:
    """Let a stop take its slot, joined to nobody, with ``degree`` (0 or 1) edges already."""
    if not state[MARKS] >> (_TAKEN + slot) & 1:
        state[MARKS] |= (1 << (_TAKEN + slot)) | (degree << slot)
        state[JOINED] |= slot << (4 * slot)


@compiled
def _join(joined: int, width: int, one: int, two: int) -> int:
    """Put the slots joined to ``two`` and those joined to ``one`` together."""
    low, high = min(one, two), max(one, two)
    for slot in range(high, width):
        if (joined >> (4 * slot)) & 15 == high:
            joined ^= (high ^ low) << (4 * slot)
    return joined


@compiled
def _add_end(state: Ints, slot: int, toll: int) -> None:
    """Count one more edge at a slot; beyond the second it loses the stop's toll twice."""
    odd, high = (state[MARKS] >> slot) & 1, (state[HIGH] >> slot) & 1
    if high and not odd:
        state[LOSS] += 2 * toll
    if odd:
        state[HIGH] |= 1 << slot
    state[MARKS] ^= 1 << slot


@compiled
def use_edge(old: Ints, count: int, new: Ints, table: Ints, step: Ints, limits: Ints) -> int:
    """Use an edge not at all, once or twice; give the number of ``new`` states, or -1 if full."""
    one, two = step[0], step[1]
    state, entered = np.empty(COLUMNS, dtype=np.int64), np.empty(COLUMNS, dtype=np.int64)
    kept = 0
    for row in range(count):
        entered[:] = old[row]
        _enter(entered, one, step[6])
        _enter(entered, two, step[7])
        taken = entered[MARKS] >> _TAKEN & 0xFFFF
        width = 0
        while taken >> width:
            width += 1
        group, other = (entered[JOINED] >> (4 * one)) & 15, (entered[JOINED] >> (4 * two)) & 15
        for copies in range(3):
            if copies == 2 and group == other:
                break
            state[:] = entered
            state[COST] += copies * step[2]
            state[LOSS] += copies * step[3]
            for _ in range(copies):
                _add_end(state, one, step[4])
                _add_end(state, two, step[5])
            if state[LOSS] > limits[0]:
                continue
            if copies > 0 and group != other:
                state[JOINED] = _join(state[JOINED], width, group, other)
            state[BACK] = 3 * row + copies
            kept = _keep(new, kept, table, state, limits[1])
            if kept < 0:
                return -1
    return kept


@compiled
def _leave(state: Ints, slot: int) -> bool:
    """Free a slot; tell whether others are joined to what it leaves behind."""
    joined, taken = state[JOINED], state[MARKS] >> _TAKEN & 0xFFFF
    group, heir = (joined >> (4 * slot)) & 15, -1
    for other in range(WIDEST):
        if other != slot and (taken >> other) & 1 and (joined >> (4 * other)) & 15 == group:
            if heir < 0:
                heir = other if group == slot else group
            joined ^= (group ^ heir) << (4 * other)
    state[JOINED] = joined & ~(15 << (4 * slot))
    state[MARKS] &= ~((1 << slot) | (1 << (_TAKEN + slot)))
    state[HIGH] &= ~(1 << slot)
    return heir >= 0


@compiled
def finish_stop(old: Ints, count: int, new: Ints, table: Ints, step: Ints, limits: Ints) -> int:
    """Let a stop leave the frontier: even, and joined to what is still there unless it is last."""
    slot, ends, last = step[0], step[1], step[4] == 1
    state = np.empty(COLUMNS, dtype=np.int64)
    kept = 0
    for row in range(count):
        state[:] = old[row]
        _enter(state, slot, step[6])
        if (state[MARKS] >> slot) & 1:
            used = state[MARKS] >> _USED
            if used == ends:
                continue
            state[MARKS] += 1 << _USED
            state[COST] += step[2]
            state[LOSS] += step[3]
            _add_end(state, slot, step[5])
        if state[LOSS] > limits[0]:
            continue
        joined = _leave(state, slot)
        if joined == last or (last and state[MARKS] >> _USED != ends):
            continue
        state[BACK] = 3 * row
        kept = _keep(new, kept, table, state, limits[1])
        if kept < 0:
            return -1
    return kept
