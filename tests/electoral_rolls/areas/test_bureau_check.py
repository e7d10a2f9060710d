"""Bureaux whose numbers changed between the roll and the contours are found, and no others."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.codes import whole_bureau_id
from electoral_rolls.areas.areas import areas_of_points, read_areas
from electoral_rolls.areas.bureau_check import check_bureaux, rename_areas

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
L93 = "EPSG:2154"


def ids(*numbers: int) -> list[str]:
    return [f"31555_{number:04}" for number in numbers]


def voters(cells: dict[tuple[int, int], int]) -> tuple[pd.Series, pd.Series]:
    """One row a voter of (roll, contour) -> how many."""
    pairs = [pair for pair, count in cells.items() for _ in range(count)]
    return pd.Series(ids(*(r for r, _ in pairs))), pd.Series(ids(*(a for _, a in pairs)))


def areas(*numbers: int, labels: list[str] | None = None) -> gpd.GeoDataFrame:
    index = pd.Index(ids(*numbers), name="bureau_id", dtype="str")
    return gpd.GeoDataFrame(
        {"label": labels or [f"{n:04}" for n in numbers], "commune_id": "31555"},
        index=index,
        geometry=[shapely.box(n, 0, n + 1, 1) for n in numbers],
        crs=L93,
    )


def test_pairs_and_bureaux_are_counted() -> None:
    roll, area = voters({(1, 1): 90, (1, 2): 10, (2, 2): 50})
    roll[len(roll)], area[len(area)] = "", "31555_0001"
    found = check_bureaux(roll, area)
    assert found.pairs.to_dict("records") == [
        {"roll_bureau": "31555_0001", "area_bureau": "31555_0002", "voters": 10}
    ]
    assert found.bureaux.loc["31555_0001"].tolist() == [100, 10, 0.1]
    assert found.bureaux.loc["31555_0002"].tolist() == [50, 0, 0]
    assert found.codes == {}


def test_two_bureaux_that_changed_numbers_are_found() -> None:
    found = check_bureaux(*voters({(12, 14): 97, (12, 1): 3, (14, 12): 80, (1, 1): 100}))
    assert found.codes == dict(zip(ids(14, 12), ids(12, 14), strict=True))
    assert found.renumbered.loc["31555_0014", "share_of_roll"] == 0.97
    assert found.shift is None


def test_a_constant_shift_is_named() -> None:
    found = check_bureaux(*voters({(51, 1): 90, (52, 2): 90, (53, 3): 90}))
    assert found.shift == 50


@pytest.mark.parametrize("shares", [(30, 70), (70, 30), (50, 50)])
def test_a_bureau_that_was_split_keeps_its_contour(shares: tuple[int, int]) -> None:
    found = check_bureaux(*voters({(1, 1): shares[0], (13, 1): shares[1]}))
    assert found.codes == {}
    assert found.bureaux.loc["31555_0013", "share_elsewhere"] == 1


def test_bureaux_that_were_joined_give_one_contour() -> None:
    found = check_bureaux(*voters({(1, 1): 90, (1, 2): 80}))
    assert found.codes == {"31555_0002": "31555_0001"}
    assert found.uncertain == ()
    named = ["École", "Gymnase"]
    joined = rename_areas(areas(1, 2, labels=named), found.codes, without=found.uncertain)
    assert joined.index.tolist() == ["31555_0001"]
    assert joined.area.tolist() == [2]
    assert joined["label"].tolist() == ["École"]


def test_a_contour_whose_number_went_elsewhere_names_nothing() -> None:
    """Else it would be joined with the one that has its number now."""
    found = check_bureaux(*voters({(1, 2): 90, (2, 1): 45, (3, 1): 45}))
    assert found.codes == {"31555_0002": "31555_0001"}
    assert found.uncertain == ("31555_0001",)
    renamed = rename_areas(areas(1, 2), found.codes, without=found.uncertain)
    assert renamed.index.tolist() == ["31555_0001"]
    assert renamed.geometry.iloc[0].equals(shapely.box(2, 0, 3, 1))
    assert renamed["label"].tolist() == ["0001"]


def test_few_voters_prove_nothing() -> None:
    assert check_bureaux(*voters({(1, 2): 5})).codes == {}


def test_nobody_agrees_with_nobody() -> None:
    empty = pd.Series([], dtype="str")
    found = check_bureaux(empty, empty)
    assert found.pairs.empty
    assert found.codes == {}
    assert found.shift is None


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_renumbering_is_undone(data: st.DataObject) -> None:
    """Whatever the permutation: with 5 % of strays every contour gets its roll's number back."""
    count = data.draw(st.integers(2, 12))
    new = data.draw(st.permutations(range(1, count + 1)))
    seed = data.draw(st.integers(0, 99))
    home = np.repeat(np.arange(count), 100)
    strays = np.random.default_rng(seed).random(len(home)) < 0.05
    area = np.where(strays, (home + 1) % count, home) + 1
    roll = np.array(new)[home]
    found = check_bureaux(pd.Series(ids(*roll)), pd.Series(ids(*area)))
    wanted = {a: r for a, r in zip(ids(*range(1, count + 1)), ids(*new), strict=True) if a != r}
    assert found.codes == wanted
    assert found.uncertain == ()
    renamed = rename_areas(areas(*range(1, count + 1)), found.codes)
    assert renamed.index.tolist() == ids(*range(1, count + 1))
    assert renamed.geometry.loc[ids(new[0])[0]].equals(shapely.box(1, 0, 2, 1))


@pytest.fixture(scope="module")
def finistere() -> pd.DataFrame:
    """INSEE's addresses of three communes: bureau of the roll, contour, in one row a voter."""
    folder = SHARED / "finistere-reu"
    if not folder.is_dir():
        pytest.skip("the real addresses of Finistère are not on this machine")
    table = read_areas(folder / "bureaux_etalab2022.geojson", kind="bureau", crs=L93).table
    rows = pd.read_csv(folder / "reu_adresses_29039_29046_29116.csv", dtype=str)
    places = gpd.points_from_xy(rows["longitude"].astype(float), rows["latitude"].astype(float))
    points = gpd.GeoSeries(places, crs="EPSG:4326").to_crs(L93)
    pairs = pd.DataFrame(
        {
            "roll": rows["id_brut_bv_reu"].map(whole_bureau_id),
            "area": areas_of_points(points, table),
        }
    )
    return pairs.loc[pairs.index.repeat(rows["nb_adresses"].astype(int))].reset_index(drop=True)


def test_real_contours_of_the_same_year_agree(finistere: pd.DataFrame) -> None:
    found = check_bureaux(finistere["roll"], finistere["area"])
    assert found.codes == {}
    assert found.bureaux["elsewhere"].sum() / found.bureaux["voters"].sum() < 0.01
    assert found.bureaux["share_elsewhere"].max() < 0.05


@pytest.mark.parametrize("shift", [1, 5])
def test_real_bureaux_that_are_renumbered_are_found(finistere: pd.DataFrame, shift: int) -> None:
    """Concarneau (17 bureaux) and Douarnenez (13), numbered round in a circle."""
    counts = {"29039": 17, "29046": 13, "29116": 1}
    moved = {
        f"{town}_{n:04}": f"{town}_{(n - 1 + shift) % count + 1:04}"
        for town, count in counts.items()
        for n in range(1, count + 1)
    }
    found = check_bureaux(finistere["roll"].map(moved), finistere["area"])
    assert found.codes == {old: new for old, new in moved.items() if old != new}
    assert found.renumbered["share_of_area"].min() > 0.9
