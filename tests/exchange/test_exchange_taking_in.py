"""Files from elsewhere: every row is taken, unchanged or listed, and once is once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.exchange.importer import ImportedRows, import_rows
from canvass import tables
from canvass.errors import BadInputError
from exchange.civicrm import activities_csv, individuals_csv, read_civicrm
from exchange.nationbuilder import contacts_csv, people_csv, read_nationbuilder
from exchange.osdi import canvasses_json, read_osdi
from people_base.access.audit import audit_log
from people_base.base import Base
from people_base.field.contacts import conflicts, record, state
from people_base.people.exported_people import contacts_to_tell, roll_people
from people_base.people.oppositions import opposed_doors
from people_base.people.rolls import note_source
from people_base.people.store_geocoding import keep_placing
from people_base.store import read, write

Maker = Callable[..., Any]
SALT = b"salt of the campaign"
PARIS = ZoneInfo("Europe/Paris")
HEADER = (
    "external_id,Address address1,Address zip,Address city,do_not_contact,contact_status_name,"
    "last_contacted_at,party,email,twitter_login\n"
)


@pytest.fixture
def new_town(
    new_base: Callable[[], Base], voters: Maker, buildings: Maker, source: Any
) -> Callable[[], Base]:
    """Flats at b1 (h1: v1, v2; h2: v3), a house at b2 (h3: v4), two nameless doors at b3 (v5)."""

    def make() -> Base:
        base = new_base()
        note_source(base, source)
        people = ["v1", "v2", "v3", "v4", "v5"]
        write(base, tables.VOTERS, voters([*people, "v6"]), how="merge")
        placements = pd.DataFrame(
            {
                "result_type": "housenumber",
                "result_id": "x",
                "result_score": 1.0,
                "result_longitude": 1.4,
                "result_latitude": 43.6,
                "result_flags": "",
            },
            index=pd.Index(people, name="voter_id"),
        )
        households = pd.DataFrame(
            {
                "building_id": ["b1", "b1", "b2", "b3", "b3"],
                "door_label": ["apt 1", "apt 2", "", "", ""],
                "voters": [2, 1, 1, 1, 1],
            },
            index=pd.Index(["h1", "h2", "h3", "h4", "h5"], name="household_id"),
        )
        keep_placing(
            base,
            placements=placements,
            buildings=buildings(["b1", "b2", "b3"], doors=[2, 1, 2]),
            households=households,
            household_of=pd.Series({"v1": "h1", "v2": "h1", "v3": "h2", "v4": "h3", "v5": "h4"}),
        )
        return base

    return make


@pytest.fixture
def town(new_town: Callable[[], Base]) -> Base:
    return new_town()


@pytest.fixture
def take(tmp_path: Path, now: datetime) -> Callable[..., ImportedRows]:
    def taken(base: Base, text: str | bytes, reader: Any = read_nationbuilder, **more: Any) -> Any:
        path = tmp_path / "file"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        incoming = reader(path, zone=PARIS)
        return import_rows(base, incoming, salt=SALT, source="file", who="o", at=now, **more)

    return taken


Take = Callable[..., ImportedRows]


def counts(taken: ImportedRows) -> tuple[int, int, int, int]:
    return taken.rows, taken.imported, taken.unchanged, taken.listed


def test_statuses_count_at_the_building(town: Base, take: Take) -> None:
    """Two people of one household seen at once are one door; nobody's name is kept."""
    text = HEADER + "".join(
        f"{who},,,,,no_answer,2026-02-14T18:00:00+01:00,,,\n" for who in ("v1", "v2", "v3", "v4")
    )
    taken = take(town, text)
    assert counts(taken) == (4, 3, 1, 0)
    assert state(town)["absent"].to_dict() == {"b1": 2, "b2": 1}
    assert counts(take(town, text)) == (4, 0, 4, 0)
    assert state(town)["absent"].to_dict() == {"b1": 2, "b2": 1}
    log = read(town, tables.CONTACTS)
    assert not log.reset_index().isin(["v1", "v2", "v3", "v4"]).any(axis=None)
    assert conflicts(town).empty


def test_wishes_erase_the_person_and_close_the_door_that_is_sure(town: Base, take: Take) -> None:
    text = HEADER + "".join(f"{who},,,,Y,,,,,\n" for who in ("v1", "h2", "b2", "h4", "b3", "zz"))
    taken = take(town, text)
    assert counts(taken) == (6, 3, 0, 3)
    assert (taken.wishes, taken.erased) == (3, 1)
    assert "v1" not in read(town, tables.VOTERS).index
    doors = opposed_doors(town, SALT)
    assert set(doors.itertuples(index=False, name=None)) == {("b1", "apt 2"), ("b2", "")}
    said = {fault.row: fault.message.en for fault in taken.faults}
    assert "several doors" in said[5]
    assert "several doors" in said[6]
    assert "not found" in said[7]
    assert counts(take(town, text)) == (6, 0, 3, 3)


