"""No small area of one kind follows from areas of another."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from maps.masking import THRESHOLD
from maps.overlaps import hidden_together

doors_of_a_place = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 25))


def known(doors: dict[str, pd.Series], places: pd.DataFrame, hidden: dict[str, pd.Series]) -> list:
    """Give the hidden areas whose figure is a sum and difference of what is shown."""
    kinds = list(doors)
    place = places.drop_duplicates(kinds).reset_index(drop=True)
    rows = {(k, a): (place[k] == a).to_numpy(float) for k in kinds for a in doors[k].index}
    seen = [np.ones(len(place))] + [rows[k, a] for k, a in rows if not hidden[k][a]]
    rank = np.linalg.matrix_rank(np.array(seen))
    return [
        cell
        for cell, row in rows.items()
        if hidden[cell[0]][cell[1]] and np.linalg.matrix_rank(np.array([*seen, row])) == rank
    ]


@given(st.lists(doors_of_a_place, min_size=1, max_size=14))
def test_no_hidden_area_follows_from_what_is_shown(told: list[tuple[int, int, int]]) -> None:
    places = pd.DataFrame(told, columns=["turf", "bureau", "doors"])
    places = places.astype({"turf": "str", "bureau": "str"})
    places = places[places["doors"] > 0]
    doors = {kind: places.groupby(kind)["doors"].sum() for kind in ("turf", "bureau")}
    hidden = hidden_together(doors, places)
    found = known(doors, places, hidden)
    for kind, of in doors.items():
        assert hidden[kind][of < THRESHOLD].all()
        # where everything is in one area, the total of the town is its figure
        small = [area for area in of.index if of[area] < THRESHOLD and len(of) > 1]
        assert not [area for area in small if (kind, area) in found]


def test_the_one_small_turf_of_a_station_takes_another_of_it_along() -> None:
    places = pd.DataFrame(
        [("T1", "B1"), ("T2", "B1"), ("T3", "B1"), ("T4", "B2"), ("T5", "B2")],
        columns=["turf", "bureau"],
    )
    turfs = pd.Series({"T1": 5, "T2": 40, "T3": 30, "T4": 9, "T5": 50})
    stations = pd.Series({"B1": 75, "B2": 59})
    hidden = hidden_together({"turf": turfs, "bureau": stations}, places)
    assert hidden["turf"].to_dict() == {"T1": True, "T2": False, "T3": True, "T4": True, "T5": True}
    assert not hidden["bureau"].any()
