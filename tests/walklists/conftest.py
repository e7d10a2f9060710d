"""A fictitious corner of Saint-Exemple: three parallel streets, an avenue, a park, two blocks."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from canvass.crs import LAMBERT_93
from walklists.notice import Controller, information_notice
from walklists.walk_list import Concern, Edition, MapBackground, WalkList, walk_list

ORIGIN = (652_000.0, 6_862_000.0)
STREETS = ("Rue de l’Épeautre", "Rue des Forgerons", "Impasse du Cèdre-Œillet")
CONCERNS = (
    Concern("LOG", "Logement"),
    Concern("TRA", "Transports"),
    Concern("ECO", "École"),
    Concern("SAN", "Santé"),
    Concern("CAD", "Cadre de vie"),
    Concern("POU", "Pouvoir d’achat"),
)


def edition(**changes: object) -> Edition:
    notice = information_notice(
        Controller(
            name="Association Saint-Exemple en commun", contact="droits@saint-exemple.invalid"
        ),
        kept_until=date(2027, 4, 4),
    )
    settings: dict[str, object] = {
        "export_id": "E-2027-001",
        "campaign": "Saint-Exemple en commun",
        "notice": notice,
        "expires": date(2027, 3, 20),
        "concerns": CONCERNS,
        "bureau_labels": {"99999_0012": "Bureau 12 – École Jules-Verne"},
        "quartier_labels": {"Q1": "Les Fougères"},
    }
    return Edition(**(settings | changes))  # type: ignore[arg-type]


def town(*, houses: int = 12, flats: tuple[int, ...] = (14, 41)) -> dict[str, object]:
    """Buildings on both sides of three streets, walked up one side and down the other."""
    x0, y0 = ORIGIN
    rows, walked = [], []
    for s, street in enumerate(STREETS):
        y = y0 + 70 * s
        odd = [(1 + 2 * i, x0 + 14 * i, y + 9.0) for i in range(houses)]
        even = [(2 + 2 * i, x0 + 14 * i + 5, y - 9.0) for i in range(houses)]
        for number, x, at_y in [*odd, *reversed(even)]:
            building = f"99999_{s:04d}_{number:05d}"
            rows.append((building, str(number), street, x, at_y))
            walked.append(building)
    frame = pd.DataFrame(rows, columns=["building_id", "number", "street", "x", "y"])
    frame["doors"] = 1
    for k, count in enumerate(flats):
        frame.loc[5 + 9 * k, "doors"] = count
    frame = frame.assign(
        postcode="99999", commune_id="99999", bureau_id="99999_0012", quartier_id="Q1",
        households=frame["doors"], door_source="roll", voters=2 * frame["doors"], placed_by="ban",
    )  # fmt: skip
    buildings = gpd.GeoDataFrame(
        frame.drop(columns=["x", "y"]),
        geometry=gpd.points_from_xy(frame["x"], frame["y"]),
        crs=LAMBERT_93,
    ).set_index("building_id")
    return {
        "buildings": buildings,
        "households": _households(buildings),
        "stops": _stops(buildings, walked),
        "turfs": _turfs(buildings),
        "ground": _ground(buildings, walked, houses),
    }


def _households(buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = []
    for building, doors in buildings["doors"].items():
        for d in range(doors):
            label = f"Bât. {'AB'[d % 2]} appt {d // 2 + 1}" if doors > 1 else ""
            rows.append((f"H{len(rows):05d}", building, label, 2))
    columns = ["household_id", "building_id", "door_label", "voters"]
    return pd.DataFrame(rows, columns=columns).set_index("household_id")


def _stops(buildings: gpd.GeoDataFrame, walked: list[str]) -> pd.DataFrame:
    points = buildings.geometry.loc[walked]
    legs = points.reset_index(drop=True).distance(points.reset_index(drop=True).shift())
    frame = pd.DataFrame(
        {"turf_id": "T-07", "position": range(1, len(walked) + 1), "building_id": walked}
    )
    frame["leg_m"] = legs.fillna(0.0)
    frame["leg_s"] = frame["leg_m"] / 1.3
    return frame.set_index(["turf_id", "position"])


def _turfs(buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    row = {
        "turf_id": "T-07", "label": "Fougères 7 – Forgerons", "bureau_id": "99999_0012",
        "quartier_id": "Q1", "buildings": len(buildings), "doors": int(buildings["doors"].sum()),
        "voters": int(buildings["voters"].sum()), "minutes": 134.0, "walk_m": 1480.0,
        "walk_s": 1140.0, "lower_bound_s": 1120.0, "proof": "borne", "status": "published",
    }  # fmt: skip
    return pd.DataFrame([row]).set_index("turf_id")


def _ground(buildings: gpd.GeoDataFrame, walked: list[str], houses: int) -> MapBackground:
    x0, y0 = ORIGIN
    east = x0 + 14 * houses + 15
    lines = [
        (name, "residential", shapely.LineString([(x0 - 15, y0 + 70 * s), (east, y0 + 70 * s)]))
        for s, name in enumerate(STREETS)
    ]
    lines += [
        ("Avenue du Général-Hoche", "secondary", [(x0 - 15, y0 - 150), (x0 - 15, y0 + 300)]),
        ("Chemin des Écoliers", "footway", [(east, y0 - 90), (east, y0 + 240)]),
    ]
    frame = pd.DataFrame(lines, columns=["name", "highway", "geometry"])
    frame["geometry"] = [
        shapely.LineString(g) if isinstance(g, list) else g for g in frame["geometry"]
    ]
    streets = gpd.GeoDataFrame(frame, crs=LAMBERT_93)
    areas = gpd.GeoDataFrame(
        {"kind": ["green", "water"]},
        geometry=[
            shapely.box(x0 + 20, y0 + 92, x0 + 110, y0 + 118),
            shapely.box(x0 - 60, y0 - 60, x0 + 300, y0 - 35),
        ],
        crs=LAMBERT_93,
    )
    return MapBackground(streets=streets, areas=areas, legs=_legs(buildings, walked))


def _legs(buildings: gpd.GeoDataFrame, walked: list[str]) -> gpd.GeoSeries:
    """Walk along the middle of the streets, round by the eastern footpath."""
    _, y0 = ORIGIN
    east = float(buildings.geometry.x.max()) + 10
    fronts = [
        (door.x, y0 + 70 * round((door.y - y0) / 70)) for door in buildings.geometry.loc[walked]
    ]
    lines = []
    for (x1, y1), (x2, y2) in pairwise(fronts):
        turn = [(east, y1), (east, y2)] if y1 != y2 else []
        lines.append(shapely.LineString([(x1, y1), *turn, (x2, y2)]))
    index = pd.MultiIndex.from_arrays(
        [["T-07"] * len(lines), range(2, len(walked) + 1)], names=["turf_id", "position"]
    )
    return gpd.GeoSeries(lines, index=index, crs=LAMBERT_93)


def demo_walk(
    *, copy: int = 1, houses: int = 12, flats: tuple[int, ...] = (14, 41), **changes: object
) -> WalkList:
    tables = town(houses=houses, flats=flats)
    return walk_list("T-07", edition=edition(**changes), copy=copy, **tables)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def walk() -> WalkList:
    return demo_walk()


@pytest.fixture(scope="session")
def make_walk() -> Callable[..., WalkList]:
    return demo_walk


@pytest.fixture
def tables() -> dict[str, Any]:
    return town()


@pytest.fixture(scope="session")
def make_edition() -> Callable[..., Edition]:
    return edition
