"""Who is handed over, and what of them: tables, workbook, CRM files and map layers."""

import csv
import io
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from shapely import LineString, box

from campaign.exchange.layers import layers
from campaign.exchange.working_tables import TABLES, working_table
from canvass import tables
from canvass.errors import BadInputError, MissingFileError, MissingStepError, RefusedByLawError
from exchange import civicrm, nationbuilder, tabular
from exchange.qgis import write_geopackage
from files.writing.csv_text import csv_parts
from files.writing.new_folder import write_folder
from people_base.base import Base
from people_base.field.contacts import record
from people_base.people.exported_people import contacts_to_tell, roll_people, without_host
from people_base.people.oppositions import oppose
from people_base.people.store_geocoding import keep_placing
from people_base.store import read, write
from people_base.turfs.turf_assignment import assign

Maker = Callable[..., Any]
pytestmark = pytest.mark.on_a_file
PARIS = ZoneInfo("Europe/Paris")
SALT = b"salt of the campaign"
#: Import columns of support.nationbuilder.com, article 2895987, that a roll may fill.
NATIONBUILDER = {
    "external_id", "first_name", "last_name", "legal_name", "household_size", "tag_list", "note",
    "email_opt_in", "mobile_opt_in", "Address address1", "Address address2", "Address city",
    "Address zip",
}  # fmt: skip
#: Importable fields of civicrm-core's Contact and Address.
CIVICRM = {
    "contact_type", "external_identifier", "first_name", "last_name", "nick_name",
    "household_name", "contact_source", "do_not_email", "do_not_phone", "do_not_mail",
    "do_not_sms", "do_not_trade", "is_opt_out", "street_address", "supplemental_address_1", "city",
    "postal_code", "country_id", "geo_code_1", "geo_code_2",
}  # fmt: skip


@pytest.fixture
def town(roll_base: Base, voters: Maker, buildings: Maker) -> Base:
    """Two flats at b1 (v1 and v2; v3), a house at b2 (v4); v5 is nowhere on the map."""
    people = voters(
        ["v1", "v2", "v3", "v4", "v5"],
        birth_name=["DURAND", "DURAND", "=cmd|'/C calc'!A0", "PETIT", "ROUX"],
        usage_name=["", "MARTIN", "", "", ""],
        first_names="Camille",
        street_raw="12 rue Brute chez M. TIERS",
        house_number_raw="",
        city_raw="Val-Fleuri",
        postcode="99100",
    )
    write(roll_base, tables.VOTERS, people, how="merge")
    keep_placing(
        roll_base,
        placements=pd.DataFrame(
            {
                "result_type": "housenumber",
                "result_id": ["b1", "b1", "b1", "b2"],
                "result_score": 1.0,
                "result_longitude": 1.4,
                "result_latitude": 43.6,
                "result_flags": "",
            },
            index=pd.Index(["v1", "v2", "v3", "v4"], name="voter_id"),
        ),
        buildings=buildings(
            ["b1", "b2"],
            number=["12", "3"],
            street=["Rue des Lilas", "Allée Verte"],
            postcode="99100",
            doors=[2, 1],
            households=[2, 1],
            voters=[3, 1],
        ),
        households=pd.DataFrame(
            {
                "building_id": ["b1", "b1", "b2"],
                "door_label": ["apt 1", "apt 2", ""],
                "voters": [2, 1, 1],
            },
            index=pd.Index(["h1", "h2", "h3"], name="household_id"),
        ),
        household_of=pd.Series({"v1": "h1", "v2": "h1", "v3": "h2", "v4": "h3"}),
    )
    assign(roll_base, pd.Series({"b1": "T001", "b2": "T001"}))
    return roll_base


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_people_have_their_address_and_nothing_more(town: Base) -> None:
    people = roll_people(town, SALT)
    assert people.left_out == 0
    assert people.table.loc["v2", ["address", "door_label", "household_voters"]].tolist() == [
        "12 Rue des Lilas",
        "apt 1",
        2,
    ]
    assert people.table.loc["v5", "address"] == "12 rue Brute"
    assert np.isnan(people.table.loc["v5", "longitude"])
    assert people.addresses["doors"].to_dict() == {"b1": 2, "b2": 1}
    said = people.table.to_csv()
    assert "TIERS" not in said
    never = {"sex", "birth_date", "birth_year", "list_types", "order_number", "compl1", "compl2"}
    assert not never & set(people.table.columns)


