"""Commune and bureau codes have one spelling, so that rolls, contours and results join."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.codes import (
    ARRONDISSEMENTS,
    bureau_code,
    bureau_id,
    city_of,
    commune_code,
    commune_of,
    is_bureau_of,
    spellings,
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


@pytest.mark.parametrize(
    ("commune", "code", "wanted"),
    [
        ("75101", "0103", "75056_0103"),
        ("75101", "3", "75056_0103"),
        ("75120", 41.0, "75056_2041"),
        ("75116", "1601", "75056_1601"),
        ("69389", "9A", "69123_0909A"),
        ("13201", "0850", "13055_0850"),
        ("75101", "A", "75056_A"),
        ("75056", "0103", "75056_0103"),
    ],
)
def test_bureaux_of_arrondissements_go_by_their_city(
    commune: str, code: object, wanted: str
) -> None:
    assert bureau_id(commune, code) == wanted
    assert whole_bureau_id(wanted) == wanted


@pytest.mark.parametrize("city", sorted(ARRONDISSEMENTS))
def test_a_bureau_belongs_to_its_city_and_its_arrondissement_alone(city: str) -> None:
    first, last = (int(code) for code in ARRONDISSEMENTS[city])
    for number, code in enumerate(range(first, last + 1), start=1):
        bureau = bureau_id(str(code), "7")
        assert bureau == f"{city}_{number:02}07"
        assert is_bureau_of(bureau, [city])
        ours = [c for c in map(str, range(first, last + 1)) if is_bureau_of(bureau, [c])]
        assert ours == [str(code)]
    assert not is_bureau_of("31555_0101", [city, str(first)])
    assert is_bureau_of("31555_0101", [])


def test_sectors_of_the_results_are_communes() -> None:
    assert commune_code("13055SR01") == "13055"
    assert whole_bureau_id("13055SR01_0101") == "13055_0101"


def test_files_may_write_city_or_arrondissement() -> None:
    assert spellings(["69385"]) == spellings(["69123"]) | {"69385"}
    assert len(spellings(["75056"])) == 21
    assert spellings(["31555"]) == {"31555"}


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.integers(0, 99_999))
def test_an_id_read_again_is_itself(commune: str, number: int) -> None:
    whole = bureau_id(commune, number)
    assert whole_bureau_id(whole) == whole
    assert bureau_id(commune, f"{number:05}") == whole == bureau_id(commune, float(number))


@given(st.text(max_size=12))
def test_any_text_is_a_code_or_none(text: str) -> None:
    assert commune_code(text) in {"", commune_code(commune_code(text))}
    assert bureau_code(bureau_code(text)) == bureau_code(text)