def test_columns_that_the_law_forbids_are_named_and_not_read(town: Base, take: Take) -> None:
    text = HEADER + "v1,,,,,no_answer,2026-02-14T18:00:00Z,ZZPARTY,ZZMAIL@x.org,ZZTWEET\n"
    taken = take(town, text)
    assert taken.imported == 1
    assert taken.forbidden == ("party", "twitter_login")
    assert taken.left == ("email",)
    if town.engine.dialect.name == "sqlite":
        town.engine.dispose()
        assert b"ZZ" not in Path(town.place).read_bytes()


def test_the_address_is_asked_where_the_id_says_nothing(town: Base, take: Take) -> None:
    asked: list[pd.DataFrame] = []

    def find(rows: pd.DataFrame) -> "pd.Series[str]":
        asked.append(rows)
        return pd.Series(["b2", "elsewhere", ""], index=rows.index)

    text = HEADER + "".join(
        f"{who},{street},31000,Toulouse,,answered,2026-02-14T18:00:00Z,,,\n"
        for who, street in (("n1", "3 Allée Verte"), ("n2", "9 x"), ("n3", "?"), ("v1", "0 y"))
    )
    taken = take(town, text, find=find)
    assert asked[0]["street"].tolist() == ["3 Allée Verte", "9 x", "?"]
    assert counts(taken) == (4, 2, 0, 2)
    assert state(town)["opened"].to_dict() == {"b1": 1, "b2": 1}
    assert counts(take(town, text)) == (4, 0, 1, 3)


def test_what_is_wrong_is_said_row_by_row(town: Base, take: Take, now: datetime) -> None:
    later = (now + timedelta(days=3)).isoformat()
    rows = [
        "v1,,,,,answered,,,,",
        f"v1,,,,,answered,{later},,,",
        "v1,,,,maybe,answered,2026-02-14T18:00:00Z,,,",
        "v6,,,,,answered,2026-02-14T18:00:00Z,,,",
        "zz,,,,,,,,,",
        "v6,,,,N,,,,,",
    ]
    taken = take(town, HEADER + "\n".join(rows))
    assert counts(taken) == (6, 0, 1, 5)
    said = [(fault.row, fault.message.en.split(":")[0]) for fault in taken.faults]
    assert [row for row, _ in said] == [2, 3, 4, 5, 6]
    assert [text for _, text in said[:3]] == [
        "contact without date",
        "contact in the future",
        "write Y or N",
    ]
    assert read(town, tables.CONTACTS).empty


@pytest.mark.parametrize("system", ["nationbuilder", "civicrm", "osdi"])
def test_our_own_export_changes_nothing_here_and_everything_elsewhere(
    new_town: Callable[[], Base],
    contacts: Maker,
    concerns: Maker,
    take: Take,
    system: str,
) -> None:
    """Concerns and teams do not travel, and that alone is no contradiction."""
    here, there = new_town(), new_town()
    told = contacts(
        [
            {"knocked": 2, "opened": 1, "absent": 1},
            {"contact_id": "c2", "building_id": "b2", "knocked": 1},
            {"contact_id": "c3", "building_id": "b2", "leaflets": 1},
            {"contact_id": "c4", "building_id": "lost", "knocked": 1, "refused": 1},
        ]
    )
    record(here, told, concerns([("e0", "LOG", 1)]), source="s")
    kept = contacts_to_tell(here, SALT)
    written, reader = {
        "nationbuilder": (contacts_csv(kept), read_nationbuilder),
        "civicrm": (activities_csv(kept, zone=PARIS), read_civicrm),
        "osdi": (canvasses_json(kept), read_osdi),
    }[system]
    assert counts(take(here, written, reader)) == (5, 0, 5, 0)
    assert conflicts(here).empty
    taken = take(there, written, reader)
    assert counts(taken) == (5, 4, 0, 1)
    assert taken.recorded.new == 3
    told_there = state(there).drop(columns="last_visit")
    assert told_there.loc["b1", ["knocked", "opened", "absent"]].tolist() == [2, 1, 1]
    assert counts(take(there, written, reader)) == (5, 0, 4, 1)


def test_our_own_people_come_back_unchanged(town: Base, take: Take) -> None:
    """The channels that the wall closes are not taken for wishes."""
    people = roll_people(town, SALT).table
    (nation,) = people_csv(people, note="x")
    assert counts(take(town, nation)) == (6, 0, 6, 0)
    civi = individuals_csv(people, source="x").content
    assert counts(take(town, civi, read_civicrm)) == (6, 0, 6, 0)
    assert len(read(town, tables.VOTERS)) == 6