def test_nationbuilder_gets_documented_columns_alone(town: Base) -> None:
    (content,) = nationbuilder.people_csv(roll_people(town, SALT).table, note="Source")
    rows = {row["external_id"]: row for row in table(content)}
    assert set(rows["v1"]) <= NATIONBUILDER
    assert rows["v2"]["last_name"] == "MARTIN"
    assert rows["v2"]["legal_name"] == "Camille DURAND"
    assert rows["v2"]["Address address1"] == "12 Rue des Lilas"
    assert rows["v2"]["tag_list"] == "bureau 99999_0001,secteur T001"
    assert {(row["email_opt_in"], row["mobile_opt_in"]) for row in rows.values()} == {("N", "N")}
    assert rows["v3"]["last_name"] == "'=cmd|'/C calc'!A0"
    assert rows["v5"]["household_size"] == ""


def test_civicrm_gets_importable_fields_of_its_lengths(town: Base) -> None:
    people = roll_people(town, SALT)
    long = people.table.assign(address="x" * 120, birth_name="y" * 70)
    made = civicrm.individuals_csv(long, source="Source")
    rows = table(made.content)
    assert made.shortened == 10
    assert set(rows[0]) <= CIVICRM
    assert {len(row["street_address"]) for row in rows} == {96}
    assert {len(row["last_name"]) for row in rows} == {64}
    closed = [rows[0][name] for name in (*civicrm.CLOSED, "do_not_mail")]
    assert closed == ["1"] * 5 + ["0"]
    placed = people.table.loc["v1"]
    assert float(rows[0]["geo_code_1"]) == placed["latitude"] > 40
    assert float(rows[0]["geo_code_2"]) == placed["longitude"] < 10
    assert rows[4]["geo_code_1"] == ""
    homes = table(civicrm.households_csv(people.addresses, source="Source").content)
    assert set(homes[0]) <= CIVICRM
    assert [home["external_identifier"] for home in homes] == ["b1", "b2"]
    assert homes[0]["household_name"] == "12 Rue des Lilas, 99100 Val-Fleuri"


def test_overseas_addresses_have_their_own_country(roll_base: Base, voters: Maker) -> None:
    roll = voters(["a", "b"], commune_id=["97411", "31555"])
    write(roll_base, tables.VOTERS, roll, how="merge")
    assert roll_people(roll_base, SALT).table["country"].tolist() == ["RE", "FR"]


