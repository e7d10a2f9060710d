"""Contacts leave as rows of results and come back as the same contacts."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError, MissingFileError
from canvass.tables import CONTACTS
from exchange import civicrm, nationbuilder, osdi, tabular
from exchange.incoming import Incoming
from exchange.outcome_mapping import contacts_of, statuses_of

Maker = Callable[..., pd.DataFrame]
PARIS = ZoneInfo("Europe/Paris")
#: Ids as other systems may hold them: formulas, quotes, separators, accents.
IDS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True),
    st.sampled_from(["=cmd|'/C calc'!A0", "+33", "@x", "a;b", 'a"b', "é,è", "'=x", "-1", "＝1"]),
)
COUNTS = ("knocked", "opened", "absent", "refused", "come_back", "leaflets")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "contact_id": IDS,
            "turf_id": IDS,
            "building_id": IDS,
            "at": st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            **dict.fromkeys(COUNTS, st.integers(0, 999)),
        }
    ),
    max_size=6,
)
ROUND_TRIP = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def as_contacts(incoming: Incoming) -> pd.DataFrame:
    assert not incoming.faults
    return contacts_of(incoming.rows.assign(building_id=incoming.rows["target"]))


@ROUND_TRIP
@given(rows=ROWS)
def test_rows_of_results_are_the_contacts(contacts: Maker, rows: list[dict[str, object]]) -> None:
    told = contacts(rows)
    pd.testing.assert_frame_equal(contacts_of(statuses_of(told)), told)


@ROUND_TRIP
@given(rows=ROWS)
@pytest.mark.parametrize("system", ["nationbuilder", "civicrm", "osdi", "csv", "xlsx"])
def test_every_format_brings_the_contacts_back(
    contacts: Maker, tmp_path: Path, system: str, rows: list[dict[str, object]]
) -> None:
    """Teams stay in the base where the other system would have to be given people's names."""
    told = contacts(rows)
    path = tmp_path / f"file.{system}"
    if system == "nationbuilder":
        path.write_bytes(nationbuilder.contacts_csv(told))
        back = as_contacts(nationbuilder.read_nationbuilder(path, zone=PARIS))
        told = told.assign(team="").astype(told.dtypes.to_dict())
    elif system == "civicrm":
        path.write_bytes(civicrm.activities_csv(told, zone=PARIS))
        back = as_contacts(civicrm.read_civicrm(path, zone=PARIS))
        told = told.assign(team="").astype(told.dtypes.to_dict())
    elif system == "osdi":
        path.write_bytes(osdi.canvasses_json(told))
        back = as_contacts(osdi.read_osdi(path, zone=PARIS))
    elif system == "csv":
        path.write_bytes(tabular.table_csv(told))
        back = as_contacts(tabular.read_contacts(path, zone=PARIS))
    else:
        tabular.tables_xlsx({"contacts": told}, path)
        back = as_contacts(tabular.read_contacts(path, zone=PARIS))
    pd.testing.assert_frame_equal(back, told)


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_nationbuilder_contacts_are_as_its_api_words_them(contacts: Maker) -> None:
    told = contacts([{"knocked": 4, "opened": 1, "absent": 2, "refused": 1, "leaflets": 2}])
    rows = table(nationbuilder.contacts_csv(told))
    assert {"type_id", "method", "sender_id", "status", "broadcaster_id", "note", "created_at"} <= (
        set(rows[0])
    )
    assert {row["method"] for row in rows} == {"door_knock"}
    assert {row["status"]: row["count"] for row in rows} == {
        "meaningful_interaction": "1",
        "no_answer": "2",
        "refused": "1",
        "left_message": "2",
    }
    assert {row["external_id"] for row in rows} == {"b1"}
    assert {row["note"] + row["sender_id"] for row in rows} == {""}


def test_civicrm_activities_are_importable_as_they_are(contacts: Maker) -> None:
    at = pd.Timestamp("2026-07-14 21:30", tz="UTC")
    (row,) = table(civicrm.activities_csv(contacts([{"absent": 3, "at": at}]), zone=PARIS))
    assert row["target_contact.external_identifier"] == "b1"
    assert row["activity_type_id"] == "Canvass"
    assert row["activity_date_time"] == "2026-07-14 23:30:00"
    assert row["status_id"] == "Completed"
    assert row["subject"] == "Absent × 3"


def test_osdi_canvasses_have_the_names_of_the_schema(contacts: Maker) -> None:
    told = contacts([{"knocked": 2, "opened": 1, "absent": 1}, {"contact_id": "c2", "knocked": 1}])
    page = json.loads(osdi.canvasses_json(told))
    items = page["_embedded"]["osdi:canvasses"]
    assert page["total_records"] == len(items) == 3
    for item in items:
        assert {"identifiers", "origin_system", "action_date", "contact_type", "input_type"} <= (
            set(item)
        )
        assert item["_links"]["osdi:target"]["href"] == "urn:arpenteur:building:b1"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["action_date"])
    said = [(item["status_code"], item["success"]) for item in items]
    assert said == [("success", True), ("not-home", False), ("other", False)]


