"""One decision places every voter whose address is worded alike."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from campaign.addresses.geocode import geocode
from campaign.addresses.place_addresses import TO_PLACE, place_from_file, to_place
from campaign.demo import SAMPLE
from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import PlaceFiles, import_places
from canvass.errors import BadInputError
from canvass.tables import PLACEMENTS
from people_base.store import read

HEADER = (
    "code du l'ugle;libellé du type de liste;nom de naissance;nom d'usage;prénoms;sexe;"
    "date de naissance;numéro de voie;libellé de voie;complément 1;complément 2;lieu-dit;"
    "code postal;commune;code du bureau de vote;numéro d'ordre dans le bureau de vote"
)
ROWS = [
    "EXEMPLE;;Ana;F;01/01/1980;3;RUE DE L'ANCIEN OCTROI",
    "EXEMPLE;;Basile;M;01/01/1981;5;RUE DE L'ANCIEN OCTROI",
    "MODELE;;Chloé;F;01/01/1982;;RUE PASTEUR",
]


@pytest.fixture
def town(make_campaign: Callable[..., Campaign], tmp_path: Path) -> Campaign:
    """Three voters, two of them in a street by its former name."""
    roll = tmp_path / "liste.csv"
    lines = [
        f"99001;Liste principale;{row};;;;99100;VAL-FLEURI;0001;{n}"
        for n, row in enumerate(ROWS, start=1)
    ]
    roll.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    made = make_campaign()
    import_roll(made, [roll])
    import_places(made, PlaceFiles(addresses=SAMPLE / "adresses-99.csv.gz"))
    geocode(made)
    return made


def decide(campaign: Campaign, decisions: dict[str, str]) -> Path:
    path = campaign.review / TO_PLACE
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    table["decision"] = table["voie"].map(decisions).fillna("")
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    return path


def ids(campaign: Campaign) -> list[str]:
    with campaign.base() as base:
        return sorted(read(base, PLACEMENTS)["result_id"])


def test_a_street_decided_once_places_all_its_voters(town: Campaign) -> None:
    decide(town, {"RUE DE L'ANCIEN OCTROI": "Rue Pasteur"})
    done = place_from_file(town)
    assert done.decisions == 1
    assert done.geocoded.placed == 2
    streets = {one.rsplit("_", 1)[0] for one in ids(town)}
    assert len(streets) <= 2


def test_one_line_can_be_given_its_address(town: Campaign) -> None:
    points = pd.read_csv(SAMPLE / "adresses-99.csv.gz", sep=";", dtype=str)
    chosen = points.loc[points["nom_voie"] == "Rue Pasteur", "id"].iloc[0]
    decide(town, {"RUE PASTEUR": chosen})
    assert place_from_file(town).geocoded.placed == 1
    assert chosen in ids(town)


def test_decisions_survive_the_next_geocoding(town: Campaign) -> None:
    decide(town, {"RUE DE L'ANCIEN OCTROI": "Rue Pasteur"})
    place_from_file(town)
    assert geocode(town).placed == 2


def test_candidates_are_offered(town: Campaign) -> None:
    table = pd.read_csv(town.review / TO_PLACE, sep=";", dtype=str, keep_default_na=False)
    pasteur = table[table["voie"] == "RUE PASTEUR"].iloc[0]
    assert pasteur["candidat_1"] == "Rue Pasteur"


def test_a_decision_that_names_nothing_keeps_none(town: Campaign) -> None:
    decide(town, {"RUE DE L'ANCIEN OCTROI": "Rue Pasteur", "RUE PASTEUR": "Rue de Nulle Part"})
    before = ids(town)
    with pytest.raises(BadInputError) as caught:
        place_from_file(town)
    assert [fault.column for fault in caught.value.faults] == ["decision"]
    assert ids(town) == before


def test_texts_to_place_are_given_with_their_voters(town: Campaign) -> None:
    table = to_place(town)
    assert table["electeurs"].sum() == 3
    assert table["electeurs"].is_monotonic_decreasing
    assert {"candidat_1", "decision"} <= set(table)
    (town.review / TO_PLACE).unlink()
    assert to_place(town).empty