def test_who_objected_and_whose_door_did_stay_in(
    town: Base, contacts: Maker, concerns: Maker, now: datetime
) -> None:
    told = contacts([{"building_id": "b1"}, {"contact_id": "c2", "building_id": "b2"}])
    record(town, told, concerns([]), source="s")

    def objects(**whom: str) -> None:
        oppose(town, SALT, at=now, who="o", channel="door", **whom)

    objects(voter_id="v5")
    objects(building_id="b1", door_label="apt 1")
    objects(building_id="b2")
    people = roll_people(town, SALT)
    assert people.table.index.tolist() == ["v3"]
    assert people.left_out == 3
    assert people.addresses.index.tolist() == ["b1"]
    assert contacts_to_tell(town, SALT)["building_id"].tolist() == ["b1"]
    left = {name: working_table(town, name, salt=SALT) for name in tabular.PERSONAL}
    assert left["voters"].index.tolist() == ["v3"]
    assert left["placements"].index.tolist() == ["v3"]
    assert left["households"].index.tolist() == ["h2"]
    assert working_table(town, "buildings", salt=SALT).index.tolist() == ["b1"]
    assert layers(town, salt=SALT)["buildings"]["building_id"].tolist() == ["b1"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Bât B chez M. X", "Bât B"),
        ("CHEZ DUPONT", ""),
        ("12 rue Brute C/O X", "12 rue Brute"),
        ("Rue Chezy", "Rue Chezy"),
    ],
)
def test_hosts_are_not_handed_over(text: str, kept: str) -> None:
    assert without_host(text) == kept


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(st.text(max_size=20), st.integers()), max_size=40),
    most=st.integers(60, 300),
)
def test_parts_hold_every_row_once(rows: list[tuple[str, int]], most: int) -> None:
    rows = [(text.replace("\x00", ""), number) for text, number in rows]
    parts = list(csv_parts(["a", "b"], rows, max_bytes=most))
    read_back = [list(csv.reader(io.StringIO(p.decode("utf-8", "surrogatepass")))) for p in parts]
    assert all(part[0] == ["a", "b"] for part in read_back)
    assert sum(len(part) - 1 for part in read_back) == len(rows)
    assert all(
        len(part) <= most or len(lines) == 2 for part, lines in zip(parts, read_back, strict=True)
    )


def test_a_folder_appears_whole_and_never_over_another(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, {"a.csv": b"1"})
    assert stat.S_IMODE((out / "a.csv").stat().st_mode) == 0o600
    with pytest.raises(BadInputError, match="existe déjà"):
        write_folder(out, {"b.csv": b"2"})
    with pytest.raises(TypeError):
        write_folder(tmp_path / "half", {"a.csv": b"1", "b.csv": None})  # type: ignore[dict-item]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"concerns", "stops", "results"}))
