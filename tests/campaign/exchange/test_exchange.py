"""A campaign goes to other software and takes back what they know, on Val-Fleuri."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyogrio
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.exchange.export_people import export_to
from campaign.exchange.import_file import TO_SETTLE, import_from
from campaign.folder import Campaign, open_campaign
from campaign.privacy.lookalikes import decide_lookalike, who_waits
from campaign.sheets.export import delete_after
from campaign.sheets.sent_register import load_sent
from campaign.sheets.sheet_recall import to_replace
from campaign.wording.results import lines
from canvass.errors import BadInputError, MissingStepError, RefusedByLawError
from canvass.tables import BUILDINGS, CONTACTS, PLACEMENTS, VOTERS
from people_base.access.audit import audit_log
from people_base.store import read

MakeCampaign = Callable[..., Campaign]


@pytest.fixture
def copy(played: Campaign, tmp_path: Path) -> Campaign:
    """A campaign of one's own, to change at will."""
    shutil.copytree(played.folder, tmp_path / "copy")
    return open_campaign(tmp_path / "copy")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_nationbuilder_and_back(copy: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "nation"
    done = export_to(copy, "nationbuilder", out, who="Camille")
    people = rows_of(out / "people.csv")
    with copy.base() as base:
        voters = read(base, VOTERS, columns=[])
        noted = audit_log(base)
    assert {row["external_id"] for row in people} == set(voters.index)
    assert done.rows["people"] == len(voters)
    assert sum(bool(row["Address address1"]) for row in people) > 0.97 * len(people)
    assert "liste électorale" in people[0]["note"]
    last = noted.tail(2)
    assert last["what"].tolist() == [
        "export nationbuilder people",
        "export nationbuilder contacts",
    ]
    assert set(last["who"]) == {"Camille"}
    assert last["count"].tolist() == [len(voters), done.rows["contacts"]]
    readme = (out / "LISEZMOI.txt").read_text(encoding="utf-8-sig")
    assert f"{delete_after(copy):%d/%m/%Y}" in readme
    assert "2024/900" in readme
    for name in ("people.csv", "contacts.csv"):
        taken = import_from(copy, "nationbuilder", out / name).taken
        assert (taken.rows, taken.unchanged) == (len(rows_of(out / name)),) * 2
    with pytest.raises(BadInputError, match="existe déjà"):
        export_to(copy, "nationbuilder", out)


def test_civicrm_and_back(copy: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "civi"
    export_to(copy, "civicrm", out)
    homes = {row["external_identifier"] for row in rows_of(out / "households.csv")}
    activities = rows_of(out / "activities.csv")
    assert {row["target_contact.external_identifier"] for row in activities} <= homes
    for name in ("individuals.csv", "households.csv", "activities.csv"):
        taken = import_from(copy, "civicrm", out / name).taken
        assert (taken.rows, taken.unchanged) == (len(rows_of(out / name)),) * 2


def test_osdi_moves_the_log_to_another_campaign(copy: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "canvasses.json"
    export_to(copy, "osdi", out)
    page = json.loads(out.read_text())
    taken = import_from(copy, "osdi", out).taken
    assert taken.rows == taken.unchanged == page["total_records"]


def test_qgis_has_every_layer_in_the_legal_projection(played: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "c.gpkg"
    export_to(played, "qgis", path)
    names = {str(name) for name, _ in pyogrio.list_layers(path)}
    assert names == {"buildings", "turfs", "bureaux", "quartiers", "walks", "results"}
    layers = {name: pyogrio.read_dataframe(path, layer=name) for name in names}
    assert {str(layer.crs) for layer in layers.values()} == {played.crs}
    assert set(layers["walks"]["turf_id"]) == set(layers["turfs"]["turf_id"])
    # the lines run along the streets; the way from the street to each door is in the metres alone
    walked = layers["walks"].geometry.length
    assert (walked > 0).any()
    assert (walked <= layers["walks"]["walk_m"] + 1).all()
    concerns = [c for c in layers["quartiers"] if c.startswith("concern_")]
    assert len(concerns) == len(played.settings.concerns)
    with pytest.raises(BadInputError, match="gpkg"):
        export_to(played, "qgis", tmp_path / "c.shp")


def test_tables_for_spreadsheets(played: Campaign, tmp_path: Path) -> None:
    export_to(played, "csv", tmp_path / "csv", tables=["households", "contacts"], who="C")
    assert sorted(p.name for p in (tmp_path / "csv").iterdir()) == [
        "contacts.csv",
        "households.csv",
    ]
    export_to(played, "xlsx", tmp_path / "t.xlsx")
    assert load_workbook(tmp_path / "t.xlsx").sheetnames == ["buildings", "turfs"]
    taken = import_from(played, "csv", tmp_path / "csv" / "contacts.csv").taken
    assert taken.rows == taken.unchanged > 1000
    with pytest.raises(BadInputError, match="voters"):
        export_to(played, "csv", tmp_path / "x", tables=["people"])
    with pytest.raises(RefusedByLawError, match="report"):
        export_to(played, "xlsx", tmp_path / "x.xlsx", tables=["concerns"])
    with pytest.raises(BadInputError, match="ne s'importe pas"):
        import_from(played, "qgis", tmp_path / "t.xlsx")
    assert not list(tmp_path.glob("x*"))


def test_a_known_address_is_found_by_the_geocoder(copy: Campaign, tmp_path: Path) -> None:
    """Names play no part; an address nobody knows and a wish nobody can place are listed."""
    with copy.base() as base:
        buildings = read(base, BUILDINGS)
        before = len(read(base, CONTACTS))
    house = buildings[buildings["doors"] == 1].iloc[0]
    at = "2026-06-01T18:00:00+02:00"
    path = tmp_path / "people.csv"
    path.write_text(
        "nationbuilder_id,Address address1,Address zip,Address city,contact_status_name,"
        "last_contacted_at,do_not_contact,religion\n"
        f"1,{house['number']} {house['street']},{house['postcode']},Val-Fleuri,no_answer,{at},,\n"
        f"2,99 rue de Nulle Part,{house['postcode']},Val-Fleuri,no_answer,{at},,\n"
        "3,,,,,,Y,zen\n"
    )
    done = import_from(copy, "nationbuilder", path, now=datetime(2026, 6, 2, tzinfo=UTC))
    taken = done.taken
    assert (taken.rows, taken.imported, taken.unchanged, taken.listed) == (3, 1, 0, 2)
    with copy.base() as base:
        log = read(base, CONTACTS)
    assert len(log) == before + 1
    assert house.name in set(log.loc[log["source"] == "people.csv", "building_id"])
    listed = rows_of_review(copy.review / TO_SETTLE)
    assert [row["ligne"] for row in listed] == ["3", "4"]
    said = " ".join(str(line) for line in lines(done))
    assert "religion" in said
    assert "zen" not in said


def test_a_wish_that_comes_from_elsewhere_recalls_the_sheets(
    copy: Campaign, tmp_path: Path
) -> None:
    with copy.base() as base:
        buildings = read(base, BUILDINGS)
    sent = load_sent(copy)
    single = buildings[(buildings["doors"] == 1) & buildings.index.isin(sent["building_id"])]
    house = single.iloc[0]
    path = tmp_path / "people.csv"
    path.write_text(
        "nationbuilder_id,Address address1,Address zip,Address city,do_not_contact\n"
        f"1,{house['number']} {house['street']},{house['postcode']},Val-Fleuri,Y\n"
    )
    done = import_from(copy, "nationbuilder", path, now=datetime(2026, 6, 2, tzinfo=UTC))
    assert done.taken.wishes == 1
    turfs = set(sent.loc[sent["building_id"] == house.name, "turf_id"])
    assert set(to_replace(copy)["secteur"]) == turfs
    assert "Feuilles à remplacer" in " ".join(str(line) for line in lines(done))


def rows_of_review(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_no_people_go_out_in_the_silence_or_too_late(
    make_campaign: MakeCampaign, tmp_path: Path
) -> None:
    made = make_campaign()
    eve = datetime(2027, 3, 13, 12, tzinfo=UTC)
    late = datetime.combine(delete_after(made), eve.time(), UTC) + timedelta(days=1)
    for name, tables in (("nationbuilder", ()), ("civicrm", ()), ("csv", ("voters",))):
        with pytest.raises(RefusedByLawError, match="L49"):
            export_to(made, name, tmp_path / "x", tables=tables, now=eve)
        with pytest.raises(RefusedByLawError, match="CNIL"):
            export_to(made, name, tmp_path / "x", tables=tables, now=late)
    export_to(made, "csv", tmp_path / "turfs", tables=["turfs"], now=eve)
    with pytest.raises(MissingStepError, match="importez d'abord les lieux"):
        export_to(made, "qgis", tmp_path / "c.gpkg")


def test_the_commands(copy: Campaign, tmp_path: Path) -> None:
    run = CliRunner().invoke
    refused = run(app, ["exchange-export", str(copy.folder), "sms", str(tmp_path / "x")])
    assert refused.exit_code == 1
    assert "2024/900" in refused.output
    out = tmp_path / "canvasses.json"
    done = run(app, ["exchange-export", str(copy.folder), "osdi", str(out), "--who", "Camille"])
    assert done.exit_code == 0, done.output
    assert "jamais par personne" in done.output
    back = run(app, ["exchange-import", str(copy.folder), "osdi", str(out)])
    assert back.exit_code == 0, back.output
    assert "sans rien" in back.output
    with copy.base() as base:
        noted = audit_log(base)
    assert "Camille" in set(noted["who"])


def test_a_named_wish_is_the_one_act_of_an_objection(copy: Campaign, tmp_path: Path) -> None:
    """Copies with people go, sheets are recalled, and a doubt is decided by the same act."""
    with copy.base() as base:
        people = read(base, VOTERS)
        placed = read(base, PLACEMENTS, columns=["result_id"])["result_id"]
    sent = load_sent(copy)
    people = people[placed.reindex(people.index).isin(sent["building_id"])]
    people = people[(people["street_raw"] != "") & (people["house_number_raw"] != "")]
    sure = people[people["first_names"].str.len() > 3].iloc[0]
    doubt = people[people["street_raw"] != sure["street_raw"]].iloc[0]
    out = copy.folder.parent / "nation"
    export_to(copy, "nationbuilder", out)
    path = tmp_path / "people.csv"
    path.write_text(
        "first_name,last_name,birthdate,address_address1,address_zip,address_city,do_not_contact\n"
        + "".join(
            f'"{first}",{who["birth_name"]},,{who["house_number_raw"]} {who["street_raw"]},'
            f"{who['postcode']},{who['city_raw']},Y\n"
            for who, first in ((sure, sure["first_names"]), (doubt, doubt["first_names"][0]))
        )
    )
    now = datetime(2026, 6, 2, tzinfo=UTC)
    done = import_from(copy, "nationbuilder", path, who="C", now=now)
    assert (done.taken.erased, done.taken.asked) == (1, 1)
    assert done.incomplete
    said = " ".join(str(line) for line in lines(done))
    assert "électeur est peut-être une personne qui s'oppose" in said
    assert sure["birth_name"] not in said
    assert not (out / "people.csv").exists()
    assert placed[sure.name] in set(sent["building_id"])
    turfs = set(sent.loc[sent["building_id"] == placed[sure.name], "turf_id"])
    assert turfs <= set(to_replace(copy)["secteur"])
    (case,) = who_waits(copy).cases()
    assert (case.in_base, case.order_number) == (True, doubt["order_number"])
    decided = decide_lookalike(copy, case.bureau_id, case.order_number, "same", who="C", now=now)
    assert decided.opposed is not None
    assert (decided.opposed.erased, decided.waiting) == (1, 0)
    with copy.base() as base:
        left = set(read(base, VOTERS, columns=[]).index)
    assert left.isdisjoint({sure.name, doubt.name})
    assert import_from(copy, "nationbuilder", path, now=now).taken.unchanged == 2
