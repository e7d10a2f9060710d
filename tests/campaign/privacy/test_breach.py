"""What a copy that was lost contained."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from campaign.exchange.export_people import export_to
from campaign.folder import Campaign, open_campaign
from campaign.overview import turf_table
from campaign.privacy.breach import breach
from campaign.sheets.export import export_walk_lists
from campaign.sheets.sent_register import load_sent
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS
from people_base.store import read

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    return open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))


def test_a_lost_sheet_is_told_by_its_day_and_turf(mine: Campaign, tmp_path: Path) -> None:
    turf = str(turf_table(mine).index[0])
    export_walk_lists(mine, turfs=[turf], now=NOW)
    found = breach(mine, day=NOW.date(), turfs=[turf], table=tmp_path / "a.csv", known_since=NOW)
    (row,) = found.sheets.to_dict("records")
    assert (row["jour"], row["secteur"]) == ("2026-11-20", turf)
    sent = load_sent(mine)
    homes = set(sent.loc[sent["turf_id"] == turf, "building_id"])
    assert found.addresses == homes
    with mine.base() as base:
        people = read(base, BUILDINGS, where={"building_id": homes})["voters"].sum()
    assert found.people == row["electeurs"] == people
    listed = pd.read_csv(tmp_path / "a.csv", sep=";", dtype=str, encoding="utf-8-sig")
    assert set(listed["adresse_id"]) == homes
    assert set(listed.columns) == {"adresse_id", "number", "street", "postcode"}
    assert "23 novembre 2026" in str(lines(found)[-1])


def test_every_line_that_went_out_has_its_day(mine: Campaign) -> None:
    found = breach(mine)
    assert (found.sheets["jour"] != "").all()
    assert found.sheets["adresses"].sum() >= len(found.addresses)


def test_other_copies_say_whether_people_were_in_them(mine: Campaign, tmp_path: Path) -> None:
    export_to(mine, "nationbuilder", tmp_path / "nb", who="c", now=NOW)
    export_to(mine, "qgis", tmp_path / "t.gpkg", who="c", now=NOW)
    others = breach(mine, day=date(2026, 11, 20)).others.set_index("quoi")["contenu"]
    assert "nom, prénoms" in others[next(q for q in others.index if "people" in q)]
    assert all("aucun nom" in held for q, held in others.items() if "qgis" in str(q))


def test_nothing_that_left_is_said(mine: Campaign) -> None:
    with pytest.raises(BadInputError, match="Aucune copie"):
        breach(mine, day=date(2020, 1, 1))