def test_tables_come_back_from_spreadsheets(
    town: Base, contacts: Maker, concerns: Maker, turfs: Maker, tmp_path: Path, name: str
) -> None:
    record(town, contacts([{"opened": 2, "team": "@équipe"}]), concerns([]), source="s")
    write(town, tables.TURFS, turfs(["T001"], label='=HYPERLINK("x")'), how="merge")
    frame = working_table(town, name, salt=SALT)
    plain = frame.drop(columns=["longitude", "latitude"], errors="ignore")
    (tmp_path / "t.csv").write_bytes(tabular.table_csv(frame))
    tabular.tables_xlsx({name: frame}, tmp_path / "t.xlsx")
    shape = TABLES[name]
    pd.testing.assert_frame_equal(
        tabular.read_table(tmp_path / "t.csv", shape, zone=PARIS)[0], plain
    )
    pd.testing.assert_frame_equal(
        tabular.read_table(tmp_path / "t.xlsx", shape, zone=PARIS)[0], plain
    )
    cells = [c for row in load_workbook(tmp_path / "t.xlsx").active.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert not [c for c in cells if isinstance(c.value, str) and c.value.startswith(("=", "@"))]


def test_concerns_do_not_go_out_contact_by_contact(town: Base) -> None:
    with pytest.raises(RefusedByLawError, match="quelques foyers"):
        working_table(town, "concerns", salt=SALT)
    with pytest.raises(BadInputError, match="oppositions"):
        working_table(town, "oppositions", salt=SALT)


def test_all_faults_of_a_table_together(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    header = ["event_id", *(c for c in tables.CONTACTS.columns if c != "team")]
    row = dict.fromkeys(header, "1") | {"at": "tantôt", "opened": "two"}
    lines = [header, [row[name] for name in header]]
    path.write_text("\n".join(";".join(line) for line in lines))
    with pytest.raises(BadInputError) as caught:
        tabular.read_contacts(path, zone=PARIS)
    assert {fault.column for fault in caught.value.faults} == {"team", "at", "opened"}


def test_workbooks_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    with pytest.raises(MissingFileError):
        tabular.read_contacts(path, zone=PARIS)
    for content in (b"", b"PK\x03\x04 no", b"a;b"):
        path.write_bytes(content)
        with pytest.raises(BadInputError):
            tabular.read_contacts(path, zone=PARIS)


def test_a_workbook_that_would_swell_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.xlsx"
    tabular.tables_xlsx({"contacts": tables.CONTACTS.empty()}, path)
    monkeypatch.setattr(tabular, "MAX_BYTES", 10)
    with pytest.raises(BadInputError, match="coupez-le"):
        tabular.read_contacts(path, zone=PARIS)


def test_a_geopackage_holds_layers_and_nobody(
    town: Base, contacts: Maker, concerns: Maker, turfs: Maker, tmp_path: Path
) -> None:
    areas = gpd.GeoDataFrame(
        {"label": ["Centre"], "commune_id": ["99999"]},
        index=pd.Index(["99999_0001"], name="bureau_id"),
        geometry=[box(569000, 6269000, 571000, 6271000)],
        crs=town.crs,
    )
    write(town, tables.BUREAUX, areas, how="replace")
    quartiers = areas.rename_axis("quartier_id").rename(index={"99999_0001": "Q1"})
    write(town, tables.QUARTIERS, quartiers, how="replace")
    write(town, tables.TURFS, turfs(["T001"]), how="merge")
    results = pd.DataFrame(
        {"registered": [9], "voted": [8], "blank": [0], "spoilt": [0], "cast": [8], "votes": [2]},
        index=pd.MultiIndex.from_tuples(
            [("2026_muni_t1", "99999_0001", "Liste")], names=tables.RESULTS.index
        ),
    )
    write(town, tables.RESULTS, results, how="replace")
    record(town, contacts([{"knocked": 2, "opened": 1, "refused": 1}]), concerns([]), source="s")
    walks = gpd.GeoDataFrame(
        {"stops": [2]},
        index=pd.Index(["T001"], name="turf_id"),
        geometry=[LineString([(570000, 6270000), (570001, 6270001)])],
        crs=town.crs,
    )
    masked = pd.DataFrame({"LOG": [np.nan], "TRA": [12.0]}, index=pd.Index(["Q1"]))
    made = layers(town, salt=SALT, walks=walks, concerns=masked)
    path = tmp_path / "c.gpkg"
    assert write_geopackage(path, made) == 2 + 1 + 1 + 1 + 1 + 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    names = {str(name) for name, _ in pyogrio.list_layers(path)}
    assert names == {"buildings", "turfs", "bureaux", "quartiers", "walks", "results"}
    back = {name: pyogrio.read_dataframe(path, layer=name) for name in names}
    assert {frame.crs.to_epsg() for frame in back.values()} == {2154}
    houses = back["buildings"].set_index("building_id")
    assert houses.loc["b1", ["visits", "knocked", "covered", "turf_id"]].tolist() == [
        1, 2, 2, "T001",
    ]  # fmt: skip
    assert not {"opened", "refused", "absent", "come_back"} & set(houses.columns)
    assert back["turfs"].loc[0, ["opened", "refused", "doors"]].tolist() == [1, 1, 3]
    assert np.isnan(back["quartiers"].loc[0, "concern_LOG"])
    assert back["quartiers"].loc[0, "concern_TRA"] == 12
    assert back["results"].loc[0, "share"] == 0.25
    assert not [f for f in tmp_path.iterdir() if b"DURAND" in f.read_bytes() and f == path]
    assert read(town, tables.VOTERS).shape[0] == 5


def test_nothing_to_map(base: Base, tmp_path: Path) -> None:
    with pytest.raises(MissingStepError, match="importez d'abord les lieux"):
        write_geopackage(tmp_path / "c.gpkg", layers(base, salt=SALT))
    assert not [p for p in tmp_path.iterdir() if p.suffix == ".gpkg"]
