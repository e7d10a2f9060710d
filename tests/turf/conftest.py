"""A made-up grid town, the fictitious town of Val-Fleuri, and the real city where it is."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from routing.network.walk_network import Network, read_network
from routing.ways.snapping import snap_doors
from turf.neighbours import Pairs
from turf.partition.cut_graph import Doors

Town = tuple[Pairs, Doors]
BLOCK_M = 90.0


class _Plot:
    """Collects doors and pairs while streets are laid."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.xy: list[tuple[float, float]] = []
        self.face: list[int] = []
        self.pairs: dict[tuple[int, int], tuple[float, float]] = {}
        self.ends: dict[tuple[int, int], list[tuple[int, float]]] = {}

    def join(self, i: int, j: int, walk_m: float, cut_m: float) -> None:
        self.pairs.setdefault((min(i, j), max(i, j)), (walk_m, cut_m))

    def side(self, a: tuple[int, int], b: tuple[int, int], sign: int) -> list[tuple[int, float]]:
        count = int(self.rng.integers(2, 7))
        along = np.sort(self.rng.uniform(8, BLOCK_M - 8, count))
        step = np.subtract(b, a)
        doors = []
        for t in along:
            place = np.multiply(a, BLOCK_M) + step * t + np.array([-step[1], step[0]]) * sign * 8
            doors.append((len(self.xy), float(t)))
            self.xy.append((place[0], place[1]))
        self.face.extend([doors[0][0]] * count)
        for (i, t), (j, u) in pairwise(doors):
            self.join(i, j, u - t, 120.0)
        self.ends.setdefault(a, []).append(doors[0])
        self.ends.setdefault(b, []).append((doors[-1][0], BLOCK_M - doors[-1][1]))
        return doors

    def street(self, a: tuple[int, int], b: tuple[int, int]) -> None:
        left, right = self.side(a, b, 1), self.side(a, b, -1)
        for here, there in ((left, right), (right, left)):
            for i, t in here:
                j, u = min(there, key=lambda door: abs(door[1] - t))
                self.join(i, j, abs(u - t) + 10, 20.0)


@pytest.fixture
def grid_town() -> Callable[..., Town]:
    def make(size: int, seed: int = 0, *, flats: bool = True, zones: int = 1) -> Town:
        plot = _Plot(seed)
        for x in range(size):
            for y in range(size):
                for a, b in (((x, y), (x + 1, y)), ((x, y), (x, y + 1))):
                    if max(b) < size and plot.rng.random() < 0.9:
                        plot.street(a, b)
        for doors in plot.ends.values():
            for k, (i, t) in enumerate(doors):
                for j, u in doors[:k]:
                    plot.join(i, j, t + u + 5, 3.0)
        table = np.array([(i, j, *costs) for (i, j), costs in plot.pairs.items()])
        i, j = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        xy = np.array(plot.xy)
        load = plot.rng.integers(1, 4, len(xy)).astype(float)
        if flats:
            tall = plot.rng.random(len(xy)) < 0.05
            load[tall] = plot.rng.integers(5, 90, int(tall.sum()))
        zone = np.minimum((xy[:, 0] / (BLOCK_M * size) * zones).astype(np.int64), zones - 1)
        doors = Doors(load, xy, zone, np.array(plot.face))
        return Pairs(i, j, table[:, 2], table[:, 3]), doors

    return make


Field = tuple[gpd.GeoDataFrame, Network, pd.DataFrame]


def _buildings(folder: Path, addresses: str, bureaux: str, code: str) -> gpd.GeoDataFrame:
    table = pd.read_csv(folder / addresses, sep=";", dtype=str, keep_default_na=False)
    table = table.drop_duplicates("id").set_index("id").rename_axis("building_id")
    points = gpd.points_from_xy(table["x"].astype(float), table["y"].astype(float))
    areas = gpd.read_file(folder / bureaux).to_crs(2154)[[code, "geometry"]]
    made = gpd.GeoDataFrame(
        {
            "number": table["numero"] + table["rep"],
            "street": table["nom_voie"],
            "postcode": table["code_postal"],
            "commune_id": table["code_insee"],
            "quartier_id": "",
            "door_source": "estimated",
            "placed_by": "housenumber",
        },
        index=table.index,
        geometry=points,
        crs=2154,
    )
    within = gpd.sjoin(made[["geometry"]], areas)[code]
    made["bureau_id"] = within[~within.index.duplicated()].reindex(made.index).fillna("")
    return made


def field_of(folder: Path, addresses: str, bureaux: str, code: str, streets: str) -> Field:
    """Read a town: the voters of the roll's answer, 1.9 to a household."""
    made = _buildings(folder, addresses, bureaux, code)
    truth = next(folder.glob("liste_electorale_verite.csv*"))
    of_address = pd.read_csv(truth, sep=";", dtype=str)["adresse_id"].value_counts()
    made["voters"] = of_address.reindex(made.index).fillna(0).astype(int)
    made["households"] = made["doors"] = np.ceil(made["voters"] / 1.9).astype(int)
    made = made[made["voters"] > 0]
    network = read_network(folder / streets, crs="EPSG:2154")
    return made, network, snap_doors(network, made.geometry, street_names=made["street"])


@pytest.fixture(scope="session")
def small_town(val_fleuri: Path) -> Field:
    return field_of(
        val_fleuri, "adresses-99.csv.gz", "bureaux.geojson", "codeBureauVote", "rues.osm"
    )


@pytest.fixture(scope="session")
def city(toulouse: Path) -> Field:
    return field_of(
        toulouse,
        "adresses-31555.csv.gz",
        "bureaux_2026.geojson",
        "codeBureauVote",
        "rues.osm.pbf",
    )