def test_all_four_channels_closed_is_a_wish(town: Base, take: Take) -> None:
    text = (
        "External Identifier,Do Not Mail,Do Not Email,Do Not Phone,Do Not Sms\n"
        "v1,1,1,1,1\nv2,0,1,1,1\nv3,No,No,No,No\nv4,perhaps,1,1,1\n"
    )
    taken = take(town, text, read_civicrm)
    assert counts(taken) == (4, 1, 2, 1)
    assert sorted(read(town, tables.VOTERS).index) == ["v2", "v3", "v4", "v5", "v6"]


def test_half_a_contact_is_not_recorded(town: Base, take: Take) -> None:
    head = "external_id,method,status,created_at,contact_id,event_id,count,doors_knocked\n"
    at = "2026-02-14T18:00:00Z"
    text = head + (
        f"b1,door_knock,no_answer,{at},c1,e1,1,2\n"
        f"b1,door_knock,refused,{at},c1,e1,many,2\n"
        f"b1,door_knock,no_answer,{at},c2,e2,1,1\n"
        f"b2,door_knock,refused,{at},c2,e2,1,1\n"
        f"b1,door_knock,no_answer,{at},c3,e3,5,1\n"
        f"b1,door_knock,no_answer,{at},c4,e4,1,1\n"
        f"b1,door_knock,no_answer,{at},c4,e4,1,1\n"
    )
    taken = take(town, text)
    assert counts(taken) == (7, 1, 1, 5)
    assert read(town, tables.CONTACTS)["contact_id"].tolist() == ["c4"]
    said = {fault.row: fault.message.en for fault in taken.faults}
    assert "another row" in said[2]
    assert "contradict" in said[4]
    assert "more results" in said[6]


def test_another_telling_of_a_known_contact_is_a_conflict(
    town: Base, contacts: Maker, concerns: Maker, take: Take
) -> None:
    told = contacts([{"knocked": 1, "opened": 1}])
    record(town, told, concerns([]), source="s")
    other = contacts_csv(contacts([{"knocked": 1, "refused": 1}]))
    taken = take(town, other)
    assert (taken.imported, taken.recorded.conflicts) == (1, 1)
    assert len(conflicts(town)) == 1


ACTIVITIES = "external_identifier,activity_type,activity_date,result\n"


def activities(*rows: tuple[str, str]) -> str:
    """Tell what happened at ``b1``: when, and with which result."""
    return ACTIVITIES + "".join(f"b1,Canvass,{at},{result}\n" for at, result in rows)


def test_what_comes_home_without_our_columns_is_counted_once(
    town: Base, contacts: Maker, concerns: Maker, take: Take
) -> None:
    """CiviCRM keeps neither our ids nor our counts: building, minute and result remain."""
    told = [{"knocked": 5, "opened": 3, "absent": 1, "refused": 1}]
    record(town, contacts(told), concerns([]), source="s")
    at = read(town, tables.CONTACTS)["at"].iloc[0].tz_convert(PARIS)
    when = f"{at:%Y-%m-%d %H:%M:%S}"
    back = activities((when, "opened"), (when, "absent"), (when, "refused"))
    taken = take(town, back, read_civicrm)
    assert (*counts(taken), taken.recognised, taken.recorded.new) == (3, 0, 3, 0, 3, 0)
    assert state(town).loc["b1", "knocked"] == 5
    later = f"{at + timedelta(minutes=1):%d/%m/%Y %H:%M}"
    assert take(town, activities((later, "absent")), read_civicrm).imported == 1


def test_what_may_be_counted_already_is_listed(
    town: Base, contacts: Maker, concerns: Maker, take: Take
) -> None:
    record(town, contacts([{"knocked": 2, "absent": 2}]), concerns([]), source="s")
    at = read(town, tables.CONTACTS)["at"].iloc[0]
    head = ACTIVITIES.replace("result", "result,count")
    row = f"b1,Canvass,{at.isoformat()},absent"
    taken = take(town, f"{head}{row},3\n", read_civicrm)
    assert (counts(taken), taken.recorded.new) == ((1, 0, 0, 1), 0)
    assert "counted already" in taken.faults[0].message.en
    assert counts(take(town, f"{head}{row},2\n", read_civicrm)) == (1, 0, 1, 0)
    assert state(town).loc["b1", "absent"] == 2


