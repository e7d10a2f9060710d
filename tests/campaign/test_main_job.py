"""The main job on Val-Fleuri, step by step, as the demo runs it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from campaign.addresses.geocode import ACCEPT, geocode
from campaign.contacts.import_responses import import_responses
from campaign.demo import SAMPLE, TownFiles
from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.overview import overview, turf_table
from campaign.places.import_places import load_manifest
from campaign.report.report import read_report, report
from campaign.sheets.export import export_walk_lists
from campaign.sheets.sent_register import load_sent
from campaign.sheets.sheet_recall import TOGETHER
from campaign.walks.plan_walks import plan_walks
from canvass.errors import RefusedByLawError
from canvass.tables import BUILDINGS, HOUSEHOLDS, PLACEMENTS, STOPS, VOTERS
from electoral_rolls.households import knockable
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment


def test_demo_says_what_a_newcomer_understands(demo: tuple[Campaign, str]) -> None:
    said = demo[1]
    for fact in ("électeurs importés", "placés à leur porte", "secteurs", "km à marcher"):
        assert fact in said
    assert "fichiers à imprimer" in said


def test_roll_imported_twice_changes_nothing(played: Campaign) -> None:
    again = import_roll(played, [SAMPLE / "liste_electorale.csv"])
    assert (again.added, again.changed, again.left) == (0, 0, 0)
    assert again.unchanged == again.voters > 7000


def test_no_birthplace_nor_nationality_is_kept(played: Campaign) -> None:
    content = (played.folder / "base.sqlite").read_bytes()
    assert b"naissance" not in content
    roll = pd.read_csv(SAMPLE / "liste_electorale.csv", sep=";", dtype=str)
    with played.base() as base:
        columns = read(base, VOTERS).columns
    assert not [c for c in columns if ("place" in c and "birth" in c) or "nation" in c]
    kept = [c for c in roll.columns if "naissance" not in c or c in {"nom de naissance"}]
    text = " ".join(roll[kept].fillna("").to_numpy().ravel()).upper()
    born = set(roll["libellé commune de naissance"].dropna()) | set(roll["pays de naissance"])
    places = {place for place in born if place.upper() not in text and len(place) > 5}
    assert len(places) > 3
    assert not [place for place in places if place.encode() in content]


def test_doors_found_are_the_true_ones(played: Campaign) -> None:
    """Voters are placed where the generator put them, or listed for review."""
    truth = pd.read_csv(SAMPLE / "liste_electorale_verite.csv", sep=";", dtype=str)
    with played.base() as base:
        voters = read(base, VOTERS, columns=["bureau_id", "order_number"])
        placed = read(base, PLACEMENTS)
    key = ["bureau", "numero_ordre"]
    known = truth.dropna(subset=[*key, "adresse_id"]).drop_duplicates(key).set_index(key)
    at = pd.MultiIndex.from_frame(voters)
    answer = known["adresse_id"].reindex(at).to_numpy()
    sure = knockable(placed, accept=ACCEPT).to_numpy()
    has_answer = ~pd.isna(answer)
    right = placed["result_id"].to_numpy() == answer
    assert (right & sure)[has_answer].mean() >= 0.97
    assert (~right & sure)[has_answer].mean() <= 0.005


def test_every_voter_is_placed_or_listed(played: Campaign) -> None:
    review = pd.read_csv(played.review / "a_placer.csv", sep=";")
    with played.base() as base:
        placed = read(base, PLACEMENTS)
        buildings = read(base, BUILDINGS)
        households = read(base, HOUSEHOLDS)
    assert int(buildings["voters"].sum()) + int(review["electeurs"].sum()) == len(placed)
    assert int(households["voters"].sum()) == int(buildings["voters"].sum())
    assert int(buildings["doors"].sum()) == len(households)


def test_turfs_partition_the_buildings(played: Campaign) -> None:
    turfs = turf_table(played)
    left = pd.read_csv(played.review / "hors_secteur.csv", sep=";")
    with played.base() as base:
        turf_of = turf_assignment(base)
        buildings = read(base, BUILDINGS)
    assert set(turf_of.index) | set(left["adresse_id"]) == set(buildings.index)
    assert not set(turf_of.index) & set(left["adresse_id"])
    doors = buildings["doors"].groupby(turf_of.reindex(buildings.index)).sum()
    assert (doors == turfs["doors"].reindex(doors.index)).all()
    bureaux = buildings.loc[turf_of.index, "bureau_id"].groupby(turf_of).nunique()
    assert (bureaux == 1).all()
    assert ((turfs["doors"] - 50).abs() <= 5).mean() > 0.9
    assert turfs.geometry.notna().all()


def test_walks_visit_every_building_once(played: Campaign) -> None:
    turfs = turf_table(played)
    with played.base() as base:
        stops = read(base, STOPS)
        turf_of = turf_assignment(base)
    assert sorted(stops["building_id"]) == sorted(turf_of.index)
    assert (turf_of.loc[stops["building_id"]].to_numpy() == stops.index.get_level_values(0)).all()
    assert (turfs["lower_bound_s"] <= turfs["walk_s"] + 1e-6).all()
    assert turfs["walk_s"].sum() <= 1.02 * turfs["lower_bound_s"].sum()


def test_planning_goes_on_where_it_stopped(played: Campaign) -> None:
    assert plan_walks(played).turfs == 0


def test_each_turf_goes_out_in_three_forms(played: Campaign) -> None:
    folder = next(p for p in played.walklists.iterdir() if re.fullmatch(r"\d{4}-.*", p.name))
    turfs = turf_table(played)
    for kind in ("pdf", "csv", "geojson"):
        assert len(list(folder.glob(f"T*-1.{kind}"))) == len(turfs)
    assert (folder / TOGETHER).is_file()
    drawn = json.loads((folder / "T001-1.geojson").read_text())
    kinds = [f["properties"]["kind"] for f in drawn["features"]]
    assert kinds.count("stop") == turfs.loc["T001", "buildings"]
    assert (folder / "T001-1.pdf").read_bytes().startswith(b"%PDF")


def test_what_goes_out_names_nobody(played: Campaign) -> None:
    """No family name of the roll stands in the tables and GeoJSON of a turf."""
    folder = next(p for p in played.walklists.iterdir() if re.fullmatch(r"\d{4}-.*", p.name))
    with played.base() as base:
        voters = read(base, VOTERS, columns=["birth_name", "birth_date"])
        buildings = read(base, BUILDINGS, columns=["street"])
    streets = " ".join(buildings["street"]).upper()
    names = {n for n in voters["birth_name"].str.upper() if n not in streets and len(n) > 4}
    for path in [*folder.glob("T00*.csv"), *folder.glob("T00*.geojson")]:
        text = path.read_text(encoding="utf-8-sig").upper()
        words = set(re.findall(r"[A-ZÀ-Ü-]+", text))
        assert not words & names, path.name
        assert not set(voters["birth_date"]) & set(re.findall(r"\d\d/\d\d/\d{4}", text)), path.name


def test_responses_imported_twice_change_nothing(played: Campaign) -> None:
    before = read_report(played)
    sheets = sorted((played.walklists / "retours_simules").glob("*.csv"))
    again = import_responses(played, sheets)
    assert again.new == 0
    assert again.repeated > 500
    after = read_report(played)
    pd.testing.assert_frame_equal(before.by_area["turf"], after.by_area["turf"])


def test_report_adds_up(played: Campaign) -> None:
    made = read_report(played)
    for area in ("bureau", "quartier"):
        sums = made.by_area[area][["doors", "knocked"]].sum()
        assert (sums == made.doors[["doors", "knocked"]]).all()
        assert made.by_area[area]["opened"].sum() <= made.doors["opened"]
    assert 0 < made.doors["opened"] < made.doors["knocked"] < made.doors["doors"]


def test_files_of_the_report_are_in_french_and_name_what_lies_nowhere(played: Campaign) -> None:
    made = report(played)
    for area, table in made.by_area.items():
        french = {"turf": "secteur"}.get(area, area)
        written = pd.read_csv(made.folder / f"portes_par_{french}.csv", sep=";", dtype=str)
        assert list(written)[:3] == [french, "nom", "portes"]
        assert written[french].notna().all()
        assert ("" in table.index) == (f"hors {french}" in set(written[french]))
    concerns = pd.read_csv(made.folder / "preoccupations_par_quartier.csv", sep=";")
    assert list(concerns)[:2] == ["quartier", "nom"]


def test_counts_of_the_overview(played: Campaign) -> None:
    now = overview(played)
    assert now.voters == now.placements
    assert now.turfs == now.planned > 50
    assert now.addresses
    assert now.streets
    assert (now.bureaux, now.quartiers) == (10, 6)


def test_manifest_names_every_source(played: Campaign) -> None:
    files = load_manifest(played)["files"]
    given = TownFiles.found_in(SAMPLE).places.every()
    assert set(files) == {path.name for path in given}
    assert all(len(facts["sha256"]) == 64 for facts in files.values())


def test_no_sheet_during_the_silence(played: Campaign) -> None:
    eve = datetime.combine(played.settings.election_date, datetime.min.time(), tzinfo=UTC)
    with pytest.raises(RefusedByLawError, match="L49"):
        export_walk_lists(played, turfs=["T001"], now=eve)


def test_exports_of_one_day_keep_their_contact_ids(played: Campaign, tmp_path: Path) -> None:
    before = load_sent(played)
    day = datetime.strptime(next(p.name for p in played.walklists.glob("2*")), "%Y-%m-%d").replace(
        hour=12, tzinfo=UTC
    )
    export_walk_lists(played, turfs=["T001"], now=day)
    assert sorted(load_sent(played).index) == sorted(before.index)


def test_geocoding_again_changes_nothing(played: Campaign) -> None:
    with played.base() as base:
        before = read(base, BUILDINGS)
    geocode(played)
    with played.base() as base:
        after = read(base, BUILDINGS)
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(after))
