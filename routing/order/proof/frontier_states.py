"""What a sweep remembers of the walks behind its frontier, and one step onward: compiled kernels.

A state is a row of whole numbers. The first two tell states apart; of equals the cheapest stays.

- ``JOINED``: four bits a slot, the lowest slot that is joined to it behind the frontier;
- ``MARKS``: bit s: slot s has an odd number of edges; bit 16 + s: it is taken; from bit 32: how
  many free ends are used;
- ``COST`` so far; ``LOSS``: how far any walk that begins so stays above the bound, at least;
- ``BACK``: three times the row it came from in the layer before, plus the copies of the edge used;
- from ``CROSSED`` on: two bits a border: crossed 0 times, 1, 2 (or 4, 6 …), 3 (or 5, 7 …).

``step`` is (slot, other slot, cost, loss, degree at entry, other's) for an edge and (slot, free
ends, cost of an end here, its loss, degree at entry, whether last) for the finish of a stop.
``tolls`` are the rows of ``TollPlan`` for the step; ``limits`` is (most loss, number of the step).
"""

import numpy as np
from numpy.typing import NDArray

from routing.compiled import compiled

Ints = NDArray[np.int64]

JOINED, MARKS, COST, LOSS, BACK, CROSSED = range(6)
COLUMNS = CROSSED + 2
#: Slots that the two words hold.
WIDEST = 16
_TAKEN, _USED = 16, 32


@compiled
def _copy(state: Ints, onto: Ints) -> None:
    """Copy a row; a plain loop compiles ten times faster than a slice."""
    for column in range(COLUMNS):
        onto[column] = state[column]


@compiled
def _keep(new: Ints, count: int, table: Ints, state: Ints, now: int) -> int:
    """File ``state`` among the ``count`` rows of ``new``; give their number, or -1 if full."""
    # open addressing on a power of two; the multipliers are the golden ratio's (Knuth) and a prime
    # of xxHash, and the low bits, the least mixed, are dropped
    mask = len(table) - 1
    mixed = (state[JOINED] * -7046029254386353131) ^ (state[MARKS] * -4417276706812531889)
    spot = (mixed >> 17) & mask
    # the number of the step stands beside the row: older entries count as empty, none is erased
    while table[spot] >> 32 == now:
        row = table[spot] & 0xFFFFFFFF
        if new[row, JOINED] == state[JOINED] and new[row, MARKS] == state[MARKS]:
            # dominance: what is alike at the frontier goes on in the same ways
            if state[COST] < new[row, COST]:
                _copy(state, new[row])
            return count
        spot = (spot + 1) & mask
    if count == len(new):
        return -1
    table[spot] = (now << 32) | count
    _copy(state, new[count])
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
    # a group is called by its lowest slot, so that equal partitions are equal numbers
    low, high = min(one, two), max(one, two)
    for slot in range(high, width):
        if (joined >> (4 * slot)) & 15 == high:
            joined ^= (high ^ low) << (4 * slot)
    return joined


@compiled
def _cross(state: Ints, tolls: Ints, times: int) -> None:
    """Count that borders are crossed; an odd crossing beyond the second loses the toll twice."""
    for row in range(len(tolls)):
        counter, toll, opening, closing = tolls[row]
        word, shift = CROSSED + counter // 32, 2 * (counter % 32)
        count = (state[word] >> shift) & 3
        # taken out, and written back below unless the border closes and frees its counter
        state[word] ^= count << shift
        if opening >= 0:
            count = opening
        for _ in range(times):
            # borders are crossed an even number of times: a third brings a fourth
            if count == 2:
                state[LOSS] += 2 * toll
            # beyond two only odd or even matters, which two bits hold
            count = 2 if count == 3 else count + 1
        if not closing:
            state[word] |= count << shift


@compiled
def use_edge(
    old: Ints, count: int, new: Ints, table: Ints, step: Ints, tolls: Ints, limits: Ints
) -> int:
    """Use an edge not at all, once or twice; give the number of ``new`` states, or -1 if full."""
    one, two = step[0], step[1]
    state, entered = np.empty(COLUMNS, dtype=np.int64), np.empty(COLUMNS, dtype=np.int64)
    kept = 0
    for row in range(count):
        _copy(old[row], entered)
        _enter(entered, one, step[4])
        _enter(entered, two, step[5])
        # slots above the highest taken one need not be looked at
        taken = entered[MARKS] >> _TAKEN & 0xFFFF
        width = 0
        while taken >> width:
            width += 1
        group, other = (entered[JOINED] >> (4 * one)) & 15, (entered[JOINED] >> (4 * two)) & 15
        for copies in range(3):
            # twice within a group changes neither parity nor what is joined: it only costs
            if copies == 2 and group == other:
                break
            _copy(entered, state)
            state[COST] += copies * step[2]
            state[LOSS] += copies * step[3]
            # two uses leave both ends as even as they were
            if copies == 1:
                state[MARKS] ^= (1 << one) | (1 << two)
            _cross(state, tolls, copies)
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
    # a group that was called by the slot that leaves is called by the next lowest
    group, heir = (joined >> (4 * slot)) & 15, -1
    for other in range(WIDEST):
        if other != slot and (taken >> other) & 1 and (joined >> (4 * other)) & 15 == group:
            if heir < 0:
                heir = other if group == slot else group
            joined ^= (group ^ heir) << (4 * other)
    state[JOINED] = joined & ~(15 << (4 * slot))
    state[MARKS] &= ~((1 << slot) | (1 << (_TAKEN + slot)))
    return heir >= 0


@compiled
def finish_stop(
    old: Ints, count: int, new: Ints, table: Ints, step: Ints, tolls: Ints, limits: Ints
) -> int:
    """Let a stop leave the frontier: even, and joined to what is still there unless it is last."""
    slot, ends, last = step[0], step[1], step[5] == 1
    state = np.empty(COLUMNS, dtype=np.int64)
    kept = 0
    for row in range(count):
        _copy(old[row], state)
        _enter(state, slot, step[4])
        odd = (state[MARKS] >> slot) & 1
        # an odd stop is an end of the walk: allowed while there are ends to give
        if odd:
            used = state[MARKS] >> _USED
            if used == ends:
                continue
            state[MARKS] += 1 << _USED
            state[COST] += step[2]
            state[LOSS] += step[3]
        _cross(state, tolls, odd)
        if state[LOSS] > limits[0]:
            continue
        # before the last stop, a piece that leaves the frontier can never be joined to the rest
        joined = _leave(state, slot)
        if joined == last or (last and state[MARKS] >> _USED != ends):
            continue
        state[BACK] = 3 * row
        kept = _keep(new, kept, table, state, limits[1])
        if kept < 0:
            return -1
    return kept
