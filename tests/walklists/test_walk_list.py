"""What a walk list says."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from canvass.errors import BadInputError
from walklists.tables.geojson import write_geojson
from walklists.tables.gpx import write_gpx
from walklists.tables.spreadsheets import sent_contacts
from walklists.walk_list import WalkList, contact_id, counting_order, walk_list


@pytest.fixture
def make(tables: dict[str, Any], make_edition: Any) -> Callable[..., WalkList]:
    def from_tables(**changes: Any) -> WalkList:
        settings = {"edition": make_edition(), **tables, **changes}
        return walk_list(settings.pop("turf_id", "T-07"), **settings)

    return from_tables


def test_stops_stand_in_walking_order_with_their_flats(walk: WalkList) -> None:
    assert list(walk.stops.index) == list(range(1, 73))
    assert walk.doors == 72 - 2 + 14 + 41
    labels = walk.stops["door_labels"].loc[6]
    assert labels[0] == "Bât. A appt 1"
    assert labels[6] == "Bât. A appt 7"
    assert walk.stops["door_labels"].loc[1] == ()


def test_contact_ids_are_those_of_the_export(walk: WalkList, make_walk: Any) -> None:
    assert walk.stops["contact_id"].is_unique
    assert make_walk().stops["contact_id"].equals(walk.stops["contact_id"])
    other = make_walk(export_id="E-2")
    assert not set(other.stops["contact_id"]) & set(walk.stops["contact_id"])
    first = walk.stops.iloc[0]
    assert first["contact_id"] == contact_id("E-2027-001", "T-07", first["building_id"])
    assert contact_id("a", "b1", "2") != contact_id("a", "b", "12")


def test_two_campaigns_share_no_contact_id(make_walk: Any) -> None:
    """Of one day, turf and address; the sheet of one never counts in the other."""
    ours, theirs = (make_walk(campaign_key=key) for key in ("one", "two"))
    assert not set(ours.stops["contact_id"]) & set(theirs.stops["contact_id"])


def test_sides_and_crossings_come_from_numbers_and_the_map(walk: WalkList) -> None:
    assert walk.stops["side"].loc[1] == "impair"
    assert list(walk.stops.index[walk.stops["crossing"]]) == [13, 37, 61]


def test_a_mixed_side_is_no_crossing_when_the_street_is_not_cut(
    make: Any, tables: dict[str, Any]
) -> None:
    tables["buildings"].loc[tables["buildings"].index[3], "number"] = "8"
    assert not make().stops["crossing"].iloc[:12].any()


def test_given_sides_and_crossings_win(make: Any, tables: dict[str, Any]) -> None:
    stops = tables["stops"].assign(crossing=False, side="côté école")
    walk = make(stops=stops)
    assert not walk.stops["crossing"].any()
    assert set(walk.stops["side"]) == {"côté école"}


def test_the_proof_is_stated_or_nothing(make: Any, tables: dict[str, Any]) -> None:
    assert make().gap == pytest.approx(1140 / 1120 - 1)
    for proof, bound, gap in (("", 1120.0, None), ("optimal", 1140.0, 0.0), ("gap", 0.0, None)):
        turfs = tables["turfs"].assign(proof=proof, lower_bound_s=bound)
        assert make(turfs=turfs).gap == gap
    nearly = tables["turfs"].assign(proof="gap", lower_bound_s=1140.0)
    assert make(turfs=nearly).gap is None, "over ground that is guessed nothing is proved"


def test_only_the_surroundings_of_the_doors_are_kept(make: Any, tables: dict[str, Any]) -> None:
    far = shapely.LineString([(0, 0), (10, 10)])
    streets = pd.concat(
        [
            tables["ground"].streets,
            gpd.GeoDataFrame(
                {"name": ["Loin"], "highway": ["path"]}, geometry=[far], crs=tables["buildings"].crs
            ),
        ]
    )
    ground = type(tables["ground"])(streets=streets)
    walk = make(ground=ground)
    assert "Loin" not in set(walk.streets["name"])
    assert walk.legs.empty
    assert walk.areas.empty


def test_turfs_that_cannot_be_walked_are_refused_in_words(
    make: Any, tables: dict[str, Any]
) -> None:
    with pytest.raises(BadInputError, match="Secteur inconnu"):
        make(turf_id="T-99")
    with pytest.raises(BadInputError, match="aucune adresse"):
        make(stops=tables["stops"].iloc[:0])
    with pytest.raises(BadInputError, match="1 arrêt n"):
        make(buildings=tables["buildings"].iloc[1:])


def test_flats_are_counted_as_people_count() -> None:
    labels = ["Appt 10", "Appt 2", "appt 1", "Esc. B", "3"]
    assert sorted(labels, key=counting_order) == ["3", "appt 1", "Appt 2", "Appt 10", "Esc. B"]


def test_what_went_out_is_known(walk: WalkList, make_walk: Any) -> None:
    sent = sent_contacts([walk, make_walk(export_id="E-2")])
    assert len(sent) == 144
    assert sent.index.is_unique
    assert list(sent.columns) == ["turf_id", "building_id", "doors"]
    assert sent_contacts([]).empty


def test_geojson_is_in_degrees_and_says_no_name(walk: WalkList, tmp_path: Any) -> None:
    path = tmp_path / "t.geojson"
    write_geojson(walk, path)
    read = gpd.read_file(path)
    assert read.crs.to_epsg() == 4326
    assert list(read["kind"]) == ["stop"] * 72 + ["walk"]
    stops = read[read["kind"] == "stop"].to_crs(walk.crs)
    assert stops.geometry.reset_index(drop=True).distance(
        walk.stops.geometry.reset_index(drop=True)
    ).max() < 0.2  # fmt: skip
    assert "voters" not in read.columns


def test_gpx_is_read_by_gdal(walk: WalkList, tmp_path: Any) -> None:
    path = tmp_path / "t.gpx"
    write_gpx(walk, path)
    waypoints = gpd.read_file(path, layer="waypoints")
    assert len(waypoints) == 72
    assert waypoints["name"].iloc[0] == "1. 1 Rue de l’Épeautre"
    assert len(gpd.read_file(path, layer="tracks")) == 1
