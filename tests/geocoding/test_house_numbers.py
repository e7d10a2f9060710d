import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geocoding.address_index import AddressIndex, build_index, numbers_of
from geocoding.house_numbers import find_numbers, interpolate


def index_of(numbers: list[tuple[int, str]]) -> AddressIndex:
    table = pd.DataFrame(
        {
            "number": [n for n, _ in numbers],
            "repetition": [r for _, r in numbers],
            "lon": [n / 1000 for n, _ in numbers],
            "lat": [46.0 for _ in numbers],
        }
    )
    fixed = ("street_id", "name", "postcode", "insee", "city", "old_insee", "old_city")
    table = table.assign(id=[f"s_{n}{r}" for n, r in numbers], **dict.fromkeys(fixed, "s"))
    return build_index(table)


def found(index: AddressIndex, number: int, repetition: str) -> str:
    held = find_numbers(index, np.array([0]), np.array([number]), np.array([repetition], object))
    at = held.position[0]
    return str(index.numbers["id"].iloc[at]) if at >= 0 else ""


def test_repetitions_answer_in_order_of_likeness() -> None:
    index = index_of([(3, ""), (3, "bis"), (3, "a"), (5, ""), (7, "bis"), (7, "ter")])
    assert found(index, 3, "BIS") == "s_3bis"
    assert found(index, 3, "B") == "s_3bis"
    assert found(index, 3, "A") == "s_3a"
    assert found(index, 3, "") == "s_3"
    assert found(index, 5, "B") == "s_5"
    assert found(index, 7, "") == "s_7bis"
    assert found(index, 9, "") == ""
    assert found(index, 0, "") == ""


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30, unique=True), st.integers(1, 500))
def test_a_guess_lies_between_its_neighbours(numbers: list[int], wanted: int) -> None:
    index = index_of([(n, "") for n in numbers])
    guess = interpolate(index, np.array([0]), np.array([wanted]))
    side = [n for n in numbers if n % 2 == wanted % 2]
    low = max((n for n in side if n < wanted), default=None)
    high = min((n for n in side if n > wanted), default=None)
    if guess.kind[0] == 2:
        assert low is not None
        assert high is not None
        assert low / 1000 <= guess.longitude[0] <= high / 1000
    elif guess.kind[0] == 1:
        assert min(abs(n - wanted) for n in numbers) <= 12
    elif wanted not in numbers:
        assert min(abs(n - wanted) for n in numbers) > 12


def test_numbers_and_streets_fit_their_key() -> None:
    index = index_of([(99999, "bis"), (1, "")])
    assert sorted(numbers_of(index.keys).tolist()) == [1, 99999]
