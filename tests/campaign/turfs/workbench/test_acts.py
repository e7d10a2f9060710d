"""What a click does: one use case, and nothing to all turfs that was asked of none."""

from contextlib import suppress

import geopandas as gpd
import pytest
import shapely

from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.places.barriers import barred, remove_barrier, set_barriers
from campaign.places.streets import drawn_lines
from campaign.turfs.merge_doubts import MergeDoubts
from campaign.turfs.workbench.acts import ACTS, Hand, act
from campaign.turfs.workbench.programs import program
from campaign.turfs.workbench.words import WORKBENCH
from campaign.wording.results import lines
from canvass.crs import WGS84
from canvass.errors import BadInputError


def test_an_unknown_act_is_refused(town: Campaign) -> None:
    with pytest.raises(BadInputError):
        act(town, "drop", Hand())


@pytest.mark.parametrize("name", sorted(set(ACTS)))
def test_with_nothing_chosen_nothing_is_done(name: str, town: Campaign) -> None:
    before = turf_table(town)
    with suppress(BadInputError):
        act(town, name, Hand(who="nobody"))
    after = turf_table(town)
    assert after["status"].equals(before["status"])
    assert after["buildings"].equals(before["buildings"])
    assert barred(town).lines_drawn == 0


def test_parts_that_do_not_touch_are_united_only_when_asked_twice(town: Campaign) -> None:
    turfs = turf_table(town)
    middle = turfs.geometry.centroid
    one = str(turfs.index[0])
    names = [one, str(middle.distance(middle[one]).idxmax())]
    doubts = act(town, "merge", Hand(turfs=names))
    assert isinstance(doubts, MergeDoubts)
    assert "ne se touchent pas" in " ".join(map(str, lines(doubts)))
    assert names[1] in turf_table(town).index
    act(town, "merge", Hand(turfs=names, sure=True))
    assert names[1] not in turf_table(town).index


def test_a_barrier_is_set_and_taken_away(town: Campaign) -> None:
    west, south, east, north = turf_table(town).to_crs(WGS84).total_bounds
    done = act(town, "bar", Hand(line=[(south, west), (north, east)]))
    assert done.lines_drawn == 1
    assert done.streets_cut > 0
    assert tuple(drawn_lines(town).iloc[0].coords[0]) == pytest.approx((west, south))
    assert act(town, "unbar", Hand(barrier=0)).lines_drawn == 0


def test_one_barrier_of_two_is_taken_away(town: Campaign) -> None:
    lines = [shapely.LineString([(2, 46 + i), (2.1, 46 + i)]) for i in range(2)]
    set_barriers(town, gpd.GeoDataFrame(geometry=lines, crs=WGS84))
    assert remove_barrier(town, 0).lines_drawn == 1
    assert drawn_lines(town).iloc[0].equals(lines[1])
    for place in (-1, 1):
        with pytest.raises(BadInputError):
            remove_barrier(town, place)


def test_every_act_has_words_in_both_languages() -> None:
    assert set(ACTS) <= set(WORKBENCH)
    for name in ("words-fr.json", "words-en.json"):
        told = program(name)
        assert told is not None
        assert "OpenStreetMap" in told
    assert program("words-de.json") is None
