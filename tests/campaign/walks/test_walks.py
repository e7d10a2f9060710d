"""Walks as a campaign plans them: every figure as JSON, fixed ends, limits, and nothing stale."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest

from campaign.folder import Campaign
from campaign.walks.plan_walks import WalksAsked, WalksPlanned, plan_walks
from campaign.walks.streets_missing import is_bare
from campaign.walks.walk_choices import (
    WalkChoices,
    checked_choices,
    load_choices,
    said_choices,
    usual,
)
from campaign.walks.walk_report import describe_walks, write_walks
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS, STOPS
from people_base.field.walks import keep_walks
from people_base.store import read
from people_base.turfs.cuts import current_turfs
from people_base.turfs.turf_assignment import turf_assignment


@pytest.fixture
def turf(played: Campaign) -> str:
    with played.base() as base:
        turfs = current_turfs(base)
    return str(turfs["buildings"].idxmax())


@pytest.fixture(autouse=True)
def as_it_was(played: Campaign, turf: str):
    """Plan the turf as usual after each test: the campaign is shared."""
    yield
    plan_walks(played, turfs=[turf])


def stops_of(campaign: Campaign, turf: str) -> pd.DataFrame:
    with campaign.base() as base:
        return read(base, STOPS, where={"turf_id": [turf]})


def choices_of(campaign: Campaign) -> dict[str, WalkChoices]:
    with campaign.base() as base:
        return load_choices(base)


def address_of(campaign: Campaign, building: str) -> str:
    with campaign.base() as base:
        row = read(base, BUILDINGS, where={"building_id": [building]}).iloc[0]
    return f"{row['number']} {row['street']}"


def test_every_figure_of_every_walk(played: Campaign, tmp_path: Path) -> None:
    write_walks(played, tmp_path / "walks.json")
    told = json.loads((tmp_path / "walks.json").read_text())
    with played.base() as base:
        turfs, members = current_turfs(base), turf_assignment(base)
    assert len(told["turfs"]) == told["total"]["turfs"] == len(turfs)
    for one in told["turfs"]:
        row = turfs.loc[one["turf_id"]]
        known = [
            *one["order"],
            *one["dropped"],
            *(lost["building_id"] for lost in one["unreachable"]),
        ]
        assert sorted(known) == sorted(members.index[members == one["turf_id"]])
        assert one["metres"] == pytest.approx(row["walk_m"], abs=0.06)
        assert one["lower_bound_s"] <= one["seconds"] + 0.06
        assert (one["proof"] == "optimal") == (one["gap"] == 0)
        assert one["crossings"] == sum(one["crossings_by_class"].values())
        assert min(one["re_entries"], one["u_turns"], one["side_changes"]) >= 0
        assert one["network_parts"] >= 1
        named = [stop for line in one["directions"] for stop in line["stops"]]
        assert named == list(range(1, len(one["order"]) + 1))
        metres = sum(line["metres"] for line in one["directions"])
        assert metres == pytest.approx(one["metres"], abs=0.1 * len(one["directions"]))
    total = told["total"]
    assert total["metres"] == pytest.approx(turfs["walk_m"].sum(), abs=10)
    # the ways from the street to the doors are the same in both
    assert total["share_of_alphabetical"] < 0.8


def test_from_a_meeting_point_without_coming_back(played: Campaign, turf: str) -> None:
    first = stops_of(played, turf)["building_id"].iloc[0]
    choices = checked_choices(played, start=address_of(played, first).upper(), closed=False)
    plan_walks(played, turfs=[turf], choices=choices)
    assert choices_of(played)[turf] == choices
    (told,) = describe_walks(played, turfs=[turf])["turfs"]
    assert told["order"][0] == first
    assert told["directions"][0]["fr"].startswith("Départ")
    assert told["directions"][-1]["kind"] != "return"
    assert told["metres"] == pytest.approx(sum(told["leg_m"]), abs=1)
    plan_walks(played, turfs=[turf])
    assert choices_of(played)[turf] == usual(played)


def test_too_little_time_names_the_doors_left_out(played: Campaign, turf: str) -> None:
    before = stops_of(played, turf)
    planned = plan_walks(played, turfs=[turf], choices=replace(usual(played), limit_min=30.0))
    after = stops_of(played, turf)
    assert planned.dropped == len(before) - len(after) > 0
    assert after.index.get_level_values("position").max() == len(after), "no stale stop is left"
    assert planned.minutes <= 30
    late = pd.read_csv(played.review / "hors_temps.csv", sep=";", dtype=str)
    assert sorted([*late["adresse_id"], *after["building_id"]]) == sorted(before["building_id"])
    assert any("hors_temps" in str(line) for line in lines(planned))
    plan_walks(played, turfs=[turf])
    assert not (played.review / "hors_temps.csv").exists()


def test_a_fixed_end(played: Campaign, turf: str) -> None:
    stops = list(stops_of(played, turf)["building_id"])
    choices = checked_choices(
        played, start=stops[0], end=address_of(played, stops[len(stops) // 2])
    )
    assert not choices.closed
    plan_walks(played, turfs=[turf], choices=choices)
    (told,) = describe_walks(played, turfs=[turf])["turfs"]
    # A door at the very start may be knocked when the walk comes past it again, at no cost: what
    # holds is that the walk joins the two places.
    with played.base() as base:
        points = read(base, BUILDINGS).geometry
    assert told["metres"] >= points[stops[0]].distance(points[stops[len(stops) // 2]]) - 60
    assert sorted(told["order"]) == sorted(stops)
    assert told["directions"][-1]["kind"] == "end"
    assert choices_of(played)[turf].end == choices.end


def test_an_address_begins_the_walk_on_its_own_street(played: Campaign, turf: str) -> None:
    first = stops_of(played, turf)["building_id"].iloc[0]
    with played.base() as base:
        street = read(base, BUILDINGS).loc[first, "street"]
    spot = checked_choices(played, start=first).start
    assert spot is not None
    assert spot.street == street


def test_all_that_is_wrong_is_said_together(played: Campaign) -> None:
    with pytest.raises(BadInputError) as caught:
        checked_choices(
            played, start="nulle part", end="1.0,2.0", closed=True, sides="left", reentry_s=-1,
            hours=0,
        )  # fmt: skip
    assert len(caught.value.faults) == 5


def test_a_meeting_point_in_another_town_is_refused(played: Campaign, turf: str) -> None:
    choices = checked_choices(played, start="5.37,43.30")
    with pytest.raises(BadInputError, match="rue connue"):
        plan_walks(played, turfs=[turf], choices=choices)


def test_stops_of_other_turfs_are_refused(played: Campaign, turf: str) -> None:
    with played.base() as base:
        turfs = current_turfs(base)
        stops = read(base, STOPS, where={"turf_id": [turf]})
        with pytest.raises(BadInputError, match=turf):
            keep_walks(base, turfs.loc[turfs.index != turf].iloc[:1], stops)


def test_choices_survive_being_written(played: Campaign, turf: str) -> None:
    choices = checked_choices(
        played, start="2.5,46.5", sides="one_by_one", reentry_s=5, hours=1.5, closed=False
    )
    with played.base() as base:
        table = current_turfs(base)
        stops = read(base, STOPS, where={"turf_id": [turf]})
        before = load_choices(base)
        keep_walks(base, table.loc[[turf]], stops, choices={turf: said_choices(choices)})
        assert load_choices(base) == before | {turf: choices}
        keep_walks(base, table.loc[[turf]], stops, choices={turf: said_choices(before[turf])})
        assert load_choices(base) == before
    assert isinstance(choices, WalkChoices)


def test_what_is_out_of_reach_is_listed_with_the_reason(played: Campaign, turf: str) -> None:
    from campaign.walks.plan_walks import write_unreached
    from routing.order.walk import Walk

    def outing(unreachable: dict[str, str], parts: int) -> Walk:
        return Walk(
            ids=(), leg_m=(), leg_s=(), walk_m=0.0, walk_s=0.0, lower_bound_s=0.0, gap=0.0,
            proof="optimal", service_s=0.0, listed_m=0.0, dropped=(), unreachable=unreachable,
            parts=parts,
        )  # fmt: skip

    path = played.review / "inaccessibles.csv"
    write_unreached(
        played, {turf: outing({"a": "too_far", "b": "cut_off"}, 2), "T900": outing({}, 1)}
    )
    rows = pd.read_csv(path, sep=";", dtype=str).set_index("adresse_id")
    assert rows.loc["a", "raison"] == "à plus de 150 m de toute rue"
    assert rows.loc["b", "raison"].startswith("aucun chemin")
    assert set(rows["morceaux_du_reseau"]) == {"2"}
    write_unreached(played, {"T900": outing({"c": "islet"}, 1)})
    assert len(pd.read_csv(path, sep=";")) == 3, "the lines of other turfs stay"
    write_unreached(played, {turf: outing({}, 1), "T900": outing({}, 1)})
    assert not path.exists()


def test_a_turf_over_a_cut_network_says_so() -> None:
    done = WalksPlanned(
        turfs=2, walk_m=10, alphabetical_m=20, minutes=5, proved=2, gap=0, unreachable=3,
        cut_networks=("T007",),
    )  # fmt: skip
    said = " ".join(line.fr for line in lines(done))
    assert "T007" in said
    assert "sans lien à pied" in said


@pytest.mark.parametrize(
    ("choices", "proof", "again"),
    [
        (WalkChoices(), False, ["T4"]),
        (WalkChoices(closed=False), False, ["T1", "T2", "T4"]),
        (WalkChoices(), True, ["T2", "T4"]),
        (WalkChoices(closed=False), True, ["T1", "T2", "T3", "T4"]),
    ],
)
def test_walks_that_are_not_as_asked_are_planned_anew(
    choices: WalkChoices, proof: bool, again: list[str]
) -> None:
    asked = WalksAsked(choices, WalkChoices(), {"T3": WalkChoices(closed=False)}, proof)
    known = pd.Series({"T1": "optimal", "T2": "gap", "T3": "gap", "T4": ""})
    assert list(known.index[asked.missing(known)]) == again


def test_streets_that_seem_to_be_missing_are_told() -> None:
    walk = SimpleNamespace(ids=("a", "b"), street_m=2.0)
    apart = gpd.GeoSeries.from_xy([0.0, 60.0], [0.0, 0.0], index=["a", "b"])
    assert is_bare(walk, apart)
    assert not is_bare(walk, apart.scale(0.5, 1, origin=(0, 0)))
    assert not is_bare(SimpleNamespace(ids=("a", "b"), street_m=60.0), apart)
    assert not is_bare(SimpleNamespace(ids=("a",), street_m=0.0), apart)
    done = WalksPlanned(
        turfs=2, walk_m=10, alphabetical_m=20, minutes=5, proved=0, gap=0, unreachable=0,
        bare=("T007",),
    )  # fmt: skip
    assert any("manquer des rues" in line.fr and "T007" in line.fr for line in lines(done))