@pytest.mark.parametrize(
    "text",
    ["{", "[[1", "{}", '{"_embedded": []}', "3", "[" * 100_000],
    ids=["open", "half", "empty", "no page", "number", "deep"],
)
def test_a_file_without_canvasses_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(BadInputError, match="osdi:canvasses"):
        osdi.read_osdi(path, zone=PARIS)


def test_canvasses_of_other_systems(tmp_path: Path) -> None:
    """Calls and unknown results are listed; answers and taggings are named and not read."""
    good = {
        "action_date": "2026-03-18T11:02:15Z",
        "contact_type": "in-person",
        "status_code": "not-home",
        "_links": {"osdi:target": {"href": "https://x.org/api/people/b7"}},
        "osdi:answers": [{"value": "yes"}],
        "party": "x",
    }
    items = [
        good,
        good | {"contact_type": "phoneCall"},
        good | {"status_code": "hostile"},
        good | {"action_date": "yesterday"},
        "text",
        good | {"arpenteur:count": [1], "status_code": ""},
    ]
    path = tmp_path / "c.json"
    path.write_text(json.dumps(items))
    read = osdi.read_osdi(path, zone=PARIS)
    assert read.rows["row"].tolist() == [1, 6]
    assert read.rows["target"].tolist() == ["b7", "b7"]
    assert read.rows["outcome"].tolist() == ["absent", "ouvert"]
    assert sorted(str(fault.row) for fault in read.faults) == ["2", "3", "4", "5"]
    assert (read.total, read.forbidden, read.left) == (6, ("party",), ("osdi:answers",))


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("answered", {"opened": 1}),
        ("Meaningful interaction", {"opened": 1}),
        ("not_interested", {"refused": 1}),
        ("no_answer", {"absent": 1}),
        ("send_information", {"come_back": 1}),
        ("bad_info", {}),
        ("other", {}),
        ("inaccessible", {"knocked": 0}),
        ("left_message", {"leaflets": 1, "knocked": 0}),
    ],
)
def test_statuses_of_nationbuilder_count_one_door(
    tmp_path: Path, status: str, counts: dict[str, int]
) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        f"external_id,method,status,created_at\nb1,door_knock,{status},2026-02-14T14:36:29-05:00\n"
    )
    rows = nationbuilder.read_nationbuilder(path, zone=PARIS).rows
    told = rows.assign(building_id="b1", contact_id="c", event_id="c")
    contact = contacts_of(told).iloc[0]
    wanted = dict.fromkeys(COUNTS, 0) | {"knocked": 1} | counts
    assert {name: contact[name] for name in COUNTS} == wanted
    assert contact["at"] == pd.Timestamp("2026-02-14 19:36:29", tz="UTC")


def test_other_methods_and_types_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        "external_id,method,status,created_at,note\n"
        "b1,phone_call,no_answer,2026-02-14T14:36:29Z,x\n"
        "b1,door_knock,shouted,14/02/2026,x\n"
        "b1,door_knock,no_answer,2026-02-14 14:36,x,too,wide\n"
        ",,,,\n"
        "b1,door_knock,no_answer,2026-02-14 14:36,x\n"
    )
    read = nationbuilder.read_nationbuilder(path, zone=PARIS)
    assert read.rows["row"].tolist() == [6]
    assert {fault.row for fault in read.faults} == {2, 3, 4}
    assert read.total == 4
    assert read.rows["at"].iloc[0] == pd.Timestamp("2026-02-14 13:36", tz="UTC")
    path.write_text(
        "External Identifier;Activity Type;Activity Date;Result\n"
        "b1;Phone Call;2026-02-14 14:36:00;absent\n"
        "b1;Canvass;2026-02-14 14:36:00;Not home\n"
        "b1;Canvass;2026-02-14 14:36:00;hostile\n"
    )
    civi = civicrm.read_civicrm(path, zone=PARIS)
    assert civi.rows["outcome"].tolist() == ["absent"]
    assert {fault.row for fault in civi.faults} == {2, 4}


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b'"x', b"status,status\nx,y\n", b"\x00"],
    ids=["empty", "unknown", "open", "twice", "binary"],
)
def test_files_that_are_no_table_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(content)
    for read in (nationbuilder.read_nationbuilder, civicrm.read_civicrm):
        with pytest.raises(BadInputError):
            read(path, zone=PARIS)
    with pytest.raises(MissingFileError):
        nationbuilder.read_nationbuilder(tmp_path / "absent.csv", zone=PARIS)


def test_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    text = "external_id;Address address1;do_not_contact\nb1;12 allée des Érables;Y\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        path.write_bytes(text.encode(encoding))
        (row,) = nationbuilder.read_nationbuilder(path, zone=PARIS).rows.to_dict("records")
        assert row["street"] == "12 allée des Érables"
        assert row["opposed"]


def test_no_contacts_keep_their_shape() -> None:
    pd.testing.assert_frame_equal(contacts_of(statuses_of(CONTACTS.empty())), CONTACTS.empty())
