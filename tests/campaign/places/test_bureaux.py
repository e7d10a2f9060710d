"""Where the map numbers bureaux otherwise than the roll, the organiser is told and decides."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from campaign.addresses.geocode import Geocoded, geocode
from campaign.addresses.renumber import renumber
from campaign.demo import SAMPLE
from campaign.folder import Campaign, open_campaign
from campaign.places.import_places import RENUMBERED, PlaceFiles, import_places
from campaign.wording.results import lines
from canvass.errors import BadInputError, MissingStepError
from canvass.tables import BUILDINGS, BUREAUX, RESULTS, VOTERS
from people_base.facts import facts
from people_base.store import read, write

TOWN = "99001"


@pytest.fixture
def campaign(played: Campaign, tmp_path: Path) -> Campaign:
    """The campaign of the demo, to be changed at will."""
    shutil.copytree(played.folder, tmp_path / "campagne")
    return open_campaign(tmp_path / "campagne")


def contours(tmp_path: Path, new_of: dict[str, str]) -> Path:
    """The contours of Val-Fleuri under other codes."""
    shapes = json.loads((SAMPLE / "bureaux.geojson").read_text())
    for feature in shapes["features"]:
        code = feature["properties"]["codeBureauVote"]
        town, _, number = new_of.get(code, code).partition("_")
        feature["properties"] |= {
            "codeBureauVote": f"{town}_{number}",
            "codeCommune": town,
            "numeroBureauVote": number,
        }
    path = tmp_path / "contours.geojson"
    path.write_text(json.dumps(shapes), encoding="utf-8")
    return path


def in_a_circle() -> dict[str, str]:
    codes = [f["properties"]["codeBureauVote"] for f in _features()]
    return dict(zip(codes, codes[1:] + codes[:1], strict=True))


def _features() -> list[dict[str, dict[str, str]]]:
    shapes: dict[str, list[dict[str, dict[str, str]]]] = json.loads(
        (SAMPLE / "bureaux.geojson").read_text()
    )
    return shapes["features"]


def bureaux_of(campaign: Campaign) -> pd.Series:
    with campaign.base() as base:
        return read(base, BUILDINGS, columns=["bureau_id"])["bureau_id"]


def said(result: Geocoded) -> str:
    return "\n".join(str(line) for line in lines(result))


def test_the_contours_of_the_sample_agree(campaign: Campaign) -> None:
    done = geocode(campaign)
    assert done.look_alikes == ()
    assert not (campaign.review / "bureaux_renumerotes.csv").exists()
    with pytest.raises(MissingStepError):
        renumber(campaign)


def test_renumbered_contours_are_told_then_take_the_rolls_numbers(
    campaign: Campaign, tmp_path: Path
) -> None:
    before = bureaux_of(campaign)
    with campaign.base() as base:
        voters = read(base, VOTERS, columns=["bureau_id"])
    turned = in_a_circle()
    import_places(campaign, PlaceFiles(bureaux=contours(tmp_path, turned)))
    told = geocode(campaign)
    assert {a.area: a.roll for a in told.look_alikes} == {new: old for old, new in turned.items()}
    assert "ressemble au contour" in said(told)
    assert "donnez aux contours les numéros" in said(told)
    table = pd.read_csv(campaign.review / "bureaux_renumerotes.csv", sep=";", dtype=str)
    assert len(table) == len(turned)
    pairs = pd.read_csv(campaign.review / "bureaux_a_verifier.csv", sep=";")
    assert pairs["part"].max() > 0.9
    assert told.other_bureau == pairs["electeurs"].sum() > 0.9 * told.placed
    explained = table["electeurs"].astype(int).sum()
    listed = pd.read_csv(campaign.review / "adresses_autre_bureau.csv", sep=";")
    assert listed["electeurs"].sum() == told.other_bureau - explained
    assert (listed["adresse"].str.len() > 4).all()

    accepted = renumber(campaign)
    assert len(accepted.accepted) == len(turned)
    assert accepted.left_out == ()
    assert "laissés de côté" not in said(accepted)
    assert "Découpez de nouveau" in str(lines(accepted)[0])
    assert bureaux_of(campaign).equals(before)
    with campaign.base() as base:
        numbers = json.loads(facts(base)[RENUMBERED])
        assert numbers == {new: old for old, new in turned.items()}
        assert read(base, VOTERS, columns=["bureau_id"]).equals(voters)
        assert sorted(read(base, BUREAUX).index) == sorted(turned)
    assert geocode(campaign).look_alikes == ()


def test_importing_again_asks_again(campaign: Campaign, tmp_path: Path) -> None:
    path = contours(tmp_path, in_a_circle())
    import_places(campaign, PlaceFiles(bureaux=path))
    geocode(campaign)
    renumber(campaign)
    import_places(campaign, PlaceFiles(bureaux=path))
    with campaign.base() as base:
        assert RENUMBERED not in facts(base)
    assert len(geocode(campaign).look_alikes) == len(in_a_circle())


def test_a_commune_that_merged_is_read_by_its_table(campaign: Campaign, tmp_path: Path) -> None:
    old = {code: f"99009_{code.partition('_')[2]}" for code in in_a_circle()}
    path = contours(tmp_path, old)
    with pytest.raises(BadInputError):
        import_places(campaign, PlaceFiles(bureaux=path))
    codes = tmp_path / "codes.csv"
    rows = [["ancien", "nouveau"], *([o, n] for n, o in list(old.items())[1:])]
    with codes.open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    done = import_places(campaign, PlaceFiles(bureaux=path, bureau_codes=codes))
    assert done.bureaux == len(old) - 1
    assert "ancienne commune" in "\n".join(str(f) for f in done.faults)
    with campaign.base() as base:
        assert sorted(read(base, BUREAUX).index) == sorted(list(old)[1:])
        assert set(read(base, BUREAUX)["commune_id"]) == {TOWN}


def test_results_of_a_commune_that_merged_join(campaign: Campaign, tmp_path: Path) -> None:
    text = (SAMPLE / "resultats_legi2024_t1.csv").read_text(encoding="utf-8")
    path = tmp_path / "resultats_legi2024_t1.csv"
    path.write_text(text.replace(f";{TOWN};", ";99009;"), encoding="utf-8")
    codes = tmp_path / "codes.csv"
    rows = [f"{code.replace(TOWN, '99009')};{code}" for code in in_a_circle()]
    codes.write_text("\n".join(["ancien;nouveau", *rows]), encoding="utf-8")
    import_places(campaign, PlaceFiles(results=[path], bureau_codes=codes))
    with campaign.base() as base:
        found = set(read(base, RESULTS).index.get_level_values("bureau_id"))
    assert found == set(in_a_circle())


def test_a_list_of_streets_stands_for_contours(campaign: Campaign, tmp_path: Path) -> None:
    """Each street is listed with all its bureaux; where there are several the roll decides."""
    with campaign.base() as base:
        buildings = read(base, BUILDINGS)
    pairs = buildings[["street", "bureau_id"]].drop_duplicates()
    path = tmp_path / "rues.csv"
    pairs.set_axis(["voie", "bureau"], axis=1).to_csv(path, index=False, sep=";")
    with campaign.base() as base:
        write(base, BUREAUX, read(base, BUREAUX).iloc[:0], how="replace")
    done = import_places(campaign, PlaceFiles(bureau_streets=path))
    assert done.bureaux == pairs["bureau_id"].nunique()
    geocode(campaign)
    same = bureaux_of(campaign) == buildings["bureau_id"]
    assert same.mean() > 0.95
    shared = pairs["street"].duplicated(keep=False)
    alone = buildings["street"].isin(pairs["street"][~shared])
    assert same[alone].all()


def test_streets_renumbered_are_accepted_too(campaign: Campaign, tmp_path: Path) -> None:
    with campaign.base() as base:
        buildings = read(base, BUILDINGS)
        write(base, BUREAUX, read(base, BUREAUX).iloc[:0], how="replace")
    pairs = buildings[["street", "bureau_id"]].drop_duplicates()
    pairs = pairs[~pairs["street"].duplicated(keep=False)]
    path = tmp_path / "rues.csv"
    turned = pairs.assign(bureau_id=pairs["bureau_id"].map(in_a_circle()))
    turned.set_axis(["voie", "id_bv"], axis=1).to_csv(path, index=False, sep=";")
    import_places(campaign, PlaceFiles(bureau_streets=path))
    assert len(geocode(campaign).look_alikes) == len(in_a_circle())
    renumber(campaign)
    assert geocode(campaign).look_alikes == ()


def test_numbers_that_no_contour_has_are_not_left_out(campaign: Campaign, tmp_path: Path) -> None:
    with campaign.base() as base:
        known = sorted(read(base, BUREAUX).index)
    fresh = {area: f"{area.partition('_')[0]}_{at:04d}" for at, area in enumerate(known, start=51)}
    import_places(campaign, PlaceFiles(bureaux=contours(tmp_path, fresh)))
    geocode(campaign)
    accepted = renumber(campaign)
    assert len(accepted.accepted) == len(known)
    assert accepted.left_out == ()
