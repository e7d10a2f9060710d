"""Where doors stand on the network."""

from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from routing.network.barriers import cut_at
from routing.network.street_names import agreement
from routing.network.walk_network import Network, read_network
from routing.ways.snapping import DOOR_COLUMNS, snap_doors

CRS = "EPSG:2154"


def points(*xy: tuple[float, float]) -> gpd.GeoSeries:
    index = pd.Index([f"b{i}" for i in range(len(xy))], name="building_id")
    return gpd.GeoSeries([Point(p) for p in xy], index=index, crs=CRS)


@pytest.fixture
def place(town: Callable[..., Network]) -> Network:
    """A long named street, a nameless lane beside it, and an islet of one short path."""
    return town([
        ([(0, 0), (3_000, 0)], "residential", "Rue Jean Jaurès"),
        ([(0, 0), (0, 20), (200, 20)], "service", ""),
        ([(500, 250), (600, 250)], "path", ""),
    ])  # fmt: skip


def test_side_distance_and_place_along(place: Network) -> None:
    doors = snap_doors(place, points((300, 8), (400, -6), (500, 0)))
    assert tuple(doors.columns) == DOOR_COLUMNS
    assert doors.index.name == "building_id"
    assert list(doors["edge"]) == [0, 0, 0]
    assert list(doors["along_m"]) == pytest.approx([300, 400, 500])
    assert list(doors["side"]) == [1, -1, 0]
    assert list(doors["gap_m"]) == pytest.approx([8, 6, 0])
    assert doors["reached"].all()
    assert (doors["reason"] == "").all()


def test_the_street_of_the_address_wins_over_a_nearer_lane(place: Network) -> None:
    at = points((100, 15))
    assert snap_doors(place, at)["edge"].item() == 1
    for name, edge in [("RUE JEAN JAURES", 0), ("R J JAURES", 0), ("RUE DES LILAS", 1), ("", 1)]:
        names = pd.Series([name], index=at.index)
        assert snap_doors(place, at, street_names=names)["edge"].item() == edge, name


def test_a_name_does_not_pull_a_door_across_a_block(place: Network) -> None:
    at = points((150, 70))
    names = pd.Series(["Rue Jean Jaurès"], index=at.index)
    assert snap_doors(place, at, street_names=names)["edge"].item() == 0
    behind = points((150, 20.5))
    long_way = snap_doors(place, behind, street_names=names.set_axis(behind.index))
    assert long_way["edge"].item() == 0, "20 m farther is still the front of the house"


def test_islets_take_only_doors_that_the_town_does_not_reach(place: Network) -> None:
    doors = snap_doors(place, points((550, 140), (550, 255), (550, 900)))
    assert list(doors["edge"]) == [0, 2, -1]
    assert list(doors["reached"]) == [True, False, False]
    assert list(doors["reason"]) == ["", "islet", "too_far"]
    assert doors["component"].iloc[2] == -1
    assert np.isnan(doors["gap_m"].iloc[2])


def test_a_building_without_a_point_is_listed(place: Network) -> None:
    at = points((300, 8), (400, 8))
    at.iloc[0] = None
    names = pd.Series("Rue Jean Jaurès", index=at.index)
    for wanted in (None, names):
        doors = snap_doors(place, at, street_names=wanted)
        assert list(doors["reason"]) == ["no_point", ""]
        assert list(doors["edge"]) == [-1, 0]


def test_points_in_degrees_are_refused(place: Network) -> None:
    with pytest.raises(ValueError, match="EPSG:4326"):
        snap_doors(place, points((300, 8)).to_crs(4326))


def test_no_doors_at_all(place: Network) -> None:
    doors = snap_doors(place, points())
    assert len(doors) == 0
    assert tuple(doors.columns) == DOOR_COLUMNS


def test_the_sample_town(val_fleuri: Path) -> None:
    """Every address stands on the street it is named after; one road of eight is an islet."""
    network = read_network(val_fleuri / "rues.osm", crs=CRS)
    table = pd.read_csv(val_fleuri / "adresses-99.csv.gz", sep=";", dtype=str).set_index("id")
    at = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float))
    where = gpd.GeoSeries(at, index=table.index, crs=4326).to_crs(CRS)
    doors = snap_doors(network, where, street_names=table["nom_voie"])
    assert (agreement(table["nom_voie"], network.name[doors["edge"]]) == 1).all()
    assert set(table.loc[doors["reason"] == "islet", "nom_voie"]) == {"Chemin de l'Étang"}
    assert (doors["reason"] == "too_far").sum() == 0


@settings(max_examples=40, deadline=None)
@given(xy=st.lists(st.tuples(st.floats(-200, 800), st.floats(-300, 500)), min_size=1, max_size=30))
def test_without_names_the_nearest_street_is_taken(
    town: Callable[..., Network], xy: Sequence[tuple[float, float]]
) -> None:
    network = town([
        ([(0, 0), (300, 40), (600, 0)], "residential", "A"),
        ([(0, 0), (0, 300)], "residential", "B"),
        ([(0, 300), (600, 0)], "tertiary", "C"),
    ])  # fmt: skip
    doors = snap_doors(network, points(*xy))
    for (x, y), door in zip(xy, doors.itertuples(), strict=True):
        gaps = [line.distance(Point(x, y)) for line in network.geometry]
        if min(gaps) > 150:
            assert door.reason == "too_far"
            continue
        assert door.gap_m == pytest.approx(min(gaps))
        line = network.geometry[door.edge]
        assert line.interpolate(door.along_m).distance(Point(x, y)) == pytest.approx(
            door.gap_m, abs=0.1
        )
        if 1 < door.along_m < line.length - 1 and door.gap_m > 0.1:
            beside = line.offset_curve(0.1 * door.side)
            assert beside.distance(Point(x, y)) < door.gap_m


