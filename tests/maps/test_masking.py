"""What is hidden cannot be worked out from what is shown and the totals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.masking import THRESHOLD, fit_to_tell, hidden_areas, masked

door_counts = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@st.composite
def reports(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.Series]:
    """Areas with doors that answered and, for two concerns, how often each was raised."""
    doors = draw(door_counts)
    raised = [[draw(st.integers(0, most)) for most in doors] for _ in range(2)]
    index = pd.Index([f"q{i}" for i in range(len(doors))], name="quartier_id")
    counts = pd.DataFrame(dict(zip(("LOG", "TRA"), raised, strict=True)), index=index)
    return counts, pd.Series(doors, index=index)


@given(door_counts)
def test_no_small_area_is_shown(doors: list[int]) -> None:
    series = pd.Series(doors)
    hidden = hidden_areas(series)
    assert hidden[(series > 0) & (series < THRESHOLD)].all()
    assert not hidden[series == 0].any()


@given(door_counts)
def test_hidden_areas_together_reach_the_threshold_or_nothing_is_shown(doors: list[int]) -> None:
    series = pd.Series(doors)
    hidden = hidden_areas(series)
    if hidden.any() and (series[~hidden] > 0).any():
        assert hidden.sum() >= 2
        assert series[hidden].sum() >= THRESHOLD


@given(door_counts)
def test_no_area_is_hidden_without_need(doors: list[int]) -> None:
    """Nothing is hidden where no area is small."""
    series = pd.Series([0 if 0 < d < THRESHOLD else d for d in doors])
    assert not hidden_areas(series).any()


@given(reports())
def test_whoever_knows_the_total_learns_only_of_a_group_fit_to_be_shown(
    report: tuple[pd.DataFrame, pd.Series],
) -> None:
    """Subtraction gives the figure of all hidden areas as one: large, mixed, of two or more."""
    counts, doors = report
    shown = masked(counts, doors)
    for concern in counts:
        hidden = shown[concern].isna()
        if not hidden.any() or not (doors[~hidden] > 0).any():
            continue
        recovered = counts[concern].sum() - shown[concern].sum()
        assert hidden.sum() >= 2
        assert doors[hidden].sum() >= THRESHOLD
        assert recovered == 0 or recovered < doors[hidden].sum()


@given(reports())
def test_no_unanimous_nor_small_figure_is_shown_and_the_shown_are_true(
    report: tuple[pd.DataFrame, pd.Series],
) -> None:
    counts, doors = report
    shown = masked(counts, doors)
    for concern in counts:
        visible = shown[concern].dropna()
        assert (visible == counts.loc[visible.index, concern]).all()
        answered = doors[visible.index]
        assert not ((visible >= answered) & (visible > 0)).any()
        assert not ((answered > 0) & (answered < THRESHOLD)).any()


@given(reports(), st.integers(1, 60))
def test_the_threshold_is_the_campaigns(
    report: tuple[pd.DataFrame, pd.Series], threshold: int
) -> None:
    counts, doors = report
    small = (doors > 0) & (doors < threshold)
    assert masked(counts, doors, threshold=threshold)[small].isna().all(axis=None)


@given(reports(), st.randoms(use_true_random=False))
def test_the_order_of_areas_of_different_sizes_changes_nothing(
    report: tuple[pd.DataFrame, pd.Series], random: object
) -> None:
    doors = report[1]
    doors = doors + pd.Series(np.arange(len(doors)) / 1000, index=doors.index)  # no ties
    order = list(doors.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    again = hidden_areas(doors[order]).reindex(doors.index)
    assert (again == hidden_areas(doors)).all()


def test_one_small_area_takes_the_next_smallest_with_it() -> None:
    doors = pd.Series({"a": 5, "b": 30, "c": 12, "d": 0})
    assert hidden_areas(doors).to_dict() == {"a": True, "b": False, "c": True, "d": False}


def test_a_unanimous_area_does_not_stand_alone() -> None:
    doors = pd.Series({"a": 20, "b": 30, "c": 40})
    counts = pd.DataFrame({"LOG": [20, 3, 4], "TRA": [1, 3, 4]}, index=doors.index)
    shown = masked(counts, doors)
    assert shown["LOG"].isna().all()  # hiding the smallest with it would point at the other
    assert shown["TRA"].notna().all()


@pytest.mark.parametrize("size", [0, 1])
def test_few_areas_do_no_harm(size: int) -> None:
    doors = pd.Series([20] * size, dtype="int64")
    assert len(masked(pd.DataFrame({"LOG": [3] * size}), doors)) == size


@given(st.lists(st.tuples(st.integers(-3, 9), st.booleans()), max_size=40))
def test_what_is_added_to_what_was_told_is_a_group(visits: list[tuple[int, bool]]) -> None:
    now = told = pd.DataFrame({"doors": [0], "LOG": [0]}, index=["a"])
    for doors, raised in visits:
        now = (now + np.array([doors, doors if raised else 0])).clip(lower=0)
        added = now - told
        if fit_to_tell(now, added, doors="doors", among={"LOG": "doors"})["a"]:
            assert abs(added.loc["a", "doors"]) >= THRESHOLD
            assert abs(added.loc["a", "LOG"]) < abs(added.loc["a", "doors"])
            assert now.loc["a", "doors"] == 0 or now.loc["a", "doors"] >= THRESHOLD
            told = now


def test_what_is_new_is_told_once_enough_doors_have_answered() -> None:
    now = pd.DataFrame({"doors": [30, 30, 30, 3, 0], "LOG": [9, 9, 9, 1, 0]}, index=list("abcde"))
    added = pd.DataFrame(
        {"doors": [11, 10, 11, -12, -12], "LOG": [4, 4, 11, -4, -4]}, index=now.index
    )
    fit = fit_to_tell(now, added, doors="doors", among={"LOG": "doors"})
    assert fit.to_dict() == {"a": True, "b": False, "c": False, "d": False, "e": True}
