"""Which street a line means, and how likely that is.

Each line chooses among its candidates and "none of them" as a conditional logit (McFadden 1974):
the chance of a candidate is exp(its evidence, weighed) over the sum for all. Rivals thus lower the
chance by themselves, two equal ones to a half, and a weak only candidate loses to none.
"""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geocoding.address_rows import Rows
from geocoding.candidates import (
    Candidates,
    Finder,
    alike_candidates,
    exact_candidates,
    join,
    read_queries,
    tail_candidates,
)
from geocoding.categorical import Categorical
from geocoding.features import FACTS, features
from geocoding.house_numbers import OTHER_SPELLING, Held, find_numbers
from geocoding.parse_variants import Reading
from geocoding.ragged import Ints, first_largest, ramp, run_starts
from geocoding.weights import LEAST_CHANCE, weigh

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Choice:
    """The answer for each row.

    ``street``: position in the index, -1 none; ``number_at``: position of its number, -1 none;
    ``number_value``: see ``house_numbers.Held``; ``number``: the one asked for, 0 none;
    ``doubtful``: never to be taken without review.
    """

    street: Ints
    number_at: Ints
    number_value: Floats
    number: Ints
    chance: Floats
    exact: Bools
    type_state: Ints
    from_place: Bools
    homonym: Bools
    other_town: Bools
    doubtful: Bools

    def take(self, at: Ints) -> "Choice":
        """Keep some rows."""
        return Choice(*(getattr(self, f.name)[at] for f in fields(self)))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every (row, candidate street), rows in order, with the evidence."""

    row: Ints
    candidates: Candidates
    held: Held
    number: Ints
    by_place: Bools
    doubtful: Bools
    facts: Floats


def choose(finder: Finder, rows: Rows) -> Choice:
    """Choose for each row among the streets of its town."""
    towns, texts, first, second = number_queries(rows)
    readings = read_queries(finder, towns, texts)
    exact = exact_candidates(finder, readings)
    everyone = np.arange(len(rows))
    nowhere = np.full(len(rows), -1)
    choice = best(everyone, pairs_of(finder, rows, everyone, exact, first, nowhere))
    settled = choice.exact & (choice.type_state == 0) & ~choice.homonym
    settled &= (rows.number == 0) | (choice.number_value >= OTHER_SPELLING)
    open_rows = np.flatnonzero(~settled)
    if not len(open_rows):
        return choice
    wanted = np.unique(np.r_[first[open_rows], second[open_rows]])
    some = readings.take(np.isin(readings.query, wanted))
    every = join(exact.take(np.isin(exact.query, wanted)), alike_candidates(finder, some))
    better = best(open_rows, pairs_of(finder, rows, open_rows, every, first, second))
    _replace(choice, open_rows, better)
    lost = np.flatnonzero((choice.chance < LEAST_CHANCE) & rows.text.filled)
    if len(lost):
        some = readings.take(np.isin(readings.query, first[lost]))
        shorter = tail_candidates(finder, some)
        named = best(lost, pairs_of(finder, rows, lost, shorter, first, nowhere))
        found = np.flatnonzero(named.chance >= LEAST_CHANCE)
        _replace(choice, lost[found], named.take(found))
    return choice


def _replace(choice: Choice, at: Ints, by: Choice) -> None:
    for field in fields(Choice):
        getattr(choice, field.name)[at] = getattr(by, field.name)


def number_queries(rows: Rows) -> tuple[list[str], list[str], Ints, Ints]:
    """Number the distinct (town, text) of the street, else the place; and of the place beside."""
    has_text = rows.text.filled
    main = np.where(has_text, rows.text.texts, rows.place.texts)
    other = np.where(has_text, rows.place.texts, "")
    text = Categorical.read(np.r_[main, other])
    town = np.r_[rows.town.of, rows.town.of]
    codes, uniques = pd.factorize(town * (len(text.distinct) + 1) + text.of)
    town_of, text_of = uniques // (len(text.distinct) + 1), uniques % (len(text.distinct) + 1)
    first, second = codes[: len(rows)], codes[len(rows) :].copy()
    second[other == ""] = -1
    return rows.town.distinct[town_of].tolist(), text.distinct[text_of].tolist(), first, second


def pairs_of(
    finder: Finder, rows: Rows, who: Ints, found: Candidates, first: Ints, second: Ints
) -> Pairs:
    """Join rows with the candidates of their street text and of their place text."""
    row, pair, by_place = _joined(who, found.query, first, second)
    c = found.take(pair)
    asked = rows.number[row]
    own = ((asked == 0) | (c.reading == Reading.OTHER_STREET)) & ~by_place
    number = np.where(own, c.number, asked)
    suffix_follows = (rows.repetition[row] == "") & (c.number == 0) & ~by_place
    repetition = np.where(own | suffix_follows, c.repetition, rows.repetition[row])
    held = find_numbers(finder.index, c.street, number, repetition)
    facts = features(finder, rows, row, c, held, number, by_place)
    # Neither is a number that came with a street that of the place beside it, nor one that opens
    # the line that of a street which follows with its own.
    mixed = by_place & rows.text.filled[row] & (number > 0)
    mixed |= (c.number > 0) & (number > 0) & (c.number != number) & ~by_place
    mixed |= np.isin(c.reading, (Reading.OTHER_STREET, Reading.WITHOUT_TAIL))
    return Pairs(row, c, held, number, by_place, c.doubtful | mixed, facts)


def _joined(who: Ints, query: Ints, first: Ints, second: Ints) -> tuple[Ints, Ints, Bools]:
    row, pair, by_place = [], [], []
    for queries, placed in ((first, False), (second, True)):
        asked = queries[who]
        low = np.searchsorted(query, asked, side="left")
        counts = np.searchsorted(query, asked, side="right") - low
        counts[asked < 0] = 0
        row.append(np.repeat(who, counts))
        pair.append(ramp(low, counts))
        by_place.append(np.full(int(counts.sum()), placed))
    return np.concatenate(row), np.concatenate(pair), np.concatenate(by_place)


def best(who: Ints, pairs: Pairs) -> Choice:
    """Keep each row's likeliest street; equal ones by their order in the index."""
    c = pairs.candidates
    street = pairs.row * (int(c.street.max(initial=0)) + 1) + c.street
    order = np.argsort(street * 2 + pairs.by_place)
    starts = run_starts(pairs.row[order])
    weight = weigh(pairs.facts)[order]
    rounded = np.round(weight, 6)
    first = first_largest(rounded, starts)
    ahead = np.exp(np.clip(weight, -50, 50))
    total = np.add.reduceat(ahead, starts) + 1 if len(order) else np.zeros(0)
    rounded[first] = -np.inf
    second = first_largest(rounded, starts)
    top, after = order[first], order[second]
    homonym = c.exact[top] & c.exact[after] & (first != second)
    homonym &= weight[first] - weight[second] < 1
    place = np.searchsorted(who, pairs.row[top])

    def filled(values: NDArray[Kind], empty: float) -> NDArray[Kind]:
        out = np.full(len(who), empty, dtype=values.dtype)
        out[place] = values
        return out

    return Choice(
        filled(c.street[top], -1),
        filled(pairs.held.position[top], -1),
        filled(pairs.held.value[top], 0),
        filled(pairs.number[top], 0),
        filled(ahead[first] / total, 0),
        filled(c.exact[top], 0),
        filled(c.type_state[top], 0),
        filled(pairs.by_place[top], 0),
        filled(homonym, 0),
        filled(pairs.facts[top, FACTS.index("other_town")] > 0, 0),
        filled(pairs.doubtful[top], 0),
    )
