"""Two spellings of one person meet; two people do not, but by name and date."""

import pytest

from canvass.lookalike import asked_keys, stored_keys

OBJECTOR = {
    "birth_name": "LE GOFF",
    "usage_name": "",
    "first_names": "Anne-Marie Louise",
    "date": "1971-02-01",
}


def alike(roll: dict[str, str], objector: dict[str, str] = OBJECTOR) -> bool:
    """Whether somebody of a roll is looked at because of who objected."""
    return bool(asked_keys(**(OBJECTOR | roll)) & stored_keys(**(OBJECTOR | objector)))


@pytest.mark.parametrize(
    "roll",
    [
        {},
        {"birth_name": "LEGOFF"},
        {"birth_name": "Le  Goff"},
        {"birth_name": "L\u2019E-GÖFF"},
        {"first_names": "ANNE"},
        {"first_names": "Anne, Marie, Louise"},
        {"first_names": "A."},
        {"date": "1971-01-02"},
        {"date": ""},
        {"date": "25965"},
        {"date": "1971-00-00"},
        {"birth_name": "MARTIN", "usage_name": "LEGOFF"},
    ],
)
def test_another_spelling_is_met(roll: dict[str, str]) -> None:
    assert alike(roll)


@pytest.mark.parametrize(
    "roll",
    [
        {"birth_name": "LE GALL"},
        {"first_names": "Louise Anne-Marie"},
        {"date": "1971-02-02"},
        {"date": "1972-00-00"},
        {"first_names": "M."},
        {"first_names": "", "date": "1971-02-01"},
    ],
)
def test_somebody_else_is_not(roll: dict[str, str]) -> None:
    assert not alike(roll)


@pytest.mark.parametrize(
    "objector",
    [
        {"first_names": "A"},
        {"date": ""},
        {"date": "??/??/1971"},
        {"date": "1971-00-00"},
        {"birth_name": "DURAND", "usage_name": "Le Goff"},
    ],
)
def test_an_objector_of_whom_less_is_known_is_met_by_what_is(objector: dict[str, str]) -> None:
    assert alike({}, objector)


def test_ligatures_are_letters() -> None:
    assert alike({"birth_name": "LEBOEUF"}, {"birth_name": "Le Bœuf"})
