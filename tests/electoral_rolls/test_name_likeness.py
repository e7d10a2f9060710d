import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from electoral_rolls.name_likeness import Likeness
from electoral_rolls.ragged import first_largest, run_starts
from electoral_rolls.street_names import Names

words = st.text("ABCE1", min_size=1, max_size=7)


def compare(asked: list[str], own: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compare each name with the one at the same place; names are words that are not special."""
    block = np.zeros(len(own), np.int64)
    index = Names.of(block, [""] * len(own), own, own)
    queries = Names.of(block, [""] * len(asked), asked, asked, lexicon=index.lexicon)
    every = np.arange(len(own))
    return Likeness.of(index).compare(queries, every, every)


def alike(a: str, b: str) -> float:
    """Compare two words as the method tells it."""
    short, long = sorted((a, b), key=len)
    same = float(np.float32(OSA.normalized_similarity(a, b)))
    same = 0.0 if same < 0.6 else same
    if short[0].isdigit() or not long.startswith(short) or len(short) == 2:
        return same
    return max(same, 0.8 if len(short) == 1 else 0.85)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=8))
def test_two_words_are_compared_by_slips_and_short_forms(pairs: list[tuple[str, str]]) -> None:
    asked, own = [a for a, _ in pairs], [b for _, b in pairs]
    left, right, _ = compare(asked, own)
    expected = [alike(a, b) for a, b in pairs]
    assert left == pytest.approx(expected)
    assert right == pytest.approx(expected)


def test_what_one_name_lacks_counts_on_one_side() -> None:
    left, right, glued = compare(["LILAS", "LILAS BLANCS"], ["LILAS BLANCS", "LILAS"])
    assert left[0] == right[1] == 1
    assert right[0] == left[1] < 1
    assert glued[0] == glued[1] < 1


@given(st.lists(st.lists(st.integers(0, 3), min_size=1), max_size=5))
def test_the_first_of_the_largest(runs: list[list[int]]) -> None:
    owner = np.repeat(np.arange(len(runs)), [len(run) for run in runs])
    values = np.array([float(v) for run in runs for v in run])
    starts = run_starts(owner)
    found = first_largest(values, starts) - starts
    assert found.tolist() == [run.index(max(run)) for run in runs]
