"""Layers by version: made once, told apart, and free of people."""

import gzip
import json
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.places.barriers import set_barriers
from campaign.turfs import publish, turf_by_hand
from campaign.turfs.workbench import layers
from campaign.turfs.workbench.acts import Hand, act
from campaign.turfs.workbench.store import VERSIONS_KEPT, LayerStore
from canvass.crs import WGS84
from canvass.errors import BadInputError, MissingStepError
from canvass.tables import BUILDINGS, HOUSEHOLDS, VOTERS
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment


@pytest.fixture
def store() -> LayerStore:
    return LayerStore()


def told(store: LayerStore, campaign: Campaign, name: str, **asked: str) -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(store.payload(campaign, name, **asked))))


def without_colour(row: list[Any]) -> list[Any]:
    return [row[0], *row[2:]]


def members(layer: dict[str, Any]) -> dict[str, int]:
    return {turf: len(row[6]) for turf, row in layer["rows"].items()}


def test_turfs_and_addresses_are_those_of_the_base(town: Campaign, store: LayerStore) -> None:
    versions = store.versions(town)
    turfs, at = told(store, town, "turfs"), told(store, town, "buildings")["head"]
    with town.base() as base:
        buildings, turf_of = read(base, BUILDINGS), turf_assignment(base)
    assert turfs["version"] == versions["turfs"]
    assert members(turfs) == turf_of.value_counts().to_dict()
    assert at["doors"] == buildings["doors"].tolist()
    table = turf_table(town)
    for turf, row in turfs["rows"].items():
        assert row[3] == table.loc[turf, "doors"]
    rows = [0, len(buildings) - 1]
    ids = store.buildings(town, versions["buildings"], rows)
    assert ids == [buildings.index[0], buildings.index[-1]]


