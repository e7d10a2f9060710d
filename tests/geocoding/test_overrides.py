import pandas as pd
import pytest

from canvass.tables import ADDRESS_COLUMNS
from geocoding.address_index import build_index
from geocoding.overrides import OverrideKeys, line_key


@pytest.fixture(scope="module")
def register() -> OverrideKeys:
    streets = [
        ("01001_0001", "Rue du Port", "01001", "Bourg"),
        ("69381_0001", "Rue de la Barre", "69381", "Lyon 1er"),
        ("69382_0001", "Rue de la Barre", "69382", "Lyon 2e"),
        ("69382_0002", "Quai Perrache", "69382", "Lyon 2e"),
    ]
    rows = [
        {
            "id": f"{street}_{number:05d}{'_' + rep if rep else ''}",
            "street_id": street, "number": number, "repetition": rep, "name": name,
            "postcode": "", "insee": insee, "city": city, "old_insee": "", "old_city": "",
            "lon": 5.0, "lat": 46.0,
        }
        for street, name, insee, city in streets
        for number, rep in ((1, ""), (12, ""), (12, "bis"))
    ]  # fmt: skip
    return OverrideKeys.of(build_index(pd.DataFrame(rows)))


def line(**told: str) -> dict[str, str]:
    return dict.fromkeys(ADDRESS_COLUMNS, "") | {"voie": "R DU PRT", "numero": "14"} | told


@pytest.mark.parametrize(
    ("insee", "postcode", "decision", "kept"),
    [
        ("01001", "", "Rue du Port", "01001_0001"),
        ("01001", "", "01001_0001", "01001_0001"),
        ("01001", "", "12 rue du Port", "01001_0001_00012"),
        ("01001", "", "12 bis, rue du port", "01001_0001_00012_bis"),
        ("01001", "", "12B RUE DU PORT", "01001_0001_00012_bis"),
        ("01001", "", "01001_0001_00001", "01001_0001_00001"),
        ("69382", "", "Rue de la Barre", "69382_0001"),
        ("69123", "69001", "1 rue de la Barre", "69381_0001_00001"),
        ("69123", "", "quai Perrache", "69382_0002"),
        ("69123", "", "Rue de la Barre", None),
        ("01001", "", "14 rue du Port", None),
        ("01001", "", "Quai Perrache", None),
        ("01001", "", "12", None),
    ],
)
def test_a_decision_is_a_street_or_an_address_of_the_town(
    register: OverrideKeys, insee: str, postcode: str, decision: str, kept: str | None
) -> None:
    asked = line(insee=insee, code_postal=postcode)
    found = register.read(asked, decision)
    assert (found and found[1]) == kept
    if kept and kept.count("_") > 1:
        assert found is not None
        assert found[0] == line_key(asked), "an address is for that line alone"
