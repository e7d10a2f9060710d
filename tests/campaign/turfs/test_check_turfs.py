"""The audit sheet of Val-Fleuri's turfs."""

import json
from pathlib import Path

from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.turfs.check_turfs import audit


def test_audit_of_the_demo_finds_nothing_broken(played: Campaign, tmp_path: Path) -> None:
    made = audit(played)
    sheet = made.sheet
    assert sheet.turfs == len(turf_table(played))
    assert (sheet.overlaps, sheet.split_buildings, sheet.barriers_crossed) == (0, 0, 0)
    assert sheet.disconnected == 0
    assert sheet.within_tolerance > 0.9
    assert sheet.unplaced_voters > 0
    made.write_json(tmp_path / "audit.json")
    told = json.loads((tmp_path / "audit.json").read_text())
    assert told["total"]["doors"] == sheet.doors
    assert len(told["turfs"]) == sheet.turfs
    assert {"turf_id", "doors", "in_range"} <= set(told["turfs"][0])
    assert sheet.several_bureaux == 0
    assert told["asked"]["target"] == 50
    meaning = told["meaning"]
    assert set(told["asked"]) == set(meaning["asked"])
    assert set(told["total"]) == set(meaning["total"])
    assert {key for turf in told["turfs"] for key in turf} == set(meaning["turfs"])
    assert set(told["uncovered"][0]) == set(meaning["uncovered"])
    assert len(told["uncovered"]) == sheet.uncovered_buildings
    assert all(row["reason"] in sheet.left_out for row in told["uncovered"])