def test_a_layer_is_made_once_a_version(
    town: Campaign, store: LayerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    laid_out = layers.town
    monkeypatch.setattr(layers, "town", lambda *a, **k: made.append(1) or laid_out(*a, **k))
    for _ in range(3):
        store.versions(town)
        store.payload(town, "turfs")
    assert len(made) == 1
    turf_by_hand.lock(town, [str(turf_table(town).index[0])])
    store.versions(town)
    store.payload(town, "turfs")
    assert len(made) == 2


def test_whoever_reads_meanwhile_changes_no_layer(
    town: Campaign, store: LayerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.versions(town)
    monkeypatch.setattr(layers, "town", lambda *_, **__: pytest.fail("laid out anew"))
    with town.base() as base:
        turf_assignment(base)
        assert store.versions(town) == before
    assert store.versions(town) == before


def test_after_a_step_only_its_turfs_are_sent(town: Campaign, store: LayerStore) -> None:
    before = store.versions(town)
    whole = told(store, town, "turfs")["rows"]
    one, two = map(str, turf_table(town).index[:2])
    turf_by_hand.merge(town, [one, two])
    after = store.versions(town)
    assert {name for name in after if after[name] != before[name]} == {"turfs"}
    found = told(store, town, "turfs", since=before["turfs"])
    assert found["since"] == before["turfs"]
    assert one in found["rows"]
    assert found["gone"] == [two]
    # another one takes a new colour at most, where it has become a neighbour
    others = set(found["rows"]) - {one}
    assert len(others) <= 2
    assert all(without_colour(found["rows"][t]) == without_colour(whole[t]) for t in others)
    turf_by_hand.undo(town)
    back = told(store, town, "turfs", since=after["turfs"])
    assert {one, two} <= set(back["rows"])
    assert without_colour(back["rows"][two]) == without_colour(whole[two])


@pytest.mark.parametrize("step", ["merge", "split", "lock", "publish", "withdraw", "make", "bar"])
def test_a_step_is_laid_out_as_if_all_were_laid_out_anew(
    step: str, town: Campaign, store: LayerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = map(str, turf_table(town).index[:2])
    if step == "withdraw":
        turf_by_hand.lock(town, [one])
        publish.publish(town, [one])
    store.versions(town)
    whole = layers.town
    monkeypatch.setattr(layers, "town", lambda *_, **__: pytest.fail("all of it"))
    ids = tuple(map(str, store.town(town).buildings.index[:3]))
    turfs = (one, two) if step == "merge" else (one,)
    with store.own_step(town):
        act(town, step, Hand(turfs=turfs, buildings=ids, line=[(46.8, 2.59), (46.81, 2.6)]))
    quick = store.town(town)
    fresh = whole(town, kept=quick.colour)
    for name, layer in fresh.layers.items():
        assert layer.version == quick.layers[name].version, name
    assert quick.turf_id.equals(fresh.turf_id)
    assert quick.history == fresh.history
    assert quick.authors == fresh.authors
    told = [one.turfs.drop(columns="geometry").sort_index() for one in (quick, fresh)]
    pd.testing.assert_frame_equal(*told, check_dtype=False)


def test_a_step_that_is_refused_leaves_the_map_as_it_is(town: Campaign, store: LayerStore) -> None:
    before = store.versions(town)
    with pytest.raises(BadInputError), store.own_step(town):
        act(town, "split", Hand(turfs=("nowhere",)))
    assert store.versions(town) == before


def test_a_forgotten_version_gets_the_whole_layer(
    town: Campaign, store: LayerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.versions(town)["turfs"]
    name = str(turf_table(town).index[0])
    monkeypatch.setattr("campaign.turfs.workbench.store.VERSIONS_KEPT", 1)
    turf_by_hand.lock(town, [name])
    store.versions(town)
    found = told(store, town, "turfs", since=first)
    assert found["since"] is None
    assert len(found["rows"]) == len(turf_table(town))
    assert VERSIONS_KEPT > 1


def test_locked_and_published_turfs_say_so(town: Campaign, store: LayerStore) -> None:
    one, two = map(str, turf_table(town).index[:2])
    turf_by_hand.lock(town, [one])
    publish.publish(town, [two])
    rows = told(store, town, "turfs")["rows"]
    assert (rows[one][5], rows[two][5]) == ("locked", "published")
    assert {row[5] for turf, row in rows.items() if turf not in {one, two}} == {""}


def test_a_barrier_changes_the_barriers_and_the_walks_alone(
    town: Campaign, store: LayerStore
) -> None:
    before = store.versions(town)
    box = turf_table(town).to_crs(WGS84).total_bounds
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([box[:2], box[2:]])], crs=WGS84)
    set_barriers(town, line, add=True)
    after = store.versions(town)
    changed = {name for name in after if after[name] != before[name]}
    assert "barriers" in changed
    assert not changed & {"turfs", "buildings", "ground", "bureaux"}
    assert list(told(store, town, "barriers")["rows"]) == ["0"]


def test_blocks_and_sides_are_given_for_every_address(town: Campaign, store: LayerStore) -> None:
    head = told(store, town, "blocks")["head"]
    at = told(store, town, "buildings")
    count = at["head"]["doors"]
    assert len(head["block"]) == len(head["side"]) == len(count)
    assert head["buildings"] == at["version"]
    assert 0 < len(head["blocks"]) <= max(head["block"]) + 1
    # both sides of a street are told apart within a block, and a side is never in two streets
    by_side: dict[int, set[int]] = {}
    for side, street in zip(head["side"], at["head"]["street"], strict=True):
        by_side.setdefault(side, set()).add(street)
    assert sum(len(streets) == 1 for streets in by_side.values()) > 0.8 * len(by_side)


def test_streets_are_given_by_tile(town: Campaign, store: LayerStore) -> None:
    assert told(store, town, "ground")["head"]["streets"]
    assert told(store, town, "streets", tile="0-0")["head"] == {}


def test_addresses_of_another_version_are_refused(town: Campaign, store: LayerStore) -> None:
    version = store.versions(town)["buildings"]
    for asked in (("0" * 16, [0]), (version, [-1]), (version, [10**6])):
        with pytest.raises(BadInputError):
            store.buildings(town, *asked)
    with pytest.raises(BadInputError):
        store.payload(town, "voters")


def test_no_layer_holds_anything_of_a_person(town: Campaign, store: LayerStore) -> None:
    """What is written of voters and doors, by column: names, birth dates and flats stay home."""
    with town.base() as base:
        voters, homes = read(base, VOTERS), read(base, HOUSEHOLDS)
    names = store.versions(town)
    text = json.dumps([told(store, town, name) for name in names], ensure_ascii=False)
    dates = set(voters["birth_date"].astype(str)) - {""}
    assert not [birth for birth in dates if birth in text]
    assert not [key for key in [*voters.index[:500], *homes.index[:500]] if str(key) in text]
    shown = {word for word in text.replace('"', " ").split() if len(word) > 3}
    streets = " ".join(told(store, town, "buildings")["head"]["streets"])
    rare = set(voters["birth_name"]) - set(streets.split())
    assert not {name for name in rare if name in shown and name not in text.split("label")[0]}


def test_without_addresses_there_is_no_map(make_campaign: Any, store: LayerStore) -> None:
    with pytest.raises(MissingStepError):
        store.versions(make_campaign())
