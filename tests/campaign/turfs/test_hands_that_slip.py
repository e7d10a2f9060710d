"""Slips of the hand: told, asked about or refused, never done with a green tick."""

import shutil
from itertools import combinations

import geopandas as gpd
import pytest
from typer.testing import CliRunner

from campaign.commands.main import app
from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.turfs import publish
from campaign.turfs.merge_doubts import FAR_TOO_LARGE, merge_doubts
from campaign.turfs.turf_by_hand import draw, lock, split, unlock
from campaign.walks.plan_walks import plan_walks
from campaign.wording.results import lines
from canvass.errors import BadInputError
from people_base.turfs.turf_assignment import turf_assignment


def held(campaign: Campaign) -> dict[str, str]:
    with campaign.base() as base:
        return dict(turf_assignment(base))


def farthest(turfs: gpd.GeoDataFrame) -> list[str]:
    """The two turfs whose outlines are farthest from each other."""
    pairs = combinations(turfs.index, 2)
    return list(max(pairs, key=lambda p: turfs.geometry[p[0]].distance(turfs.geometry[p[1]])))


def run(*words: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), input=typed)
    return done.exit_code, done.output


def test_halves_of_one_turf_are_merged_unasked(town: Campaign) -> None:
    one = str(turf_table(town)["buildings"].idxmax())
    before = held(town)
    split(town, one)
    new = (set(held(town).values()) - set(before.values())).pop()
    doubts = merge_doubts(town, [one, new])
    assert not doubts.any
    assert doubts.load == turf_table(town).loc[[one, new], "doors"].sum()
    code, said = run("turf", "merge", str(town.folder), one, new)
    assert code == 0, said
    assert held(town) == before


def test_far_and_large_parts_are_merged_only_when_asked(town: Campaign) -> None:
    names = farthest(turf_table(town))
    before = held(town)
    doubts = merge_doubts(town, names)
    assert doubts.apart
    assert doubts.too_large == (doubts.load > FAR_TOO_LARGE * 50)
    told = " ".join(map(str, lines(doubts)))
    assert "ne se touchent pas" in told
    assert "pour 50 voulues" in told
    merging = ("turf", "merge", str(town.folder), *names)
    code, said = run(*merging, typed="n\n")
    assert code != 0
    assert "ne se touchent pas" in said
    assert held(town) == before
    code, said = run(*merging, typed="o\n")
    assert code == 0, said
    assert names[1] not in held(town).values()
    run("turf", "undo", str(town.folder))
    assert held(town) == before
    assert run(*merging, "--yes")[0] == 0


def test_unlocking_a_turf_that_is_none_is_an_error(town: Campaign) -> None:
    code, said = run("turf", "unlock", str(town.folder), "T999")
    assert (code, "T999" in said) == (1, True)
    one = str(turf_table(town).index[0])
    unlock(town, [one])
    lock(town, [one])
    assert run("turf", "unlock", str(town.folder), one)[0] == 0


def test_drawing_over_published_turfs_says_why_nothing_changed(town: Campaign) -> None:
    turfs = turf_table(town)
    one, two = (str(name) for name in turfs.index[:2])
    publish.publish(town, [one])
    before = held(town)
    over = turfs.loc[[one]].set_geometry(turfs.loc[[one]].buffer(-1)).to_crs(4326)
    with pytest.raises(BadInputError, match=one) as refused:
        draw(town, over[["geometry"]])
    assert "verrouillés ou publiés" in str(refused.value)
    assert held(town) == before
    area = turfs.geometry[one].union(turfs.geometry[two])
    told = draw(town, gpd.GeoDataFrame(geometry=[area], crs=turfs.crs))
    assert one in str(told.said)
    assert "reste" in str(told.said)
    assert one in held(town).values()


def test_walks_are_planned_where_the_sheets_were_thrown_away(town: Campaign) -> None:
    shutil.rmtree(town.walklists, ignore_errors=True)
    assert plan_walks(town).turfs == len(turf_table(town))
    shutil.rmtree(town.walklists, ignore_errors=True)
    assert plan_walks(town).turfs == 0
    assert (turf_table(town)["proof"] != "").all()
