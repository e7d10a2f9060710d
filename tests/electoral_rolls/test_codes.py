"""Commune and bureau codes have one spelling, so that rolls, contours and results join."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electoral_rolls.codes import (
    bureau_code,
    bureau_id,
    city_of,
    commune_code,
    commune_of,
    whole_bureau_id,
)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("31555", "31555"),
        (" 31 555 ", "31555"),
        (1001, "01001"),
        (1001.0, "01001"),
        ("1001", "01001"),
        ("2a004", "2A004"),
        ("ZA101", "97101"),
        ("ZN018", "98818"),
        ("97105", "97105"),
        ("315", ""),
        ("TOULOUSE", ""),
        ("３１５５５", ""),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_commune_codes(value: object, wanted: str) -> None:
    assert commune_code(value) == wanted


@pytest.mark.parametrize(
    ("department", "commune", "wanted"),
    [
        ("31", "555", "31555"),
        ("1", "4", "01004"),
        ("", "31555", "31555"),
        ("31", "31555", "31555"),
        ("01", "1004", "01004"),
        ("2A", "004", "2A004"),
        ("ZA", "101", "97101"),
        ("971", "01", "97101"),
        ("", "555", ""),
        ("31", "", ""),
    ],
)
def test_communes_without_their_department(department: str, commune: str, wanted: str) -> None:
    assert commune_of(department, commune) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("1", "0001"),
        ("0001", "0001"),
        ("00001", "0001"),
        (7.0, "0007"),
        ("7.0", "0007"),
        ("136a", "136A"),
        ("0136A", "0136A"),
        ("12345", "12345"),
        ("0", "0000"),
        ("", ""),
        (None, ""),
    ],
)
def test_bureau_codes(value: object, wanted: str) -> None:
    assert bureau_code(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("29039_1", "29039_0001"),
        ("31555_0136A", "31555_0136A"),
        ("29039-12", "29039_0012"),
        ("290390012", "29039_0012"),
        ("ZA101_0001", "97101_0001"),
        ("2A004_1", "2A004_0001"),
        ("1-3", ""),
        ("0001", ""),
        ("29039_", ""),
    ],
)
def test_codes_that_hold_commune_and_bureau(value: str, wanted: str) -> None:
    assert whole_bureau_id(value) == wanted


def test_arrondissements_belong_to_their_city() -> None:
    found = [city_of(code) for code in ("75101", "75120", "69385", "13216", "13217", "31555")]
    assert found == ["75056", "75056", "69123", "13055", "13217", "31555"]


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.integers(0, 99_999))
def test_an_id_read_again_is_itself(commune: str, number: int) -> None:
    whole = bureau_id(commune, number)
    assert whole_bureau_id(whole) == whole
    assert bureau_id(commune, f"{number:05}") == whole == bureau_id(commune, float(number))


@given(st.text(max_size=12))
def test_any_text_is_a_code_or_none(text: str) -> None:
    assert commune_code(text) in {"", commune_code(commune_code(text))}
    assert bureau_code(bureau_code(text)) == bureau_code(text)
