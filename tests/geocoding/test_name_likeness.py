import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from geocoding.name_likeness import Alike, Likeness
from geocoding.ragged import first_largest, run_starts
from geocoding.street_names import Names

words = st.text("ABCE1", min_size=1, max_size=7)


def compare(asked: list[str], own: list[str]) -> Alike:
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
    if len(short) > 2 and len(b) <= len(a):
        # the roll cuts words short, the address file does not
        return same
    return max(same, 0.8 if len(short) == 1 else 0.85)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=8))
def test_two_words_are_compared_by_slips_and_short_forms(pairs: list[tuple[str, str]]) -> None:
    asked, own = [a for a, _ in pairs], [b for _, b in pairs]
    found = compare(asked, own)
    expected = [alike(a, b) for a, b in pairs]
    assert found.asked == pytest.approx(expected)
    assert found.own == pytest.approx(expected)


def test_what_one_name_lacks_counts_on_one_side() -> None:
    found = compare(["LILAS", "LILAS BLANCS"], ["LILAS BLANCS", "LILAS"])
    assert found.asked[0] == found.own[1] == 1
    assert found.own[0] == found.asked[1] < 1
    assert found.glued[0] == found.glued[1] < 1


def test_slips_are_counted_in_the_words_that_are_found() -> None:
    asked = ["AMIDONNIERS", "FEUILLET", "FEU", "LILAS BLANCS"]
    own = ["MARRONNIERS", "FEUILLETS", "FEUILLET", "LILAS"]
    assert compare(asked, own).slips == pytest.approx([3, 0.9, 0.45, 0], abs=0.1)


def test_what_is_said_twice_is_not_the_name() -> None:
    assert compare(["LILAS LILAS"], ["LILAS"]).asked[0] < 1


@pytest.mark.parametrize(
    ("asked", "own", "lightly"),
    [
        ("FEUILLET", "OCTAVE FEUILLET", True),
        ("O FEUILLET", "OCTAVE FEUILLET", True),
        ("MARECHAL FOCH", "FOCH", True),
        ("GENERAL FOCH", "MARECHAL FOCH", False),
        ("JULES FERRY", "GABRIEL FERRY", False),
        ("FENOUILLET", "FEUILLET", False),
        ("OCTAVE", "OCTAVE FEUILLET", False),
    ],
)
def test_first_names_initials_and_titles_are_light(asked: str, own: str, lightly: bool) -> None:
    assert compare([asked], [own]).lightly[0] == lightly


@given(st.lists(st.lists(st.integers(0, 3), min_size=1), max_size=5))
def test_the_first_of_the_largest(runs: list[list[int]]) -> None:
    owner = np.repeat(np.arange(len(runs)), [len(run) for run in runs])
    values = np.array([float(v) for run in runs for v in run])
    starts = run_starts(owner)
    found = first_largest(values, starts) - starts
    assert found.tolist() == [run.index(max(run)) for run in runs]
