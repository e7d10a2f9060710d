"""The organiser's hand: every step is kept, can be undone, and respects what went out."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from campaign.base.backup import backup, restore
from campaign.commands.main import app
from campaign.folder import Campaign, open_campaign
from campaign.overview import turf_table
from campaign.places import barriers
from campaign.places.streets import street_network
from campaign.turfs import publish
from campaign.turfs.check_turfs import audit
from campaign.turfs.cut import CutChoices, cut
from campaign.turfs.recut import recut
from campaign.turfs.turf_by_hand import (
    History,
    draw,
    history,
    lock,
    merge,
    move,
    redo,
    split,
    undo,
    unlock,
)
from campaign.walks.plan_walks import plan_walks
from campaign.walks.teams import plan_teams
from campaign.wording.results import lines
from canvass.errors import ArpenteurError, BadInputError
from canvass.tables import BUILDINGS
from people_base.store import read, write
from people_base.turfs.turf_assignment import assign, turf_assignment


def members(campaign: Campaign) -> pd.Series:
    with campaign.base() as base:
        return turf_assignment(base)


def buildings(campaign: Campaign) -> gpd.GeoDataFrame:
    with campaign.base() as base:
        return read(base, BUILDINGS)


def neighbours(campaign: Campaign) -> tuple[str, str]:
    """Two turfs of one bureau that touch."""
    turfs = turf_table(campaign)
    for turf, row in turfs.iterrows():
        near = turfs[turfs.touches(row.geometry.buffer(1)) | turfs.intersects(row.geometry)]
        same = near.index[(near["bureau_id"] == row["bureau_id"]) & (near.index != turf)]
        if len(same):
            return str(turf), str(same[0])
    pytest.fail("no two turfs touch")


def test_merge_then_undo_then_redo(town: Campaign) -> None:
    before, (one, two) = members(town), neighbours(town)
    plan_walks(town)
    walked = turf_table(town)["proof"]
    told = merge(town, [one, two])
    assert two not in set(members(town))
    assert int(turf_table(town).loc[one, "buildings"]) == int(before.isin([one, two]).sum())
    assert f"Fusion de {one}, {two}" in str(lines(told)[0])
    # the walk of what changed is gone, the others' stay
    now = turf_table(town)["proof"]
    assert now[one] == ""
    assert now.drop(one).equals(walked.drop([one, two]))
    undo(town)
    assert members(town).equals(before)
    assert {one, two} <= set(turf_table(town).index)
    redo(town)
    assert two not in set(members(town))
    assert [str(s) for s in history(town).done] == [f"Fusion de {one}, {two}"]


def test_a_drawn_polygon_makes_a_turf(town: Campaign, tmp_path: Path) -> None:
    turfs = turf_table(town)
    area = turfs.geometry.iloc[0].union(turfs.geometry.iloc[1])
    drawn = gpd.GeoDataFrame(geometry=[area], crs=turfs.crs).to_crs(4326)
    drawn.to_file(tmp_path / "dessin.geojson")
    told = draw(town, tmp_path / "dessin.geojson")
    new = set(turf_table(town).index) - set(turfs.index)
    assert len(new) == 1
    inside = buildings(town).geometry.within(area)
    held = members(town)
    assert set(held.index[held.isin(new)]) == set(inside.index[inside])
    assert told.buildings == int(inside.sum())


def test_what_cannot_be_drawn_is_refused(town: Campaign, tmp_path: Path) -> None:
    before = members(town)
    (tmp_path / "rien.geojson").write_text("pas du GeoJSON")
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4326)
    lines.to_file(tmp_path / "ligne.geojson")
    for name in ("absent.geojson", "rien.geojson", "ligne.geojson"):
        with pytest.raises(ArpenteurError):
            draw(town, tmp_path / name)
    assert members(town).equals(before)


def test_a_street_moves_whole(town: Campaign) -> None:
    one, two = neighbours(town)
    table = buildings(town)
    held = members(town)
    street = str(table.loc[held.index[held == two], "street"].iloc[0])
    move(town, one, streets=[street.upper()], out_of=[two])
    now = members(town)
    moved = table.index[(table["street"] == street)].intersection(held.index[held == two])
    assert (now[moved] == one).all()
    with pytest.raises(BadInputError):
        move(town, one, streets=["Rue qui n'existe pas"])


@pytest.mark.parametrize("atom", ["sides", "blocks"])
def test_a_side_or_a_block_moves_whole(town: Campaign, atom: str) -> None:
    one, two = neighbours(town)
    held = members(town)
    some = str(held.index[held == two][0])
    told = move(town, one, **{atom: [some]})  # type: ignore[arg-type]
    assert members(town)[some] == one
    assert told.buildings >= 1
    undo(town)
    assert members(town).equals(held)


def test_a_split_gives_halves_and_new_ids(town: Campaign) -> None:
    held = members(town)
    turf = str(turf_table(town)["doors"].idxmax())
    told = split(town, turf)
    halves = told.turfs["doors"]
    assert len(halves) == 2
    assert halves.max() <= 0.7 * halves.sum()
    assert set(halves.index) - {turf} <= set(members(town)) - set(held)


def test_locked_turfs_survive_hands_and_cuts(town: Campaign) -> None:
    one, two = neighbours(town)
    held = members(town)
    lock(town, [one])
    with pytest.raises(BadInputError):
        merge(town, [one, two])
    kept = set(held.index[held == one])
    cut(town, CutChoices(target=40))
    now = members(town)
    assert set(now.index[now == one]) == kept
    recut(town, CutChoices(target=60))
    now = members(town)
    assert set(now.index[now == one]) == kept
    assert audit(town, CutChoices(target=60)).sheet.disconnected == 0
    unlock(town, [one])
    assert history(town).locked == []


def test_a_recut_after_a_new_roll_moves_little_and_can_be_undone(town: Campaign) -> None:
    held = members(town)
    table = buildings(town)
    with town.base() as base:
        write(base, BUILDINGS, table.drop(table.index[::25]), how="replace")
    told = recut(town)
    assert told.buildings_gone == len(table.index[::25].intersection(held.index))
    assert told.doors_moved < 0.25 * told.doors
    assert told.same > told.new
    assert (town.review / "redecoupage.csv").is_file()
    assert plan_walks(town).turfs > 0
    undo(town)
    still = held[held.index.isin(buildings(town).index)]
    assert members(town).equals(still)


def test_a_second_round_counts_only_doors_left(town: Campaign) -> None:
    from campaign.contacts.import_responses import import_responses
    from campaign.contacts.simulated_answers import fill_sheets
    from campaign.sheets.export import export_walk_lists

    plan_walks(town)
    sent = export_walk_lists(town, bureaux=["99001_0001"])
    day = datetime.now(UTC).date()
    filled = fill_sheets(sent.folder, town.walklists / "remplis", day=day, share=1.0)
    import_responses(town, filled)
    doors = int(turf_table(town)["doors"].sum())
    told = recut(town, CutChoices(visit="left"))
    turfs = turf_table(town)
    assert told.doors < doors
    assert int(turfs["doors"].sum()) == audit(town).sheet.doors - audit(town).sheet.uncovered_doors
    assert audit(town).sheet.within_tolerance_where_possible > 0.9
    assert plan_walks(town).turfs > 0


def test_publish_fixes_turfs_and_refuses_broken_ones(town: Campaign) -> None:
    one, two = neighbours(town)
    turfs = turf_table(town)
    far = turfs.geometry.centroid.distance(turfs.loc[one].geometry.centroid).idxmax()
    merge(town, [one, str(far)])
    with pytest.raises(BadInputError, match=one):
        publish.publish(town)
    assert set(turf_table(town)["status"]) == {"draft"}
    undo(town)
    assert publish.publish(town, [one]).turfs == 1
    assert turf_table(town).loc[one, "status"] == "published"
    with pytest.raises(BadInputError):
        merge(town, [one, two])
    with pytest.raises(BadInputError):
        unlock(town, [one])
    held = members(town)
    recut(town, CutChoices(target=35))
    now = members(town)
    assert set(now.index[now == one]) == set(held.index[held == one])
    publish.withdraw(town, [one])
    assert merge(town, [one, str(turf_table(town).index[-1])]).buildings > 0


def test_undo_never_touches_a_published_turf(town: Campaign) -> None:
    one, two = neighbours(town)
    merge(town, [one, two])
    publish.publish(town, [one])
    with pytest.raises(BadInputError):
        undo(town)


def test_drawn_barriers_hold_in_cuts_and_walks(town: Campaign, tmp_path: Path) -> None:
    west, south, east, north = turf_table(town).total_bounds
    line = shapely.LineString([((west + east) / 2, south - 500), ((west + east) / 2, north + 500)])
    gpd.GeoDataFrame(geometry=[line], crs=town.crs).to_file(tmp_path / "mur.geojson")
    whole = street_network(town)
    told = barriers.set_barriers(town, tmp_path / "mur.geojson")
    assert told.streets_cut > 0
    assert len(street_network(town).u) > len(whole.u)
    recut(town)
    held, table = members(town), buildings(town)
    side = table.loc[held.index].geometry.x > (west + east) / 2
    of_turf = side.groupby(held)
    both = of_turf.min() != of_turf.max()
    # only doors that open onto a street of the other side may stand beyond the line
    assert both.mean() < 0.05
    assert audit(town).sheet.barriers_crossed == 0
    barriers.clear_barriers(town)
    assert len(street_network(town).u) == len(whole.u)


def test_names_after_the_quartier(town: Campaign) -> None:
    cut(town, CutChoices(names="quartier"))
    labels = turf_table(town)["label"]
    assert labels.is_unique
    assert labels.str.contains(r" \d+$").all()


@pytest.mark.parametrize("first", ["doors", "abstention"])
def test_teams_fill_their_time(town: Campaign, first: str) -> None:
    told = plan_teams(town, 14, 2.0, first=first)  # type: ignore[arg-type]
    spent = told.table.groupby("team")["minutes"].sum()
    assert told.teams == 7
    assert len(spent) == 7
    assert spent.max() <= 120 * 1.1
    with pytest.raises(BadInputError):
        plan_teams(town, 1, 2.0)


def test_the_audit_tells_every_figure(town: Campaign, tmp_path: Path) -> None:
    for choices in (CutChoices(), CutChoices(unit="minutes", target=90, within="none")):
        cut(town, choices)
        audit(town).write_json(tmp_path / "a.json")
        told = json.loads((tmp_path / "a.json").read_text())
        total, rows = told["total"], told["turfs"]
        assert total["turfs"] == len(rows)
        assert total["within_tolerance_where_possible"] >= 0.98
        assert total["minutes_measured"] == (choices.unit == "minutes")
        wanted = {
            "turf_id", "doors", "minutes", "in_range", "reason", "connected",
            "strictly_connected", "barriers_crossed", "split_buildings", "unreached",
            "faces_whole", "blocks_whole", "hull_overlap", "walk_per_door_m",
        }  # fmt: skip
        assert wanted <= set(rows[0])


def test_the_log_is_kept_in_backups_and_forgotten_after_other_changes(
    town: Campaign, tmp_path: Path
) -> None:
    one, _ = neighbours(town)
    lock(town, [one])
    backup(town, tmp_path / "s.tar.gz")
    restore(tmp_path / "s.tar.gz", tmp_path / "retabli")
    assert history(open_campaign(tmp_path / "retabli")).locked == [one]
    with town.base() as base:
        now = turf_assignment(base)
        assign(base, now[now != one])
    assert history(town) == History([], [], [], [])


def test_commands(town: Campaign, tmp_path: Path) -> None:
    one, two = neighbours(town)
    run: Callable[..., object] = CliRunner().invoke
    folder = str(town.folder)
    for command in (
        ["turf", "merge", folder, one, two, "--yes"],
        ["turf", "split", folder, one],
        ["turf", "undo", folder],
        ["turf", "redo", folder],
        ["turf", "lock", folder, one],
        ["turf", "unlock", folder, one],
        ["recut", folder],
        ["barriers", folder],
        ["publish", folder, "--turf", one],
        ["publish", folder, "--turf", one, "--withdraw"],
        ["teams", folder, "--people", "14", "--hours", "2"],
    ):
        done = run(app, command)
        assert done.exit_code == 0, (command, done.output, done.exception)  # type: ignore[attr-defined]