@pytest.mark.parametrize(
    ("wanted", "found", "least", "most"),
    [
        ("AV DU GENERAL DE CROUTTE", "Avenue du Général de Croutte", 1, 1),
        ("RUE SULLY", "Rue de Sully", 1, 1),
        ("CHE DE PELLEPORT", "Chemin de Pelleport", 1, 1),
        ("AV ANTOINE DE ST EXUPERY", "Avenue Antoine de Saint-Exupéry", 1, 1),
        ("BD RIQUET", "Boulevard Pierre-Paul Riquet", 0.7, 0.9),
        ("RUE N VAUQUELIN", "Rue Nicolas Vauquelin", 0.7, 0.9),
        ("RUE LEON PAUL FIQUET", "Rue Léon-Paul Friquet", 0.6, 0.8),
        ("IMP HENRI RAMET", "Rue Henri Ramet", 0.4, 0.6),
        ("RUE DES LILAS", "Rue des Roses", 0, 0),
        ("RUE DU TAUR", "", 0, 0),
        ("", "", 0, 0),
        ("RUE", "Rue", 0, 1),
    ],
)
def test_street_names(wanted: str, found: str, least: float, most: float) -> None:
    score = agreement(pd.Series([wanted]), np.array([found]))
    assert least <= score[0] <= most


def test_a_namesake_of_another_kind_catches_no_door(town: Callable[..., Network]) -> None:
    network = town([
        ([(0, 0), (200, 0)], "residential", "Rue des Lilas"),
        ([(200, 0), (200, 60)], "residential", "Impasse des Lilas"),
    ])  # fmt: skip
    at = points((195, 30), (205, 30), (205, 30))
    names = pd.Series(["rue des Lilas", "IMP DES LILAS", "CHE DES LILAS"], index=at.index)
    assert list(snap_doors(network, at, street_names=names)["edge"]) == [0, 1, 1]


def test_doors_beyond_a_drawn_line_are_served_from_their_side(
    town: Callable[..., Network],
) -> None:
    """Even where the line has cut their street off from the town, or ends it before them."""
    network = town([
        ([(0, 0), (500, 0)], "residential", "Rue A"),
        ([(500, 0), (3_000, 0)], "residential", "Rue A"),
        ([(500, 0), (500, 100)], "residential", "Rue B"),
    ])  # fmt: skip
    wall = gpd.GeoSeries([shapely.LineString([(300, 20), (700, 20)])], crs=CRS)
    cut = cut_at(network, wall)
    at = points((503, 24), (500.5, 22), (600, 24), (2_000, 22), (503, 15))
    names = pd.Series(["Rue A", "", "Rue A", "", "Rue B"], index=at.index)
    doors = snap_doors(cut, at, street_names=names)
    beyond = doors["edge"].iloc[:3]
    assert (cut.name[beyond] == "Rue B").all()
    assert (shapely.get_coordinates(cut.geometry[beyond])[:, 1] >= 20).all()
    assert list(doors["reason"].iloc[:3]) == ["islet"] * 3
    assert doors["reached"].iloc[3:].all()


@pytest.mark.parametrize("seed", range(12))
def test_no_door_is_served_across_a_drawn_line_wherever_it_lies(
    val_fleuri: Path, seed: int
) -> None:
    network = read_network(val_fleuri / "rues.osm", crs=CRS)
    table = pd.read_csv(val_fleuri / "adresses-99.csv.gz", sep=";", dtype=str).set_index("id")
    at = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float))
    where = gpd.GeoSeries(at, index=table.index, crs=4326).to_crs(CRS)
    rng = np.random.default_rng(seed)
    middle, angle = where.iloc[rng.integers(len(where))], rng.uniform(0, np.pi)
    way = 300 * np.array([np.cos(angle), np.sin(angle)])
    ends = np.stack([-way, way]) + np.array([middle.x, middle.y]) + rng.uniform(-30, 30, (2, 2))
    wall = shapely.LineString(ends)
    cut = cut_at(network, gpd.GeoSeries([wall], crs=CRS))
    near = where[where.distance(wall) < 80]
    doors = snap_doors(cut, near, street_names=table.loc[near.index, "nom_voie"])
    reached = doors[doors["reached"]]
    edge = reached["edge"].to_numpy()
    # the very end of a street that the line has cut lies on the line
    along = np.clip(reached["along_m"], 0.15, np.maximum(cut.length_m[edge] - 0.15, 0.15))
    foot = shapely.line_interpolate_point(cut.geometry[edge], along.to_numpy())
    ways = [shapely.LineString([a, b]) for a, b in zip(near[reached.index], foot, strict=True)]
    assert len(ways) > 20
    assert not shapely.crosses(ways, wall).any()


def test_a_door_that_a_line_parts_from_every_street(town: Callable[..., Network]) -> None:
    network = town([([(0, 0), (300, 0)], "residential", "Rue A")])
    wall = gpd.GeoSeries([shapely.LineString([(-500, 5), (500, 5)])], crs=CRS)
    doors = snap_doors(cut_at(network, wall), points((100, 8), (100, 4)))
    assert list(doors["reached"]) == [False, True]
