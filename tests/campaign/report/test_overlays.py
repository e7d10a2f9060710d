"""What analysts see tells of groups of doors alone, however often they look."""

import shutil
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from campaign.folder import Campaign, open_campaign
from campaign.report.overlays import OUTCOMES, Area, overlay
from people_base.field.totals import totals


@pytest.fixture
def mine(played: Campaign, tmp_path: Path) -> Campaign:
    return open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))


@pytest.mark.parametrize("area", get_args(Area))
def test_no_area_of_few_doors_is_told(mine: Campaign, area: Area) -> None:
    least = mine.settings.masked_below
    with mine.base() as base:
        sums = totals(base, by=area)
    made = overlay(mine, area)
    small = sums.index[(sums["knocked"] > 0) & (sums["knocked"] < least)]
    assert made.table.loc[small, ["knocked", *OUTCOMES]].isna().all(axis=None)
    told = made.table["knocked"].dropna()
    assert (told == sums.loc[told.index, "knocked"]).all()
    assert ((told >= least) | (told == 0)).all()
    assert made.drawing is not None
    assert set(made.table.columns) == {"label", "doors", "knocked", *OUTCOMES}


def test_one_more_visit_changes_nothing_that_is_told(mine: Campaign) -> None:
    from canvass.tables import BUILDINGS, CONCERNS, CONTACTS
    from people_base.field.contacts import record
    from people_base.store import read

    before = overlay(mine, "bureau").table
    with mine.base() as base:
        homes = read(base, BUILDINGS, columns=["bureau_id"])
        visited = before.index[before["knocked"].fillna(0) > 0][0]
        one = homes.index[homes["bureau_id"] == visited][-1]
        row: dict[str, object] = {
            c: "" if kind == "text" else 0 for c, kind in CONTACTS.columns.items()
        }
        row |= {"contact_id": "visite-1", "building_id": one, "knocked": 1, "opened": 1}
        row["at"] = pd.Timestamp("2026-12-01 18:00", tz="UTC")
        contacts = pd.DataFrame([row], index=pd.Index(["e1"], name="event_id"))
        record(base, contacts, CONCERNS.empty(), source="essai")
        assert totals(base, by="bureau")["knocked"].sum() > before["knocked"].sum()
    after = overlay(mine, "bureau").table
    columns = ["knocked", *OUTCOMES]
    pd.testing.assert_frame_equal(after[columns], before[columns])
