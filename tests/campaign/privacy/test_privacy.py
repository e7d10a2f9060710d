"""Objections, right of access, erasure and the audit, as the organiser asks for them."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from campaign.folder import Campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.privacy.access import JSON_NAME, PDF_NAME, access_export
from campaign.privacy.audit_log import read_audit_log
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.oppose import oppose
from campaign.privacy.purge import purge, purge_if_due, retention
from campaign.sheets.export import delete_after, export_walk_lists
from campaign.turfs.cut import cut
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.publish import withdraw
from campaign.walks.plan_walks import plan_walks
from campaign.wording.results import lines
from canvass.errors import BadInputError, RefusedByLawError
from canvass.tables import BUILDINGS, HOUSEHOLDS, PLACEMENTS, STOPS, VOTERS
from people_base.access.audit import audit_log
from people_base.store import read
from people_base.turfs.cuts import current_turfs
from people_base.turfs.turf_assignment import turf_assignment

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    """A copy that a test may change."""
    return open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))


@pytest.fixture
def roll(val_fleuri: Path) -> Path:
    return val_fleuri / "liste_electorale.csv"


def somebody(campaign: Campaign) -> pd.Series:
    """The first person who has a door."""
    with campaign.base() as base:
        placed = read(base, PLACEMENTS, columns=["result_id", "result_type"])
        homes = read(base, BUILDINGS, columns=[]).index
        known = placed[placed["result_id"].isin(homes)]
        return read(base, VOTERS, where={"voter_id": [known.index[0]]}).iloc[0]


def by_name(person: pd.Series) -> PersonQuery:
    return PersonQuery(
        name=person["birth_name"].lower(),
        first_names=person["first_names"].upper(),
        birth_date=person["birth_date"],
    )


def by_card(person: pd.Series) -> PersonQuery:
    return PersonQuery(bureau=person["bureau_id"], number=person["order_number"])


@pytest.mark.parametrize("known_by", [by_name, by_card])
def test_who_objects_is_gone_everywhere_and_does_not_come_back(
    mine: Campaign, roll: Path, known_by: object
) -> None:
    person = somebody(mine)
    done = oppose(mine, known_by(person), channel="courrier", who="camille", now=NOW)  # type: ignore[operator]
    assert done.erased == 1
    assert done.turfs
    again = import_roll(mine, [roll])
    assert (again.added, again.opposed) == (0, 1)
    with mine.base() as base:
        for table in (VOTERS, PLACEMENTS):
            assert person.name not in read(base, table, columns=[]).index
    held = [p for p in mine.folder.rglob("*") if p.suffix in {".csv", ".json"} and p.is_file()]
    mark = f"{person['bureau_id']};{person['order_number']};"
    assert not [p.name for p in held if mark.encode() in p.read_bytes()]


def test_a_review_file_that_cannot_be_read_goes_whole(mine: Campaign) -> None:
    path = mine.review / "homonymes.csv"
    path.write_text("autre;chose\n1;2\n")
    oppose(mine, by_card(somebody(mine)), channel="courrier", now=NOW)
    assert not path.exists()


def test_somebody_on_no_roll_yet_may_object(mine: Campaign) -> None:
    sought = PersonQuery(name="Absent", first_names="Jean", birth_date="01/01/1980")
    done = oppose(mine, sought, channel="mail", now=NOW)
    assert (done.person, done.erased) == (True, 0)


def test_a_wish_must_mean_one_person(mine: Campaign) -> None:
    for sought in (
        PersonQuery(bureau="99001_0003", number="999999"),
        PersonQuery(number="1"),
        PersonQuery(name="Absent"),
        PersonQuery(address="rue qui n'existe pas"),
        PersonQuery(),
    ):
        with pytest.raises(BadInputError):
            oppose(mine, sought, channel="mail", now=NOW)
    with pytest.raises(BadInputError):
        oppose(mine, by_card(somebody(mine)), channel=" ", now=NOW)


def test_a_door_that_objects_leaves_the_sheets_the_walks_and_the_cut(mine: Campaign) -> None:
    with mine.base() as base:
        stops = read(base, STOPS)
        flats = read(base, HOUSEHOLDS)
        flats = flats[flats["door_label"] != ""].groupby("building_id")["door_label"].nunique()
        buildings = read(base, BUILDINGS)
    turf = str(stops.index[0][0])
    whole = str(stops.loc[turf, "building_id"].iloc[1])
    with_flats = str(flats.index[flats > 2][0])
    with mine.base() as base:
        rows = read(base, HOUSEHOLDS, where={"building_id": [with_flats]})
    door = str(rows["door_label"].iloc[0])
    before = int(buildings.loc[with_flats, "doors"])
    done = oppose(mine, PersonQuery(address=whole), channel="porte", who="c", now=NOW)
    assert done.turfs == (turf,)
    assert not list(mine.walklists.glob(f"20*/{turf}-*.pdf"))
    oppose(mine, PersonQuery(address=with_flats, door=door), channel="porte", who="c", now=NOW)
    other = str(stops.index[stops["building_id"] == with_flats][0][0])
    sent = export_walk_lists(mine, turfs=[turf, other], now=NOW)
    sheet = json.loads((sent.folder / f"{turf}-1.geojson").read_text())
    text = json.dumps(sheet)
    assert whole not in text
    table = pd.read_csv(sent.folder / f"{turf}-1.csv", sep=";", dtype=str)
    assert len(table) == len(stops.loc[turf]) - 1
    bureau = str(buildings.loc[whole, "bureau_id"])
    withdraw(mine, ())
    cut(mine, CutChoices(bureaux=(bureau,)))
    plan_walks(mine)
    with mine.base() as base:
        again = read(base, STOPS, where={"turf_id": current_turfs(base).index})
        assert len(again)
        assert whole not in set(again["building_id"])
        assert whole not in turf_assignment(base).index
        assert int(read(base, BUILDINGS).loc[with_flats, "doors"]) == before


def test_access_gives_all_that_is_held_to_be_read_by_machine_and_person(
    mine: Campaign, tmp_path: Path, pdftotext: str
) -> None:
    person = somebody(mine)
    out = tmp_path / "acces"
    done = access_export(
        mine, by_card(person), out, received=date(2026, 1, 31), who="camille", now=NOW
    )
    assert done.due == date(2026, 2, 28)
    held = json.loads((out / JSON_NAME).read_text())
    for column in VOTERS.columns:
        assert held["liste_electorale"][column] == person[column], column
    assert held["source"]["origin"] == "mairie"
    assert held["adresse_trouvee"]["result_id"] == held["immeuble_id"]
    assert held["secteurs_de_porte_a_porte"]
    assert held["consentements"] == held["reponses"] == []
    assert (out / JSON_NAME).stat().st_mode & 0o077 == 0
    told = subprocess.run(
        [pdftotext, str(out / PDF_NAME), "-"], capture_output=True, text=True, check=True
    ).stdout
    until = delete_after(mine).strftime("%d/%m/%Y")
    for word in (person["birth_name"], mine.settings.controller.name, "CNIL", until):
        assert word in told
    with pytest.raises(BadInputError):
        access_export(mine, by_card(person), out, now=NOW)


def test_the_clock_purges_on_its_day_and_signs(mine: Campaign) -> None:
    due = retention(mine).due
    before = datetime(due.year, due.month, due.day, tzinfo=UTC).replace(hour=1)
    early = before.replace(year=due.year - 1)
    assert purge_if_due(mine, now=early) is None
    with pytest.raises(BadInputError):
        purge(mine, who="camille", now=early)
    done = purge_if_due(mine, now=before)
    assert done is not None
    assert done.certificate.rows["voters"] == retention(mine).voters + 7762
    assert done.path.is_file()
    assert not [p for p in (*mine.walklists.rglob("*"), *mine.review.rglob("*")) if p.is_file()]
    assert purge_if_due(mine, now=before) is None
    with mine.base() as base:
        log = audit_log(base)
    assert log.loc[log["what"] == "purge voters", "count"].tolist() == [7762]


def test_destroying_the_key_is_said_and_done(mine: Campaign) -> None:
    done = purge(mine, who="c", early=True, destroy_key=True, now=NOW)
    assert not (mine.folder / "secret.key").exists()
    assert "clé" in "\n".join(str(line) for line in lines(done))


def test_the_journal_names_who_and_counts_and_tells_nothing(mine: Campaign, tmp_path: Path) -> None:
    person = somebody(mine)
    oppose(mine, by_card(person), channel="courrier", who="camille", now=NOW)
    out = tmp_path / "journal.csv"
    told = read_audit_log(mine, last=10, out=out)
    assert {"opposition", "lecture électeurs"} <= set(told.notes["what"])
    assert "camille" in set(told.notes["who"])
    assert person["birth_name"] not in out.read_text("utf-8-sig")
    assert len(pd.read_csv(out, sep=";")) == told.total


def test_sheets_that_go_out_are_noted_and_stop_when_the_roll_should_be_gone(
    mine: Campaign,
) -> None:
    with mine.base() as base:
        turf = str(current_turfs(base).index[0])
    export_walk_lists(mine, turfs=[turf], now=NOW)
    with mine.base() as base:
        log = audit_log(base)
    assert log.loc[log["what"] == "export walklists", "count"].iloc[-1] == 1
    after = delete_after(mine)
    late = datetime(after.year, after.month, after.day, 12, tzinfo=UTC) + timedelta(days=1)
    with pytest.raises(RefusedByLawError, match="effacée"):
        export_walk_lists(mine, turfs=[turf], now=late)
