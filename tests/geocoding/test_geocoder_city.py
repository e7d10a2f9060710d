"""Real sizes: a département of synthetic addresses, and Toulouse. Answers are only counted."""

from pathlib import Path
from time import process_time

import pandas as pd
import pytest

from geocoding.address_index import load_index
from geocoding.ban import street_id_of
from geocoding.geocoder import geocode

DATA = Path(__file__).parents[2].parent / "shared" / "data"
ANSWERED = ("housenumber", "interpolation", "street", "locality")


def needs(name: str) -> Path:
    folder = DATA / name
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    return folder


@pytest.fixture(scope="module")
def departement() -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = needs("rhone-synthetic")
    started = process_time()
    index = load_index(folder / "adresses-69.csv.gz", places=folder / "lieux-dits-69-beta.csv.gz")
    assert process_time() - started < 6, "an index of 309,000 numbers takes about 1 s"
    asked = pd.read_csv(folder / "queries_dev.csv.gz", dtype=str, keep_default_na=False)
    return asked, geocode(asked, index)


def test_house_numbers_of_a_departement(
    departement: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    asked, found = departement
    known = asked["truth_kind"] == "housenumber"
    assert (found["result_id"] == asked["truth_id"])[known].mean() >= 0.99


def test_few_wrong_streets_are_trusted(departement: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    asked, found = departement
    named = found["result_type"].isin(ANSWERED)
    wrong = street_id_of(found["result_id"]) != asked["truth_street_id"]
    likely, trusted = (named & (found["result_score"] >= least) for least in (0.7, 0.78))
    assert likely.mean() >= 0.93
    assert wrong[likely].mean() <= 0.005
    assert trusted.mean() >= 0.91
    assert wrong[trusted].mean() <= 0.0025


def test_dropped_first_names_are_borne(departement: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    asked, found = departement
    some = (asked["truth_kind"] == "housenumber") & asked["noise"].str.contains("firstname_dropped")
    assert (found["result_id"] == asked["truth_id"])[some].mean() >= 0.837


@pytest.mark.city
def test_toulouse() -> None:
    folder = needs("toulouse")
    roll = pd.read_csv(
        folder / "liste_electorale.csv.gz", sep=";", dtype=str, keep_default_na=False
    )
    truth = pd.read_csv(
        folder / "liste_electorale_verite.csv.gz", sep=";", dtype=str, keep_default_na=False
    ).set_index(["bureau", "numero_ordre"])["adresse_id"]
    bureau = roll["code du l'ugle"] + "_" + roll["code du bureau de vote"].str.zfill(4)
    order = roll["numéro d'ordre dans le bureau de vote"]
    right = truth.reindex(pd.MultiIndex.from_arrays([bureau, order])).to_numpy()
    asked = pd.DataFrame(
        {
            "numero": roll["numéro de voie"],
            "voie": roll["libellé de voie"],
            "lieu_dit": roll["lieu-dit"],
            "code_postal": roll["code postal"],
            "commune": roll["commune"],
            "insee": roll["code du l'ugle"],
        }
    )
    index = load_index(folder / "adresses-31555.csv.gz")
    started = process_time()
    found = geocode(asked, index)
    assert process_time() - started < 30, "the whole city takes about 3 s of CPU"
    known = right != ""
    exact = found["result_id"] == right
    numbered = found["result_type"] == "housenumber"
    assert exact[known].mean() >= 0.985
    assert (numbered & ~exact)[known].mean() <= 0.003
    sure = numbered & (found["result_score"] >= 0.8)
    assert sure[~known].sum() <= 5, "a few of the numbers said not to exist do exist"
