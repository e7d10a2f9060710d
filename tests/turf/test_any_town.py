"""Other towns than those the cut was made on: an island, a steep city, towns of almost nothing."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from routing.network.walk_network import Network, read_network
from routing.ways.snapping import snap_doors
from turf.audit import audit
from turf.cut import Cut, cut_turfs
from turf.outlines import turf_shapes
from turf.recut import recut_turfs
from turf.settings import CutSettings

OSM = Path(__file__).parents[2].parent / "shared" / "data" / "osm"
#: File and metric CRS; one house a stretch of so many metres of either side of a street.
TOWNS = {"monaco.osm.gz": ("EPSG:32632", 9), "saint_barthelemy.osm.pbf": ("EPSG:5490", 14)}


def table_of(
    points: np.ndarray, crs: str, doors: np.ndarray, bureaux: np.ndarray
) -> gpd.GeoDataFrame:
    count = len(points)
    return gpd.GeoDataFrame(
        {
            "number": [str(k) for k in range(1, count + 1)],
            "street": "",
            "postcode": "",
            "commune_id": "99001",
            "bureau_id": [f"99001_{b:04d}" for b in bureaux],
            "quartier_id": "",
            "households": doors,
            "doors": doors,
            "door_source": "estimated",
            "voters": 2 * doors,
            "placed_by": "housenumber",
        },
        index=pd.Index([f"b{k:05d}" for k in range(count)], name="building_id"),
        geometry=shapely.points(points),
        crs=crs,
    )


def built_up(network: Network, spacing_m: float, seed: int = 0) -> gpd.GeoDataFrame:
    """Put houses along both sides of every street but footways, skewed as towns are."""
    rng = np.random.default_rng(seed)
    lines = network.geometry[~np.isin(network.highway, ["steps", "footway", "path", "cycleway"])]
    places = []
    for line in lines:
        for along in np.arange(spacing_m / 2, line.length, spacing_m):
            spot, ahead = line.interpolate(along), line.interpolate(along + 0.5)
            way = np.subtract(ahead.coords[0], spot.coords[0])
            aside = np.array([-way[1], way[0]]) / max(np.hypot(*way), 1e-9)
            built = [side for side in (-7.0, 7.0) if rng.random() < 0.7]
            places += [np.add(spot.coords[0], side * aside) for side in built]
    points = np.array(places)
    doors = 1 + rng.geometric(0.6, len(points)) * (rng.random(len(points)) < 0.5)
    tall = rng.random(len(points)) < 0.03
    doors[tall] = rng.integers(10, 90, tall.sum())
    bureaux = np.digitize(points[:, 0], np.quantile(points[:, 0], [0.25, 0.5, 0.75]))
    return table_of(points, network.crs, doors.astype(int), bureaux)


@pytest.fixture(scope="module", params=TOWNS)
def real_streets(request: pytest.FixtureRequest) -> tuple[gpd.GeoDataFrame, Network, pd.DataFrame]:
    file = OSM / request.param
    if not file.is_file():
        pytest.skip("the real streets are not on this machine")
    crs, spacing_m = TOWNS[request.param]
    network = read_network(file, crs=crs)
    buildings = built_up(network, spacing_m)
    return buildings, network, snap_doors(network, buildings.geometry)


@pytest.mark.city
@pytest.mark.parametrize(
    "settings",
    [
        CutSettings(),
        CutSettings(within="bureau"),
        CutSettings(unit="minutes", target=90),
        CutSettings(by="blockface", target=30),
    ],
    ids=["doors", "bureaux", "minutes", "faces"],
)
def test_streets_of_other_towns(
    real_streets: tuple[gpd.GeoDataFrame, Network, pd.DataFrame], settings: CutSettings
) -> None:
    buildings, network, doors = real_streets
    made = cut_turfs(buildings, network, doors, settings=settings)
    assert made.facts.connected == 1
    assert made.facts.balance.where_possible >= 0.98
    assert_sound(made, buildings)
    sheet = audit(buildings, made.turf_id, network, doors, settings=settings).sheet
    assert (sheet.disconnected, sheet.split_buildings, sheet.barriers_crossed) == (0, 0, 0)


def assert_sound(made: Cut, buildings: gpd.GeoDataFrame) -> None:
    """Every building is in one turf or listed with a reason, and what is off has its reason."""
    assert made.turf_id.index.equals(buildings.index)
    assert set(made.left_out["building_id"]) == set(buildings.index[made.turf_id == ""])
    assert (made.left_out["reason"] != "").all()
    assert set(made.turf_id) - {""} == set(made.turfs.index)
    outlines = turf_shapes(buildings, made.turf_id)
    assert outlines.index.equals(made.turfs.index)
    assert not outlines.is_empty.any()


Town = Callable[..., tuple[gpd.GeoDataFrame, Network, pd.DataFrame]]


@pytest.fixture
def tiny(tmp_path: Path) -> Town:
    """A town of one street of 200 m, with houses where a test wants them."""

    def make(
        places: list[tuple[float, float]], doors: list[int], bureaux: list[int] | None = None
    ) -> tuple[gpd.GeoDataFrame, Network, pd.DataFrame]:
        # metres around a place of EPSG:2154, as degrees that the reader takes
        corner = gpd.GeoSeries(
            [shapely.Point(600000, 6600000), shapely.Point(600200, 6600000)], crs=2154
        ).to_crs(4326)
        nodes = "".join(
            f'<node id="{k}" lat="{p.y}" lon="{p.x}" version="1"/>' for k, p in enumerate(corner, 1)
        )
        way = (
            '<way id="9" version="1"><nd ref="1"/><nd ref="2"/>'
            '<tag k="highway" v="residential"/></way>'
        )
        (tmp_path / "t.osm").write_text(f'<osm version="0.6">{nodes}{way}</osm>')
        network = read_network(tmp_path / "t.osm", crs="EPSG:2154")
        points = np.add(places, (600000.0, 6600000.0))
        table = table_of(
            points, "EPSG:2154", np.array(doors), np.array(bureaux or [1] * len(places))
        )
        return table, network, snap_doors(network, table.geometry)

    return make


ROW = [(10.0 * k, 5.0 * (-1) ** k) for k in range(1, 20)]


@pytest.mark.parametrize("unit", ["doors", "minutes"])
@pytest.mark.parametrize("within", ["none", "bureau"])
@pytest.mark.parametrize(
    ("places", "doors", "bureaux"),
    [
        ([(50, 5)], [1], None),
        ([(50, 5)], [200], None),
        ([(50, 5), (60, -5)], [70, 70], None),
        ([(50, 5)] * 4, [20] * 4, None),
        (ROW, [3] * 19, list(range(19))),
        (ROW, [0] * 19, None),
        ([(50, 9000), (60, 9000)], [5, 5], None),
        ([*ROW, (50, 9000)], [5] * 20, None),
    ],
    ids=["one", "one tall", "two tall", "stacked", "tiny bureaux", "empty", "far", "one far"],
)
def test_towns_of_almost_nothing(
    tiny: Town,
    places: list[tuple[float, float]],
    doors: list[int],
    bureaux: list[int] | None,
    within: str,
    unit: str,
) -> None:
    town = tiny(places, doors, bureaux)
    settings = CutSettings(within=within, unit=unit, target=50 if unit == "doors" else 60)  # type: ignore[arg-type]
    made = cut_turfs(*town, settings=settings)
    assert_sound(made, town[0])
    assert made.facts.connected == 1
    audit(town[0], made.turf_id, town[1], town[2], settings=settings)
    again = recut_turfs(*town, made.turf_id, settings=settings)
    assert_sound(again, town[0])
