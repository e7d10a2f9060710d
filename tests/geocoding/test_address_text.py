import pytest

from geocoding.address_text import (
    ParsedLine,
    parse_line,
    plain_text,
    variants,
    without_complements,
)
from geocoding.street_words import OPENERS


@pytest.mark.parametrize(
    ("line", "number", "repetition", "text"),
    [
        ("12 RUE DU PORT", 12, "", "RUE DU PORT"),
        ("12, rue de l'Église", 12, "", "RUE DE L EGLISE"),
        ("012 BIS R. DU CLOS", 12, "BIS", "R DU CLOS"),
        ("12B AVENUE FOCH", 12, "B", "AVENUE FOCH"),
        ("58 R. DU CLOS", 58, "", "R DU CLOS"),
        ("12 R MAS DES AUGUSTINS", 12, "", "R MAS DES AUGUSTINS"),
        ("261-263, R DU CRET BLANCHE APT 53", 261, "", "R DU CRET BLANCHE"),
        ("10 ET 12 RESIDENCE ROSA", 10, "", "RESIDENCE ROSA"),
        ("106, ETAGE 7 APT 84 RUE X", 106, "", "RUE X"),
        ("2EME ETAGE IMPASSE ALICE ROGER", 0, "", "IMPASSE ALICE ROGER"),
        ("96, CHEZ M MIMOSAS R BERTHE ROUX", 96, "", "R BERTHE ROUX"),
        ("BP 76 AVENUE BAYLAC", 0, "", "AVENUE BAYLAC"),
        ("8 MAI 1945", 0, "", "8 MAI 1945"),
        ("RUE DU 8 MAI 1945", 0, "", "RUE DU 8 MAI 1945"),
        ("2E DIVISION BLINDEE", 0, "", "2E DIVISION BLINDEE"),
        ("RUE DES HALLES", 0, "", "RUE DES HALLES"),
        ("RUE PIERRE LOTI", 0, "", "RUE PIERRE LOTI"),
        ("RUE DE LA PORTE D ALBI", 0, "", "RUE DE LA PORTE D ALBI"),
        ("RUE DE LA TOUR D AUVERGNE", 0, "", "RUE DE LA TOUR D AUVERGNE"),
        ("LIEU-DIT LA CROIX", 0, "", "LA CROIX"),
        ("9 A 11 R. DU PORT", 9, "", "R DU PORT"),
        ("9-11 R DU PORT", 9, "", "R DU PORT"),
        ("9 A RUE DU PORT", 9, "A", "RUE DU PORT"),
        ("3 Q. DU RHONE", 3, "", "Q DU RHONE"),
        ("PTE 14 8 C, RUE DU PORT", 8, "C", "RUE DU PORT"),
        ("B.P. 234 17 RUE DU PORT MAISON 3", 17, "", "RUE DU PORT"),
        ("CHEZ MERLET", 0, "", "CHEZ MERLET"),
        ("12RUE DU PORT", 12, "", "RUE DU PORT"),
        ("12bisrue du Port", 12, "BIS", "RUE DU PORT"),
        ("N°12BRUE DU PORT", 12, "B", "RUE DU PORT"),
        ("5LES LILAS", 5, "", "LES LILAS"),
        ("8MAI 1945", 0, "", "8 MAI 1945"),
        ("2EME DB", 0, "", "2EME DB"),
        ("1ERE ARMEE", 0, "", "1ERE ARMEE"),
        ("AllÃ©e des VerchÃ¨res", 0, "", "ALLEE DES VERCHERES"),
        ("Ã  la Croix", 0, "", "A LA CROIX"),
        ("R\ufffdsidence de la Thomassi\ufffdre", 0, "", "RESIDENCE DE LA THOMASSIERE"),
        ("", 0, "", ""),
        ("12", 0, "", "12"),
    ],
)
def test_a_line_is_read(line: str, number: int, repetition: str, text: str) -> None:
    found = parse_line(line)
    assert (found.number, found.repetition, found.text) == (number, repetition, text)


@pytest.mark.parametrize(
    ("number", "line", "expected"),
    [
        ("12", "RUE DU PORT", (12, "", "RUE DU PORT")),
        ("0012", "RUE DU PORT", (12, "", "RUE DU PORT")),
        ("12 BIS", "RUE DU PORT", (12, "BIS", "RUE DU PORT")),
        ("12-14", "RUE DU PORT", (12, "", "RUE DU PORT")),
        ("12 A 14", "RUE DU PORT", (12, "", "RUE DU PORT")),
        ("12 A", "RUE DU PORT", (12, "A", "RUE DU PORT")),
        ("12", "12 RUE DU PORT", (12, "", "RUE DU PORT")),
        ("3", "8 MAI 1945", (3, "", "8 MAI 1945")),
        ("0", "RUE DU PORT", (0, "", "RUE DU PORT")),
        ("S/N", "RUE DU PORT", (0, "", "RUE DU PORT")),
        ("", "12 RUE DU PORT", (12, "", "RUE DU PORT")),
    ],
)
def test_the_number_column_comes_first(
    number: str, line: str, expected: tuple[int, str, str]
) -> None:
    found = parse_line(line, number)
    assert (found.number, found.repetition, found.text) == expected


def test_a_range_is_told() -> None:
    assert parse_line("RUE X", "49 ET 51") == ParsedLine(49, "", "RUE X", range_given=True)


def test_a_host_is_taken_out() -> None:
    assert without_complements("CHEZ MME DURAND 12 RUE DU PORT") == "12 RUE DU PORT"
    assert "DURAND" not in parse_line("12 rue du Port, chez M. Durand").text
    assert without_complements("C/O DURAND 12 RUE DU PORT") == "12 RUE DU PORT"


def test_plain_text_has_capitals_and_digits_only() -> None:
    assert plain_text("  Cœur-de-l’Île, n°3 ") == "COEUR DE L ILE N 3"


def test_other_readings() -> None:
    assert ("RUE DU PORT", 12, "") in variants("RES LES LILAS 12 RUE DU PORT")
    assert ("RUE DU PORT", 0, "") in variants("RUE DU PORT RES LES LILAS")
    assert ("RUE DU PORT", 0, "") in variants("RUE DU PORT CHEZ DURAND")
    assert ("RU DU PORT", 24, "B") in variants("IMM LE MISTRAL 24B RU DU PORT FOYER SOLEIL")
    assert ("RUE DE LA", 0, "") not in variants("RUE DE LA MAISON ROUGE")
    assert ("RUE DOMINIQUE CLOS", 0, "") in variants("RUE DOMINIQUE CLOS RESIDENCE LE PARC")
    hent = variants("RES KER 3 HENT AR MOR", OPENERS | {"HENT"})
    assert hent == [("HENT AR MOR", 3, "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUE DU PORT 12", [("RUE DU PORT", 12, "")]),
        ("RUE DU PORT N 12 BIS", [("RUE DU PORT", 12, "BIS")]),
        ("RUE DU PORT 12B", [("RUE DU PORT", 12, "B")]),
        ("RUE DU 8 MAI 1945", []),
        ("ROUTE NATIONALE 7", []),
        ("RUE 12", []),
    ],
)
def test_a_number_may_follow_its_street(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert variants(text) == expected


def test_a_number_after_a_residence_is_read_too() -> None:
    assert ("RUE DU PORT", 12, "B") in variants("RUE DU PORT 12 B RES LES LILAS")