def test_ids_in_capitals_are_ours(town: Base, contacts: Maker, concerns: Maker, take: Take) -> None:
    own = "0f0e0d0c-1111-4222-8333-abcdefabcdef"
    told = contacts([{"contact_id": own, "knocked": 1, "absent": 1}])
    record(town, told, concerns([]), source="s")
    written = contacts_csv(contacts_to_tell(town, SALT)).decode().replace(own, own.upper())
    assert counts(take(town, written.replace("b1,", "B1,"))) == (1, 0, 1, 0)
    wish = "External Identifier,Do Not Mail,Do Not Email,Do Not Phone,Do Not Sms\nV1,1,1,1,1\n"
    assert take(town, wish, read_civicrm).wishes == 1
    assert "v1" not in read(town, tables.VOTERS).index


@pytest.mark.parametrize(
    ("reader", "moments"),
    [
        (read_civicrm, ("13/02/2026 19:00", "1/2/2026 8:05")),
        (read_civicrm, ("46066.7916666667", "46054.3368055556")),
        (read_civicrm, ("2026-02-13T18:00:00Z", "2026-02-01 08:05")),
        (read_nationbuilder, ("02/13/2026 07:00 PM", "02/01/2026 08:05 AM")),
    ],
)
def test_moments_as_programs_write_them(
    town: Base, take: Take, reader: Any, moments: tuple[str, str]
) -> None:
    text = "external_id,method,status,created_at\n" + "".join(
        f"b1,door_knock,no_answer,{at}\n" for at in moments
    )
    if reader is read_civicrm:
        text = activities(*((at, "absent") for at in moments))
    assert take(town, text, reader).imported == 2
    told = read(town, tables.CONTACTS)["at"].dt.tz_convert(PARIS)
    assert sorted(f"{at:%d %H:%M}" for at in told) == ["01 08:05", "13 19:00"]


def test_a_civicrm_in_french_is_read(town: Base, take: Take) -> None:
    text = (
        "Identifiant externe,Prénom,Ne pas envoyer de courrier postal,Ne pas envoyer de courriel,"
        "Ne pas téléphoner,Ne pas envoyer de SMS\nv1,Zoé,Oui,Oui,Oui,Oui\n"
    )
    assert take(town, text, read_civicrm).wishes == 1


def test_columns_under_other_names_are_told(town: Base, take: Take) -> None:
    text = "Fiche,Quand,Quoi,Canal\nb1,2026-02-14T18:00:00Z,no_answer,door_knock\n"

    def told(path: Path, zone: ZoneInfo) -> Any:
        columns = {"external_id": "Fiche", "at": "quand", "status": "Quoi", "method": "CANAL"}
        return read_nationbuilder(path, zone=zone, columns=columns)

    with pytest.raises(BadInputError, match=r"external_id[\s\S]*colonnes trouvées : 4"):
        take(town, text)
    assert take(town, text, told).imported == 1


def test_an_import_is_in_the_audit(town: Base, take: Take) -> None:
    take(town, HEADER + "v1,,,,Y,,,,,\n")
    log = audit_log(town)
    log = log[~log["what"].str.startswith("read ")]
    assert log[["who", "what", "count"]].to_numpy().tolist() == [
        ["o", "import file", 1],
        ["o", "opposition", 1],
    ]


ROW = st.tuples(
    st.sampled_from(["v1", "v2", "v3", "v4", "v5", "v6", "h1", "h4", "b1", "b3", "zz", ""]),
    st.sampled_from(["", "1 x"]),
    st.sampled_from(["", "", "N", "Y", "maybe"]),
    st.sampled_from(["", "answered", "no_answer", "refused", "left_message", "other", "odd"]),
    st.sampled_from(["", "2026-02-14", "2026-02-14T18:00:00Z", "2027-01-01", "soon"]),
)


@pytest.mark.on_a_file
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(ROW, min_size=1, max_size=10))
def test_every_row_is_accounted_for_and_once_is_once(
    new_town: Callable[[], Base], take: Take, rows: list[tuple[str, ...]]
) -> None:
    base = new_town()

    def find(asked: pd.DataFrame) -> "pd.Series[str]":
        return pd.Series("b2", index=asked.index)

    text = HEADER + "".join(
        f"{who},{street},,,{wish},{status},{at},x,,\n" for who, street, wish, status, at in rows
    )
    filled = sum(any(row) for row in rows)
    first = take(base, text, find=find)
    assert first.rows == first.imported + first.unchanged + first.listed
    assert first.rows >= filled
    assert first.listed == len({fault.row for fault in first.faults})
    seen = state(base)
    again = take(base, text, find=find)
    assert again.rows == again.imported + again.unchanged + again.listed == first.rows
    # where somebody was erased, an address may have become that of one door, and sure, and a row
    # of a household that has left is found by its address instead
    assert again.wishes == 0 or first.erased
    if not first.erased:
        assert again.imported <= again.wishes
        assert again.recorded.new == 0
        assert state(base)["knocked"].sum() == seen["knocked"].sum()
    base.engine.dispose()
