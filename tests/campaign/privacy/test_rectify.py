"""Right of rectification, as the organiser answers it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from campaign.folder import Campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.privacy.access import JSON_NAME, access_export
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.rectify import DISPUTED, follow_roll, rectify
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import VOTERS
from people_base.store import read

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    return open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))


def first(campaign: Campaign) -> pd.Series:
    with campaign.base() as base:
        return read(base, VOTERS).iloc[0]


def test_a_correction_is_found_kept_shown_and_contradicted(
    mine: Campaign, val_fleuri: Path, tmp_path: Path
) -> None:
    one = first(mine)
    card = PersonQuery(bureau=one["bureau_id"], number=one["order_number"])
    values = {"birth_name": "Corrigée", "street_raw": "Rue  Juste"}
    done = rectify(mine, card, values, channel="courrier", who="c", now=NOW)
    assert (done.fields, done.moved) == (2, True)
    assert any("placez les électeurs" in str(line) for line in lines(done))
    again = import_roll(mine, [val_fleuri / "liste_electorale.csv"])
    assert (again.changed, again.corrected, again.disputed) == (0, 1, 0)
    by_name = PersonQuery(
        name="corrigee", first_names=one["first_names"], birth_date=one["birth_date"]
    )
    access_export(mine, by_name, tmp_path / "acces", now=NOW)
    held = json.loads((tmp_path / "acces" / JSON_NAME).read_text())
    assert held["liste_electorale"]["street_raw"] == "Rue Juste"
    told = {row["field"]: row["roll"] for row in held["rectifications"]}
    assert told == {"birth_name": one["birth_name"], "street_raw": one["street_raw"]}
    rows = pd.read_csv(val_fleuri / "liste_electorale.csv", sep=None, engine="python", dtype=str)
    street = next(c for c in rows.columns if c.casefold() == "libellé de voie")
    rows[street] = rows[street].replace(one["street_raw"], "RUE TOUT AUTRE")
    rows.to_csv(tmp_path / "nouvelle.csv", sep=";", index=False)
    third = import_roll(mine, [tmp_path / "nouvelle.csv"])
    assert (third.corrected, third.disputed) == (1, 1)
    listed = pd.read_csv(mine.review / DISPUTED, sep=";", dtype=str, encoding="utf-8-sig")
    assert listed["donnee"].tolist() == ["Voie"]
    assert "Juste" not in listed.to_csv()
    assert follow_roll(mine, card, who="c", now=NOW).fields == 2
    assert not (mine.review / DISPUTED).exists()
    assert first(mine)["birth_name"] == one["birth_name"]


def test_nobody_and_nothing_are_refused(mine: Campaign) -> None:
    one = first(mine)
    card = PersonQuery(bureau=one["bureau_id"], number=one["order_number"])
    for who, values, channel in (
        (card, {}, "mail"),
        (card, {"street_raw": "R"}, " "),
        (PersonQuery(), {"street_raw": "R"}, "mail"),
        (card, {"bureau_id": "99001_9999"}, "mail"),
    ):
        with pytest.raises(BadInputError):
            rectify(mine, who, values, channel=channel, now=NOW)
