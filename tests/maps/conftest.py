"""A town of squares, with names that nobody should trust."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

pytest.importorskip("folium", reason="maps are drawn by the app's extra")

LAMBERT_93 = "EPSG:2154"
EVIL = "</script><img src=x onerror=alert(1)> & ‘Évreux’"


def squares(count: int, *, side: float = 100.0) -> gpd.GeoSeries:
    corner = [(574_000 + i * side, 6_279_000.0) for i in range(count)]
    return gpd.GeoSeries([shapely.box(x, y, x + side, y + side) for x, y in corner], crs=LAMBERT_93)


@pytest.fixture
def evil() -> str:
    return EVIL


@pytest.fixture
def turfs() -> gpd.GeoDataFrame:
    shares = [0.0, 0.1, 0.5, 0.8, 1.0]
    table = pd.DataFrame(
        {
            "label": [EVIL, *"ABCD"],
            "doors": 50,
            "minutes": [80.4, 81, 82, 83, float("nan")],
            "share_covered": shares,
        },
        index=pd.Index([f"T{i}" for i in range(1, 6)], name="turf_id"),
    )
    return gpd.GeoDataFrame(table, geometry=squares(5).to_numpy(), crs=LAMBERT_93)


@pytest.fixture
def quartiers() -> gpd.GeoDataFrame:
    index = pd.Index(["1", "2", "3", "4"], name="quartier_id")
    labels = {"label": ["Centre", "Gare", EVIL, "Rive"]}
    return gpd.GeoDataFrame(
        pd.DataFrame(labels, index=index), geometry=squares(4).to_numpy(), crs=LAMBERT_93
    )


@pytest.fixture
def streets() -> gpd.GeoDataFrame:
    lines = [
        shapely.LineString([(574_000, 6_279_050), (574_500, 6_279_050)]),
        shapely.LineString([(574_250, 6_278_900), (574_250, 6_279_200)]),
        shapely.LineString([(590_000, 6_279_050), (590_500, 6_279_050)]),
    ]
    table = {"name": ["Rue A", None, "Rue loin"], "highway": ["primary_link", "path", "tertiary"]}
    return gpd.GeoDataFrame(table, geometry=lines, crs=LAMBERT_93)
