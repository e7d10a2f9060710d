import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoding.door_labels import door_label, door_labels


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("BAT B ESC 2 ETAGE 3 APT 34", "Bât B, esc 2, étage 3, apt 34"),
        ("Appartement 3 / Bâtiment B", "Bât B, apt 3"),
        ("APPT 007", "apt 7"),
        ("ETAGE 8 PORTE 1", "étage 8, porte 1"),
        ("3EME ETAGE GAUCHE", "étage 3"),
        ("RDC PORTE A", "étage 0, porte A"),
        ("BATIMENT LES CHENES APT 3", "Bât LES CHENES, apt 3"),
        ("RES MOREAU / APT 1", "apt 1"),
        ("CHEZ M DURAND", ""),
        ("CHEZ M DURAND APT 4", "apt 4"),
        ("RUE DE LA TOUR D AUVERGNE", ""),
        ("RUE DES HALLES", ""),
        ("12 RUE DU PORT", ""),
        ("", ""),
    ],
)
def test_a_door_is_read(text: str, label: str) -> None:
    assert door_label(text) == label


def test_both_complements_are_read_alike() -> None:
    voters = pd.DataFrame(
        {
            "compl1": ["Bâtiment B", "APPT 3", None],
            "compl2": ["APPT 3", "BAT B", ""],
            "street_raw": ["RUE X", "RUE X", "12 RUE X ESC C"],
        },
        index=pd.Index(["a", "b", "c"], name="voter_id"),
    )
    labels = door_labels(voters)
    assert labels.to_dict() == {"a": "Bât B, apt 3", "b": "Bât B, apt 3", "c": "esc C"}
    assert labels.index.name == "voter_id"


def test_a_table_without_complements_has_no_doors() -> None:
    assert door_labels(pd.DataFrame(index=["a"])).tolist() == [""]


@given(st.text(max_size=60))
def test_hosts_are_never_repeated(text: str) -> None:
    assert "DURAND" not in door_label(f"CHEZ M DURAND {text}")
