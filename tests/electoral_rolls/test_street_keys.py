import pytest

from electoral_rolls.street_keys import street_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AV DU GAL LECLERC", "AVENUE DU GENERAL LECLERC"),
        ("R STE URSULE", "RUE SAINTE URSULE"),
        ("CHE DE LA LOGE", "CHEMIN LOGE"),
        ("GRAND RUE", "GRANDE RUE"),
        ("RUE DU HUIT MAI 45", "RUE DU 8 MAI 1945"),
        ("PLACE HENRI IV", "PL HENRI 4"),
        ("RUE DU DIX NEUF MARS 1962", "RUE DU 19 MARS 1962"),
        ("BOULEVART FOCH", "BD FOCH"),
        ("BOULEVARDHENRI MARTIN", "BD HENRI MARTIN"),
        ("RUEE DES LILAS", "RUE DES LILAS"),
        ("QUAO DU CHATEAU", "QUAI DU CHATEAU"),
        ("ALLEES JEAN JAURES", "ALL JEAN JAURES"),
    ],
)
def test_two_spellings_of_one_street(one: str, other: str) -> None:
    left, right = street_key(one), street_key(other)
    assert (left.type, left.words) == (right.type, right.words)


@pytest.mark.parametrize("text", ["GRANDE RUE", "RUE A", "DE LA", "RUE", "LE"])
def test_a_name_is_never_empty(text: str) -> None:
    assert street_key(text).words


def test_the_reference_is_not_repaired() -> None:
    assert street_key("RUELLES VERTES", repair=False).type == "RUELLE"
    assert street_key("BOULEVART FOCH", repair=False).type == ""


def test_articles_are_kept_apart() -> None:
    assert street_key("RUE DU BOIS").literal != street_key("RUE DES BOIS").literal
    assert street_key("RUE DU BOIS").words == street_key("RUE DES BOIS").words
