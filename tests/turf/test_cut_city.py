"""The whole of Toulouse: balance, connection, whole streets, and the time it takes."""

import time

import geopandas as gpd
import pandas as pd
import pytest

from routing.network.walk_network import Network
from turf.cut import cut_turfs
from turf.outlines import turf_shapes
from turf.settings import CutSettings

Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]
pytestmark = pytest.mark.city


@pytest.mark.parametrize(
    ("settings", "least", "far"),
    [
        (CutSettings(effort=60), 0.995, 66),
        (CutSettings(effort=60, within="bureau"), 0.98, 135),
        (CutSettings(effort=60, unit="minutes", target=90), 0.995, 75),
    ],
    ids=["doors", "bureaux", "minutes"],
)
def test_a_city_is_cut_in_balance(
    city: Field, settings: CutSettings, least: float, far: int
) -> None:
    began = time.process_time()
    cut = cut_turfs(*city, settings=settings)
    assert time.process_time() - began < 100
    assert cut.facts.balance.where_possible >= least
    assert cut.facts.long_gaps <= far
    assert cut.facts.connected == 1
    assert cut.facts.faces_whole >= 0.85
    assert len(cut.left_out) < 20


def test_a_city_is_outlined_in_time(city: Field) -> None:
    buildings = city[0]
    cut = cut_turfs(*city, settings=CutSettings(effort=0))
    began = time.process_time()
    shapes = turf_shapes(buildings, cut.turf_id)
    assert time.process_time() - began < 20
    assert shapes.index.equals(cut.turfs.index)
    assert shapes.area.sum() == pytest.approx(shapes.union_all().area, rel=1e-3)
