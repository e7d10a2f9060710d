import pandas as pd
import pytest

from geocoding.communes import (
    Towns,
    arrondissement_of,
    city_key,
    city_of,
    merged_communes,
)


@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("75001", "75101"),
        ("75016", "75116"),
        ("75116", "75116"),
        ("75020", "75120"),
        ("13016", "13216"),
        ("69001", "69381"),
        ("69009", "69389"),
        ("69010", ""),
        ("75021", ""),
        ("13100", ""),
        ("69100", ""),
        ("", ""),
        ("7500A", ""),
    ],
)
def test_postcodes_of_arrondissements(postcode: str, code: str) -> None:
    assert arrondissement_of(postcode) == code


def test_arrondissements_belong_to_their_commune() -> None:
    assert [city_of(c) for c in ("75116", "13201", "69389", "31555")] == [
        *("75056", "13055", "69123", "31555")
    ]


@pytest.mark.parametrize(
    "name", ["Lyon", "LYON 3E ARRONDISSEMENT", "Lyon 03", "LYON CEDEX 03", "lyon 3ème"]
)
def test_one_town_many_spellings(name: str) -> None:
    assert city_key(name) == "LYON"


def test_articles_and_saints_do_not_part_names() -> None:
    assert city_key("ST-DIDIER AU MONT D OR") == city_key("Saint-Didier-au-Mont-d'Or")


def test_towns_of_an_index() -> None:
    streets = pd.DataFrame(
        [
            ("69149", "Oullins-Pierre-Bénite", "69152", "Pierre-Bénite", "69310"),
            ("69149", "Oullins-Pierre-Bénite", "69149", "Oullins", "69600"),
            ("69141", "Mornant", "", "", "69440"),
        ],
        columns=["insee", "city", "old_insee", "old_city", "postcode"],
    )
    towns = Towns.of(streets)
    assert towns.find("69152", "", "") == "69149", "a former code"
    assert towns.find("", "69310", "PIERRE BENITE") == "69149", "a former name"
    assert towns.find("", "", "MORNAT") == "69141", "a slip"
    assert towns.find("99999", "", "") == ""
    assert not towns.is_other("69149", city_key("OULLINS"))
    assert towns.is_other("69149", city_key("MORNANT"))
    assert not towns.is_other("69149", "")


def test_the_official_table_fills_what_the_file_does_not_say() -> None:
    columns = ["insee", "city", "old_insee", "old_city", "postcode"]
    rows = [
        ("93066", "Saint-Denis", "", "", "93200"),
        ("69149", "Oullins-Pierre-Bénite", "", "", ""),
    ]
    towns = Towns.of(pd.DataFrame(rows, columns=columns))
    assert towns.find("93059", "", "") == "93066"
    assert towns.find("", "", "Pierrefitte sur Seine") == "93066"
    assert not towns.is_other("69149", city_key("OULLINS"))
    before = Towns.of(pd.DataFrame([*rows, ("93059", "Pierrefitte", "", "", "")], columns=columns))
    assert before.find("93059", "", "") == "93059", "a file older than the merger"


def test_the_official_table_is_whole() -> None:
    merged = merged_communes()
    assert len(merged) > 4000
    assert len({one.code for one in merged}) == len(merged)
    assert all(len(one.code) == len(one.now) == 5 for one in merged)
